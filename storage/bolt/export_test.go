package bolt

import bbolt "go.etcd.io/bbolt"

// DB is the file behind the store, for tests that break it.
func (s *Store) DB() *bbolt.DB { return s.db }

// Commits returns how many transactions were committed so far.
func (s *Store) Commits() (n int) {
	_ = s.db.View(func(tx *bbolt.Tx) error { n = tx.ID(); return nil })
	return n
}

// The buckets that tests break.
var (
	BucketMeta      = bMeta
	BucketEvents    = bEvents
	BucketIncidents = bIncidents
	BucketDue       = bDue
	BucketOpen      = bOpen
	BucketIndexed   = bIndexed
)

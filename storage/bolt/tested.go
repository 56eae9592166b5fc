package bolt

import (
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"
)

var testedKey = []byte("pager tested")

// Tested returns when every path of the pager last took a test page; zero when
// none ever did.
func (s *Store) Tested(ctx context.Context) (at time.Time, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if v := tx.Bucket(bMeta).Get(testedKey); len(v) == 8 {
			at = time.Unix(0, int64(number(v))).UTC()
		}
		return nil
	})
	return at, err
}

// SetTested remembers it.
func (s *Store) SetTested(ctx context.Context, at time.Time) error {
	return s.write(ctx, func(*bbolt.Tx) (apply, error) {
		return func(w *batch) error { return w.put(bMeta, testedKey, seqKey(uint64(at.UnixNano()))) }, nil
	})
}

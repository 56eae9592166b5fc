package bolt

import (
	"context"

	bbolt "go.etcd.io/bbolt"
)

// probeKey stands in the meta bucket. What it holds means nothing.
var probeKey = []byte("probe")

// Probe writes a few bytes, for whoever must know that the disk takes writes. It
// brings nothing to do, and nobody is nudged.
func (s *Store) Probe(ctx context.Context) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		n := number(tx.Bucket(bMeta).Get(probeKey)) + 1
		return func(w *batch) error { return w.put(bMeta, probeKey, seqKey(n)) }, nil
	})
}

// Failing reports whether the last transaction could not be written.
func (s *Store) Failing() bool { return s.failing.Load() }

package bolt

import (
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// Told reports whether something was told that belongs to no incident, and is
// named by its key. It is forgotten as once-keys are: see Prune.
func (s *Store) Told(ctx context.Context, key string) (told bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		told = s.wasHandled(tx, key)
		return nil
	})
	return told, err
}

// SetTold remembers that it was told.
func (s *Store) SetTold(ctx context.Context, key string, now time.Time) error {
	return s.write(ctx, func(*bbolt.Tx) (apply, error) {
		return func(w *batch) error { return s.handled(w, key, now) }, nil
	})
}

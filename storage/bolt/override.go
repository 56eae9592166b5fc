package bolt

import (
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// Overrides returns every change by hand of who is on call, oldest first.
func (s *Store) Overrides(ctx context.Context) (rows []storage.StoredOverride, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		rows, err = s.overrides(tx)
		return err
	})
	return rows, err
}

// AddOverrides passes what is kept to decide and adds the rows that it returns,
// all of them or none. once, unless empty, is remembered with them: a second call
// with the same once returns bot.ErrHandled. An error of decide is returned as it
// is, and nothing is added.
func (s *Store) AddOverrides(ctx context.Context, once string, now time.Time, decide func(kept []storage.StoredOverride) ([]storage.StoredOverride, error)) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if s.wasHandled(tx, once) {
			return nil, bot.ErrHandled
		}
		kept, err := s.overrides(tx)
		if err != nil {
			return nil, err
		}
		more, err := decide(kept)
		if err != nil {
			return nil, err
		}
		var values [][]byte
		for _, row := range more {
			value, err := encode(s.keys.Desk(), bOverrides, row)
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
		return func(w *batch) error {
			// Files from before the desk had a rota do not have the bucket.
			if _, err := w.tx.CreateBucketIfNotExists(bOverrides); err != nil {
				return err
			}
			for _, value := range values {
				n, err := w.next(bOverrides)
				if err != nil {
					return err
				}
				if err := w.put(bOverrides, seqKey(n), value); err != nil {
					return err
				}
			}
			return s.handled(w, once, now)
		}, nil
	})
}

func (s *Store) overrides(tx *bbolt.Tx) (rows []storage.StoredOverride, err error) {
	b := tx.Bucket(bOverrides)
	if b == nil {
		return nil, nil
	}
	return rows, b.ForEach(func(_, v []byte) error {
		row, err := decode[storage.StoredOverride](s.keys.Desk(), bOverrides, "an override", v)
		rows = append(rows, row)
		return err
	})
}

package bolt

import (
	"bytes"
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
)

// keepMailed is how long it is remembered that somebody was written to: twice
// the day over which letters are counted.
const keepMailed = 48 * time.Hour

// Mailed returns which letters went to an address since then, and when. The
// store holds a sum of the address and not the address.
func (s *Store) Mailed(ctx context.Context, to bot.Address, since time.Time) (letters map[bot.EffectKey]time.Time, err error) {
	letters = map[bot.EffectKey]time.Time{}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if tx.Bucket(bMailed) == nil {
			return nil
		}
		prefix := s.idKey(string(to))
		within(tx, bMailed, prefix, func(k, v []byte) bool {
			if len(v) == timeSize && !keyTime(v).Before(since) {
				letters[bot.EffectKey(k[len(prefix):])] = keyTime(v)
			}
			return true
		})
		return nil
	})
	return letters, err
}

// NoteMailed counts a letter to an address, before it is sent. The same letter
// counts once, at the moment of the last note. What was counted for that address
// more than two days before is forgotten.
func (s *Store) NoteMailed(ctx context.Context, to bot.Address, letter bot.EffectKey, at time.Time) error {
	prefix := s.idKey(string(to))
	key, limit := join(prefix, []byte(letter)), timeKey(at.Add(-keepMailed))
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		var old [][]byte
		if tx.Bucket(bMailed) != nil {
			within(tx, bMailed, prefix, func(k, v []byte) bool {
				if bytes.Compare(v, limit) < 0 {
					old = append(old, bytes.Clone(k))
				}
				return true
			})
		}
		return func(w *batch) error {
			// Files from before the desk wrote letters do not have the bucket.
			if _, err := w.tx.CreateBucketIfNotExists(bMailed); err != nil {
				return err
			}
			if err := w.forget(bMailed, old); err != nil {
				return err
			}
			return w.put(bMailed, key, timeKey(at))
		}, nil
	})
}

// PruneMailed forgets every letter that was counted more than two days before
// now, also those to addresses that are not written to any more.
func (s *Store) PruneMailed(ctx context.Context, now time.Time) error {
	limit := timeKey(now.Add(-keepMailed))
	for after, more := []byte(nil), true; more; {
		err := s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
			more = false
			if tx.Bucket(bMailed) == nil {
				return nil, nil
			}
			var old [][]byte
			n := 0
			for k, v := range from(tx.Bucket(bMailed).Cursor(), after) {
				if n++; n > pruneBatch {
					more = true
					break
				}
				if after = bytes.Clone(k); bytes.Compare(v, limit) < 0 {
					old = append(old, after)
				}
			}
			if len(old) == 0 {
				return nil, nil
			}
			return func(w *batch) error { return w.forget(bMailed, old) }, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *batch) forget(bucket []byte, keys [][]byte) error {
	for _, k := range keys {
		if err := w.delete(bucket, k); err != nil {
			return err
		}
	}
	return nil
}

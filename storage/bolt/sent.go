package bolt

import (
	"bytes"
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
)

// The keys of effects hold a ref and numbers, nothing that must be hidden.

// Sent returns which parts of an effect to many are done, and when: the places
// in its list. A batch that is begun again leaves them out.
func (s *Store) Sent(ctx context.Context, key bot.EffectKey) (done map[int]time.Time, err error) {
	done = map[int]time.Time{}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if tx.Bucket(bSent) == nil {
			return nil
		}
		prefix := plainKey(string(key))
		within(tx, bSent, prefix, func(k, v []byte) bool {
			if part := k[len(prefix):]; len(part) == 4 && len(v) == timeSize {
				done[int(part[0])<<24|int(part[1])<<16|int(part[2])<<8|int(part[3])] = keyTime(v)
			}
			return true
		})
		return nil
	})
	return done, err
}

// NoteSent notes that a part of an effect to many is done.
func (s *Store) NoteSent(ctx context.Context, key bot.EffectKey, no int, at time.Time) error {
	return s.write(ctx, func(*bbolt.Tx) (apply, error) {
		return func(w *batch) error {
			// Files from before there were letters to many do not have the bucket.
			if _, err := w.tx.CreateBucketIfNotExists(bSent); err != nil {
				return err
			}
			return w.put(bSent, bytes.Join([][]byte{plainKey(string(key)), uint32Key(uint32(no))}, nil), timeKey(at))
		}, nil
	})
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/storage"
)

// pageSize is how many entries one read transaction looks at when there may be
// many: the caller works between the pages, with none open.
const pageSize = 64

// Keep stores an envelope that came in, so that it can be acknowledged before
// it is worked on. fresh is false when one with that key was kept before,
// finished or not.
func (s *Store) Keep(ctx context.Context, key string, payload []byte, now time.Time) (fresh bool, err error) {
	value := binary.AppendUvarint(nil, uint64(len(key)))
	value = join(value, []byte(key), payload)
	if value, err = s.keys.Desk().Seal(bucketPlace(bInbox), value); err != nil {
		return false, err
	}
	err = s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if fresh = tx.Bucket(bSeen).Get(s.outsideKey(key)) == nil; !fresh {
			return nil, nil
		}
		return func(w *batch) error {
			seq, err := w.next(bInbox)
			if err != nil {
				return err
			}
			if err := w.put(bInbox, seqKey(seq), value); err != nil {
				return err
			}
			return w.put(bSeen, s.outsideKey(key), join(timeKey(now), seqKey(seq)))
		}, nil
	})
	return fresh && err == nil, err
}

// Finish says that an envelope was worked on: it is not given again, and its
// payload is deleted. The key is remembered until it is pruned. Finishing twice
// changes nothing.
func (s *Store) Finish(ctx context.Context, key string) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		seen := tx.Bucket(bSeen).Get(s.outsideKey(key))
		if len(seen) != timeSize+seqSize || tx.Bucket(bInbox).Get(seen[timeSize:]) == nil {
			return nil, nil
		}
		seq := bytes.Clone(seen[timeSize:])
		return func(w *batch) error { return w.delete(bInbox, seq) }, nil
	})
}

// Unfinished gives the envelopes that were kept and not finished, in the order
// in which they came. The caller may write to the store while it ranges.
func (s *Store) Unfinished(ctx context.Context) iter.Seq2[storage.Envelope, error] {
	return func(yield func(storage.Envelope, error) bool) {
		for after := []byte(nil); ; {
			var page []storage.Envelope
			err := s.view(ctx, func(tx *bbolt.Tx) error {
				c := tx.Bucket(bInbox).Cursor()
				for k, v := range from(c, after) {
					v, err := s.keys.Desk().Open(bucketPlace(bInbox), v)
					if err != nil {
						return fmt.Errorf("envelope %x of the inbox: %w", k, err)
					}
					n, size := binary.Uvarint(v)
					if size <= 0 || uint64(len(v)-size) < n {
						return fmt.Errorf("envelope %x of the inbox cannot be read", k)
					}
					v = bytes.Clone(v[size:])
					page = append(page, storage.Envelope{Key: string(v[:n]), Payload: v[n:]})
					if after = bytes.Clone(k); len(page) == pageSize {
						break
					}
				}
				return nil
			})
			if err != nil {
				yield(storage.Envelope{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

// from gives what a cursor finds behind the key after, or everything when it is nil.
func from(c *bbolt.Cursor, after []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		k, v := c.Seek(after)
		if after != nil && bytes.Equal(k, after) {
			k, v = c.Next()
		}
		for ; k != nil; k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

// pruneBatch is how many keys one transaction forgets, so that pruning never
// holds up a rung for long.
const pruneBatch = 500

// Prune forgets the once-keys and the finished envelopes of before that moment.
// Slack repeats an envelope for hours, so callers leave at least 26 of them.
func (s *Store) Prune(ctx context.Context, before time.Time) error {
	limit := timeKey(before)
	for _, bucket := range [][]byte{bOnce, bSeen} {
		for after, more := []byte(nil), true; more; {
			err := s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
				var old [][]byte
				n := 0
				more = false
				for k, v := range from(tx.Bucket(bucket).Cursor(), after) {
					if n++; n > pruneBatch {
						more = true
						break
					}
					after = bytes.Clone(k)
					unfinished := len(v) == timeSize+seqSize && tx.Bucket(bInbox).Get(v[timeSize:]) != nil
					if len(v) >= timeSize && bytes.Compare(v[:timeSize], limit) < 0 && !unfinished {
						old = append(old, after)
					}
				}
				if len(old) == 0 {
					return nil, nil
				}
				return func(w *batch) error {
					for _, k := range old {
						if err := w.delete(bucket, k); err != nil {
							return err
						}
					}
					return nil
				}, nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// Refs implements storage.Source: every ref of which there is an incident or an
// event, in order.
func (s *Store) Refs(ctx context.Context) iter.Seq2[bot.Ref, error] {
	return func(yield func(bot.Ref, error) bool) {
		for after := []byte(nil); ; {
			var page [][]byte
			err := s.view(ctx, func(tx *bbolt.Tx) error {
				for len(page) < pageSize {
					key := nextRef(tx, after)
					if key == nil {
						return nil
					}
					after = key
					page = append(page, key)
				}
				return nil
			})
			if err != nil {
				yield("", err)
				return
			}
			for _, key := range page {
				ref, ok := keyRef(key)
				if !ok {
					if !yield("", errBadKey(key)) {
						return
					}
					continue
				}
				if !yield(ref, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

// nextRef returns the smallest ref key behind after in incidents or events.
func nextRef(tx *bbolt.Tx, after []byte) []byte {
	seek := append(bytes.Clone(after), bytes.Repeat([]byte{0xff}, refSize)...)
	var best []byte
	for _, bucket := range [][]byte{bIncidents, bEvents} {
		c := tx.Bucket(bucket).Cursor()
		k, _ := c.First()
		if after != nil {
			k, _ = c.Seek(seek)
		}
		if k == nil {
			continue
		}
		if k = k[:min(len(k), refSize)]; best == nil || bytes.Compare(k, best) < 0 {
			best = bytes.Clone(k)
		}
	}
	return best
}

// Chain implements storage.Source.
func (s *Store) Chain(ctx context.Context, ref bot.Ref) (c storage.Chain, err error) {
	key, ok := refKey(ref)
	if !ok {
		return c, errBadKey([]byte(ref))
	}
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		c.Locked = s.locked
		if c.Key, err = s.keyOf(tx, ref, key); err != nil {
			c.Key = storage.Destroyed // what is sealed cannot be read: Verify says where
		}
		within(tx, bEvents, key, func(k, v []byte) bool {
			no := -1
			if k = k[refSize:]; len(k) == 4 {
				no = int(binary.BigEndian.Uint32(k))
			}
			c.Records = append(c.Records, storage.Kept{No: no, Bytes: bytes.Clone(v)})
			return true
		})
		c.Incident = bytes.Clone(tx.Bucket(bIncidents).Get(key))
		p := decodePlace(tx.Bucket(bIndexed).Get(key))
		if p.due != nil && tx.Bucket(bDue).Get(join(p.due, key)) != nil {
			c.Due = keyTime(p.due)
		}
		c.Listed = p.deadline != nil && tx.Bucket(bOpen).Get(join(p.deadline, key)) != nil
		return nil
	})
	return c, err
}

// Strays implements storage.Source: entries of the due index that belong to no
// incident, or to one that has another entry.
func (s *Store) Strays(ctx context.Context) iter.Seq2[storage.Due, error] {
	return func(yield func(storage.Due, error) bool) {
		for after, more := []byte(nil), true; more; {
			var strays []storage.Due
			var bad error
			err := s.view(ctx, func(tx *bbolt.Tx) error {
				n := 0
				more = false
				for k := range from(tx.Bucket(bDue).Cursor(), after) {
					if n++; n > pageSize*16 {
						more = true
						break
					}
					after = bytes.Clone(k)
					ref, at, ok := dueAt(k)
					if !ok {
						bad = errors.Join(bad, errBadKey(k))
					} else if p := decodePlace(tx.Bucket(bIndexed).Get(k[timeSize:])); !bytes.Equal(p.due, k[:timeSize]) {
						strays = append(strays, storage.Due{Ref: ref, At: at})
					}
				}
				return nil
			})
			if err = errors.Join(err, bad); err != nil && !yield(storage.Due{}, err) {
				return
			}
			for _, d := range strays {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}

func errBadKey(key []byte) error { return fmt.Errorf("%w: %x", storage.ErrBadKey, key) }

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"

	bbolt "go.etcd.io/bbolt"
)

// Mark returns up to where the mailbox folder box was read: every mail in it up
// to uid is filed, as long as the folder still has that UIDVALIDITY (RFC 9051
// §2.3.1.1). Both are 0 for a folder of which nothing is known.
func (s *Store) Mark(ctx context.Context, box string) (validity, uid uint32, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bFolders)
		if b == nil {
			return nil
		}
		if v := b.Get(s.outsideKey(box)); len(v) == 8 {
			validity, uid = binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:])
		}
		return nil
	})
	return validity, uid, err
}

// SetMark remembers up to where a folder was read.
func (s *Store) SetMark(ctx context.Context, box string, validity, uid uint32) error {
	key, value := s.outsideKey(box), join(uint32Key(validity), uint32Key(uid))
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if b := tx.Bucket(bFolders); b != nil && bytes.Equal(b.Get(key), value) {
			return nil, nil
		}
		return func(w *batch) error {
			// Files from before there were mailboxes do not have the bucket.
			if _, err := w.tx.CreateBucketIfNotExists(bFolders); err != nil {
				return err
			}
			return w.put(bFolders, key, value)
		}, nil
	})
}

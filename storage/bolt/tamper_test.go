package bolt_test

import (
	"bytes"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// Each byte of each key in the record, the incidents and the due index is
// changed in the file itself, in turn, and must be found. The values are
// flipped by storagetest.
func TestChangedKeysAreFound(t *testing.T) {
	path := small(t)
	s := open(t, path, bolt.Options{})
	db := s.DB()
	db.NoSync = true // nobody keeps this file
	for _, name := range [][]byte{bolt.BucketEvents, bolt.BucketIncidents, bolt.BucketDue} {
		var all [][]byte
		if err := db.View(func(tx *bbolt.Tx) error { all = keys(tx.Bucket(name)); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, key := range all {
			for at := range key {
				changed := bytes.Clone(key)
				changed[at] ^= 0x40 // never another key of this store
				move(t, db, name, key, changed)
				if len(problems(t, s)) == 0 {
					t.Errorf("%s: key %x as %x is not found", name, key, changed)
				}
				move(t, db, name, changed, key)
			}
		}
	}
	// An entry too many, beside the right one.
	var stray []byte
	write := func(f func(*bbolt.Bucket) error) {
		t.Helper()
		if err := db.Update(func(tx *bbolt.Tx) error { return f(tx.Bucket(bolt.BucketDue)) }); err != nil {
			t.Fatal(err)
		}
	}
	write(func(b *bbolt.Bucket) error {
		stray = keys(b)[0]
		stray[0] ^= 0x40
		return b.Put(stray, nil)
	})
	if list := problems(t, s); len(list) != 1 || list[0].Fault != storage.FaultDue {
		t.Errorf("an entry too many: found %v", list)
	}
	write(func(b *bbolt.Bucket) error { return b.Delete(stray) })
	if list := problems(t, s); len(list) != 0 {
		t.Errorf("put back as it was: %v", list)
	}
}

func move(t *testing.T, db *bbolt.DB, bucket, from, to []byte) {
	t.Helper()
	err := db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucket)
		value := bytes.Clone(b.Get(from))
		if err := b.Delete(from); err != nil {
			return err
		}
		return b.Put(to, value)
	})
	if err != nil {
		t.Fatal(err)
	}
}

package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// What stands in the meta bucket of a sealed store.
var (
	metaKeys    = []byte("keys")    // the desk's own key, wrapped by the master key
	metaMaster  = []byte("master")  // the name of the master key, for who has the wrong one
	metaCompact = []byte("compact") // something was erased, and the file must be written anew
)

// keyOf returns the key of an incident: nil when the store is not sealed,
// storage.Destroyed when it was erased.
func (s *Store) keyOf(tx *bbolt.Tx, ref bot.Ref, key []byte) (*storage.Key, error) {
	if s.keys == nil {
		return nil, nil
	}
	return s.keys.Unwrap(string(ref), tx.Bucket(bKeys).Get(key))
}

// Disclose returns the key of an incident, for whoever is given its whole record.
func (s *Store) Disclose(ctx context.Context, ref bot.Ref) (raw []byte, err error) {
	key, ok := refKey(ref)
	if !ok {
		return nil, bot.ErrNotFound
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if s.keys == nil || tx.Bucket(bIncidents).Get(key) == nil {
			return nil
		}
		raw, err = s.keys.Disclose(string(ref), tx.Bucket(bKeys).Get(key))
		return err
	})
	return raw, err
}

// bucketPlace is where the values of a bucket are sealed for that belong to no incident.
func bucketPlace(bucket []byte) string { return "bucket " + string(bucket) }

type sealable interface {
	storage.StoredReceipt | storage.StoredMail | storage.StoredOverride
}

func encode[T sealable](key *storage.Key, bucket []byte, v T) ([]byte, error) {
	plain, err := storage.Encode(v)
	if err != nil {
		return nil, err
	}
	return key.Seal(bucketPlace(bucket), plain)
}

func decode[T sealable](key *storage.Key, bucket []byte, what string, stored []byte) (v T, err error) {
	plain, err := key.Open(bucketPlace(bucket), stored)
	if err != nil {
		return v, fmt.Errorf("%s: %w", what, err)
	}
	return storage.Decode[T](what, plain)
}

// noRef stands before the raw mails that belong to no incident.
var noRef = make([]byte, refSize)

// sealRaw returns a packed mail as it is kept. In a sealed store its incident
// stands before it, whose key opens it.
func (s *Store) sealRaw(key *storage.Key, ref bot.Ref, sum string, packed []byte) ([]byte, error) {
	if s.keys == nil {
		return packed, nil
	}
	sealed, err := key.Seal("raw "+sum, packed)
	owner, ok := refKey(ref)
	if !ok {
		owner = noRef
	}
	return join(owner, sealed), err
}

func (s *Store) openRaw(tx *bbolt.Tx, sum string, kept []byte) ([]byte, error) {
	if s.keys == nil || len(kept) <= refSize {
		return bytes.Clone(kept), nil
	}
	key := s.keys.Desk()
	if ref, ok := keyRef(kept[:refSize]); ok {
		var err error
		if key, err = s.keyOf(tx, ref, kept[:refSize]); err != nil {
			return nil, err
		}
	}
	return key.Open("raw "+sum, kept[refSize:])
}

// openKeys opens the keys of the file, and refuses before anything is written
// when the master key is not the right one. A store that is read without its
// key shows its chains and nothing else.
func (s *Store) openKeys(tx *bbolt.Tx) error {
	meta := tx.Bucket(bMeta)
	wrapped, master := meta.Get(metaKeys), s.options.Master
	switch {
	case wrapped == nil:
		return nil // not sealed, or not yet: see sealAll
	case master == nil && s.readOnly:
		s.locked = true
		return nil
	case master == nil:
		return fmt.Errorf("it is sealed with the master key %s, and there is none: name it in store.key_env or store.key_file (%w)",
			meta.Get(metaMaster), storage.ErrNeedsKey)
	case tx.Bucket(bKeys) == nil:
		return fmt.Errorf("%w (bucket %q is gone)", errDamaged, bKeys)
	}
	var err error
	if s.keys, err = storage.OpenKeys(master, wrapped); err != nil {
		return fmt.Errorf("it is sealed with the master key %s, and store.key is %s: nothing was touched (%w)", meta.Get(metaMaster), master.ID(), err)
	}
	return nil
}

// Locked reports whether the store is sealed and was opened without its key: it
// shows its chains then, and nothing else.
func (s *Store) Locked() bool { return s.locked }

// makeKeys gives a store its keys.
func (s *Store) makeKeys(tx *bbolt.Tx) error {
	if s.options.Master == nil {
		return nil
	}
	keys, wrapped, err := storage.NewKeys(s.options.Master)
	if err != nil {
		return err
	}
	if _, err := tx.CreateBucketIfNotExists(bKeys); err != nil {
		return err
	}
	s.keys = keys
	meta := tx.Bucket(bMeta)
	return errors.Join(meta.Put(metaKeys, wrapped), meta.Put(metaMaster, []byte(s.options.Master.ID())))
}

// sealAll seals a file that was not sealed, in one transaction: it happens once,
// before anybody else writes. Every chain is checked on the way, and one that is
// broken is refused. Afterwards the file is written anew, so that nothing of what
// it held stays in it.
func (s *Store) sealAll() error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		if err := s.makeKeys(tx); err != nil {
			return err
		}
		w := &batch{tx: tx, store: s, counts: map[string]int{}}
		for _, step := range []func() error{w.sealIncidents, w.sealRaws, w.sealRest, w.sealSecret} {
			if err := step(); err != nil {
				return err
			}
		}
		return w.put(bMeta, metaCompact, seqKey(1))
	})
	if err != nil {
		s.keys = nil
		return fmt.Errorf("seal: %w", err)
	}
	return nil
}

// rewrite puts each entry of a bucket where change says, in place of it.
func (w *batch) rewrite(bucket []byte, change func(k, v []byte) (key, value []byte, err error)) error {
	b := w.tx.Bucket(bucket)
	if b == nil {
		return nil // an older file
	}
	var all [][2][]byte
	if err := b.ForEach(func(k, v []byte) error {
		all = append(all, [2][]byte{bytes.Clone(k), bytes.Clone(v)})
		return nil
	}); err != nil {
		return err
	}
	for _, kv := range all {
		key, value, err := change(kv[0], kv[1])
		if err != nil {
			return fmt.Errorf("bucket %s: %x: %w", bucket, kv[0], err)
		}
		if !bytes.Equal(key, kv[0]) {
			if err := w.delete(bucket, kv[0]); err != nil {
				return err
			}
		}
		if err := w.put(bucket, key, value); err != nil {
			return err
		}
	}
	return nil
}

func (w *batch) sealIncidents() error {
	if _, err := w.tx.CreateBucketIfNotExists(bHeads); err != nil {
		return err
	}
	return w.rewrite(bIncidents, func(key, _ []byte) ([]byte, []byte, error) {
		ref, ok := keyRef(key)
		if !ok {
			return nil, nil, errBadKey(key)
		}
		k, wrapped, err := w.store.keys.Fresh(string(ref))
		if err != nil {
			return nil, nil, err
		}
		var stored [][]byte
		within(w.tx, bEvents, key, func(_, v []byte) bool { stored = append(stored, bytes.Clone(v)); return true })
		records, err := storage.Reseal(k, ref, stored)
		if err != nil {
			return nil, nil, err
		}
		var events []bot.Event
		for _, r := range records {
			b, err := r.Encode()
			if err != nil {
				return nil, nil, err
			}
			if err := w.put(bEvents, eventKey(key, r.No), b); err != nil {
				return nil, nil, err
			}
			e, err := r.Event(k, ref)
			if err != nil {
				return nil, nil, err
			}
			events = append(events, e)
		}
		if len(stored) > 0 {
			last, err := storage.DecodeRecord(stored[len(stored)-1])
			if err != nil {
				return nil, nil, err
			}
			if err := w.put(bHeads, key, last.Hash[:]); err != nil {
				return nil, nil, err
			}
		}
		if err := w.put(bKeys, key, wrapped); err != nil {
			return nil, nil, err
		}
		in := storage.Fold(ref, events)
		if err := w.index(key, in); err != nil {
			return nil, nil, err
		}
		sealed, err := storage.SealIncident(k, in)
		return key, sealed, err
	})
}

// sealRaws seals each raw mail with the key of its incident, which the index of
// mails names, and the index after it.
func (w *batch) sealRaws() error {
	s := w.store
	owner := map[string]bot.Ref{}
	err := w.rewrite(bMails, func(k, v []byte) ([]byte, []byte, error) {
		was, err := storage.Decode[storage.StoredMail]("the index entry of a mail", v)
		if err != nil {
			return nil, nil, err
		}
		owner[was.RawSum] = was.Ref
		sealed, err := s.keys.Desk().Seal(bucketPlace(bMails), v)
		return s.keys.Lookup(k), sealed, err
	})
	if err != nil {
		return err
	}
	return w.rewrite(bRaw, func(k, v []byte) ([]byte, []byte, error) {
		sum, key := string(k), s.keys.Desk()
		ref := owner[sum]
		if id, ok := refKey(ref); ok {
			var err error
			if key, err = s.keyOf(w.tx, ref, id); err != nil {
				return nil, nil, err
			}
		}
		sealed, err := s.sealRaw(key, ref, sum, v)
		return s.rawKey(sum), sealed, err
	})
}

// sealRest seals what the desk's own key seals, and makes keyed sums of what
// others chose as keys.
func (w *batch) sealRest() error {
	s := w.store
	value := func(bucket []byte) func(k, v []byte) ([]byte, []byte, error) {
		return func(k, v []byte) ([]byte, []byte, error) {
			sealed, err := s.keys.Desk().Seal(bucketPlace(bucket), v)
			return k, sealed, err
		}
	}
	outside := func(k, v []byte) ([]byte, []byte, error) { return s.keys.Lookup(k), v, nil }
	id := func(k, v []byte) ([]byte, []byte, error) {
		if len(k) < idSize {
			return nil, nil, errBadKey(k)
		}
		return join(s.keys.Lookup(k[:idSize])[:idSize], k[idSize:]), v, nil
	}
	for _, bucket := range [][]byte{bReceipts, bInbox, bOverrides} {
		if err := w.rewrite(bucket, value(bucket)); err != nil {
			return err
		}
	}
	for _, bucket := range [][]byte{bOnce, bThreads, bSeen, bFolders} {
		if err := w.rewrite(bucket, outside); err != nil {
			return err
		}
	}
	for _, bucket := range [][]byte{bMsgIDs, bMailed} {
		if err := w.rewrite(bucket, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *batch) sealSecret() error {
	secret := w.tx.Bucket(bMeta).Get([]byte("secret"))
	if secret == nil {
		return nil
	}
	sealed, err := w.store.keys.Desk().Seal(bucketPlace(bMeta), bytes.Clone(secret))
	if err != nil {
		return err
	}
	return w.put(bMeta, []byte("secret"), sealed)
}

// rotate wraps every key with another master key, in one transaction. The file
// is written anew behind it, so that nothing in it is wrapped with the old one.
func (s *Store) rotate(to *storage.Master) error {
	if s.keys == nil {
		return errors.New("it is not sealed: there is no key to put another in the place of")
	}
	var again []byte
	err := s.db.Update(func(tx *bbolt.Tx) (err error) {
		w := &batch{tx: tx, store: s, counts: map[string]int{}}
		if again, err = s.keys.Rewrap(to, "", tx.Bucket(bMeta).Get(metaKeys)); err != nil {
			return err
		}
		err = w.rewrite(bKeys, func(key, v []byte) ([]byte, []byte, error) {
			ref, ok := keyRef(key)
			if !ok {
				return nil, nil, errBadKey(key)
			}
			wrapped, err := s.keys.Rewrap(to, string(ref), v)
			return key, wrapped, err
		})
		return errors.Join(err, w.put(bMeta, metaKeys, again), w.put(bMeta, metaMaster, []byte(to.ID())), w.put(bMeta, metaCompact, seqKey(1)))
	})
	if err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	s.keys, err = storage.OpenKeys(to, again)
	return err
}

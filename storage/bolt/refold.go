package bolt

import (
	"bytes"

	"meldwacht/storage"
)

// refoldBatch is how many incidents are folded again in one transaction.
const refoldBatch = 1000

// refold folds every incident again from its events and puts it where it now
// belongs in the indexes. It runs once, when the file was written by a program
// whose stored incidents have another format; a crash in it starts it over.
// Nobody else writes yet.
func (s *Store) refold() error {
	for after := []byte(nil); ; {
		n := 0
		tx, err := s.db.Begin(true)
		if err != nil {
			return err
		}
		w := &batch{tx: tx, store: s, counts: map[string]int{}}
		var keys [][]byte
		for k := range from(tx.Bucket(bIncidents).Cursor(), after) {
			if n++; n > refoldBatch {
				break
			}
			keys = append(keys, bytes.Clone(k))
		}
		for _, key := range keys {
			if err := w.refoldOne(key); err != nil {
				_ = tx.Rollback()
				return err
			}
			after = key
		}
		if n <= refoldBatch {
			if err := w.put(bMeta, []byte("incident format"), seqKey(storage.IncidentFormat)); err != nil {
				_ = tx.Rollback()
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		if n <= refoldBatch {
			return nil
		}
	}
}

func (w *batch) refoldOne(key []byte) error {
	ref, _ := keyRef(key)
	in, err := w.store.fold(w.tx, ref, key)
	if err != nil {
		return err
	}
	k, err := w.store.keyOf(w.tx, ref, key)
	if err != nil {
		return err
	}
	stored, err := storage.SealIncident(k, in)
	if err != nil {
		return err
	}
	if err := w.put(bIncidents, key, stored); err != nil {
		return err
	}
	return w.index(key, in)
}

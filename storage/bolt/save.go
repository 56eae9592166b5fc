package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// never stands for "no deadline" in the index of open incidents: behind all others.
var never = bytes.Repeat([]byte{0xff}, timeSize)

// A saving is a change that was sealed and encoded: all that could refuse has
// been asked, and what is left is to write it.
type saving struct {
	key     []byte // of the ref
	before  bot.Incident
	after   bot.Incident
	events  [][]byte // stored records
	stored  []byte   // incident
	effects []bot.Effect
	sealing *storage.Key
	wrapped []byte // key of a new incident, in a sealed store
}

// saving seals a change with the key of its incident, which is made with the first.
func (s *Store) saving(tx *bbolt.Tx, key []byte, in bot.Incident, c bot.Change) (saving, error) {
	sv := saving{key: key, before: in, effects: c.Effects}
	var k *storage.Key
	var err error
	if in.Version == 0 {
		k, sv.wrapped, err = s.keys.Fresh(string(in.Ref))
	} else {
		k, err = s.keyOf(tx, in.Ref, key)
	}
	if err != nil {
		return saving{}, err
	}
	records, after, err := storage.Seal(k, in, c)
	if err != nil {
		return saving{}, err
	}
	sv.after, sv.sealing = after, k
	if after.Erased != nil && in.Erased == nil {
		if err := s.mayErase(tx, in.Ref, c.Effects); err != nil {
			return saving{}, err
		}
	}
	for _, r := range records {
		b, err := r.Encode()
		if err != nil {
			return saving{}, fmt.Errorf("%s: event %d: encode: %w", in.Ref, r.No, err)
		}
		sv.events = append(sv.events, b)
	}
	if sv.stored, err = storage.SealIncident(k, after); err != nil {
		return saving{}, err
	}
	for _, e := range c.Effects {
		if err := checkEffect(e); err != nil {
			return saving{}, fmt.Errorf("%s: effect %q: %w", in.Ref, e.Key, err)
		}
	}
	return sv, nil
}

// apply writes the change: its events, the incident, where it stands in the
// indexes, and its effects.
func (sv saving) apply(w *batch) error {
	if sv.wrapped != nil {
		if err := w.put(bKeys, sv.key, sv.wrapped); err != nil {
			return err
		}
	}
	for i, b := range sv.events {
		if err := w.put(bEvents, eventKey(sv.key, sv.before.Version+1+i), b); err != nil {
			return err
		}
	}
	if len(sv.events) > 0 {
		if err := w.put(bIncidents, sv.key, sv.stored); err != nil {
			return err
		}
		if err := w.index(sv.key, sv.after); err != nil {
			return err
		}
		w.counts["open"] += openCount(sv.after) - openCount(sv.before)
	}
	switch {
	case sv.after.Erased != nil && sv.before.Erased == nil:
		if err := sv.erase(w); err != nil {
			return err
		}
	case sv.after.Dropped > sv.before.Dropped:
		if err := w.dropRaw(sv.before); err != nil {
			return err
		}
	}
	for _, e := range sv.effects {
		if err := w.enqueue(e); err != nil {
			return err
		}
	}
	return nil
}

func openCount(in bot.Incident) int {
	if in.Version == 0 || in.Closed != nil {
		return 0
	}
	return 1
}

// A place is where an incident stands in the indexes of due times and of open
// incidents. It is kept beside the incident, so that its old entries are found
// also after the rules by which they were made have changed.
type place struct{ due, deadline []byte } // nil: not in that index

func placeOf(in bot.Incident) place {
	var p place
	if at, ok := in.Due(); ok {
		p.due = timeKey(at)
	}
	if in.Closed == nil {
		p.deadline = never
		if at, ok := in.Deadline(); ok {
			p.deadline = timeKey(at)
		}
	}
	return p
}

func (p place) encode() []byte {
	b := []byte{0}
	if p.due != nil {
		b[0] |= 1
		b = append(b, p.due...)
	}
	if p.deadline != nil {
		b[0] |= 2
		b = append(b, p.deadline...)
	}
	return b
}

func decodePlace(b []byte) (p place) {
	if len(b) == 0 {
		return p
	}
	flags, b := b[0], bytes.Clone(b[1:])
	if flags&1 != 0 && len(b) >= timeSize {
		p.due, b = b[:timeSize:timeSize], b[timeSize:]
	}
	if flags&2 != 0 && len(b) >= timeSize {
		p.deadline = b[:timeSize:timeSize]
	}
	return p
}

// index moves the incident to where it belongs in both indexes.
func (w *batch) index(key []byte, in bot.Incident) error {
	old, now := decodePlace(w.tx.Bucket(bIndexed).Get(key)), placeOf(in)
	moves := []struct{ bucket, from, to []byte }{
		{bDue, old.due, now.due},
		{bOpen, old.deadline, now.deadline},
	}
	moved := false
	for _, m := range moves {
		if bytes.Equal(m.from, m.to) {
			continue
		}
		moved = true
		if m.from != nil {
			if err := w.delete(m.bucket, join(m.from, key)); err != nil {
				return err
			}
		}
		if m.to != nil {
			if err := w.put(m.bucket, join(m.to, key), nil); err != nil {
				return err
			}
		}
	}
	if !moved {
		return nil
	}
	w.stirred = true
	return w.put(bIndexed, key, now.encode())
}

// loadIncident reads the stored incident, or folds it from its events when it
// is stored in another format.
func (s *Store) loadIncident(tx *bbolt.Tx, ref bot.Ref, key []byte) (bot.Incident, error) {
	stored := tx.Bucket(bIncidents).Get(key)
	if stored == nil {
		return bot.Incident{}, fmt.Errorf("%s: %w", ref, bot.ErrNotFound)
	}
	k, err := s.keyOf(tx, ref, key)
	if err != nil {
		return bot.Incident{}, err
	}
	in, err := storage.OpenIncident(k, ref, stored)
	if errors.Is(err, storage.ErrFormat) {
		return s.fold(tx, ref, key)
	}
	return in, err
}

func (s *Store) fold(tx *bbolt.Tx, ref bot.Ref, key []byte) (bot.Incident, error) {
	events, err := s.loadEvents(tx, ref, key)
	if err != nil {
		return bot.Incident{}, err
	}
	return storage.Fold(ref, events), nil
}

func (s *Store) loadEvents(tx *bbolt.Tx, ref bot.Ref, key []byte) (events []bot.Event, err error) {
	sealed, err := s.keyOf(tx, ref, key)
	if err != nil {
		return nil, err
	}
	within(tx, bEvents, key, func(k, v []byte) bool {
		var e bot.Event
		e, err = storage.DecodeEvent(sealed, ref, len(events)+1, v)
		if err == nil && !bytes.Equal(k, eventKey(key, e.No)) {
			err = fmt.Errorf("%s: event %d is missing", ref, len(events)+1)
		}
		events = append(events, e)
		return err == nil
	})
	return events, err
}

// dueAt is the moment of an entry of the due index.
func dueAt(entry []byte) (bot.Ref, time.Time, bool) {
	if len(entry) != timeSize+refSize {
		return "", time.Time{}, false
	}
	ref, ok := keyRef(entry[timeSize:])
	return ref, keyTime(entry), ok
}

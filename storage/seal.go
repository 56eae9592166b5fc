package storage

import (
	"errors"
	"fmt"

	"meldwacht/bot"
)

// Seal numbers and chains the events of a change behind those of in, and
// returns them as they must be stored, sealed with the key of the incident, with
// the incident as it is after them. Every store seals with it, in the
// transaction that saves the records. The hash of an event covers its payload as
// it is sealed, so a chain can be checked without any key.
//
// Each event is read back from its own stored bytes before it is applied, so
// the incident that a commit saves and the one that a later fold makes of the
// record are the same.
func Seal(key *Key, in bot.Incident, c bot.Change) ([]Record, bot.Incident, error) {
	records := make([]Record, 0, len(c.Events))
	for _, e := range c.Events {
		r, sealed, err := sealEvent(key, in, e)
		if err != nil {
			return nil, bot.Incident{}, fmt.Errorf("%s: event %d: seal: %w", in.Ref, in.Version+1, err)
		}
		records = append(records, r)
		in = in.Apply(sealed)
	}
	return records, in, nil
}

func sealEvent(key *Key, in bot.Incident, e bot.Event) (Record, bot.Event, error) {
	no := in.Version + 1
	switch {
	case e.Body == nil:
		return Record{}, bot.Event{}, fmt.Errorf("kind %q has no body", e.Kind)
	case e.Kind != "" && e.Kind != e.Body.Kind():
		return Record{}, bot.Event{}, fmt.Errorf("kind %q has the body of %q", e.Kind, e.Body.Kind())
	case e.No != 0 && e.No != no:
		// Effects name events by number, so it may not move under them.
		return Record{}, bot.Event{}, fmt.Errorf("the decision numbered it %d", e.No)
	case e.At.IsZero():
		return Record{}, bot.Event{}, fmt.Errorf("kind %q has no time", e.Body.Kind())
	}
	payload, err := encodeBody(e.Body)
	if err != nil {
		return Record{}, bot.Event{}, err
	}
	if !Bare(e.Body.Kind()) {
		if payload, err = key.Seal(payloadPlace(in.Ref, no), payload); err != nil {
			return Record{}, bot.Event{}, err
		}
	}
	r := Record{No: no, At: e.At.UTC().Round(0), Kind: e.Body.Kind(), Actor: e.Actor, Prev: in.Head, Payload: payload}
	r.Hash = r.Sum(in.Ref)
	stored, err := r.Encode()
	if err != nil {
		return Record{}, bot.Event{}, err
	}
	// What cannot be read back (an actor that is no UTF-8, a year of five
	// digits) must not get into a record that can never be corrected.
	sealed, err := DecodeEvent(key, in.Ref, no, stored)
	return r, sealed, err
}

// Reseal returns stored events of ref, which no key sealed, as a sealed store
// keeps them: their payloads sealed, numbered as they were and chained again,
// since the hash covers the sealed bytes. They must be whole.
func Reseal(key *Key, ref bot.Ref, stored [][]byte) ([]Record, error) {
	var records []Record
	var was, now bot.Hash
	for i, b := range stored {
		r, err := DecodeRecord(b)
		if err == nil && (r.No != i+1 || r.Prev != was || r.Hash != r.Sum(ref)) {
			err = errors.New("its chain is broken: see what 'meldwacht verify' says of it")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: event %d: %w", ref, i+1, err)
		}
		was = r.Hash
		if !Bare(r.Kind) {
			if r.Payload, err = key.Seal(payloadPlace(ref, r.No), r.Payload); err != nil {
				return nil, err
			}
		}
		r.Prev = now
		r.Hash = r.Sum(ref)
		now = r.Hash
		records = append(records, r)
	}
	return records, nil
}

// Fold returns the incident that the events of ref make, in their order.
func Fold(ref bot.Ref, events []bot.Event) bot.Incident {
	in := bot.Incident{Ref: ref}
	for _, e := range events {
		in = in.Apply(e)
	}
	return in
}

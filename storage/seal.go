package storage

import (
	"fmt"

	"meldwacht/bot"
)

// Seal numbers and chains the events of a change behind those of in, and
// returns them as they must be stored, with the incident as it is after them.
// Every store seals with it, in the transaction that saves the records.
//
// Each event is read back from its own stored bytes before it is applied, so
// the incident that a commit saves and the one that a later fold makes of the
// record are the same.
func Seal(in bot.Incident, c bot.Change) ([]Record, bot.Incident, error) {
	records := make([]Record, 0, len(c.Events))
	for _, e := range c.Events {
		r, sealed, err := sealEvent(in, e)
		if err != nil {
			return nil, bot.Incident{}, fmt.Errorf("%s: event %d: seal: %w", in.Ref, in.Version+1, err)
		}
		records = append(records, r)
		in = in.Apply(sealed)
	}
	return records, in, nil
}

func sealEvent(in bot.Incident, e bot.Event) (Record, bot.Event, error) {
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
	r := Record{No: no, At: e.At.UTC().Round(0), Kind: e.Body.Kind(), Actor: e.Actor, Prev: in.Head, Payload: payload}
	r.Hash = r.Sum(in.Ref)
	stored, err := r.Encode()
	if err != nil {
		return Record{}, bot.Event{}, err
	}
	// What cannot be read back (an actor that is no UTF-8, a year of five
	// digits) must not get into a record that can never be corrected.
	sealed, err := DecodeEvent(in.Ref, no, stored)
	return r, sealed, err
}

// Fold returns the incident that the events of ref make, in their order.
func Fold(ref bot.Ref, events []bot.Event) bot.Incident {
	in := bot.Incident{Ref: ref}
	for _, e := range events {
		in = in.Apply(e)
	}
	return in
}

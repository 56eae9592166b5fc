package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"meldwacht/bot"
)

// A StoredEffect is an effect that waits in an outbox, with what delivery knows
// of it.
type StoredEffect struct {
	Key      bot.EffectKey  `json:"key"`
	Ref      bot.Ref        `json:"ref"`
	Kind     bot.EffectKind `json:"kind"`
	After    bot.EffectKey  `json:"after,omitempty"`
	Lane     bot.Lane       `json:"lane"`
	Due      time.Time      `json:"due"` // as decided
	Event    int            `json:"event,omitempty"`
	Path     string         `json:"path,omitempty"`
	ID       string         `json:"id"`
	Seq      uint64         `json:"seq"`  // order of enqueueing, among those due at the same moment
	Next     time.Time      `json:"next"` // when it may be tried, or tried again
	Attempts int            `json:"attempts,omitempty"`
	Last     time.Time      `json:"last,omitzero"`
	Waiting  bool           `json:"waiting,omitempty"` // what it follows is not done
	Parked   bool           `json:"parked,omitempty"`
	Code     string         `json:"code,omitempty"` // of the refusal that parked it
}

// Effect returns what was decided.
func (s StoredEffect) Effect() bot.Effect {
	return bot.Effect{Key: s.Key, Ref: s.Ref, Kind: s.Kind, After: s.After, Lane: s.Lane, Due: s.Due, Event: s.Event, Path: s.Path}
}

// A StoredReceipt is a receipt. It outlives its effect for as long as the
// incident is kept, since it is also how a store knows that the effect was done.
type StoredReceipt struct {
	Channel string    `json:"channel,omitempty"`
	ID      string    `json:"id,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Dropped bool      `json:"dropped,omitempty"` // a newer update took its place: nothing was sent
}

// Receipt returns what the outside world gave.
func (s StoredReceipt) Receipt() bot.Receipt {
	return bot.Receipt{Channel: s.Channel, ID: s.ID, At: s.At}
}

// Encode returns the stored form of s, one of this package's stored structs.
func Encode[T StoredEffect | StoredReceipt | StoredMail | StoredOverride](s T) ([]byte, error) {
	return marshal(s)
}

// Decode reads the stored form of one of this package's stored structs.
func Decode[T StoredEffect | StoredReceipt | StoredMail | StoredOverride](what string, stored []byte) (T, error) {
	var s T
	if err := json.Unmarshal(stored, &s); err != nil {
		return s, fmt.Errorf("%s cannot be read: %w", what, err)
	}
	return s, nil
}

// A StoredMail says what became of a mail, under its key.
type StoredMail struct {
	Ref     bot.Ref     `json:"ref,omitempty"` // "" for an automatic mail
	Outcome bot.Outcome `json:"outcome"`
	RawSum  string      `json:"raw_sum"`
	Event   int         `json:"event,omitempty"` // that holds its words
	At      time.Time   `json:"at,omitzero"`     // when it was filed; zero in older files
}

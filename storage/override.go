package storage

import (
	"time"

	"meldwacht/bot"
)

// A StoredOverride is one change by hand of who is on call. Rows are added and
// never changed: what takes one back is a row of its own.
type StoredOverride struct {
	ID     string       `json:"id"`   // 1, 2, 3: in the order in which they were made
	Kind   string       `json:"kind"` // replace, add, remove; or undo
	Person bot.PersonID `json:"person,omitempty"`
	For    bot.PersonID `json:"for,omitempty"` // who is replaced
	From   time.Time    `json:"from,omitzero"`
	To     time.Time    `json:"to,omitzero"`
	Undoes string       `json:"undoes,omitempty"` // the ID of what is taken back
	Reason string       `json:"reason"`
	By     bot.PersonID `json:"by"`
	Made   time.Time    `json:"made"`
}

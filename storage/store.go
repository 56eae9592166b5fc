package storage

import (
	"errors"
	"time"

	"meldwacht/bot"
)

// ErrNotPending says that an outbox holds no such effect to be tried: it is
// done, parked or still waiting, or a newer update took its place.
var ErrNotPending = errors.New("no such effect is pending")

// A Due is an incident whose ladder comes due.
type Due struct {
	Ref bot.Ref
	At  time.Time
}

// Counts is how much a store holds of what people should know.
type Counts struct {
	Open      int // incidents
	Automatic int // mails on file without an incident
	Pending   map[bot.Lane]int
	Parked    int // effects that were given up
}

// An Envelope is something that Slack delivered and that is not worked on yet.
type Envelope struct {
	Key     string
	Payload []byte
}

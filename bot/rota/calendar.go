package rota

import (
	"time"

	"meldwacht/bot"
)

// A Calendar is who is on call by the events of an iCalendar (RFC 5545), up to
// 400 days after it was read. It does not change.
type Calendar struct {
	shifts   []Shift   // by From; people may overlap
	known    time.Time // what comes after is not worked out
	warnings []Warning
}

// A Warning is something in a calendar that was left out.
type Warning struct {
	Name string    // the name or address that nobody goes by; empty: something else
	At   time.Time // of the first event that it is about; zero: unknown
	Text string    // what was left out, and what to do
}

// Warnings are what was left out of the calendar, in order.
func (c *Calendar) Warnings() []Warning { return c.warnings }

// Who tells which person a name or a mail address is. Either may be empty.
type Who func(name, mail string) (bot.PersonID, bool)

// ParseCalendar reads an iCalendar. Times without a zone and days without a time
// are meant in zone. Events from 35 days before now until 400 days after it are
// worked out. A calendar that would take long is refused, with what to do.
func ParseCalendar(data []byte, zone *time.Location, now time.Time, who Who) (*Calendar, error) {
	return &Calendar{known: now.Add(horizon)}, nil
}

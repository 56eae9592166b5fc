package rota

import (
	"bytes"
	"slices"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"

	"meldwacht/bot"
)

const (
	// past is how far back events are worked out: what is asked of a calendar
	// concerns incidents that are open.
	past = 35 * 24 * time.Hour
	// maxShifts bounds what a calendar comes to; every question goes through them.
	maxShifts = 10_000
	// maxWarnings bounds what people are shown: one broken thing breaks each event.
	maxWarnings = 50
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
	At   time.Time // when an event begins that it is about; zero: no event
	Text string    // what was left out, and what to do
}

// Warnings are what was left out of the calendar, in order.
func (c *Calendar) Warnings() []Warning { return c.warnings }

// Who tells which person a name or a mail address is. Either may be empty.
type Who func(name, mail string) (bot.PersonID, bool)

// ParseCalendar reads an iCalendar. Times without a zone and days without a time
// are meant in zone. Events from 35 days before now until 400 days after it are
// worked out. The summary of an event says who is on call, or else its attendees
// do. A calendar that is damaged, or would take long, is refused with a
// [*CalendarError].
func ParseCalendar(data []byte, zone *time.Location, now time.Time, who Who) (*Calendar, error) {
	text, lines, err := cutDown(data)
	if err != nil {
		return nil, err
	}
	parsed, err := ical.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		return nil, refuse(0, "it cannot be read as an iCalendar; export it again as .ics")
	}
	c := collector{
		window: span{now.Add(-past), now.Add(horizon)},
		zones:  zones{zone, map[string]*time.Location{}},
		who:    who, budget: maxSteps, sparse: maxSparse,
		moved: map[string]*absent{}, said: map[string]bool{},
	}
	var events []event
	for i, v := range parsed.Events() {
		e, err := c.read(v)
		if err != nil {
			return nil, refuse(lines[i], "%v", err)
		}
		e.line = lines[i]
		events = append(events, e)
		if e.instead != nil {
			if c.moved[e.uid] == nil {
				c.moved[e.uid] = absence(nil)
			}
			c.moved[e.uid].add(*e.instead)
		}
	}
	for _, e := range events {
		if err := c.work(e); err != nil {
			return nil, refuse(e.line, "%v", err)
		}
	}
	if len(events) == 0 {
		c.warn(Warning{Text: "the calendar holds no events; look whether it is the right one"})
	}
	slices.SortStableFunc(c.shifts, func(a, b Shift) int { return a.From.Compare(b.From) })
	return &Calendar{shifts: c.shifts, known: c.window.to, warnings: c.warnings}, nil
}

// A collector works out the events of one calendar.
type collector struct {
	window   span
	zones    zones
	who      Who
	budget   int                // occurrences that may still be looked at
	sparse   int                // monthly and yearly series that may still come
	moved    map[string]*absent // by series: the occurrences that an event replaces
	shifts   []Shift
	warnings []Warning
	said     map[string]bool
}

// work adds the shifts of an event. One that was moved or cancelled counts in its
// series only as what is no longer there.
func (c *collector) work(e event) error {
	if e.cancelled {
		return nil
	}
	var people []bot.PersonID
	asked := false
	begins := func(s stamp, end time.Time) {
		p := span{s.instant(), end}
		if p.empty() || p.clip(c.window).empty() {
			return
		}
		if !asked {
			people, asked = c.people(e, p.from), true
		}
		for _, person := range people {
			c.shifts = append(c.shifts, Shift{From: p.from, To: p.to, Person: person})
		}
	}
	without, moved := absence(e.without), c.moved[e.uid]
	if e.instead != nil {
		moved = nil
	}
	comes := func(s stamp, end time.Time) {
		if !without.has(s) && !moved.has(s) {
			begins(s, end)
		}
	}
	if e.rule == nil {
		comes(e.start, e.length.end(e.start))
	} else {
		lasts := e.length.wall + e.length.elapsed
		wall := func(t time.Time) time.Time {
			_, offset := t.In(e.start.zone).Zone()
			return t.UTC().Add(time.Duration(offset) * time.Second)
		}
		from, to := wall(c.window.from).Add(-lasts-24*time.Hour), wall(c.window.to).Add(24*time.Hour)
		err := e.rule.walls(e.start, from, to, &c.budget, func(w time.Time) {
			s := stamp{w, e.start.zone, e.start.day}
			comes(s, e.length.end(s))
		})
		if err != nil {
			return err
		}
	}
	for _, extra := range e.extra {
		end := extra.end
		if end.IsZero() {
			end = e.length.end(extra.stamp)
		}
		comes(extra.stamp, end)
	}
	if len(c.shifts) > maxShifts {
		return errSteps
	}
	return nil
}

// absent are occurrences that do not come. A day without a time stands for
// whatever comes on it.
type absent struct {
	at   map[int64]bool
	days map[Date]bool
}

func absence(stamps []stamp) *absent {
	a := &absent{map[int64]bool{}, map[Date]bool{}}
	for _, s := range stamps {
		a.add(s)
	}
	return a
}

func (a *absent) add(s stamp) {
	if s.day {
		a.days[dateOf(s.wall)] = true
	} else {
		a.at[s.instant().Unix()] = true
	}
}

func (a *absent) has(s stamp) bool {
	return a != nil && (a.days[dateOf(s.wall)] || a.at[s.instant().Unix()])
}

// people says who an event is about: its summary, or else each attendee who is
// known and has not declined.
func (c *collector) people(e event, at time.Time) []bot.PersonID {
	if id, ok := c.who(e.summary, ""); ok && e.summary != "" {
		return []bot.PersonID{id}
	}
	var people []bot.PersonID
	for _, a := range e.attendees {
		if id, ok := c.who(a.name, a.mail); ok && !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	if len(people) == 0 {
		name := e.summary
		for _, a := range e.attendees {
			if name == "" {
				name = firstOf(a.name, a.mail)
			}
		}
		c.warn(Warning{Name: name, At: at, Text: "nobody goes by this name; write it as in people, or invite them by their address"})
	}
	return people
}

// warn keeps a warning, each name once.
func (c *collector) warn(w Warning) {
	if c.said[w.Name] || len(c.warnings) == maxWarnings {
		return
	}
	c.said[w.Name] = true
	w.Name = strings.ToValidUTF8(w.Name[:min(len(w.Name), 200)], "")
	c.warnings = append(c.warnings, w)
}

package rota

import (
	"slices"
	"time"
)

// Hours are when the office is open. They choose whether somebody is told in
// Slack or paged, and never whether. They do not change, and are safe for any
// number of goroutines.
type Hours struct {
	zone       *time.Location
	windows    []window
	dutch      bool
	liberation func(year int) bool
	days       []ownDay
}

// An ownDay is a DaySpec that was found good.
type ownDay struct {
	Date       // Year 0: every year
	name       Name
	half       bool // open from start to end at most
	start, end Clock
}

// Zone is where the clock of the office hangs.
func (h *Hours) Zone() *time.Location { return h.zone }

// Open reports whether the office is open at an instant.
func (h *Hours) Open(t time.Time) bool {
	// The day before too: a gap of the clock can push the end of its last window
	// into this one.
	for _, s := range h.spans(dateOf(t.In(h.zone)).Add(-1), 2) {
		if !t.Before(s.from) && t.Before(s.to) {
			return true
		}
	}
	return false
}

// Next returns when the office next opens or closes after an instant, and which
// of the two. The zero time says that it does neither within 400 days.
func (h *Hours) Next(t time.Time) (at time.Time, open bool) {
	today := dateOf(t.In(h.zone)).Add(-1)
	for _, days := range []int{10, int(horizon / (24 * time.Hour))} {
		// A span that ends on the last day may go on on the next one.
		end := today.Add(days).at(0, h.zone)
		for _, s := range h.spans(today, days+2) {
			if s.from.After(t) && s.from.Before(end) {
				return s.from, true
			}
			if s.to.After(t) && s.to.Before(end) {
				return s.to, false
			}
		}
	}
	return time.Time{}, h.Open(t)
}

// spans are the open times of so many days, joined where they touch.
func (h *Hours) spans(first Date, days int) []span {
	var out []span
	for i := range days {
		d := first.Add(i)
		if _, off := h.Holiday(d); off {
			continue
		}
		limit := span{d.at(0, h.zone), d.at(Midnight, h.zone)}
		if own, ok := h.own(d); ok {
			limit = span{d.at(own.start, h.zone), d.at(own.end, h.zone)}
		}
		for _, w := range h.windows {
			if s, ok := w.on(d, h.zone); ok {
				out = append(out, s.clip(limit))
			}
		}
	}
	return joined(out)
}

// Holiday names the day off that a day is: one of our own or a public holiday. A
// half day of our own is none.
func (h *Hours) Holiday(d Date) (Name, bool) {
	if own, ok := h.own(d); ok && !own.half {
		return own.name, true
	}
	if h.liberation(d.Year) && d.Month == time.May && d.Day == 5 {
		return liberationDay, true
	}
	if !h.dutch {
		return Name{}, false
	}
	return dutchHoliday(d)
}

// Day is the date on the clock of the office.
func (h *Hours) Day(t time.Time) Date { return dateOf(t.In(h.zone)) }

// own is what we say of a day ourselves. A date with its year wins over one of
// every year.
func (h *Hours) own(d Date) (ownDay, bool) {
	i := slices.IndexFunc(h.days, func(o ownDay) bool { return o.Date == d })
	if i < 0 {
		i = slices.IndexFunc(h.days, func(o ownDay) bool { return o.Date == Date{0, d.Month, d.Day} })
	}
	if i < 0 {
		return ownDay{}, false
	}
	return h.days[i], true
}

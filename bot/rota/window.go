package rota

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A WindowSpec is a part of some days of the week, as the configuration writes
// it. The end does not belong to it, may be 24:00, and does not lie past
// midnight (the shape of Alertmanager's time intervals).
type WindowSpec struct {
	Weekdays []string `yaml:"weekdays"` // mon, mon-fri, ma-vr
	From     string   `yaml:"from"`
	To       string   `yaml:"to"`
}

// A window is a WindowSpec that was found good.
type window struct {
	days     [7]bool // by time.Weekday
	from, to Clock
}

// A span is a part of time: its start belongs to it, its end does not.
type span struct{ from, to time.Time }

func (s span) empty() bool { return !s.from.Before(s.to) }

// clip is what two spans have in common.
func (s span) clip(o span) span {
	if o.from.After(s.from) {
		s.from = o.from
	}
	if o.to.Before(s.to) {
		s.to = o.to
	}
	return s
}

// on returns the window on one day.
func (w window) on(d Date, zone *time.Location) (span, bool) {
	s := span{d.at(w.from, zone), d.at(w.to, zone)}
	return s, w.days[d.Weekday()] && !s.empty()
}

// overlaps reports whether two windows share a minute of some day.
func (w window) overlaps(o window) bool {
	for i, on := range w.days {
		if on && o.days[i] && w.from < o.to && o.from < w.to {
			return true
		}
	}
	return false
}

// days calls f with every day that a clock in zone shows during s.
func (s span) days(zone *time.Location, f func(Date)) {
	if s.empty() {
		return
	}
	last := dateOf(s.to.In(zone))
	for d := dateOf(s.from.In(zone)); d.number() <= last.number(); d = d.Add(1) {
		f(d)
	}
}

// joined sorts spans and makes one of those that touch or overlap.
func joined(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	var out []span
	for _, s := range spans {
		if s.empty() {
			continue
		}
		if n := len(out) - 1; n >= 0 && !out[n].to.Before(s.from) {
			if s.to.After(out[n].to) {
				out[n].to = s.to
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// minus is what is left of s outside holes, which are sorted and disjoint.
func (s span) minus(holes []span) []span {
	var out []span
	for _, h := range holes {
		if !h.from.Before(s.to) {
			break
		}
		if !h.to.After(s.from) {
			continue
		}
		if before := (span{s.from, h.from}); !before.empty() {
			out = append(out, before)
		}
		s.from = h.to
	}
	if !s.empty() {
		out = append(out, s)
	}
	return out
}

// weekdayNames are the days from Sunday, in English and in Dutch.
var weekdayNames = [2][7]string{
	{"sun", "mon", "tue", "wed", "thu", "fri", "sat"},
	{"zo", "ma", "di", "wo", "do", "vr", "za"},
}

// parseWeekdays reads one entry: a day or a range of days, which may run over
// the end of the week.
func parseWeekdays(s string) ([7]bool, error) {
	var days [7]bool
	first, last, ranged := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	from, ok := weekday(first)
	to, ok2 := from, true
	if ranged {
		to, ok2 = weekday(last)
	}
	if !ok || !ok2 {
		return days, fmt.Errorf("%q is no day of the week; write mon or mon-fri (ma, ma-vr)", s)
	}
	for d := from; ; d = (d + 1) % 7 {
		days[d] = true
		if d == to {
			return days, nil
		}
	}
}

func weekday(s string) (int, bool) {
	for _, names := range weekdayNames {
		if i := slices.Index(names[:], s); i >= 0 {
			return i, true
		}
	}
	return 0, false
}

package rota

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// horizon is how far ahead anything is worked out: a year, and what a planner
// who works a year ahead needs on top of it (chosen).
const horizon = 400 * 24 * time.Hour

// A Plan answers who is on call. It does not change, and is safe for any number
// of goroutines.
type Plan struct {
	zone      *time.Location
	gapOK     bool
	layers    []layer
	overrides []Override
	known     time.Time // what a calendar holds after it was not read; zero: no calendar
}

// attach returns the plan with these calendars, each in the layer of its name.
func (p *Plan) attach(calendars map[string]*Calendar) *Plan {
	with := *p
	with.layers, with.known = slices.Clone(p.layers), time.Time{}
	for i := range with.layers {
		l := &with.layers[i]
		if l.from == (CalendarSpec{}) {
			continue
		}
		if l.calendar = calendars[l.name]; l.calendar != nil && (with.known.IsZero() || l.calendar.known.Before(with.known)) {
			with.known = l.calendar.known
		}
	}
	return &with
}

// With returns the plan under these overrides in place of those that it had.
func (p *Plan) With(overrides []Override) *Plan {
	with := *p
	with.overrides = slices.Clone(overrides)
	return &with
}

// Zone is where the clock of the rota hangs, for showing its times.
func (p *Plan) Zone() *time.Location { return p.zone }

// At is the instant at which the clock of the rota shows what wall, written in
// UTC, shows.
func (p *Plan) At(wall time.Time) time.Time { return instant(wall, p.zone) }

// On returns who is on call at an instant: nobody twice, and nobody at all in a
// gap.
func (p *Plan) On(t time.Time) []bot.PersonID {
	var on []bot.PersonID
	for _, s := range p.Shifts(t, t.Add(1)) {
		if !slices.Contains(on, s.Person) {
			on = append(on, s.Person)
		}
	}
	return on
}

// Shifts returns who is on call between two instants, in order, cut off at both.
// A person is in no two shifts at once.
func (p *Plan) Shifts(from, to time.Time) []Shift {
	during := span{from.UTC(), to.UTC()}
	if during.empty() {
		return nil
	}
	var shifts []Shift
	for _, l := range p.layers {
		above := l.shifts(during)
		shifts = append(outside(shifts, spans(above)), above...)
	}
	shifts = override(shifts, p.overrides, during)
	slices.SortStableFunc(shifts, func(a, b Shift) int { return a.From.Compare(b.From) })
	return shifts
}

// Gaps returns when nobody is on call between two instants. Of a plan whose
// gaps are meant so there are none to tell of, and neither are there after the
// last day to which a calendar was read.
func (p *Plan) Gaps(from, to time.Time) []Gap {
	if p.gapOK {
		return nil
	}
	if !p.known.IsZero() && p.known.Before(to) {
		to = p.known
	}
	return p.empty(span{from.UTC(), to.UTC()})
}

func (p *Plan) empty(during span) []Gap {
	var gaps []Gap
	for _, s := range during.minus(joined(spans(p.Shifts(during.from, during.to)))) {
		gaps = append(gaps, Gap{s.from, s.to})
	}
	return gaps
}

// A Handover is a moment at which who is on call changes.
type Handover struct {
	At  time.Time
	Out []bot.PersonID // on until then
	In  []bot.PersonID // on from then
	On  []bot.PersonID // all who are on from then; empty: a gap begins
}

// NextHandover returns the first one after an instant, if there is one within
// 400 days.
func (p *Plan) NextHandover(t time.Time) (Handover, bool) {
	before := p.On(t)
	seen := t
	// Most rotas change within days; a year of them is worked out for others alone.
	for _, ahead := range []time.Duration{8 * 24 * time.Hour, 64 * 24 * time.Hour, horizon} {
		end := t.Add(ahead)
		for _, at := range borders(p.Shifts(seen, end)) {
			if !at.After(t) || !at.Before(end) {
				continue
			}
			on := p.On(at)
			out, in := less(before, on), less(on, before)
			if len(out)+len(in) > 0 {
				return Handover{At: at, Out: out, In: in, On: on}, true
			}
		}
		seen = end.Add(-1)
	}
	return Handover{}, false
}

// Why says in one line, for the record, who is on call at an instant and what
// put them there.
func (p *Plan) Why(t time.Time) string {
	var whys []string
	for _, s := range p.Shifts(t, t.Add(1)) {
		whys = append(whys, string(s.Person)+": "+p.why(s))
	}
	if len(whys) == 0 {
		return "nobody is on call"
	}
	return strings.Join(whys, "; ")
}

func (p *Plan) why(s Shift) string {
	switch s.Source {
	case Turn:
		return fmt.Sprintf("turn of layer %q", s.Layer)
	case Fixed:
		return fmt.Sprintf("fixed shift of layer %q", s.Layer)
	case FromFile:
		return fmt.Sprintf("calendar of layer %q", s.Layer)
	}
	i := slices.IndexFunc(p.overrides, func(o Override) bool { return o.ID == s.Override })
	o := p.overrides[i]
	if o.Kind == Replace {
		return fmt.Sprintf("override %s by %s, in place of %s", o.ID, o.By, o.For)
	}
	return fmt.Sprintf("override %s by %s", o.ID, o.By)
}

// borders are the instants at which a shift begins or ends, in order.
func borders(shifts []Shift) []time.Time {
	var at []time.Time
	for _, s := range shifts {
		at = append(at, s.From, s.To)
	}
	slices.SortFunc(at, time.Time.Compare)
	return slices.CompactFunc(at, time.Time.Equal)
}

// less is who of a is not in b.
func less(a, b []bot.PersonID) []bot.PersonID {
	return slices.DeleteFunc(slices.Clone(a), func(p bot.PersonID) bool { return slices.Contains(b, p) })
}

package rota

import (
	"time"

	"meldwacht/bot"
)

// A layer is a LayerSpec that was found good.
type layer struct {
	name     string
	zone     *time.Location
	only     []window // empty: always
	turns    *turns
	fixed    []fixed
	from     CalendarSpec // where its calendar stands; zero: it has none
	calendar *Calendar    // nil while it was never read
}

// turns hand over from one person to the next by wall clock.
type turns struct {
	anchor   Date
	handover Clock
	days     int // civil days that a turn lasts
	people   []bot.PersonID
}

type fixed struct {
	window
	person bot.PersonID
}

// shifts returns what the layer says of a part of time, cut off at its ends.
// Fixed shifts win over turns; the three kinds do not overlap.
func (l layer) shifts(during span) []Shift {
	var shifts []Shift
	for _, f := range l.fixed {
		during.days(l.zone, func(d Date) {
			if s, ok := f.on(d, l.zone); ok {
				shifts = append(shifts, l.shift(s.clip(during), Fixed, f.person))
			}
		})
	}
	shifts = inside(shifts, []span{during})
	if l.turns != nil {
		shifts = append(outside(l.turnsOf(during), spans(shifts)), shifts...)
	}
	if l.calendar != nil {
		for _, s := range l.calendar.shifts {
			if part := s.span().clip(during); !part.empty() {
				shifts = append(shifts, l.shift(part, FromFile, s.Person))
			}
		}
	}
	if len(l.only) > 0 {
		shifts = inside(shifts, onDays(l.only, during, l.zone))
	}
	return shifts
}

func (l layer) shift(p span, source Source, person bot.PersonID) Shift {
	return Shift{From: p.from, To: p.to, Person: person, Source: source, Layer: l.name}
}

// turnsOf counts civil days from the anchor, never hours: a turn over a change
// of the clock lasts an hour less or more.
func (l layer) turnsOf(during span) []Shift {
	t := l.turns
	start := func(turn int) time.Time { return t.anchor.Add(turn*t.days).at(t.handover, l.zone) }
	today := dateOf(during.from.In(l.zone))
	turn := int(floorDiv(int64(today.number()-t.anchor.number()), int64(t.days)))
	for start(turn).After(during.from) {
		turn-- // the handover of today is still to come
	}
	for !start(turn + 1).After(during.from) {
		turn++ // the day began in a gap of the clock, which the handover lies in too
	}
	var shifts []Shift
	for ; start(turn).Before(during.to); turn++ {
		who := t.people[turn-int(floorDiv(int64(turn), int64(len(t.people))))*len(t.people)]
		part := span{start(turn), start(turn + 1)}.clip(during)
		if !part.empty() {
			shifts = append(shifts, l.shift(part, Turn, who))
		}
	}
	return shifts
}

// onDays are the windows of a part of time, joined where they touch.
func onDays(windows []window, during span, zone *time.Location) []span {
	var out []span
	during.days(zone, func(d Date) {
		for _, w := range windows {
			if s, ok := w.on(d, zone); ok {
				out = append(out, s)
			}
		}
	})
	return joined(out)
}

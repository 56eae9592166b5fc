package rota

import (
	"time"

	"meldwacht/bot"
)

// A Source is what put somebody on call.
type Source string

// What puts people on call.
const (
	Turn     Source = "turn"     // it is their turn
	Fixed    Source = "fixed"    // a fixed shift
	FromFile Source = "calendar" // an event of a calendar
	ByHand   Source = "override" // somebody said so: see Override
)

// A Shift is one person on call from an instant until another, which does not
// belong to it, and why.
type Shift struct {
	From, To time.Time
	Person   bot.PersonID
	Source   Source
	Layer    string // empty for an override that adds
	Override string // the ID of the override that put them there
}

// A Gap is a time with nobody on call.
type Gap struct{ From, To time.Time }

func (s Shift) span() span { return span{s.From, s.To} }

// during is the shift in a part of time.
func (s Shift) during(p span) Shift {
	s.From, s.To = p.from, p.to
	return s
}

// spans are the times of shifts, joined.
func spans(shifts []Shift) []span {
	out := make([]span, len(shifts))
	for i, s := range shifts {
		out[i] = s.span()
	}
	return joined(out)
}

// outside is what is left of shifts outside holes.
func outside(shifts []Shift, holes []span) []Shift {
	if len(holes) == 0 {
		return shifts
	}
	var out []Shift
	for _, s := range shifts {
		for _, part := range s.span().minus(holes) {
			out = append(out, s.during(part))
		}
	}
	return out
}

// inside is what shifts have in common with windows, which are disjoint.
func inside(shifts []Shift, windows []span) []Shift {
	var out []Shift
	for _, s := range shifts {
		for _, w := range windows {
			if part := s.span().clip(w); !part.empty() {
				out = append(out, s.during(part))
			}
		}
	}
	return out
}

// split parts the shifts of one person from all others.
func split(shifts []Shift, person bot.PersonID) (theirs, others []Shift) {
	for _, s := range shifts {
		if s.Person == person {
			theirs = append(theirs, s)
		} else {
			others = append(others, s)
		}
	}
	return theirs, others
}

package bot

import (
	"slices"
	"time"
)

// A StepKind is what comes due on the ladder of an obligation.
type StepKind int

const (
	StepRung   StepKind = iota // a rung is reached
	StepPage                   // nobody has acknowledged: page
	StepExpiry                 // the acknowledgement has run out: page again
)

// A Step is the next thing that comes due on a ladder.
type Step struct {
	At   time.Time
	Kind StepKind
}

// Due returns when something of the incident comes due next: a step of a
// ladder, a request or an approval that lapses, the end date of a suspension.
// ok is false only when nothing is owed: an open obligation always has a next
// step, because the last rung of every ladder repeats.
func (in Incident) Due() (at time.Time, ok bool) {
	sooner := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	for _, a := range in.Actions {
		if end, has := a.Ends(); has {
			sooner(end) // also of a closed incident: the suspension outlives it
		}
		if in.Closed == nil && a.State.Pending() && !a.Lapses.IsZero() {
			sooner(a.Lapses)
		}
	}
	if in.Closed != nil {
		return at, ok
	}
	for _, o := range in.Obligations {
		if step, has := o.Next(); has {
			sooner(step.At)
		}
	}
	return at, ok
}

// Next returns the next step of the ladder; ok is false when the obligation is met.
func (o Obligation) Next() (Step, bool) {
	if !o.Open() {
		return Step{}, false
	}
	var steps []Step
	if _, at, ok := o.upcoming(); ok {
		steps = append(steps, Step{At: at, Kind: StepRung})
	}
	if s := o.Standing; s != nil {
		if !s.Expires.IsZero() {
			steps = append(steps, Step{At: s.Expires, Kind: StepExpiry})
		} else if !s.PageAt.IsZero() {
			steps = append(steps, Step{At: s.PageAt, Kind: StepPage})
		}
	}
	if len(steps) == 0 {
		return Step{}, false
	}
	// At the same instant the rung goes first: it brings its own page.
	return slices.MinFunc(steps, func(a, b Step) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.Kind) - int(b.Kind)
	}), true
}

// upcoming returns the rung that is reached next, and when.
func (o Obligation) upcoming() (Rung, time.Time, bool) {
	ladder := o.Rule.Ladder
	if o.Reached < len(ladder) {
		r := ladder[o.Reached]
		return r, o.Deadline.Add(-r.Left), true
	}
	if len(ladder) == 0 {
		return Rung{}, time.Time{}, false
	}
	last := ladder[len(ladder)-1]
	if last.Every <= 0 {
		return Rung{}, time.Time{}, false
	}
	return last, o.Deadline.Add(-last.Left).Add(time.Duration(o.Times) * last.Every), true
}

// reach moves the ladder to the rung of b.
func (o *Obligation) reach(b RungReached, at time.Time, event int) {
	i := slices.IndexFunc(o.Rule.Ladder, func(r Rung) bool { return r.Name == b.Rung })
	if i < 0 {
		return
	}
	rung := o.Rule.Ladder[i]
	o.Reached = max(o.Reached, i+1)
	if rung.Every > 0 {
		o.Times = b.Times
	}
	s := &Standing{Rung: rung, Times: b.Times, At: at, Event: event}
	switch {
	case rung.PageAfter > 0:
		s.PageAt = at.Add(rung.PageAfter)
	case len(rung.Page) > 0:
		s.Pages = 1
	}
	o.Standing = s
}

func (o *Obligation) escalate(b Escalated, event int) {
	if o.Standing == nil {
		return
	}
	s := o.Standing.clone()
	s.Pages, s.PageAt, s.Expires, s.Event, s.Again = b.Times, time.Time{}, time.Time{}, event, b.Times
	o.Standing = s
}

func (o *Obligation) ack(b Acknowledged, mark Mark) {
	if o.Standing == nil {
		return
	}
	s := o.Standing.clone()
	s.Acks = append(s.Acks, Ack{By: mark.By, At: mark.At, Until: b.Until})
	s.PageAt, s.Expires = time.Time{}, b.Until
	o.Standing = s
}

func (s *Standing) clone() *Standing {
	c := *s
	c.Acks = slices.Clone(s.Acks)
	return &c
}

// ackBands say how long an acknowledgement stands, by the time left when it is
// given: the nearer the deadline, the shorter (DESIGN: 4 h, 1 h, 20 min).
var ackBands = []struct{ upTo, stands time.Duration }{
	{1<<63 - 1, 4 * time.Hour},
	{24 * time.Hour, time.Hour},
	{6 * time.Hour, 20 * time.Minute},
}

// ackUntil returns when an acknowledgement given at now runs out. One given
// shortly before a border does not outlive it by more than the shorter time.
func (o Obligation) ackUntil(now time.Time) time.Time {
	var until time.Time
	for _, band := range ackBands {
		entry := now
		if at := o.Deadline.Add(-band.upTo); band.upTo < 1<<62 && at.After(now) {
			entry = at
		}
		if end := entry.Add(band.stands); until.IsZero() || end.Before(until) || entry.Equal(now) {
			until = end
		}
	}
	return until
}

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
func (o *Obligation) reach(b RungReached, at time.Time, event int, pages []Paged) {
	i := slices.IndexFunc(o.Rule.Ladder, func(r Rung) bool { return r.Name == b.Rung })
	if i < 0 {
		return
	}
	rung := o.Rule.Ladder[i]
	o.Reached = max(o.Reached, i+1)
	if rung.Every > 0 {
		o.Times = b.Times
	}
	s := &Standing{Rung: rung, Times: b.Times, Moved: o.Moved, At: at, Closed: b.Closed, Event: event, PageAt: b.Again, Must: b.Must}
	if len(b.Page) > 0 {
		s.Pages, s.Level, s.Paged = 1, max(1, b.Level), pages
		s.Path = max(0, len(pages)-1)
	}
	o.Standing = s
}

func (o *Obligation) escalate(b Escalated, event int, pages []Paged) {
	if o.Standing == nil {
		return
	}
	s := o.Standing.clone()
	s.PageAt, s.Expires, s.Event, s.Again, s.Closed = b.Again, time.Time{}, event, s.Again+1, b.Closed
	if len(b.Page) > 0 {
		s.Pages, s.Level, s.Confirmed = b.Times, b.Level, false
		s.Path = b.Path + max(0, len(pages)-1)
		s.Paged = append(s.Paged, pages...)
	}
	o.Standing = s
}

func (o *Obligation) ack(b Acknowledged, mark Mark) {
	if o.Standing == nil {
		return
	}
	s := o.Standing.clone()
	s.Acks = append(s.Acks, Ack{By: mark.By, At: mark.At, Until: b.Until, Via: b.Via})
	o.Standing = s
	if len(s.Needs(mark.At)) > 0 {
		return // the others are still asked
	}
	s.PageAt, s.Expires = time.Time{}, b.Until
	for _, a := range s.Standing(mark.At) {
		if len(s.Must) > 0 && a.Until.Before(s.Expires) && slices.Contains(s.Must, a.By) {
			s.Expires = a.Until
		}
	}
}

// confirm notes that the page has reached somebody.
func (o *Obligation) confirm(b PageConfirmed) {
	if s := o.Standing; s == nil || !s.paged(b.Page) {
		return
	}
	s := o.Standing.clone()
	s.Confirmed = true
	if !s.PageAt.IsZero() {
		s.PageAt = b.Again
	}
	o.Standing = s
}

// unpaged notes at a moment that a page reached nobody: what comes after it
// comes at once, as long as that is another path or other people. Once all of
// them were tried it comes at its own time, or a pager that refuses everything
// would have the desk page without a pause.
func (o *Obligation) unpaged(key EffectKey, at time.Time, paths int) {
	s := o.Standing
	if s == nil || !s.paged(key) || s.PageAt.IsZero() || s.Confirmed {
		return
	}
	if s.Level > levels || s.Level == levels && s.Path+1 >= paths {
		return
	}
	s = s.clone()
	s.PageAt = at
	o.Standing = s
}

// newest reports whether the page is one of those that went out last.
func (s Standing) newest(key EffectKey) bool {
	i := slices.IndexFunc(s.Paged, func(p Paged) bool { return p.Key == key })
	return i >= 0 && s.Paged[i].Event == s.Paged[len(s.Paged)-1].Event
}

func (s Standing) paged(key EffectKey) bool {
	return slices.ContainsFunc(s.Paged, func(p Paged) bool { return p.Key == key })
}

// end notes that the obligation is owed no more. Its pages end with it, so that
// a ladder that goes on, because what met it was undone, sends its own.
func (o *Obligation) end(mark Mark) {
	o.Met = &Met{By: mark.By, At: mark.At}
	if o.Standing != nil {
		s := o.Standing.clone()
		s.Paged = nil
		o.Standing = s
	}
}

// move moves the clock of the obligation. Rungs that lie ahead again will be
// told again; of those that are passed by it only the most urgent is told. What
// was acknowledged stands as long as it would if it were given at the move.
func (o *Obligation) move(from, at time.Time, bands []AckBand) {
	was := o.Deadline
	o.From, o.Deadline, o.Moved = from, from.Add(o.Rule.Within), o.Moved+1
	if !o.Deadline.After(was) {
		o.shorten(o.ackUntil(bands, at))
		return
	}
	passed := 0
	for passed < len(o.Rule.Ladder) && !o.Deadline.Add(-o.Rule.Ladder[passed].Left).After(at) {
		passed++
	}
	if passed < o.Reached {
		o.Reached, o.Times, o.Standing = passed, 0, nil
		return
	}
	if o.Times > 0 {
		last := o.Rule.Ladder[len(o.Rule.Ladder)-1]
		o.Times = min(o.Times, 1+int(at.Sub(o.Deadline.Add(-last.Left))/last.Every))
	}
}

// shorten lets no acknowledgement stand longer than until.
func (o *Obligation) shorten(until time.Time) {
	if o.Standing == nil {
		return
	}
	s := o.Standing.clone()
	for i := range s.Acks {
		s.Acks[i].Until = sooner(s.Acks[i].Until, until)
	}
	if !s.Expires.IsZero() {
		s.Expires = sooner(s.Expires, until)
	}
	o.Standing = s
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (s *Standing) clone() *Standing {
	c := *s
	c.Acks, c.Paged, c.Must = slices.Clone(s.Acks), slices.Clone(s.Paged), slices.Clone(s.Must)
	return &c
}

// ackUntil returns when an acknowledgement given at now runs out: the nearer the
// deadline, the sooner. One given shortly before a border does not outlive it
// by more than the shorter time.
func (o Obligation) ackUntil(bands []AckBand, now time.Time) time.Time {
	var until time.Time
	for _, band := range bands {
		entry := now
		if at := o.Deadline.Add(-band.Left); band.Left < 1<<62 && at.After(now) {
			entry = at
		}
		if end := entry.Add(band.Stands); until.IsZero() || end.Before(until) || entry.Equal(now) {
			until = end
		}
	}
	return until
}

// Law returns the obligation that the law sets: the one that a notice meets,
// else the one that ends last. It is the clock against which an incident is shown.
func (in Incident) Law() (Obligation, bool) {
	if i := slices.IndexFunc(in.Obligations, func(o Obligation) bool { return o.Rule.MetBy == MetByNotice }); i >= 0 {
		return in.Obligations[i], true
	}
	if len(in.Obligations) == 0 {
		return Obligation{}, false
	}
	return slices.MaxFunc(in.Obligations, func(a, b Obligation) int { return a.Deadline.Compare(b.Deadline) }), true
}

package bot

import (
	"fmt"
	"slices"
	"time"
)

// Why says why a rung was told again.
type Why string

const (
	WhyNoAck       Why = "no-ack"      // nobody acknowledged in time
	WhyExpired     Why = "expired"     // the acknowledgement ran out
	WhyUnconfirmed Why = "unconfirmed" // nothing says that the page reached anybody: the next path
)

// ComeDue lets what is due at now happen: on the incident's ladders, and to
// requests, approvals and suspensions whose time is over. staff is who can be
// reached at now. After an outage only the most urgent rung of those that came
// due is told; the others are named in it. It returns an empty change when
// nothing is due.
func (in Incident) ComeDue(now time.Time, staff Staff) (Change, error) {
	d := in.draft(ActorDesk, now)
	d.lapse() // first: what lapses may be all that an obligation waited for
	for _, o := range d.in.Obligations {
		step, ok := o.Next()
		if !ok || in.Closed != nil || step.At.After(now) {
			continue
		}
		if reached, due := o.lastDue(now, in.ClockSet); due {
			d.reach(o, reached, staff)
			continue
		}
		d.escalate(o, step, staff)
	}
	if len(d.change.Events) == 0 {
		return Change{}, nil
	}
	return d.done(), nil
}

// lapse ends the requests and approvals whose time is over, and tells of the
// suspensions whose end date has come.
func (d *draft) lapse() {
	for _, a := range d.in.Actions {
		if d.in.Closed == nil && a.State.Pending() && !a.Lapses.IsZero() && !a.Lapses.After(d.now) {
			no := d.record(ActionLapsed{ID: a.ID, Was: a.State})
			d.reply(no, Urgent, "event/%d", no)
		}
		if at, ok := a.Ends(); ok && !at.After(d.now) {
			no := d.record(SuspensionEnded{ID: a.ID, Until: at})
			d.reply(no, Urgent, "%s", askKey(a.ID, no))
		}
	}
}

// lastDue returns the most urgent rung whose time has come, with the names of
// those before it that were never told: some may have lain behind us already when
// the clock was set.
func (o Obligation) lastDue(now, set time.Time) (RungReached, bool) {
	var last RungReached
	due := false
	for {
		rung, at, ok := o.upcoming()
		if !ok || at.After(now) {
			return last, due
		}
		if due && !slices.Contains(last.Missed, last.Rung) {
			last.Missed = append(last.Missed, last.Rung)
			if last.Due.Before(set) {
				last.Behind++
			}
		}
		last = RungReached{Obligation: o.Rule.Name, Rung: rung.Name, Due: at, Missed: last.Missed, Behind: last.Behind}
		if rung.Every > 0 {
			last.Times = o.Times + 1
		}
		due = true
		o.reach(last, at, 0, nil)
	}
}

// reach tells a rung. Whom it pages is decided by the hour; where nobody is,
// those of the next level are paged at once.
func (d *draft) reach(o Obligation, b RungReached, staff Staff) {
	rung, _ := o.rung(b.Rung)
	b.Left, b.Closed = o.Left(d.now), staff.Closed
	if rung.All {
		b.Must = staff.Of(rung.Ackers())
	}
	switch {
	case len(rung.Page) > 0 && rung.PageAfter == 0, staff.Closed && len(rung.Outside) > 0:
		b.Page, b.Nobody, b.Level = staff.reached(rung, 1)
		paths := d.in.paths(0, rung.Second)
		b.Again = d.in.again(o, rung, b.Level, paths[len(paths)-1], staff.Closed, false, d.now)
	case rung.PageAfter > 0:
		b.Again = d.now.Add(rung.PageAfter)
	}
	before, lane := d.in, Urgent
	if rung.Left >= o.Rule.Within {
		lane = Normal // what the mail said comes before it
	}
	no := d.record(b)
	d.reply(no, lane, "%s", d.standing(b.Obligation).replyKey(b.Obligation))
	d.page(before, b.Obligation)
}

// escalate tells the standing rung again: over the next path when nothing says
// that the page arrived, else to more people.
func (d *draft) escalate(o Obligation, step Step, staff Staff) {
	s := o.Standing
	b := Escalated{Obligation: o.Rule.Name, Rung: s.Rung.Name, Left: o.Left(d.now), Why: WhyNoAck, Times: s.Pages + 1,
		Closed: staff.Closed, Level: s.Level + 1}
	switch {
	case step.Kind == StepExpiry:
		b.Why, b.Level = WhyExpired, 1
	case s.Level > 0 && !s.Confirmed && s.Path+1 < len(d.in.Rules.Paths):
		b.Why, b.Level, b.Path = WhyUnconfirmed, s.Level, s.Path+1
	}
	if len(s.Rung.audience(1, staff.Closed)) > 0 {
		b.Page, b.Nobody, b.Level = staff.reached(s.Rung, b.Level)
	}
	paths := d.in.paths(b.Path, s.Rung.Second)
	if len(b.Page) > 0 {
		b.Again = d.in.again(o, s.Rung, b.Level, paths[len(paths)-1], staff.Closed, false, d.now)
	}
	before := d.in
	no := d.record(b)
	d.reply(no, Urgent, "%s", d.standing(b.Obligation).replyKey(b.Obligation))
	d.page(before, b.Obligation)
}

// reached returns whom a rung pages from a level on: the first that reaches
// anybody, and the roles on the way in which nobody is. When nobody is anywhere
// everybody is paged all the same: a path may know better than we do.
func (s Staff) reached(r Rung, level int) (page, nobody []Role, at int) {
	for ; ; level++ {
		page = r.audience(level, s.Closed)
		for _, role := range page {
			if !s.reaches([]Role{role}) && !slices.Contains(nobody, role) {
				nobody = append(nobody, role)
			}
		}
		if s.reaches(page) || level >= levels {
			return page, nobody, level
		}
	}
}

// standing returns the rung of an obligation that stands after the events so far.
func (d *draft) standing(obligation string) Standing {
	if o, _ := d.in.obligation(obligation); o.Standing != nil {
		return *o.Standing
	}
	return Standing{}
}

// rungKey names one telling of one rung within an incident. Reopening does not
// bring a rung back, so the name needs no number of the opening; moving the
// deadline does. What was told before it was moved keeps the name that it had.
func rungKey(obligation, rung string, moved, times int) string {
	key := obligation + "/" + rung
	if moved > 0 {
		key += fmt.Sprintf("/moved/%d", moved)
	}
	if times > 0 {
		key += fmt.Sprintf("/%d", times)
	}
	return key
}

func (s Standing) key(obligation string) string {
	return rungKey(obligation, s.Rung.Name, s.Moved, s.Times)
}

package bot

import (
	"fmt"
	"slices"
	"time"
)

// Why says why a rung was told again.
type Why string

const (
	WhyNoAck   Why = "no-ack"  // nobody acknowledged in time
	WhyExpired Why = "expired" // the acknowledgement ran out
)

// ComeDue lets what is due at now happen: on the incident's ladders, and to
// requests, approvals and suspensions whose time is over. After an
// outage only the most urgent rung of those that came due is told; the others
// are named in it. It returns an empty change when nothing is due.
func (in Incident) ComeDue(now time.Time) (Change, error) {
	d := in.draft(ActorDesk, now)
	for _, o := range in.Obligations {
		step, ok := o.Next()
		if !ok || in.Closed != nil || step.At.After(now) {
			continue
		}
		if reached, due := o.lastDue(now); due {
			d.reach(o, reached)
			continue
		}
		d.escalate(o, step)
	}
	d.lapse()
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
// those before it that were never told.
func (o Obligation) lastDue(now time.Time) (RungReached, bool) {
	var last RungReached
	due := false
	for {
		rung, at, ok := o.upcoming()
		if !ok || at.After(now) {
			return last, due
		}
		if due && !slices.Contains(last.Missed, last.Rung) {
			last.Missed = append(last.Missed, last.Rung)
		}
		last = RungReached{Obligation: o.Rule.Name, Rung: rung.Name, Due: at, Missed: last.Missed}
		if rung.Every > 0 {
			last.Times = o.Times + 1
		}
		due = true
		o.reach(last, at, 0)
	}
}

func (d *draft) reach(o Obligation, b RungReached) {
	b.Left = o.Left(d.now)
	no := d.record(b)
	key := rungKey(b.Obligation, b.Rung, b.Times)
	d.reply(no, Urgent, "%s", d.standing(b.Obligation).replyKey(b.Obligation))
	rung := o.Rule.Ladder[slices.IndexFunc(o.Rule.Ladder, func(r Rung) bool { return r.Name == b.Rung })]
	if len(rung.Page) > 0 && rung.PageAfter == 0 {
		d.page(no, "page/%s/1", key)
	}
}

func (d *draft) escalate(o Obligation, step Step) {
	s := o.Standing
	b := Escalated{Obligation: o.Rule.Name, Rung: s.Rung.Name, Left: o.Left(d.now), Why: WhyNoAck, Times: s.Pages + 1}
	if step.Kind == StepExpiry {
		b.Why = WhyExpired
	}
	no := d.record(b)
	key := rungKey(b.Obligation, b.Rung, s.Times)
	d.reply(no, Urgent, "%s", d.standing(b.Obligation).replyKey(b.Obligation))
	if len(s.Rung.Page) > 0 {
		d.page(no, "page/%s/%d", key, b.Times)
	}
}

// standing returns the rung of an obligation that stands after the events so far.
func (d *draft) standing(obligation string) Standing {
	for _, o := range d.in.Obligations {
		if o.Rule.Name == obligation && o.Standing != nil {
			return *o.Standing
		}
	}
	return Standing{}
}

// rungKey names one telling of one rung within an incident. Reopening does not
// bring a rung back, so the name needs no number of the opening.
func rungKey(obligation, rung string, times int) string {
	if times > 0 {
		return fmt.Sprintf("%s/%s/%d", obligation, rung, times)
	}
	return obligation + "/" + rung
}

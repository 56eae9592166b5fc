package bot

import (
	"slices"
	"time"
)

// Acknowledge says that who has seen what the incident asks and is on it: every
// rung that stands and that they may acknowledge. It silences the next pages of
// those rungs, once nobody else must acknowledge them, and runs out: the nearer
// the deadline, the sooner. It never ends a ladder. Doing it again later renews it.
func (in Incident) Acknowledge(who Person, via Via, now time.Time) (Change, error) {
	d := in.draft(who.ID, now)
	told := Acknowledged{}
	event, asked, mine, already := 0, false, false, PersonID("")
	for _, o := range in.Obligations {
		if in.Closed != nil || !o.Open() || o.Standing == nil || !o.Standing.asks() {
			continue
		}
		s := *o.Standing
		asked = true
		if !slices.ContainsFunc(s.Rung.Ackers(), who.May) && !slices.Contains(s.Must, who.ID) {
			continue
		}
		mine = true
		until := o.ackUntil(in.Rules.acks(), now.UTC())
		if !who.Off.IsZero() && s.byTurn(who) {
			until = sooner(until, who.Off.UTC().Add(afterHandover))
		}
		if i := slices.IndexFunc(s.Standing(now), func(a Ack) bool { return a.By == who.ID && until.Sub(a.Until) < time.Minute }); i >= 0 {
			already = who.ID
			continue
		}
		b := Acknowledged{Obligation: o.Rule.Name, Rung: s.Rung.Name, Until: until, Via: via}
		if no := d.record(b); event == 0 || until.Before(told.Until) {
			event, told = no, b // people are told of what runs out first
		}
	}
	switch {
	case event > 0:
		d.reply(event, Normal, "event/%d", event)
		return d.done(), nil
	case in.Closed != nil && (who.May(Manager) || who.May(OnCall)):
		return Change{}, in.refuseAfter(IsClosed, in.Closed.By)
	case already != "":
		return Change{}, in.refuseAfter(AlreadyAcked, already)
	case !mine && (asked || !who.May(Manager) && !who.May(OnCall)):
		return Change{}, in.refuse(NotYourRole, string(Manager))
	}
	return Change{}, in.refuse(NothingToAck)
}

// afterHandover is how long an acknowledgement outlives the turn of who gave it:
// then whoever is on call by then is asked (reference/oncall.md §2).
const afterHandover = 30 * time.Minute

// byTurn reports whether only their turn on call lets a person acknowledge.
func (s Standing) byTurn(who Person) bool {
	return !slices.Contains(s.Must, who.ID) &&
		!slices.ContainsFunc(s.Rung.Ackers(), func(r Role) bool { return r != OnCall && who.May(r) })
}

// Asking returns the obligation whose rung waits for an acknowledgement at now;
// of several, the one with the least time left.
func (in Incident) Asking(now time.Time) (Obligation, bool) {
	var best Obligation
	found := false
	for _, o := range in.Obligations {
		if in.Closed != nil || !o.Open() || o.Standing == nil || !o.Standing.asks() {
			continue
		}
		if _, acked := o.Acked(now); !acked && (!found || o.Deadline.Before(best.Deadline)) {
			best, found = o, true
		}
	}
	return best, found
}

package bot

import (
	"slices"
	"time"
)

// Acknowledge says that who has seen the rung that stands and is on it. It
// silences the next pages of that rung once nobody else must acknowledge it,
// and runs out: the nearer the deadline, the sooner. It never ends a ladder.
// Doing it again later renews it.
func (in Incident) Acknowledge(who Person, via Via, now time.Time) (Change, error) {
	if in.Closed != nil && (who.May(Manager) || who.May(OnCall)) {
		return Change{}, in.refuseAfter(IsClosed, in.Closed.By)
	}
	o, ok := in.asking()
	if !ok {
		if !who.May(Manager) && !who.May(OnCall) {
			return Change{}, in.refuse(NotYourRole, string(Manager))
		}
		return Change{}, in.refuse(NothingToAck)
	}
	s := *o.Standing
	if !slices.ContainsFunc(s.Rung.ackers(), who.May) && !slices.Contains(s.Must, who.ID) {
		return Change{}, in.refuse(NotYourRole, string(s.Rung.ackers()[0]))
	}
	until := o.ackUntil(in.Rules.acks(), now.UTC())
	for _, a := range s.Standing(now) {
		if a.By == who.ID && until.Sub(a.Until) < time.Minute {
			return Change{}, in.refuseAfter(AlreadyAcked, a.By)
		}
	}
	d := in.draft(who.ID, now)
	no := d.record(Acknowledged{Obligation: o.Rule.Name, Rung: s.Rung.Name, Until: until, Via: via})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// asking returns the obligation with the least time left whose standing rung
// asks to be acknowledged.
func (in Incident) asking() (Obligation, bool) {
	var best Obligation
	found := false
	for _, o := range in.Obligations {
		if o.Open() && o.Standing != nil && o.Standing.asks() && (!found || o.Deadline.Before(best.Deadline)) {
			best, found = o, true
		}
	}
	return best, found
}

// Asking returns the obligation whose rung waits for an acknowledgement at now.
func (in Incident) Asking(now time.Time) (Obligation, bool) {
	o, ok := in.asking()
	if !ok || in.Closed != nil {
		return Obligation{}, false
	}
	_, acked := o.Acked(now)
	return o, !acked
}

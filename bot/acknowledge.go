package bot

import "time"

// Acknowledge says that who has seen the rung that stands and is on it. It
// silences the next pages of that rung, and runs out: the nearer the deadline,
// the sooner. It never ends a ladder. Doing it again later renews it.
func (in Incident) Acknowledge(who Person, now time.Time) (Change, error) {
	if !who.May(Manager) && !who.May(OnCall) {
		return Change{}, in.refuse(NotYourRole, string(Manager))
	}
	if in.Closed != nil {
		return Change{}, in.refuseAfter(IsClosed, in.Closed.By)
	}
	o, ok := in.asking()
	if !ok {
		return Change{}, in.refuse(NothingToAck)
	}
	until := o.ackUntil(now.UTC())
	if a, stands := o.Acked(now); stands && a.By == who.ID && until.Sub(a.Until) < time.Minute {
		return Change{}, in.refuseAfter(AlreadyAcked, a.By)
	}
	d := in.draft(who.ID, now)
	no := d.record(Acknowledged{Obligation: o.Rule.Name, Rung: o.Standing.Rung.Name, Until: until})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// asking returns the obligation with the least time left whose standing rung
// asks to be acknowledged.
func (in Incident) asking() (Obligation, bool) {
	var best Obligation
	found := false
	for _, o := range in.Obligations {
		if o.Open() && o.Standing != nil && o.Standing.Rung.Ack && (!found || o.Deadline.Before(best.Deadline)) {
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

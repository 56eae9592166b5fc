package bot

import (
	"cmp"
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
	o, ok := in.askingOf(who, now)
	if !ok {
		if !who.May(Manager) && !who.May(OnCall) {
			return Change{}, in.refuse(NotYourRole, string(Manager))
		}
		return Change{}, in.refuse(NothingToAck)
	}
	s := *o.Standing
	if !s.mayAck(who) {
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

// mayAck reports whether who may acknowledge the rung.
func (s Standing) mayAck(who Person) bool {
	return slices.ContainsFunc(s.Rung.ackers(), who.May) || slices.Contains(s.Must, who.ID)
}

// askingOf returns the obligation whose rung who acknowledges next: one that
// waits for a word of theirs before one that has it already, and one on which
// they may give it before one that asks others.
func (in Incident) askingOf(who Person, now time.Time) (Obligation, bool) {
	return in.asking(func(o Obligation) int {
		given := slices.ContainsFunc(o.Standing.Standing(now), func(a Ack) bool { return a.By == who.ID })
		_, silent := o.Acked(now)
		switch {
		case !o.Standing.mayAck(who):
			return 3
		case given:
			return 2
		case silent:
			return 1 // of somebody else
		}
		return 0
	})
}

// asking returns the obligation whose standing rung asks to be acknowledged and
// ranks lowest; of several the one with the least time left.
func (in Incident) asking(rank func(Obligation) int) (best Obligation, found bool) {
	for _, o := range in.Obligations {
		if !o.Open() || o.Standing == nil || !o.Standing.asks() {
			continue
		}
		c := 0
		if found {
			c = cmp.Or(cmp.Compare(rank(o), rank(best)), o.Deadline.Compare(best.Deadline))
		}
		if !found || c < 0 {
			best, found = o, true
		}
	}
	return best, found
}

// Asking returns the obligation whose rung waits for an acknowledgement at now.
func (in Incident) Asking(now time.Time) (Obligation, bool) {
	silent := func(o Obligation) int {
		if _, acked := o.Acked(now); acked {
			return 1
		}
		return 0
	}
	o, ok := in.asking(silent)
	if !ok || in.Closed != nil || silent(o) > 0 {
		return Obligation{}, false
	}
	return o, true
}

package bot

import (
	"fmt"
	"slices"
	"time"
)

// An Owed is something that must still happen before an incident may be closed
// without a reason: "requester", "action/2", "obligation/ap", and on the
// internal track "stage/cause" and "suspension/3": what is still stopped.
type Owed string

// Owed returns what must still happen. On the customer track the notification
// to the AP is the customer's own (GDPR art. 33(1): the controller notifies),
// so the desk only reminds of it; on the internal track it is ours.
func (in Incident) Owed() []Owed {
	var owed []Owed
	if in.State() == StateReported {
		owed = append(owed, "requester")
	}
	for _, a := range in.Actions {
		if a.State.Pending() {
			owed = append(owed, Owed(fmt.Sprintf("action/%d", a.ID)))
		}
	}
	if in.Track != Internal {
		return owed
	}
	for _, o := range in.Obligations {
		if o.Open() {
			owed = append(owed, Owed("obligation/"+o.Rule.Name))
		}
	}
	for _, c := range in.Playbook() {
		if !c.Progress.Over() && !in.clocked(c.Stage) && (c.Stage != StageRestore || in.Restored == nil) {
			owed = append(owed, Owed("stage/"+c.Stage))
		}
	}
	for _, a := range in.Suspended() {
		owed = append(owed, Owed(fmt.Sprintf("suspension/%d", a.ID)))
	}
	return owed
}

// clocked reports whether an open obligation says of the stage that it is owed.
func (in Incident) clocked(s Stage) bool {
	by := map[Stage]MetBy{StageNotify: MetByNotice, StageInform: MetByInform, StageStop: MetByActions}[s]
	return by != "" && slices.ContainsFunc(in.Obligations, func(o Obligation) bool { return o.Open() && o.Rule.MetBy == by })
}

// Close ends the incident and its ladders. While something is owed it takes a
// reason, which stands in the record. Whether the AP is notified of a leak at
// Snoobi must be decided before.
func (in Incident) Close(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	if in.silent() {
		return Change{}, in.refuse(NotifyFirst)
	}
	b := Closed{Owed: in.Owed()}
	if reason != "" {
		var err error
		if b.Reason, err = in.reason(reason, NeedsReason); err != nil {
			return Change{}, err
		}
	}
	if len(b.Owed) > 0 && b.Reason == "" {
		return Change{}, in.refuse(StillOwed, words(b.Owed)...)
	}
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, Normal, "event/%d", no)
	d.letter(no)
	return d.done(), nil
}

// silent reports whether nobody has said yet whether the AP is notified, where that
// is ours to say. Closing would end the ladder and say it by the way; not to
// notify is decided by two people. An exercise may end wherever it is.
func (in Incident) silent() bool {
	return in.Track == Internal && !in.Drill && slices.ContainsFunc(in.Obligations, func(o Obligation) bool { return o.Open() && o.Rule.MetBy == MetByNotice })
}

// EndedByClosing reports whether an obligation ended because the incident was
// closed, and was never met.
func (in Incident) EndedByClosing(o Obligation) bool {
	return o.Met != nil && in.Closed != nil && o.Met.By == in.Closed.By && o.Met.At.Equal(in.Closed.At)
}

// Reopen starts a closed incident again, with the clock that it had.
func (in Incident) Reopen(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demand(who, Manager); err != nil {
		return Change{}, err
	}
	if in.Closed == nil {
		return Change{}, in.refuse(NotClosed)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(Reopened{Reason: reason})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

package bot

import (
	"strconv"
	"time"
)

// Approve is the second person's word on a dangerous action. Nobody approves
// their own request, whatever roles they hold. id 0 stands for the only action
// that waits.
func (in Incident) Approve(who Person, id int, now time.Time) (Change, error) {
	a, err := in.demandApprover(who, id)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionApproved{ID: a.ID})
	d.reply(no, Normal, "action/%d/approved", a.ID)
	return d.done(), nil
}

// Deny ends a dangerous action before it happens.
func (in Incident) Deny(who Person, id int, reason string, now time.Time) (Change, error) {
	a, err := in.demandApprover(who, id)
	if err != nil {
		return Change{}, err
	}
	if reason, err = in.reason(reason, NeedsReason); err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionDenied{ID: a.ID, Reason: reason})
	d.reply(no, Normal, "action/%d/denied", a.ID)
	return d.done(), nil
}

// demandApprover returns the action that waits, and refuses unless who may
// decide on it.
func (in Incident) demandApprover(who Person, id int) (Action, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Action{}, err
	}
	a, err := in.choose(id, func(a Action) bool { return a.State == ActionWaiting })
	if err != nil {
		return Action{}, err
	}
	if a.State != ActionWaiting {
		by := a.Decided.By
		if by == "" {
			by = a.Requested.By
		}
		return Action{}, in.refuseAfter(NotWaiting, by, strconv.Itoa(a.ID), string(a.State))
	}
	if a.Requested.By == who.ID {
		return Action{}, in.refuse(OwnRequest, strconv.Itoa(a.ID))
	}
	if err := in.demand(who, Manager); err != nil {
		return Action{}, err
	}
	if in.Verdict == VerdictRejected {
		return Action{}, in.refuseAfter(IsRejected, in.Validated.By)
	}
	return a, nil
}

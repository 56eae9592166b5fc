package bot

import (
	"slices"
	"strconv"
	"time"
)

// Approve is the second person's word on a dangerous action. Nobody approves
// their own request, whatever roles they hold. id 0 stands for the only action
// that waits. seen is the version of the incident that the person had before
// them, 0 when they typed: what was changed after it is not approved unseen.
func (in Incident) Approve(who Person, id, seen int, now time.Time) (Change, error) {
	a, err := in.demandApprover(who, id)
	if err != nil {
		return Change{}, err
	}
	if seen > 0 && seen < a.Changed {
		return Change{}, in.refuse(TargetChanged, strconv.Itoa(a.ID))
	}
	if !a.Lapses.IsZero() && !now.Before(a.Lapses) {
		return Change{}, in.refuse(Lapsed, strconv.Itoa(a.ID))
	}
	if in.outdated(a.Message) {
		return Change{}, in.refuse(LetterOutdated, strconv.Itoa(a.ID))
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionApproved{ID: a.ID, Lapses: in.lapses(a.Kind, now)})
	d.reply(no, Urgent, "%s", askKey(a.ID, no)) // before what comes of it
	d.carry(a.ID, no)
	d.release(a.ID)
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
	role := a.Approver
	if role == "" {
		role = Manager
	}
	if err := in.demand(who, role); err != nil {
		return Action{}, err
	}
	if len(a.Approvers) > 0 && !slices.Contains(a.Approvers, who.ID) {
		return Action{}, in.refuseAfter(NotApprover, a.Requested.By, strconv.Itoa(a.ID))
	}
	if in.Verdict == VerdictRejected && in.Track != Internal {
		return Action{}, in.refuseAfter(IsRejected, in.Validated.By)
	}
	return a, nil
}

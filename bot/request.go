package bot

import (
	"strconv"
	"strings"
	"time"
)

// TargetRunes is how long the target of an action may be.
const TargetRunes = 200

// An ActionRequest is what somebody asks to be done.
type ActionRequest struct {
	Kind      ActionKind
	Target    string     // a user, a key or a report; not for StopAll
	Until     time.Time  // the end date of a temporary suspension; zero: for good
	Approvers []PersonID // who may approve it now; empty: whoever holds the role then
}

// RequestAction asks for one thing to be done to the incident's account. The
// requester must have been validated, unless the rules let anybody ask. A kind
// that the rules call dangerous waits for somebody else's approval; the others
// may be carried out at once.
func (in Incident) RequestAction(who Person, r ActionRequest, now time.Time) (Change, error) {
	kind := r.Kind
	if err := in.demandActing(who, kind); err != nil {
		return Change{}, err
	}
	target, err := in.target(kind, r.Target)
	if err != nil {
		return Change{}, err
	}
	if !r.Until.IsZero() && !r.Until.After(now) {
		return Change{}, in.refuse(EndsInPast)
	}
	for _, a := range in.Actions {
		if a.State.Pending() && a.Reverses == 0 && a.Kind == kind && strings.EqualFold(a.Target, target) {
			return Change{}, in.refuseAfter(AlreadyRequested, a.Requested.By, strconv.Itoa(a.ID))
		}
	}
	return in.request(who, ActionRequested{Action: kind, Target: target, Until: utc(r.Until), Approvers: r.Approvers}, now), nil
}

// Retarget changes what a pending action is about. An approval that was given
// for another target is void, and the request waits again.
func (in Incident) Retarget(who Person, id int, target string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	a, err := in.choose(id, func(a Action) bool { return a.State.Pending() })
	if err != nil {
		return Change{}, err
	}
	if !a.State.Pending() {
		return Change{}, in.refuseAfter(AlreadyFinished, a.Finished.By, strconv.Itoa(a.ID), string(a.State))
	}
	if target, err = in.target(a.Kind, target); err != nil {
		return Change{}, err
	}
	if strings.EqualFold(target, a.Target) {
		return Change{}, in.refuseAfter(AlreadyRequested, a.Requested.By, strconv.Itoa(a.ID))
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionRetargeted{ID: a.ID, Target: target, Was: a.Target, Lapses: in.lapses(a.Kind, now)})
	lane := Normal
	if a.Approval {
		lane = Urgent
	}
	d.reply(no, lane, "%s", askKey(a.ID, no))
	d.carry(a.ID, no)
	return d.done(), nil
}

// target trims what an action is about, and refuses what it cannot be.
func (in Incident) target(kind ActionKind, s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case kind == StopAll:
		return "", nil
	case s == "":
		return "", in.refuse(NeedsTarget, string(kind))
	case len([]rune(s)) > TargetRunes:
		return "", in.refuse(TooLong, strconv.Itoa(TargetRunes))
	}
	return s, nil
}

// lapses is when a request or an approval that is given now no longer stands.
func (in Incident) lapses(kind ActionKind, now time.Time) time.Time {
	if !in.Rules.NeedsApproval(kind) {
		return time.Time{} // a task waits for as long as it takes
	}
	return now.UTC().Add(in.Rules.Action(kind).Stands)
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

// Restore asks for an action that was carried out to be taken back, under the
// same rules as the action itself.
func (in Incident) Restore(who Person, id int, approvers []PersonID, now time.Time) (Change, error) {
	a, err := in.chooseActing(who, id, func(a Action) bool { return a.State == ActionIsDone && a.Reverses == 0 && a.Reversed == 0 })
	if err != nil {
		return Change{}, err
	}
	switch {
	case a.Reversed > 0:
		return Change{}, in.refuse(AlreadyReversed, strconv.Itoa(a.ID), strconv.Itoa(a.Reversed))
	case a.State != ActionIsDone || a.Reverses > 0 || a.Many != nil: // see StopMany
		return Change{}, in.refuse(NotReversible, strconv.Itoa(a.ID))
	}
	for _, r := range in.Actions {
		if r.Reverses == a.ID && r.State.Pending() {
			return Change{}, in.refuseAfter(AlreadyRequested, r.Requested.By, strconv.Itoa(r.ID))
		}
	}
	return in.request(who, ActionRequested{Action: a.Kind, Target: a.Target, Reverses: a.ID, Approvers: approvers}, now), nil
}

// request records the request, and asks for approval where the rules want it.
func (in Incident) request(who Person, b ActionRequested, now time.Time) Change {
	b.ID, b.Account = len(in.Actions)+1, in.Account
	rule := in.Rules.Action(b.Action)
	b.Approval, b.Carrier, b.Lapses = in.Rules.NeedsApproval(b.Action), rule.Carrier, in.lapses(b.Action, now)
	lane := Normal
	if b.Approval {
		lane, b.Approver = Urgent, rule.Approvers
	} else {
		b.Approvers = nil
	}
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, lane, "%s", askKey(b.ID, no))
	d.carry(b.ID, no)
	return d.done()
}

// demandActing refuses unless who is support, the incident is open, and its
// requester may ask for this kind of action on a known account.
func (in Incident) demandActing(who Person, kind ActionKind) error {
	if err := in.demandOpen(who, Support); err != nil {
		return err
	}
	switch {
	case in.Verdict == VerdictRejected && in.Track != Internal:
		return in.refuseAfter(IsRejected, in.Validated.By)
	case !in.Verdict.Valid() && in.Track != Internal && !in.Rules.Action(kind).Anybody:
		return in.refuse(NotValidated)
	case in.Account == "":
		return in.refuse(NoAccount, words(in.Candidates)...)
	}
	return nil
}

// chooseActing is choose for somebody who is about to act. Where there is no
// action because the requester may not ask for one, that is what it says. A leak
// at Snoobi itself has no requester, and no account of its own.
func (in Incident) chooseActing(who Person, id int, fits func(Action) bool) (Action, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Action{}, err
	}
	a, err := in.choose(id, fits)
	if in.Track == Internal && err != nil {
		return Action{}, err
	}
	if may := in.demandActing(who, a.Kind); may != nil && a.Many == nil {
		return Action{}, may
	}
	return a, err
}

// choose returns the action with that number; 0 stands for the only one that fits.
func (in Incident) choose(id int, fits func(Action) bool) (Action, error) {
	if id != 0 {
		if a, ok := in.Action(id); ok {
			return a, nil
		}
		return Action{}, in.refuse(NoAction, strconv.Itoa(id))
	}
	var found []Action
	for _, a := range in.Actions {
		if fits(a) {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 0:
		return Action{}, in.refuse(NoAction)
	case 1:
		return found[0], nil
	}
	numbers := make([]string, len(found))
	for i, a := range found {
		numbers[i] = strconv.Itoa(a.ID)
	}
	return Action{}, in.refuse(WhichAction, numbers...)
}

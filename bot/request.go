package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// TargetRunes is how long the target of an action may be.
const TargetRunes = 200

// RequestAction asks for one thing to be done to the incident's account. The
// requester must have been validated. A kind that the rules call dangerous
// waits for somebody else's approval; the others may be carried out at once.
func (in Incident) RequestAction(who Person, kind ActionKind, target string, now time.Time) (Change, error) {
	if err := in.demandActing(who); err != nil {
		return Change{}, err
	}
	target = strings.TrimSpace(target)
	switch {
	case kind == StopAll:
		target = ""
	case target == "":
		return Change{}, in.refuse(NeedsTarget, string(kind))
	case len([]rune(target)) > TargetRunes:
		return Change{}, in.refuse(TooLong, strconv.Itoa(TargetRunes))
	}
	for _, a := range in.Actions {
		if a.State.Pending() && a.Reverses == 0 && a.Kind == kind && strings.EqualFold(a.Target, target) {
			return Change{}, in.refuseAfter(AlreadyRequested, a.Requested.By, strconv.Itoa(a.ID))
		}
	}
	return in.request(who, ActionRequested{Action: kind, Target: target}, now), nil
}

// Restore asks for an action that was carried out to be taken back, under the
// same rules as the action itself.
func (in Incident) Restore(who Person, id int, now time.Time) (Change, error) {
	if err := in.demandActing(who); err != nil {
		return Change{}, err
	}
	a, err := in.choose(id, func(a Action) bool { return a.State == ActionIsDone && a.Reverses == 0 && a.Reversed == 0 })
	if err != nil {
		return Change{}, err
	}
	switch {
	case a.Reversed > 0:
		return Change{}, in.refuse(AlreadyReversed, strconv.Itoa(a.ID), strconv.Itoa(a.Reversed))
	case a.State != ActionIsDone || a.Reverses > 0:
		return Change{}, in.refuse(NotReversible, strconv.Itoa(a.ID))
	}
	for _, r := range in.Actions {
		if r.Reverses == a.ID && r.State.Pending() {
			return Change{}, in.refuseAfter(AlreadyRequested, r.Requested.By, strconv.Itoa(r.ID))
		}
	}
	return in.request(who, ActionRequested{Action: a.Kind, Target: a.Target, Reverses: a.ID}, now), nil
}

// request records the request, and asks for approval where the rules want it.
func (in Incident) request(who Person, b ActionRequested, now time.Time) Change {
	b.ID, b.Account = len(in.Actions)+1, in.Account
	b.Approval = slices.Contains(in.Rules.Approval, b.Action)
	lane := Normal
	if b.Approval {
		lane = Urgent
	}
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, lane, "action/%d/requested", b.ID)
	return d.done()
}

// demandActing refuses unless who is support, the incident is open, and its
// requester may ask for actions on a known account.
func (in Incident) demandActing(who Person) error {
	if err := in.demandOpen(who, Support); err != nil {
		return err
	}
	switch {
	case in.Verdict == VerdictRejected:
		return in.refuseAfter(IsRejected, in.Validated.By)
	case !in.Verdict.Valid():
		return in.refuse(NotValidated)
	case in.Account == "":
		return in.refuse(NoAccount, words(in.Candidates)...)
	}
	return nil
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

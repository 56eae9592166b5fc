package bot

import (
	"strconv"
	"time"
)

// Finish says that an action was carried out, with proof. id 0 stands for the
// only action that may be carried out.
func (in Incident) Finish(who Person, id int, proof string, now time.Time) (Change, error) {
	a, err := in.demandToDo(who, id)
	if err != nil {
		return Change{}, err
	}
	if a.Many != nil && a.Carrier != ByHand && a.Many.Running() {
		return Change{}, in.refuse(StillRunning, strconv.Itoa(a.ID))
	}
	if proof, err = in.reason(proof, NeedsProof); err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionDone{ID: a.ID, Proof: proof})
	d.reply(no, Normal, "action/%d/done", a.ID)
	return d.done(), nil
}

// Fail says that an action could not be carried out, and why.
func (in Incident) Fail(who Person, id int, reason string, now time.Time) (Change, error) {
	a, err := in.demandToDo(who, id)
	if err != nil {
		return Change{}, err
	}
	if reason, err = in.reason(reason, NeedsReason); err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionFailed{ID: a.ID, Reason: reason})
	d.reply(no, Urgent, "action/%d/failed", a.ID)
	return d.done(), nil
}

// An Errand is what the product was asked to do: an action, as it was when it
// was released. The action may be about something else when the answer comes.
type Errand struct {
	Action int    // its number
	Event  int    // number of the event that released it
	Target string // at that event
}

// Carried records that the product has carried out an errand: a fact, also when
// nobody waits for it any more. What was done for a target that was changed
// meanwhile is no proof for the one that is wanted now, and people must know of
// both. proof is what the product's answer named.
func (in Incident) Carried(e Errand, proof string, now time.Time) (Change, error) {
	a, ok := in.Action(e.Action)
	switch {
	case !ok:
		return Change{}, nil
	case a.Changed > e.Event:
		d := in.draft(ActorDesk, now)
		no := d.record(ActionOvertaken{ID: a.ID, Event: e.Event, Target: e.Target, Proof: proof})
		d.reply(no, Urgent, "event/%d", no)
		return d.done(), nil
	case a.State == ActionIsDone:
		return Change{}, nil
	}
	d := in.draft(ActorDesk, now)
	no := d.record(ActionDone{ID: a.ID, Proof: proof})
	d.reply(no, Normal, "action/%d/done", a.ID)
	return d.done(), nil
}

// NotCarried records that the product refuses an errand, with its words. That
// it would not do for another target says nothing of the one that is wanted now.
func (in Incident) NotCarried(e Errand, words string, now time.Time) (Change, error) {
	a, ok := in.Action(e.Action)
	if !ok || a.State != ActionToDo || a.Changed > e.Event {
		return Change{}, nil
	}
	d := in.draft(ActorDesk, now)
	no := d.record(ActionFailed{ID: a.ID, Reason: words})
	d.reply(no, Urgent, "action/%d/failed", a.ID)
	return d.done(), nil
}

// demandToDo returns the action, and refuses unless it may be carried out.
func (in Incident) demandToDo(who Person, id int) (Action, error) {
	a, err := in.chooseActing(who, id, func(a Action) bool { return a.State == ActionToDo })
	if err != nil {
		return Action{}, err
	}
	switch a.State {
	case ActionToDo:
		return a, nil
	case ActionWaiting:
		return Action{}, in.refuseAfter(NotApproved, a.Requested.By, strconv.Itoa(a.ID))
	case ActionIsOff:
		return Action{}, in.refuseAfter(AlreadyFinished, a.Decided.By, strconv.Itoa(a.ID), string(a.State))
	}
	return Action{}, in.refuseAfter(AlreadyFinished, a.Finished.By, strconv.Itoa(a.ID), string(a.State))
}

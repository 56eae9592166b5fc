package commands

import (
	"context"
	"slices"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// requestVerb is the verb that asks for one kind of action.
func requestVerb(kind bot.ActionKind, alias, usage, typed, nl, en string) Verb {
	takes := takesTarget
	if kind == bot.StopAll {
		takes = takesNothing
	}
	return Verb{Name: view.VerbOf(kind), Alias: alias, Usage: usage, Typed: typed, NL: nl, EN: en,
		Who: bot.Support, takes: takes, fits: isValidated,
		run: func(ctx context.Context, d *Desk, a ask) (Answer, error) { return request(ctx, d, a, kind) }}
}

// request asks for an action.
func request(ctx context.Context, d *Desk, a ask, kind bot.ActionKind) (Answer, error) {
	if kind == bot.StopAll {
		return stopAll(ctx, d, a)
	}
	if a.Door == DoorModal {
		a.text = a.picked(kind)
	}
	until, ok := d.until(a)
	if !ok {
		return Answer{Errors: map[string]string{view.BlockUntil: d.say(a.Lang, "bad-moment")}}, nil
	}
	approvers := d.approversOf(ctx, a, kind)
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			if p := a.Values[view.PickBlock(kind)]; a.Door == DoorModal && p != "" && slices.Contains(in.Report.Targets, text) {
				text = p // the mail's own target was filled in; another one was picked
			}
			// Whether it may be asked at all comes first: it says more.
			r := bot.ActionRequest{Kind: kind, Target: text, Until: until, Approvers: approvers}
			if _, err := in.RequestAction(a.Who, r, now); err != nil {
				return bot.Change{}, err
			}
			var err error
			if r.Target, err = d.aim(in, kind, text); err != nil {
				return bot.Change{}, err
			}
			change, err := in.RequestAction(a.Who, r, now)
			if err != nil {
				return change, err
			}
			return change, a.demandTyped(in, kind)
		}
	})
}

// approversOf fixes who may approve, before the incident decides.
func (d *Desk) approversOf(ctx context.Context, a ask, kind bot.ActionKind) []bot.PersonID {
	if a.ref == "" || d.Approvers == nil {
		return nil
	}
	in, err := d.Books.Incident(ctx, a.ref)
	if err != nil {
		return nil // the decision says so
	}
	return d.fixed(ctx, in, kind)
}

// until is the end date of a suspension, the end of that day in the desk's zone.
func (d *Desk) until(a ask) (time.Time, bool) {
	s := a.Values[view.BlockUntil]
	if a.Door != DoorModal || s == "" {
		return time.Time{}, true
	}
	day, err := time.ParseInLocation(time.DateOnly, s, d.Face.Zone)
	if err != nil {
		return time.Time{}, false
	}
	return day.AddDate(0, 0, 1), true
}

// stopAll takes no target, and so is never asked for by one click or one word:
// its ref is typed behind the verb, or into the modal.
func stopAll(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if in, err := d.Books.Incident(ctx, a.ref); err == nil && in.Track == bot.Internal {
		return stopMany(ctx, d, a)
	}
	until, ok := d.until(a)
	if !ok {
		return Answer{Errors: map[string]string{view.BlockUntil: d.say(a.Lang, "bad-moment")}}, nil
	}
	approvers := d.approversOf(ctx, a, bot.StopAll)
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		change, err := in.RequestAction(a.Who, bot.ActionRequest{Kind: bot.StopAll, Until: until, Approvers: approvers}, now)
		switch {
		case err != nil:
			return change, err
		case a.Door == DoorModal:
			return change, a.demandTyped(in, bot.StopAll)
		case a.at.ref != in.Ref:
			return change, bot.Refusal{Reason: needsConfirm, Ref: in.Ref}
		}
		return change, nil
	}
	if a.at.ref != a.ref && a.Door.hasTrigger() {
		return d.form(ctx, a, decide)
	}
	return d.do(ctx, a, decide)
}

// restore asks for an action to be taken back. From a button or a shortcut the
// modal says what that means.
func restore(ctx context.Context, d *Desk, a ask) (Answer, error) {
	number := a.chosen()
	var approvers []bot.PersonID
	if in, err := d.Books.Incident(ctx, a.ref); err == nil {
		if many, ok := manyToRestore(in, number); ok && a.Who.May(bot.Support) {
			return restoreMany(ctx, d, a, many)
		}
		if done, ok := restorable(in, number); ok {
			approvers = d.fixed(ctx, in, done.Kind)
		}
	}
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		change, err := in.Restore(a.Who, number, approvers, now)
		if err != nil {
			return change, err
		}
		for _, e := range change.Events {
			if b, ok := e.Body.(bot.ActionRequested); ok {
				return change, a.demandTyped(in, b.Action)
			}
		}
		return change, nil
	}
	if a.Door == DoorButton || a.Door == DoorShortcut || a.Door == DoorSlash && number == 0 {
		return d.form(ctx, a, decide)
	}
	return d.do(ctx, a, decide)
}

// manyToRestore is the action on many accounts that a number means, or the only
// one that still stops any.
func manyToRestore(in bot.Incident, no int) (int, bool) {
	if a, ok := in.Action(no); ok {
		return no, a.Many != nil && in.Stopped(a) > 0 && in.Closed == nil
	}
	var found []int
	for _, a := range in.Suspended() {
		found = append(found, a.ID)
	}
	if no != 0 || len(found) != 1 || in.Closed != nil {
		return 0, false
	}
	a, _ := in.Action(found[0])
	return a.ID, a.Many != nil
}

// restorable is the action that a number means, or the only one that can be
// taken back.
func restorable(in bot.Incident, no int) (bot.Action, bool) {
	if no > 0 {
		return in.Action(no)
	}
	var found []bot.Action
	for _, a := range in.Actions {
		if a.State == bot.ActionIsDone && a.Reverses == 0 && a.Reversed == 0 {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return bot.Action{}, false
	}
	return found[0], true
}

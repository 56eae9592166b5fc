package commands

import (
	"context"
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
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			change, err := in.RequestAction(a.Who, bot.ActionRequest{Kind: kind, Target: text}, now)
			if err != nil {
				return change, err
			}
			return change, a.demandTyped(in, kind)
		}
	})
}

// stopAll takes no target, and so is never asked for by one click or one word:
// its ref is typed behind the verb, or into the modal.
func stopAll(ctx context.Context, d *Desk, a ask) (Answer, error) {
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		change, err := in.RequestAction(a.Who, bot.ActionRequest{Kind: bot.StopAll}, now)
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
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		change, err := in.Restore(a.Who, number, nil, now)
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

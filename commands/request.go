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

// request asks for an action. To stop everything takes no target, and so is
// never done by one click or one word: the modal asks for the ref to be typed.
func request(ctx context.Context, d *Desk, a ask, kind bot.ActionKind) (Answer, error) {
	if kind == bot.StopAll {
		return d.confirmed(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.RequestAction(a.Who, kind, "", now)
		})
	}
	return d.worded(ctx, a, func(text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.RequestAction(a.Who, kind, text, now)
		}
	})
}

// restore asks for an action to be taken back.
func restore(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Restore(a.Who, a.number, now) })
}

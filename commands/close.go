package commands

import (
	"context"
	"time"

	"meldwacht/bot"
)

// closeIt ends the incident; while something is owed it takes a reason.
func closeIt(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(a.Who, text, now) }
	})
}

// reopen starts a closed incident again.
func reopen(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reopen(a.Who, text, now) }
	})
}

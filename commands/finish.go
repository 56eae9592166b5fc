package commands

import (
	"context"
	"time"

	"meldwacht/bot"
)

// finish says that an action was carried out, with proof.
func finish(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(no int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Finish(a.Who, no, text, now) }
	})
}

// fail says that an action could not be carried out, and why.
func fail(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(no int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Fail(a.Who, no, text, now) }
	})
}

package commands

import (
	"context"
	"time"

	"meldwacht/bot"
)

// approve is the second person's yes.
func approve(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Approve(a.Who, a.number, a.Version, now)
	})
}

// deny is the second person's no, with a reason.
func deny(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(no int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Deny(a.Who, no, text, now) }
	})
}

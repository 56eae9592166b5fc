package commands

import (
	"context"
	"time"

	"meldwacht/bot"
)

// claim makes the caller the owner.
func claim(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Claim(a.Who, now) })
}

// acknowledge says that the caller is on it.
func acknowledge(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Acknowledge(a.Who, bot.ViaSlack, now)
	})
}

package commands

import (
	"context"
	"time"

	"meldwacht/bot"
)

// note puts a line into the record.
func note(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Note(a.Who, text, now) }
	})
}

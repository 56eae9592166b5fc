package commands

import (
	"context"
	"errors"
	"time"

	"meldwacht/bot"
)

// timeline has the incident drawn into its thread.
func timeline(ctx context.Context, d *Desk, a ask) (Answer, error) {
	var seen bot.Incident
	_, err := d.Desk.Do(ctx, a.ref, a.Once, func(in bot.Incident, now time.Time) (bot.Change, error) {
		seen = in
		return in.Picture(a.Who, now)
	})
	if r, refused := errors.AsType[bot.Refusal](err); refused {
		return d.refused(ctx, a, seen, r)
	}
	if errors.Is(err, bot.ErrNotFound) {
		return Answer{}, d.notFound(ctx)
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Text: d.say(a.Lang, "timeline", "ref", string(a.ref))}, nil
}

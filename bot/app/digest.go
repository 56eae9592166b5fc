package app

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot/gateway"
	"meldwacht/bot/view"
)

// digestLate is how long after its time a digest is still told: after that it is
// the morning's news no more (chosen).
const digestLate = 2 * time.Hour

// digests tells the channel once a day what is open. It belongs to no incident,
// so it is no effect; see handovers.
func (a *App) digests(ctx context.Context, api *slack.Client, g *gateway.Gateway) error {
	if a.cfg.Digest == "" {
		return nil
	}
	nudge := a.bell.Listen()
	for ctx.Err() == nil {
		now := a.opt.Clock.Now()
		last, next := a.digestTimes(now)
		if now.Sub(last) < digestLate && !g.Shared(ctx) {
			if err := a.tellDigest(ctx, api, last, now); err != nil && ctx.Err() == nil {
				a.log.Error().Err(err).Msg("the digest could not be told")
				next = now.Add(handoverAgain)
			}
		}
		sleepUntil(ctx, next.Sub(a.opt.Clock.Now()), true, nudge)
	}
	return nil
}

// digestTimes are the last time for a digest and the next, on the desk's wall
// clock. The configuration keeps it out of the hours in which the clock jumps.
func (a *App) digestTimes(now time.Time) (last, next time.Time) {
	local := now.In(a.cfg.Location)
	at := a.cfg.Digest.At()
	day := func(n int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+n, at.Hour(), at.Minute(), 0, 0, a.cfg.Location).UTC()
	}
	if today := day(0); !today.After(now) {
		return today, day(1)
	}
	return day(-1), day(0)
}

// tellDigest posts what is open, once for each day; nothing when nothing is.
func (a *App) tellDigest(ctx context.Context, api *slack.Client, at, now time.Time) error {
	key := "digest/" + at.In(a.cfg.Location).Format(time.DateOnly)
	open, err := a.store.OpenIncidents(ctx, maxOpen)
	switch {
	case err != nil:
		return err
	case len(open) == 0:
		return a.store.SetTold(ctx, key, now) // what comes later has a thread of its own
	}
	return a.tellOnce(ctx, api, key, a.face.Digest(open, now), now)
}

// tellOnce posts into the channel what belongs to no incident, and remembers
// that by its key. A crash between the two posts it again, which is better than
// not at all.
func (a *App) tellOnce(ctx context.Context, api *slack.Client, key string, m view.Message, now time.Time) error {
	if told, err := a.store.Told(ctx, key); told || err != nil {
		return err
	}
	if _, _, err := api.PostMessageContext(ctx, a.cfg.Slack.Channel, slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()); err != nil {
		return fmt.Errorf("chat.postMessage: %w", err)
	}
	return a.store.SetTold(ctx, key, now)
}

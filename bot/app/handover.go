package app

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot/gateway"
	"meldwacht/bot/rota"
	"meldwacht/bot/view"
)

const (
	// handoverLate is how long after a handover it is still told: an outage
	// should not bring up the one of last night (chosen).
	handoverLate = time.Hour
	// handoverAgain is how soon one that could not be posted is tried again.
	handoverAgain = time.Minute
	// maxOpen is how many open incidents are looked at for the notice.
	maxOpen = 500
)

// handovers tells the channel when who is on call changes. The notice belongs to
// no incident, so it is no effect: it is posted here, and remembered by the
// moment of the handover. A crash between the two posts it again, which is
// better than not at all.
func (a *App) handovers(ctx context.Context, api *slack.Client, g *gateway.Gateway) error {
	if a.cfg.Rota == nil {
		return nil
	}
	nudge := a.bell.Listen()
	for ctx.Err() == nil {
		now := a.opt.Clock.Now()
		last, next, passed := lastHandover(a.duty.plan(), now)
		if passed && !g.Shared(ctx) {
			if err := a.tellHandover(ctx, api, last, now); err != nil && ctx.Err() == nil {
				a.log.Error().Err(err).Msg("a handover could not be told")
				next = now.Add(handoverAgain)
			}
		}
		sleepUntil(ctx, next.Sub(a.opt.Clock.Now()), !next.IsZero(), nudge)
	}
	return nil
}

// sleepUntil waits for so long, when it is to wake by itself, or for a nudge.
func sleepUntil(ctx context.Context, d time.Duration, wakes bool, nudge <-chan struct{}) {
	var wake <-chan time.Time
	if wakes {
		timer := time.NewTimer(max(d, time.Millisecond))
		defer timer.Stop()
		wake = timer.C
	}
	select {
	case <-ctx.Done():
	case <-nudge:
	case <-wake:
	}
}

// lastHandover is the last one that has come, unless it is too long ago, and when
// the next one comes.
func lastHandover(plan *rota.Plan, now time.Time) (last rota.Handover, next time.Time, passed bool) {
	for from := now.Add(-handoverLate); ; {
		h, ok := plan.NextHandover(from)
		if !ok {
			return last, time.Time{}, passed
		}
		if h.At.After(now) {
			return last, h.At, passed
		}
		last, passed, from = h, true, h.At
	}
}

func (a *App) tellHandover(ctx context.Context, api *slack.Client, h rota.Handover, now time.Time) error {
	key := "handover/" + h.At.UTC().Format(time.RFC3339)
	if told, err := a.store.Told(ctx, key); told || err != nil {
		return err
	}
	open, err := a.store.OpenIncidents(ctx, maxOpen)
	if err != nil {
		return err
	}
	shown := view.Handover{At: h.At, In: h.In, Out: h.Out, On: h.On}
	if next, ok := a.duty.plan().NextHandover(h.At); ok {
		shown.Until = next.At
	}
	m := a.face.Handover(shown, open, now)
	return a.tellOnce(ctx, api, key, m, now)
}

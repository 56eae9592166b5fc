package app

import (
	"context"
	"errors"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage/bolt"
)

// keepKeys is how long the keys of what came in are remembered: Slack repeats
// events for up to 26 hours when Delayed Events is on.
const keepKeys = 27 * time.Hour

// loop delivers effects of some kinds through one sender. way is what Home calls
// it, if it does: see waysHealth.
func (a *App) loop(way string, kinds []bot.EffectKind, sender notifier.Sender) *notifier.Loop {
	return &notifier.Loop{Kinds: kinds, Outbox: a.store, Sender: sender, Now: a.opt.Clock.Now,
		Nudge: a.bell.Listen(), Log: a.log, GiveUp: a.giveUp, Stopped: func(code string) {
			a.ways.note(way, code, a.opt.Clock.Now())
			if code != "" {
				a.log.Error().Str("way", way).Str("code", code).Msg("nothing can be delivered until the configuration is mended")
			}
		}}
}

// giveUp puts into the record that the desk could not tell the world something.
func (a *App) giveUp(ctx context.Context, e bot.Effect, code string) error {
	_, err := a.desk.Do(ctx, e.Ref, "giveup/"+string(e.Key), func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.GiveUp(e, code, now)
	})
	if errors.Is(err, bot.ErrHandled) {
		return nil
	}
	return err
}

// recurring runs what really recurs. The sweep is a second pair of eyes on
// overdue rungs: nothing depends on it, and it says so when it finds one.
func (a *App) recurring(ctx context.Context) error {
	jobs := &notifier.Cron{Log: a.log}
	if err := jobs.Add("sweep", "@every 60s", a.sweep); err != nil {
		return err
	}
	if err := jobs.Add("unheard", "@every 15s", a.unheard); err != nil {
		return err
	}
	if err := jobs.Add("prune", "17 4 * * *", func(ctx context.Context) error {
		now := a.opt.Clock.Now()
		return errors.Join(a.store.Prune(ctx, now.Add(-keepKeys)), a.store.PruneMailed(ctx, now))
	}); err != nil {
		return err
	}
	if err := jobs.Add("retention", "41 3 * * *", a.retain); err != nil {
		return err
	}
	// What was erased stands in free pages until the file is written anew.
	if err := jobs.Add("compact", "@every 60s", a.store.Compact); err != nil {
		return err
	}
	// A file is looked at by itself; a server is asked.
	if err := jobs.Add("directory", "@every 900s", a.books.Reload); err != nil {
		return err
	}
	return jobs.Run(ctx)
}

// sweepAfter is how late a rung may be before the sweep takes it for forgotten.
const sweepAfter = 30 * time.Second

func (a *App) sweep(ctx context.Context) error {
	late, err := a.store.DueBy(ctx, a.opt.Clock.Now().Add(-sweepAfter), 100)
	if err != nil {
		return err
	}
	for _, d := range late {
		a.log.Warn().Str("incident", string(d.Ref)).Msg("a rung was overdue and the watch had not told it")
		if err := a.desk.Tick(ctx, d.Ref); err != nil {
			a.log.Error().Err(err).Str("incident", string(d.Ref)).Msg("a rung could not be told")
		}
	}
	return nil
}

// A dueIndex is the store's index of due moments, as the watch asks for it.
type dueIndex struct{ store *bolt.Store }

// NextDue returns the first that is not one of except.
func (d dueIndex) NextDue(ctx context.Context, except ...bot.Ref) (bot.Ref, time.Time, bool, error) {
	list, err := d.store.DueBy(ctx, time.Time{}, len(except)+1)
	if err != nil {
		return "", time.Time{}, false, err
	}
next:
	for _, due := range list {
		for _, ref := range except {
			if due.Ref == ref {
				continue next
			}
		}
		return due.Ref, due.At, true, nil
	}
	return "", time.Time{}, false, nil
}

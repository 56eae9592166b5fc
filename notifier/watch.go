package notifier

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// Due tells which incident's ladder has its next step soonest.
type Due interface {
	// NextDue returns the incident that is due soonest, also when that is in
	// the future, leaving out those of except. ok is false when none is.
	NextDue(ctx context.Context, except ...bot.Ref) (ref bot.Ref, at time.Time, ok bool, err error)
}

// A Watch lets incidents' ladders go on when a step comes due. It holds no
// timer for any of them: the due times are in the store, and the Watch sleeps
// until the first. What came due while nobody watched happens at once.
type Watch struct {
	Due   Due
	Tick  func(ctx context.Context, ref bot.Ref) error // lets what is due happen; bot.Desk.Tick
	Now   func() time.Time
	Nudge <-chan struct{} // on each commit, and when the clock was moved; never closed
	Log   zerolog.Logger
}

// Run watches until ctx is cancelled, and then returns nil.
func (w *Watch) Run(ctx context.Context) error {
	failing := map[bot.Ref]failure{}
	for ctx.Err() == nil {
		wake, ticked := w.turn(ctx, failing)
		if ticked {
			continue
		}
		w.wait(ctx, wake)
	}
	return nil
}

// A failure is an incident whose step did not happen. It is left alone for a
// while, and the others go on without it.
type failure struct {
	n     int
	until time.Time
}

// turn lets at most one incident go on, and returns when to look again.
func (w *Watch) turn(ctx context.Context, failing map[bot.Ref]failure) (wake time.Time, ticked bool) {
	now := w.Now()
	var except []bot.Ref
	for ref, f := range failing {
		if f.until.After(now) {
			except = append(except, ref)
			wake = sooner(wake, f.until)
		}
	}
	ref, at, ok, err := w.Due.NextDue(ctx, except...)
	switch {
	case err != nil:
		if ctx.Err() == nil {
			w.Log.Error().Err(err).Msg("what is due cannot be read")
		}
		return sooner(wake, now.Add(storeWait)), false
	case !ok:
		return wake, false
	case at.After(now):
		return sooner(wake, at), false
	}
	if err := w.tick(ctx, ref, at, except); err != nil && ctx.Err() == nil {
		f := failure{n: failing[ref].n + 1}
		f.until = w.Now().Add(spread(string(ref), f.n, urgentMost))
		failing[ref] = f
		w.Log.Error().Err(err).Str("incident", string(ref)).Int("attempt", f.n).Time("until", f.until).
			Msg("what is due on an incident did not happen")
	} else {
		delete(failing, ref)
	}
	return time.Time{}, true
}

// tick is Tick, with a panic turned into an error. A step that comes back with
// the same due time as before did not happen either.
func (w *Watch) tick(ctx context.Context, ref bot.Ref, at time.Time, except []bot.Ref) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%s: panic: %T", ref, v)
		}
	}()
	if err := w.Tick(ctx, ref); err != nil {
		return err
	}
	next, again, ok, err := w.Due.NextDue(ctx, except...)
	if err == nil && ok && next == ref && again.Equal(at) {
		return fmt.Errorf("%s: still due at %s", ref, at.UTC().Format(time.RFC3339))
	}
	return nil // what cannot be read is met again in the next turn
}

func (w *Watch) wait(ctx context.Context, wake time.Time) {
	var alarm <-chan time.Time
	if !wake.IsZero() {
		timer := time.NewTimer(max(wake.Sub(w.Now()), time.Millisecond))
		defer timer.Stop()
		alarm = timer.C
	}
	select {
	case <-ctx.Done():
	case <-w.Nudge:
	case <-alarm:
	}
}

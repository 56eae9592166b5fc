package notifier

import (
	"context"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// perLane is how many effects of one lane are under way at once. Each lane has
// its own places, so that one that hangs in a slow lane never takes the place
// of an urgent one.
const perLane = 4

// A Pacer is a Sender that knows how fast the other side lets it go.
type Pacer interface {
	// Take reserves a place for p at now. ok is false when there is none, and
	// at says when there may be one. It never waits.
	Take(p Pending, now time.Time) (at time.Time, ok bool)
}

// A Recaller is an Outbox that can list what was begun and is not done. The
// loop asks once, when it starts, so that the order of a thread survives a
// restart in the middle of an attempt.
type Recaller interface {
	Begun(ctx context.Context, kinds []bot.EffectKind) ([]Pending, error)
}

// A Loop takes the effects of some kinds from the outbox and hands them to one
// Sender: the most urgent that the Sender can take goes first. It sleeps until
// the next effect is due or until it is nudged, and never polls.
//
// An attempt is recorded before it begins and its outcome after it ended, so
// that whatever happens between is known to have been begun.
type Loop struct {
	Kinds  []bot.EffectKind
	Outbox Outbox
	Sender Sender // may be a Pacer
	Now    func() time.Time
	Nudge  <-chan struct{} // on each commit, and when the clock was moved; never closed
	Log    zerolog.Logger

	// GiveUp records in the incident that an effect was refused for good. It is
	// called before the effect is parked, and once more when the desk stops in
	// between: the key of the effect tells the second call from the first.
	GiveUp func(ctx context.Context, e bot.Effect, code string) error
	// Stopped, unless nil, is told the code when nothing can be delivered any
	// more, and "" when it can again. It is called from the loop and must not wait.
	Stopped func(code string)
}

// Run delivers until ctx is cancelled, and then returns nil. Attempts under way
// get a moment to end; when Run returns, none is left.
func (l *Loop) Run(ctx context.Context) error {
	// Attempts outlive ctx by a moment: one that is broken off between post and
	// receipt costs a look-up at the next start.
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	r := &run{Loop: l, sending: sending, results: make(chan result),
		flying: map[bot.Lane]int{}, order: order{}, resting: map[queue]time.Time{}}
	r.recall(ctx)
	for ctx.Err() == nil {
		r.wait(ctx, r.dispatch(ctx))
	}
	r.land(context.WithoutCancel(ctx), cancel)
	return nil
}

// A run is the state of one Run. Only its own goroutine touches it; attempts
// report through results.
type run struct {
	*Loop
	sending context.Context
	results chan result
	flying  map[bot.Lane]int
	order   order
	resting map[queue]time.Time // queues whose outbox failed, until when
	stopped time.Time           // nothing can be delivered: when to try one effect
	probing bool                // after a Stop, until something got through
}

// A queue is a Queue of one kind.
type queue struct {
	kind bot.EffectKind
	lane bot.Lane
}

// recall picks up what an earlier run began.
func (r *run) recall(ctx context.Context) {
	rec, ok := r.Outbox.(Recaller)
	if !ok {
		return
	}
	list, err := rec.Begun(ctx, r.Kinds)
	if err != nil {
		r.Log.Error().Err(err).Msg("what was begun before the start cannot be read")
		return
	}
	for _, p := range list {
		r.order.begin(p, p.Last)
		r.order.again(p, p.at())
	}
}

// dispatch begins all attempts that can begin now, and returns when to look
// again; zero when only a nudge or an outcome can change anything.
func (r *run) dispatch(ctx context.Context) (wake time.Time) {
	for ctx.Err() == nil {
		now := r.Now()
		if now.Before(r.stopped) {
			return r.stopped
		}
		p, wake, ok := r.pick(ctx, now)
		if !ok {
			return wake
		}
		r.begin(ctx, p, now)
	}
	return time.Time{}
}

// pick returns the most urgent effect that can go now.
func (r *run) pick(ctx context.Context, now time.Time) (p Pending, wake time.Time, ok bool) {
	if r.probing && r.inFlight() > 0 {
		return Pending{}, time.Time{}, false
	}
	pacer, paced := r.Sender.(Pacer)
	for _, lane := range bot.Lanes() {
		if r.flying[lane] >= perLane {
			continue
		}
		heads, next := r.heads(ctx, lane, now)
		wake = sooner(wake, next)
		for _, p := range heads {
			if !paced {
				return p, wake, true
			}
			at, ok := pacer.Take(p, now)
			if ok {
				return p, wake, true
			}
			wake = sooner(wake, at)
		}
	}
	return Pending{}, wake, false
}

// heads returns the effects of a lane that are due and need not wait for
// another: at most one of each kind, the one due soonest first. The kinds are
// asked for one by one, because each has its own rate at the other side.
func (r *run) heads(ctx context.Context, lane bot.Lane, now time.Time) (heads []Pending, wake time.Time) {
	for _, kind := range r.Kinds {
		q := queue{kind, lane}
		if until := r.resting[q]; now.Before(until) {
			wake = sooner(wake, until)
			continue
		}
		delete(r.resting, q)
		p, at, ok, err := r.head(ctx, q, now)
		switch {
		case err != nil:
			r.rest(ctx, q, now, err)
			wake = sooner(wake, r.resting[q])
		case ok:
			heads = append(heads, p)
		default:
			wake = sooner(wake, at)
		}
	}
	slices.SortStableFunc(heads, func(a, b Pending) int { return a.at().Compare(b.at()) })
	return heads, wake
}

// head returns the first effect of a queue that need not wait for another of
// its thread, and moves those that must behind the one they wait for.
func (r *run) head(ctx context.Context, q queue, now time.Time) (p Pending, at time.Time, ok bool, err error) {
	for ctx.Err() == nil {
		p, ok, err = r.Outbox.NextEffect(ctx, Queue{Kinds: []bot.EffectKind{q.kind}, Lane: q.lane})
		if err != nil || !ok {
			return Pending{}, time.Time{}, false, err
		}
		if at = p.at(); at.After(now) {
			return Pending{}, at, false, nil
		}
		b := r.order.before(p)
		if b == nil {
			return p, time.Time{}, true, nil
		}
		if b.flying && now.Before(b.since.Add(shortWait)) {
			return Pending{}, b.since.Add(shortWait), false, nil // it is nearly always over by then
		}
		until := b.aside(p)
		if !until.After(now) {
			until = now.Add(shortWait)
		}
		if err := r.Outbox.Postpone(ctx, p.Key, until); err != nil {
			return Pending{}, time.Time{}, false, err
		}
	}
	return Pending{}, time.Time{}, false, ctx.Err()
}

// begin records the attempt and starts it.
func (r *run) begin(ctx context.Context, p Pending, now time.Time) {
	if err := r.Outbox.Attempt(ctx, p.Key, now, lease(now)); err != nil {
		r.rest(ctx, queue{p.Kind, p.Lane}, now, err)
		return
	}
	r.order.begin(p, now)
	r.flying[p.Lane]++
	go r.attempt(p, now)
}

// wait sleeps until something may have changed.
func (r *run) wait(ctx context.Context, wake time.Time) {
	var alarm <-chan time.Time
	if !wake.IsZero() {
		// Never less than a moment, whatever a Pacer answers.
		timer := time.NewTimer(max(wake.Sub(r.Now()), time.Millisecond))
		defer timer.Stop()
		alarm = timer.C
	}
	select {
	case <-ctx.Done():
	case <-r.Nudge:
	case <-alarm:
	case res := <-r.results:
		r.settle(ctx, res)
	}
}

// settle takes the outcome of an attempt.
func (r *run) settle(ctx context.Context, res result) {
	p := res.Pending
	r.flying[p.Lane]--
	if res.ended {
		for _, w := range r.order.end(p) {
			if w.key == p.Key {
				continue
			}
			if err := r.Outbox.Postpone(ctx, w.key, w.due); err != nil && ctx.Err() == nil {
				// It comes back by itself, only later.
				r.Log.Error().Err(err).Str("effect", string(w.key)).Msg("an effect that waited cannot be brought forward")
			}
		}
	} else {
		r.order.again(p, res.until)
	}
	switch {
	case res.stop != "":
		r.stopped = r.Now().Add(stopWait)
		if !r.probing {
			r.probing = true
			r.Log.Error().Str("code", res.stop).Msg("nothing can be delivered")
			r.tell(res.stop)
		}
	case res.ended && r.probing:
		r.probing, r.stopped = false, time.Time{}
		r.Log.Info().Msg("delivery works again")
		r.tell("")
	}
}

func (r *run) tell(code string) {
	if r.Stopped != nil {
		r.Stopped(code)
	}
}

// rest leaves a queue alone for a moment after its outbox failed; the other
// queues go on.
func (r *run) rest(ctx context.Context, q queue, now time.Time, err error) {
	if ctx.Err() != nil {
		return
	}
	r.resting[q] = now.Add(storeWait)
	r.Log.Error().Err(err).Str("kind", string(q.kind)).Str("lane", string(q.lane)).Msg("the outbox failed")
}

// land waits for the attempts under way, first kindly.
func (r *run) land(ctx context.Context, cancel context.CancelFunc) {
	ctx, done := context.WithTimeout(ctx, keepTime)
	defer done()
	timer := time.AfterFunc(grace, cancel)
	defer timer.Stop()
	for r.inFlight() > 0 {
		r.settle(ctx, <-r.results)
	}
}

func (r *run) inFlight() (n int) {
	for _, lane := range r.flying {
		n += lane
	}
	return n
}

// sooner returns the earlier of two moments, of which zero means never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

package notifier

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"
)

// stopTime is how long Run waits for a job that does not heed its context.
const stopTime = 5 * time.Second

// A Cron runs what really recurs: pruning, backups, and a sweep as a second
// pair of eyes on overdue rungs. It does not catch up after an outage, so
// nothing that has a deadline depends on it: that is what Watch is for.
type Cron struct {
	Log  zerolog.Logger
	jobs []job
}

type job struct {
	name string
	when cron.Schedule
	do   func(context.Context) error
}

// Add adds a job, in UTC: robfig/cron skips jobs between 02:00 and 03:00 in one
// night of the year and runs them twice in another where clocks change. spec
// is five fields, a descriptor like @daily, or @every with whole seconds. A job
// that still runs when it comes again is skipped that time.
func (c *Cron) Add(name, spec string, do func(ctx context.Context) error) error {
	when, err := parse(spec)
	if err != nil {
		return fmt.Errorf("%s: schedule %q: %w", name, spec, err)
	}
	c.jobs = append(c.jobs, job{name, when, do})
	return nil
}

// parse is cron.ParseStandard without its traps.
func parse(spec string) (when cron.Schedule, err error) {
	if strings.Contains(spec, "TZ=") {
		return nil, errors.New("names a time zone; schedules are in UTC")
	}
	// The parser cuts to whole seconds and takes everything below for one.
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		if d, err := time.ParseDuration(every); err == nil && (d < time.Second || d%time.Second != 0) {
			return nil, errors.New("is not a number of whole seconds")
		}
	}
	defer func() {
		if recover() != nil { // such as on a spec that ends early
			when, err = nil, errors.New("cannot be read")
		}
	}()
	when, err = cron.ParseStandard(spec)
	if err == nil && when.Next(time.Now().UTC()).IsZero() {
		return nil, errors.New("never comes, like the 31st of February")
	}
	return when, err
}

// Run runs the jobs until ctx is cancelled, and then returns nil. Jobs get ctx,
// and are waited for.
func (c *Cron) Run(ctx context.Context) error {
	log := cronLog{c.Log}
	// Recover innermost: the other way round a job that panics once is taken
	// for one that still runs, and never comes again.
	runner := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	for _, j := range c.jobs {
		runner.Schedule(j.when, cron.FuncJob(func() {
			if ctx.Err() != nil {
				return
			}
			if err := j.do(ctx); err != nil && ctx.Err() == nil {
				c.Log.Error().Err(err).Str("job", j.name).Msg("a recurring job failed")
			}
		}))
	}
	runner.Start()
	<-ctx.Done()
	timer := time.NewTimer(stopTime)
	defer timer.Stop()
	select {
	case <-runner.Stop().Done():
		return nil
	case <-timer.C:
		return errors.New("a recurring job does not stop")
	}
}

// cronLog passes on what cron has to say of failures. A skipped run is
// something to know of, a run is not.
type cronLog struct{ log zerolog.Logger }

func (l cronLog) Info(msg string, _ ...any) {
	if msg == "skip" {
		l.log.Warn().Msg("a recurring job still runs and is skipped")
	}
}

// Error logs a panic. What it was called with may quote somebody, so only the
// stack is kept.
func (l cronLog) Error(_ error, _ string, pairs ...any) {
	event := l.log.Error()
	for i := 0; i+1 < len(pairs); i += 2 {
		if stack, ok := pairs[i+1].(string); ok && pairs[i] == "stack" {
			event = event.Str("stack", stack)
		}
	}
	event.Msg("a recurring job panicked")
}

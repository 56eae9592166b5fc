package heartbeat

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

const (
	// JumpEvery is how often the clock is looked at: what comes due while a
	// machine sleeps is then late by so much at most after it wakes.
	JumpEvery = 10 * time.Second
	// jumpLeast is how far the time of day may part from the time that has passed
	// between two looks. NTP slews what is smaller (chosen).
	jumpLeast = 30 * time.Second
	// jumpStands is how long a jump is told of, and the heartbeat withheld: long
	// enough that a monitor outside, which waits for a few minutes, asks what
	// happened (chosen).
	jumpStands = 10 * time.Minute
)

// Jumps notices that the time of day has moved by itself: the machine was
// suspended, which stops the monotonic clock of Linux (clock_gettime(2),
// CLOCK_MONOTONIC), or somebody has set its clock.
type Jumps struct {
	// Read returns the time of day and the time that has passed since some
	// moment; nil: those of the machine.
	Read   func() (day time.Time, passed time.Duration)
	Jumped func(by time.Duration) // called at each jump, from Look
	Log    zerolog.Logger

	mu     sync.Mutex
	seen   bool
	day    time.Time
	passed time.Duration
	last   time.Duration // when it jumped last, in time passed
	by     time.Duration // how far; 0 when it never did
}

// Run looks at the clock until ctx is cancelled, and then returns nil.
func (j *Jumps) Run(ctx context.Context) error {
	tick := time.NewTicker(JumpEvery)
	defer tick.Stop()
	for {
		j.Look()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Look compares the two clocks with what they showed at the last look.
func (j *Jumps) Look() {
	day, passed := j.read()
	j.mu.Lock()
	by := day.Sub(j.day) - (passed - j.passed)
	jumped := j.seen && by.Abs() > jumpLeast
	j.seen, j.day, j.passed = true, day, passed
	if jumped {
		j.last, j.by = passed, by
	}
	j.mu.Unlock()
	if !jumped {
		return
	}
	j.Log.Warn().Dur("by", by).Msg("the clock of the machine jumped; what is due is looked at again")
	if j.Jumped != nil {
		j.Jumped(by)
	}
}

// Trouble is the check of the clock.
func (j *Jumps) Trouble(context.Context) string {
	j.Look()
	_, passed := j.read()
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.by == 0 || passed-j.last >= jumpStands:
		return ""
	case j.by > 0:
		return "the clock jumped forward, or the machine was suspended, for " + j.by.Round(time.Second).String()
	}
	return "the clock jumped back by " + (-j.by).Round(time.Second).String()
}

// began is the moment from which the machine's own time is counted.
var began = time.Now()

func (j *Jumps) read() (time.Time, time.Duration) {
	if j.Read != nil {
		return j.Read()
	}
	now := time.Now()
	return now.Round(0), now.Sub(began) // Round takes the monotonic reading off
}

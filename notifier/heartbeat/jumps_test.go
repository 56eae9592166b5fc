package heartbeat_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/notifier/heartbeat"
)

// Each case moves the time of day and the time that passes apart, and says
// whether that is a jump.
func TestAClockThatJumpsIsNoticed(t *testing.T) {
	start := time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		name        string
		day, passed time.Duration
		jump        bool
		reason      string
	}{
		{"they go together", 10 * time.Second, 10 * time.Second, false, ""},
		{"a look that came late is no jump", 5 * time.Hour, 5 * time.Hour, false, ""},
		{"NTP slews the clock", 40 * time.Second, 10 * time.Second, false, ""},
		{"the machine was suspended", 8*time.Hour + 10*time.Second, 10 * time.Second, true, "forward"},
		{"the clock was set forward", 41 * time.Second, 10 * time.Second, true, "forward"},
		{"the clock was set back", -21 * time.Second, 10 * time.Second, true, "back"},
		{"the clock stood still for a minute", 0, time.Minute, true, "back"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			var log strings.Builder
			day, passed, jumps := start, time.Duration(0), 0
			j := &heartbeat.Jumps{Log: zerolog.New(&log), Jumped: func(time.Duration) { jumps++ },
				Read: func() (time.Time, time.Duration) { return day, passed }}
			j.Look()
			day, passed = day.Add(c.day), passed+c.passed
			j.Look()
			j.Look()
			if got := jumps == 1; got != c.jump || jumps > 1 {
				t.Errorf("%d jumps, want one: %v", jumps, c.jump)
			}
			if got := strings.Count(log.String(), "\n"); got != jumps {
				t.Errorf("%d lines logged of %d jumps", got, jumps)
			}
			if got := j.Trouble(t.Context()); (got != "") != c.jump || !strings.Contains(got, c.reason) {
				t.Errorf("trouble is %q", got)
			}
			// It is told of for ten minutes.
			day, passed = day.Add(9*time.Minute), passed+9*time.Minute
			if got := j.Trouble(t.Context()); (got != "") != c.jump {
				t.Errorf("after nine minutes it is %q", got)
			}
			day, passed = day.Add(time.Minute), passed+time.Minute
			if got := j.Trouble(t.Context()); got != "" {
				t.Errorf("after ten minutes it is %q", got)
			}
		})
	}
}

// The machine's own clock does not jump, and Run ends.
func TestTheMachinesClockIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &heartbeat.Jumps{Log: zerolog.Nop(), Jumped: func(by time.Duration) { t.Errorf("a jump by %s", by) }}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := j.Run(ctx); err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

package notifier_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/notifier"
)

func TestCronRefusesWhatNeverComes(t *testing.T) {
	for _, spec := range []string{
		"", "TZ=", "TZ=0", "CRON_TZ=Europe/Amsterdam", "CRON_TZ=Europe/Amsterdam 0 9 * * *",
		"0 0 31 2 *", "0 9 * * 7", "@every -5m", "@every 0s", "@every 1ns", "@every 1500ms", "@every", "@fortnightly", "* * * *",
	} {
		var c notifier.Cron
		if err := c.Add("sweep", spec, func(context.Context) error { return nil }); err == nil {
			t.Errorf("%q is taken", spec)
		} else if !strings.HasPrefix(err.Error(), "sweep: schedule ") {
			t.Errorf("%q: %v does not name the job", spec, err)
		}
	}
	for _, spec := range []string{"@every 1m", "@every 15s", "@daily", "*/5 * * * *", "0 0 29 2 *"} {
		var c notifier.Cron
		if err := c.Add("sweep", spec, func(context.Context) error { return nil }); err != nil {
			t.Error(err)
		}
	}
}

func TestAJobThatPanicsComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		c := notifier.Cron{Log: zerolog.New(zerolog.SyncWriter(&log))}
		var panics, errs, slow atomic.Int64
		add := func(name string, do func(context.Context) error) {
			if err := c.Add(name, "@every 1m", do); err != nil {
				t.Fatal(err)
			}
		}
		add("panics", func(context.Context) error { panics.Add(1); panic("m.jansen@winkel.example") })
		add("fails", func(context.Context) error { errs.Add(1); return errors.New("disk full") })
		add("slow", func(ctx context.Context) error {
			slow.Add(1)
			select {
			case <-ctx.Done():
			case <-time.After(150 * time.Second):
			}
			return ctx.Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute+time.Second)
		defer cancel()
		if err := c.Run(ctx); err != nil {
			t.Errorf("Run = %v, want nil on cancel", err)
		}
		if p, e := panics.Load(), errs.Load(); p != 10 || e != 10 {
			t.Errorf("ran %d and %d times in ten minutes, want 10", p, e)
		}
		if n := slow.Load(); n != 4 { // minutes 1, 4, 7, 10
			t.Errorf("a slow job ran %d times, want 4: it is skipped while it runs", n)
		}
		if strings.Contains(log.String(), "jansen") {
			t.Error("the log quotes what a job panicked with")
		}
		if !strings.Contains(log.String(), `"job":"fails"`) {
			t.Error("a job that fails is not named")
		}
	})
}

func TestAJobThatDoesNotStopIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := notifier.Cron{Log: zerolog.Nop()}
		if err := c.Add("stuck", "@every 1s", func(context.Context) error { time.Sleep(time.Minute); return nil }); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if err := c.Run(ctx); err == nil {
			t.Error("Run said nothing of a job that does not stop")
		}
		if took := time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); took > 10*time.Second {
			t.Errorf("Run took %v", took)
		}
		time.Sleep(time.Minute)
	})
}

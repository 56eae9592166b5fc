package heartbeat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/notifier/heartbeat"
)

// A desk that is made of two checks, and somebody outside.
type desk struct {
	heartbeat.Heartbeat
	log    strings.Builder
	pings  int
	one    string // what the first check finds
	two    func(ctx context.Context) string
	refuse error // of the one outside
}

func newDesk() *desk {
	d := &desk{two: func(context.Context) string { return "" }}
	d.Heartbeat = heartbeat.Heartbeat{
		Checks: []heartbeat.Check{
			{Name: "one", Look: func(context.Context) string { return d.one }},
			{Name: "two", Look: func(ctx context.Context) string { return d.two(ctx) }},
		},
		Ping: func(context.Context) error { d.pings++; return d.refuse },
		Now:  time.Now, Log: zerolog.New(&d.log),
	}
	return d
}

// look demands whether a look pings, and how many lines it logs.
func (d *desk) look(t *testing.T, when string, pings, logged int) {
	t.Helper()
	p, l := d.pings, strings.Count(d.log.String(), "\n")
	d.Look(t.Context())
	if got := d.pings - p; got != pings {
		t.Errorf("%s: %d pings, want %d", when, got, pings)
	}
	if got := strings.Count(d.log.String(), "\n") - l; got != logged {
		t.Errorf("%s: %d lines logged, want %d:\n%s", when, got, logged, d.log.String())
	}
}

// The one outside hears of the desk when all of it is well, also when it has
// nothing to do; a check that is not well is logged when that begins and when it
// ends.
func TestOnlyADeskThatIsWellIsHeardOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.look(t, "idle", 1, 0)
		d.one = "a mailbox is not read"
		d.look(t, "one is not well", 0, 1)
		began := time.Now().UTC()
		time.Sleep(time.Minute)
		d.one = "two mailboxes are not read"
		d.look(t, "still", 0, 0)
		want := []heartbeat.Trouble{{Name: "one", Reason: "two mailboxes are not read", Since: began}}
		if diff := cmp.Diff(want, d.Troubles()); diff != "" {
			t.Errorf("troubles (-want +got):\n%s", diff)
		}
		d.one = ""
		d.look(t, "well again", 1, 1)
		d.look(t, "and after", 1, 0)
		if got := d.Troubles(); len(got) != 0 {
			t.Errorf("troubles of a desk that is well: %v", got)
		}
	})
}

// A check that hangs, or panics, is not well; the others are looked at all the
// same.
func TestACheckThatCannotLookIsNotWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, two := range map[string]func(context.Context) string{
			"hangs":  func(ctx context.Context) string { <-ctx.Done(); return "no answer in time" },
			"panics": func(context.Context) string { panic("m.jansen@winkel.example") },
		} {
			d := newDesk()
			d.two = two
			d.look(t, name, 0, 1)
			d.one = "also"
			d.look(t, name+", and another", 0, 1)
			if strings.Contains(d.log.String(), "jansen") {
				t.Errorf("%s: what it panicked with is logged", name)
			}
		}
	})
}

// A ping that is not taken is tried again at the next look, and no sooner. It
// stands until one is taken.
func TestAPingIsNotRepeated(t *testing.T) {
	d := newDesk()
	d.refuse = errors.New("it answers 500")
	d.look(t, "refused", 1, 1)
	d.look(t, "refused again", 1, 0)
	d.one = "not well"
	d.look(t, "not well meanwhile", 0, 1)
	if got := d.Troubles(); len(got) != 2 || got[1].Name != heartbeat.Monitor {
		t.Errorf("troubles are %v, want that of the monitor to stand", got)
	}
	d.one, d.refuse = "", nil
	d.look(t, "taken", 1, 2)
}

// Without an address nobody is told, and the checks are made all the same.
func TestADeskThatNobodyWatchesWatchesItself(t *testing.T) {
	d := newDesk()
	d.Ping = nil
	d.one = "not well"
	d.look(t, "not well", 0, 1)
	if got := d.Troubles(); len(got) != 1 {
		t.Errorf("troubles are %v", got)
	}
}

func TestRunLooksEachMinuteAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute+time.Second)
		defer cancel()
		if err := d.Run(ctx); err != nil {
			t.Errorf("Run = %v", err)
		}
		if d.pings != 10 {
			t.Errorf("%d pings in ten minutes", d.pings)
		}
		// What is cut off by the end of the desk is no trouble.
		d.one = "cut off"
		d.Look(ctx)
		if got := d.Troubles(); len(got) != 0 {
			t.Errorf("a desk that stops has troubles: %v", got)
		}
	})
}

package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// A ladder is the due times of some incidents, and what a tick does to them.
type ladder struct {
	start time.Time
	bell  notifier.Bell
	tick  func(ref bot.Ref) error

	mu     sync.Mutex
	due    map[bot.Ref]time.Time
	every  time.Duration // each tick moves the incident so far from now; 0: it owes nothing more
	ticked []string
	asked  int
	fail   error
}

func (l *ladder) NextDue(_ context.Context, except ...bot.Ref) (best bot.Ref, at time.Time, ok bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	for ref, t := range l.due {
		if !slices.Contains(except, ref) && (!ok || t.Before(at) || t.Equal(at) && ref < best) {
			best, at, ok = ref, t, true
		}
	}
	return best, at, ok && l.fail == nil, l.fail
}

func (l *ladder) Tick(_ context.Context, ref bot.Ref) error {
	l.mu.Lock()
	l.ticked = append(l.ticked, fmt.Sprintf("+%v %s", time.Since(l.start).Round(time.Second), ref))
	l.mu.Unlock()
	if l.tick != nil {
		if err := l.tick(ref); err != nil {
			return err
		}
	}
	l.set(ref, time.Now().Add(l.every))
	if l.every == 0 {
		l.mu.Lock()
		delete(l.due, ref)
		l.mu.Unlock()
	}
	return nil
}

func (l *ladder) set(ref bot.Ref, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due[ref] = at
}

func (l *ladder) log() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.ticked)
}

func (l *ladder) questions() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked
}

// watch runs a Watch on l until the test ends; scene comes first.
func watch(t *testing.T, l *ladder, scene func()) {
	l.start, l.due = time.Now(), map[bot.Ref]time.Time{}
	w := notifier.Watch{Due: l, Tick: l.Tick, Now: time.Now, Nudge: l.bell.Listen(), Log: zerolog.Nop()}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	scene()
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v, want nil on cancel", err)
		}
	})
}

func TestWatchCatchesUpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ladder{}
		watch(t, l, func() {
			l.set("A", l.start.Add(-6*time.Hour))
			l.set("B", l.start.Add(-time.Hour))
			l.set("C", l.start.Add(30*time.Hour))
		})
		wake(29 * time.Hour)
		equal(t, "ticked", l.log(), []string{"+0s A", "+0s B"})
		if n := l.questions(); n > 10 {
			t.Errorf("asked %d times in 29 idle hours: it polls", n)
		}
		wake(2 * time.Hour)
		equal(t, "ticked", l.log(), []string{"+0s A", "+0s B", "+30h0m0s C"})
	})
}

func TestWatchHearsOfAnEarlierStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ladder{}
		watch(t, l, func() { l.set("A", l.start.Add(48*time.Hour)) })
		wake(time.Hour)
		l.set("B", time.Now().Add(time.Minute))
		l.bell.Ring()
		wake(2 * time.Minute)
		equal(t, "ticked", l.log(), []string{"+1h1m0s B"})
	})
}

func TestOneIncidentThatFailsHoldsNoOther(t *testing.T) {
	failures := map[string]func() error{
		"an error": func() error { return errors.New("damaged") },
		"a panic":  func() error { panic("damaged") },
	}
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &ladder{every: time.Hour}
				l.tick = func(ref bot.Ref) error {
					if ref != "BAD" {
						return nil
					}
					return failure()
				}
				watch(t, l, func() {
					l.set("BAD", l.start)
					l.set("GOOD", l.start.Add(time.Minute))
				})
				wake(2*time.Hour + 2*time.Minute)
				good, bad := 0, 0
				for _, s := range l.log() {
					if strings.HasSuffix(s, "GOOD") {
						good++
					} else {
						bad++
					}
				}
				if good != 3 {
					t.Errorf("the other incident was ticked %d times, want 3", good)
				}
				if bad < 120 || bad > 170 {
					t.Errorf("the failing incident was tried %d times in two hours, want about one a minute", bad)
				}
			})
		})
	}
}

func TestAStepThatStaysDueDoesNotSpin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ladder{start: time.Now(), due: map[bot.Ref]time.Time{}}
		l.set("STUCK", l.start)
		ticks := 0
		w := notifier.Watch{Due: l, Now: time.Now, Log: zerolog.Nop(),
			Tick: func(context.Context, bot.Ref) error { ticks++; return nil }}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := w.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if ticks > 90 {
			t.Errorf("ticked %d times in an hour", ticks)
		}
	})
}

func TestWatchOutlivesAStoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ladder{fail: errStore}
		watch(t, l, func() { l.set("A", l.start) })
		wake(10*time.Second + 500*time.Millisecond)
		if n := l.questions(); n > 12 {
			t.Errorf("asked %d times in ten seconds", n)
		}
		l.mu.Lock()
		l.fail = nil
		l.mu.Unlock()
		wake(2 * time.Second)
		equal(t, "ticked", l.log(), []string{"+11s A"})
	})
}

package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/internal/outboxtest"
)

// A world is a loop over an outbox in memory and a sender that does what the
// test says.
type world struct {
	box    outboxtest.Outbox
	loop   notifier.Loop
	start  time.Time
	sender func(ctx context.Context, p notifier.Pending) (bot.Receipt, error)

	mu      sync.Mutex
	sent    []string // "+2s key", when Send began
	gaveUp  []string
	alarms  []string
	skew    time.Duration // of the loop's clock
	log     strings.Builder
	giveErr error

	stop context.CancelFunc
	done chan error
}

// Send implements notifier.Sender.
func (w *world) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	w.mu.Lock()
	w.sent = append(w.sent, fmt.Sprintf("+%v %s", time.Since(w.start).Round(100*time.Millisecond), p.Key))
	w.mu.Unlock()
	if w.sender != nil {
		return w.sender(ctx, p)
	}
	return bot.Receipt{ID: string(p.Key), At: time.Now()}, nil
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.skew)
}

func (w *world) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(b)
}

func (w *world) list(s *[]string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(*s)
}

// newWorld must be called inside the bubble.
func newWorld() *world {
	w := &world{start: time.Now()}
	w.loop = notifier.Loop{
		Kinds:  []bot.EffectKind{bot.EffectCard, bot.EffectReply, bot.EffectUpdate},
		Outbox: &w.box, Sender: w, Now: w.now, Nudge: w.box.Bell.Listen(),
		Log: zerolog.New(w),
		GiveUp: func(_ context.Context, e bot.Effect, code string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.gaveUp = append(w.gaveUp, string(e.Key)+" "+code)
			return w.giveErr
		},
		Stopped: func(code string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.alarms = append(w.alarms, code)
		},
	}
	return w
}

func (w *world) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w.stop, w.done = cancel, make(chan error, 1)
	go func() { w.done <- w.loop.Run(ctx) }()
}

// end stops the loop; the bubble then fails when it left a goroutine behind.
func (w *world) end(t *testing.T) {
	t.Helper()
	w.stop()
	if err := <-w.done; err != nil {
		t.Errorf("Run = %v, want nil on cancel", err)
	}
}

func (w *world) reply(ref bot.Ref, event int, lane bot.Lane) bot.Effect {
	return bot.Effect{Key: bot.EffectKey(fmt.Sprintf("%s/%d", ref, event)), Ref: ref,
		Kind: bot.EffectReply, Lane: lane, Due: time.Now(), Event: event}
}

// wake sleeps in the bubble and lets everything settle.
func wake(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// equalBut is equal where got[from:to] began at the same moment, in any order.
func equalBut(t *testing.T, what string, got, want []string, from, to int) {
	t.Helper()
	if len(got) >= to {
		slices.Sort(got[from:to])
	}
	equal(t, what, got, want)
}

func TestLoopSleepsUntilTheNextEffectIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		later := w.reply("A", 1, bot.Normal)
		later.Due = time.Now().Add(48 * time.Hour)
		w.box.Add(later)
		var asked atomic.Int64
		w.box.Fail = func(method string, _ bot.EffectKey) error {
			if method == "NextEffect" {
				asked.Add(1)
			}
			return nil
		}
		w.run(t)
		wake(47 * time.Hour)
		if n := asked.Load(); n > 10 {
			t.Errorf("asked the outbox %d times in 47 idle hours: it polls", n)
		}
		wake(2 * time.Hour)
		equal(t, "sent", w.list(&w.sent), []string{"+48h0m0s A/1"})
		w.end(t)
	})
}

func TestLoopLooksAgainWhenTheClockWasMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		later := w.reply("A", 1, bot.Normal)
		later.Due = time.Now().Add(12 * time.Hour)
		w.box.Add(later)
		w.run(t)
		wake(time.Second)
		w.mu.Lock()
		w.skew = 12 * time.Hour
		w.mu.Unlock()
		w.box.Bell.Ring()
		synctest.Wait()
		equal(t, "sent", w.list(&w.sent), []string{"+1s A/1"})
		w.end(t)
	})
}

func TestLoopSendsTheMostUrgentFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.loop.Sender = &paced{world: w, every: time.Second}
		w.box.Add(w.reply("A", 1, bot.Bulk), w.reply("B", 1, bot.Normal), w.reply("C", 1, bot.Urgent))
		w.run(t)
		wake(5 * time.Second)
		equal(t, "sent", w.list(&w.sent), []string{"+0s C/1", "+1s B/1", "+2s A/1"})
		w.end(t)
	})
}

// A paced world takes one effect in every so long, as Slack does.
type paced struct {
	*world
	every time.Duration
	free  time.Time
}

func (p *paced) Take(_ notifier.Pending, now time.Time) (time.Time, bool) {
	if now.Before(p.free) {
		return p.free, false
	}
	p.free = now.Add(p.every)
	return now, true
}

func TestABacklogDelaysNothingMoreUrgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.loop.Sender = &paced{world: w, every: time.Second} // Slack: 1 post per second per channel
		for i := range 2000 {
			w.box.Add(w.reply(bot.MakeRef(2026, i+1), 1, bot.Bulk))
		}
		w.run(t)
		wake(100*time.Second + 300*time.Millisecond)
		w.box.Add(w.reply("U", 1, bot.Urgent), w.reply("N", 1, bot.Normal))
		wake(2 * time.Second)
		for _, key := range []bot.EffectKey{"U/1", "N/1"} {
			if _, ok := w.box.Receipt(key); !ok {
				t.Errorf("%s is not delivered 2 s after it was enqueued behind a backlog", key)
			}
		}
		if n := w.box.Writes(); n > 300 {
			t.Errorf("%d durable writes for about 100 effects: waiting effects are written again and again", n)
		}
		w.end(t)
	})
}

func TestAHungSendTakesNoPlaceOfAnUrgentOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
			if p.Lane != bot.Urgent {
				<-ctx.Done()
				return bot.Receipt{}, ctx.Err()
			}
			return bot.Receipt{ID: "1"}, nil
		}
		for i := range 50 {
			w.box.Add(w.reply(bot.MakeRef(2026, i+1), 1, bot.Normal))
		}
		w.run(t)
		wake(2 * time.Second)
		// Also in a thread of which a reply hangs.
		w.box.Add(w.reply("U", 1, bot.Urgent), w.reply(bot.MakeRef(2026, 1), 2, bot.Urgent))
		wake(time.Second)
		for _, key := range []bot.EffectKey{"U/1", "DL-2026-0001/2"} {
			if _, ok := w.box.Receipt(key); !ok {
				t.Errorf("%s waits for hung sends of a slower lane", key)
			}
		}
		w.end(t)
	})
}

func TestAThreadKeepsItsOrderWhileOneIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			if p.Key == "A/1" && p.Attempts < 2 {
				return bot.Receipt{}, notifier.Unknown{Code: "timeout"}
			}
			return bot.Receipt{ID: "1"}, nil
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		wake(time.Second)
		w.box.Add(w.reply("A", 3, bot.Normal))
		wake(time.Millisecond)
		w.box.Add(w.reply("A", 4, bot.Normal), w.reply("A", 5, bot.Bulk), w.reply("B", 1, bot.Normal), w.reply("A", 6, bot.Urgent))
		wake(time.Minute)
		equalBut(t, "sent", w.list(&w.sent), []string{
			"+0s A/1", "+1s A/6", "+1s B/1", "+15s A/1", "+30s A/1", "+30s A/3", "+30s A/4", "+30s A/5",
		}, 1, 3)
		w.end(t)
	})
}

func TestAThreadKeepsItsOrderOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.box.Add(w.reply("A", 1, bot.Normal), w.reply("A", 2, bot.Normal))
		now := time.Now()
		if err := w.box.Attempt(t.Context(), "A/1", now, now.Add(20*time.Second)); err != nil {
			t.Fatal(err)
		}
		w.run(t)
		wake(time.Minute)
		equal(t, "sent", w.list(&w.sent), []string{"+20s A/1", "+20s A/2"})
		w.end(t)
	})
}

func TestOneOfAThreadIsUnderWayAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var flying, most int
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			w.mu.Lock()
			flying++
			most = max(most, flying)
			w.mu.Unlock()
			time.Sleep(300 * time.Millisecond)
			w.mu.Lock()
			flying--
			w.mu.Unlock()
			return bot.Receipt{ID: "1"}, nil
		}
		for i := range 5 {
			w.box.Add(w.reply("A", i+1, bot.Normal))
		}
		w.run(t)
		wake(10 * time.Second)
		equal(t, "sent", w.list(&w.sent), []string{"+0s A/1", "+300ms A/2", "+600ms A/3", "+900ms A/4", "+1.2s A/5"})
		if most != 1 {
			t.Errorf("%d replies of one thread were under way at once", most)
		}
		w.end(t)
	})
}

func TestWhatWaitedGoesAsSoonAsItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			if p.Key == "A/1" {
				time.Sleep(8 * time.Second) // long after the queue let others pass
			}
			return bot.Receipt{ID: "1"}, nil
		}
		w.box.Add(w.reply("A", 1, bot.Normal), w.reply("A", 2, bot.Normal), w.reply("A", 3, bot.Normal), w.reply("B", 1, bot.Normal))
		w.run(t)
		wake(time.Minute)
		equal(t, "sent", w.list(&w.sent), []string{"+0s A/1", "+1s B/1", "+8s A/2", "+8s A/3"})
		w.end(t)
	})
}

func TestAReplyFollowsItsCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var prev bot.Receipt // of the last send
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			prev = p.Prev
			return bot.Receipt{ID: "ts of " + string(p.Key)}, nil
		}
		card := bot.Effect{Key: "A/card", Ref: "A", Kind: bot.EffectCard, Lane: bot.Normal, Due: time.Now()}
		reply := w.reply("A", 1, bot.Urgent)
		reply.After = card.Key
		w.box.Add(reply)
		w.run(t)
		wake(time.Minute)
		equal(t, "sent without its card", w.list(&w.sent), nil)
		w.box.Add(card)
		synctest.Wait()
		equal(t, "sent", w.list(&w.sent), []string{"+1m0s A/card", "+1m0s A/1"})
		if prev.ID != "ts of A/card" {
			t.Errorf("the reply got the receipt %+v", prev)
		}
		w.end(t)
	})
}

func TestShutdownLetsAnAttemptEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
			select {
			case <-time.After(800 * time.Millisecond):
				return bot.Receipt{ID: "1"}, nil
			case <-ctx.Done():
				return bot.Receipt{}, ctx.Err()
			}
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		synctest.Wait()
		w.end(t)
		if _, ok := w.box.Receipt("A/1"); !ok {
			t.Error("a post that was confirmed during the shutdown has no receipt")
		}
		if took := time.Since(w.start); took > 2*time.Second {
			t.Errorf("the shutdown took %v", took)
		}
	})
}

func TestShutdownBreaksOffWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
			<-ctx.Done()
			return bot.Receipt{}, ctx.Err()
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		synctest.Wait()
		w.end(t)
		if took := time.Since(w.start); took > 2*time.Second {
			t.Errorf("the shutdown took %v", took)
		}
		if p, ok := w.box.Pending("A/1"); !ok || p.Attempts != 1 {
			t.Errorf("the broken attempt is not on record: %+v", p)
		}
	})
}

var errStore = errors.New("disk full")

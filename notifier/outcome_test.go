package notifier_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

func TestOutcomes(t *testing.T) {
	soon := 7 * time.Second
	tests := []struct {
		name    string
		err     func() error
		receipt bot.Receipt
		again   time.Duration // after which it is tried again; 0: never
		parked  string
		gaveUp  string
	}{
		{name: "later at a moment", again: soon,
			err: func() error { return notifier.Later{Until: time.Now().Add(soon), Code: "ratelimited"} }},
		{name: "later without a moment backs off", again: time.Second,
			err: func() error { return notifier.Later{Code: "dial"} }},
		{name: "unknown waits until the other side has settled", again: 15 * time.Second,
			err: func() error { return notifier.Unknown{Code: "timeout"} }},
		{name: "any other error is unknown", again: 15 * time.Second,
			err: func() error { return context.DeadlineExceeded }},
		{name: "a panic is unknown", again: 15 * time.Second,
			err: func() error { panic("mail of m.jansen@winkel.example") }},
		{name: "refused for good", parked: "channel_not_found", gaveUp: "A/1 channel_not_found",
			err: func() error { return notifier.Permanent{Code: "channel_not_found"} }},
		{name: "refused, but arrived in a poorer form", gaveUp: "A/1 invalid_blocks", receipt: bot.Receipt{ID: "9"},
			err: func() error { return notifier.Permanent{Code: "invalid_blocks"} }},
		{name: "nothing can be delivered", again: time.Minute,
			err: func() error { return notifier.Stop{Code: "token_revoked"} }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				var again time.Duration
				w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
					if p.Attempts > 0 {
						again = time.Since(w.start)
						return bot.Receipt{ID: "1"}, nil
					}
					return test.receipt, test.err()
				}
				w.box.Add(w.reply("A", 1, bot.Normal))
				w.run(t)
				wake(10 * time.Minute)
				w.end(t)
				if least := test.again * 4 / 5; again < least || again > test.again {
					t.Errorf("tried again after %v, want %v", again, test.again)
				}
				if got := w.box.Parked("A/1"); got != test.parked {
					t.Errorf("parked with %q, want %q", got, test.parked)
				}
				if _, ok := w.box.Receipt("A/1"); ok == (test.parked != "") {
					t.Errorf("receipt: %v", ok)
				}
				if got := strings.Join(w.gaveUp, " "); got != test.gaveUp {
					t.Errorf("gave up %q, want %q", got, test.gaveUp)
				}
				if strings.Contains(w.log.String(), "jansen") {
					t.Error("the log quotes what a sender panicked with")
				}
			})
		})
	}
}

func TestAnErrorStopsTheLoopForNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			if p.Ref == "BAD" {
				panic("always")
			}
			return bot.Receipt{ID: "1"}, nil
		}
		w.box.Add(w.reply("BAD", 1, bot.Normal), w.reply("GOOD", 1, bot.Normal))
		w.run(t)
		wake(time.Hour)
		if _, ok := w.box.Receipt("GOOD/1"); !ok {
			t.Error("an effect waits for another incident's")
		}
		n := len(w.list(&w.sent)) - 1
		if n < 12 || n > 30 { // 15, 15, 15, …, at most 5 minutes apart
			t.Errorf("a failing effect was tried %d times in an hour", n)
		}
		w.end(t)
	})
}

func TestUrgentEffectsAreTriedEveryMinuteForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.sender = func(context.Context, notifier.Pending) (bot.Receipt, error) {
			return bot.Receipt{}, notifier.Later{Code: "http_503"}
		}
		w.box.Add(w.reply("A", 1, bot.Urgent))
		w.run(t)
		wake(72 * time.Hour)
		if n := len(w.list(&w.sent)); n < 72*60 {
			t.Errorf("tried %d times in 72 hours", n)
		}
		w.end(t)
	})
}

func TestAStopHoldsEverythingAndTriesOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		works := w.start.Add(3 * time.Minute)
		w.sender = func(context.Context, notifier.Pending) (bot.Receipt, error) {
			if time.Now().Before(works) {
				return bot.Receipt{}, notifier.Stop{Code: "token_revoked"}
			}
			return bot.Receipt{ID: "1"}, nil
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		synctest.Wait()
		w.box.Add(w.reply("B", 1, bot.Normal), w.reply("C", 1, bot.Bulk))
		wake(150 * time.Second)
		w.box.Add(w.reply("D", 1, bot.Urgent))
		wake(time.Minute)
		equalBut(t, "sent", w.list(&w.sent), []string{
			"+0s A/1", "+1m0s A/1", "+2m0s A/1", "+3m0s D/1", "+3m0s A/1", "+3m0s B/1", "+3m0s C/1",
		}, 4, 7)
		equal(t, "alarms", w.list(&w.alarms), []string{"token_revoked", ""})
		if w.box.Len() != 0 {
			t.Errorf("%d effects are left", w.box.Len())
		}
		w.end(t)
	})
}

func TestARefusalIsRecordedBeforeItIsParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.giveErr = errStore
		w.sender = func(context.Context, notifier.Pending) (bot.Receipt, error) {
			return bot.Receipt{}, notifier.Permanent{Code: "is_archived"}
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		wake(time.Millisecond)
		if code := w.box.Parked("A/1"); code != "" {
			t.Fatal("parked without a line in the record")
		}
		w.mu.Lock()
		w.giveErr = nil
		w.mu.Unlock()
		wake(time.Minute)
		if code := w.box.Parked("A/1"); code != "is_archived" {
			t.Errorf("parked with %q", code)
		}
		w.end(t)
	})
}

func TestNothingIsSentThatWasNotRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.box.Fail = func(method string, _ bot.EffectKey) error {
			if time.Since(w.start) < 10*time.Second && method == "Attempt" {
				return errStore
			}
			return nil
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		wake(10*time.Second - time.Millisecond)
		equal(t, "sent", w.list(&w.sent), nil)
		wake(2 * time.Second)
		if n := len(w.list(&w.sent)); n != 1 {
			t.Errorf("sent %d times after the store came back", n)
		}
		w.end(t)
	})
}

func TestAFailingQueueHoldsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.box.Fail = func(method string, key bot.EffectKey) error {
			if method == "NextEffect" && key == "BAD/1" {
				return errStore
			}
			return nil
		}
		w.box.Add(w.reply("BAD", 1, bot.Urgent), w.reply("GOOD", 1, bot.Normal))
		w.run(t)
		wake(time.Minute)
		if _, ok := w.box.Receipt("GOOD/1"); !ok {
			t.Error("a queue that cannot be read holds another")
		}
		w.end(t)
	})
}

func TestAReceiptThatCannotBeKeptIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.box.Fail = func(method string, _ bot.EffectKey) error {
			if method == "Done" && time.Since(w.start) < 10*time.Second {
				return errStore
			}
			return nil
		}
		var attempts []int
		w.sender = func(_ context.Context, p notifier.Pending) (bot.Receipt, error) {
			attempts = append(attempts, p.Attempts)
			return bot.Receipt{ID: "1"}, nil
		}
		w.box.Add(w.reply("A", 1, bot.Normal))
		w.run(t)
		wake(time.Minute)
		// The second is told that there was a first: it looks before it posts.
		if len(attempts) != 2 || attempts[1] != 1 {
			t.Errorf("attempts before each send: %v", attempts)
		}
		w.end(t)
	})
}

package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
	"meldwacht/storage/bolt"
)

// hold keeps the writer busy inside a decision until release is called.
func hold(s *bolt.Store, ref bot.Ref) (release func()) {
	inside, leave, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		_, _ = s.Update(ctx, ref, "", func(bot.Incident) (bot.Change, error) {
			close(inside)
			<-leave
			return bot.Change{}, nil
		})
	}()
	<-inside
	return func() { close(leave); <-left }
}

// Everybody who waits goes into one transaction, in which each sees what those
// before it decided, and a refusal touches nobody else.
func TestThoseWhoWaitShareOneCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		defer s.Close()
		ref := receive(t, s, "een")
		release := hold(s, ref)
		var wg sync.WaitGroup
		versions := make([]atomic.Int32, 64)
		for i := range 64 {
			wg.Go(func() {
				in, err := s.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) {
					if i%4 == 3 {
						return bot.Change{}, bot.Refusal{Reason: bot.NothingToAck}
					}
					return in.Note(anna, fmt.Sprint(i), start)
				})
				if refused := errors.As(err, new(bot.Refusal)); refused != (i%4 == 3) {
					t.Errorf("%d: %v", i, err)
				}
				versions[in.Version%64].Add(1)
			})
		}
		synctest.Wait() // all of them queue
		before := s.Commits()
		release()
		wg.Wait()
		if n := s.Commits() - before; n != 1 {
			t.Errorf("%d commits, want 1", n)
		}
		for v := 2; v <= 49; v++ {
			if n := versions[v].Load(); n != 1 {
				t.Errorf("version %d was returned %d times", v, n)
			}
		}
		if list := problems(t, s); len(list) != 0 {
			t.Error(list)
		}
	})
}

// A plan whose caller has left by the time it is its turn is not carried out.
func TestCancelledWhileOthersDecide(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		defer s.Close()
		ref := receive(t, s, "een")
		release := hold(s, ref)
		gone, cancel := context.WithCancel(ctx)
		defer cancel()
		var wg sync.WaitGroup
		var done, cancelled atomic.Int32
		for range 8 {
			wg.Go(func() {
				_, err := s.Update(gone, ref, "", func(in bot.Incident) (bot.Change, error) {
					cancel() // for all who come after, whoever is first
					return in.Note(anna, "x", start)
				})
				switch {
				case err == nil:
					done.Add(1)
				case errors.Is(err, context.Canceled):
					cancelled.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		release()
		wg.Wait()
		in, err := s.Incident(ctx, ref)
		if err != nil || in.Notes != int(done.Load()) || done.Load() != 1 || cancelled.Load() != 7 {
			t.Errorf("%d done, %d cancelled, %d notes, %v", done.Load(), cancelled.Load(), in.Notes, err)
		}
	})
}

// When the transaction fails, everybody in it is told, also those whose answer
// was "that is there already".
func TestFailedBatchIsToldToAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	synctest.Test(t, func(t *testing.T) {
		broken, full := false, errors.New("disk full")
		s := open(t, path, bolt.Options{Failpoint: func(int) error {
			if broken {
				return full
			}
			return nil
		}})
		defer s.Close()
		ref := receive(t, s, "een")
		release := hold(s, ref)
		broken = true
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				m, raw := mail("twee", 0)
				if f, err := desk(s, start).Receive(ctx, m, raw, start); !errors.Is(err, full) || f.Outcome != "" {
					t.Errorf("filing %q, %v", f.Outcome, err)
				}
			})
		}
		synctest.Wait()
		release()
		wg.Wait()
		broken = false
		if ref := receive(t, s, "twee"); ref != "DL-2026-0002" {
			t.Errorf("afterwards it is %s", ref)
		}
	})
}

// Close lets what has begun finish and wakes those who wait.
func TestCloseWaitsAndRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		ref := receive(t, s, "een")
		release := hold(s, ref)
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := s.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "x", start) })
			if err != nil && !errors.Is(err, bolt.ErrClosed) {
				t.Error(err)
			}
		})
		for range 2 {
			wg.Go(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		release()
		wg.Wait()
		if _, err := s.Incident(ctx, ref); !errors.Is(err, bolt.ErrClosed) {
			t.Errorf("reading gives %v", err)
		}
	})
}

// A whole ladder in a bubble: the desk sleeps until the next due moment, as it
// does in life, and each rung comes at its time.
func TestSleepsThroughALadder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		defer s.Close()
		opened := time.Now()
		d := desk(s, opened)
		d.Now = time.Now
		m, raw := mail("een", 0)
		f, err := d.Receive(ctx, m, raw, opened)
		if err != nil {
			t.Fatal(err)
		}
		nudge := s.Nudge()
		for time.Since(opened) < 74*time.Hour {
			ref, at, ok, err := s.NextDue(ctx)
			if !ok || err != nil || ref != f.Ref {
				t.Fatal(ref, ok, err)
			}
			select {
			case <-nudge:
			case <-time.After(time.Until(at)):
				if err := d.Tick(ctx, ref); err != nil {
					t.Fatal(err)
				}
			}
		}
		var told []string
		events, err := s.Events(ctx, f.Ref)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if b, ok := e.Body.(bot.RungReached); ok {
				told = append(told, fmt.Sprintf("%s@%s", b.Rung, e.At.Sub(opened)))
			}
		}
		want := "[48h@24h0m0s 24h@48h0m0s 12h@60h0m0s 6h@66h0m0s 2h@70h0m0s 1h@71h0m0s 0h@72h0m0s overdue@73h0m0s overdue@74h0m0s]"
		if got := fmt.Sprint(told); got != want {
			t.Errorf("told %s\nwant %s", got, want)
		}
	})
}

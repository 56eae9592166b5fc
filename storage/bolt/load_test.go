package bolt_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// open100k makes a store with 100,000 open incidents, opened from now on back,
// whose next rungs come one after the other from a moment on, one each gap; zero
// gap puts them all far ahead.
func open100k(b *testing.B, from time.Time, gap time.Duration) *bolt.Store {
	b.Helper()
	const n = 100_000
	s, err := bolt.Open(filepath.Join(b.TempDir(), "m.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	s.DB().NoSync = true
	var next atomic.Int64
	var writers sync.WaitGroup
	for range 256 {
		writers.Go(func() {
			for i := next.Add(1); i <= n; i = next.Add(1) {
				m, raw := mail(fmt.Sprint(i), 512)
				// The first rung of 72 h comes when 48 h are left.
				at := from.Add(-24*time.Hour + time.Duration(i)*gap)
				if gap == 0 {
					at = from
				}
				if _, err := desk(s, at).Receive(ctx, m, raw, at); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	s.DB().NoSync = false
	if err := s.DB().Sync(); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkLateness measures how long after its moment a rung is told and on
// disk, with 100,000 open incidents of which 20 in a second come due.
func BenchmarkLateness(b *testing.B) {
	begin := time.Now().Add(time.Minute).UTC()
	s := open100k(b, begin, 50*time.Millisecond)
	if wait := time.Until(begin); wait > 0 {
		time.Sleep(wait)
	} else {
		b.Logf("the store was made %s after the first rungs came due; those are not counted", -wait)
	}
	d := desk(s, time.Time{})
	d.Now = time.Now
	var late []time.Duration
	runCtx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	skip := time.Now()
	watch := &notifier.Watch{Due: dueIndex{s}, Now: time.Now, Nudge: s.Nudge(), Log: zerolog.Nop(),
		Tick: func(ctx context.Context, ref bot.Ref) error {
			err := d.Tick(ctx, ref)
			in, e := s.Incident(ctx, ref)
			if st := in.Obligations[0].Standing; e == nil && st != nil {
				due := in.Obligations[0].Deadline.Add(-st.Rung.Left)
				if due.After(skip) { // not what came due while the store was made
					late = append(late, time.Since(due))
				}
			}
			if len(late) >= b.N {
				cancel()
			}
			return err
		}}
	b.ResetTimer()
	if err := watch.Run(runCtx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	slices.Sort(late)
	n := len(late)
	b.ReportMetric(float64(late[n/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(late[n*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(late[n-1].Microseconds())/1000, "max-ms")
	b.ReportMetric(float64(n), "rungs")
}

// BenchmarkIdle measures the processor time of a watch and a loop that have
// nothing to do for twenty seconds, with 100,000 open incidents.
func BenchmarkIdle(b *testing.B) {
	s := open100k(b, time.Now().UTC(), 0)
	d := desk(s, time.Time{})
	d.Now = time.Now
	watch := &notifier.Watch{Due: dueIndex{s}, Tick: d.Tick, Now: time.Now, Nudge: s.Nudge(), Log: zerolog.Nop()}
	loop := &notifier.Loop{Kinds: []bot.EffectKind{bot.EffectPage, bot.EffectMail}, // none of them waits
		Outbox: s, Now: time.Now, Nudge: s.Nudge(), Log: zerolog.Nop()}
	runCtx, cancel := context.WithCancel(ctx)
	var ended sync.WaitGroup
	for _, run := range []func(context.Context) error{watch.Run, loop.Run} {
		ended.Go(func() { run(runCtx) })
	}
	const span = 20 * time.Second
	var share float64
	for b.Loop() {
		time.Sleep(time.Second) // what opening left behind is over
		before := processor(b)
		time.Sleep(span)
		share = 100 * float64(processor(b)-before) / float64(span)
		b.Logf("%.3f %% of a core", share)
	}
	cancel()
	ended.Wait()
	b.ReportMetric(share, "%-of-a-core")
}

// processor is the processor time of this process, ours and the kernel's.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// dueIndex asks the store as the desk does.
type dueIndex struct{ store *bolt.Store }

func (d dueIndex) NextDue(ctx context.Context, except ...bot.Ref) (bot.Ref, time.Time, bool, error) {
	list, err := d.store.DueBy(ctx, time.Time{}, len(except)+1)
	if err != nil {
		return "", time.Time{}, false, err
	}
	i := slices.IndexFunc(list, func(due storage.Due) bool { return !slices.Contains(except, due.Ref) })
	if i < 0 {
		return "", time.Time{}, false, nil
	}
	return list[i].Ref, list[i].At, true, nil
}

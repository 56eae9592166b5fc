package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage/bolt"
)

// What the disk can do: one kilobyte and an fsync.
func BenchmarkDiskFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for b.Loop() {
		if _, err := f.Write(make([]byte, 1024)); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

// What bbolt can do: one key in one transaction.
func BenchmarkRawUpdate(b *testing.B) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "m.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	value := make([]byte, 1024)
	for n := 0; b.Loop(); n++ {
		err := db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("b"))
			if err != nil {
				return err
			}
			return bucket.Put(fmt.Appendf(nil, "%09d", n), value)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// parallel runs f b.N times on that many goroutines.
func parallel(b *testing.B, s *bolt.Store, goroutines int, f func(n int) error) {
	before := s.Commits()
	var wg sync.WaitGroup
	var n atomic.Int64
	b.ResetTimer()
	for range goroutines {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				if err := f(int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(float64(b.N)/float64(s.Commits()-before), "ops/commit")
}

// A mail of 4 KB that opens an incident.
func BenchmarkFile(b *testing.B) {
	for _, goroutines := range []int{1, 64} {
		b.Run(fmt.Sprint(goroutines), func(b *testing.B) {
			s := openBench(b, filepath.Join(b.TempDir(), "m.db"))
			parallel(b, s, goroutines, func(n int) error {
				m, raw := mail(fmt.Sprint(n), 4096)
				_, err := desk(s, start).Receive(ctx, m, raw, start)
				return err
			})
		})
	}
}

// A note in one of a hundred incidents.
func BenchmarkUpdate(b *testing.B) {
	for _, goroutines := range []int{1, 64} {
		b.Run(fmt.Sprint(goroutines), func(b *testing.B) {
			s := openBench(b, filepath.Join(b.TempDir(), "m.db"))
			for i := range 100 {
				receive(b, s, fmt.Sprint(i))
			}
			parallel(b, s, goroutines, func(n int) error {
				_, err := s.Update(ctx, bot.MakeRef(2026, n%100+1), "", func(in bot.Incident) (bot.Change, error) {
					return in.Note(anna, "gebeld", start)
				})
				return err
			})
		})
	}
}

func openBench(b *testing.B, path string) *bolt.Store {
	b.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// large makes a store of 100,000 incidents, each with its mail, a card, a reply and
// an update that wait, and returns its path. It is made once for all benchmarks
// of a run.
var large = sync.OnceValues(func() (string, error) {
	const n = 100_000
	dir, err := os.MkdirTemp("", "meldwacht-bench")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "m.db")
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return "", err
	}
	defer s.Close()
	s.DB().NoSync = true
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 256 {
		wg.Go(func() {
			for i := next.Add(1); i <= n; i = next.Add(1) {
				m, raw := mail(fmt.Sprint(i), 1024)
				at := start.Add(time.Duration(i*7919%n) * time.Second)
				if _, e := desk(s, at).Receive(ctx, m, raw, at); e != nil {
					panic(e)
				}
			}
		})
	}
	wg.Wait()
	return path, s.DB().Sync()
})

func BenchmarkLarge(b *testing.B) {
	path, err := large()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(filepath.Dir(path)) })
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			s, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(info.Size()>>20), "file-MiB")
	})
	s := openBench(b, path)
	runtime.GC()
	heap, rss := memory()
	b.Run("NextDue", func(b *testing.B) {
		for b.Loop() {
			if _, _, ok, err := s.NextDue(ctx); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
		b.ReportMetric(heap, "heap-MiB-opened")
		b.ReportMetric(rss, "rss-MiB-opened")
	})
	b.Run("OpenIncidents25", func(b *testing.B) {
		for b.Loop() {
			if list, err := s.OpenIncidents(ctx, 25); len(list) != 25 || err != nil {
				b.Fatal(len(list), err)
			}
		}
		runtime.GC()
		heap, rss := memory()
		b.ReportMetric(heap, "heap-MiB")
		b.ReportMetric(rss, "rss-MiB")
	})
	b.Run("NextEffect", func(b *testing.B) {
		for b.Loop() {
			if _, ok, err := s.NextEffect(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard}, Lane: bot.Normal}); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("AttemptAndDone", func(b *testing.B) {
		for b.Loop() {
			p, _, err := s.NextEffect(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard}, Lane: bot.Normal})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Attempt(ctx, p.Key, start, start.Add(time.Hour)); err != nil {
				b.Fatal(err)
			}
			if err := s.Done(ctx, p.Key, bot.Receipt{Channel: "C1", ID: string(p.Key)}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if list := problems(b, s); len(list) != 0 {
				b.Fatal(list[0])
			}
		}
	})
}

// memory returns the heap in use and the resident set, in MiB.
func memory() (heap, rss float64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var size, resident int
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		_, _ = fmt.Sscan(string(b), &size, &resident)
	}
	return float64(m.HeapInuse) / (1 << 20), float64(resident*os.Getpagesize()) / (1 << 20)
}

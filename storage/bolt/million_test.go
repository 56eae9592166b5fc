package bolt_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"meldwacht/bot"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// BenchmarkVerifyMillion verifies a sealed store of 100,000 incidents with
// 1,000,000 events, with its key and without.
func BenchmarkVerifyMillion(b *testing.B) {
	const incidents, each = 100_000, 10
	path := filepath.Join(b.TempDir(), "m.db")
	s, err := bolt.Open(path, bolt.Options{Master: master})
	if err != nil {
		b.Fatal(err)
	}
	s.DB().NoSync = true
	var next atomic.Int64
	var writers sync.WaitGroup
	for range 256 {
		writers.Go(func() {
			for i := next.Add(1); i <= incidents; i = next.Add(1) {
				m, raw := mail(fmt.Sprint(i), 256)
				f, err := desk(s, start).Receive(ctx, m, raw, start)
				if err == nil {
					_, err = s.Update(ctx, f.Ref, "", func(in bot.Incident) (c bot.Change, err error) {
						for n := in.Version; n < each; n++ {
							c.Events = append(c.Events, bot.Event{At: start, Actor: "anna", Body: bot.Noted{Text: fmt.Sprintf("regel %d van %d: gebeld met de aanvrager", n, i)}})
						}
						return c, nil
					})
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for name, key := range map[string]*storage.Master{"WithKey": master, "ChainsAlone": nil} {
		b.Run(name, func(b *testing.B) {
			s, err := bolt.Open(path, bolt.Options{Master: key, ReadOnly: true})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			before := processor(b)
			for b.Loop() {
				stats, err := storage.Verify(ctx, s, func(p storage.Problem) { b.Error(p) })
				if err != nil || stats.Incidents != incidents || stats.Events != incidents*each {
					b.Fatal(stats, err)
				}
			}
			b.ReportMetric((processor(b)-before).Seconds()/float64(b.N), "cpu-s/op") // says more than the time on a machine that is shared
		})
	}
	// Erasing one of them: the writes that wait while the file is written anew.
	if s, err = bolt.Open(path, bolt.Options{Master: master}); err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	erase(b, s, "DL-2026-0001")
	b.Run("Compact", func(b *testing.B) {
		for b.Loop() {
			if err := s.Compact(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

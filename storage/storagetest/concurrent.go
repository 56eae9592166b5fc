package storagetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"meldwacht/bot"
)

// manyWriters opens incidents, writes into one that all share, refuses and
// panics in between, all at once. Every ref must be given once and none left
// out, and every line must be in the record.
func manyWriters(t *testing.T, open Open) {
	const writers, rounds = 32, 3
	b := newBench(t, open)
	shared := b.opened("shared")
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for r := range rounds {
				name := fmt.Sprintf("%d-%d", w, r)
				m, raw := report(name)
				if r%3 == 2 { // the same mail, by all at once
					m, raw = report(fmt.Sprintf("same-%d", r))
				}
				if _, err := b.desk.Receive(ctx, m, raw, b.now); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				_, err := b.Update(ctx, shared, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, name, b.now) })
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				_, err = b.Update(ctx, shared, "", func(bot.Incident) (bot.Change, error) {
					if w%2 == 0 {
						panic(name)
					}
					return bot.Change{}, bot.Refusal{Reason: bot.NothingToAck, Ref: shared}
				})
				if refused := errors.As(err, new(bot.Refusal)); err == nil || refused != (w%2 == 1) {
					t.Errorf("%s: refusal is %v", name, err)
				}
				_, err = b.Update(ctx, shared, fmt.Sprintf("once-%d", r), func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "once", b.now) })
				if err != nil && !errors.Is(err, bot.ErrHandled) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	wg.Wait()
	// Two of three rounds bring mails of their own, the third one mail for all.
	want := 1 + writers*rounds*2/3 + rounds/3
	if got := b.sound().Incidents; got != want {
		t.Errorf("%d incidents, want %d", got, want)
	}
	n := 0
	for ref, err := range b.Refs(ctx) {
		b.must(err)
		if n++; ref != bot.MakeRef(2026, n) {
			t.Fatalf("ref %d is %s", n, ref)
		}
	}
	if in := b.incident(shared); in.Notes != writers*rounds+rounds {
		t.Errorf("%d notes, want %d", in.Notes, writers*rounds+rounds)
	}
	if c, err := b.Counts(ctx); err != nil || c.Open != want {
		t.Errorf("counts are %+v, %v", c, err)
	}
}

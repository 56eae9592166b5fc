package mail_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/mail"
)

// Nobody gets more than so many letters in a day, from however many incidents,
// and the one that has to wait goes as soon as the first is a day old.
func TestNobodyIsFlooded(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, func(o *mail.Options) { o.PerDay = 2 })
	ref := w.opened(report)
	w.sent()
	w.now = start.Add(time.Hour)
	w.ask(ref, "Welke sleutel?")
	w.sent()
	w.now = start.Add(2 * time.Hour)
	w.ask(ref, "En wanneer?")
	_, _, err := w.send()
	again := start.Add(24*time.Hour + time.Second)
	wantError(t, err, notifier.Later{Code: "daily-limit", Until: again})

	// Somebody else is not held up.
	other := incoming{from: "Joost <joost@elders.example>", subject: "Account SN-10423", body: "De API-sleutel van account SN-10423 is gelekt."}
	if err := w.store.Postpone(context.Background(), w.next().Key, again); err != nil {
		t.Fatal(err)
	}
	if got := w.receive(other.raw("j1@elders.example")); got.Outcome != bot.OutcomeOpened || got.Ref == ref {
		t.Fatalf("%s %s", got.Outcome, got.Ref)
	}
	if d := w.sent(); d.to != "joost@elders.example" {
		t.Errorf("it went to %s", d.to)
	}

	w.now = again.Add(-2 * time.Second)
	_, _, err = w.send()
	wantError(t, err, notifier.Later{Code: "daily-limit", Until: again})
	w.now = again
	w.sent()
	w.quiet()
}

// A letter that is tried many times is one letter, as long as none of the
// attempts may have reached anybody. A copy that may have counts.
func TestTriesAreNotLettersButCopiesAre(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, func(o *mail.Options) { o.PerDay = 3 })
	w.opened(report)
	r.now(manners{rcpt: func(string) error { return reply(450, "4.7.1 later") }})
	for range 10 {
		_, _, err := w.send()
		wantError(t, err, notifier.Later{Code: "smtp-4.7.1"})
		w.now = w.now.Add(time.Minute)
	}
	r.now(manners{data: hangUp})
	for range 3 {
		_, _, err := w.send()
		wantError(t, err, notifier.Unknown{Code: "no-answer"})
		w.now = w.now.Add(time.Minute)
	}
	_, _, err := w.send()
	wantError(t, err, notifier.Later{Code: "daily-limit", Until: start.Add(24*time.Hour + 10*time.Minute + time.Second)})
	if n := len(r.deliveries()); n != 3 {
		t.Errorf("%d copies went out, want at most 3", n)
	}
}

// Four letters leave at once. They may not all see the last free place.
func TestLettersAtOnceKeepTheLimit(t *testing.T) {
	r := newRelay(t, mail.Plain)
	w := newWorld(t, r, mail.Plain, func(o *mail.Options) { o.PerDay = 5 })
	ref := w.opened(report)
	var letters []notifier.Pending
	for i := range 12 {
		w.ask(ref, fmt.Sprintf("Vraag %d?", i))
		in, err := w.store.Incident(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		letters = append(letters, notifier.Pending{Effect: bot.Effect{Key: bot.EffectKey(fmt.Sprintf("%s/letter/question/%d", ref, i+1)),
			Ref: ref, Kind: bot.EffectMail, Event: in.Version, Due: w.now}})
	}
	var wait sync.WaitGroup
	for _, p := range letters {
		wait.Go(func() { _, _ = w.sender.Send(t.Context(), p) })
	}
	wait.Wait()
	if n := len(r.deliveries()); n != 5 {
		t.Errorf("%d letters went out, want 5", n)
	}
}

// A store that fails holds a letter back: nothing leaves of which an answer
// could not be found, or that could not be counted.
func TestWithoutAStoreNothingLeaves(t *testing.T) {
	for _, broken := range []string{"index", "mailed", "note"} {
		r := newRelay(t, mail.Plain)
		w := newWorld(t, r, mail.Plain, func(o *mail.Options) { o.Store = failing{o.Store, broken} })
		w.opened(report)
		_, _, err := w.send()
		wantError(t, err, notifier.Later{Code: "store"})
		if n := len(r.deliveries()); n != 0 {
			t.Errorf("%s: %d letters left", broken, n)
		}
	}
}

var errDisk = errors.New("disk full")

// A failing store fails in one method.
type failing struct {
	mail.Store
	method string
}

func (f failing) IndexMail(ctx context.Context, ref bot.Ref, ids ...string) error {
	if f.method == "index" {
		return errDisk
	}
	return f.Store.IndexMail(ctx, ref, ids...)
}

func (f failing) Mailed(ctx context.Context, to bot.Address, since time.Time) (map[bot.EffectKey]time.Time, error) {
	if f.method == "mailed" {
		return nil, errDisk
	}
	return f.Store.Mailed(ctx, to, since)
}

func (f failing) NoteMailed(ctx context.Context, to bot.Address, letter bot.EffectKey, at time.Time) error {
	if f.method == "note" {
		return errDisk
	}
	return f.Store.NoteMailed(ctx, to, letter, at)
}

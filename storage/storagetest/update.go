package storagetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage"
)

func refusalLeavesNothing(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	before := b.incident(ref)
	refusal := bot.Refusal{Reason: bot.OwnRequest, Ref: ref, Words: []string{"1"}}
	_, err := b.Update(ctx, ref, "click", func(in bot.Incident) (bot.Change, error) {
		c, err := in.Note(anna, "never", b.now)
		b.must(err)
		return c, refusal
	})
	var got bot.Refusal
	if !errors.As(err, &got) || !reflect.DeepEqual(got, refusal) {
		t.Errorf("error is %v", err)
	}
	if after := b.incident(ref); !reflect.DeepEqual(before, after) {
		t.Error("the incident changed")
	}
	// The key was not used up: the same click may succeed later.
	_, err = b.Update(ctx, ref, "click", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "now", b.now) })
	b.must(err)
	b.sound()
}

func panicLeavesNothing(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	before := b.incident(ref)
	if _, err := b.Update(ctx, ref, "", func(bot.Incident) (bot.Change, error) { panic("boom") }); err == nil {
		t.Error("a panic was no error")
	}
	if after := b.incident(ref); !reflect.DeepEqual(before, after) {
		t.Error("the incident changed")
	}
	b.note(ref, "the store goes on")
	b.sound()
}

func onceKeys(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	calls := 0
	click := func() error {
		_, err := b.Update(ctx, ref, "click", func(in bot.Incident) (bot.Change, error) {
			calls++
			return in.Note(anna, "once", b.now)
		})
		return err
	}
	b.must(click())
	b.wantErr(click(), bot.ErrHandled)
	b.reopen(open)
	b.wantErr(click(), bot.ErrHandled)
	b.must(b.Prune(ctx, b.now))
	b.wantErr(click(), bot.ErrHandled)
	if calls != 1 || b.incident(ref).Version != 2 {
		t.Errorf("decided %d times, version %d", calls, b.incident(ref).Version)
	}
	b.must(b.Prune(ctx, b.now.Add(time.Second)))
	b.must(click())

	// A decision that changes nothing is remembered all the same.
	nothing := func(bot.Incident) (bot.Change, error) { return bot.Change{}, nil }
	_, err := b.Update(ctx, ref, "look", nothing)
	b.must(err)
	_, err = b.Update(ctx, ref, "look", nothing)
	b.wantErr(err, bot.ErrHandled)
}

func foldEqualsCommit(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	var committed bot.Incident
	for _, step := range []func(bot.Incident, time.Time) (bot.Change, error){
		func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Claim(anna, now) },
		func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.RequestAction(anna, bot.ActionRequest{Kind: bot.StopAll}, now)
		},
		func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mark, 0, 0, now) },
		func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Finish(anna, 0, "gezien", now) },
		func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.ComeDue(in.Aware.Add(67*time.Hour), bot.Staff{})
		},
		func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Acknowledge(mark, bot.ViaSlack, in.Aware.Add(67*time.Hour))
		},
		func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "klaar", now) },
		func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reopen(mark, "toch niet", now) },
	} {
		b.now = b.now.Add(1234567 * time.Nanosecond)
		committed = b.do(ref, step)
	}
	if stored := b.incident(ref); !reflect.DeepEqual(committed, stored) {
		t.Errorf("committed %+v\nstored    %+v", committed, stored)
	}
	events, err := b.Events(ctx, ref)
	b.must(err)
	if folded := storage.Fold(ref, events); !reflect.DeepEqual(folded, committed) {
		t.Errorf("committed %+v\nfolded    %+v", committed, folded)
	}
	b.sound()
	_, err = b.Events(ctx, "DL-2026-0002")
	b.wantErr(err, bot.ErrNotFound)
}

func zonesBecomeUTC(t *testing.T, open Open) {
	b := newBench(t, open)
	zone := time.FixedZone("CET", 3600)
	m, raw := report("een")
	m.SentAt = start.In(zone)
	m.Hops = []bot.Hop{{SentAt: start.In(zone)}}
	m.Report.Occurred = bot.Occurred{From: start.In(zone), Until: start.In(zone)}
	ref := b.receive(m, raw).Ref
	if m.Hops[0].SentAt.Location() != zone {
		t.Error("the mail of the caller was changed")
	}
	in := b.incident(ref)
	if at := in.Report.Occurred.From; at.Location() != time.UTC || !at.Equal(start) {
		t.Errorf("occurred at %s", at)
	}
	events, err := b.Events(ctx, ref)
	b.must(err)
	mail := events[0].Body.(bot.Opened).Mail
	for _, at := range []time.Time{mail.SentAt, mail.Hops[0].SentAt} {
		if at.Location() != time.UTC || !at.Equal(start) {
			t.Errorf("stored as %s", at)
		}
	}
	b.sound()
}

func cancelled(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err := b.Update(gone, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "never", b.now) })
	b.wantErr(err, context.Canceled)

	// Cancelled while it is queued behind somebody else's decision.
	inside, release, first := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		_, err := b.Update(ctx, ref, "", func(bot.Incident) (bot.Change, error) {
			close(inside)
			<-release
			return bot.Change{}, nil
		})
		first <- err
	}()
	<-inside
	queued, cancel := context.WithCancel(ctx)
	second := make(chan error)
	go func() {
		_, err := b.Update(queued, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "never", b.now) })
		second <- err
	}()
	cancel()
	b.wantErr(<-second, context.Canceled)
	close(release)
	b.must(<-first)
	if in := b.incident(ref); in.Version != 1 {
		t.Errorf("version is %d", in.Version)
	}
}

func closedStore(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	b.must(b.Close())
	b.must(b.Close())
	if _, err := b.Incident(ctx, ref); err == nil {
		t.Error("a closed store was read")
	}
	if _, err := b.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "x", b.now) }); err == nil {
		t.Error("a closed store was written")
	}
}

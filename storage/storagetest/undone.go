package storagetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// undone wants what a thread has not been told yet, in the order in which it was
// decided: also a reply whose card is not there, and never one whose card was
// refused for good.
func undone(t *testing.T, open Open) {
	b := newBench(t, open)
	ref, other := b.opened("een"), b.opened("twee")
	card := bot.CardKey(ref)
	b.effects(ref,
		bot.Effect{Key: key(ref, "b"), Ref: ref, Kind: bot.EffectReply, After: card, Lane: bot.Urgent, Due: start.Add(time.Minute)},
		bot.Effect{Key: key(ref, "a"), Ref: ref, Kind: bot.EffectReply, Lane: bot.Urgent, Due: start},
		bot.Effect{Key: key(ref, "page"), Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: start},
		bot.Effect{Key: key(ref, "later"), Ref: ref, Kind: bot.EffectReply, After: key(ref, "b"), Lane: bot.Urgent, Due: start.Add(time.Hour)},
	)
	b.effects(other, bot.Effect{Key: key(other, "c"), Ref: other, Kind: bot.EffectReply, After: bot.CardKey(other), Lane: bot.Urgent, Due: start.Add(2 * time.Hour)})
	want := func(keys ...bot.EffectKey) {
		t.Helper()
		list, err := b.Undone(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard, bot.EffectReply}, Lane: bot.Urgent})
		b.must(err)
		var got []bot.EffectKey
		for _, p := range list {
			got = append(got, p.Key)
		}
		if !slices.Equal(got, keys) {
			t.Errorf("not done are %v, want %v", got, keys)
		}
	}
	want(key(ref, "a"), key(ref, "b"), key(ref, "later"), key(other, "c"))
	b.must(b.Attempt(ctx, key(ref, "a"), start, start.Add(time.Hour)))
	want(key(ref, "a"), key(ref, "b"), key(ref, "later"), key(other, "c"))
	b.must(b.Done(ctx, key(ref, "a"), bot.Receipt{ID: "1.1"}))
	b.reopen(open)
	want(key(ref, "b"), key(ref, "later"), key(other, "c"))
	b.must(b.Park(ctx, card, "channel_not_found"))
	want(key(other, "c"))
	b.must(b.Park(ctx, key(other, "c"), "msg_too_long"))
	want()
}

func probing(t *testing.T, open Open) {
	b := &bench{TB: t, dir: t.TempDir(), now: start}
	var broken error
	b.use(open(t, b.dir, func(int) error { return broken }))
	defer b.Close()
	nudge := b.Nudge()
	b.must(b.Probe(ctx))
	if b.Failing() {
		t.Error("a store that writes says that it cannot")
	}
	broken = errors.New("no space left on device")
	b.wantErr(b.Probe(ctx), broken)
	if !b.Failing() {
		t.Error("a store that cannot write does not say so")
	}
	broken = nil
	b.must(b.Probe(ctx))
	if b.Failing() {
		t.Error("a store that writes again says that it cannot")
	}
	select {
	case <-nudge:
		t.Error("a probe brought something to do")
	default:
	}
}

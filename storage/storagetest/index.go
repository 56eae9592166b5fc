package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"meldwacht/bot"
)

func dueIndex(t *testing.T, open Open) {
	b := newBench(t, open)
	if _, _, ok, err := b.NextDue(ctx); ok || err != nil {
		t.Fatalf("an empty store is due: %v", err)
	}
	one := b.opened("een")
	b.now = b.now.Add(time.Hour)
	two := b.opened("twee")
	want := func(ref bot.Ref) time.Time {
		t.Helper()
		got, at, ok, err := b.NextDue(ctx)
		b.must(err)
		due, _ := b.incident(ref).Due()
		if !ok || got != ref || !at.Equal(due) {
			t.Fatalf("next due is %s at %s, want %s at %s", got, at, ref, due)
		}
		return at
	}
	b.now = want(one)
	b.must(b.desk.Tick(ctx, one))
	b.reopen(open)
	want(two)
	list, err := b.DueBy(ctx, time.Time{}, 10)
	b.must(err)
	if len(list) != 2 || list[0].Ref != two || list[1].Ref != one {
		t.Errorf("due are %+v", list)
	}
	if list, err := b.DueBy(ctx, list[0].At, 10); len(list) != 1 || err != nil {
		t.Errorf("due by the first are %+v, %v", list, err)
	}
	b.do(two, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "klaar", now) })
	want(one)
	b.do(one, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "klaar", now) })
	if ref, _, ok, err := b.NextDue(ctx); ok || err != nil {
		t.Errorf("%s is closed and due: %v", ref, err)
	}
	b.do(two, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reopen(mark, "toch niet", now) })
	want(two)
	b.sound()
}

func openIncidents(t *testing.T, open Open) {
	b := newBench(t, open)
	var refs []bot.Ref
	for _, hours := range []int{5, 1, 3, 2, 4} {
		b.now = start.Add(time.Duration(hours) * time.Hour)
		refs = append(refs, b.opened(fmt.Sprint(hours)))
	}
	b.do(refs[3], func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(anna, "klaar", now) })
	for limit, want := range map[int][]bot.Ref{
		0: nil,
		2: {refs[1], refs[2]},
		9: {refs[1], refs[2], refs[4], refs[0]},
	} {
		list, err := b.OpenIncidents(ctx, limit)
		b.must(err)
		if got := refsOf(list); !slices.Equal(got, want) {
			t.Errorf("first %d are %v, want %v", limit, got, want)
		}
	}
	if c, err := b.Counts(ctx); err != nil || c.Open != 4 {
		t.Errorf("counts are %+v, %v", c, err)
	}
	b.sound()
}

func inbox(t *testing.T, open Open) {
	b := newBench(t, open)
	keep := func(key string, want bool) {
		t.Helper()
		fresh, err := b.Keep(ctx, key, []byte("payload "+key), b.now)
		b.must(err)
		if fresh != want {
			t.Errorf("envelope %s: fresh is %v", key, fresh)
		}
	}
	unfinished := func() (keys []string) {
		t.Helper()
		for e, err := range b.Unfinished(ctx) {
			b.must(err)
			if string(e.Payload) != "payload "+e.Key {
				t.Errorf("payload of %s is %q", e.Key, e.Payload)
			}
			keys = append(keys, e.Key)
		}
		return keys
	}
	const many = 70 // more than a store reads at once
	var all []string
	for i := range many {
		all = append(all, fmt.Sprintf("E%d", many-i)) // not in the order of the keys
		keep(all[i], true)
	}
	keep("E7", false)
	b.reopen(open)
	if got := unfinished(); !slices.Equal(got, all) {
		t.Errorf("unfinished are %v", got)
	}
	for e, err := range b.Unfinished(ctx) { // finishing while ranging
		b.must(err)
		if e.Key != "E7" {
			b.must(b.Finish(ctx, e.Key))
		}
	}
	b.must(b.Finish(ctx, "E8"))
	b.must(b.Finish(ctx, "never came"))
	if got := unfinished(); !slices.Equal(got, []string{"E7"}) {
		t.Errorf("unfinished are %v", got)
	}
	b.must(b.Prune(ctx, b.now))
	keep("E8", false)
	b.must(b.Prune(ctx, b.now.Add(time.Nanosecond)))
	keep("E7", false) // never worked on, so never forgotten
	keep("E8", true)
	if got := unfinished(); !slices.Equal(got, []string{"E7", "E8"}) {
		t.Errorf("unfinished are %v", got)
	}
}

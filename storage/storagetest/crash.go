package storagetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage"
)

var errCrash = errors.New("crash")

// steps are operations that between them write to everything that a store keeps.
var steps = []struct {
	name string
	do   func(b *bench) error
}{
	{"a mail opens an incident", func(b *bench) error { return file(b, "een") }},
	{"the card is tried", func(b *bench) error { return b.Attempt(ctx, "DL-2026-0001/card", b.now, b.now.Add(time.Minute)) }},
	{"the card is done", func(b *bench) error {
		return b.Done(ctx, "DL-2026-0001/card", bot.Receipt{Channel: "C1", ID: "1.1", At: b.now})
	}},
	{"a note, once", func(b *bench) error {
		_, err := b.Update(ctx, "DL-2026-0001", "click", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "a", b.now) })
		return err
	}},
	{"an automatic mail", func(b *bench) error {
		m, raw := report("auto")
		m.Class = bot.ClassAuto
		_, err := b.desk.Receive(ctx, m, raw, b.now)
		return err
	}},
	{"a reply is postponed", func(b *bench) error { return b.Postpone(ctx, "DL-2026-0001/mail/1", b.now.Add(time.Minute)) }},
	{"a reply is parked", func(b *bench) error { return b.Park(ctx, "DL-2026-0001/mail/1", "msg_too_long") }},
	{"a rung is told", func(b *bench) error {
		_, err := b.Update(ctx, "DL-2026-0001", "", func(in bot.Incident) (bot.Change, error) { return in.ComeDue(start.Add(71*time.Hour), bot.Staff{}) })
		return err
	}},
	{"an envelope is kept", func(b *bench) error { _, err := b.Keep(ctx, "E1", []byte("p"), b.now); return err }},
	{"an envelope is finished", func(b *bench) error { return b.Finish(ctx, "E1") }},
	{"a second mail", func(b *bench) error { return file(b, "twee") }},
	{"a close", func(b *bench) error {
		_, err := b.Update(ctx, "DL-2026-0001", "", func(in bot.Incident) (bot.Change, error) { return in.Close(anna, "klaar", b.now) })
		return err
	}},
	{"old keys are pruned", func(b *bench) error { return b.Prune(ctx, b.now.Add(time.Hour)) }},
}

func file(b *bench, name string) error {
	m, raw := report(name)
	_, err := b.desk.Receive(ctx, m, raw, b.now)
	return err
}

// failAtEveryWrite carries out each step as often as it has writes: the first
// time its first write fails, then its second, until it comes through. The
// store is opened anew each time. What was confirmed before must be there, and
// what failed must have left nothing, also when the writes after the one that
// failed would have succeeded.
func failAtEveryWrite(t *testing.T, open Open) {
	b := &bench{TB: t, dir: t.TempDir(), now: start}
	crashAt := 0
	restart := func() {
		t.Helper()
		b.use(open(t, b.dir, func(write int) error {
			if write == crashAt {
				return errCrash
			}
			return nil
		}))
	}
	restart()
	crashes, before := 0, snapshot(b)
	for _, step := range steps {
		for crashAt = 1; ; crashAt++ {
			b.must(b.Close())
			restart()
			err := step.do(b)
			if err == nil {
				break
			}
			b.wantErr(err, errCrash)
			crashes++
			b.must(b.Close())
			restart()
			if got := snapshot(b); !reflect.DeepEqual(got, before) {
				t.Fatalf("%s, crash at its write %d:\nfound %+v\nwant  %+v", step.name, crashAt, got, before)
			}
			b.sound()
		}
		b.must(b.Close())
		restart()
		after := snapshot(b)
		if reflect.DeepEqual(after, before) && step.name != "old keys are pruned" {
			t.Errorf("%s: nothing of it can be seen", step.name)
		}
		before = after
		b.sound()
	}
	b.must(b.Close())
	if crashes < 50 {
		t.Errorf("only %d writes", crashes)
	}
}

// snapshot is all that can be asked of a store, without what is random.
func snapshot(b *bench) any {
	type shot struct {
		Incidents  []bot.Incident
		Events     [][]bot.Event
		Open       []bot.Ref
		Due        []storage.Due
		Counts     storage.Counts
		Pending    []bot.EffectKey
		Begun      int
		Parked     []bot.EffectKey
		Unfinished []string
		Thread     bot.Ref
		Known      []bool
	}
	var s shot
	b.Helper()
	for ref, err := range b.Refs(ctx) {
		b.must(err)
		events, err := b.Events(ctx, ref)
		b.must(err)
		s.Incidents, s.Events = append(s.Incidents, b.incident(ref)), append(s.Events, events)
	}
	list, err := b.OpenIncidents(ctx, 100)
	b.must(err)
	s.Open = refsOf(list)
	s.Due, err = b.DueBy(ctx, time.Time{}, 100)
	b.must(err)
	s.Counts, err = b.Counts(ctx)
	b.must(err)
	for _, lane := range bot.Lanes() {
		for _, kind := range every {
			if p, ok := b.next(lane, kind); ok {
				s.Pending = append(s.Pending, p.Key)
			}
		}
	}
	begun, err := b.Begun(ctx, every)
	b.must(err)
	s.Begun = len(begun)
	parked, err := b.Parked(ctx)
	b.must(err)
	for _, e := range parked {
		s.Parked = append(s.Parked, e.Key)
	}
	for e, err := range b.Unfinished(ctx) {
		b.must(err)
		s.Unfinished = append(s.Unfinished, e.Key)
	}
	s.Thread, _, err = b.RefOfThread(ctx, "C1", "1.1")
	b.must(err)
	for _, name := range []string{"een", "auto", "twee"} {
		m, raw := report(name)
		_, err := b.File(ctx, m, raw, func(k bot.Known) (bot.Filing, error) {
			s.Known = append(s.Known, k.Again)
			return bot.Filing{}, errCrash
		})
		b.wantErr(err, errCrash)
		_, err = b.Raw(ctx, m.RawSum)
		s.Known = append(s.Known, err == nil)
	}
	return s
}

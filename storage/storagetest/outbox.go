package storagetest

import (
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage"
)

// cardDone posts the card of an incident, and everything else that is pending
// in the normal lane with it.
func (b *bench) cardDone(ref bot.Ref, ts string) bot.Receipt {
	b.Helper()
	r := bot.Receipt{Channel: "C1", ID: ts, At: b.now}
	b.must(b.Attempt(ctx, bot.CardKey(ref), b.now, b.now.Add(time.Minute)))
	b.must(b.Done(ctx, bot.CardKey(ref), r))
	return r
}

func followsCard(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	if _, ok := b.next(bot.Normal, bot.EffectReply); ok {
		t.Fatal("a reply came before its card")
	}
	card := b.wantNext(bot.Normal, bot.CardKey(ref))
	if card.Ref != ref || len(card.ID) != 32 || card.Attempts != 0 || !card.Last.IsZero() {
		t.Errorf("card is %+v", card)
	}
	r := b.cardDone(ref, "1.1")
	b.reopen(open)
	reply := b.wantNext(bot.Normal, key(ref, "mail/1"))
	if reply.Prev != r || reply.After != bot.CardKey(ref) || reply.Event != 1 {
		t.Errorf("reply is %+v", reply)
	}
	if got, ok, err := b.RefOfThread(ctx, "C1", "1.1"); got != ref || !ok || err != nil {
		t.Errorf("thread belongs to %q, %v, %v", got, ok, err)
	}
	if _, ok, err := b.RefOfThread(ctx, "C2", "1.1"); ok || err != nil {
		t.Errorf("a thread of another channel was found: %v", err)
	}
	if got, ok, err := b.Receipt(ctx, bot.CardKey(ref)); got != r || !ok || err != nil {
		t.Errorf("receipt is %+v, %v, %v", got, ok, err)
	}
	if _, ok, err := b.Receipt(ctx, key(ref, "mail/1")); ok || err != nil {
		t.Errorf("a receipt of what is not done: %v", err)
	}
	// What is decided after the card is done follows it at once.
	b.note(ref, "later")
	b.must(b.Done(ctx, key(ref, "mail/1"), bot.Receipt{ID: "1.2"}))
	if _, ok, err := b.RefOfThread(ctx, "", "1.2"); ok || err != nil {
		t.Errorf("a reply was taken for a root card: %v", err)
	}
	if late := b.wantNext(bot.Normal, key(ref, "event/2")); late.Prev != r {
		t.Errorf("late reply follows %+v", late.Prev)
	}
}

func orderOfEffects(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	b.cardDone(ref, "1.1")
	b.must(b.Done(ctx, key(ref, "mail/1"), bot.Receipt{ID: "1.2"}))
	at := func(name string, lane bot.Lane, kind bot.EffectKind, due time.Time) bot.Effect {
		return bot.Effect{Key: key(ref, "%s", name), Ref: ref, Kind: kind, Lane: lane, Due: due}
	}
	b.effects(ref,
		at("far", bot.Normal, bot.EffectReply, start.AddDate(400, 0, 0)), // beyond 2262, where 64 bits of nanoseconds end
		at("b", bot.Normal, bot.EffectReply, start.Add(2)),
		at("a", bot.Normal, bot.EffectPage, start.Add(1)),
		at("c", bot.Normal, bot.EffectReply, start.Add(2)),
		at("past", bot.Bulk, bot.EffectReply, start.AddDate(-400, 0, 0)),
		at("u", bot.Urgent, bot.EffectReply, start.Add(time.Hour)),
	)
	if p, _ := b.next(bot.Normal, bot.EffectReply); p.Key != key(ref, "b") {
		t.Errorf("first reply is %s", p.Key)
	}
	for _, want := range []string{"a", "b", "c", "far"} {
		p := b.wantNext(bot.Normal, key(ref, "%s", want))
		b.must(b.Done(ctx, p.Key, bot.Receipt{ID: "x"}))
	}
	b.wantNext(bot.Normal, "")
	b.wantNext(bot.Urgent, key(ref, "u"))
	b.wantNext(bot.Bulk, key(ref, "past"))
	if c, err := b.Counts(ctx); err != nil || c.Pending[bot.Normal] != 0 || c.Pending[bot.Urgent] != 1 || c.Pending[bot.Bulk] != 1 {
		t.Errorf("counts are %+v, %v", c, err)
	}
}

func attempts(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	one, two := key(ref, "one"), key(ref, "two")
	b.effects(ref,
		bot.Effect{Key: one, Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: start},
		bot.Effect{Key: two, Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: start.Add(time.Minute)})
	id := b.wantNext(bot.Urgent, one).ID
	b.must(b.Attempt(ctx, one, start.Add(time.Second), start.Add(time.Hour)))
	b.wantNext(bot.Urgent, two)
	b.reopen(open)
	begun, err := b.Begun(ctx, every)
	b.must(err)
	if len(begun) != 1 || begun[0].Key != one {
		t.Errorf("begun are %+v", begun)
	}
	b.must(b.Postpone(ctx, two, start.Add(2*time.Hour)))
	p := b.wantNext(bot.Urgent, one)
	if p.Attempts != 1 || !p.Last.Equal(start.Add(time.Second)) || p.ID != id {
		t.Errorf("after an attempt it is %+v", p)
	}
	if !p.Due.Equal(start) {
		t.Errorf("due moved to %s", p.Due)
	}
	b.must(b.Attempt(ctx, one, start.Add(time.Hour), start.Add(3*time.Hour)))
	if p := b.wantNext(bot.Urgent, two); p.Attempts != 0 {
		t.Errorf("postponing counted as %d attempts", p.Attempts)
	}
	b.must(b.Done(ctx, one, bot.Receipt{ID: "first"}))
	b.must(b.Done(ctx, one, bot.Receipt{ID: "second"}))
	if r, ok, err := b.Receipt(ctx, one); r.ID != "first" || !ok || err != nil {
		t.Errorf("receipt is %+v, %v, %v", r, ok, err)
	}
	if begun, err := b.Begun(ctx, every); len(begun) != 0 || err != nil {
		t.Errorf("begun are %+v, %v", begun, err)
	}
	b.wantErr(b.Attempt(ctx, one, start, start), storage.ErrNotPending)
	b.wantErr(b.Postpone(ctx, key(ref, "none"), start), storage.ErrNotPending)
	b.wantErr(b.Done(ctx, key(ref, "none"), bot.Receipt{}), storage.ErrNotPending)
	b.wantErr(b.Attempt(ctx, key(ref, "mail/1"), start, start), storage.ErrNotPending) // waits for the card
}

func effectOnceEver(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	e := bot.Effect{Key: key(ref, "page/ap/6h"), Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: start}
	b.effects(ref, e, e)
	id := b.wantNext(bot.Urgent, e.Key).ID
	b.effects(ref, e)
	if c, err := b.Counts(ctx); err != nil || c.Pending[bot.Urgent] != 1 {
		t.Errorf("counts are %+v, %v", c, err)
	}
	if again := b.wantNext(bot.Urgent, e.Key).ID; again != id {
		t.Error("it was enqueued anew")
	}
	b.must(b.Done(ctx, e.Key, bot.Receipt{ID: "x"}))
	b.reopen(open)
	b.effects(ref, e)
	b.wantNext(bot.Urgent, "")

	p := bot.Effect{Key: key(ref, "page/ap/2h"), Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: start}
	b.effects(ref, p)
	b.must(b.Park(ctx, p.Key, "gone"))
	b.effects(ref, p)
	b.wantNext(bot.Urgent, "")
}

func newestUpdate(t *testing.T, open Open) {
	b := newBench(t, open)
	ref, other := b.opened("een"), b.opened("twee")
	b.note(other, "not touched by it")
	b.note(ref, "a") // update/2, waits for the card
	b.note(ref, "b") // update/3
	b.cardDone(ref, "1.1")
	b.cardDone(other, "1.2")
	updates := func() (keys []bot.EffectKey) {
		t.Helper()
		for {
			p, ok := b.next(bot.Normal, bot.EffectUpdate)
			if !ok {
				return keys
			}
			keys = append(keys, p.Key)
			b.must(b.Done(ctx, p.Key, bot.Receipt{}))
		}
	}
	b.note(ref, "c") // update/4, ready
	b.note(ref, "d") // update/5
	b.effects(ref, bot.Effect{Key: key(ref, "update/3"), Ref: ref, Kind: bot.EffectUpdate, After: bot.CardKey(ref), Lane: bot.Normal, Due: start})
	if got := updates(); len(got) != 2 || got[0] != key(other, "update/2") || got[1] != key(ref, "update/5") {
		t.Errorf("updates are %v", got)
	}
	if _, ok, err := b.Receipt(ctx, key(ref, "update/2")); ok || err != nil {
		t.Errorf("what was replaced has a receipt: %v", err)
	}
	// One that is being tried stays: nobody knows how far it has come.
	b.note(ref, "e")
	b.must(b.Attempt(ctx, key(ref, "update/6"), b.now, b.now.Add(time.Minute)))
	b.note(ref, "f")
	if got := updates(); len(got) != 2 {
		t.Errorf("updates are %v", got)
	}
	// One that is replaced between being looked up and being tried does no harm.
	b.note(ref, "g")
	b.note(ref, "h")
	b.must(b.Attempt(ctx, key(ref, "update/8"), b.now, b.now.Add(time.Minute)))
	b.must(b.Done(ctx, key(ref, "update/8"), bot.Receipt{ID: "x"}))
	if got := updates(); len(got) != 1 || got[0] != key(ref, "update/9") {
		t.Errorf("updates are %v", got)
	}
}

func parking(t *testing.T, open Open) {
	b := newBench(t, open)
	ref := b.opened("een")
	b.must(b.Park(ctx, bot.CardKey(ref), "channel_not_found"))
	b.must(b.Park(ctx, bot.CardKey(ref), "again"))
	b.reopen(open)
	b.wantNext(bot.Normal, "")
	list, err := b.Parked(ctx)
	b.must(err)
	if len(list) != 1 || list[0].Key != bot.CardKey(ref) || list[0].Code != "channel_not_found" {
		t.Errorf("parked are %+v", list)
	}
	if c, err := b.Counts(ctx); err != nil || c.Parked != 1 || c.Pending[bot.Normal] != 1 {
		t.Errorf("counts are %+v, %v", c, err)
	}
	b.wantErr(b.Attempt(ctx, bot.CardKey(ref), b.now, b.now), storage.ErrNotPending)
	// An answer that comes late all the same lets the followers go.
	b.must(b.Done(ctx, bot.CardKey(ref), bot.Receipt{Channel: "C1", ID: "9.9"}))
	if p := b.wantNext(bot.Normal, key(ref, "mail/1")); p.Prev.ID != "9.9" {
		t.Errorf("it follows %+v", p.Prev)
	}
	if c, err := b.Counts(ctx); err != nil || c.Parked != 0 {
		t.Errorf("counts are %+v, %v", c, err)
	}
}

func nudges(t *testing.T, open Open) {
	b := newBench(t, open)
	one, two := b.Nudge(), b.Nudge()
	got := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	ref := b.opened("een")
	b.note(ref, "nobody listens yet")
	if !got(one) || !got(two) || got(one) {
		t.Error("each has one nudge to hear")
	}
	m, raw := report("auto")
	m.Class = bot.ClassAuto
	b.receive(m, raw)
	b.must(b.Attempt(ctx, bot.CardKey(ref), b.now, b.now.Add(time.Minute)))
	b.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.OpenDetails(anna, now) })
	if got(one) {
		t.Error("a nudge, and nothing to do")
	}
	b.must(b.Done(ctx, bot.CardKey(ref), bot.Receipt{ID: "1.1"}))
	if !got(one) {
		t.Error("no nudge for what the card let go")
	}
}

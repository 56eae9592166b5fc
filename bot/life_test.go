package bot

import (
	"reflect"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// A life is one incident in a world, with what it has told so far. Each change
// that it makes is held to the rules of the clock.
type life struct {
	world
	t      *rapid.T
	in     Incident
	now    time.Time
	events []Event
	told   map[EffectKey]EffectKind // every effect there ever was
	out    map[EffectKey]bool       // pages that have no end yet
	at     map[string]spot          // where each ladder stood
}

// A spot is how far a ladder has come: rungs passed, and times that the last
// one came.
type spot struct{ reached, times int }

func begin(t *rapid.T, w world) *life {
	l := &life{world: w, t: t, in: Incident{Ref: "DL-2026-0007"}, now: w.opens,
		told: map[EffectKey]EffectKind{}, out: map[EffectKey]bool{}, at: map[string]spot{}}
	l.change(Open(l.in.Ref, Opened{Track: Customer, Verdict: VerdictClaimed, Aware: w.opens, Rules: w.rules,
		Mail: Mail{Key: "v1:1", Class: ClassReport}, Match: Match{Account: "SN-10423"}}, l.now))
	l.catchUp()
	return l
}

// decide makes a decision, if it is allowed, and what is due by it.
func (l *life) decide(c Change, err error) {
	if err == nil {
		l.change(c)
		l.catchUp()
	}
}

// pass lets time pass while the desk is up.
func (l *life) pass(d time.Duration) {
	until := l.now.Add(d)
	for at, ok := l.in.Due(); ok && !at.After(until); at, ok = l.in.Due() {
		l.now = at
		l.catchUp()
	}
	l.now = until
}

// catchUp lets happen what is due, as the watch does. Nothing is due after it:
// a ladder that asked for the same moment again would run without a pause.
func (l *life) catchUp() {
	for range 1 + len(l.rules.Obligations) {
		at, ok := l.in.Due()
		if !ok || at.After(l.now) {
			l.upToDate()
			return
		}
		c, err := l.in.ComeDue(l.now, l.staff(l.now))
		if err != nil || len(c.Events) == 0 {
			l.t.Fatalf("due at %s and nothing happens at %s: %v", at, l.now, err)
		}
		l.change(c)
	}
	at, _ := l.in.Due()
	l.t.Fatalf("at %s something is due again at %s", l.now, at)
}

// change commits a change.
func (l *life) change(c Change) {
	for _, e := range c.Events {
		l.event(e, c.Effects)
		l.in = l.in.Apply(e)
		l.events = append(l.events, e)
	}
	for _, e := range c.Effects {
		l.effect(e)
	}
	l.pages()
	l.neverSilent()
	l.acknowledged()
}

// event holds one event to the state before it.
func (l *life) event(e Event, effects []Effect) {
	if n := len(l.events); n > 0 && e.At.Before(l.events[n-1].At) {
		l.t.Fatalf("event %d at %s, before the one before it", e.No, e.At)
	}
	var name string
	switch b := e.Body.(type) {
	case RungReached:
		name = b.Obligation
		l.reached(e, b, effects)
	case Escalated:
		name = b.Obligation
		l.reaches(b.Rung, b.Page, b.Nobody, l.staff(l.now))
	case AwareCorrected:
		l.moved(b.Aware)
		return
	default:
		return
	}
	o, _ := l.in.obligation(name)
	if l.in.Closed != nil || !o.Open() {
		l.t.Fatalf("%s of %s, which is not owed any more", e.Kind, name)
	}
	replies := 0
	for _, f := range effects {
		if f.Kind == EffectReply && f.Event == e.No {
			replies++
		}
	}
	if replies != 1 {
		l.t.Fatalf("%s of %s is told by %d replies", e.Kind, name, replies)
	}
}

// reached holds a rung to the ladder: it is the most urgent whose time has come,
// it names all that were passed, and pages whom it must.
func (l *life) reached(e Event, b RungReached, effects []Effect) {
	o, _ := l.in.obligation(b.Obligation)
	was, is := l.at[b.Obligation], latest(o, l.now)
	rung := o.Rule.Ladder[is.reached-1]
	if was == is || b.Rung != rung.Name || b.Times != is.times || b.Left != o.Deadline.Sub(l.now) || b.Due.After(l.now) {
		l.t.Fatalf("at %+v it tells %s/%d, want %s/%d", was, b.Rung, b.Times, rung.Name, is.times)
	}
	passed := map[string]bool{}
	for i := was.reached; i < is.reached; i++ {
		passed[o.Rule.Ladder[i].Name] = true
	}
	for _, name := range append(b.Missed, b.Rung) {
		delete(passed, name)
	}
	if len(passed) > 0 {
		l.t.Fatalf("%s/%d does not name %v, which was never told", b.Rung, b.Times, passed)
	}
	l.at[b.Obligation] = is
	s := l.staff(l.now)
	if len(rung.Page) > 0 && rung.PageAfter == 0 || s.Closed && len(rung.Outside) > 0 {
		if len(b.Page) == 0 || !slices.ContainsFunc(effects, func(f Effect) bool { return f.Kind == EffectPage && f.Event == e.No }) {
			l.t.Fatalf("%s pages nobody", b.Rung)
		}
		l.reaches(b.Rung, b.Page, b.Nobody, s)
	}
}

// reaches demands that a page reaches somebody, or says that nobody is there.
func (l *life) reaches(rung string, page, nobody []Role, s Staff) {
	for _, r := range page {
		if s.Holders == nil || len(s.Holders[r]) > 0 {
			return
		}
		if !slices.Contains(nobody, r) {
			l.t.Fatalf("%s pages %v, of whom nobody is there, and names %v", rung, page, nobody)
		}
	}
	if everybody := (Rung{Page: page}).audience(levels, s.Closed); len(page) > 0 && s.reaches(everybody) {
		l.t.Fatalf("%s pages %v, of whom nobody is there, and somebody of %v is", rung, page, everybody)
	}
}

// latest is where a ladder must be at now, from the rule and the deadline alone.
func latest(o Obligation, now time.Time) spot {
	var s spot
	for i, r := range o.Rule.Ladder {
		if since := now.Sub(o.Deadline.Add(-r.Left)); since >= 0 {
			s.reached = i + 1
			if r.Every > 0 {
				s.times = 1 + int(since/r.Every)
			}
		}
	}
	return s
}

// upToDate demands that each rung whose time has come was told.
func (l *life) upToDate() {
	for _, o := range l.in.Obligations {
		if l.in.Closed != nil || !o.Open() {
			continue
		}
		if want, is := latest(o, l.now), l.at[o.Rule.Name]; is != want {
			l.t.Fatalf("%s: told %+v, want %+v: a rung was forgotten", o.Rule.Name, is, want)
		}
	}
}

// moved takes back what a later deadline has to tell once more.
func (l *life) moved(aware time.Time) {
	for name, was := range l.at {
		o, _ := l.in.obligation(name)
		if o.Rule.Trigger != "" && o.Rule.Trigger != TriggerAware {
			continue
		}
		o.Deadline = aware.Add(o.Rule.Within)
		if is := latest(o, l.now); is.reached < was.reached || is.reached == was.reached && is.times < was.times {
			l.at[name] = is
		}
	}
}

// effect holds one effect to those before it.
func (l *life) effect(e Effect) {
	if _, twice := l.told[e.Key]; twice {
		l.t.Fatalf("%s is told twice", e.Key)
	}
	l.told[e.Key] = e.Kind
	if e.After != "" && l.told[e.After] == "" {
		l.t.Fatalf("%s follows %s, which there never was", e.Key, e.After)
	}
	switch e.Kind {
	case EffectPage:
		l.out[e.Key] = true
	case EffectPageAck, EffectPageEnd:
		if !l.out[e.After] {
			l.t.Fatalf("%s is about a page that has ended", e.Key)
		}
		if e.Kind == EffectPageEnd {
			delete(l.out, e.After)
		}
	}
}

// pages demands that exactly those pages have no end that are of use.
func (l *life) pages() {
	stand := map[EffectKey]bool{}
	for _, key := range l.in.Pages() {
		stand[key] = true
	}
	if !reflect.DeepEqual(stand, l.out) {
		l.t.Fatalf("pages without an end %v, of use are %v", l.out, stand)
	}
}

// neverSilent demands a next step of whatever is owed, and a next page of
// whatever was paged and not acknowledged.
func (l *life) neverSilent() {
	for _, o := range l.in.Obligations {
		if !o.Open() || l.in.Closed != nil {
			continue
		}
		if _, ok := o.Next(); !ok {
			l.t.Fatalf("%s is owed and has no next step", o.Rule.Name)
		}
		if s := o.Standing; s != nil && !slices.ContainsFunc(o.Rule.Ladder[:o.Reached], func(r Rung) bool { return r.Name == s.Rung.Name }) {
			l.t.Fatalf("%s stands at %s, which lies ahead", o.Rule.Name, s.Rung.Name)
		}
		if s := o.Standing; s != nil && s.Level > 0 && s.Expires.IsZero() && s.PageAt.IsZero() {
			l.t.Fatalf("%s was paged, not acknowledged, and is not paged again", o.Rule.Name)
		}
	}
}

// acknowledged holds what stands to its band at every moment until it runs out,
// and to everybody who must have given it.
func (l *life) acknowledged() {
	bands := l.rules.Acks
	if len(bands) == 0 {
		bands = defaultAcks
	}
	for _, o := range l.in.Obligations {
		a, ok := o.Acked(l.now)
		if !ok {
			continue
		}
		for _, p := range o.Standing.Must {
			if !slices.ContainsFunc(o.Standing.Acks, func(a Ack) bool { return a.By == p && !a.Until.Before(o.Standing.Expires) }) {
				l.t.Fatalf("%s is silent until %s, and %s has not acknowledged that long", o.Rule.Name, o.Standing.Expires, p)
			}
		}
		for _, band := range bands {
			from := l.now
			if band.Left < 1<<62 {
				from = laterOf(from, o.Deadline.Add(-band.Left))
			}
			if most := from.Add(band.Stands); a.Until.After(most) || o.Standing.Expires.After(most) {
				l.t.Fatalf("%s: acknowledged until %s, past %s, with %s left", o.Rule.Name, o.Standing.Expires, most, o.Left(l.now))
			}
		}
	}
}

// restart folds the incident from its record.
func (l *life) restart() {
	in := Incident{Ref: l.in.Ref}
	for _, e := range l.events {
		in = in.Apply(e)
	}
	if !reflect.DeepEqual(in, l.in) {
		l.t.Fatalf("folded again it is another incident:\n%+v\n%+v", in.Obligations, l.in.Obligations)
	}
}

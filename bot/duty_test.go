package bot

import (
	"slices"
	"testing"
	"time"
)

// duty is a rule with one rung that is due when the clock starts.
func duty(name string, hours int, more ...func(*ObligationRule)) ObligationRule {
	rule := ObligationRule{Name: name, Tracks: []Track{Customer, Internal}, Within: time.Duration(hours) * time.Hour,
		Ladder: []Rung{{Name: "open", Left: time.Duration(hours) * time.Hour}, {Name: "overdue", Every: time.Hour}}}
	for _, m := range more {
		m(&rule)
	}
	return rule
}

// under opens an incident at day under these rules.
func under(v Verdict, rules ...ObligationRule) Incident {
	return underAt(day, v, Rules{Obligations: rules})
}

func underAt(at time.Time, v Verdict, rules Rules) Incident {
	return Incident{Ref: "DL-2026-0007"}.after(Open("DL-2026-0007", Opened{
		Track: Customer, Verdict: v, Aware: at, Rules: rules, Mail: Mail{Key: "v1:1", Class: ClassReport},
		Match: Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V.", ByAddress: v == VerdictAdmin}}, at))
}

// come lets what is due at a moment happen, with these people.
func (in Incident) come(t *testing.T, at time.Time, s Staff) (Incident, Change) {
	t.Helper()
	c, err := in.ComeDue(at, s)
	return in.do(t, c, err), c
}

func (in Incident) owed(t *testing.T, name string) Obligation {
	t.Helper()
	o, ok := in.obligation(name)
	if !ok {
		t.Fatalf("%s is not owed", name)
	}
	return o
}

// A verdict meets an obligation, and a correction that voids the verdict owes it again.
func TestAVerdictMeetsAndACorrectionTakesItBack(t *testing.T) {
	byVerdict := duty("validate", 1, func(r *ObligationRule) { r.MetBy = MetByVerdict })
	in := under(VerdictClaimed, byVerdict)
	now := day.Add(10 * time.Minute)
	valid := in.must(t, "validate call-back", anna, now)
	if m := valid.owed(t, "validate").Met; m == nil || m.By != anna.ID || !m.At.Equal(now) {
		t.Errorf("validated by anna, it is met by %+v", m)
	}
	if _, due := valid.Due(); due {
		t.Error("met, it still has something due")
	}
	if m := in.must(t, "reject", piet, now).owed(t, "validate").Met; m == nil || m.By != piet.ID {
		t.Errorf("turned down by piet, it is met by %+v", m)
	}
	again := valid.must(t, "correct", anna, now.Add(time.Minute))
	if o := again.owed(t, "validate"); !o.Open() || !o.Deadline.Equal(day.Add(time.Hour)) {
		t.Errorf("of another account, it is owed again with its own deadline: %+v", o)
	}
	if m := under(VerdictAdmin, byVerdict).owed(t, "validate").Met; m == nil {
		t.Error("an admin by the mail itself leaves it owed")
	}
}

// Containing takes an action that was carried out and none that waits.
func TestActionsMeetOnceNoneWaits(t *testing.T) {
	now := day.Add(time.Hour)
	in := under(VerdictAdmin, duty("contain", 4, func(r *ObligationRule) { r.MetBy = MetByActions }))
	for _, step := range []struct {
		verb string
		open bool
	}{
		{"request revoke-user", true}, {"fail", true}, {"request revoke-user", true}, {"finish", false},
		{"request suspend-api", true}, {"finish", false}, {"correct", false},
	} {
		in = in.must(t, step.verb, anna, now)
		if o := in.owed(t, "contain"); o.Open() != step.open {
			t.Fatalf("after %s it is owed: %v, want %v", step.verb, o.Open(), step.open)
		}
	}
}

// An obligation that an action starts runs from the first request.
func TestTheFirstRequestStartsItsClock(t *testing.T) {
	in := under(VerdictAdmin, duty("tell", 8, func(r *ObligationRule) { r.Trigger = TriggerAction }))
	if len(in.Obligations) != 0 {
		t.Fatalf("owed before anything was requested: %+v", in.Obligations)
	}
	first := day.Add(3 * time.Hour)
	in = in.must(t, "request revoke-user", anna, first)
	in = in.must(t, "request suspend-api", anna, first.Add(time.Hour))
	if o := in.owed(t, "tell"); len(in.Obligations) != 1 || !o.From.Equal(first) || !o.Deadline.Equal(first.Add(8*time.Hour)) {
		t.Errorf("owed %+v, want one from %s", in.Obligations, first)
	}
	if at, ok := in.Due(); !ok || !at.Equal(first) {
		t.Errorf("its first rung is due at %s, want at once", at)
	}
}

// A rule counts from its date on: an incident that is open by then keeps the
// one that it opened under.
func TestARuleCountsFromItsDate(t *testing.T) {
	from := day.Add(30 * 24 * time.Hour)
	rules := Rules{Obligations: []ObligationRule{
		duty("ap", 96, func(r *ObligationRule) { r.From = from }), // whichever stands first
		duty("ap", 72),
	}}
	for _, c := range []struct {
		opens time.Time
		hours time.Duration
	}{{day, 72}, {from.Add(-time.Nanosecond), 72}, {from, 96}, {from.Add(time.Hour), 96}} {
		in := underAt(c.opens, VerdictAdmin, rules)
		if o := in.owed(t, "ap"); len(in.Obligations) != 1 || !o.Deadline.Equal(c.opens.Add(c.hours*time.Hour)) {
			t.Errorf("opened at %s: %d owed, until %s; want one of %d h", c.opens, len(in.Obligations), o.Deadline, c.hours)
		}
	}
	in := underAt(day, VerdictAdmin, rules)
	in = in.took(t)(in.CorrectAware(mira, day.Add(-time.Hour), "they called", "", from.Add(time.Hour)))
	if o := in.owed(t, "ap"); o.Rule.Within != 72*time.Hour {
		t.Errorf("corrected after the date, it became %s", o.Rule.Within)
	}
}

// took takes what a decision returns, which must be allowed.
func (in Incident) took(t *testing.T) func(Change, error) Incident {
	return func(c Change, err error) Incident {
		t.Helper()
		return in.do(t, c, err)
	}
}

// What is the customer's own says so on its track, and on no other.
func TestTheirsIsSaidOnTheirTrackAlone(t *testing.T) {
	rules := []ObligationRule{
		duty("ap", 72, func(r *ObligationRule) { r.Theirs = []Track{Customer} }),
		duty("inform", 24, func(r *ObligationRule) { r.Theirs = []Track{Internal} }),
	}
	in := under(VerdictAdmin, rules...)
	if o := in.owed(t, "ap"); len(o.Rule.Theirs) == 0 {
		t.Error("on the customer track the notification is not said to be the customer's")
	}
	if o := in.owed(t, "inform"); len(o.Rule.Theirs) > 0 {
		t.Errorf("what is theirs on the internal track alone is said to be theirs here: %v", o.Rule.Theirs)
	}
}

// A later awareness tells again the rungs that lie ahead again, under keys of
// their own, and ends what was paged for them.
func TestALaterAwarenessTellsItsRungsAgain(t *testing.T) {
	in := under(VerdictClaimed, lettered().Obligations...)
	in, told := in.come(t, day.Add(70*time.Hour), Staff{})
	if told.Effects[0].Key != "DL-2026-0007/rung/ap/2h" || len(in.Pages()) != 1 {
		t.Fatalf("told %v", told.Effects)
	}
	page := in.Pages()[0]
	c, err := in.CorrectAware(mira, day.Add(48*time.Hour), "the report was of a test", "", day.Add(71*time.Hour))
	in = in.do(t, c, err)
	o := in.owed(t, "ap")
	minute := day.Truncate(time.Minute) // a person says no seconds
	if o.Standing != nil || !o.Deadline.Equal(minute.Add(120*time.Hour)) || o.Moved != 1 || len(in.Pages()) != 0 {
		t.Errorf("moved: %+v", o)
	}
	if !slices.ContainsFunc(c.Effects, func(e Effect) bool { return e.Kind == EffectPageEnd && e.After == page }) {
		t.Errorf("the page of a rung that lies ahead again has no end: %v", c.Effects)
	}
	if at, _ := in.Due(); !at.Equal(minute.Add(72 * time.Hour)) { // 48 h are left then
		t.Errorf("next is due at %s", at)
	}
	_, told = in.come(t, day.Add(118*time.Hour), Staff{})
	if told.Effects[0].Key != "DL-2026-0007/rung/ap/2h/moved/1" {
		t.Errorf("told again as %s", told.Effects[0].Key)
	}
}

// An earlier awareness tells the most urgent of the rungs that it passes. What
// was told keeps its key, so that its buttons go when it is answered.
func TestAnEarlierAwarenessTellsWhatItPasses(t *testing.T) {
	in := under(VerdictClaimed, lettered().Obligations...)
	in, _ = in.come(t, day.Add(60*time.Hour), Staff{})
	before := in
	now := day.Add(61 * time.Hour)
	in = in.took(t)(in.CorrectAware(mira, day.Add(-8*time.Hour), "they called the evening before", "", now))
	_, c := in.come(t, now, Staff{})
	b, ok := c.Events[0].Body.(RungReached)
	if !ok || b.Rung != "6h" || len(b.Missed) != 0 || b.Left.Round(time.Minute) != 3*time.Hour {
		t.Errorf("it tells %+v", c.Events[0].Body)
	}
	moved, err := before.CorrectAware(mira, day.Add(-time.Hour), "an hour earlier", "", now)
	in = before.do(t, moved, err)
	if slices.ContainsFunc(moved.Effects, func(e Effect) bool { return e.Kind == EffectRedraw }) {
		t.Errorf("nothing was answered, and it is drawn again: %v", moved.Effects)
	}
	ack, err := in.Acknowledge(mira, ViaSlack, now)
	in.do(t, ack, err)
	if !slices.ContainsFunc(ack.Effects, func(e Effect) bool {
		return e.Kind == EffectRedraw && e.After == "DL-2026-0007/rung/ap/12h"
	}) {
		t.Errorf("acknowledged after the move, the reply keeps its button: %v", ack.Effects)
	}
}

// A request that lapses may be all that an obligation waited for: then nothing
// is told of it any more.
func TestWhatLapsesMayEndAnObligation(t *testing.T) {
	contain := duty("contain", 4, func(r *ObligationRule) {
		r.MetBy = MetByActions
		r.Ladder = []Rung{{Name: "page", Left: time.Hour, Page: []Role{OnCall}}, {Name: "overdue", Every: time.Hour}}
	})
	in := underAt(day, VerdictAdmin, Rules{Obligations: []ObligationRule{contain}, Approval: []ActionKind{SuspendAPI},
		Actions: []ActionRule{{Kind: SuspendAPI, Stands: 3 * time.Hour}}})
	in = in.must(t, "request revoke-user", anna, day).must(t, "finish", anna, day).must(t, "request suspend-api", anna, day)
	in, c := in.come(t, day.Add(3*time.Hour), Staff{})
	if len(c.Events) != 1 || c.Events[0].Kind != (ActionLapsed{}).Kind() || in.owed(t, "contain").Open() {
		t.Errorf("the request lapses and the rung comes due at once: %+v", c.Events)
	}
}

// With several clocks running, an acknowledgement goes to all rungs on which the
// person may give one: they are on the incident, not on one of its clocks.
func TestAnAcknowledgementIsForTheWholeIncident(t *testing.T) {
	asking := func(r *ObligationRule) { r.Ladder[0].Ack, r.Ladder[0].AckBy = true, []Role{Manager} }
	in := under(VerdictClaimed, duty("ap", 72, asking), duty("contain", 4, asking),
		duty("inform", 24, asking, func(r *ObligationRule) { r.Ladder[0].AckBy = []Role{Privacy} }))
	in, _ = in.come(t, day, Staff{})
	in = in.must(t, "acknowledge", mira, day)
	for _, want := range []string{"contain", "ap"} {
		if _, acked := in.owed(t, want).Acked(day); !acked {
			t.Errorf("%s is not acknowledged", want)
		}
	}
	if o, asks := in.Asking(day); !asks || o.Rule.Name != "inform" {
		t.Errorf("asks for %s %v, want inform", o.Rule.Name, asks)
	}
	if _, err := in.Acknowledge(mira, ViaSlack, day); err == nil {
		t.Error("what a manager gave already can be given once more")
	}
	in = in.must(t, "acknowledge", fati, day)
	if _, asks := in.Asking(day); asks {
		t.Error("all are acknowledged, and the incident still asks")
	}
}

// What is declared starts its clock when it is, however long ago it began; a
// report of a customer is never declared.
func TestADeclaredClockStartsWhenItIsDeclared(t *testing.T) {
	rule := duty("stop", 4, func(r *ObligationRule) { r.Tracks, r.Trigger = []Track{Customer, Internal}, TriggerDeclared })
	for track, want := range map[Track]int{Customer: 0, Internal: 1} {
		in := Incident{Ref: "DL-2026-0007"}.after(Open("DL-2026-0007", Opened{Track: track, Aware: day.Add(-3 * time.Hour),
			Rules: Rules{Obligations: []ObligationRule{rule}}}, day))
		if len(in.Obligations) != want || want == 1 && !in.Obligations[0].Deadline.Equal(day.Add(4*time.Hour)) {
			t.Errorf("%s: owes %+v", track, in.Obligations)
		}
	}
}

// What closed off the customer's account has not closed off a leak at Snoobi:
// containing is owed anew from the conversion, until something is done for it.
func TestAConversionOwesContainingAnew(t *testing.T) {
	contain := duty("contain", 4, func(r *ObligationRule) { r.MetBy, r.Tracks = MetByActions, []Track{Customer, Internal} })
	in := under(VerdictAdmin, contain)
	open := in.after(must(in.Convert(anna, Declaration{What: "our own log"}, day.Add(3*time.Hour))))
	if o := open.owed(t, "contain"); !o.Open() || !o.Deadline.Equal(day.Add(4*time.Hour)) || o.Moved != 0 {
		t.Errorf("not met, its clock runs on: %+v", o)
	}
	in = in.must(t, "request revoke-user", anna, day).must(t, "finish", anna, day.Add(time.Hour))
	if in.owed(t, "contain").Open() {
		t.Fatal("it is not met")
	}
	in = in.after(must(in.Convert(anna, Declaration{What: "our own log"}, day.Add(30*time.Hour))))
	if o := in.owed(t, "contain"); !o.Open() || !o.Deadline.Equal(day.Add(34*time.Hour)) || o.Moved != 1 {
		t.Errorf("met for the account, it is owed for the leak: %+v", o)
	}
	in = in.must(t, "request revoke-user", anna, day.Add(31*time.Hour)).must(t, "finish", anna, day.Add(32*time.Hour))
	if !in.owed(t, "contain").Open() {
		t.Error("an action on the customer's account has met it")
	}
	if in = in.after(must(in.Skip(mira, StageStop, "only a log leaked", day.Add(33*time.Hour)))); in.owed(t, "contain").Open() {
		t.Error("nothing need be stopped, and it is owed still")
	}
}

package bot

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// declare opens an internal incident, by anna, on the day of these tests.
func declare(t *testing.T, dec Declaration) Incident {
	t.Helper()
	c, err := Declare("DL-2026-0012", anna, dec, DefaultRules(), day)
	if err != nil {
		t.Fatal(err)
	}
	return Incident{Ref: "DL-2026-0012"}.after(c)
}

func refused(t *testing.T, err error, want Reason) {
	t.Helper()
	var r Refusal
	if !errors.As(err, &r) || r.Reason != want {
		t.Errorf("refused with %v, not %s", err, want)
	}
}

// The moments of a declaration are kept apart, and none lies ahead.
func TestADeclarationKeepsItsMomentsApart(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked", Aware: day.Add(-2 * time.Hour), From: day.Add(-30 * time.Hour)})
	s := in.Suspicion
	if !s.Found.IsZero() || !s.From.Equal(day.Add(-30*time.Hour)) || !s.To.IsZero() || s.By != "anna" {
		t.Errorf("suspicion %+v", s)
	}
	if o, _ := in.Law(); !o.Deadline.Equal(day.Add(70 * time.Hour)) {
		t.Errorf("the law's deadline is %s", o.Deadline)
	}
	if in.State() != StateValidated || in.Verdict != VerdictStaff {
		t.Errorf("state %s, verdict %s", in.State(), in.Verdict)
	}
	for _, dec := range []Declaration{
		{What: "x", Aware: day.Add(time.Minute)}, {What: "x", From: day.Add(time.Minute)}, {What: "x", Found: day.Add(time.Minute)},
	} {
		_, err := Declare("DL-2026-0012", anna, dec, DefaultRules(), day)
		refused(t, err, NotYet)
	}
	_, err := Declare("DL-2026-0012", anna, Declaration{What: "x", From: day.Add(-time.Hour), To: day.Add(-2 * time.Hour)}, DefaultRules(), day)
	refused(t, err, EndsFirst)
	_, err = Declare("DL-2026-0012", anna, Declaration{What: "  "}, DefaultRules(), day)
	refused(t, err, NeedsWhat)
	_, err = Declare("DL-2026-0012", night, Declaration{What: "x"}, DefaultRules(), day)
	refused(t, err, NotYourRole)
}

// Found before we were certain, the clock runs from then, unless somebody says why
// we were certain only later (law.md §2.4).
func TestTheClockRunsFromTheDiscovery(t *testing.T) {
	found := day.Add(-66 * time.Hour)
	in := declare(t, Declaration{What: "a log leaked", Found: found})
	if o, _ := in.Law(); !o.Deadline.Equal(day.Add(6 * time.Hour)) {
		t.Errorf("the law's deadline is %s", o.Deadline)
	}
	_, err := Declare("DL-2026-0012", anna, Declaration{What: "x", Found: found, Aware: day}, DefaultRules(), day)
	refused(t, err, NeedsLater)
	in = declare(t, Declaration{What: "a log leaked", Found: found, Aware: day, Later: "the log had to be read first"})
	if o, _ := in.Law(); !o.Deadline.Equal(day.Add(72 * time.Hour)) {
		t.Errorf("with a reason the law's deadline is %s", o.Deadline)
	}
	if a := declare(t, Declaration{What: "suppose", Found: found, Drill: true}).Aware; !a.Equal(day) {
		t.Errorf("an exercise starts at %s", a)
	}
}

// Whether the AP is notified is not decided by closing, except of an exercise.
func TestClosingDecidesNothing(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked"})
	for _, who := range []Person{anna, mira, fati} {
		_, err := in.Close(who, "a false alarm", day)
		refused(t, err, NotifyFirst)
	}
	drill := declare(t, Declaration{What: "suppose", Drill: true})
	if _, err := drill.Close(anna, "enough for today", day); err != nil {
		t.Error(err)
	}
	quiet := in.after(must(in.DecideNoNotice(mira, "a false alarm", day)))
	quiet = quiet.after(must(quiet.DecideNoNotice(fati, "", day)))
	closed := quiet.after(must(quiet.Close(anna, "a false alarm", day.Add(time.Hour))))
	for name, want := range map[string]bool{"ap": false, "contain": true} {
		if closed.EndedByClosing(closed.owed(t, name)) != want {
			t.Errorf("%s was ended by closing: %v", name, !want)
		}
	}
}

// A decision not to notify can be taken back, and the clock counts again; what was
// withdrawn can be notified anew, and nothing else.
func TestWhatWasDecidedCanBeTakenBack(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked"})
	quiet := in.after(must(in.DecideNoNotice(mira, "only counts", day)))
	quiet = quiet.after(must(quiet.DecideNoNotice(fati, "", day)))
	if o, _ := quiet.Law(); o.Open() {
		t.Fatal("two people decided, and it is owed still")
	}
	back := quiet.after(must(quiet.DenyNoNotice(mira, "there were names", day.Add(10*time.Hour))))
	if o, _ := back.Law(); !o.Open() || back.NoNotice != nil {
		t.Errorf("taken back, it is not owed: %+v", back.NoNotice)
	}
	file := func(in Incident, what NoticeKind, after time.Duration) (Change, error) {
		return in.Notify(fati, Notice{What: what, Number: "2026-1", Filed: day.Add(after), Reason: "because"}, day.Add(20*time.Hour))
	}
	in = in.after(must(file(in, NoticeInitial, 5*time.Hour)))
	_, err := file(in, NoticeSupplement, 4*time.Hour)
	refused(t, err, FiledFirst)
	in = in.after(must(file(in, NoticeWithdrawal, 6*time.Hour)))
	for _, what := range []NoticeKind{NoticeSupplement, NoticeWithdrawal} {
		_, err := file(in, what, 7*time.Hour)
		refused(t, err, WithdrawnBefore)
	}
	if _, err := in.DecideNoNotice(mira, "it was nothing", day); err != nil {
		t.Error(err)
	}
	again := in.after(must(file(in, NoticeInitial, 8*time.Hour)))
	if n, ok := again.Standing(); !ok || !n.Filed.Equal(day.Add(8*time.Hour)) {
		t.Errorf("stands: %+v %v", n, ok)
	}
}

// A notice that was in time is late by an earlier moment of awareness, and then
// takes the reason for the delay.
func TestACorrectionMayMakeANoticeLate(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked"})
	in = in.after(must(in.Notify(fati, Notice{What: NoticeInitial, Number: "2026-1", Filed: day.Add(70 * time.Hour)}, day.Add(71*time.Hour))))
	now, earlier := day.Add(72*time.Hour), day.Add(-5*time.Hour).Truncate(time.Minute)
	_, err := in.CorrectAware(mira, earlier, "support knew", "", now)
	refused(t, err, NeedsDelayToo)
	if c, err := in.CorrectAware(mira, day.Add(-time.Hour), "support knew", "", now); err != nil || in.after(c).Notices[0].Late != 0 {
		t.Errorf("in time still: %v", err)
	}
	for i := range in.Obligations { // a rule that names no trigger starts with awareness
		if o := &in.Obligations[i]; o.Rule.Name == "ap" {
			o.Rule.Trigger = ""
		}
	}
	_, err = in.CorrectAware(mira, earlier, "support knew", "", now)
	refused(t, err, NeedsDelayToo)
	in = in.after(must(in.CorrectAware(mira, earlier, "support knew", "nobody told us", now)))
	if n := in.Notices[0]; n.Late != 3*time.Hour+20*time.Second || n.Reason != "nobody told us" {
		t.Errorf("%+v", n)
	}
	in = in.after(must(in.CorrectAware(mira, day, "they did not", "", now)))
	if n := in.Notices[0]; n.Late != 0 {
		t.Errorf("in time again, it is %s late", n.Late)
	}
}

// Restored can be said again once the service may have gone, and is not done while
// something is still stopped.
func TestRestoredMayBeSaidAgain(t *testing.T) {
	in := leaking(t, 3)
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 3, Over: true}, day)))
	_, err := in.RestoreService(anna, ServiceRestored{Words: "back", At: day.Add(-30 * 24 * time.Hour)}, day.Add(time.Hour))
	refused(t, err, TooEarly)
	if _, err := in.RestoreService(anna, ServiceRestored{Words: "back", At: day.Truncate(time.Minute)}, day.Add(time.Hour)); err != nil {
		t.Errorf("within the minute in which it began: %v", err)
	}
	in = in.after(must(in.RestoreService(anna, ServiceRestored{Words: "back", At: day.Add(time.Hour)}, day.Add(time.Hour))))
	if p := in.Stage(StageRestore).Progress; p != StageDoing {
		t.Errorf("with three accounts stopped it is %s", p)
	}
	_, err = in.RestoreService(anna, ServiceRestored{Words: "back"}, day.Add(2*time.Hour))
	refused(t, err, StageIsOver)
	in = in.after(must(in.StopMany(anna, ManyRequest{Accounts: []AccountID{"SN-1", "SN-2", "SN-3"}, Reverses: 1}, day.Add(2*time.Hour))))
	in = in.after(must(in.Approve(mira, 2, 0, day.Add(2*time.Hour))))
	in = in.after(must(in.Progressed(ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 3, Over: true}, day.Add(2*time.Hour))))
	if p := in.Stage(StageRestore).Progress; p != StageDone {
		t.Errorf("all given back, it is %s", p)
	}
	in = in.after(must(in.Notify(fati, Notice{What: NoticeInitial, Number: "2026-1", Filed: day}, day.Add(3*time.Hour))))
	in = in.after(must(in.Close(mira, "done", day.Add(3*time.Hour))))
	in = in.after(must(in.Reopen(mira, "it is back", day.Add(4*time.Hour))))
	if _, err := in.RestoreService(anna, ServiceRestored{Words: "back again"}, day.Add(5*time.Hour)); err != nil {
		t.Error(err)
	}
}

// The clock of an exercise runs sixty times faster, and nothing of it leaves.
func TestAnExerciseIsFastAndHarmless(t *testing.T) {
	rules := DefaultRules()
	rules.Letters = true
	rules.Actions = []ActionRule{{Kind: StopAll, Carrier: ByAPI}}
	c, err := Declare("DL-2026-0012", anna, Declaration{What: "suppose", Drill: true, Aware: day.Add(-time.Hour)}, rules, day)
	if err != nil {
		t.Fatal(err)
	}
	in := Incident{Ref: "DL-2026-0012"}.after(c)
	if o, _ := in.Law(); !o.Deadline.Equal(day.Add(72 * time.Minute)) {
		t.Errorf("the deadline is %s", o.Deadline)
	}
	if in.Rules.Letters || in.Rules.Action(StopAll).Carrier != ByHand || !in.Drill {
		t.Errorf("rules %+v", in.Rules)
	}
	for _, o := range in.Obligations {
		for i, r := range o.Rule.Ladder[1:] {
			if r.Left >= o.Rule.Ladder[i].Left {
				t.Errorf("%s: %s does not come after %s", o.Rule.Name, r.Name, o.Rule.Ladder[i].Name)
			}
		}
	}
}

// Converting drops the customer's own hours for ours, which start when we were
// certain. What was told of theirs keeps its keys.
func TestConvertingStartsOurOwnClock(t *testing.T) {
	in := opened(VerdictClaimed)
	in.Rules = DefaultRules()
	in = in.do(t, must(in.ComeDue(day.Add(60*time.Hour), Staff{})), nil)
	theirs := in.Obligations[0]
	if theirs.Standing == nil || len(theirs.Rule.Theirs) == 0 {
		t.Fatal("nothing of the customer's clock was told")
	}
	at := day.Add(61 * time.Hour)
	in = in.do(t, must(in.Convert(anna, Declaration{What: "our own log"}, at)), nil)
	law, _ := in.Law()
	if law.Rule.Name != "ap" || len(law.Rule.Theirs) > 0 || !law.Deadline.Equal(at.Add(72*time.Hour)) || law.Standing != nil {
		t.Errorf("our obligation is %+v", law)
	}
	if !in.Suspicion.Was.Equal(day) || in.Track != Internal {
		t.Errorf("suspicion %+v on track %s", in.Suspicion, in.Track)
	}
	old := theirs.Standing.key("ap")
	in = in.do(t, must(in.ComeDue(at.Add(60*time.Hour), Staff{})), nil)
	law, _ = in.Law()
	if law.Standing == nil || law.Standing.key("ap") == old {
		t.Errorf("our rung has the key %q that theirs had", old)
	}
	if !slices.ContainsFunc(in.Obligations, func(o Obligation) bool { return o.Rule.Name == "inform" }) {
		t.Error("informing account holders is not owed")
	}
}

func must(c Change, err error) Change {
	if err != nil {
		panic(err)
	}
	return c
}

// What is filed after the deadline takes its reason, by the time of filing and
// not by that of recording it.
func TestLateIsJudgedByTheTimeOfFiling(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked"})
	n := Notice{What: NoticeInitial, Number: "2026-44123", Filed: day.Add(71 * time.Hour)}
	c, err := in.Notify(fati, n, day.Add(90*time.Hour))
	if err != nil || c.Events[0].Body.(Notified).Late != 0 {
		t.Errorf("filed in time and recorded late: %v, %+v", err, c.Events)
	}
	n.Filed = day.Add(73 * time.Hour)
	_, err = in.Notify(fati, n, day.Add(90*time.Hour))
	refused(t, err, NeedsDelay)
	n.Reason = "it was not clear before"
	c, err = in.Notify(fati, n, day.Add(90*time.Hour))
	if err != nil || c.Events[0].Body.(Notified).Late != time.Hour {
		t.Errorf("filed late: %v, %+v", err, c.Events)
	}
	in = in.after(c)
	if o, _ := in.Law(); o.Open() {
		t.Error("the obligation is still owed")
	}
	if _, err := in.ComeDue(day.Add(91*time.Hour), Staff{}); err != nil {
		t.Fatal(err)
	}
}

// What a customer reported is real. Who asks to convert it as an exercise is
// told so, and nothing is converted.
func TestACustomersReportBecomesNoExercise(t *testing.T) {
	_, err := opened(VerdictAdmin).Convert(anna, Declaration{What: "suppose", Drill: true}, day)
	refused(t, err, NoExercise)
}

// A declared leak has no account of its own, so whoever finishes nothing is told
// that no action fits, and not to fill in an account.
func TestNothingToFinishOfADeclaredLeak(t *testing.T) {
	in := declare(t, Declaration{What: "a log leaked"})
	_, err := in.Finish(anna, 0, "done", day)
	refused(t, err, NoAction)
	_, err = in.Fail(anna, 0, "it would not", day)
	refused(t, err, NoAction)
	_, err = in.Finish(anna, 4, "done", day)
	refused(t, err, NoAction)
}

// In an exercise no mail leaves, not even a test of one: that is what is said,
// and not that the desk cannot mail.
func TestAnExerciseMailsNoTest(t *testing.T) {
	in := declare(t, Declaration{What: "suppose", Drill: true})
	c, err := in.Tell(mira, InformRequest{Message: Message{As: AsPerson, Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e"},
		Recipients: []Recipient{{Accounts: []AccountID{"SN-10423"}, Address: "marleen@fietsenhuls.example", Lang: NL}}}, day)
	in = in.do(t, c, err)
	_, err = in.TryTelling(mira, 0, "mira@snoobi.example", day)
	refused(t, err, NoDrillMail)
}

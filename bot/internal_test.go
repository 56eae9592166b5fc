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
	if !s.Found.Equal(s.Aware) || !s.From.Equal(day.Add(-30*time.Hour)) || !s.To.IsZero() || s.By != "anna" {
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

package bot

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	anna  = Person{ID: "anna", Roles: []Role{Support}}
	piet  = Person{ID: "piet", Roles: []Role{Support}}
	mira  = Person{ID: "mira", Roles: []Role{Manager}}
	fati  = Person{ID: "fati", Roles: []Role{Privacy}}
	night = Person{ID: "night", Roles: []Role{OnCall}}
	guest = Person{ID: "guest"}
)

// day is the moment at which the incidents of these tests open: a Tuesday.
var day = time.Date(2026, 9, 1, 8, 42, 20, 0, time.UTC)

// opened returns an incident with this verdict, as the desk opens it.
func opened(v Verdict) Incident {
	return Incident{Ref: "DL-2026-0007"}.after(Open("DL-2026-0007", Opened{
		Track: Customer, Verdict: v, Aware: day, Rules: lettered(),
		Mail:  Mail{Key: "v1:1", Class: ClassReport, Reporter: Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"}},
		Match: Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V."},
	}, day))
}

// lettered are the default rules of a desk that writes mail, with the 72 hours
// alone: what the other clocks add stands in duty_test.go.
func lettered() Rules {
	r := DefaultRules()
	r.Letters = true
	r.Obligations = r.Obligations[:1]
	return r
}

// after folds a change, as a store does once it is saved.
func (in Incident) after(c Change) Incident {
	for _, e := range c.Events {
		in = in.Apply(e)
	}
	return in
}

// do makes a decision that must be allowed.
func (in Incident) do(t *testing.T, c Change, err error) Incident {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return in.after(c)
}

// A verb is one decision, with arguments that are good in themselves.
type verb struct {
	name string
	run  func(in Incident, who Person, now time.Time) (Change, error)
}

var verbs = []verb{
	{"claim", func(in Incident, p Person, t time.Time) (Change, error) { return in.Claim(p, t) }},
	{"validate call-back", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Validate(p, MethodCallBack, "", "reached her", t)
	}},
	{"validate evidence", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Validate(p, MethodEvidence, "", "letter of authority", t)
	}},
	{"reject", func(in Incident, p Person, t time.Time) (Change, error) { return in.Reject(p, "an impostor", t) }},
	{"request revoke-user", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.RequestAction(p, ActionRequest{Kind: RevokeUser, Target: "joost"}, t)
	}},
	{"request suspend-api", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.RequestAction(p, ActionRequest{Kind: SuspendAPI, Target: "webshop-feed"}, t)
	}},
	{"approve", func(in Incident, p Person, t time.Time) (Change, error) { return in.Approve(p, 0, 0, t) }},
	{"deny", func(in Incident, p Person, t time.Time) (Change, error) { return in.Deny(p, 0, "not needed", t) }},
	{"finish", func(in Incident, p Person, t time.Time) (Change, error) { return in.Finish(p, 0, "screenshot", t) }},
	{"fail", func(in Incident, p Person, t time.Time) (Change, error) { return in.Fail(p, 0, "no such key", t) }},
	{"restore", func(in Incident, p Person, t time.Time) (Change, error) { return in.Restore(p, 0, nil, t) }},
	{"retarget", func(in Incident, p Person, t time.Time) (Change, error) { return in.Retarget(p, 0, "other-feed", t) }},
	{"send code", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.SendCode(p, in.Account, Mailbox{"Marleen Huls", "marleen@fietsenhuls.example"}, t)
	}},
	{"ask", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.AskFor(p, []MissingItem{MissingOccurred}, "", t)
	}},
	{"correct", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Correct(p, Report{Account: "SN-10424"}, Mail{}, Match{Account: "SN-10424"}, t)
	}},
	{"right code", func(in Incident, _ Person, t time.Time) (Change, error) {
		return in.AddMail(Mail{Key: "v1:3"}, RightCode, t)
	}},
	{"wrong code", func(in Incident, _ Person, t time.Time) (Change, error) {
		return in.AddMail(Mail{Key: "v1:3"}, WrongCode, t)
	}},
	{"rung due", func(in Incident, _ Person, t time.Time) (Change, error) {
		return in.ComeDue(day.Add(60*time.Hour), Staff{})
	}},
	{"acknowledge", func(in Incident, p Person, t time.Time) (Change, error) { return in.Acknowledge(p, ViaSlack, t) }},
	{"add mail", func(in Incident, _ Person, t time.Time) (Change, error) {
		return in.AddMail(Mail{Key: "v1:2"}, NoCode, t)
	}},
	{"note", func(in Incident, p Person, t time.Time) (Change, error) { return in.Note(p, "spoke to her", t) }},
	{"details", func(in Incident, p Person, t time.Time) (Change, error) { return in.OpenDetails(p, t) }},
	{"tell", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Tell(p, InformRequest{Message: Message{Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e"},
			Recipients: []Recipient{{Address: "a@klant.example", Accounts: []AccountID{"SN-1"}}}}, t)
	}},
	{"who was told", func(in Incident, p Person, t time.Time) (Change, error) { return in.OpenTold(p, 0, t) }},
	{"close", func(in Incident, p Person, t time.Time) (Change, error) { return in.Close(p, "", t) }},
	{"close with reason", func(in Incident, p Person, t time.Time) (Change, error) { return in.Close(p, "no breach", t) }},
	{"convert", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Convert(p, Declaration{What: "our own log"}, t)
	}},
	{"notify", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Notify(p, Notice{What: NoticeInitial, Number: "2026-1", Filed: t}, t)
	}},
	{"supplement", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Notify(p, Notice{What: NoticeSupplement, Number: "2026-1", Filed: t}, t)
	}},
	{"withdraw", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.Notify(p, Notice{What: NoticeWithdrawal, Number: "2026-1", Filed: t, Reason: "no breach"}, t)
	}},
	{"no notice", func(in Incident, p Person, t time.Time) (Change, error) { return in.DecideNoNotice(p, "no risk", t) }},
	{"notice after all", func(in Incident, p Person, t time.Time) (Change, error) { return in.DenyNoNotice(p, "a risk", t) }},
	{"skip stop", func(in Incident, p Person, t time.Time) (Change, error) { return in.Skip(p, StageStop, "closed", t) }},
	{"skip notify", func(in Incident, p Person, t time.Time) (Change, error) { return in.Skip(p, StageNotify, "no", t) }},
	{"cause", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.FindCause(p, CauseFound{Finding: "a folder"}, t)
	}},
	{"restored", func(in Incident, p Person, t time.Time) (Change, error) {
		return in.RestoreService(p, ServiceRestored{Words: "all of it"}, t)
	}},
	{"reopen", func(in Incident, p Person, t time.Time) (Change, error) { return in.Reopen(p, "it was one", t) }},
}

// The life of an incident, held as a table: in each situation, what each verb
// does for each kind of person.
func TestEveryVerbInEveryState(t *testing.T) {
	now := day.Add(time.Hour)
	valid := opened(VerdictAdmin)
	waiting := valid.must(t, "request suspend-api", anna, now)
	todo := waiting.must(t, "approve", mira, now)
	done := todo.must(t, "finish", anna, now)
	rung := opened(VerdictClaimed).must(t, "rung due", anna, now)
	leak := opened(VerdictClaimed).must(t, "convert", anna, now)
	over := leak.must(t, "notify", fati, now).must(t, "skip stop", mira, now).must(t, "cause", anna, now).must(t, "restored", anna, now)
	for _, s := range []Stage{StageAssess, StageInform} {
		c, err := over.Skip(mira, s, "no need", now)
		over = over.do(t, c, err)
	}
	asked := leak.must(t, "tell", mira, now)
	situations := []struct {
		name string
		in   Incident
		now  time.Time
	}{
		{"reported, unknown", opened(VerdictUnknown), now},
		{"reported, claimed", opened(VerdictClaimed), now},
		{"reported, evidence waits (of anna)", opened(VerdictClaimed).must(t, "validate evidence", anna, now), now},
		{"reported, code is out", opened(VerdictClaimed).must(t, "send code", anna, now), now},
		{"reported, no account known", func() Incident { in := opened(VerdictUnknown); in.Account = ""; return in }(), now},
		{"reported, 12 h rung stands", rung, day.Add(60*time.Hour + time.Minute)},
		{"reported, 12 h rung acknowledged by mira", rung.must(t, "acknowledge", mira, day.Add(60*time.Hour)), day.Add(60*time.Hour + time.Second)},
		{"validated", valid, now},
		{"validated, action waits (of anna)", waiting, now},
		{"validated, action to do", todo, now},
		{"validated, action to do, of another target", todo.must(t, "retarget", anna, now), now},
		{"validated, request lapsed", waiting.must(t, "rung due", anna, now), now},
		{"validated, action done", done, now},
		{"validated, action failed", todo.must(t, "fail", anna, now), now},
		{"validated, action denied", waiting.must(t, "deny", mira, now), now},
		{"rejected", valid.must(t, "reject", anna, now), now},
		{"closed", done.must(t, "close", anna, now), now},
		{"internal, converted", leak, now},
		{"internal, no notice proposed (by mira)", leak.must(t, "no notice", mira, now), now},
		{"internal, no notice proposed (by fati)", leak.must(t, "no notice", fati, now), now},
		{"internal, no notice decided", leak.must(t, "no notice", mira, now).must(t, "no notice", fati, now), now},
		{"internal, notified", leak.must(t, "notify", fati, now), now},
		{"internal, telling waits (of mira)", asked, now},
		{"internal, account holders told", asked.must(t, "approve", fati, now), now},
		{"internal, late", leak, now.Add(73 * time.Hour)},
		{"internal, all but the close", over, now},
	}
	var b strings.Builder
	for _, s := range situations {
		fmt.Fprintf(&b, "# %s (state %s)\n", s.name, s.in.State())
		for _, v := range verbs {
			fmt.Fprintf(&b, "%-20s", v.name)
			b.WriteString(byPerson(func(who Person) string { return outcome(v.run(s.in, who, s.now)) }))
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	golden(t, "testdata/verbs.golden", b.String())
}

// byPerson names the people by what comes out for them, so that a row of the
// table reads as a rule.
func byPerson(ask func(Person) string) string {
	var outcomes []string
	who := map[string][]string{}
	for _, p := range []Person{anna, piet, mira, fati, night, guest} {
		o := ask(p)
		if who[o] == nil {
			outcomes = append(outcomes, o)
		}
		who[o] = append(who[o], string(p.ID))
	}
	if len(outcomes) == 1 {
		return " " + outcomes[0]
	}
	var b strings.Builder
	for _, o := range outcomes {
		fmt.Fprintf(&b, " %s: %s;", strings.Join(who[o], "+"), o)
	}
	return strings.TrimSuffix(b.String(), ";")
}

func (in Incident) must(t *testing.T, name string, who Person, now time.Time) Incident {
	t.Helper()
	for _, v := range verbs {
		if v.name == name {
			c, err := v.run(in, who, now)
			return in.do(t, c, err)
		}
	}
	t.Fatalf("no verb %q", name)
	return in
}

func outcome(c Change, err error) string {
	var r Refusal
	switch {
	case errors.As(err, &r):
		return "(" + string(r.Reason) + ")"
	case err != nil:
		return "ERROR " + err.Error()
	case len(c.Events) == 0:
		return "nothing"
	}
	kinds := make([]string, len(c.Events))
	for i, e := range c.Events {
		kinds[i] = string(e.Kind)
	}
	return strings.Join(kinds, "+")
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at what -update changes:\n%s", path, got)
	}
}

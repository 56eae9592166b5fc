package bot

import (
	"errors"
	"testing"
	"time"
)

// telling is an incident that may write to account holders.
func telling(t *testing.T) (Incident, []Event) {
	t.Helper()
	rules := DefaultRules()
	rules.Letters = true
	c := must(Declare("DL-2026-0012", anna, Declaration{What: "an export lay open"}, rules, day))
	return Incident{Ref: "DL-2026-0012"}.after(c), c.Events
}

var told = Message{As: AsController, Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e"}

func holder(name string, accounts ...AccountID) Recipient {
	return Recipient{Address: Address(name + "@klant.example"), Accounts: accounts}
}

// The same words do not go to the same people twice: not while the first are on
// their way, and not when all of them went. Who of another list was told before
// is counted for whoever approves it.
func TestNobodyIsToldTheSameTwice(t *testing.T) {
	in, events := telling(t)
	do := func(c Change, err error) {
		t.Helper()
		in, events = in.after(must(c, err)), append(events, c.Events...)
	}
	list := []Recipient{holder("a", "SN-1"), holder("b", "SN-2"), holder("c", "SN-3")}
	ask := func(m Message, list []Recipient) (Change, error) {
		return in.Tell(mira, InformRequest{Message: m, Recipients: list, Again: in.ToldBefore(events, list)}, day.Add(time.Minute))
	}
	refused := func(when string, why Reason) {
		t.Helper()
		var r Refusal
		if _, err := ask(told, list); !errors.As(err, &r) || r.Reason != why || len(r.Words) != 1 || r.Words[0] != "1" {
			t.Errorf("%s: %v", when, err)
		}
	}
	do(ask(told, list))
	refused("while it waits", AlreadyRequested)
	do(in.Approve(fati, 1, 0, day))
	refused("while the letters go out", AlreadyTold)
	do(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 3, Over: true}, day))
	refused("when all were told", AlreadyTold)
	do(in.ReturnMail(Mail{Bounced: "x" + InformID(1, 1, 3) + "@snoobi.example"}, "", day))

	do(ask(told, append(list[1:], holder("d", "SN-4"), holder("B", "SN-5"))))
	two, _ := in.Action(2)
	if m := two.Many; m.Count != 3 || m.Again != 1 || len(m.Earlier) != 1 || m.Earlier[0] != 1 {
		t.Errorf("b was told, c's mail came back and d is new: %+v", m)
	}
}

// Accounts for which nobody has an address stand in the request, and the action
// is not done when the mails are out: somebody says how those were reached. Until
// then the stage and the duty are open.
func TestWhoHasNoAddressIsNotTold(t *testing.T) {
	for _, drill := range []bool{false, true} {
		in, _ := telling(t)
		in.Drill = drill
		in = in.after(must(in.Tell(mira, InformRequest{Message: told, Recipients: []Recipient{holder("a", "SN-1", "SN-2")},
			Unreached: []AccountID{"SN-9", "SN-2", "SN-8", "SN-9"}}, day)))
		a, _ := in.Action(1)
		if a.Many.Count != 1 || a.Many.Unreached != 2 || len(a.Many.Missed) != 2 || a.Many.Missed[0] != "SN-8" {
			t.Fatalf("%+v", a.Many)
		}
		c := must(in.Approve(fati, 1, 0, day))
		in = in.after(c)
		if !drill {
			c = must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 1, Over: true}, day))
			in = in.after(c)
		}
		a, _ = in.Action(1)
		if !a.Stuck() || a.Retryable() || in.Stage(StageInform).Progress != StageDoing {
			t.Errorf("drill %t: nobody was called, and it is %s; the stage is %s", drill, a.State, in.Stage(StageInform).Progress)
		}
		asked := false
		for _, e := range c.Effects {
			asked = asked || e.Kind == EffectReply && e.Key == in.key("%s", askKey(1, a.Asked))
		}
		if !asked {
			t.Errorf("drill %t: nobody is asked to call them: %v", drill, c.Effects)
		}
		for _, o := range in.Obligations {
			if o.Rule.MetBy == MetByInform && !o.Open() {
				t.Errorf("drill %t: the duty is met", drill)
			}
		}
		var r Refusal
		if _, err := in.Retry(mira, 1, day); !errors.As(err, &r) || r.Reason != NothingToRetry {
			t.Errorf("drill %t: the mails go again: %v", drill, err)
		}
		in = in.after(must(in.Finish(mira, 1, "SN-8 and SN-9 were called", day)))
		if in.Stage(StageInform).Progress != StageDone {
			t.Errorf("drill %t: the stage is %s", drill, in.Stage(StageInform).Progress)
		}
	}
	in, _ := telling(t)
	var r Refusal
	if _, err := in.Tell(mira, InformRequest{Message: told, Unreached: []AccountID{"SN-9"}}, day); !errors.As(err, &r) || r.Reason != NoRecipients {
		t.Errorf("nobody has an address: %v", err)
	}
}

// Nobody who reads English is sent Dutch words unsaid, and the letter keeps what
// it says of the incident from the request on: a moment of awareness that was
// corrected since is not approved.
func TestALetterIsFixedWhenItIsRequested(t *testing.T) {
	in, _ := telling(t)
	english := holder("b", "SN-2")
	english.Lang = EN
	list := []Recipient{holder("a", "SN-1"), english}
	var r Refusal
	if _, err := in.Tell(mira, InformRequest{Message: told, Recipients: list}, day); !errors.As(err, &r) || r.Reason != NeedsEnglish || r.Words[0] != "1" {
		t.Errorf("without English words: %v", err)
	}
	m := told
	m.English = &Parts{Happened: "a", Data: "b", Consequences: "c", Advice: "d"}
	if _, err := in.Tell(mira, InformRequest{Message: m, Recipients: list}, day); !errors.As(err, &r) || r.Reason != NeedsMessage {
		t.Errorf("with a part of them: %v", err)
	}
	m.English.Measures = "e"
	in.Answers = []Answered{{FieldAnswer: FieldAnswer{Field: peopleMin, Value: "10"}}, {FieldAnswer: FieldAnswer{Field: recordsCount, Value: "300"}}}
	in = in.after(must(in.Tell(mira, InformRequest{Message: m, Recipients: list}, day)))
	a, _ := in.Action(1)
	if n := a.Message.Affected; n == nil || *n != (Affected{Low: "10", Records: "300"}) || !a.Message.Aware.Equal(in.Aware) {
		t.Errorf("%+v", a.Message)
	}
	was := in
	in = in.after(must(in.CorrectAware(mira, in.Aware.Add(-time.Hour), "a customer called", "", day.Add(time.Minute))))
	if _, err := in.Approve(fati, 1, 0, day.Add(time.Minute)); !errors.As(err, &r) || r.Reason != LetterOutdated {
		t.Errorf("the letter names another moment: %v", err)
	}
	must(was.Approve(fati, 1, 0, day.Add(time.Minute)))
}

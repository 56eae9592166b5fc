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
	do(in.ReturnMail(Mail{Bounced: "x" + InformID(1, 1, 3) + "@snoobi.example"}, day))

	do(ask(told, append(list[1:], holder("d", "SN-4"), holder("B", "SN-5"))))
	two, _ := in.Action(2)
	if m := two.Many; m.Count != 3 || m.Again != 1 || len(m.Earlier) != 1 || m.Earlier[0] != 1 {
		t.Errorf("b was told, c's mail came back and d is new: %+v", m)
	}
}

package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// leaking is an internal incident whose stop-all of n accounts the product carries out.
func leaking(t *testing.T, n int) Incident {
	t.Helper()
	rules := DefaultRules()
	rules.Actions = []ActionRule{{Kind: StopAll, Carrier: ByAPI}}
	c, err := Declare("DL-2026-0012", anna, Declaration{What: "keys leaked"}, rules, day)
	if err != nil {
		t.Fatal(err)
	}
	in := Incident{Ref: "DL-2026-0012"}.after(c)
	var accounts []AccountID
	for i := range n {
		accounts = append(accounts, AccountID(fmt.Sprintf("SN-%05d", i+1)))
	}
	return in.do(t, must(in.StopMany(anna, ManyRequest{Accounts: accounts}, day)), nil)
}

// asks are the keys of what the product is asked for.
func (c Change) asks() (keys []EffectKey) {
	for _, e := range c.Effects {
		if e.Kind == EffectAction {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// What was on its way when the incident was closed is not asked for any more.
// Once it is reopened people say whether it goes on: else it would wait for ever.
func TestReopeningAsksWhetherARunningActionGoesOn(t *testing.T) {
	in := leaking(t, 250)
	c := must(in.Approve(mira, 1, 0, day))
	first := c.asks()
	in = in.after(c)
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 100, Over: true}, day)))
	in = in.after(must(in.Notify(fati, Notice{What: NoticeInitial, Number: "2026-1", Filed: day}, day)))
	in = in.after(must(in.Close(anna, "a false alarm", day.Add(time.Minute))))
	in = in.after(must(in.Reopen(mira, "it was none", day.Add(2*time.Minute))))
	if a, _ := in.Action(1); !a.Stuck() {
		t.Fatal("nobody is asked whether it goes on")
	}
	c = must(in.Retry(anna, 0, day.Add(2*time.Minute)))
	again := c.asks()
	if len(first) != 3 || len(again) != 2 {
		t.Fatalf("asked for %v, and after reopening for %v", first, again)
	}
	for _, k := range again {
		if slices.Contains(first, k) {
			t.Errorf("%s was asked for before: the outbox takes it once", k)
		}
	}
	in = in.after(c)
	a, _ := in.Action(1)
	for i := 1; i < 3; i++ {
		in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: i + 1, Try: a.Many.Tries, Done: in.Actions[0].Many.Batches[i].Count, Over: true}, day.Add(3*time.Minute))))
	}
	if a, _ = in.Action(1); a.State != ActionIsDone {
		t.Errorf("the action is %s", a.State)
	}
}

// So it is with account holders who were not told yet: the letters that were left
// are asked for under keys of their own.
func TestReopeningAsksWhetherTellingGoesOn(t *testing.T) {
	rules := DefaultRules()
	rules.Letters = true
	in := Incident{Ref: "DL-2026-0012"}.after(must(Declare("DL-2026-0012", anna, Declaration{What: "keys leaked"}, rules, day)))
	var list []Recipient
	for i := range informBatch + 50 {
		list = append(list, Recipient{Address: Address(fmt.Sprintf("a%03d@klant.example", i)), Accounts: []AccountID{"SN-1"}})
	}
	in = in.after(must(in.Tell(mira, InformRequest{Message: Message{Happened: "a", Data: "b", Consequences: "c", Advice: "d", Measures: "e"}, Recipients: list}, day)))
	letters := func(c Change) (keys []EffectKey) {
		for _, e := range c.Effects {
			if e.Kind == EffectMail {
				keys = append(keys, e.Key)
			}
		}
		return keys
	}
	c := must(in.Approve(fati, 1, 0, day))
	first := letters(c)
	in = in.after(c)
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: informBatch, Over: true}, day)))
	in = in.after(must(in.Notify(fati, Notice{What: NoticeInitial, Number: "2026-1", Filed: day}, day)))
	in = in.after(must(in.Close(anna, "a false alarm", day.Add(time.Minute))))
	in = in.after(must(in.Reopen(mira, "it was none", day.Add(2*time.Minute))))
	if a, _ := in.Action(1); !a.Stuck() {
		t.Fatal("nobody is asked whether it goes on")
	}
	again := letters(must(in.Retry(mira, 0, day.Add(2*time.Minute))))
	if len(first) != 2 || len(again) != 1 || slices.Contains(first, again[0]) {
		t.Errorf("letters %v, and after reopening %v", first, again)
	}
}

// Access that was stopped can be given back, however far its batch had come
// when people ended the action.
func TestWhatAnEndedActionStoppedCanBeGivenBack(t *testing.T) {
	in := leaking(t, 3)
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 2, Failed: []AccountFailure{{Account: "SN-00003", Code: "dial"}}}, day)))
	in = in.after(must(in.Fail(anna, 1, "the product is down", day.Add(time.Minute))))
	named := []Event{{No: 1, Body: ActionAccounts{ID: 1, Batch: 1, Accounts: []AccountID{"SN-00001", "SN-00002", "SN-00003"}}}}
	if in.Stopped(in.Actions[0]) != 2 {
		t.Fatalf("%d are stopped", in.Stopped(in.Actions[0]))
	}
	if got := in.StillStopped(1, named); !slices.Equal(got, []AccountID{"SN-00001", "SN-00002"}) {
		t.Errorf("still stopped are %v", got)
	}
}

// What is stopped after the rest was given back is still listed as stopped.
func TestWhatARetryStopsAfterTheRestoreIsStillSuspended(t *testing.T) {
	in := leaking(t, 3)
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 2, Over: true, Failed: []AccountFailure{{Account: "SN-00003", Code: "dial"}}}, day)))
	in = in.after(must(in.StopMany(anna, ManyRequest{Reverses: 1, Accounts: []AccountID{"SN-00001", "SN-00002"}}, day)))
	in = in.after(must(in.Approve(mira, 2, 0, day)))
	in = in.after(must(in.Progressed(ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 2, Over: true}, day)))
	if n := len(in.Suspended()); n != 0 {
		t.Fatalf("%d are suspended", n)
	}
	in = in.after(must(in.Retry(anna, 1, day)))
	in = in.after(must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 2, Done: 3, Over: true}, day)))
	if list := in.Suspended(); len(list) != 1 || list[0].ID != 1 {
		t.Errorf("suspended are %v: SN-00003 is forgotten", list)
	}
}

// Nobody's word makes a whole of what the product is still at: the accounts that
// it has not come to would be dropped, and called stopped.
func TestARunningActionIsNotFinishedByHand(t *testing.T) {
	in := leaking(t, 250)
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	_, err := in.Finish(anna, 0, "the other thing", day)
	refused(t, err, StillRunning)
	if _, err = in.Fail(anna, 1, "stop it", day); err != nil {
		t.Errorf("it cannot be called off: %v", err)
	}
}

// What was stopped for a customer is not all access to Snoobi.
func TestACustomersOwnStopIsNotTheStage(t *testing.T) {
	in := opened(VerdictAdmin)
	in = in.after(must(in.RequestAction(anna, ActionRequest{Kind: StopAll}, day)))
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	in = in.after(must(in.Finish(anna, 1, "screenshot", day)))
	in = in.after(must(in.Convert(anna, Declaration{What: "our own log"}, day.Add(time.Hour))))
	if c := in.Stage(StageStop); c.Progress != StageOpen {
		t.Errorf("the stage is %s", c.Progress)
	}
}

// What the product has done for an action that was broken off is told: it has to
// be given back some day.
func TestWhatHappenedAfterBreakingOffIsTold(t *testing.T) {
	in := leaking(t, 250)
	in = in.after(must(in.Approve(mira, 1, 0, day)))
	in = in.after(must(in.Fail(anna, 1, "stop it", day)))
	c := must(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 75}, day))
	if len(c.Effects) == 0 || c.Effects[0].Kind != EffectReply || c.Effects[0].Lane != Urgent {
		t.Errorf("told: %+v", c.Effects)
	}
	if in = in.after(c); len(in.Suspended()) != 1 || in.Stopped(in.Actions[0]) != 75 {
		t.Errorf("suspended: %+v", in.Suspended())
	}
}

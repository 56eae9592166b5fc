package bot

import (
	"testing"
	"time"
)

// What the product says of an errand counts for the target that it was given.
// That it did something for an earlier one is on record, and told to people.
func TestAnAnswerCountsForItsOwnTarget(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	in := Incident{Ref: "DL-2026-0007", Account: "SN-10423"}
	for i, b := range []Body{
		Opened{Track: Customer, Aware: now},
		ActionRequested{ID: 1, Action: RevokeUser, Account: "SN-10423", Target: "kees", Carrier: ByAPI},
		ActionRetargeted{ID: 1, Target: "piet", Was: "kees"},
	} {
		in = in.Apply(Event{No: i + 1, At: now, Actor: "sanne", Kind: b.Kind(), Body: b})
	}
	old, current := Errand{Action: 1, Event: 2, Target: "kees"}, Errand{Action: 1, Event: 3, Target: "piet"}
	for _, tt := range []struct {
		says  string
		said  func() (Change, error)
		body  Body
		reply EffectKey
		state ActionState
	}{
		{"done, for the earlier target", func() (Change, error) { return in.Carried(old, "ADM-1", now) },
			ActionOvertaken{ID: 1, Event: 2, Target: "kees", Proof: "ADM-1"}, "DL-2026-0007/event/4", ActionToDo},
		{"done, for this one", func() (Change, error) { return in.Carried(current, "ADM-1", now) },
			ActionDone{ID: 1, Proof: "ADM-1"}, "DL-2026-0007/action/1/done", ActionIsDone},
		{"refused, for the earlier target", func() (Change, error) { return in.NotCarried(old, "no", now) }, nil, "", ActionToDo},
		{"refused, for this one", func() (Change, error) { return in.NotCarried(current, "no", now) },
			ActionFailed{ID: 1, Reason: "no"}, "DL-2026-0007/action/1/failed", ActionHasFail},
	} {
		c, err := tt.said()
		if err != nil {
			t.Fatal(err)
		}
		after := in
		for _, e := range c.Events {
			after = after.Apply(e)
		}
		told := tt.reply == ""
		for _, e := range c.Effects {
			told = told || e.Key == tt.reply && e.Kind == EffectReply
		}
		if len(c.Events) > 0 != (tt.body != nil) || tt.body != nil && c.Events[0].Body != tt.body || !told || after.Actions[0].State != tt.state {
			t.Errorf("%s: %+v, %v, the action is %s", tt.says, c.Events, c.Effects, after.Actions[0].State)
		}
	}
}

package bot

import (
	"strings"
	"testing"
)

// Each account of an action says for itself how far the action has come: with a
// batch in the middle of which the product fell silent, with failures, and after
// a part was given back.
func TestEachAccountSaysHowFarItIs(t *testing.T) {
	var events []Event
	c := must(Declare("DL-2026-0012", anna, Declaration{What: "keys leaked"}, DefaultRules(), day))
	in := Incident{Ref: "DL-2026-0012"}.after(c)
	in.Rules.Actions = []ActionRule{{Kind: StopAll, Carrier: ByAPI}}
	do := func(c Change, err error) {
		t.Helper()
		in, events = in.after(must(c, err)), append(events, c.Events...)
	}
	says := func(when, want string) {
		t.Helper()
		var got []string
		for _, l := range in.Listed(1, events) {
			got = append(got, string(l.State)+l.Code)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, not %s", when, s, want)
		}
	}
	do(in.StopMany(anna, ManyRequest{Accounts: []AccountID{"SN-1", "SN-2", "SN-3"}}, day))
	says("while it waits", "idle idle idle")
	if a, _ := in.Action(1); len(a.Many.First) != 3 {
		t.Errorf("the thread names %v", a.Many.First)
	}
	do(in.Approve(mira, 1, 0, day))
	says("when it is let go", "to-do to-do to-do")
	do(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 1}, day))
	says("while nobody knows which is done", "to-do to-do to-do")
	do(in.Progressed(ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 2, Failed: []AccountFailure{{Account: "SN-3", Code: "http_503"}}, Over: true}, day))
	says("with a failure", "done done failedhttp_503")
	do(in.Retry(anna, 1, day))
	says("when it is tried again", "done done to-do")
}

// The thread names as many accounts as a phone shows.
func TestTheThreadNamesTheFirstAccounts(t *testing.T) {
	in := leaking(t, 250)
	a, _ := in.Action(1)
	if len(a.Many.First) != manyFirst {
		t.Errorf("%d of %d", len(a.Many.First), a.Many.Count)
	}
}

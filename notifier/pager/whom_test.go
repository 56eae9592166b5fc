package pager_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// A page goes to whom the decision named: the rung's own roles say nothing of
// the hour, nor of how far it was escalated.
func TestPageGoesToWhomTheDecisionNamed(t *testing.T) {
	for _, body := range []bot.Body{
		bot.RungReached{Obligation: "ap", Rung: "2h", Page: []bot.Role{bot.OnCall}},
		bot.Escalated{Obligation: "ap", Rung: "2h", Page: []bot.Role{bot.OnCall}},
	} {
		r, s := newReceiver(t)
		r.event.Body = body
		if _, err := s.Send(t.Context(), notifier.Pending{Effect: effect()}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([][]bot.Role{{bot.OnCall}}, r.asks); d != "" {
			t.Errorf("%T (-want +got):\n%s", body, d)
		}
	}
}

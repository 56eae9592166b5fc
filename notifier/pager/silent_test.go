package pager_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// silence sets the scene: Slack has taken nothing urgent for two minutes, and
// mira is asked to approve something.
func silence(t *testing.T) (*receiver, func() string) {
	r, s := newReceiver(t)
	since := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(-2 * time.Minute) // when a bubble begins
	r.event = bot.Event{No: 2, At: since.Add(2 * time.Minute), Kind: "slack-silent",
		Body: bot.SlackSilent{Since: since, Waiting: 1, Page: []bot.Role{bot.Manager}, Ask: []bot.PersonID{"mira", "anna"}}}
	r.in.Silent = &bot.Silence{Since: since, Event: 2}
	return r, func() string {
		t.Helper()
		if _, err := s.Send(t.Context(), notifier.Pending{Effect: effect()}); err != nil {
			t.Fatal(err)
		}
		if len(r.got) == 0 {
			return ""
		}
		return r.got[len(r.got)-1].body
	}
}

// The page of a silence says since when, and reaches those who are asked by
// name and those of the roles, each once.
func TestASilenceIsPaged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, send := silence(t)
		body := send()
		for _, want := range []string{`"type":"silent"`, `"audience":["mira","anna","piet"]`, `"left_seconds":7200`, `"obligation":"ap"`,
			"Slack cannot be reached since 23:58 UTC, and something urgent waits. 2 h left."} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not hold %s:\n%s", want, body)
			}
		}
		if len(r.asks) != 1 || !slices.Equal(r.asks[0], []bot.Role{bot.Manager}) {
			t.Errorf("it asks who of %v can be reached", r.asks)
		}
	})
}

// It is not placed once the thread has been told, or the incident is closed.
func TestASilenceThatIsOverIsNotPaged(t *testing.T) {
	for name, over := range map[string]func(*bot.Incident){
		"told":                func(in *bot.Incident) { in.Silent = nil },
		"another one by now":  func(in *bot.Incident) { in.Silent = &bot.Silence{Event: 9} },
		"the incident closed": func(in *bot.Incident) { in.Closed = &bot.Closing{} },
	} {
		synctest.Test(t, func(t *testing.T) {
			r, send := silence(t)
			over(&r.in)
			if body := send(); body != "" {
				t.Errorf("%s: it is placed all the same: %s", name, body)
			}
		})
	}
}

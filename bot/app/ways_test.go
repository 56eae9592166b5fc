package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot/config"
	"meldwacht/bot/view"
	"meldwacht/notifier/action"
)

// An API that takes no call of ours stands on Home until it takes one; a way that
// the configuration does not name stands there never.
func TestARefusedKeyStandsOnHome(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clock := &Clock{}
	a := &App{cfg: config.Config{ActionsAPI: config.Webhook{URL: "https://api.snoobi.example"}}, opt: Options{Clock: clock}}
	well := []view.HealthLine{{What: view.HealthActions, OK: true}}
	see := func(when string, want []view.HealthLine) {
		t.Helper()
		got := a.waysHealth()
		for i := range got {
			if !got[i].Since.IsZero() {
				got[i].Since = now // that of the real clock
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", when, d)
		}
	}
	actions := a.loop(view.HealthActions, action.Kinds(), nil)
	letters := a.loop(view.HealthLetters, nil, nil)
	see("at the start", well)
	actions.Stopped("http_401")
	letters.Stopped("auth-refused")
	see("with a wrong key", []view.HealthLine{{What: view.HealthActions, Code: "http_401", Since: now}})
	actions.Stopped("")
	see("once a call has succeeded", well)
}

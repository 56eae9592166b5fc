package app_test

import (
	"strings"
	"testing"
	"time"

	"meldwacht/bot/app"
)

// The look ahead needs the configuration alone: no secret, no directory, no store.
func TestSimulateNeedsTheConfigurationAlone(t *testing.T) {
	var b strings.Builder
	aware := time.Date(2026, 12, 24, 15, 50, 0, 0, time.UTC)
	if err := app.Simulate(app.Simulation{Config: "../../config.example.yaml", Aware: aware, Track: "internal"}, &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"zo 27-12 16:50 CET", "eerste kerstdag", "weekend", "nacht", "Mira Visser, Tom Baker"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, &b)
		}
	}
}

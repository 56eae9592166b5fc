package app_test

import (
	"io"
	"os"
	"path/filepath"
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

// The pictures are written where they are asked for.
func TestSimulateDraws(t *testing.T) {
	dir := t.TempDir()
	s := app.Simulation{Config: "../../config.example.yaml", Aware: time.Date(2026, 12, 24, 15, 50, 0, 0, time.UTC), Track: "customer",
		SVG: filepath.Join(dir, "a.svg"), PNG: filepath.Join(dir, "a.png")}
	if err := app.Simulate(s, io.Discard); err != nil {
		t.Fatal(err)
	}
	for name, begins := range map[string]string{s.SVG: "<svg ", s.PNG: "\x89PNG"} {
		data, err := os.ReadFile(name)
		if err != nil || !strings.HasPrefix(string(data), begins) {
			t.Errorf("%s: %v", name, err)
		}
	}
	svg, _ := os.ReadFile(s.SVG)
	for _, want := range []string{"tweede", "weekend", "klant"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("%q is not on the picture", want)
		}
	}
}

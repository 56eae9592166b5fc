package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/rota"
)

// What the example says of hours and rota can be used as it is, with the files
// beside the configuration, and the ladder may then page the role that the rota
// fills.
func TestDutyOfTheExample(t *testing.T) {
	text := fromExample(t, "#hours:") + "\n" + fromExample(t, "#rota:")
	text = strings.ReplaceAll(text, "        url: https://calendar.snoobi.nl/swaps.ics", "")
	c, dir, err := loadWith(t, text)
	if err != nil {
		t.Fatal(err)
	}
	hours, err := rota.NewHours(*c.Hours)
	if err != nil {
		t.Fatal(err)
	}
	for at, open := range map[string]bool{
		"2026-11-27T12:00:00+01:00": true,  // a Friday
		"2026-11-27T17:45:00+01:00": false, // the same, after half past five
		"2026-12-24T14:00:00+01:00": true,
		"2026-12-24T16:00:00+01:00": false, // half a day of our own
		"2030-05-05T12:00:00+02:00": false,
	} {
		if when, _ := time.Parse(time.RFC3339, at); hours.Open(when) != open {
			t.Errorf("open at %s: %v", at, !open)
		}
	}
	if got := c.Rota.Layers[1].Calendar.File; got != filepath.Join(dir, "swaps.ics") {
		t.Errorf("the calendar is read from %s", got)
	}
	if !c.held(bot.OnCall) || !c.pageable(bot.OnCall) {
		t.Error("nobody holds the role that the rota fills")
	}
}

// loadWith loads the example with other hours and another rota, and nobody in
// roles.oncall.
func loadWith(t *testing.T, sections string) (Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	text := string(example)
	from := strings.Index(text, "  # On duty outside office hours")
	to := strings.Index(text, "# What is owed and when")
	write(t, dir, "meldwacht.yaml", text[:from]+sections+"\n"+text[to:])
	c, err := Load(filepath.Join(dir, "meldwacht.yaml"), secrets)
	return c, dir, err
}

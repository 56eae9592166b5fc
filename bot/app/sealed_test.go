package app_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/storage/bolt"
)

// Of a sealed store that no desk holds the register, a dossier and a report are
// written with the master key and no other secret of the configuration. Without
// the key each says what to set, and does not call the record broken.
func TestASealedStoreIsReadWithItsKeyAlone(t *testing.T) {
	file, path := command(t)
	now := time.Now().UTC()
	store, err := bolt.Open(path, bolt.Options{Master: scenarioKey()})
	if err != nil {
		t.Fatal(err)
	}
	desk := &bot.Desk{Store: store, Match: func(bot.Mail) bot.Match { return bot.Match{} }, Rules: bot.DefaultRules, Now: func() time.Time { return now }}
	in, err := desk.Declare(t.Context(), "", bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}, bot.Declaration{What: "Een export stond open."})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	commands := map[string]func(out string) error{
		"register": func(out string) error {
			return app.ExportRegister(t.Context(), app.RegisterExport{Config: file, Format: "json", Out: out}, io.Discard)
		},
		"dossier": func(out string) error {
			return app.Dossier(t.Context(), app.DossierOptions{Config: file, Ref: string(in.Ref), Format: app.FormatJSON, Out: out}, io.Discard)
		},
		"report": func(out string) error {
			return app.Report(t.Context(), file, string(in.Ref), out+".html", io.Discard)
		},
	}
	for name, write := range commands {
		if err := write(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	register, err := os.ReadFile(filepath.Join(dir, "register"))
	if err != nil || !strings.Contains(string(register), "Een export stond open.") {
		t.Errorf("the register: %v\n%s", err, register)
	}
	t.Setenv("SCENARIO_STORE_KEY", "")
	for name, write := range commands {
		err := write(filepath.Join(dir, "none"))
		if err == nil || !strings.Contains(err.Error(), "set the environment variable SCENARIO_STORE_KEY") || strings.Contains(err.Error(), "broken") {
			t.Errorf("%s without the key: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "none*")); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

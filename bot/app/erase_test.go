package app_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/config"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// command writes the scenarios' configuration for a store in a folder of the
// test. Of the secrets that it names the master key alone is there.
func command(t *testing.T) (file, path string) {
	t.Helper()
	dir := t.TempDir()
	file, path = filepath.Join(dir, "config.yaml"), filepath.Join(dir, "meldwacht.db")
	text, err := os.ReadFile("../../testdata/scenario/config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(text, []byte("path: meldwacht.db"), []byte("path: "+path)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SCENARIO_STORE_KEY", scenarioSecrets["SCENARIO_STORE_KEY"])
	return file, path
}

// On the command line two managers erase what is personal of a closed incident,
// and nobody else does; its row and its chain stay.
func TestErasingOnTheCommandLine(t *testing.T) {
	file, path := command(t)
	anna := bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	store, err := bolt.Open(path, bolt.Options{Master: scenarioKey()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	in, err := store.Open(t.Context(), now.Year(), "", func(ref bot.Ref) (bot.Change, error) {
		return bot.Open(ref, bot.Opened{Track: bot.Customer, Aware: now, Rules: bot.DefaultRules(),
			Mail: bot.Mail{Subject: "Bartholomeus", Text: "Onze sleutel ligt op straat."}}, now), nil
	})
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	erase := func(by, confirmed string) (string, error) {
		var out strings.Builder
		err := app.Erase(t.Context(), file, string(in.Ref), by, confirmed, &out)
		return out.String(), err
	}
	holds := func() bool {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(text, []byte("Bartholomeus"))
	}
	if _, err := erase("mira", "tom"); err == nil || !strings.Contains(err.Error(), "clos") {
		t.Errorf("an open incident: %v", err)
	}
	store, err = bolt.Open(path, bolt.Options{Master: scenarioKey()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Update(t.Context(), in.Ref, "", func(in bot.Incident) (bot.Change, error) { return in.Close(anna, "Vals alarm.", now) })
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, two := range [][2]string{{"mira", "mira"}, {"anna", "mira"}, {"mira", "anna"}, {"mira", "niemand"}} {
		if _, err := erase(two[0], two[1]); !errors.As(err, new(app.ConfigError)) {
			t.Errorf("%v: %v", two, err)
		}
	}
	said, err := erase("mira", "fatima")
	if err != nil || !strings.Contains(said, string(in.Ref)+" is erased") {
		t.Fatalf("%v, %q", err, said)
	}
	if err := app.Report(t.Context(), file, string(in.Ref), filepath.Join(t.TempDir(), "r.html"), io.Discard); err == nil || !strings.Contains(err.Error(), string(in.Ref)+" was erased") || !strings.Contains(err.Error(), "register export") {
		t.Errorf("its report: %v", err)
	}
	if holds() {
		t.Error("the file still holds the words")
	}
	if _, err := erase("mira", "tom"); err == nil {
		t.Error("it was erased twice")
	}
	store, err = bolt.Open(path, bolt.Options{ReadOnly: true, Master: scenarioKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if in, err = store.Incident(t.Context(), in.Ref); err != nil || in.Erased == nil || in.Erased.First != "mira" || in.Erased.By != "fatima" || in.Erased.Via != bot.ViaCommand {
		t.Errorf("%v, %+v", err, in.Erased)
	}
	var report strings.Builder
	if err := app.Verify(t.Context(), file, "", "", &report); err != nil || strings.Contains(report.String(), "without its key") {
		t.Errorf("verify: %v\n%s", err, report.String())
	}
}

// After the master key was changed the new one opens the store, and the old one
// does not.
func TestTheMasterKeyIsChanged(t *testing.T) {
	file, path := command(t)
	store, err := bolt.Open(path, bolt.Options{Master: scenarioKey()})
	if err == nil {
		_, err = store.Open(t.Context(), 2026, "", func(ref bot.Ref) (bot.Change, error) {
			return bot.Open(ref, bot.Opened{Track: bot.Customer, Aware: time.Now().UTC(), Rules: bot.DefaultRules()}, time.Now()), nil
		})
	}
	if err == nil {
		err = store.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	var key, out strings.Builder
	if err := app.NewKey(&key); err != nil {
		t.Fatal(err)
	}
	next := filepath.Join(filepath.Dir(file), "next.key")
	if err := os.WriteFile(next, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := app.RotateKey(file, next, &out); err == nil || !strings.Contains(err.Error(), next) {
		t.Errorf("a file that holds no key: %v", err)
	}
	if err := os.WriteFile(next, []byte(key.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := app.RotateKey(file, next, &out); err != nil {
		t.Fatal(err)
	}
	to, err := storage.ParseMaster(key.String())
	if err != nil || !strings.Contains(out.String(), to.ID()) {
		t.Errorf("it says %q (%v)", out.String(), err)
	}
	verify := func(key string) error {
		var report strings.Builder
		return app.VerifyStore(t.Context(), config.Store{Path: path, Key: config.NewSecret(strings.TrimSpace(key))}, &report)
	}
	if err := verify(key.String()); err != nil {
		t.Errorf("the new key: %v", err)
	}
	if err := verify(scenarioSecrets["SCENARIO_STORE_KEY"]); !errors.Is(err, storage.ErrWrongKey) {
		t.Errorf("the old key: %v", err)
	}
	if err := app.RotateKey(file, next, &out); !errors.Is(err, storage.ErrWrongKey) {
		t.Errorf("again, with the old key in the configuration: %v", err)
	}
}

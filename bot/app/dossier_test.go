package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/storage/bolt"
)

// dossierStore is a configuration whose store holds a leak at the desk's own
// organisation and a customer's, and the folder that both stand in.
func dossierStore(t *testing.T) (dir, config string) {
	t.Helper()
	dir = t.TempDir()
	config = filepath.Join(dir, "meldwacht.yaml")
	text, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("data/meldwacht.db"), []byte("meldwacht.db"), 1)
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := bolt.Open(filepath.Join(dir, "meldwacht.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Date(2026, 11, 20, 13, 20, 0, 0, time.UTC)
	desk := &bot.Desk{Store: store, Match: func(bot.Mail) bot.Match { return bot.Match{} }, Rules: bot.DefaultRules, Now: func() time.Time { return now }}
	anna := bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	if _, err := desk.Declare(context.Background(), "", anna, bot.Declaration{What: "Een export stond open."}); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Receive(context.Background(), bot.Mail{Key: "v1:1", Class: bot.ClassReport, RawSum: fmt.Sprintf("%x", sha256.Sum256([]byte("x")))}, []byte("x"), now); err != nil {
		t.Fatal(err)
	}
	return dir, config
}

// The command writes what is asked, whole or not at all, and needs no secrets.
func TestDossierOnTheCommandLine(t *testing.T) {
	dir, config := dossierStore(t)
	at := func() time.Time { return time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC) }
	var said strings.Builder
	out := filepath.Join(dir, "dossier.json")
	err := app.Dossier(t.Context(), app.DossierOptions{Config: config, Ref: "dl-2026-0001", Format: app.FormatJSON, Out: out, Now: at}, &said)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Incident, Kind string
		Missing        []string
	}
	data, _ := os.ReadFile(out)
	if err := json.Unmarshal(data, &d); err != nil || d.Incident != "DL-2026-0001" || d.Kind != "initial" || len(d.Missing) == 0 {
		t.Errorf("%+v, %v", d, err)
	}
	if !strings.Contains(said.String(), "answers missing") {
		t.Errorf("it says %q", said.String())
	}
	said.Reset()
	if err := app.Dossier(t.Context(), app.DossierOptions{Config: config, Ref: "DL-2026-0001", Format: app.FormatJSON, Out: "-", Now: at}, &said); err != nil || said.String() != string(data) {
		t.Errorf("on the standard output: %v, %d bytes of %d", err, said.Len(), len(data))
	}
	for format, begins := range map[string]string{app.FormatHTML: "<!DOCTYPE html>", app.FormatPDF: "%PDF-"} {
		said.Reset()
		err := app.Dossier(t.Context(), app.DossierOptions{Config: config, Ref: "DL-2026-0001", Format: format, Out: "-", Now: at}, &said)
		if err != nil || !strings.HasPrefix(said.String(), begins) {
			t.Errorf("%s: %v, %.20q", format, err, said.String())
		}
	}
	for ref, want := range map[string]string{"7": "give a number like", "DL-2026-0099": "no incident of this desk", "DL-2026-0002": "customer's own leak"} {
		err := app.Dossier(t.Context(), app.DossierOptions{Config: config, Ref: ref, Format: app.FormatJSON, Out: filepath.Join(dir, "none")}, &said)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if err := app.Dossier(t.Context(), app.DossierOptions{Config: config, Ref: "DL-2026-0001", Format: app.FormatJSON, Out: filepath.Join(dir, "no", "folder")}, &said); err == nil {
		t.Error("a folder that is not there")
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("a refused dossier left a file")
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

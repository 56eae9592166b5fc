package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage/bolt"
)

// A file that could not be written to the end leaves the one before it, and
// nothing beside it.
func TestAHalfWrittenFileNeverStands(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.html")
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }
	if err := writeWhole(path, whole); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken off")
	if err := writeWhole(path, func(w io.Writer) error { _, _ = io.WriteString(w, "ha"); return broken }); !errors.Is(err, broken) {
		t.Errorf("broken off: %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "whole" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("%d files are left", len(list))
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}

func TestReportSaysWhatItNeeds(t *testing.T) {
	for name, args := range map[string][3]string{
		"is no incident": {"x.yaml", "zeven", "r.html"}, "is .html or .pdf": {"x.yaml", "DL-2026-0007", "r.txt"}, "x.yaml": {"x.yaml", "DL-2026-0007", "r.pdf"},
	} {
		err := Report(t.Context(), args[0], args[1], args[2], io.Discard)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// A report is written while the desk runs and while it does not; what it holds
// can be checked, and a word that was changed is found.
func TestAReportOnTheCommandLine(t *testing.T) {
	w, ref, file := ackDesk(t)
	people := "language: en\npeople:\n  - {id: mira, name: Mira, slack: [U0MIRA]}\n  - {id: anna, name: Anna, slack: [U0ANNA]}\n" +
		"roles:\n  support: {people: [anna]}\n  manager: {people: [mira]}\n  privacy: {people: [mira]}\n  oncall: {people: [mira]}\n" +
		"pager:\n  webhook: {url: \"https://pager.example/hook\", secret_env: PAGER_SECRET}\n"
	w.must(os.WriteFile(file, []byte("store: {path: "+w.cfg.Store.Path+"}\n"+people), 0o600))
	dir := t.TempDir()
	write := func(name string) string {
		t.Helper()
		var said strings.Builder
		path := filepath.Join(dir, name)
		if err := Report(t.Context(), file, string(ref), path, &said); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said.String(), string(ref)) {
			t.Errorf("it says %q", &said)
		}
		return path
	}
	store, err := bolt.Open(w.cfg.Store.Path, bolt.Options{})
	w.must(err)
	_, err = store.Open(t.Context(), 2026, "", func(ref bot.Ref) (bot.Change, error) {
		return bot.Open(ref, bot.Opened{Track: bot.Customer, Rules: bot.DefaultRules()}, time.Now()), nil
	})
	w.must(err)
	w.must(store.Close())
	w.must(VerifyReport(write("alone.html"), io.Discard)) // no desk runs
	w.serve()
	running := write("running.html")
	if err := Report(t.Context(), file, "DL-2026-9999", filepath.Join(dir, "none.html"), io.Discard); err == nil || !strings.Contains(err.Error(), "no record") {
		t.Errorf("an incident that is not there: %v", err)
	}
	var said strings.Builder
	if err := VerifyReport(running, &said); err != nil || !strings.Contains(said.String(), "is whole: "+string(ref)) || !strings.Contains(said.String(), "What it shows is what") {
		t.Errorf("checked: %v\n%s", err, &said)
	}
	in, err := w.store.Incident(t.Context(), ref)
	w.must(err)
	if !strings.Contains(said.String(), in.Head.String()) {
		t.Errorf("the last hash is %s, and the check says\n%s", in.Head, &said)
	}
	page, err := os.ReadFile(running)
	w.must(err)
	w.must(os.WriteFile(running, []byte(strings.Replace(string(page), "<h2>", "<h2>x", 1)), 0o600))
	if err := VerifyReport(running, io.Discard); err == nil || !strings.Contains(err.Error(), running) {
		t.Errorf("a changed page: %v", err)
	}
	pdf := write("running.pdf")
	said.Reset()
	if err := VerifyReport(pdf, &said); err != nil || !strings.Contains(said.String(), "is whole: "+string(ref)) || !strings.Contains(said.String(), "What it shows is what") || !strings.Contains(said.String(), in.Head.String()) {
		t.Errorf("the PDF, checked: %v\n%s", err, &said)
	}
	b, err := os.ReadFile(pdf)
	w.must(err)
	w.must(os.WriteFile(pdf, b[:len(b)/2], 0o600))
	if err := VerifyReport(pdf, io.Discard); err == nil || !strings.Contains(err.Error(), pdf+": its record does not end") {
		t.Errorf("half a PDF: %v", err)
	}
}

package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meldwacht/storage/bolt"
)

// The register comes from the running desk, and from its store when no desk
// runs; a period, a form and a place that cannot be are said to be so.
func TestTheRegisterIsExported(t *testing.T) {
	w, ref, file := ackDesk(t)
	dir := filepath.Dir(file)
	to := filepath.Join(dir, "register.json")
	export := func(e RegisterExport) (string, error) {
		t.Helper()
		var out strings.Builder
		e.Config = file
		err := ExportRegister(t.Context(), e, &out)
		return out.String(), err
	}
	refs := func(text string) (list []string) {
		t.Helper()
		var got struct{ Incidents []struct{ Ref string } }
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		for _, in := range got.Incidents {
			list = append(list, in.Ref)
		}
		return list
	}
	w.serve()
	said, err := export(RegisterExport{Format: "json", Out: to})
	w.must(err)
	if !strings.Contains(said, to) {
		t.Errorf("it does not say where: %q", said)
	}
	kept, err := os.ReadFile(to)
	w.must(err)
	if got := refs(string(kept)); len(got) != 1 || got[0] != string(ref) {
		t.Errorf("the register of the running desk holds %v", got)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	for _, as := range []string{"csv", "html"} {
		text, err := export(RegisterExport{Format: as})
		if err != nil || !strings.Contains(text, string(ref)) {
			t.Errorf("%s: %v, %.80q", as, err, text)
		}
	}
	none, err := export(RegisterExport{Format: "json", To: "1999-12-31"})
	if w.must(err); len(refs(none)) != 0 {
		t.Errorf("of another century: %s", none)
	}
	if _, err := export(RegisterExport{Format: "json", From: "gisteren", Out: to}); !errors.As(err, new(ConfigError)) {
		t.Errorf("a day that is none: %v", err)
	}
	if _, err := export(RegisterExport{Format: "pdf", Out: to}); err == nil || !strings.Contains(err.Error(), "csv, json or html") {
		t.Errorf("a form that is none: %v", err)
	}
	if again, err := os.ReadFile(to); err != nil || !bytes.Equal(again, kept) {
		t.Errorf("what failed has changed the file: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	count, err := w.countRegister(t.Context(), w.opt.Clock.Now().Year())
	if w.must(err); count.All != 1 || count.Open != 1 {
		t.Errorf("counted %+v", count)
	}
}

// Where no desk answers the store is read, also beside the socket of a desk that
// was killed; a store that somebody holds is said to be held.
func TestTheRegisterOfAStore(t *testing.T) {
	dir, err := os.MkdirTemp("", "mw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path, file := filepath.Join(dir, "meldwacht.db"), filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, []byte("store: {path: "+path+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	ask := RegisterExport{Config: file, Format: "csv"}
	if err := ExportRegister(t.Context(), ask, &out); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("without a store: %v", err)
	}
	store, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := ExportRegister(t.Context(), ask, &out); err == nil {
		t.Error("a store that is held was read")
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := ExportRegister(t.Context(), ask, &out); err != nil || !strings.HasPrefix(out.String(), "\ufeffzaaknummer;") {
		t.Errorf("%v, %.40q", err, out.String())
	}
}

// A file that is not written to its end never stands under its name.
func TestAHalfWrittenFileHasNoName(t *testing.T) {
	dir := t.TempDir()
	path, broken := filepath.Join(dir, "register.csv"), errors.New("broken off")
	half := func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		if files, _ := os.ReadDir(dir); len(files) == 0 {
			t.Error("it is not written beside its place")
		}
		return broken
	}
	for range 2 { // with nothing there, and with an older one
		if err := writeWhole(path, half); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		if got, err := os.ReadFile(path); err == nil && string(got) != "whole" {
			t.Errorf("%q stands there", got)
		}
		if err := writeWhole(path, func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }); err != nil {
			t.Error(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
	if err := writeWhole(dir, half); err == nil || !strings.Contains(err.Error(), "is a folder; give the name of a file") {
		t.Errorf("a folder: %v", err)
	}
}

package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot/app"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// A demo with a folder of its own goes on where it was: the same threads, no
// second card, and a record that is whole.
func TestDemoGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(until string) string {
		out := &transcript{}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		ended := make(chan error, 1)
		go func() {
			ended <- app.Demo(ctx, app.DemoOptions{Page: freeAddress(t), SMTP: freeAddress(t), Data: dir,
				Offset: time.Hour, Samples: os.DirFS("../../testdata/sample")}, out)
		}()
		for !strings.Contains(out.String(), until) && ctx.Err() == nil {
			pause(ctx, 20*time.Millisecond)
		}
		stop := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("demo: %v", err)
		}
		if d := time.Since(stop); d > 20*time.Second { // 2 s is what is promised, on a machine that does nothing else
			t.Errorf("stopping took %s", d)
		}
		return out.String()
	}
	if out := run("threads stand"); !strings.Contains(out, "All 6 threads stand") {
		t.Fatalf("the first run said:\n%s", out)
	}
	if out := run("Going on"); !strings.Contains(out, "Going on with 6 threads") {
		t.Errorf("the second run said:\n%s", out)
	}
	file := filepath.Join(dir, "workspace.json")
	if err := os.WriteFile(file, []byte(`{"offset":0,"workspace":{}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	err := app.Demo(context.Background(), app.DemoOptions{Page: freeAddress(t), SMTP: freeAddress(t), Data: dir,
		Samples: os.DirFS("../../testdata/sample")}, &transcript{})
	if err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("a damaged workspace: %v, want what to do instead", err)
	}
	var report strings.Builder
	if err := app.Verify(context.Background(), "", filepath.Join(dir, "meldwacht.db"), filepath.Join(dir, "meldwacht.key"), &report); err != nil {
		t.Errorf("verify: %v\n%s", err, report.String())
	}
	sealed(t, dir)
}

// sealed holds that the demo's database, without its key, shows nothing of the
// mails: no name, no address, no words. What there is to find is what the record
// holds when it is opened.
func sealed(t *testing.T, dir string) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, "meldwacht.key"))
	if err != nil {
		t.Fatal(err)
	}
	master, err := storage.ParseMaster(string(key))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "meldwacht.db")
	store, err := bolt.Open(file, bolt.Options{ReadOnly: true, Master: master})
	if err != nil {
		t.Fatal(err)
	}
	var opened strings.Builder
	for ref, err := range store.Refs(t.Context()) {
		events, err2 := store.Events(t.Context(), ref)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if err := json.NewEncoder(&opened).Encode(e.Body); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("../../testdata/sample/mails/*.json")
	if err != nil {
		t.Fatal(err)
	}
	mails, planted := 0, 0
	for _, name := range names {
		var m struct {
			Subject  string
			Reporter struct{ Name, Address string }
			Contains []string `json:"text_contains"`
			Report   struct{ Targets []string }
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if m.Reporter.Address == "" || !strings.Contains(opened.String(), m.Reporter.Address) {
			continue // this one was not fed
		}
		mails++
		for _, word := range append(append(m.Contains, m.Report.Targets...), m.Subject, m.Reporter.Name, m.Reporter.Address) {
			if word == "" || !strings.Contains(opened.String(), word) {
				continue
			}
			planted++
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("the database shows %q of %s", word, filepath.Base(name))
			}
		}
	}
	if mails < 6 || planted < 5*mails {
		t.Errorf("only %d words of %d mails were looked for", planted, mails)
	}
}

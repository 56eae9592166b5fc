package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot/app"
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
}

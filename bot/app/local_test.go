package app

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
)

// ackDesk is a running desk with an incident whose rung asks, and its
// configuration.
func ackDesk(t *testing.T) (w *watched, ref bot.Ref, file string) {
	w = watch(t)
	dir, err := os.MkdirTemp("", "mw") // short: the path of a socket has 108 bytes at most (unix(7))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	w.opt.Listen = net.Listen
	w.cfg.Language, w.cfg.Location = bot.EN, time.UTC
	w.cfg.Store.Path = filepath.Join(dir, "meldwacht.db")
	w.cfg.People = []config.Person{{ID: "mira", Name: "Mira"}, {ID: "anna", Name: "Anna"}}
	w.cfg.Roles = map[bot.Role]config.Role{bot.Manager: {People: []bot.PersonID{"mira"}}, bot.Support: {People: []bot.PersonID{"anna"}}}
	w.duty = &duty{cfg: w.cfg}
	file = filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, []byte("store: {path: "+w.cfg.Store.Path+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ref = w.open()
	w.opt.Clock.Forward(60 * time.Hour)
	w.must(w.desk.Tick(t.Context(), ref))
	return w, ref, file
}

// serve runs the door for commands of this machine until the test ends.
func (w *watched) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.local(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		w.must(<-ended)
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("unix", localPath(w.cfg.Store.Path)); err == nil {
			c.Close()
			return
		} else if time.Now().After(deadline) {
			w.t.Fatal(err)
		}
	}
}

// A manager acknowledges on the command line, through the running desk; twice is
// said to be twice, and whoever may not, or is not known, hears what to do.
func TestAcknowledgingOnTheCommandLine(t *testing.T) {
	w, ref, file := ackDesk(t)
	var out strings.Builder
	ack := func(as, ref string) string {
		out.Reset()
		if err := Ack(t.Context(), file, ref, as, &out); err != nil {
			return "error: " + err.Error()
		}
		return out.String()
	}
	if got := ack("mira", string(ref)); !strings.Contains(got, "start it with meldwacht serve") {
		t.Errorf("without a desk: %q", got)
	}
	// A socket of a desk that was killed is in nobody's way.
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: localPath(w.cfg.Store.Path), Net: "unix"})
	w.must(err)
	stale.SetUnlinkOnClose(false)
	stale.Close()
	w.serve()
	if info, err := os.Stat(localPath(w.cfg.Store.Path)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info, err)
	}
	for _, step := range []struct{ as, ref, want string }{
		{"nobody", string(ref), "“nobody” is nobody in the configuration"},
		{"anna", string(ref), "a manager"},
		{"mira", "DL-1999-0001", string(ref)},
		{"mira", "zeven", "no incident"},
		{"mira", strings.ToLower(string(ref)), "Acknowledged at " + string(ref)},
		{"mira", string(ref), "your acknowledgement"},
	} {
		if got := ack(step.as, step.ref); !strings.Contains(strings.ToLower(got), strings.ToLower(step.want)) {
			t.Errorf("ack %s as %s: %q does not say %q", step.ref, step.as, got, step.want)
		}
	}
	events, err := w.store.Events(t.Context(), ref)
	w.must(err)
	last := events[len(events)-1]
	if b, ok := last.Body.(bot.Acknowledged); !ok || b.Via != bot.ViaCommand || last.Actor != "mira" {
		t.Errorf("the record ends with %s by %s: %+v", last.Kind, last.Actor, last.Body)
	}
}

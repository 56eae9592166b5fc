package directory

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// A stub is a source that does what the test says.
type stub struct {
	mu  sync.Mutex
	d   *Directory
	err error
}

func (s *stub) Read(context.Context) (*Directory, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.d, s.err
}

func (s *stub) Changed() bool { return true }

func (s *stub) Forget() {}

func (s *stub) says(d *Directory, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.d, s.err = d, err
}

// While the source is broken the last good copy stays in force, and its age can
// be told.
func TestTheLastGoodCopyStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full, err := parse("x.yaml", big(100))
		if err != nil {
			t.Fatal(err)
		}
		s := &stub{d: full}
		var log strings.Builder
		l, err := Open(t.Context(), s, time.Now, zerolog.New(&log))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- l.Run(ctx) }()
		opened := time.Now()
		s.says(nil, Problems{{File: "directory.yaml", Line: 3, Col: 5, Text: "an account above has this id already."}})
		time.Sleep(time.Minute)
		synctest.Wait() // what was logged is read below
		state := l.State()
		if l.Directory() != full || state.Accounts != 100 || !strings.HasPrefix(state.Broken, "directory.yaml:3:5") || state.Loaded.Sub(opened) > lookEvery {
			t.Errorf("broken: %+v", state)
		}
		if got := l.Match(bot.Mail{}); len(got.Warnings) != 1 || got.Warnings[0].Code != bot.WarnStale || !strings.HasPrefix(got.Warnings[0].About, "2000-01-01 00:00") {
			t.Errorf("a match by an old copy: %+v", got.Warnings)
		}
		if n := strings.Count(log.String(), "cannot be read again"); n != 1 {
			t.Errorf("logged %d times, want once", n)
		}
		cut, err := parse("x.yaml", big(40))
		if err != nil {
			t.Fatal(err)
		}
		s.says(cut, nil)
		time.Sleep(5 * time.Minute)
		if l.Directory() != full || !strings.Contains(l.State().Broken, "cut off") {
			t.Errorf("a directory that lost 60 of 100 accounts was believed at once: %+v", l.State())
		}
		time.Sleep(6 * time.Minute)
		if l.Directory() != cut || l.State().Broken != "" {
			t.Errorf("it was still not believed after ten minutes: %+v", l.State())
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// A server that lost half of its accounts is not believed merely because it then
// says that nothing has changed.
func TestAServerThatShrinks(t *testing.T) {
	accounts := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf("%q", fmt.Sprint(accounts))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(big(accounts))
	}))
	defer srv.Close()
	h, err := NewHTTP(srv.URL, "", srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	accounts = 5
	l, err := Open(t.Context(), h, func() time.Time { return now }, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		says     string
		accounts int // that the server has
		after    time.Duration
		want     int // that are in force
		broken   bool
	}{
		{"nothing happened", 5, time.Minute, 5, false},
		{"it lost more than half", 2, time.Minute, 5, true},
		{"it still has", 2, time.Minute, 5, true},
		{"it has all of them again", 5, time.Minute, 5, false},
		{"nothing happened since", 5, time.Minute, 5, false},
		{"it lost more than half again, and the wait is a new one", 2, shrinkWait, 5, true},
		{"it still has a minute before the end of the wait", 2, shrinkWait - time.Minute, 5, true},
		{"it still has after the wait", 2, time.Minute, 2, false},
		{"nothing happened to what is believed now", 2, time.Minute, 2, false},
	} {
		accounts, now = step.accounts, now.Add(step.after)
		err := l.Reload(t.Context())
		if s := l.State(); (err != nil) != step.broken || (s.Broken != "") != step.broken || s.Accounts != step.want || len(l.Directory().accounts) != step.want {
			t.Errorf("%s: %v %+v", step.says, err, s)
		}
	}
}

// A server that does not answer holds up nobody: mails are matched, and Home is
// told what is known, by the copy in force.
func TestAServerThatHangs(t *testing.T) {
	arrived, release, first := make(chan struct{}), make(chan struct{}), true
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !first {
			close(arrived)
			<-release
		}
		first = false
		_, _ = w.Write(big(3))
	}))
	defer srv.Close()
	h, err := NewHTTP(srv.URL, "", srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.Context(), h, time.Now, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	reloaded, answered := make(chan error, 1), make(chan bot.Match, 1)
	go func() { reloaded <- l.Reload(t.Context()) }()
	<-arrived
	go func() { answered <- l.Match(bot.Mail{Report: bot.Report{Account: "SN-100001"}}) }()
	select {
	case m := <-answered:
		if m.Account != "SN-100001" || l.State().Accounts != 3 {
			t.Errorf("%+v %+v", m, l.State())
		}
	case <-time.After(10 * time.Second):
		t.Error("a mail waits for the server of the directory")
	}
	close(release)
	if err := <-reloaded; err != nil {
		t.Error(err)
	}
}

// The look at a file and the schedule's reading of it come at the same moment;
// the race detector watches.
func TestRunBesideReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "directory.yaml")
	if err := os.WriteFile(path, big(3), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), &File{Path: path}, time.Now, zerolog.Nop())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- l.Run(ctx) }()
		for n := range 10 {
			if err := os.WriteFile(path, big(4+n), 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(lookEvery)
			if err := l.Reload(ctx); err != nil || l.State().Accounts != 4+n {
				t.Errorf("%v %+v", err, l.State())
			}
			synctest.Wait() // the next file is written when nobody reads
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// What is wrong with a large file takes seconds to find, and is not looked for
// again until somebody has written it. It is told all the same.
func TestABrokenFileIsReadOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "directory.yaml")
	write := func(data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(big(3))
	f := &File{Path: path}
	l, err := Open(t.Context(), f, time.Now, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	write([]byte("accounts: broken"))
	for range 2 {
		if l.Reload(t.Context()) == nil || l.State().Broken == "" || f.Changed() {
			t.Errorf("changed %v, %+v", f.Changed(), l.State())
		}
	}
	write(big(4))
	if !f.Changed() || l.Reload(t.Context()) != nil || l.State().Accounts != 4 || l.State().Broken != "" {
		t.Errorf("mended: %+v", l.State())
	}
}

// A desk that stops in the middle of a reading does not call the source broken.
func TestStoppingIsNoTrouble(t *testing.T) {
	var log strings.Builder
	h := &stub{d: New(nil)}
	l, err := Open(t.Context(), h, time.Now, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.says(nil, ctx.Err())
	if err := l.Reload(ctx); err == nil || l.State().Broken != "" || log.Len() > 0 {
		t.Errorf("%v %+v %s", err, l.State(), &log)
	}
}

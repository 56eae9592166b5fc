package rota

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
)

// A desk is what a Live reads in the tests, and its clock.
type desk struct {
	t    testing.TB
	now  time.Time
	spec Spec
	err  error // why the rota cannot be read
	from Sources
	told []string
}

func deskOf(t testing.TB, c CalendarSpec) *desk {
	d := &desk{t: t, now: when(t, "2026-11-02T12:00:00Z")}
	d.spec = Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("carla"), {Name: "agenda", Calendar: &c}}}
	d.from = Sources{
		Rota: func(context.Context) (Spec, error) { return d.spec, d.err },
		Who:  who, Client: http.DefaultClient,
		Notice: func(s State) { d.told = append(d.told, strings.Join(troubles(s), "; ")) },
	}
	return d
}

func (d *desk) open() *Live {
	d.t.Helper()
	l, err := Open(d.t.Context(), d.from, func() time.Time { return d.now })
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

func troubles(s State) []string {
	var out []string
	for _, tr := range s.Troubles {
		loaded := "never"
		if !tr.Loaded.IsZero() {
			loaded = tr.Loaded.Format("15:04")
		}
		out = append(out, fmt.Sprintf("%s since %s, copy of %s", tr.Layer, tr.Since.Format("15:04"), loaded))
	}
	return out
}

// expect says who is on and what is wrong.
func (d *desk) expect(l *Live, step, on string, wrong ...string) {
	d.t.Helper()
	if got := fmt.Sprint(l.Plan().On(d.now)); got != "["+on+"]" {
		d.t.Errorf("%s: %s is on, want %s", step, got, on)
	}
	if got := troubles(l.State()); !slices.Equal(got, wrong) {
		d.t.Errorf("%s: troubles %q, want %q", step, got, wrong)
	}
}

// shift is a calendar in which somebody is on all week.
func shift(who string) string {
	return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + who + "\nDTSTART:20261102T000000Z\nDURATION:P7D\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n"
}

// A calendar that breaks keeps its last good copy, says since when and why, and
// is told of once; a rota that breaks does too, and neither takes the other along.
func TestBrokenKeepsTheLastGoodCopy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dienst.ics")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(shift("Anna"))
	d := deskOf(t, CalendarSpec{File: file})
	l := d.open()
	d.expect(l, "at the start", "anna")

	d.now = d.now.Add(time.Hour)
	write(shift("Bram")[:60])
	if err := l.Reload(t.Context()); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a calendar that was cut off: %v", err)
	}
	d.expect(l, "cut off", "anna", "agenda since 13:00, copy of 12:00")

	d.now = d.now.Add(time.Hour)
	d.err = errors.New("rota.yaml:3:1: unknown field")
	_ = l.Reload(t.Context())
	d.expect(l, "both broken", "anna", " since 14:00, copy of 13:00", "agenda since 13:00, copy of 12:00")

	d.now = d.now.Add(time.Hour)
	write(shift("Bram"))
	_ = l.Reload(t.Context())
	d.expect(l, "the calendar mended", "bram", " since 14:00, copy of 13:00")

	d.now = d.now.Add(time.Hour)
	d.err = nil
	d.spec.Layers[0].People = nil // in the very slice that was read before
	if err := l.Reload(t.Context()); err == nil {
		t.Error("a rota that does not hold is taken")
	}
	d.expect(l, "a rota that does not hold", "bram", " since 14:00, copy of 13:00")

	d.spec.Layers = []LayerSpec{weekly("dirk")}
	if err := l.Reload(t.Context()); err != nil {
		t.Error(err)
	}
	d.expect(l, "all is well", "dirk")
	want := []string{
		"agenda since 13:00, copy of 12:00",
		" since 14:00, copy of 13:00; agenda since 13:00, copy of 12:00",
		" since 14:00, copy of 13:00",
		" since 14:00, copy of 13:00", // for another reason
		"",
	}
	if !slices.Equal(d.told, want) {
		t.Errorf("told %q, want %q", d.told, want)
	}
}

// The desk comes up while a calendar is broken: the layer below has somebody. It
// does not without a rota.
func TestOpenWithSomethingBroken(t *testing.T) {
	d := deskOf(t, CalendarSpec{File: filepath.Join(t.TempDir(), "none.ics")})
	l := d.open()
	d.expect(l, "without its calendar", "carla", "agenda since 12:00, copy of never")
	d.err = errors.New("rota.yaml:3:1: unknown field")
	if l, err := Open(t.Context(), d.from, func() time.Time { return d.now }); err == nil || l != nil || !strings.Contains(err.Error(), "rota.yaml:3:1") {
		t.Errorf("without a rota: %v", err)
	}
}

// A server answers with an ETag and is asked with it. An answer that did not hold
// is not taken for known; a redirect is not followed; and no trouble quotes an
// address, which may hold a key.
func TestCalendarFromServer(t *testing.T) {
	var answer func(http.ResponseWriter, *http.Request)
	var asked []string
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		answer(w, r)
	}))
	defer srv.Close()
	text := func(tag, text string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", tag)
			_, _ = w.Write([]byte(text))
		}
	}
	d := deskOf(t, CalendarSpec{URL: srv.URL + "/private-geheim/basic.ics"})
	d.from.Client = srv.Client()
	answer = text(`"1"`, shift("Anna"))
	l := d.open()
	d.expect(l, "at the start", "anna")

	for _, step := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		on     string
		wrong  bool
		tag    string
	}{
		{"unchanged", text(`"1"`, "never read"), "anna", false, `"1"`},
		{"spoilt", text(`"2"`, "<html>Log in</html>"), "anna", true, `"1"`},
		{"spoilt still", text(`"2"`, "<html>Log in</html>"), "anna", true, ""},
		{"unchanged without being asked so", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, "anna", true, ""},
		{"mended", text(`"3"`, shift("Bram")), "bram", false, ""},
		{"an error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "bram", true, `"3"`},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/inside" {
				_, _ = w.Write([]byte(shift("Dirk")))
				return
			}
			http.Redirect(w, r, "/inside", http.StatusFound)
		}, "bram", true, `"3"`},
		{"too large", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(shift("Dirk") + strings.Repeat("\n", maxCalendar)))
		}, "bram", true, `"3"`},
		{"hung up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "bram", true, `"3"`},
		{"unchanged again", text(`"3"`, "never read"), "bram", false, `"3"`},
	} {
		asked = nil
		answer = step.answer
		err := l.Reload(t.Context())
		if (err != nil) != step.wrong || len(l.State().Troubles) > 0 != step.wrong {
			t.Errorf("%s: %v", step.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s quotes the address: %v", step.name, err)
		}
		if got := fmt.Sprint(l.Plan().On(d.now)); got != "["+step.on+"]" {
			t.Errorf("%s: %s is on, want %s", step.name, got, step.on)
		}
		if len(asked) == 0 || asked[0] != step.tag {
			t.Errorf("%s: asked with %q, want %q", step.name, asked, step.tag)
		}
	}
}

// A series goes on being worked out a year ahead, though its calendar says
// nothing new or cannot be read.
func TestTheDaysToComeMoveOn(t *testing.T) {
	answers := []func(http.ResponseWriter){
		func(w http.ResponseWriter) { w.Header().Set("ETag", `"1"`); _, _ = w.Write([]byte(shift("Anna"))) },
		func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotModified) },
		func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
	}
	next := 0
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answers[next](w)
		next++
	}))
	defer srv.Close()
	d := deskOf(t, CalendarSpec{URL: srv.URL})
	d.from.Client = srv.Client()
	l := d.open()
	for range answers {
		if on := l.Plan().On(d.now.Add(390 * 24 * time.Hour)); !slices.Equal(on, []bot.PersonID{"anna"}) {
			t.Errorf("a year after %s, %v is on", d.now, on)
		}
		if next < len(answers) {
			d.now = d.now.Add(300 * 24 * time.Hour)
			_ = l.Reload(t.Context())
		}
	}
}

// While a server takes its time, the desk is answered from the copy in force.
func TestNothingWaitsForAReading(t *testing.T) {
	hold, began := make(chan struct{}), make(chan struct{})
	var slow atomic.Bool
	var once sync.Once
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if slow.Load() {
			once.Do(func() { close(began) })
			<-hold
		}
		_, _ = w.Write([]byte(shift("Anna")))
	}))
	defer srv.Close()
	d := deskOf(t, CalendarSpec{URL: srv.URL})
	d.from.Client = srv.Client()
	l := d.open()
	slow.Store(true)
	done := make(chan error)
	go func() { done <- l.Reload(context.Background()) }()
	<-began
	d.expect(l, "while it is read", "anna") // hangs if a lock is held
	close(hold)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Files are looked at every few seconds and read when they changed; everything
// is read again each quarter of an hour.
func TestRunReadsWhatChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var changed atomic.Bool
		var reads atomic.Int32
		from := Sources{
			Rota: func(context.Context) (Spec, error) {
				reads.Add(1)
				changed.Store(false)
				return Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna")}}, nil
			},
			Changed: changed.Load,
		}
		l, err := Open(t.Context(), from, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		after := func(d time.Duration, want int32) {
			t.Helper()
			time.Sleep(d) // on the clock of the bubble
			synctest.Wait()
			if got := reads.Load(); got != want {
				t.Errorf("read %d times, want %d", got, want)
			}
		}
		after(time.Minute, 1)
		changed.Store(true)
		after(lookEvery, 2)
		after(askEvery-time.Minute, 2)
		after(2*time.Minute, 3)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// A file is worth reading when it was written, and once when it went away.
func TestChangedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dienst.ics")
	f := &calendarFile{path: path}
	expect := func(step string, want bool) {
		t.Helper()
		if f.changed() != want {
			t.Errorf("%s: changed is %t", step, !want)
		}
	}
	expect("not there", false)
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect("written", true)
	_, _ = f.read(t.Context())
	expect("read", false)
	if err := os.WriteFile(path, []byte(strings.Repeat("x", maxCalendar+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	expect("written again", true)
	if _, err := f.read(t.Context()); !errors.Is(err, errTooLarge) {
		t.Errorf("a large file: %v", err)
	}
	expect("refused", false)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	expect("gone", true)
	_, _ = f.read(t.Context())
	expect("known to be gone", false)
}

package app_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/view"
)

// dutyDesk is a desk with more in its configuration.
func dutyDesk(t *testing.T, dir, more string) *app.App {
	t.Helper()
	a, err := app.New(deskConfig(t, dir, more), app.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// Without office hours and a rota the office is open and those in the role are
// on call. With them the hours say whether it is open, and the rota who is.
func TestStaffGoesByHoursAndRota(t *testing.T) {
	friday := time.Date(2026, 9, 4, 15, 45, 0, 0, time.UTC) // 17:45 in Amsterdam
	plain := dutyDesk(t, t.TempDir(), "").Staff(friday)
	if plain.Closed || !cmp.Equal(plain.Holders[bot.OnCall], []bot.PersonID{"piet"}) {
		t.Errorf("without hours and rota: %+v", plain)
	}
	a := dutyDesk(t, t.TempDir(), `hours: {zone: Europe/Amsterdam, windows: [{weekdays: [mon-fri], from: "09:00", to: "17:30"}]}
rota: {zone: Europe/Amsterdam, layers: [{name: week, shifts: [{weekdays: [fri], from: "12:00", to: "24:00", person: tom}]}]}
`)
	want := map[bot.Role][]bot.PersonID{bot.Support: {"anna", "piet"}, bot.Manager: {"mira", "tom"}, bot.Privacy: {"fatima"}, bot.OnCall: {"tom"}}
	if got := a.Staff(friday); !got.Closed || !cmp.Equal(got.Holders, want) {
		t.Errorf("a Friday evening: %+v", got)
	}
	if got := a.Staff(friday.Add(-6 * time.Hour)); got.Closed || len(got.Holders[bot.OnCall]) > 0 {
		t.Errorf("a Friday morning: %+v", got)
	}
	if got := a.Staff(friday.Add(10 * time.Hour)); !got.Closed || got.Holders == nil || len(got.Holders[bot.OnCall]) > 0 {
		t.Errorf("a Saturday: %+v", got)
	}
}

// A turn on call ends where nobody says that it goes on, and no end is known of
// one that goes on for longer than an acknowledgement may stand.
func TestWhenATurnEnds(t *testing.T) {
	a := dutyDesk(t, t.TempDir(), `rota:
  zone: Europe/Amsterdam
  layers:
  - {name: week, shifts: [{weekdays: [fri], from: "12:00", to: "24:00", person: tom}, {weekdays: [sat], from: "00:00", to: "03:00", person: tom}]}
`)
	noon := time.Date(2026, 9, 4, 10, 0, 0, 0, time.UTC) // on a Friday in Amsterdam
	for _, c := range []struct {
		who  bot.PersonID
		at   time.Duration
		want time.Duration // after noon; 0: none
	}{
		{"tom", 0, 0}, {"tom", 4 * time.Hour, 15 * time.Hour}, {"tom", 14 * time.Hour, 15 * time.Hour},
		{"tom", 15 * time.Hour, 0}, {"mira", 4 * time.Hour, 0}, {"tom", -time.Hour, 0},
	} {
		want := time.Time{}
		if c.want > 0 {
			want = noon.Add(c.want)
		}
		if got := a.Off(c.who, noon.Add(c.at)); !got.Equal(want) {
			t.Errorf("%s after %s: %s, want %s", c.who, c.at, got, want)
		}
	}
}

// A calendar stands beside the configuration and names people by id, name or
// address. While it cannot be read, Home says so and the layer below is in force.
func TestCalendarBesideTheConfiguration(t *testing.T) {
	const rota = `rota:
  zone: Europe/Amsterdam
  layers:
  - {name: week, unit: week, anchor: "2026-01-05", handover: "09:00", people: [piet]}
  - {name: ruil, calendar: {file: ruil.ics}}
`
	friday := time.Date(time.Now().Year()+1, 1, 8, 12, 0, 0, 0, time.UTC)
	day := friday.Format("20060102")
	for name, on := range map[string]bot.PersonID{"Mira Visser": "mira", "tom": "tom", "Joost": "piet"} {
		dir := t.TempDir()
		text := strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT", "UID:1", "DTSTAMP:" + day + "T000000Z",
			"DTSTART:" + day + "T060000Z", "DTEND:" + day + "T180000Z", "SUMMARY:" + name, "END:VEVENT", "END:VCALENDAR", ""}, "\r\n")
		if err := os.WriteFile(filepath.Join(dir, "ruil.ics"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a := dutyDesk(t, dir, rota)
		if got := a.Staff(friday).Holders[bot.OnCall]; !cmp.Equal(got, []bot.PersonID{on}) {
			t.Errorf("%s: %v is on call", name, got)
		}
		if h := a.DutyHealth(); len(h) != 1 || !h[0].OK {
			t.Errorf("%s: %+v", name, h)
		}
	}
	a := dutyDesk(t, t.TempDir(), rota)
	if got := a.Staff(friday).Holders[bot.OnCall]; !cmp.Equal(got, []bot.PersonID{"piet"}) {
		t.Errorf("without the calendar %v is on call", got)
	}
	if h := a.DutyHealth(); len(h) != 1 || h[0].OK || h[0].What != view.HealthRota || h[0].Name != "ruil" {
		t.Errorf("without the calendar: %+v", h)
	}
}

// A calendar's server on this machine, or at the address where a cloud gives out
// credentials, gets no request.
func TestCalendarsAreNotReadInside(t *testing.T) {
	for address, safe := range map[string]bool{
		"127.0.0.1:443": false, "[::1]:443": false, "169.254.169.254:443": false, "[fd00:ec2::254]:443": false, "0.0.0.0:443": false,
		"192.0.2.7:443": true, "10.1.2.3:443": true,
	} {
		var asked atomic.Bool
		dial := func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			at, err := net.ResolveTCPAddr("tcp", address)
			go func() {
				_, err := far.Read(make([]byte, 1))
				asked.Store(err == nil)
				far.Close()
			}()
			return placed{near, at}, err
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://calendar.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		client := app.CalendarClient(dial)
		if res, err := client.Do(req); err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		client.CloseIdleConnections()
		if asked.Load() != safe {
			t.Errorf("%s was asked: %v", address, asked.Load())
		}
	}
}

// placed is a connection to an address of one's choice.
type placed struct {
	net.Conn
	at net.Addr
}

func (p placed) RemoteAddr() net.Addr { return p.at }

// The rota is read again when its file changes. One that is broken, that is
// gone, or that names somebody whom the running desk does not know, leaves the
// last good one in force, and Home says so.
func TestTheRotaIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	const rota = `rota: {zone: Europe/Amsterdam, layers: [{name: week, shifts: [{weekdays: [mon-sun], from: "00:00", to: "24:00", person: tom}]}]}
`
	cfg := deskConfig(t, dir, rota)
	file := filepath.Join(dir, "config.yaml")
	a, err := app.New(cfg, app.Options{Log: quiet, Config: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 9, 4, 15, 45, 0, 0, time.UTC)
	for i, step := range []struct {
		name, from, to string
		want           bot.PersonID
		well           bool
	}{
		{"another person", "person: tom", "person: mira", "mira", true},
		{"broken", "person: tom", "person: [", "mira", false},
		{"somebody who is not known", "person: tom", "person: kees", "mira", false},
		{"gone", rota, "", "mira", false},
		{"mended", "x", "x", "tom", true},
	} {
		text := strings.ReplaceAll(string(good), step.from, step.to)
		if step.name == "somebody who is not known" {
			text = strings.Replace(text, "people:\n", "people:\n- {id: kees, name: Kees, slack: [U0KEES], mail: kees@snoobi.example, phone: \"+31 50 000 00 09\"}\n", 1)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(time.Duration(i+1) * time.Minute) // as many file systems know whole seconds alone
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
		if !a.RotaChanged() {
			t.Errorf("%s: nothing is read again", step.name)
		}
		a.ReadRota(t.Context())
		if a.RotaChanged() {
			t.Errorf("%s: it is read again and again", step.name)
		}
		if got := a.Staff(now).Holders[bot.OnCall]; !cmp.Equal(got, []bot.PersonID{step.want}) {
			t.Errorf("%s: on call are %v", step.name, got)
		}
		if well := a.DutyHealth()[0].OK; well != step.well {
			t.Errorf("%s: well is %t", step.name, well)
		}
	}
}

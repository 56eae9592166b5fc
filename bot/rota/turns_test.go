package rota

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// A daily handover stays at the same time on the wall over both changes of the
// clock, with one person on at every instant; the shift over a change is an hour
// shorter or longer (half an hour on Lord Howe), and in Kolkata none is.
func TestDailyHandoverOverChangesOfTheClock(t *testing.T) {
	for _, c := range []struct {
		zone        string
		first, last string // days around a change
		odd         time.Duration
	}{
		{amsterdam, "2026-03-27", "2026-03-31", 23 * time.Hour},
		{amsterdam, "2026-10-23", "2026-10-27", 25 * time.Hour},
		{"Europe/London", "2026-03-27", "2026-03-31", 23 * time.Hour},
		{"Europe/London", "2026-10-23", "2026-10-27", 25 * time.Hour},
		{"Europe/Warsaw", "2026-03-27", "2026-03-31", 23 * time.Hour},
		{"Europe/Warsaw", "2026-10-23", "2026-10-27", 25 * time.Hour},
		{"America/New_York", "2026-03-06", "2026-03-10", 23 * time.Hour},
		{"America/New_York", "2026-10-30", "2026-11-03", 25 * time.Hour},
		{"Asia/Kolkata", "2026-03-27", "2026-03-31", 24 * time.Hour},
		{"Asia/Kolkata", "2026-10-23", "2026-10-27", 24 * time.Hour},
		{"Australia/Lord_Howe", "2026-10-02", "2026-10-06", 23*time.Hour + 30*time.Minute},
		{"Australia/Lord_Howe", "2026-04-03", "2026-04-07", 24*time.Hour + 30*time.Minute},
	} {
		zone := zoneOf(t, c.zone)
		p := planOf(t, daily(c.zone, "09:00", "anna", "bram", "carla"))
		first, _ := ParseDate(c.first)
		last, _ := ParseDate(c.last)
		var lasts []time.Duration
		for _, s := range p.Shifts(first.at(9*60, zone), last.at(9*60, zone)) {
			if from := s.From.In(zone); from.Hour() != 9 || from.Minute() != 0 {
				t.Errorf("%s: %s takes over at %s", c.zone, s.Person, from)
			}
			if on := p.On(s.From.Add(-1)); len(on) != 1 || on[0] == s.Person {
				t.Errorf("%s: before %s, %v are on, and then %s", c.zone, s.From, on, s.Person)
			}
			lasts = append(lasts, s.To.Sub(s.From))
		}
		slices.Sort(lasts)
		want := []time.Duration{24 * time.Hour, 24 * time.Hour, 24 * time.Hour, c.odd}
		slices.Sort(want)
		if diff := cmp.Diff(want, lasts); diff != "" {
			t.Errorf("%s: shifts from %s last (-want +got):\n%s", c.zone, c.first, diff)
		}
		for at := first.at(0, zone); at.Before(last.at(0, zone)); at = at.Add(10 * time.Minute) {
			if on := p.On(at); len(on) != 1 {
				t.Fatalf("%s: %v are on at %s", c.zone, on, at)
			}
		}
	}
}

// A handover in the hour that does not exist happens once the clock has jumped,
// and one in the hour that comes twice happens the first time.
func TestHandoverInGapAndOverlap(t *testing.T) {
	for _, c := range []struct{ zone, handover, before, at string }{
		{amsterdam, "02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
		{amsterdam, "02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"},
		{"America/New_York", "02:30", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z"},
		{"America/New_York", "01:30", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z"},
		{"Australia/Lord_Howe", "02:15", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z"},
		{"Africa/Cairo", "00:00", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z"},
	} {
		p := planOf(t, daily(c.zone, c.handover, "anna", "bram"))
		h, ok := p.NextHandover(when(t, c.before))
		if want := when(t, c.at); !ok || !h.At.Equal(want) || slices.Equal(p.On(want), p.On(want.Add(-1))) {
			t.Errorf("%s %s: handover at %s, want %s", c.zone, c.handover, h.At, c.at)
		}
	}
}

// Turns are counted in civil days from the anchor, in both directions.
func TestWhoseTurnItIs(t *testing.T) {
	for _, c := range []struct {
		unit   string
		length int
		at     string
		want   bot.PersonID
	}{
		{"day", 1, "2026-01-05T08:00:00Z", "anna"}, // nine in Amsterdam
		{"day", 1, "2026-01-05T07:59:59Z", "carla"},
		{"day", 1, "2026-01-06T08:00:00Z", "bram"},
		{"day", 2, "2026-01-06T08:00:00Z", "anna"},
		{"day", 2, "2026-01-07T08:00:00Z", "bram"},
		{"week", 0, "2026-01-12T07:59:59Z", "anna"},
		{"week", 1, "2026-01-12T08:00:00Z", "bram"},
		{"week", 2, "2026-01-12T08:00:00Z", "anna"},
		{"week", 1, "2025-12-29T08:00:00Z", "carla"},
		{"week", 1, "2025-12-22T08:00:00Z", "bram"},
		{"week", 1, "2026-03-30T06:59:59Z", "carla"}, // the twelfth week ends an hour early in UTC
		{"week", 1, "2026-03-30T07:00:00Z", "anna"},
		{"week", 1, "2036-01-07T08:00:00Z", "anna"}, // 522 weeks
	} {
		l := weekly("anna", "bram", "carla")
		l.Unit, l.Length = c.unit, c.length
		p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{l}})
		if diff := cmp.Diff([]bot.PersonID{c.want}, p.On(when(t, c.at))); diff != "" {
			t.Errorf("%s by %d at %s (-want +got):\n%s", c.unit, c.length, c.at, diff)
		}
	}
}

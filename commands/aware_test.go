package commands

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// Days and times as people type them, on the desk's wall clock, over both
// changes of it.
func TestMomentsAsTheyAreTyped(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ day, clock, want string }{
		{"vandaag", "9:05", "2026-11-27T08:05:00Z"},
		{"gisteren", "14.05", "2026-11-26T13:05:00Z"},
		{"yesterday", "23:59", "2026-11-26T22:59:00Z"},
		{"25-11", "08:00", "2026-11-25T07:00:00Z"},
		{"31-12", "08:00", "2025-12-31T07:00:00Z"}, // the last one
		{"25-11-2025", "08:00", "2025-11-25T07:00:00Z"},
		{"2026-07-01", "08:00", "2026-07-01T06:00:00Z"},
		{"2026-10-25", "02:30", "2026-10-25T00:30:00Z"}, // comes twice: the earlier
		{"2026-03-29", "02:30", ""},                     // does not exist
		{"2026-02-30", "10:00", ""},
		{"vandaag", "25:00", ""},
		{"vandaag", "", ""},
		{"", "10:00", ""},
		{"straks", "10:00", ""},
	} {
		got, why := moment(tt.day, tt.clock, now, zone)
		ok := why == ""
		if jumped := tt.day == "2026-03-29"; !ok && (why == noSuchHour) != jumped {
			t.Errorf("%s %s: refused with %s", tt.day, tt.clock, why)
		}
		if text := got.Format(time.RFC3339); ok != (tt.want != "") || ok && text != tt.want {
			t.Errorf("%s %s: %s %v, want %q", tt.day, tt.clock, text, ok, tt.want)
		}
	}
}

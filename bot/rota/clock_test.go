package rota

import (
	"testing"
	"time"
)

// A wall time that does not exist becomes the first instant after the gap, and
// one that exists twice the first of the two: in every zone, and where the clock
// moves by half an hour or a whole day is left out.
func TestWallTimeInGapAndOverlap(t *testing.T) {
	for _, c := range []struct{ zone, day, clock, want string }{
		{amsterdam, "2026-03-29", "01:59", "2026-03-29T00:59:00Z"},
		{amsterdam, "2026-03-29", "02:00", "2026-03-29T01:00:00Z"},
		{amsterdam, "2026-03-29", "02:30", "2026-03-29T01:00:00Z"},
		{amsterdam, "2026-03-29", "03:00", "2026-03-29T01:00:00Z"},
		{amsterdam, "2026-03-29", "03:01", "2026-03-29T01:01:00Z"},
		{amsterdam, "2026-10-25", "01:59", "2026-10-24T23:59:00Z"},
		{amsterdam, "2026-10-25", "02:00", "2026-10-25T00:00:00Z"},
		{amsterdam, "2026-10-25", "02:30", "2026-10-25T00:30:00Z"},
		{amsterdam, "2026-10-25", "03:00", "2026-10-25T02:00:00Z"},
		{amsterdam, "2026-10-24", "24:00", "2026-10-24T22:00:00Z"},
		{"Europe/London", "2026-03-29", "01:30", "2026-03-29T01:00:00Z"},
		{"Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30:00Z"},
		{"Europe/Warsaw", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"},
		{"Europe/Warsaw", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"},
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"},
		{"Asia/Kolkata", "2026-03-29", "02:30", "2026-03-28T21:00:00Z"},
		{"Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z"},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"},
		{"Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00:00Z"}, // Samoa left out that day
		{"Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00:00Z"}, // the day begins at 01:00
		{"UTC", "2026-03-29", "02:30", "2026-03-29T02:30:00Z"},
	} {
		d, err := ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		clock, err := ParseClock(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.at(clock, zoneOf(t, c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s %s %s: %s, want %s", c.zone, c.day, c.clock, got, c.want)
		}
	}
}

// Where it is neither, the clock of the zone shows what was asked for.
func TestWallTimeIsWhatTheClockShows(t *testing.T) {
	for _, name := range []string{amsterdam, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham"} {
		zone := zoneOf(t, name)
		for d := (Date{2026, time.January, 1}); d.Year < 2028; d = d.Add(1) {
			at := d.at(9*60, zone).In(zone)
			if dateOf(at) != d || at.Hour() != 9 || at.Minute() != 0 {
				t.Fatalf("%s %s 09:00 is %s", name, d, at)
			}
		}
	}
}

func TestClocksThatAreNone(t *testing.T) {
	for _, s := range []string{"", "9:00", "09.00", "0900", "24:01", "25:00", "09:60", "-1:00", "09:00:00", "ab:cd"} {
		if c, err := ParseClock(s); err == nil {
			t.Errorf("%q is read as %s", s, c)
		}
	}
	for _, s := range []string{"00:00", "09:05", "23:59", "24:00"} {
		if c, err := ParseClock(s); err != nil || c.String() != s {
			t.Errorf("%q is read as %s, %v", s, c, err)
		}
	}
}

package rota

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func hoursOf(t testing.TB, change func(*HoursSpec)) *Hours {
	t.Helper()
	s := HoursSpec{Zone: amsterdam, Windows: []WindowSpec{{[]string{"ma-vr"}, "09:00", "17:30"}}}
	if change != nil {
		change(&s)
	}
	h, err := NewHours(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// The holidays of a year are these, and no others: Good Friday and 5 May are
// working days, and Koningsdag goes to the Saturday when the 27th is a Sunday.
func TestDutchHolidays(t *testing.T) {
	h := hoursOf(t, nil)
	for year, want := range map[int][]string{
		2025: {"01-01 New Year's Day", "04-20 Easter Sunday", "04-21 Easter Monday", "04-26 King's Day", "05-29 Ascension Day", "06-08 Whit Sunday", "06-09 Whit Monday", "12-25 Christmas Day", "12-26 Boxing Day"},
		2026: {"01-01 New Year's Day", "04-05 Easter Sunday", "04-06 Easter Monday", "04-27 King's Day", "05-14 Ascension Day", "05-24 Whit Sunday", "05-25 Whit Monday", "12-25 Christmas Day", "12-26 Boxing Day"},
		2027: {"01-01 New Year's Day", "03-28 Easter Sunday", "03-29 Easter Monday", "04-27 King's Day", "05-06 Ascension Day", "05-16 Whit Sunday", "05-17 Whit Monday", "12-25 Christmas Day", "12-26 Boxing Day"},
		2028: {"01-01 New Year's Day", "04-16 Easter Sunday", "04-17 Easter Monday", "04-27 King's Day", "05-25 Ascension Day", "06-04 Whit Sunday", "06-05 Whit Monday", "12-25 Christmas Day", "12-26 Boxing Day"},
		2031: {"01-01 New Year's Day", "04-13 Easter Sunday", "04-14 Easter Monday", "04-26 King's Day", "05-22 Ascension Day", "06-01 Whit Sunday", "06-02 Whit Monday", "12-25 Christmas Day", "12-26 Boxing Day"},
	} {
		var got []string
		for d := (Date{year, time.January, 1}); d.Year == year; d = d.Add(1) {
			if name, off := h.Holiday(d); off {
				got = append(got, d.String()[5:]+" "+name.EN)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d (-want +got):\n%s", year, diff)
		}
	}
	if name, _ := h.Holiday(Date{2026, time.May, 25}); name.NL != "tweede pinksterdag" {
		t.Errorf("Whit Monday is called %q in Dutch", name.NL)
	}
}

// 5 May is a day off where it was agreed, every year or each fifth.
func TestLiberationDay(t *testing.T) {
	for setting, want := range map[string][]int{"": nil, "never": nil, "every": {2026, 2027, 2028, 2029, 2030}, "lustrum": {2030}} {
		h := hoursOf(t, func(s *HoursSpec) { s.LiberationDay = setting })
		var got []int
		for year := 2026; year <= 2030; year++ {
			if _, off := h.Holiday(Date{year, time.May, 5}); off {
				got = append(got, year)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("liberation_day: %q (-want +got):\n%s", setting, diff)
		}
	}
}

// A minute before, at and after each border.
func TestOpen(t *testing.T) {
	h := hoursOf(t, func(s *HoursSpec) {
		s.Windows = append(s.Windows, WindowSpec{[]string{"za"}, "22:00", "24:00"}, WindowSpec{[]string{"zo"}, "00:00", "02:00"})
		s.Days = []DaySpec{
			{Date: "12-24", Name: "kerstavond", From: "00:00", To: "13:00"},
			{Date: "2026-12-31", Name: "verhuizing"},
		}
	})
	for _, c := range []struct {
		at   string
		open bool
	}{
		{"2026-11-30T08:59:59+01:00", false},
		{"2026-11-30T09:00:00+01:00", true},
		{"2026-11-30T09:01:00+01:00", true},
		{"2026-11-30T17:29:59+01:00", true},
		{"2026-11-30T17:30:00+01:00", false}, // the end does not belong to it
		{"2026-11-28T12:00:00+01:00", false}, // Saturday
		{"2026-11-28T21:59:59+01:00", false},
		{"2026-11-28T22:00:00+01:00", true},
		{"2026-11-28T23:59:59+01:00", true},
		{"2026-11-29T00:00:00+01:00", true}, // on over midnight
		{"2026-11-29T01:59:59+01:00", true},
		{"2026-11-29T02:00:00+01:00", false},
		{"2026-04-27T12:00:00+02:00", false}, // Koningsdag, a Monday
		{"2026-04-28T12:00:00+02:00", true},
		{"2026-04-03T12:00:00+02:00", true}, // Good Friday
		{"2026-12-24T12:59:59+01:00", true},
		{"2026-12-24T13:00:00+01:00", false}, // half a day
		{"2026-12-25T12:00:00+01:00", false},
		{"2027-12-24T13:00:00+01:00", false}, // each year
		{"2028-12-24T12:00:00+01:00", false}, // half of a Sunday is closed all the same
		{"2026-12-31T12:00:00+01:00", false},
		{"2026-03-29T01:59:59+01:00", true}, // up to the gap
		{"2026-03-29T03:00:00+02:00", false},
		{"2026-10-25T01:59:59+02:00", true},
		{"2026-10-25T02:00:00+02:00", false},
		{"2026-10-25T02:00:00+01:00", false}, // the second 02:00
	} {
		if got := h.Open(when(t, c.at)); got != c.open {
			t.Errorf("%s: open is %t", c.at, got)
		}
	}
}

// What was planned for an hour that comes twice is not open twice, and what was
// planned for one that never comes is not open at all.
func TestOpenInTheNightsOfTheClock(t *testing.T) {
	h := hoursOf(t, func(s *HoursSpec) { s.Windows = []WindowSpec{{[]string{"sun"}, "02:00", "02:30"}} })
	for _, c := range []struct {
		at   string
		open bool
	}{
		{"2026-03-29T00:59:59Z", false},
		{"2026-03-29T01:00:00Z", false},
		{"2026-03-29T01:15:00Z", false},
		{"2026-10-25T00:00:00Z", true},
		{"2026-10-25T00:29:59Z", true},
		{"2026-10-25T00:30:00Z", false},
		{"2026-10-25T01:15:00Z", false}, // 02:15 once more
	} {
		if got := h.Open(when(t, c.at)); got != c.open {
			t.Errorf("%s: open is %t", c.at, got)
		}
	}
}

func TestNextOpeningAndClosing(t *testing.T) {
	h := hoursOf(t, nil)
	for _, c := range []struct {
		from, at string
		open     bool
	}{
		{"2026-11-30T08:59:00+01:00", "2026-11-30T09:00:00+01:00", true},
		{"2026-11-30T09:00:00+01:00", "2026-11-30T17:30:00+01:00", false},
		{"2026-11-30T17:30:00+01:00", "2026-12-01T09:00:00+01:00", true},
		{"2026-10-23T17:31:00+02:00", "2026-10-26T09:00:00+01:00", true}, // over the change
		{"2026-12-24T17:30:00+01:00", "2026-12-28T09:00:00+01:00", true}, // Christmas, then a weekend
		{"2027-03-26T17:30:00+01:00", "2027-03-30T09:00:00+02:00", true}, // Easter 2027 on the night of the change
	} {
		at, open := h.Next(when(t, c.from))
		if !at.Equal(when(t, c.at)) || open != c.open {
			t.Errorf("after %s: %s, %t", c.from, at, open)
		}
	}
	always := hoursOf(t, func(s *HoursSpec) {
		s.Holidays, s.Windows = "none", []WindowSpec{{[]string{"mon-sun"}, "00:00", "24:00"}}
	})
	if at, open := always.Next(when(t, "2026-11-30T08:59:00Z")); !at.IsZero() || !open {
		t.Errorf("an office that never closes does so at %s (%t)", at, open)
	}
	never := hoursOf(t, func(s *HoursSpec) { s.Windows = nil })
	if at, open := never.Next(when(t, "2026-11-30T08:59:00Z")); !at.IsZero() || open {
		t.Errorf("an office that never opens does so at %s (%t)", at, open)
	}
}

// Next and Open say the same, minute by minute over both changes of the clock.
func TestNextAgreesWithOpen(t *testing.T) {
	h := hoursOf(t, func(s *HoursSpec) {
		s.Windows = []WindowSpec{{[]string{"mon-sun"}, "00:00", "01:15"}, {[]string{"sun"}, "02:15", "02:45"}, {[]string{"sat"}, "23:00", "24:00"}}
		s.Holidays = "none"
	})
	for _, start := range []string{"2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z"} {
		at := when(t, start)
		next, opens := h.Next(at)
		for range 600 {
			at = at.Add(time.Minute)
			if at.Equal(next) {
				if h.Open(at) != opens {
					t.Fatalf("%s: Next says %t, Open does not", at, opens)
				}
				next, opens = h.Next(at)
			}
			if h.Open(at) == opens {
				t.Fatalf("%s: Open is %t before Next says so, at %s", at, opens, next)
			}
		}
	}
}

func ExampleHours() {
	hours, err := NewHours(HoursSpec{
		Zone:    "Europe/Amsterdam",
		Windows: []WindowSpec{{Weekdays: []string{"ma-vr"}, From: "09:00", To: "17:30"}},
	})
	if err != nil {
		panic(err)
	}
	friday := time.Date(2027, 3, 26, 17, 0, 0, 0, hours.Zone())
	fmt.Println(hours.Open(friday))
	closes, _ := hours.Next(friday)
	opens, _ := hours.Next(closes)
	fmt.Println(opens.In(hours.Zone()).Format("Mon 2 Jan 15:04 MST"))
	name, _ := hours.Holiday(Date{2027, time.March, 29})
	fmt.Println(name.NL)
	// Output:
	// true
	// Tue 30 Mar 09:00 CEST
	// tweede paasdag
}

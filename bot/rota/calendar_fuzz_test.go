package rota

import (
	"testing"
	"time"
)

// Whatever stands in a calendar, it is read or refused within the limits: no
// panic, no more steps and shifts than are allowed, and only shifts that a plan
// can hold. The limits bound the time too, since each step costs about the same:
// the fuzzer itself stops at an input that takes ten seconds, and
// BenchmarkHostileCalendar says what the worst ones take.
func FuzzCalendar(f *testing.F) {
	f.Add(read(f, "outlook.ics"))
	f.Add(read(f, "google.ics"))
	for _, properties := range []string{
		"RRULE:FREQ=SECONDLY",
		"RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
		"RRULE:FREQ=MONTHLY;BYDAY=53MO", // left the tables of rrule-go
		"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-30,30;BYDAY=-5SU",
		"RRULE:FREQ=WEEKLY;INTERVAL=400;WKST=SU;BYMONTH=2;UNTIL=22000101",
		"RRULE:FREQ=DAILY;COUNT=3660;BYDAY=MO\nEXDATE;VALUE=DATE:20261102,20261103",
		"RDATE;VALUE=PERIOD:20261102T090000Z/PT1H,20261103T090000Z/20261104T090000Z",
		"RECURRENCE-ID;RANGE=THISANDFUTURE:20261102T090000Z",
		"ATTENDEE;CN=\"Bram, de Wit\";PARTSTAT=DECLINED:MAILTO:bram@desk.example",
	} {
		f.Add([]byte(ics("DTSTART;TZID=W. Europe Standard Time:20201025T023000", "DTEND:20201026T023000", properties)))
	}
	zone := zoneOf(f, amsterdam)
	now := when(f, "2026-11-02T12:00:00Z")
	f.Fuzz(func(t *testing.T, data []byte) {
		cal, err := ParseCalendar(data, zone, now, who)
		if err != nil {
			if cal != nil {
				t.Fatal("a calendar that is refused comes with shifts")
			}
			return
		}
		if len(cal.shifts) > maxShifts || len(cal.warnings) > maxWarnings {
			t.Fatalf("%d shifts and %d warnings", len(cal.shifts), len(cal.warnings))
		}
		var last time.Time
		for _, s := range cal.shifts {
			if s.From.Before(last) || !s.From.Before(s.To) || s.To.Sub(s.From) > horizon+24*time.Hour || s.Person == "" ||
				!s.To.After(now.Add(-past)) || !s.From.Before(now.Add(horizon)) {
				t.Fatalf("a shift from %s to %s of %q", s.From, s.To, s.Person)
			}
			last = s.From
		}
	})
}

package rota

import (
	"strings"
	"testing"
)

// BenchmarkHostileCalendar is what a calendar can make us work that stays within
// all limits.
func BenchmarkHostileCalendar(b *testing.B) {
	const start, end = "DTSTART;TZID=Europe/Amsterdam:19700102T090000", "DURATION:PT8H"
	series := func(n int, properties ...string) string {
		text := "BEGIN:VEVENT\nUID:x\nSUMMARY:Anna\n" + start + "\n" + end + "\n" + strings.Join(properties, "\n") + "\nEND:VEVENT\n"
		return "BEGIN:VCALENDAR\n" + strings.Repeat(text, n) + "END:VCALENDAR\n"
	}
	exceptions := "EXDATE;TZID=Europe/Amsterdam:" + strings.Repeat("20261102T090000,", 1000) + "20261102T090000"
	for _, c := range []struct{ name, text string }{
		{"AsLargeAsAllowed", series(1, strings.Repeat("X-NOTHING:"+strings.Repeat("x", 100)+"\n", 9000))},
		{"ThirtiethOfFebruary", series(maxSparse, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")},
		{"NoSuchPosition", series(maxSparse, "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5MO,5TU,-5TH;BYSETPOS=366,-366")},
		{"CountedFromLongAgo", series(27, "RRULE:FREQ=DAILY;COUNT=3660")},
		{"AsManyAsAllowed", series(maxEvents, "RDATE:20261102T090000")},
		{"Exceptions", series(1, append([]string{"RRULE:FREQ=DAILY"}, strings.Repeat(exceptions+"\n", 60))...)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				if _, err := parse(b, c.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

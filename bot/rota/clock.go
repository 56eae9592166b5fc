package rota

import (
	"fmt"
	"time"
)

// A Clock is a wall time in minutes since midnight, 00:00 to 24:00.
type Clock int

// Midnight is the end of a day, which is where the next one begins.
const Midnight Clock = 24 * 60

// ParseClock reads a time such as 09:00.
func ParseClock(s string) (Clock, error) {
	digit := func(i int) int { return int(s[i]) - '0' }
	if len(s) != 5 || s[2] != ':' {
		return 0, fmt.Errorf("%q is no time; write one as 09:00", s)
	}
	for _, i := range []int{0, 1, 3, 4} {
		if digit(i) < 0 || digit(i) > 9 {
			return 0, fmt.Errorf("%q is no time; write one as 09:00", s)
		}
	}
	minute := digit(3)*10 + digit(4)
	c := Clock((digit(0)*10+digit(1))*60 + minute)
	if minute > 59 || c > Midnight {
		return 0, fmt.Errorf("%q is no time of a day; it ends at 24:00", s)
	}
	return c, nil
}

// String returns the time as 09:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// A Date is a day on the wall, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a day such as 2026-12-24.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no date; write one as 2026-12-24", s)
	}
	return dateOf(t), nil
}

// dateOf is the day that a clock in the zone of t shows.
func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String returns the date as 2026-12-24.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Add returns the date so many days later.
func (d Date) Add(days int) Date { return dateOf(d.utc().AddDate(0, 0, days)) }

// number counts the days since 1970-01-01. Every day of UTC has 24 hours, so the
// division is exact; on the clock of a zone with summer time it would not be.
func (d Date) number() int {
	const day = 24 * 60 * 60
	return int(floorDiv(d.utc().Unix(), day))
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// at is the instant at which the clock in zone shows c on that day.
func (d Date) at(c Clock, zone *time.Location) time.Time {
	return instant(d.utc().Add(time.Duration(c)*time.Minute), zone)
}

// instant is when the clock of a zone shows what wall, written in UTC, shows: the
// first time when it does so twice, and the first instant after the gap when it
// never does. [time.Date] promises neither: of 02:30 in Amsterdam it makes 03:30
// in March, and in October the second of the two.
func instant(wall time.Time, zone *time.Location) time.Time {
	near := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	start, end := near.ZoneBounds()
	spans := []time.Time{near}
	if !start.IsZero() {
		spans = []time.Time{start.Add(-1), near}
	}
	if !end.IsZero() {
		spans = append(spans, end)
	}
	for _, within := range spans {
		_, offset := within.Zone()
		start, end := within.ZoneBounds()
		t := wall.Add(-time.Duration(offset) * time.Second)
		switch {
		case !end.IsZero() && !t.Before(end):
			continue // a later offset shows it, or none
		case !start.IsZero() && t.Before(start):
			return start.UTC() // the clock jumped over it
		}
		return t.UTC()
	}
	return near.UTC()
}

// floorDiv rounds towards minus infinity, so that what lies before an anchor
// counts on in the same rhythm.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

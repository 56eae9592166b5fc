package mail

import (
	"strings"
	"time"
)

// A date is a day without a time.
type date struct{ year, month, day int }

func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date{y, int(m), d}
}

func (d date) zero() bool { return d.year == 0 }

func (d date) valid() bool {
	return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.year >= 1990 && d.year < 2200 && d.day <= daysIn(d.year, d.month)
}

// add returns the day n days on.
func (d date) add(n int) date {
	return dateOf(time.Date(d.year, time.Month(d.month), d.day+n, 12, 0, 0, 0, time.UTC))
}

func (d date) before(e date) bool {
	if d.year != e.year {
		return d.year < e.year
	}
	if d.month != e.month {
		return d.month < e.month
	}
	return d.day < e.day
}

func (d date) weekday() int {
	return int(time.Date(d.year, time.Month(d.month), d.day, 12, 0, 0, 0, time.UTC).Weekday())
}

// at returns the instant of a wall clock on that day in Amsterdam; 24:00 is
// 00:00 of the next day.
func (d date) at(c clock) time.Time { return wall(d.year, d.month, d.day, c.hour, c.min, 0) }

// weekStart returns the Monday of an ISO 8601 week.
func weekStart(year, week int) date {
	jan4 := date{year, 1, 4}
	monday := jan4.add(-((jan4.weekday() + 6) % 7))
	return monday.add(7 * (week - 1))
}

// latest returns the day and month in the latest year that does not lie after base.
func latest(day, month int, base date) date {
	d := date{base.year, month, day}
	if base.before(d) {
		d.year--
	}
	if month == 2 && day == 29 {
		for n := 0; n < 8 && !d.valid(); n++ {
			d.year--
		}
	}
	return d
}

var weekdays = map[string]int{
	"zondag": 0, "maandag": 1, "dinsdag": 2, "woensdag": 3, "donderdag": 4, "vrijdag": 5, "zaterdag": 6,
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"zo": 0, "ma": 1, "di": 2, "wo": 3, "do": 4, "vr": 5, "za": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

// shortWeekday holds those that are words of their own: they count only before a
// number.
var shortWeekday = map[string]bool{"zo": true, "ma": true, "di": true, "wo": true, "do": true, "vr": true, "za": true, "sun": true, "sat": true, "wed": true, "mon": true, "fri": true, "thu": true, "tue": true}

var numbers = map[string]int{
	"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11, "twaalf": 12,
	"enen": 1, "tweeen": 2, "drieen": 3, "vieren": 4, "vijven": 5, "zessen": 6, "zevenen": 7, "achten": 8, "negenen": 9, "tienen": 10, "elven": 11, "twaalven": 12, // rond vijven
	"dertien": 13, "veertien": 14, "vijftien": 15, "twintig": 20, "vijfentwintig": 25,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"twenty": 20, "twenty-five": 25, "fifteen": 15, "a": 1, "an": 1, "'n": 1,
}

// count reads a number in digits or words: 4, vier, rond vieren, rond 4en, four-ish.
func count(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	if s[0] >= '0' && s[0] <= '9' {
		if d, ok := strings.CutSuffix(s, "en"); ok && len(d) <= 2 {
			s = d
		}
		if number(s) && len(s) <= 4 {
			return atoi(s), true
		}
	}
	n, ok := numbers[s]
	if !ok && strings.HasSuffix(s, "-ish") {
		n, ok = numbers[s[:len(s)-len("-ish")]]
	}
	return n, ok
}

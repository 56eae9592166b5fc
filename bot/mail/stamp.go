package mail

import (
	"strings"
	"time"
	_ "time/tzdata" // Europe/Amsterdam must be there wherever the desk runs
	"unicode"
)

// Amsterdam is the zone of a time that names none.
var amsterdam = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err) // time/tzdata is part of the program
	}
	return loc
}()

// readStamp reads the moment that a header gives: the Date field of RFC 5322
// §3.3, or what clients write above a forwarded mail in Dutch, English, German
// and French. Numbers are day-month-year; under English labels a part above 12,
// the weekday, and AM or PM make it month first. A zone in the text wins; without
// one the time is that of Amsterdam.
func readStamp(s string, english bool) (time.Time, bool) {
	if len(s) > 200 {
		s = s[:200]
	}
	var st stamp
	words := stampWords(s)
	for i := 0; i < len(words); i++ {
		st.word(words, &i)
	}
	return st.time(english)
}

type stamp struct {
	day, month, year int
	a, b             int // day and month in either order: 3/2/2025
	hour, min, sec   int
	clock            bool
	ampm             byte
	zone             *time.Location
	weekday          time.Weekday
	named            bool // a weekday is
}

func (st *stamp) word(words []string, i *int) {
	w := words[*i]
	switch {
	case w[0] >= '0' && w[0] <= '9':
		st.number(w, words, i)
	case w == "am" || w == "a.m." || w == "a.m" || w == "pm" || w == "p.m." || w == "p.m":
		st.ampm = w[0]
	case w[0] == '+' || w[0] == '-':
		if z, ok := offset(w); ok && st.clock {
			st.zone = z
		}
	default:
		if m := monthOf(w); m > 0 && st.month == 0 {
			st.month = m
			return
		}
		if d, ok := weekdayOf(w); ok && !st.named {
			st.weekday, st.named = d, true
			return
		}
		if z, ok := zoneNamed(w); ok && st.clock && st.zone == nil {
			st.zone = z
		}
	}
}

func (st *stamp) number(w string, words []string, i *int) {
	if day, clock, ok := strings.Cut(w, "t"); ok && len(day) == 10 && len(clock) >= 5 && clock[2] == ':' { // ISO 8601
		st.number(day, words, i)
		if at := strings.IndexAny(clock, "z+-"); at > 0 {
			st.number(clock[:at], words, i)
			st.zone, _ = zoneNamed("utc" + strings.TrimPrefix(clock[at:], "z"))
			return
		}
		w = clock
	}
	if h, m, s, ok := clockDigits(w); ok && !st.clock {
		st.hour, st.min, st.sec, st.clock = h, m, s, true
		if strings.HasSuffix(w, "m") { // 9:14am
			st.ampm = w[len(w)-2]
		}
		return
	}
	if parts := dateDigits(w); len(parts) == 3 {
		switch {
		case parts[0] > 31:
			st.year, st.month, st.day = parts[0], parts[1], parts[2]
		default:
			st.a, st.b, st.year = parts[0], parts[1], parts[2]
		}
		return
	}
	n := atoi(strings.TrimRight(w, "stndrhe."))
	if dash := strings.Split(w, "-"); len(dash) == 3 && monthOf(dash[1]) > 0 { // 3-feb-2025
		st.day, st.month, st.year = atoi(dash[0]), monthOf(dash[1]), atoi(dash[2])
		return
	}
	switch {
	case n > 31 && st.year == 0:
		st.year = n
	case st.day == 0 && n >= 1 && n <= 31:
		st.day = n
	case st.year == 0 && st.day != 0 && st.month != 0 && n < 100 && !st.clock:
		st.year = n
	case !st.clock && n < 24 && *i+1 < len(words) && (words[*i+1] == "am" || words[*i+1] == "pm"):
		st.hour, st.clock = n, true
	}
}

// monthFirst decides between 3 February and 2 March, both of which fit 3/2.
func (st *stamp) monthFirst() bool {
	if st.named {
		on := func(day, month int) bool {
			return time.Date(st.year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Weekday() == st.weekday
		}
		if first := on(st.b, st.a); first != on(st.a, st.b) {
			return first
		}
	}
	return st.ampm != 0
}

func (st *stamp) time(english bool) (time.Time, bool) {
	if st.year > 0 && st.year < 100 {
		st.year += 2000
	}
	if st.a > 0 {
		st.day, st.month = st.a, st.b
		if st.b > 12 || english && st.a <= 12 && st.monthFirst() {
			st.day, st.month = st.b, st.a
		}
	}
	if st.day == 0 || st.month < 1 || st.month > 12 || st.year < 1990 || st.year > 2200 || !st.clock {
		return time.Time{}, false
	}
	switch {
	case st.ampm == 'p' && st.hour < 12:
		st.hour += 12
	case st.ampm == 'a' && st.hour == 12:
		st.hour = 0
	}
	if daysIn(st.year, st.month) < st.day {
		return time.Time{}, false
	}
	if st.zone == nil {
		return wall(st.year, st.month, st.day, st.hour, st.min, st.sec), true
	}
	return time.Date(st.year, time.Month(st.month), st.day, st.hour, st.min, st.sec, 0, st.zone), true
}

// wall returns the instant of a wall clock in Amsterdam. An hour that comes
// twice is the earlier instant, the safe side of a 72-hour clock; one that does
// not exist is read with the offset from before the change. time.Date promises
// neither.
func wall(year, month, day, hour, min, sec int) time.Time {
	want := time.Date(year, time.Month(month), day, hour, min, sec, 0, time.UTC)
	t := time.Date(year, time.Month(month), day, hour, min, sec, 0, amsterdam)
	_, before := t.Add(-3 * time.Hour).Zone()
	early := want.Add(-time.Duration(before) * time.Second).In(amsterdam)
	shows := func(t time.Time) bool { return t.Hour() == want.Hour() && t.Minute() == want.Minute() }
	if shows(early) || !shows(t) {
		return early
	}
	return t
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// stampWords splits at blanks, commas and brackets, in lower case.
func stampWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		switch r {
		case ',', '(', ')', ';', '[', ']':
			return true
		}
		return unicode.IsSpace(r) // U+202F stands before AM
	})
}

var months = map[string]int{
	"jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12, "dez": 12, "mai": 5, "mär": 3, "janv": 1, "fév": 2,
	"avr": 4, "juin": 6, "juil": 7, "aoû": 8, "déc": 12,
}

var monthNames = map[string]int{
	"januari": 1, "january": 1, "januar": 1, "janvier": 1, "februari": 2, "february": 2, "februar": 2, "février": 2, "febr": 2,
	"maart": 3, "march": 3, "märz": 3, "mars": 3, "april": 4, "avril": 4, "mei": 5, "may": 5, "mai": 5,
	"févr": 2, "juill": 7,
	"juni": 6, "june": 6, "juin": 6, "juli": 7, "july": 7, "juillet": 7, "augustus": 8, "august": 8, "août": 8,
	"september": 9, "septembre": 9, "sept": 9, "oktober": 10, "october": 10, "octobre": 10,
	"november": 11, "novembre": 11, "december": 12, "dezember": 12, "décembre": 12,
}

// The days of German and French clients, beside those of weekdays.
var foreignDays = map[string]int{
	"so": 0, "mo": 1, "mi": 3, "fr": 5, "sonntag": 0, "montag": 1, "dienstag": 2, "mittwoch": 3, "donnerstag": 4, "freitag": 5, "samstag": 6,
	"dimanche": 0, "lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6,
}

func weekdayOf(w string) (time.Weekday, bool) {
	w = strings.TrimRight(w, ".")
	d, ok := weekdays[w]
	if !ok {
		d, ok = foreignDays[w]
	}
	return time.Weekday(d), ok
}

// monthOf reads a month's name or its usual short form.
func monthOf(w string) int {
	w = strings.TrimRight(w, ".")
	if m := monthNames[w]; m > 0 {
		return m
	}
	return months[w]
}

// clockDigits reads 9:14, 09:14:02, and the 09.14, 9u14 and 9h14 that some
// clients write.
func clockDigits(w string) (h, m, s int, ok bool) {
	for _, half := range []string{"am", "pm"} {
		w = strings.TrimSuffix(w, half)
	}
	w = strings.TrimRight(w, "uh")
	parts := strings.Split(w, ":")
	if len(parts) == 1 && len(w) <= 5 {
		if i := strings.IndexAny(w, "uh."); i > 0 {
			parts = []string{w[:i], w[i+1:]}
		}
	}
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, 0, false
	}
	for _, p := range parts {
		if p == "" || len(p) > 2 || strings.Trim(p, "0123456789") != "" {
			return 0, 0, 0, false
		}
	}
	h, m = atoi(parts[0]), atoi(parts[1])
	if len(parts) == 3 {
		s = atoi(parts[2])
	}
	return h, m, s, h < 24 && m < 60 && s < 61
}

// dateDigits reads 03-02-2025, 3/2/25, 3.2.2025 and 2025-02-03.
func dateDigits(w string) []int {
	for _, sep := range []string{"-", "/", "."} {
		parts := strings.Split(strings.TrimRight(w, "."), sep)
		if len(parts) != 3 {
			continue
		}
		var n []int
		for _, p := range parts {
			if p == "" || len(p) > 4 || strings.Trim(p, "0123456789") != "" {
				return nil
			}
			n = append(n, atoi(p))
		}
		return n
	}
	return nil
}

func atoi(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 6; i++ {
		if s[i] < '0' || s[i] > '9' {
			return n
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// offset reads +0100 and -05:00.
func offset(w string) (*time.Location, bool) {
	digits := strings.ReplaceAll(w[1:], ":", "")
	if len(digits) == 1 || len(digits) == 2 {
		digits = ("0" + digits)[len(digits)-1:] + "00"
	}
	if len(digits) != 4 || strings.Trim(digits, "0123456789") != "" {
		return nil, false
	}
	seconds := (atoi(digits[:2])*60 + atoi(digits[2:])) * 60
	if seconds > 14*3600 {
		return nil, false
	}
	if w[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true
}

func zoneNamed(w string) (*time.Location, bool) {
	for _, p := range []string{"gmt", "utc"} {
		if rest, ok := strings.CutPrefix(w, p); ok {
			if rest == "" {
				return time.FixedZone("", 0), true
			}
			if rest[0] == '+' || rest[0] == '-' {
				return offset(rest)
			}
		}
	}
	hours, ok := zoneHours[w]
	return time.FixedZone("", hours*3600), ok
}

var zoneHours = map[string]int{"cet": 1, "cest": 2, "met": 1, "mest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "wet": 0, "west": 1, "bst": 1, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}

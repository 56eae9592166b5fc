package mail

import (
	"strings"
	"time"
)

// A day is one or more days, as words name them.
type day struct {
	from, to date // to is zero for a single day, else the last day
	part     part // the part of the day that the word holds: gisteravond
	explicit bool // named by a date, not by its distance from today
	yearless bool // a date without its year
	future   bool // komende vrijdag: never a moment of the incident
	vague    bool // a week or a month: no day
	lastNite bool // vannacht, last night: before or after midnight
	instant  bool // an hour ago: at holds the moment
	at       time.Time
	rough    bool // an instant counted in hours
	today    bool // vandaag, today, and no part of it
	weekday  int  // the weekday that was named, Sunday 1; 0 without
	offDay   bool // a weekday stands beside the date that is another one
	// overNight says that it is the night from one day to the next.
	overNight bool
}

// readDay reads a day at word i, counted from base, the day and time on which
// the mail was written, and returns how many words it takes. Without base,
// relative words mean nothing.
func (p *prose) readDay(i int, base time.Time) (d day, n int) {
	w := p.at(i)
	if w == "" || p.words[i].sign || p.words[i].address {
		return d, 0
	}
	if w[0] >= '0' && w[0] <= '9' {
		if d, n = p.numericDay(i, base); n > 0 {
			return d, n
		}
	}
	if !base.IsZero() {
		if d, n = p.ago(i, base); n > 0 {
			return d, n
		}
		if d, n = p.relativeDay(i, dateOf(base)); n > 0 {
			return d, n
		}
	}
	if !dayLetter[w[0]] {
		return d, 0
	}
	if d, n = p.weekdayAt(i, base); n > 0 {
		return d, n
	}
	if m := p.month(i); m > 0 { // February 3(rd)(, 2025)
		if num, ok := ordinal(p.at(i + 1)); ok {
			n = 2
			year, k := p.year(i + n)
			d, ok = fixedDay(num, m, year, base)
			return d, ifOK(ok, n+k)
		}
	}
	return d, 0
}

// dayLetter holds the first letters of all words that a weekday or a month may
// begin with.
var dayLetter = func() (t [256]bool) {
	for w := range weekdays {
		t[w[0]] = true
	}
	for w := range monthNames {
		t[w[0]] = true
	}
	for w := range months {
		t[w[0]] = true
	}
	for _, c := range "avpljktcn" { // afgelopen, vorige, past, last, jongstleden, komende, this, coming, next
		t[c] = true
	}
	return t
}()

// month reads a month's name at i. Short ones and those that are words (mei is
// none, but "may" and "mar" are) count beside a number alone, which the caller checks.
func (p *prose) month(i int) int {
	w := p.at(i)
	if len(w) < 3 {
		return 0
	}
	return monthFolded(w)
}

func monthFolded(w string) int {
	switch w {
	case "fevrier":
		return 2
	case "decembre":
		return 12
	case "aout":
		return 8
	case "marz":
		return 3
	}
	return monthOf(w)
}

func ordinal(s string) (int, bool) {
	t := s
	for _, end := range []string{"ste", "st", "nd", "rd", "th", "de", "e"} {
		if v, ok := strings.CutSuffix(s, end); ok {
			t = v
			break
		}
	}
	if !number(t) || len(t) > 2 {
		return 0, false
	}
	n := atoi(t)
	return n, n >= 1 && n <= 31
}

// year reads a year at i, with a comma or an apostrophe in front.
func (p *prose) year(i int) (year, n int) {
	if p.at(i) == "," {
		n++
	}
	w := p.at(i + n)
	if len(w) == 4 && number(w) && atoi(w) >= 1990 && atoi(w) < 2200 {
		return atoi(w), n + 1
	}
	if (w == "'" || w == "’") && len(p.at(i+n+1)) == 2 && number(p.at(i+n+1)) {
		return 2000 + atoi(p.at(i+n+1)), n + 2
	}
	return 0, 0
}

// fixedDay makes a day of numbers; without a year the latest that is not after base.
func fixedDay(dayNum, month, year int, base time.Time) (day, bool) {
	if year == 0 {
		if base.IsZero() {
			return day{}, false
		}
		d := latest(dayNum, month, dateOf(base))
		return day{from: d, explicit: true, yearless: true}, d.valid()
	}
	if year < 100 {
		year += 2000
	}
	d := date{year, month, dayNum}
	return day{from: d, explicit: true}, d.valid()
}

// numericDay reads 30-09-2026, 3/2/26, 2026-09-30, 3-2 behind "op", 3 februari
// 2026, 2 en 4 november, 2-4 november.
func (p *prose) numericDay(i int, base time.Time) (d day, n int) {
	w := p.at(i)
	if parts := dateDigits(w); len(parts) == 3 {
		a, m, y := parts[0], parts[1], parts[2]
		if a > 31 {
			a, y = y, a
		} else if m > 12 && a <= 12 {
			a, m = m, a
		}
		var ok bool
		d, ok = fixedDay(a, m, y, base)
		return d, ifOK(ok && y > 0, 1)
	}
	if dash := strings.Split(w, "-"); len(dash) == 3 && monthFolded(dash[1]) > 0 && number(dash[0]) && number(dash[2]) {
		d, ok := fixedDay(atoi(dash[0]), monthFolded(dash[1]), atoi(dash[2]), base)
		return d, ifOK(ok, 1)
	}
	if a, b, ok := twoNumbers(w); ok {
		if m := p.month(i + 1); m > 0 && a < b { // 2-4 november
			return p.dayRange(a, b, m, i, 2, base)
		}
		if p.dateContext(i) && b <= 12 {
			d, ok := fixedDay(a, b, 0, base)
			return d, ifOK(ok, 1)
		}
	}
	num, ok := ordinal(w)
	if !ok {
		return d, 0
	}
	k := 1
	if p.at(i+k) == "." || p.at(i+k) == "of" || p.at(i+k) == "de" {
		k++
	}
	if m := p.month(i + k); m > 0 {
		year, y := p.year(i + k + 1)
		d, ok = fixedDay(num, m, year, base)
		n = k + 1 + y
		if p.at(i+n) == "." && monthFolded(p.at(i+k)) > 0 && len(p.at(i+k)) <= 4 { // 3 feb. 2025
			if year, y = p.year(i + n + 1); y > 0 {
				d, ok = fixedDay(num, m, year, base)
				n += 1 + y
			}
		}
		return d, ifOK(ok, n)
	}
	if d, ok := p.dayOfMonth(i, num, base); ok {
		return d, 1
	}
	// 2 en 4 november, 2 tot en met 4 november
	j := i + 1
	switch p.at(j) {
	case "en", "and", "-", "–", "to", "tot", "t/m":
		if p.at(j) == "tot" && p.at(j+1) == "en" && p.at(j+2) == "met" {
			j += 2
		}
		if _, weekday := weekdays[p.at(j+1)]; weekday { // Saturday 14 to Sunday 15 November
			j++
		}
		last, ok := ordinal(p.at(j + 1))
		if m := p.month(j + 2); ok && m > 0 && last > num {
			return p.dayRange(num, last, m, i, j+3-i, base)
		}
	}
	return d, 0
}

// dayOfMonth reads "de 14e", "on the 14th": the latest such day.
func (p *prose) dayOfMonth(i, num int, base time.Time) (day, bool) {
	if base.IsZero() || number(p.at(i)) || nounAfter(p, i+1) {
		return day{}, false
	}
	switch p.at(i - 1) {
	case "de", "den", "the":
	default:
		return day{}, false
	}
	switch p.at(i + 1) {
	case "of", "van", "and", "en", "-", "to", "op", "tot", "t/m":
		return day{}, false
	}
	d := dateOf(base)
	if d.day < num {
		d.month--
		if d.month == 0 {
			d.year, d.month = d.year-1, 12
		}
	}
	d.day = num
	return day{from: d, explicit: true}, d.valid()
}

func (p *prose) dayRange(a, b, month, i, n int, base time.Time) (day, int) {
	year, y := p.year(i + n)
	last, ok := fixedDay(b, month, year, base)
	if !ok {
		return day{}, 0
	}
	first := date{last.from.year, month, a}
	return day{from: first, to: last.from, explicit: true}, ifOK(first.valid(), n+y)
}

// twoNumbers reads 3-2 and 3/2.
func twoNumbers(w string) (a, b int, ok bool) {
	i := strings.IndexAny(w, "-/")
	if i < 1 || i > 2 || len(w)-i > 3 || !number(w[:i]) || !number(w[i+1:]) {
		return 0, 0, false
	}
	a, b = atoi(w[:i]), atoi(w[i+1:])
	return a, b, a >= 1 && a <= 31 && b >= 1 && b <= 31
}

// dateContext reports whether the word in front makes two numbers a date.
func (p *prose) dateContext(i int) bool {
	prev := p.at(i - 1)
	if prev == "." {
		prev = p.at(i - 2) // d.d. 16-11
	}
	switch prev {
	case "op", "on", "d.d", "dd", "van", "sinds", "since", "vanaf", "from", "tot", ":", "\t", "t/m":
		return true
	}
	_, weekday := weekdays[p.at(i-1)]
	return weekday || i == 0
}

// weekdayAt reads a weekday with what stands around it. Alone it is the latest
// one before today, never today itself; before a date it only decorates it.
func (p *prose) weekdayAt(i int, base time.Time) (d day, n int) {
	j, future, week := i, false, 0
	switch p.at(j) {
	case "afgelopen", "vorige", "last", "jongstleden", "past", "laatste", "voorbije":
		j++
		if p.at(j) == "week" || p.at(j) == "week's" {
			week = 1
			j++
			if p.at(j) == "op" || p.at(j) == "on" || p.at(j) == "," {
				j++
			}
		}
	case "komende", "volgende", "aanstaande", "aankomende", "next", "coming", "this":
		future = p.at(j) != "this"
		j++
		if future && p.at(j) == "week" { // volgende week dinsdag
			j++
			if p.at(j) == "op" || p.at(j) == "on" {
				j++
			}
			if _, ok := weekdays[p.at(j)]; !ok {
				return day{future: true, vague: true}, j - i
			}
		}
	}
	w := strings.TrimSuffix(p.at(j), "'s")
	pt := partNone
	wd, ok := weekdays[w]
	if !ok {
		wd, pt, ok = weekdayPart(w)
	}
	if !ok {
		if week == 1 && j == i+2 {
			return day{vague: true}, 2
		}
		return d, 0
	}
	n = j - i + 1
	k := n
	if p.at(i+k) == "," || p.at(i+k) == "." || p.at(i+k) == "(" || p.at(i+k) == "the" {
		k++
	}
	if p.at(i+k) == "the" {
		k++
	}
	// dinsdag 22 september, Monday, February 3, vrijdag (23 oktober)
	dated, m := day{}, 0
	if s := p.at(i + k); s != "" && s[0] >= '0' && s[0] <= '9' {
		dated, m = p.numericDay(i+k, base)
	} else if mon := p.month(i + k); mon > 0 {
		if num, ok := ordinal(p.at(i + k + 1)); ok {
			year, y := p.year(i + k + 2)
			if dated, ok = fixedDay(num, mon, year, base); ok {
				m = 2 + y
			}
		}
	}
	if m > 0 {
		dated.part = pt
		dated.offDay = dated.from.weekday() != wd
		if p.at(i+k+m) == ")" {
			m++
		}
		return dated, k + m
	}
	if shortWeekday[w] || base.IsZero() {
		return d, 0
	}
	today := dateOf(base)
	back := (today.weekday() - wd + 7) % 7
	if back == 0 {
		back = 7
	}
	d = day{from: today.add(-back), part: pt, future: future, weekday: wd + 1}
	switch next := p.at(i + n); {
	case next == "jl" || next == "l.l" || next == "jongstleden":
		n++
		if p.at(i+n) == "." {
			n++
		}
	case next == "a.s" || next == "aanstaande" || next == "next" || next == "volgende" || next == "komende":
		d.future = true
		n++
		if p.at(i+n) == "week" {
			n++
		}
	case (next == "of" || next == "van") && (p.at(i+n+1) == "vorige" || p.at(i+n+1) == "last") && p.at(i+n+2) == "week":
		week = 1
		n += 3
	case (next == "vorige" || next == "last") && p.at(i+n+1) == "week":
		week = 1
		n += 2
	case next == "van" && p.at(i+n+1) == "week" && number(p.at(i+n+2)):
		if r, k := p.weekNumber(i+n+1, today); k > 0 {
			d.from, d.explicit = r.from.add((wd+6)%7), true
			return d, n + 1 + k
		}
	}
	if week == 1 {
		monday := today.add(-((today.weekday() + 6) % 7) - 7)
		d.from = monday.add((wd + 6) % 7)
	}
	if q, k := p.partAfter(i + n); k > 0 && d.part == partNone {
		d.part = q
		n += k
	}
	return d, n
}

// weekdayPart reads maandagavond.
func weekdayPart(w string) (weekday int, pt part, ok bool) {
	if len(w) < 11 {
		return 0, partNone, false
	}
	for _, name := range [...]string{"ochtend", "morgen", "middag", "avond", "nacht"} {
		pt := parts[name]
		if name == "morgen" {
			pt = morning
		}
		if rest, found := strings.CutSuffix(w, name); found {
			if wd, ok := weekdays[rest]; ok && len(rest) > 3 {
				return wd, pt, true
			}
		}
	}
	return 0, partNone, false
}

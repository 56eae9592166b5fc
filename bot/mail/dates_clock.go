package mail

import "strings"

// A clock is a time of day. What was said in words without a part of the day
// ("om drie uur") may be twelve hours later too.
type clock struct {
	hour, min int
	either    bool // hour and hour+12 both fit the words
	set       bool
	approx    bool // "een uur of vijf"
}

// A part is a part of the day, which tells three from fifteen.
type part int

const (
	partNone part = iota
	morning
	afternoon
	evening
	night
)

var parts = map[string]part{
	"ochtend": morning, "ochtends": morning, "morgens": morning, "morning": morning, "am": morning, "a.m": morning, "vm": morning,
	"voormiddag": morning, "voormiddags": morning, "namiddag": afternoon, "namiddags": afternoon, "noen": afternoon,
	"middag": afternoon, "middags": afternoon, "afternoon": afternoon, "pm": afternoon, "p.m": afternoon, "nm": afternoon,
	"sochtends": morning, "smorgens": morning, "smiddags": afternoon, "savonds": evening, "snachts": night,
	"avond": evening, "avonds": evening, "evening": evening, "nacht": night, "nachts": night, "night": night,
}

// readClock reads a time of day at word i and returns how many words it takes.
func (p *prose) readClock(i int) (c clock, n int) {
	w := p.at(i)
	if w == "" {
		return c, 0
	}
	switch w {
	case "middernacht", "midnight":
		return clock{hour: 24, set: true}, 1
	case "middaguur":
		return clock{hour: 12, set: true, approx: true}, 1
	case "noon", "midday":
		return clock{hour: 12, set: true}, 1
	case "half":
		return p.halfClock(i)
	case "kwart", "quarter":
		return p.quarterClock(i, 1, 15)
	case "a":
		if p.at(i+1) == "quarter" {
			c, n = p.quarterClock(i+1, 1, 15)
			return c, n + min(n, 1)
		}
	}
	if w[0] >= '0' && w[0] <= '9' {
		if c, n = p.digitClock(i); n > 0 {
			return c, n
		}
	}
	if w == "een" && p.at(i+1) == "uur" && p.at(i+2) == "of" { // een uur of vijf
		if h, ok := count(p.at(i + 3)); ok && h >= 1 && h <= 24 && !nounAfter(p, i+4) {
			return clock{hour: h, either: h <= 12, set: true, approx: true}, 4
		}
	}
	m, ok := count(w)
	if !ok || m > 59 {
		return c, 0
	}
	// tien over negen, vijf voor half negen, ten past eight
	at := i + 1
	if s := p.at(at); s == "minuten" || s == "minutes" || s == "min" {
		at++
	}
	if c, n = p.quarterClock(at-1, 1, m); n > 0 && m < 30 && m > 0 {
		return c, n + at - i - 1
	}
	switch p.at(i + 1) {
	case "uur", "u", "o'clock", "oclock", "hours", "hrs", "h":
		if m > 24 || m == 24 && p.at(i+2) == "per" || p.duration(i, i+2) {
			return clock{}, 0
		}
		return clock{hour: m, either: !number(w) && m >= 1 && m <= 12, set: true}, 2
	case "am", "pm", "a.m", "p.m":
		if m <= 12 {
			return clock{hour: m, either: true, set: true}, 1
		}
	}
	// tussen drie en vier uur, between 3 and 4 pm: the mark behind the second is for both
	switch p.at(i + 1) {
	case "en", "and", "tot", "to", "-", "–":
		if k, ok := count(p.at(i + 2)); ok && k <= 24 && m >= 1 && m <= 24 {
			switch mark := p.at(i + 3); mark {
			case "uur", "u", "h", "o'clock":
				return clock{hour: m, either: !number(w) && m <= 12, set: true}, 1
			case "am", "pm":
				if mark == "pm" && m > k && k != 12 || m > 12 {
					mark = "am"
				}
				return half(clock{hour: m, set: true}, mark), 1
			}
		}
	}
	// around 8 in the morning
	if _, k := p.partAfter(i + 1); k > 0 && m >= 1 && m <= 12 && (number(w) || numberWord(w)) && p.at(i+1) != "nacht" {
		return clock{hour: m, either: true, set: true}, 1
	}
	if p.bareClock(i, m) {
		return clock{hour: m, either: m <= 12, set: true}, 1
	}
	return clock{}, 0
}

// bareClock reports whether a bare number m at i names an hour: behind "om", "at"
// or "rond", or as an end of "tussen twee en vier".
func (p *prose) bareClock(i, m int) bool {
	w := p.at(i)
	if m < 1 || m > 24 || p.sentenceOver(i) || !number(w) && !numberWord(w) && p.at(i-1) != "tussen" {
		return false
	}
	switch p.at(i - 1) {
	case "om", "at", "rond", "rondom", "around", "omstreeks":
		return monthOf(p.at(i+1)) == 0 && !nounAfter(p, i+1)
	case "tussen", "between":
		if _, n := p.readClock(i + 2); n > 1 && (p.at(i+1) == "en" || p.at(i+1) == "and") {
			return true // between three and half past four
		}
		k, ok := count(p.at(i + 2))
		return ok && k >= 1 && k <= 24 && (p.at(i+1) == "en" || p.at(i+1) == "and") && monthOf(p.at(i+3)) == 0 && !nounAfter(p, i+3)
	case "en", "and":
		k, ok := count(p.at(i - 2))
		return ok && k >= 1 && k <= 24 && (p.at(i-3) == "tussen" || p.at(i-3) == "between") && monthOf(p.at(i+1)) == 0 && !nounAfter(p, i+1)
	}
	return false
}

func numberWord(w string) bool { return len(w) > 2 && w != "een" && w != "one" }

// nounAfter reports whether a plain word follows that the number counts: "at
// three shops". Verbs and signs may follow a time.
func nounAfter(p *prose, i int) bool {
	w := p.at(i)
	if w == "" || p.words[i].sign {
		return false
	}
	if _, ok := parts[strings.TrimPrefix(w, "'s")]; ok || w == "'s" || w == "in" || w == "on" || w == "op" {
		return false
	}
	return p.words[i].is&(happened|common|breaksClause|asks|past) == 0
}

func (p *prose) sentenceOver(i int) bool {
	return i > 0 && p.words[i-1].sentence != p.words[i].sentence
}

// duration reports whether "n uur" from i up to end counts hours instead of
// naming one: two hours ago, within 72 hours, 24 hours a day.
func (p *prose) duration(i, end int) bool {
	switch p.at(i - 1) {
	case "binnen", "within", "over", "in", "na", "after", "for", "gedurende", "elke", "every", "al", "ruim", "bijna", "zo'n", "paar", "laatste", "last", "some", "several":
		return true
	}
	switch p.at(end) {
	case "geleden", "ago", "per", "lang", "long", "later", "daarna", "eerder", "earlier", "na", "voor":
		return true
	}
	return p.at(end-1) == "hours" || p.at(end-1) == "hrs"
}

// halfClock reads half negen = 08:30 (half before the hour) and half past eight.
func (p *prose) halfClock(i int) (clock, int) {
	if p.at(i+1) == "past" {
		if h, ok := count(p.at(i + 2)); ok && h >= 1 && h <= 12 {
			return clock{hour: h, min: 30, either: true, set: true}, 3
		}
		return clock{}, 0
	}
	h, ok := count(p.at(i + 1))
	if !ok || h < 1 || h > 12 || p.at(i+1) == "a" || p.at(i+1) == "an" || englishNumber(p.at(i+1)) {
		return clock{}, 0
	}
	n := 2
	if p.at(i+2) == "uur" {
		n = 3
	}
	return clock{hour: (h + 11) % 12, min: 30, either: true, set: true}, n
}

func englishNumber(s string) bool {
	switch s {
	case "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve":
		return true
	}
	return false
}

// quarterClock reads what m minutes before or after an hour or half hour is. i
// is the word that holds the minutes.
func (p *prose) quarterClock(i, n, m int) (clock, int) {
	sign := 0
	switch p.at(i + n) {
	case "over", "past", "na":
		sign = 1
	case "voor", "to", "before":
		sign = -1
	default:
		return clock{}, 0
	}
	n++
	base := 0
	if p.at(i+n) == "half" {
		c, k := p.halfClock(i + n)
		if k == 0 {
			return clock{}, 0
		}
		base, n = c.hour*60+30, n+k
	} else {
		h, ok := count(p.at(i + n))
		if !ok || h < 1 || h > 24 || p.at(i+n) == "a" || p.at(i+n) == "an" {
			return clock{}, 0
		}
		base, n = h*60, n+1
		if p.at(i+n) == "uur" {
			n++
		}
	}
	total := (base + sign*m + 24*60) % (24 * 60)
	return clock{hour: total / 60, min: total % 60, either: total <= 12*60+59, set: true}, n
}

// digitClock reads 14:30, 14.30 uur, 14u30, 14:30u, 9u, 3pm.
func (p *prose) digitClock(i int) (clock, int) {
	w := p.at(i)
	suffix := strings.TrimLeft(w, "0123456789:.")
	digits := w[:len(w)-len(suffix)]
	switch {
	case suffix == "" || suffix == "u" || suffix == "h" || suffix == "uur":
	case suffix == "am" || suffix == "pm":
		c, ok := hourMinute(digits)
		if !ok || c.hour > 12 {
			return clock{}, 0
		}
		return half(c, suffix), 1
	case (suffix[0] == 'u' || suffix[0] == 'h') && number(suffix[1:]) && number(digits) && len(suffix) == 3:
		c, ok := hourMinute(digits + ":" + suffix[1:])
		return c, ifOK(ok, 1)
	default:
		return clock{}, 0
	}
	next := p.at(i + 1)
	switch next {
	case "euro", "eur", "€", "cent", "%", "procent", "percent", "dollar", "pond", "gb", "mb", "km":
		return clock{}, 0
	}
	n := 1
	marked := suffix != "" || strings.Contains(digits, ":")
	if next == "uur" || next == "u" || next == "h" || next == "hrs" {
		if !strings.ContainsAny(digits, ":.") && len(digits) < 4 && p.duration(i, i+2) {
			return clock{}, 0
		}
		n, marked = 2, true
		next = p.at(i + 2)
	}
	if next == "am" || next == "pm" || next == "a.m" || next == "p.m" {
		if c, ok := hourMinute(digits); ok && c.hour <= 12 {
			return half(c, strings.ReplaceAll(next, ".", "")), n + 1
		}
	}
	if !marked && strings.Contains(digits, ".") {
		// 14.30 alone may be an amount.
		switch p.at(i - 1) {
		case "om", "van", "tot", "tussen", "at", "between", "from", "to", "rond", "around", "vanaf", "omstreeks", "until", "circa", "ca", "about", "by":
			marked = true
		case ",", "(":
			marked = p.dayAt(i - 2)
		case "en", "and", "-", "–":
			marked = i >= 2 && p.at(i-2) != "" && strings.ContainsAny(p.at(i-2), ".:")
		}
	}
	if !marked || number(digits) && n == 1 && suffix == "" {
		return clock{}, 0
	}
	if suffix != "" && number(digits) && len(digits) > 2 {
		return clock{}, 0
	}
	c, ok := hourMinute(digits)
	return c, ifOK(ok, n)
}

// dayAt reports whether word i ends a day: 13 november, vrijdag, 2026.
func (p *prose) dayAt(i int) bool {
	w := p.at(i)
	_, weekday := weekdays[w]
	return weekday || dayWord(w) || p.month(i) > 0 || len(w) == 4 && strings.HasPrefix(w, "20") && number(w)
}

func ifOK(ok bool, n int) int {
	if ok {
		return n
	}
	return 0
}

func half(c clock, ampm string) clock {
	switch {
	case ampm == "pm" && c.hour < 12:
		c.hour += 12
	case ampm == "am" && c.hour == 12:
		c.hour = 0
	}
	return c
}

func hourMinute(s string) (clock, bool) {
	s = strings.Trim(s, ".:")
	h, m := s, "0"
	if i := strings.IndexAny(s, ":."); i >= 0 {
		h, m = s[:i], s[i+1:]
		if len(m) == 5 && m[2] == ':' { // seconds
			m = m[:2]
		}
		if len(m) != 2 {
			return clock{}, false
		}
	} else if len(s) == 4 {
		h, m = s[:2], s[2:]
	}
	if h == "" || len(h) > 2 || !number(h) || !number(m) || atoi(h) > 24 || atoi(m) > 59 || atoi(h) == 24 && atoi(m) > 0 {
		return clock{}, false
	}
	return clock{hour: atoi(h), min: atoi(m), set: true}, true
}

// within places a clock that fits twice a day in a part of the day. fixed is
// false when both still fit.
func (c clock) within(p part) (clock, bool) {
	if c.hour == 24 {
		return c, true
	}
	switch p {
	case morning:
		if c.hour == 12 && c.either {
			c.hour = 0
		}
	case afternoon, evening:
		// 12 uur 's middags is noon; half een 's middags is 12:30.
		if c.hour < 12 && !(p == evening && c.hour == 0) {
			c.hour += 12
		} else if c.hour == 12 && c.min == 0 && p == evening {
			c.hour = 24
		} else if p == evening && c.hour == 0 {
			c.hour = 24
		}
	case night:
		// 12 uur 's nachts is 00:00 at the end of the named day; half een is 00:30.
		switch {
		case c.hour == 12 && c.min == 0:
			c.hour = 24
		case c.hour == 12:
			c.hour = 0
		case c.hour >= 9 && c.hour < 12 && c.either:
			c.hour += 12
		}
	default:
		return c, !c.either
	}
	c.either = false
	return c, true
}

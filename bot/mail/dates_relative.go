package mail

import (
	"strings"
	"time"
)

var dayWords = map[string]int{
	"vandaag": 0, "vanochtend": 0, "vanmorgen": 0, "vanmiddag": 0, "vanavond": 0, "vannamiddag": 0, "vanvoormiddag": 0, "zojuist": 0, "zonet": 0, "zostraks": 0, "daarnet": 0, "today": 0, "tonight": 0,
	"gisteren": -1, "gister": -1, "yesterday": -1, "eergisteren": -2, "eergister": -2,
	"morgen": 1, "overmorgen": 2, "tomorrow": 1,
}

// dayWord reports whether a word names a day by its distance from today.
func dayWord(s string) bool {
	_, ok := dayWords[s]
	return ok
}

// relativeDay reads words that count from the day on which the mail was written.
func (p *prose) relativeDay(i int, today date) (d day, n int) {
	w := strings.TrimSuffix(p.at(i), "'s") // yesterday's break-in
	if off, ok := dayWords[w]; ok {
		if off > 0 && p.at(i-1) == "'s" {
			return d, 0 // 's morgens
		}
		d = day{from: today.add(off), future: off > 0}
		switch w {
		case "vandaag", "today":
			d.today = true
		case "vanochtend", "vanmorgen":
			d.part = morning
		case "vanvoormiddag":
			d.part = morning
		case "vanmiddag", "vannamiddag":
			d.part = afternoon
		case "vanavond", "tonight":
			d.part = evening
		}
		if pt, k := p.partAfter(i + 1); k > 0 && d.part == partNone {
			d.part, n = pt, k
		}
		return d, n + 1
	}
	for _, c := range []struct {
		prefix string
		off    int
	}{{"eergister", -2}, {"gister", -1}} {
		if pt, ok := parts[strings.TrimPrefix(strings.TrimPrefix(w, c.prefix), "en")]; ok && strings.HasPrefix(w, c.prefix) {
			return day{from: today.add(c.off), part: pt}, 1
		}
	}
	switch {
	case w == "vannacht":
		return day{from: today, part: night, lastNite: true}, 1
	case (w == "afgelopen" || w == "voorbije") && p.at(i+1) == "nacht":
		return day{from: today, part: night, lastNite: true}, 2
	case w == "last" && strings.TrimSuffix(p.at(i+1), "'s") == "night":
		return day{from: today.add(-1), part: night, lastNite: true}, 2
	case w == "deze" && parts[p.at(i+1)] != partNone:
		return day{from: today, part: parts[p.at(i+1)]}, 2
	case w == "this" && parts[strings.TrimSuffix(p.at(i+1), "'s")] != partNone && p.at(i+1) != "am" && p.at(i+1) != "pm":
		return day{from: today, part: parts[strings.TrimSuffix(p.at(i+1), "'s")]}, 2
	case w == "earlier" && p.at(i+1) == "today":
		return day{from: today}, 2
	case w == "the" && p.at(i+1) == "day" && p.at(i+2) == "before" && p.at(i+3) == "yesterday":
		return day{from: today.add(-2)}, 4
	case w == "day" && p.at(i+1) == "before" && p.at(i+2) == "yesterday":
		return day{from: today.add(-2)}, 3
	case w == "week" || w == "wk":
		return p.weekNumber(i, today)
	case (w == "nacht" || w == "night") && (p.at(i+1) == "van" || p.at(i+1) == "of" || p.at(i+1) == "from"):
		return p.overNight(i, today)
	}
	return p.weekend(i, today)
}

// overNight reads the night between two days: nacht van maandag op dinsdag, nacht
// van 13 op 14 september.
func (p *prose) overNight(i int, today date) (day, int) {
	op := func(at int) bool { return p.at(at) == "op" || p.at(at) == "to" || p.at(at) == "on" }
	j := i + 2
	if a, ok := weekdays[p.at(j)]; ok && op(j+1) {
		if b, ok := weekdays[p.at(j+2)]; ok && (a+1)%7 == b {
			back := (today.weekday() - a + 7) % 7
			if back == 0 {
				back = 7
			}
			first := today.add(-back)
			return day{from: first, to: first.add(1), part: night, overNight: true}, 5
		}
	}
	a, ok := ordinal(p.at(j))
	if !ok || !op(j+1) {
		return day{}, 0
	}
	b, ok := ordinal(p.at(j + 2))
	m := p.month(j + 3)
	if !ok || m == 0 || a > b && b != 1 {
		return day{}, 0
	}
	year, y := p.year(j + 4)
	if year == 0 {
		year = latest(b, m, today).year
	}
	last := date{year, m, b}
	return day{from: last.add(-1), to: last, part: night, overNight: true, explicit: true}, ifOK(last.valid() && last.add(-1).day == a, 6+y)
}

// partAfter reads a part of the day: 's avonds, in the evening, evening.
func (p *prose) partAfter(i int) (part, int) {
	n := 0
	if p.at(i) == "'s" || p.at(i) == "in" && p.at(i+1) == "de" || p.at(i) == "in" && p.at(i+1) == "the" || p.at(i) == "at" && p.at(i+1) == "night" {
		n = 1
		if p.at(i+1) == "de" || p.at(i+1) == "the" {
			n = 2
		}
	}
	if pt, ok := parts[p.at(i+n)]; ok {
		return pt, n + 1
	}
	return partNone, 0
}

func (p *prose) weekNumber(i int, today date) (day, int) {
	w := p.at(i + 1)
	if !number(w) || len(w) > 2 || atoi(w) < 1 || atoi(w) > 53 {
		return day{}, 0
	}
	monday := weekStart(today.year+1, atoi(w))
	for y := today.year; today.before(monday); y-- {
		monday = weekStart(y, atoi(w))
	}
	return day{from: monday, to: monday.add(6), explicit: true}, 2
}

// weekend reads dit weekend, afgelopen weekend, last weekend, over the weekend:
// the latest that began.
func (p *prose) weekend(i int, today date) (day, int) {
	n := 0
	switch p.at(i) {
	case "weekend":
		n = 1
	case "afgelopen", "vorig", "dit", "last", "this", "past", "het":
		if p.at(i+1) == "weekend" {
			n = 2
		}
	}
	if n == 0 {
		return day{}, 0
	}
	sat := today.add(-((today.weekday() + 1) % 7))
	return day{from: sat, to: sat.add(1)}, n
}

// ago reads een uur geleden, an hour ago, anderhalf uur geleden, twee dagen
// geleden, a week ago.
func (p *prose) ago(i int, base time.Time) (d day, n int) {
	num, half := 0, 0
	j := i
	switch w := p.at(j); {
	case w == "half" || w == "halfuur" || w == "halfuurtje":
		half = 1
	case w == "anderhalf" || w == "anderhalve":
		num, half = 1, 1
		j++
	case w == "kwartier" || w == "kwartiertje" || w == "uurtje":
	default:
		var ok bool
		if num, ok = count(w); !ok {
			return d, 0
		}
		j++
		if p.at(j) == "half" || p.at(j) == "halve" {
			num, half = 0, 1
		}
	}
	if p.at(j) == "half" || p.at(j) == "halve" {
		j++
		if p.at(j) == "an" || p.at(j) == "a" {
			j++
		}
	}
	unit := p.at(j)
	j++
	if w := p.at(j); w != "geleden" && w != "ago" && w != "terug" && w != "earlier" {
		return d, 0
	}
	n = j + 1 - i
	minutes := 0
	switch unit {
	case "dag", "dagen", "day", "days":
		return day{from: dateOf(base).add(-num)}, n
	case "week", "weken", "weeks":
		return day{from: dateOf(base).add(-7 * num)}, n
	case "nachten", "nights":
		return day{from: dateOf(base).add(-num)}, n
	case "uur", "uren", "uurtje", "hour", "hours":
		if unit == "uurtje" && num == 0 {
			num = 1
		}
		minutes = num*60 + half*30
	case "halfuur", "halfuurtje":
		minutes = 30
	case "kwartier", "kwartiertje", "quarter":
		minutes = max(num, 1) * 15
	case "minuut", "minuten", "minute", "minutes", "min":
		minutes = num
	default:
		return day{}, 0
	}
	t := base.Add(-time.Duration(minutes) * time.Minute).In(amsterdam).Truncate(time.Minute)
	return day{from: dateOf(t), instant: true, at: t, rough: minutes >= 60}, n
}

package mail

import (
	"strings"
	"time"

	"meldwacht/bot"
)

// A moment is one reading of words as the time of something.
type moment struct {
	lo, hi  int // first and last word
	d1, d2  day
	c1, c2  clock
	approx  bool
	since   bool // no end
	ranged  bool
	score   int
	lonely  bool // a clock whose day stands elsewhere
	hasDay1 bool
	hasDay2 bool
	winter  bool // CET stands behind it: the later of an hour that comes twice
	// borrowed says that the day stands in another sentence.
	borrowed bool
	lender   int  // the moment that it was borrowed from
	offDay   bool // the weekday beside the date is another one
	gap      bool // the hour was left out that night
}

// Warnings that the time of the incident can carry: it was read all the same.
const (
	WarnGap     = "time-gap"        // the clock was put forward over that time (29 March 2026, 02:30)
	WarnWeekday = "weekday-differs" // the weekday does not fit the date beside it
)

// A finding is the time of the incident, and what is doubtful about it.
type finding struct {
	bot.Occurred
	doubts []string
}

func (m *moment) finding(o bot.Occurred) finding {
	f := finding{Occurred: o}
	if m.gap {
		f.doubts = append(f.doubts, WarnGap)
	}
	if m.offDay {
		f.doubts = append(f.doubts, WarnWeekday)
	}
	return f
}

// moments reads all times in the words from a up to b, counted from base.
func (p *prose) moments(a, b int, base time.Time) []moment {
	var all []moment
	var cur moment
	open := false
	between, sep := false, false
	approx, since := false, false
	start := -1 // where connecting words before the time began
	flush := func() {
		if open {
			all = append(all, cur)
		}
		cur, open, sep = moment{}, false, false
	}
	reset := func() { between, approx, since, start = false, false, false, -1 }
	for i := a; i < b && len(all) < maxMoments; {
		if i > a && p.words[i].sentence != p.words[i-1].sentence {
			flush()
			reset()
		}
		if p.words[i].name {
			flush()
			reset()
			i++
			continue
		}
		d, n := p.readDay(i, base)
		var c clock
		if n == 0 {
			c, n = p.readClock(i)
		} else if k, m := p.readClock(i); m > n { // vijf voor half negen is no "vijf"
			d, c, n = day{}, k, m
		}
		if n > 0 && i+n <= b && p.words[i+n-1].sentence == p.words[i].sentence {
			if open && !cur.takes(d, c, sep) {
				flush()
			}
			if !open {
				cur = moment{lo: i, approx: approx, since: since}
				if start >= 0 && (between || since) {
					cur.lo = start
				}
				open = true
			}
			if !cur.hasDay1 && d.instant && !c.set {
				cur.d1, cur.hasDay1 = d, true
			} else {
				cur.put(d, c, sep)
			}
			cur.approx = cur.approx || approx
			cur.hi = i + n - 1
			i += n
			if pt, k := p.partAfter(i); k > 0 && i+k <= b {
				if cur.c1.set || cur.hasDay1 {
					cur.setPart(pt)
					cur.hi = i + k - 1
					i += k
				}
			}
			approx = false
			continue
		}
		if pt, k := p.partAfter(i); k > 0 && open && i+k <= b && !cur.c1.set && cur.d1.part == partNone && cur.hasDay1 {
			cur.d1.part = pt // woensdag 11 november, 's middags tussen 1 en 5
			i += k
			continue
		}
		w := p.words[i]
		switch w.s {
		case "tussen", "between", "van", "from", "vanaf":
			if open && !(w.s == "van" || w.s == "from") {
				flush()
			}
			if !open {
				start = i
			}
			between = true
			since = w.s == "vanaf"
		case "sinds", "since":
			flush()
			since, start = true, i
		case "tot", "until", "till", "t/m", "to", "-", "–", "—":
			sep = open
			if p.at(i+1) == "en" && p.at(i+2) == "met" {
				i += 2
			}
		case "en", "and":
			if between && open {
				sep = true
			} else {
				flush()
				reset()
			}
		case "rond", "rondom", "omstreeks", "circa", "ca", "tegen", "ongeveer", "about", "around", "approximately", "roughly", "approx", "zo'n", "ergens", "shortly", "kort":
			approx = true
		case "before", "voor", "after", "na":
			if p.at(i-1) != "shortly" && p.at(i-1) != "kort" && p.at(i-1) != "just" { // shortly before 5 pm
				flush()
				reset()
			}
		case ",", "(", ")", "om", "op", "at", "on", "uur", "de", "the", ".", "in", ":", "'s", "by", "het", "uhr", "uren", "u", "hrs", "cet", "cest", ";", "of", "jl", "l.l", "/", "|":
			cur.winter = cur.winter || w.s == "cet"
		default:
			flush()
			reset()
		}
		i++
	}
	flush()
	return all
}

// takes reports whether a day or clock still has its place in m.
func (m *moment) takes(d day, c clock, sep bool) bool {
	if c.set {
		if sep {
			return !m.c2.set
		}
		return !m.c1.set
	}
	if sep {
		return !m.hasDay2
	}
	if !m.hasDay1 {
		return !m.c1.set || !m.d1.instant
	}
	if d.weekday > 0 && m.d1.explicit && !d.explicit && !m.c1.set {
		return true // 25 oktober (zondag)
	}
	// afgelopen zondag (25 oktober): the same day twice
	return m.d1.from == d.from && !m.c1.set || d.explicit && !m.d1.explicit && !m.c1.set || m.d1.vague
}

func (m *moment) put(d day, c clock, sep bool) {
	switch {
	case c.set && sep:
		m.c2, m.ranged = c, true
	case c.set:
		m.c1, m.approx = c, m.approx || c.approx
	case sep && !(m.c2.set && !m.hasDay1): // van 23:00 tot 02:00 op 14 september: the day of both
		m.d2, m.hasDay2, m.ranged = d, true, true
	case m.hasDay1 && m.d1.explicit && !d.explicit:
		m.offDay = m.offDay || d.weekday > 0 && d.weekday != m.d1.from.weekday()+1
	default:
		m.offDay = m.offDay || m.hasDay1 && m.d1.weekday > 0 && d.explicit && m.d1.weekday != d.from.weekday()+1
		if d.part == partNone {
			d.part = m.d1.part
		}
		m.d1, m.hasDay1 = d, true
	}
}

func (m *moment) setPart(pt part) {
	switch {
	case m.c2.set:
		m.c2, _ = m.c2.within(pt)
		if m.c1.either && m.d1.part == partNone {
			m.c1, _ = m.c1.within(pt)
		}
	case m.c1.set:
		m.c1, _ = m.c1.within(pt)
		if pt == night && m.d1.part == partNone {
			m.d1.part = night
		}
	case m.hasDay2:
		m.d2.part = pt
	default:
		m.d1.part = pt
	}
}

// occurred turns a moment into what the report says. ok is false for what cannot
// be the time of the incident: the future, a week, a clock without a day.
func (m *moment) occurred(base time.Time) (o bot.Occurred, ok bool) {
	m.offDay = m.offDay || m.d1.offDay
	if !m.hasDay1 && m.hasDay2 { // van 23:00 tot 2 november 02:00, 10:00 to 12:00 on 2 November
		m.d1, m.hasDay1 = m.d2, true
	}
	if !m.hasDay1 || m.d1.vague || m.d1.future {
		return o, false
	}
	if m.hasDay2 && m.d1.yearless && m.d2.explicit && !m.d2.yearless { // 3 februari - 5 februari 2025
		m.d1.from = latest(m.d1.from.day, m.d1.from.month, m.d2.from)
	}
	if m.d1.instant {
		o = bot.Occurred{From: m.d1.at, Precision: bot.PrecisionMinute}
		if m.d1.rough {
			o.Precision = bot.PrecisionHour
		}
		return o, true
	}
	o = m.first(base)
	if o.Precision == bot.PrecisionDay && m.c1.set && m.ranged && m.c2.set {
		m.c1.either, m.c2.either = false, false
		o = m.first(base)
	}
	if m.ranged || !m.d1.to.zero() {
		o.Until = m.last(o)
	}
	limit := base.Add(5 * time.Minute)
	if !base.IsZero() && o.From.After(limit) {
		return o, false
	}
	return o, true
}

func (m *moment) first(base time.Time) bot.Occurred {
	d := m.d1.from
	if !m.c1.set {
		return bot.Occurred{From: d.at(clock{}), Precision: bot.PrecisionDay}
	}
	c, sure := m.c1.within(m.d1.part)
	if m.d1.lastNite && m.d1.from != dateOf(base.In(amsterdam)) && m.c1.either && m.c1.hour >= 6 && m.c1.hour < 12 {
		c, sure = clock{hour: m.c1.hour + 12, min: m.c1.min, set: true}, true // last night at eight
	}
	if !m.c1.either && m.d1.part != evening && m.d1.part != afternoon && m.d1.part != night {
		c, sure = m.c1, true
	}
	if m.d1.overNight && c.hour < 12 {
		d = m.d1.to
	}
	if m.d1.lastNite {
		// The night that ended this morning: 23:30 is the day before, 02:30 that day.
		switch {
		case c.hour == 24:
		case c.hour >= 18 && m.d1.from == dateOf(base.In(amsterdam)):
			d = d.add(-1)
		case c.hour < 12 && m.d1.from != dateOf(base.In(amsterdam)):
			d = d.add(1)
		}
	}
	if !sure {
		early, late := d.at(c), d.at(clock{hour: c.hour + 12, min: c.min, set: true})
		switch {
		case !base.IsZero() && late.After(base) && !early.After(base):
			sure = true
		case c.min != 0:
			sure = true // half negen is 08:30 as it is said
		case c.hour == 12:
			sure = true
		}
	}
	if !sure {
		return bot.Occurred{From: d.at(clock{}), Precision: bot.PrecisionDay}
	}
	o := bot.Occurred{From: d.at(c), Precision: bot.PrecisionMinute}
	m.gap = o.From.In(amsterdam).Minute() != c.min || o.From.In(amsterdam).Hour() != c.hour%24
	if later := o.From.Add(time.Hour); m.winter && later.In(amsterdam).Hour() == c.hour {
		o.From = later.In(amsterdam)
	}
	if m.approx && c.min == 0 && !m.c2.set {
		o.Precision = bot.PrecisionHour
	}
	return o
}

// last returns the end of a range; one that ends before it begins ends a day later.
func (m *moment) last(o bot.Occurred) time.Time {
	d := m.d1.from
	if m.hasDay2 {
		d = m.d2.from
		if m.d2.vague || m.d2.future && !m.c2.set {
			return time.Time{}
		}
	}
	if !m.c2.set {
		if !m.d1.to.zero() {
			d = m.d1.to
		}
		if o.Precision != bot.PrecisionDay {
			return time.Time{}
		}
		until := d.add(1).at(clock{})
		if !until.After(o.From) {
			return time.Time{}
		}
		return until
	}
	if o.Precision == bot.PrecisionDay {
		return time.Time{}
	}
	c := m.c2
	if c.either {
		pt := m.d1.part
		if m.hasDay2 {
			pt = m.d2.part
		}
		c, _ = c.within(pt)
		if c.either && m.c1.set && c.hour < o.From.In(amsterdam).Hour() && c.hour < 12 {
			c.hour += 12
		}
	}
	until := d.at(c)
	if !until.After(o.From) && !m.hasDay2 {
		until = d.add(1).at(c)
	}
	if !until.After(o.From) {
		return time.Time{}
	}
	return until
}

// labelled reads the value of a label that asks when: the best of what it holds,
// with its words as written.
func labelled(value string, base time.Time) (best finding, found bool) {
	p := cutProse(value)
	for i := range p.words {
		p.words[i].sentence = 0 // one value is one thought
	}
	all := p.moments(0, len(p.words), base)
	bestRank := -1
	for k := range all {
		m := all[k]
		if !m.hasDay1 && !m.hasDay2 && k > 0 {
			m.d1, m.hasDay1 = all[k-1].d1, all[k-1].hasDay1
		}
		if !m.hasDay1 && k+1 < len(all) {
			m.d1, m.hasDay1 = all[k+1].d1, all[k+1].hasDay1
		}
		if !m.hasDay1 && !m.hasDay2 {
			continue
		}
		o, ok := m.occurred(base)
		rank := 0
		if o.Precision != bot.PrecisionDay {
			rank = 1
		}
		if ok && rank > bestRank {
			best, found, bestRank = m.finding(o), true, rank
		}
	}
	// Two whole moments in one value are its beginning and its end.
	if found && best.Until.IsZero() && len(all) == 2 && all[0].hasDay1 && all[1].hasDay1 {
		a, okA := all[0].occurred(base)
		b, okB := all[1].occurred(base)
		if okA && okB && b.From.After(a.From) {
			a.Until = b.From
			best = all[0].finding(a)
		}
	}
	best.Text = strings.TrimSpace(value)
	return best, found
}

package mail

import (
	"iter"
	"time"
)

// A clock without a day ("om 14.05 uur is de sleutel gelekt") means the day on
// which the mail was written, when that day had seen the hour by then. People who
// write at once leave the day out; those who write later name it. What may be
// another day stays unknown, and is asked.

// onDayOfWriting gives clocks that stand without a day the one on which the mail
// was written, or the one before it where the words say so. It reports whether any
// got one. Nothing is given when the text speaks of another day that may be meant.
func (p *prose) onDayOfWriting(all []moment, base time.Time) (given bool) {
	if base.IsZero() || p.otherDay(all, base) {
		return false
	}
	for k := range all {
		m := &all[k]
		if m.undated() && !p.habit(m) && !p.dayUnknown(m) && !p.periodNear(m) && (m.since || p.cue(m) >= 2) {
			given = p.dateByWriting(m, base) || given
		}
	}
	return given
}

// labelledClock reads the value of a label that holds a clock and no day.
func labelledClock(value string, base time.Time) (f finding, ok bool) {
	p := cutProse(value)
	all := p.moments(0, len(p.words), base)
	if base.IsZero() || len(all) != 1 || !all[0].undated() {
		return finding{}, false
	}
	for i, w := range p.words {
		if w.is&negates != 0 || negatedWord(p.at(i)) { // dag onbekend, 14:05
			return finding{}, false
		}
	}
	if !p.dateByWriting(&all[0], base) {
		return finding{}, false
	}
	o, ok := all[0].occurred(base)
	o.Text = value
	return all[0].finding(o), ok
}

// undated reports whether a moment is a clock for which no day was found.
func (m *moment) undated() bool { return m.c1.set && !m.hasDay1 && !m.hasDay2 }

// dateByWriting gives a clock its day, and reports whether it fits: all of it lies
// before the moment of writing.
func (p *prose) dateByWriting(m *moment, base time.Time) bool {
	today := dateOf(base)
	day, at, said := p.dayBefore(m, today)
	if said {
		m.lo, m.hi = min(m.lo, at.lo), max(m.hi, at.hi)
	} else {
		day.from = today
	}
	m.d1, m.hasDay1 = day, true
	o, ok := m.occurred(base)
	if !ok || o.Until.After(base) {
		m.hasDay1 = false
	}
	return m.hasDay1
}

// otherDay reports whether the text speaks of a day that may be that of the
// incident and is not the one of writing: "ergens vorige week".
func (p *prose) otherDay(all []moment, base time.Time) bool {
	for k := range all {
		m := &all[k]
		if m.undated() || m.hasDay1 && (m.d1.future || !m.d1.vague && m.d1.from == dateOf(base)) {
			continue
		}
		if p.cue(m) >= 0 {
			return true
		}
	}
	return false
}

// speaksOfOtherDay is otherDay of the times in prose.
func (p *prose) speaksOfOtherDay(base time.Time) bool {
	all := p.moments(0, len(p.words), base)
	p.lendDays(all)
	return p.otherDay(all, base)
}

// habit tells what happens at that hour on every day ("het rapport wordt om 7 uur
// verstuurd") from what happened once.
func (p *prose) habit(m *moment) bool {
	if m.since {
		return false
	}
	is := false // "is sent" recurs in English; "is verstuurd" is past in Dutch
	for i := range p.around(m) {
		if c := p.words[i].clause; c != p.words[m.lo].clause && c != p.words[m.hi].clause {
			continue
		}
		switch p.at(i) {
		case "wordt", "worden", "gaat", "gaan", "krijgt", "krijgen", "komt", "komen", "goes", "go", "gets", "runs", "sends":
			return true
		case "is", "are":
			is = true
		case "sent", "mailed", "emailed", "e-mailed", "published":
			if is {
				return true
			}
		}
	}
	return false
}

// dayUnknown reports whether the sentence of a moment says that its day is not
// known.
func (p *prose) dayUnknown(m *moment) bool {
	no, day := false, false
	for i := range p.around(m) {
		w := p.words[i]
		no = no || w.is&negates != 0
		day = day || w.s == "dag" || w.s == "datum" || w.s == "day" || w.s == "date"
	}
	return no && day
}

// periodNear reports whether a longer time than a day is spoken of near a moment:
// its hour may be of any of those days. "vorige maand", "a few days ago".
func (p *prose) periodNear(m *moment) bool {
	for i := max(0, m.lo-farWords); i < min(len(p.words), m.hi+farWords); i++ {
		w := p.at(i)
		_, before := ordinal(p.at(i - 1))
		_, behind := ordinal(p.at(i + 1))
		if longerThanDay[w] || monthOf(w) > 0 && !before && !behind && (len(w) > 3 || p.at(i-1) == "in") { // but not Jan
			return true
		}
	}
	return false
}

var longerThanDay = map[string]bool{
	"week": true, "weken": true, "weeks": true, "weekend": true, "maand": true, "maanden": true, "month": true, "months": true, "jaar": true, "year": true, "years": true,
	"dagen": true, "days": true, "onlangs": true, "laatst": true, "recent": true, "recently": true,
}

// farWords is how far around a moment its sentence is looked at.
const farWords = 25

// around yields the words of the sentence in which a moment stands, in order, as
// far as they are near it.
func (p *prose) around(m *moment) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := max(0, m.lo-farWords); i < min(len(p.words), m.hi+farWords); i++ {
			if p.words[i].sentence == p.words[m.lo].sentence && !yield(i) {
				return
			}
		}
	}
}

// dayBefore reads "de avond ervoor", "een dag eerder", "the day before" beside a
// clock, and returns the words that say so.
func (p *prose) dayBefore(m *moment, today date) (d day, at span, ok bool) {
	const near = 6
	for i := max(0, m.lo-near); i < min(len(p.words)-1, m.hi+near); i++ {
		if p.words[i].sentence != p.words[m.lo].sentence {
			continue
		}
		name := p.at(i)
		switch p.at(i + 1) {
		case "ervoor", "daarvoor", "tevoren", "eerder":
		case "before":
			if !p.standsAlone(i + 2) { // the day before the meeting
				continue
			}
		default:
			if name != "vorige" && name != "previous" {
				continue
			}
			name = p.at(i + 1)
		}
		pt, part := parts[name]
		if !part && name != "dag" && name != "daags" && name != "day" {
			continue
		}
		at = span{i, i + 1}
		switch p.at(i - 1) {
		case "de", "een", "the", "a":
			at.lo--
		}
		if pt == night { // it may end on the day of writing: see moment.first
			return day{from: today, part: night, lastNite: true}, at, true
		}
		return day{from: today.add(-1), part: pt}, at, true
	}
	return day{}, span{}, false
}

// standsAlone reports whether what is in front of word i needs no noun behind it.
func (p *prose) standsAlone(i int) bool {
	switch p.at(i) {
	case "", "at", "around", "about", "between", "from", "i", "we", "he", "she", "they", "somebody", "someone":
		return true
	}
	return p.words[i].sign
}

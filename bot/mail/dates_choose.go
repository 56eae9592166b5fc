package mail

import (
	"strings"
	"time"

	"meldwacht/bot"
)

// occurredIn finds when the incident was in prose: the time whose nearest words
// speak of the incident, and none of leaving service, a call, a deadline or the
// report itself. Two that fit equally well and differ are asked about, not
// guessed.
func (p *prose) occurredIn(base time.Time, asking func(clause int) bool) (f finding, at span, ok bool) {
	all := p.moments(0, len(p.words), base)
	p.lendDays(all)
	best, bestO, tie := p.choose(all, base, asking)
	if best < 0 && p.onDayOfWriting(all, base) {
		best, bestO, tie = p.choose(all, base, asking)
	}
	if best < 0 || tie {
		return finding{}, span{}, false
	}
	// "Zaterdag is mijn tas gestolen. Dat was om vijf uur." is one time.
	for k := best + 1; k < len(all) && bestO.Precision == bot.PrecisionDay; k++ {
		if m := &all[k]; m.borrowed && m.lender == best && m.score >= 2 {
			if o, ok := m.occurred(base); ok && o.Precision != bot.PrecisionDay {
				best, bestO = k, o
			}
		}
	}
	for k := best + 1; k < len(all) && bestO.Until.IsZero(); k++ {
		if o, ok := all[k].occurred(base); ok {
			if end, ok := p.endOf(&all[best], &all[k], bestO, o); ok {
				bestO.Until = end
				all[best].hi = all[k].hi
			}
		}
	}
	m := all[best]
	bestO.Text = p.raw(m.lo, m.hi)
	return m.finding(bestO), p.span(m.lo, m.hi), true
}

// choose returns the moment that speaks most of the incident, -1 when none does.
// tie says that another speaks of it as much.
func (p *prose) choose(all []moment, base time.Time, asking func(clause int) bool) (best int, bestO bot.Occurred, tie bool) {
	best = -1
	for k := range all {
		m := &all[k]
		o, ok := m.occurred(base)
		if !ok {
			m.score = -100
			continue
		}
		m.score = p.judge(m, asking)
		if m.score <= 0 {
			continue
		}
		switch {
		case best < 0 || m.score > all[best].score:
			best, tie, bestO = k, false, o
		case m.score == all[best].score && !o.From.Equal(bestO.From):
			if end, ok := p.endOf(&all[best], m, bestO, o); ok {
				bestO.Until = end
				all[best].hi = m.hi
				continue
			}
			if dateOf(o.From) == dateOf(bestO.From) && (bestO.Precision == bot.PrecisionDay) != (o.Precision == bot.PrecisionDay) {
				if bestO.Precision == bot.PrecisionDay {
					best, bestO = k, o
				}
				continue
			}
			tie = true
		}
	}
	return best, bestO, tie
}

// lendDays gives a clock that stands alone the day of its sentence, or else that
// of one of the two before: "Gisteren is er tussen 10.15 en 11.40 uur …".
func (p *prose) lendDays(all []moment) {
	for k := range all {
		m := &all[k]
		if m.hasDay1 || m.hasDay2 || !m.c1.set {
			continue
		}
		here := p.words[m.lo].sentence
		from := -1
		for j := k - 1; j >= 0 && j >= k-lookBack && p.words[all[j].lo].sentence >= here-2; j-- {
			if all[j].hasDay1 && !all[j].d1.future && !all[j].d1.instant {
				from = j
				break
			}
		}
		if from < 0 && k+1 < len(all) && p.words[all[k+1].lo].sentence == here && all[k+1].hasDay1 && !all[k+1].c1.set {
			from = k + 1
		}
		if from < 0 || p.words[all[from].lo].sentence != here && p.cue(&all[from]) < 0 {
			continue
		}
		m.d1, m.hasDay1, m.lonely = all[from].d1, true, true
		if m.borrowed = p.words[all[from].lo].sentence != here; m.borrowed {
			m.lender = from
		}
		gap := max(m.lo-all[from].hi, all[from].lo-m.hi)
		if p.words[all[from].lo].sentence == here && gap <= 5 && (from == k-1 || from == k+1) {
			m.lo, m.hi = min(m.lo, all[from].lo), max(m.hi, all[from].hi)
		}
	}
}

// judge scores a moment by the words around it.
func (p *prose) judge(m *moment, asking func(int) bool) int {
	cue := p.cue(m)
	score := 1 + cue
	switch {
	case (m.c1.set || m.d1.instant) && cue < 2:
		score++
	case m.c1.set || m.d1.instant:
		score += 2
	case m.d1.today && cue < 2:
		score -= 3 // "remove that user today"
	}
	if m.d1.explicit {
		score++
	}
	if m.lonely && (m.borrowed || m.d1.part == partNone) {
		score--
	}
	if asking(p.words[m.lo].clause) && cue <= 0 {
		score -= 6
	}
	if p.recurs(m) {
		score -= 6
	}
	switch p.at(m.lo - 1) {
	case "a", "an", "een", "per", "next", "tot", "until", "uiterlijk", "voor", "before", "by", "voordat", "vóór":
		score -= 6
	}
	return score
}

// recurs tells what happens each day, and the hour by which people call a thing
// ("the ten o'clock news"), from a moment.
func (p *prose) recurs(m *moment) bool {
	for i := m.lo - 1; i >= 0 && i >= m.lo-4 && p.words[i].clause == p.words[m.lo].clause; i-- {
		switch p.at(i) {
		case "elke", "elk", "iedere", "ieder", "every", "each", "daily", "dagelijks", "wekelijks", "weekly", "altijd", "always", "usually", "meestal", "normaal":
			return true
		}
	}
	next := m.hi + 1
	return p.at(m.hi) == "o'clock" && (p.at(m.lo-1) == "the" || p.at(m.lo-1) == "our") && next < len(p.words) && !p.words[next].sign && p.words[next].is == 0
}

// cue returns 3 when the nearest telling word speaks of an incident, -6 when it
// speaks of something else. When there is none: 2 when something went somewhere
// or a participle tells, 1 when the sentence tells of the
// past, 0 when it says that somebody noticed, and less when it speaks of what is
// to come.
func (p *prose) cue(m *moment) int {
	const reach = 14
	sentence := p.words[m.lo].sentence
	nearest, cue, weak := reach+1, 0, reach+1
	seen := meaning(0)
	look := func(i, dist int) {
		w := p.words[i]
		if w.clause == p.words[m.lo].clause || w.clause == p.words[m.hi].clause || w.is&past != 0 {
			seen |= w.is
		}
		if dist >= nearest {
			return
		}
		switch {
		case p.unrelatedHere(i), w.is&stopped != 0 && w.is&happened == 0 && p.ownDeed(i):
			nearest, cue = dist, -6
		case w.is&noticed != 0:
			nearest, cue = dist, 0
		case w.is&happened != 0 && !w.name:
			nearest, cue = dist, 3
		case !w.name && (w.is&mayHappen != 0 && !p.firstPerson(i) || w.is == 0 && participle(w.s)):
			weak = min(weak, dist)
		case w.is&(asks|stops) != 0 && w.is&keeps == 0:
			if dist <= 2 {
				nearest, cue = dist, -3
			}
		}
	}
	for i, dist := m.lo-1, 1; i >= 0 && dist <= reach && p.words[i].sentence == sentence; i, dist = i-1, dist+1 {
		if p.words[i].clause != p.words[m.lo].clause {
			look(i, dist+3)
		} else {
			look(i, dist)
		}
		switch p.at(i) {
		case "on", "op", "at", "om", "the", "de", "in", "last", "afgelopen":
			dist-- // they tie the time to the word before them: who left on Friday
		case "dat", "that":
			dist += 3 // we were called on Monday that on Saturday …
		}
	}
	for i, dist := m.hi+1, 1; i < len(p.words) && dist <= reach && p.words[i].sentence == sentence; i, dist = i+1, dist+1 {
		if p.words[i].clause != p.words[m.hi].clause {
			look(i, dist+3)
		} else {
			look(i, dist)
		}
	}
	for i := m.lo; i <= m.hi; i++ {
		if p.words[i].is&(unrelated|asks|stops) == 0 { // "tot" and "before" are part of it
			look(i, 1)
		}
	}
	switch {
	case weak < nearest && cue < 0:
		return 2
	case cue != 0:
	case seen&later != 0:
		return -4
	case weak <= reach && nearest > reach:
		return 2
	case seen&noticed != 0:
		return 0
	case seen&past != 0:
		return 1
	}
	return cue
}

// firstPerson reports whether the writer stands right beside word i: "kwam ik binnen".
func (p *prose) firstPerson(i int) bool {
	return i > 0 && p.words[i-1].is&firstP != 0 || i+1 < len(p.words) && p.words[i+1].is&firstP != 0
}

// participle reports whether an unknown word has the form of one: ingetypt,
// opengelaten, typed.
func participle(s string) bool {
	if len(s) < 6 {
		return false
	}
	if strings.HasSuffix(s, "ed") {
		return true
	}
	if last := s[len(s)-1]; last != 't' && last != 'd' && !strings.HasSuffix(s, "en") {
		return false
	}
	i := strings.Index(s, "ge")
	return i == 0 || i >= 2 && i <= 6 && joinedPrefix[s[:i]]
}

var joinedPrefix = map[string]bool{
	"in": true, "uit": true, "af": true, "op": true, "aan": true, "door": true, "mee": true, "over": true, "rond": true, "terug": true, "weg": true,
	"binnen": true, "toe": true, "vast": true, "voor": true, "achter": true, "los": true, "open": true, "neer": true, "langs": true, "na": true, "bij": true, "om": true, "kwijt": true, "buit": true,
}

// ownDeed reports whether word i tells what the writer did about the incident.
func (p *prose) ownDeed(i int) bool {
	for j := i - 1; j >= 0 && p.words[j].clause == p.words[i].clause && j >= i-lookBack; j-- {
		if p.words[j].is&firstP != 0 {
			return true
		}
	}
	return false
}

// unrelatedHere reports whether word i speaks of another moment than that of the
// incident: leaving service, a call, a deadline, the report itself.
func (p *prose) unrelatedHere(i int) bool {
	return p.words[i].is&unrelated != 0 && !p.vishing(i) && !p.unrelatedElsewhere(i) || p.sentToDesk(i)
}

// sentToDesk tells the mail that the desk got, "ik heb u om 9 uur al gemaild", from
// one that leaked.
func (p *prose) sentToDesk(i int) bool {
	switch p.at(i) {
	case "mailed", "emailed", "e-mailed", "sent":
		return p.at(i+1) == "you"
	case "gemaild", "gestuurd", "toegestuurd", "mailde", "stuurde", "mailden", "stuurden":
	default:
		return false
	}
	first, you := false, false
	for j := max(0, i-lookBack); j < min(len(p.words)-1, i+lookBack); j++ {
		if p.words[j].clause != p.words[i].clause {
			continue
		}
		first = first || p.words[j].is&firstP != 0
		switch p.at(j) {
		case "u", "jullie", "je":
			yours := p.words[j+1].is&(objUser|objAPI|objReport|weakUser|weakReport) != 0 // jullie rapport
			you = you || !yours && !number(p.at(j-1))                                    // 9 u
		}
	}
	return first && you
}

// vishing tells a call in which a password was given away from the one that
// reports it.
func (p *prose) vishing(i int) bool {
	switch p.at(i) {
	case "called", "phoned", "rang", "gebeld", "opgebeld", "belde", "call", "telefoontje", "spoke", "gesproken":
	default:
		return false
	}
	const far = 25
	for j := max(0, i-far); j < min(len(p.words), i+far); j++ {
		if p.words[j].sentence != p.words[i].sentence {
			continue
		}
		switch p.at(j) {
		case "wachtwoord", "password", "inloggegevens", "inlogcode", "pincode", "credentials", "passcode":
			return true
		}
	}
	return false
}

// unrelatedElsewhere reports whether a word that may speak of another moment has a
// meaning here that does not: "left the laptop on the train" is not "left us".
func (p *prose) unrelatedElsewhere(i int) bool {
	switch p.at(i) {
	case "left":
		switch p.at(i + 1) {
		case "the", "it", "my", "her", "his", "a", "their", "our", "behind", "in", "open":
			return true
		}
	case "binnen": // within 72 hours, and not "was inside"
		next := p.at(i + 1)
		_, counts := count(next)
		return !counts && next != "de" && next != "enkele"
	case "tot", "until", "melding", "before":
		// They part a range, or stand elsewhere in the sentence: only right before
		// the time do they make it a deadline, or the time of the report.
		for k := 1; k <= 4; k++ {
			if p.at(i+k) == "" || p.words[i+k].clause != p.words[i].clause {
				return true
			}
			if p.at(i) == "melding" && (p.at(i+k) == "van" || p.at(i+k) == "of") {
				return false
			}
			if c := p.at(i + k); p.at(i) != "melding" && (weekdays[c] > 0 || dayWord(c)) {
				return false
			}
		}
		return true
	}
	return false
}

// endOf returns the end of the incident when a second moment of the same sentence
// tells it: online on the 4th, and taken down on the 7th.
func (p *prose) endOf(a, b *moment, from, to bot.Occurred) (time.Time, bool) {
	if p.words[a.lo].sentence != p.words[b.lo].sentence || !to.From.After(from.From) || b.lo <= a.hi || b.lo > a.hi+4*lookBack {
		return time.Time{}, false
	}
	switch p.at(b.lo - 1) {
	case "tot", "until", "till": // en dat ging door tot 01.58 uur
		return to.From, true
	}
	for i := a.hi + 1; i < len(p.words) && i < b.hi+2*lookBack && p.words[i].sentence == p.words[a.lo].sentence; i++ {
		switch p.at(i) {
		case "down", "offline", "weggehaald", "verwijderd", "ingetrokken", "closed", "removed", "dicht", "dichtgezet", "until", "tot", "revoked", "hersteld", "fixed", "afgesloten", "gestopt":
			return to.From, true
		}
	}
	return time.Time{}, false
}

package mail

import (
	"time"

	"meldwacht/bot"
)

// occurredIn finds when the incident was in prose: the time whose nearest words
// speak of the incident, and none of leaving service, a call, a deadline or the
// report itself. Two that fit equally well and differ are asked about, not
// guessed.
func (p *prose) occurredIn(base time.Time, asking func(clause int) bool) (bot.Occurred, bool) {
	all := p.moments(0, len(p.words), base)
	p.lendDays(all)
	best := -1
	tie := false
	var bestO bot.Occurred
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
			if end, ok := p.span(&all[best], m, bestO, o); ok {
				bestO.Until = end
				all[best].hi = m.hi
				continue
			}
			if dateOf(o.From) == dateOf(bestO.From) && bestO.Precision != bot.PrecisionDay && o.Precision == bot.PrecisionDay {
				continue
			}
			tie = true
		}
	}
	if best < 0 || tie {
		return bot.Occurred{}, false
	}
	for k := best + 1; k < len(all) && bestO.Until.IsZero(); k++ {
		if o, ok := all[k].occurred(base); ok {
			if end, ok := p.span(&all[best], &all[k], bestO, o); ok {
				bestO.Until = end
				all[best].hi = all[k].hi
			}
		}
	}
	m := all[best]
	bestO.Text = p.raw(m.lo, m.hi)
	return bestO, true
}

// lendDays gives a clock that stands alone the day of its sentence, or else that
// of the sentence before: "Gisteren is er tussen 10.15 en 11.40 uur …".
func (p *prose) lendDays(all []moment) {
	for k := range all {
		m := &all[k]
		if m.hasDay1 || m.hasDay2 || !m.c1.set {
			continue
		}
		here := p.words[m.lo].sentence
		from := -1
		for j := k - 1; j >= 0 && j >= k-lookBack && p.words[all[j].lo].sentence >= here-1; j-- {
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
		if p.words[all[from].lo].sentence == here {
			m.lo, m.hi = min(m.lo, all[from].lo), max(m.hi, all[from].hi)
		}
	}
}

// judge scores a moment by the words around it.
func (p *prose) judge(m *moment, asking func(int) bool) int {
	score := 1 + p.cue(m)
	if m.c1.set || m.d1.instant {
		score += 2
	}
	if m.d1.explicit {
		score++
	}
	if m.lonely && m.d1.part == partNone {
		score--
	}
	if asking(p.words[m.lo].clause) && p.cue(m) <= 0 {
		score -= 6
	}
	switch p.at(m.lo - 1) {
	case "a", "an", "een", "elke", "elk", "iedere", "every", "each", "per", "next", "tot", "until", "uiterlijk", "voor", "before", "by":
		score -= 6
	}
	return score
}

// cue returns 3 when the nearest telling word speaks of an incident, -6 when it
// speaks of something else, 0 when the sentence tells neither.
func (p *prose) cue(m *moment) int {
	const reach = 14
	sentence := p.words[m.lo].sentence
	nearest, cue := reach+1, 0
	look := func(i, dist int) {
		w := p.words[i]
		if dist >= nearest {
			return
		}
		switch {
		case w.is&unrelated != 0 && !p.leftBehind(i):
			nearest, cue = dist, -6
		case w.is&happened != 0:
			nearest, cue = dist, 3
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
		}
	}
	for i, dist := m.hi+1, 1; i < len(p.words) && dist <= reach && p.words[i].sentence == sentence; i, dist = i+1, dist+1 {
		if p.words[i].clause != p.words[m.hi].clause {
			look(i, dist+3)
		} else {
			look(i, dist)
		}
	}
	return cue
}

// leftBehind tells "left the laptop on the train" from "left us".
func (p *prose) leftBehind(i int) bool {
	switch p.at(i) {
	case "left":
		switch p.at(i + 1) {
		case "the", "it", "my", "her", "his", "a", "their", "our", "behind", "in", "open":
			return true
		}
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
			if c := p.at(i + k); p.at(i) != "melding" && (weekdays[c] > 0 || dayWords[c] != 0 || c == "vandaag") {
				return false
			}
		}
		return true
	}
	return false
}

// span returns the end of the incident when a second moment of the same sentence
// tells it: online on the 4th, and taken down on the 7th.
func (p *prose) span(a, b *moment, from, to bot.Occurred) (time.Time, bool) {
	if p.words[a.lo].sentence != p.words[b.lo].sentence || !to.From.After(from.From) || b.lo <= a.hi || b.lo > a.hi+4*lookBack {
		return time.Time{}, false
	}
	for i := a.hi + 1; i < len(p.words) && i < b.hi+2*lookBack && p.words[i].sentence == p.words[a.lo].sentence; i++ {
		switch p.at(i) {
		case "down", "offline", "weggehaald", "verwijderd", "ingetrokken", "closed", "removed", "dicht", "dichtgezet", "until", "tot", "revoked", "hersteld", "fixed", "afgesloten", "gestopt":
			return to.From, true
		}
	}
	return time.Time{}, false
}

package mail

import (
	"slices"
	"strings"

	"meldwacht/bot"
)

// An ask is one thing that the mail wants done, in the clauses first to last.
type ask struct {
	kind        bot.Ask
	first, last int // clauses
	lo, hi      int // words
	at          span
}

// A clauseSpan is the words of one clause, from lo up to hi, and what they say
// together.
type clauseSpan struct {
	lo, hi   int
	sentence int
	item     bool
	verb     int // index of the verb that stops something, -1 without
	verdict  verdict
	object   meaning // the first strong object, else the first weak one
}

// What a clause wants.
type verdict int

const (
	says    verdict = iota // tells, or has no verb of its own
	wants                  // stop this
	refuses                // leave this
)

// findAsks reads clause by clause what is to be stopped and what is to be left
// alone: "niet verwijderen, alleen blokkeren" is two clauses with one no.
func (rd *reader) findAsks() {
	rd.kept = map[int]bool{}
	p := rd.prose
	clauses := p.clauses()
	requested := rd.requestedSentences(clauses)
	for k := range clauses {
		c := &clauses[k]
		c.object = rd.objectOf(c.lo, c.hi)
		c.verdict, c.verb = rd.judgeClause(c, requested[c.sentence])
		if p.disclaims(c) {
			c.verdict = says
		} else if c.verdict == refuses || c.verdict == says && rd.denied(c) {
			rd.kept[p.words[c.lo].clause] = true
			// het rapport ging goed, en kan doorlopen
			if k > 0 && c.verdict == refuses && !rd.namesSomething(c) && clauses[k-1].sentence == c.sentence && clauses[k-1].verdict == says && (joinsOn(p.at(c.lo)) || p.at(c.lo-1) == ":" && clauses[k-1].hi-clauses[k-1].lo <= 5 && p.words[c.lo].is&negates != 0) {
				rd.kept[p.words[clauses[k-1].lo].clause] = true
			}
		}
	}
	rd.rather(clauses)
	rd.colonNo(clauses)
	rd.spread(clauses)
	for k := range clauses {
		if c := &clauses[k]; len(rd.asks) < maxAsks && c.verdict == wants && !rd.sig.covers(p.words[c.lo].lo) {
			rd.ask(clauses, k)
		}
	}
	rd.askOther(clauses, requested)
	if len(rd.asks) == 0 {
		rd.askInOtherWords(clauses, requested)
	}
}

func (p *prose) clauses() []clauseSpan {
	var all []clauseSpan
	for i, w := range p.words {
		if i == 0 || w.clause != p.words[i-1].clause {
			all = append(all, clauseSpan{lo: i, sentence: w.sentence, verb: -1})
		}
		c := &all[len(all)-1]
		c.hi = i + 1
		c.item = c.item || w.item
	}
	return all
}

// requestedSentences tells which sentences ask: "wilt u", "please", or a list
// under one that does.
func (rd *reader) requestedSentences(clauses []clauseSpan) []bool {
	p := rd.prose
	n := 0
	if len(clauses) > 0 {
		n = clauses[len(clauses)-1].sentence + 1
	}
	out := make([]bool, n)
	for i, w := range p.words {
		if rd.request || w.is&asks != 0 && w.s != "vragen" || w.s == "kan" || w.s == "kunnen" || w.s == "can" || w.s == "may" && !w.cap || w.s == "?" {
			out[w.sentence] = true
		}
		if w.item && w.sentence > 0 && out[w.sentence-1] && i > 0 {
			out[w.sentence] = true
		}
	}
	return out
}

// denied reports whether a clause without a verb of its own denies an object:
// "API niet", "no user accounts or API keys are involved", "Singelkwartier dus
// NIET". A no that stands far from the object is about something else.
func (rd *reader) denied(c *clauseSpan) bool {
	const near = 4
	p := rd.prose
	if t := p.tellingOf(c); t.first && t.able {
		return false // zelf kan ik het rapport niet aanpassen
	}
	for i := c.lo; i < c.hi; i++ {
		if p.words[i].is&negates == 0 || notOnly(p, i) {
			continue
		}
		for j := max(c.lo, i-near); j < min(c.hi, i+near); j++ {
			if p.words[j].is&(objUser|objAPI|objReport|weakUser|weakReport) != 0 {
				return true
			}
		}
		if i+1 >= c.hi || p.words[i+1].sign || rd.mentionIn(&clauseSpan{lo: i, hi: min(i+near, c.hi)}) {
			return true
		}
	}
	return false
}

// objectOf returns the first strong object of the words from lo up to hi, or else
// the first weak one.
func (rd *reader) objectOf(lo, hi int) meaning {
	weak := meaning(0)
	for i := lo; i < hi; i++ {
		w := rd.prose.words[i]
		if w.is&objUser != 0 && (strings.HasPrefix(w.s, "wachtwoord") || strings.HasPrefix(w.s, "password")) {
			continue
		}
		if k := w.is & (objUser | objAPI | objReport); k != 0 {
			return k & -k
		}
		if weak == 0 {
			weak = w.is & (weakUser | weakReport)
		}
	}
	return weak
}

// namesSomething reports whether a clause holds something to act on.
func (rd *reader) namesSomething(c *clauseSpan) bool {
	return c.object != 0 || rd.mentionIn(c)
}

// mentionIn reports whether a name or an address stands in a clause.
func (rd *reader) mentionIn(c *clauseSpan) bool {
	i, _ := slices.BinarySearchFunc(rd.mentions, c.lo, func(m mention, lo int) int { return m.lo - lo })
	return i < len(rd.mentions) && rd.mentions[i].lo < c.hi
}

// ask records what clause k wants.
func (rd *reader) ask(clauses []clauseSpan, k int) {
	c := &clauses[k]
	if k+1 < len(clauses) && clauses[k+1].sentence == c.sentence && clauses[k+1].verdict == wants && !rd.namesSomething(c) && !rd.points(c) && rd.namesSomething(&clauses[k+1]) {
		return // Intrekken: API-sleutel a. The next clause says what.
	}
	kind := rd.kindOf(clauses, k)
	if kind == "" {
		return
	}
	rd.addAsk(kind, c)
}

// points reports whether a clause points to somebody or something: "verwijder hem".
func (rd *reader) points(c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch s := rd.prose.at(i); s {
		case "hem", "haar", "him", "her", "it", "them", "ze", "hen", "hun", "me", "mij":
			return true
		case "die", "deze", "dit", "dat", "this", "that", "those", "these":
			return i > c.lo || i+1 < c.hi
		}
	}
	return false
}

// addAsk records a wish with the words of its clause, but for the signs and the
// "and" around them.
func (rd *reader) addAsk(kind bot.Ask, c *clauseSpan) {
	p := rd.prose
	lo, hi := c.lo, c.hi-1
	for lo < hi && (p.words[lo].sign && p.at(lo) != "\"" || p.words[lo].is&breaksClause != 0) {
		lo++
	}
	for hi > lo && p.words[hi].sign && p.at(hi) != "\"" {
		hi--
	}
	clause := p.words[c.lo].clause
	rd.asks = append(rd.asks, ask{kind: kind, first: clause, last: clause, lo: c.lo, hi: c.hi, at: p.span(lo, hi)})
}

// kindOf says which action a clause wants: by its object, by the names in it, by
// whom it points to, by what was spoken of before, and last by its verb.
func (rd *reader) kindOf(clauses []clauseSpan, k int) bot.Ask {
	c := &clauses[k]
	p := rd.prose
	if kind := askFor(c.object); kind != "" && c.object&(weakUser|weakReport) == 0 {
		return kind
	}
	for _, m := range rd.mentions {
		if m.lo >= c.lo && m.lo < c.hi {
			switch m.kind {
			case mentionUser, mentionName:
				if c.object == weakReport && !rd.figuresIn(c) {
					return bot.AskBlockReports
				}
				return bot.AskRevokeUser
			case mentionKey:
				return bot.AskSuspendAPI
			case mentionReport:
				return bot.AskBlockReports
			}
		}
	}
	if kind := askFor(c.object); kind != "" {
		return kind
	}
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "haar", "him", "her", "hen", "hun":
			return bot.AskRevokeUser
		case "hem": // a person, or a key: de sleutel … hem
			if rd.lastThing(c.lo) != objAPI {
				return bot.AskRevokeUser
			}
		case "me", "mij":
			if !forWhom[p.at(i-1)] {
				return bot.AskRevokeUser
			}
		}
	}
	for j := k - 1; j >= 0 && j >= k-lookBack && clauses[j].sentence >= c.sentence-2; j-- {
		if rd.kept[p.words[clauses[j].lo].clause] && clauses[j].sentence != c.sentence {
			continue
		}
		if o := clauses[j].object & (objUser | objAPI | objReport); o != 0 {
			return askFor(o)
		}
		for _, m := range slices.Backward(rd.mentions) {
			if m.lo >= clauses[j].lo && m.lo < clauses[j].hi {
				switch m.kind {
				case mentionUser, mentionName:
					return bot.AskRevokeUser
				case mentionKey:
					return bot.AskSuspendAPI
				case mentionReport:
					return bot.AskBlockReports
				}
			}
		}
	}
	if rd.lean != "" {
		return rd.lean
	}
	if c.verb >= 0 {
		switch v := p.at(c.verb); {
		case strings.HasPrefix(v, "verwijder"), strings.HasPrefix(v, "delet"), strings.HasPrefix(v, "remov"), strings.HasPrefix(v, "revok"), strings.HasPrefix(v, "intrek"):
			return bot.AskRevokeUser
		case strings.HasPrefix(v, "suspend"):
			return bot.AskSuspendAPI
		}
	}
	return ""
}

// lastThing returns what was spoken of last in front of word i: a user, key or
// report.
func (rd *reader) lastThing(i int) meaning {
	for j := i - 1; j >= 0 && j > i-5*lookBack; j-- {
		if k := rd.prose.words[j].is & (objUser | objAPI | objReport); k != 0 {
			return k & -k
		}
	}
	return 0
}

// figuresIn tells figures, from which a person is shut out, from mails to a person.
func (rd *reader) figuresIn(c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch rd.prose.at(i) {
		case "cijfers", "statistieken", "statistics", "figures", "numbers", "data", "gegevens", "bezoekerscijfers", "bezoekcijfers":
			return true
		}
	}
	return false
}

func askFor(o meaning) bot.Ask {
	switch {
	case o&objUser != 0:
		return bot.AskRevokeUser
	case o&objAPI != 0:
		return bot.AskSuspendAPI
	case o&objReport != 0:
		return bot.AskBlockReports
	case o&weakUser != 0:
		return bot.AskRevokeUser
	case o&weakReport != 0:
		return bot.AskBlockReports
	}
	return ""
}

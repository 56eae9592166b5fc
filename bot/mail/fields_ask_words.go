package mail

import "strings"

// askInOtherWords reads a request whose verb nobody foresaw: "ik verzoek u de
// sleutel buiten werking te stellen". Who writes to this desk, asks, and names a
// user, key or report, wants it stopped; unless the words ask for an answer, tell
// what was, or say that it must stay. It is tried only when nothing else was asked.
func (rd *reader) askInOtherWords(clauses []clauseSpan, requested []bool) {
	p := rd.prose
	for k := range clauses {
		c := &clauses[k]
		if c.verdict != says || !requested[c.sentence] || rd.kept[p.words[c.lo].clause] || rd.sig.covers(p.words[c.lo].lo) || !rd.namesSomething(c) || !p.pleads(c) {
			continue
		}
		if p.tellingOf(c).verb >= 0 {
			continue // judged already
		}
		if c.object&(weakReport|weakUser) != 0 && !rd.mentionIn(c) {
			continue
		}
		rd.ask(clauses, k)
	}
}

// pleads reports whether a clause asks for a deed: it holds a word of asking, and
// none that asks for an answer, tells, denies, or comes with a question of whether.
func (p *prose) pleads(c *clauseSpan) bool {
	pleading := false
	for i := c.lo; i < c.hi; i++ {
		w := p.words[i]
		if w.is&(past|happened|negates|keeps|unrelated|noticed) != 0 || enquiry[w.s] && !(w.s == "see" && p.at(i+1) == "to") {
			return false
		}
		switch w.s {
		case "moet", "moeten", "mag", "mogen", "hoeft", "hoeven", "vragen", "like", "could", "would", "can", "must", "should", "need":
			switch p.at(i + 1) {
			case "you", "u", "jullie", "jij", "je", "snoobi", "someone", "somebody", "iemand":
				pleading = true
			}
		default:
			pleading = pleading || w.is&asks != 0
			if w.s == "kan" || w.s == "kunnen" || w.s == "kun" {
				switch p.at(i + 1) {
				case "u", "jullie", "jij", "je", "iemand", "snoobi":
					pleading = true
				}
			}
		}
	}
	return pleading && !advice(p, c)
}

// enquiry holds words that ask for an answer instead of a deed.
var enquiry = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("nagaan kijken nakijken bekijken kijk check checken controleren controleer uitzoeken onderzoeken zien weten vertellen zeggen adviseren advies helpen hulp bellen terugbellen bel mailen antwoord antwoorden bevestigen bevestiging bevestig contact uitleggen uitleg informatie informeren meedenken melden look see tell advise advice help call reply answer confirm confirmation explain investigate know find contact verify review inform whether who wie wat what hoe how waarom why welke which terugkoppelen terugkoppeling reageren reactie overleg aandacht attention toevoegen aanmaken add create herstellen restore terugzetten unblock deblokkeren vrijgeven raden aanraden doen do weer terug opnieuw again back") {
		m[w] = true
	}
	return m
}()

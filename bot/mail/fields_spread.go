package mail

import "meldwacht/bot"

// colonNo lets a no with a colon stand for the rest of its sentence: "niet: de API
// uitzetten".
func (rd *reader) colonNo(clauses []clauseSpan) {
	p := rd.prose
	for k := range clauses {
		c := &clauses[k]
		if p.at(c.hi-1) != ":" || c.hi-c.lo > 4 || c.verb >= 0 {
			continue
		}
		neg := false
		for i := c.lo; i < c.hi; i++ {
			neg = neg || p.words[i].is&negates != 0
		}
		// Niet nodig: and a list below it.
		for j := k + 1; neg && j < len(clauses) && (clauses[j].sentence == c.sentence || itemSentence(clauses, j)); j++ {
			clauses[j].verdict = refuses
			rd.kept[p.words[clauses[j].lo].clause] = true
		}
	}
}

func joinsOn(s string) bool { return s == "en" || s == "and" || s == "dus" || s == "so" }

// disclaims reports whether a clause stands in the small print that is put under
// mails: "if you are not the intended recipient, please delete this message".
func (p *prose) disclaims(c *clauseSpan) bool {
	smallPrint := func(i int) bool {
		switch p.at(i) {
		case "recipient", "geadresseerde", "geadresseerden", "addressee", "confidential", "vertrouwelijk", "disclaimer", "bestemd":
			return true
		}
		return false
	}
	const far = 25
	for i := c.lo; i >= 0 && i > c.lo-far && p.words[i].sentence == c.sentence; i-- {
		if smallPrint(i) {
			return true
		}
	}
	for i := c.lo; i < len(p.words) && i < c.lo+far && p.words[i].sentence == c.sentence; i++ {
		if smallPrint(i) {
			return true
		}
	}
	return false
}

// rather finds what is wanted instead of what is not: "Jan hoeft niet weg, Piet wel".
func (rd *reader) rather(clauses []clauseSpan) {
	for k := 1; k < len(clauses); k++ {
		c, before := &clauses[k], &clauses[k-1]
		if c.verdict != says || before.verdict != refuses || before.sentence != c.sentence || !rd.namesSomething(c) {
			continue
		}
		for i := c.lo; i < c.hi; i++ {
			if rd.prose.at(i) == "wel" {
				c.verdict = wants
			}
		}
	}
}

// spread gives clauses without a verb the verdict of the one they belong to: the
// parts of a list, and the objects of a verb that comes last in Dutch.
func (rd *reader) spread(clauses []clauseSpan) {
	p := rd.prose
	prevWant := -1
	for k := range clauses {
		c := &clauses[k]
		if c.verdict == wants && c.verb >= 0 {
			prevWant = k
			continue
		}
		if c.verdict != says || rd.kept[p.words[c.lo].clause] || !rd.namesSomething(c) {
			continue
		}
		sameSentence := func(j int) bool { return j >= 0 && j < len(clauses) && clauses[j].sentence == c.sentence }
		// English and imperatives: the verb stands before its objects.
		if sameSentence(k-1) && clauses[k-1].verdict == wants && (rd.verbFirst(&clauses[k-1]) || p.at(c.lo-1) == ":") && !hasPredicate(p, c) {
			c.verdict = wants
			continue
		}
		// Dutch: it stands behind them.
		for j := k + 1; sameSentence(j) && j <= k+6; j++ {
			if clauses[j].verdict == wants && clauses[j].verb >= 0 && !rd.verbFirst(&clauses[j]) && !hasPredicate(p, c) {
				c.verdict = wants
				break
			}
			if clauses[j].verdict != says || hasPredicate(p, &clauses[j]) {
				break
			}
		}
		// A list under a sentence that asks.
		if c.verdict == says && prevWant >= 0 && rd.listed(clauses, prevWant, k) {
			c.verdict = wants
		}
	}
}

// listed reports whether clause k belongs to a list item right below clause w.
func (rd *reader) listed(clauses []clauseSpan, w, k int) bool {
	if hasPredicate(rd.prose, &clauses[k]) {
		return false
	}
	if k-w > 8*lookBack {
		return false
	}
	for j := k; j > w; j-- {
		if clauses[j].sentence != clauses[w].sentence && !itemSentence(clauses, j) {
			return false
		}
	}
	return itemSentence(clauses, k)
}

// itemSentence reports whether the sentence of clause k is a list item.
func itemSentence(clauses []clauseSpan, k int) bool {
	for n := 0; n < 2*lookBack && k > 0 && clauses[k-1].sentence == clauses[k].sentence; n++ {
		k--
	}
	return clauses[k].item
}

// hasPredicate reports whether a clause tells something of its own.
func hasPredicate(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		if p.words[i].is&(past|happened) != 0 {
			return true
		}
		switch p.at(i) {
		case "is", "zijn", "mag", "mogen", "staat", "stond", "are", "kan", "hij", "zij", "ze", "he", "she", "it", "die", "who", "which", "we", "wij", "ik":
			if p.at(i) != "zijn" || i == c.lo {
				return true
			}
		}
	}
	return false
}

func (rd *reader) verbFirst(c *clauseSpan) bool {
	if c.verb < 0 {
		return true
	}
	for _, m := range rd.mentions {
		if m.lo >= c.lo && m.lo < c.hi {
			return c.verb < m.lo
		}
	}
	for i := c.lo; i < c.hi; i++ {
		if rd.prose.words[i].is&(objUser|objAPI|objReport|weakUser) != 0 && i != c.verb {
			return c.verb < i
		}
	}
	if stopParticles[rd.prose.at(c.verb)] != 0 && rd.prose.at(c.verb) != "stop" {
		return false // Jan en Piet: eruit
	}
	if w := rd.prose.words[c.verb]; w.is&stopped != 0 && w.is&stops == 0 {
		return false // we want both keys, a and b, suspended
	}
	first := c.lo
	for first < c.verb && (rd.prose.words[first].sign || rd.prose.words[first].is&breaksClause != 0 || opener[rd.prose.at(first)]) {
		first++
	}
	return c.verb == first || rd.mail.Lang == bot.EN
}

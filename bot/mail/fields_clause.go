package mail

import "strings"

// A telling is what the words of a clause say together.
type telling struct {
	verb    int  // what stops something, -1 without
	base    bool // in a form that can ask: verwijderen, block
	neg     bool
	keep    bool // speaks of what must go on
	past    bool
	anymore bool
	sure    bool // zorg dat, make sure
	first   bool // ik, wij
	able    bool
	self    bool // what the writer does, or will do, himself
}

func (p *prose) tellingOf(c *clauseSpan) telling {
	t := telling{verb: -1}
	for i := c.lo; i < c.hi; i++ {
		w := p.words[i]
		switch {
		case w.is&negates != 0:
			t.neg = t.neg || !notOnly(p, i)
		case w.is&keeps != 0:
			t.keep = t.keep || keepsHere(p, i, c)
		}
		if w.is&stops != 0 && !(w.s == "stop" && p.at(i+1) == "working") && !stopMe(p, i) && !nounUse(p, i) {
			t.verb, t.base = i, true
		} else if w.is&stopped != 0 && !t.base {
			t.verb = i
			t.base = p.at(i-1) == "be" && p.at(i-2) == "to" // user to be deleted
		}
		if w.is&past != 0 && !(w.s == "hebben" && i > 0 && p.words[i-1].is&stopped != 0) { // wil ik geblokkeerd hebben
			t.past = true
		}
		t.first = t.first || w.is&firstP != 0
		t.able = t.able || w.is&able != 0
		t.keep = t.keep || p.goesOn(i, c)
		switch w.s {
		case "knop", "mogelijkheid", "optie", "button", "option", "rechten", "rights": // wij hebben geen knop om hem uit te zetten
			t.able = true
		case "meer", "longer", "anymore", "again", "opnieuw":
			t.anymore = true
		case "more":
			t.anymore = t.anymore || p.at(i-1) == "any" || p.at(i-1) == "no"
		case "zorg", "zorgen", "sure", "ensure", "zorgt", "regelen", "regel", "bewerkstelligen":
			t.sure = true
		case "zelf", "ourselves", "myself", "onszelf", "zullen", "zal", "we'll", "i'll", "overwegen", "overweeg", "might", "misschien", "wellicht", "perhaps", "maybe", "considering":
			t.self = true
		}
	}
	return t
}

// judgeClause decides what one clause wants.
func (rd *reader) judgeClause(c *clauseSpan, requested bool) (verdict, int) {
	p := rd.prose
	t := p.tellingOf(c)
	stopVerb := t.verb >= 0
	if at, ok := p.phrasal(c); ok && (requested || p.imperative(c) || t.keep || t.neg) {
		t.verb, t.base = at, true
	}
	if t.verb < 0 && !rd.heading && (c.object != 0 || rd.mentionIn(c) || rd.tail(c)) {
		if at, ok := p.elliptic(c); ok {
			t.verb, t.base = at, true
		}
	}
	switch {
	case t.neg && (t.anymore || t.sure && c.object != 0) && (requested || sends(p, c)) && !stopVerb && goesVerb(p, c),
		t.neg && t.verb < 0 && goesVerb(p, c) && unwanted(p, c),
		t.neg && t.anymore && requested && !stopVerb && c.object&(objReport|weakReport) != 0 && !t.past:
		// zorgen dat het rapport er niet meer uit gaat; can no longer log in
		return wants, c.lo
	case t.neg && t.anymore && t.verb >= 0:
		return refuses, t.verb
	case t.verb >= 0 && t.neg && t.first && t.able && !requestedBy(p, c):
		return wants, t.verb // "ik kan haar zelf niet verwijderen" asks for it all the same
	case t.neg && (t.verb >= 0 || touches(p, c)):
		return refuses, t.verb
	case t.keep:
		return refuses, t.verb
	case t.verb < 0, p.conditional(c):
		return says, -1
	case t.self && t.first && !requestedBy(p, c), advice(p, c):
		return says, -1
	case t.past && !requested:
		return says, -1
	case t.past && !t.base && !modal(p, c):
		return says, -1
	case t.base, requested:
		return wants, t.verb
	}
	return says, -1
}

// stopMe tells "stop me if I'm wrong" and "remove me from your list" from a wish.
func stopMe(p *prose, i int) bool {
	switch p.at(i + 1) {
	case "us":
		return true
	case "me":
		return strings.HasPrefix(p.at(i), "stop") || p.at(i) == "kill" || p.at(i+2) == "from" || p.at(i+2) == "if"
	}
	return false
}

// sends reports whether a clause begins with sending, or with don't, or ends with
// sending: "stuur het niet meer", "geen rapporten meer versturen".
func sends(p *prose, c *clauseSpan) bool {
	for i := c.hi - 1; i >= c.lo; i-- {
		switch p.at(i) {
		case "versturen", "sturen", "mailen", "verzenden":
			return true
		}
		if !p.words[i].sign {
			break
		}
	}
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "stuur", "verstuur", "mail", "send", "don't", "do", "geef", "laat", "let", "verzend", "dont":
			return true
		}
		if !p.words[i].sign && !opener[p.at(i)] {
			return false
		}
	}
	return false
}

// tail reports whether a clause is a few words that end a sentence which named
// something: "De feed (haven-json) graag offline", "Gebruiker X: eruit".
func (rd *reader) tail(c *clauseSpan) bool {
	words := rd.prose.words
	return c.hi-c.lo <= 6 && c.lo > 0 && words[c.lo-1].sentence == c.sentence && (rd.objectOf(max(0, c.lo-6), c.lo) != 0 || rd.mentionIn(&clauseSpan{lo: max(0, c.lo-6), hi: c.lo}))
}

// notOnly tells "niet alleen" and "not just" from a refusal.
func notOnly(p *prose, i int) bool {
	switch p.at(i + 1) {
	case "alleen", "only", "just", "slechts", "enkel":
		return p.at(i) == "niet" || p.at(i) == "not"
	case "hesitate", "aarzelen":
		return true
	}
	for j := i + 2; j <= i+4; j++ { // niets anders dan, no other action than
		if p.at(j) == "dan" && strings.HasPrefix(p.at(j-1), "ander") || p.at(j) == "than" {
			return true
		}
	}
	return false
}

// unwanted reports whether a clause says that something must not be: "ik wil niet
// dat", "we don't want".
func unwanted(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "wil", "willen", "wens", "wensen":
			if p.at(i+1) == "niet" || p.at(i+2) == "niet" {
				return true
			}
		case "want", "wish":
			if p.words[max(i-1, 0)].is&negates != 0 {
				return true
			}
		}
	}
	return false
}

// conditional reports whether a clause speaks of another time: "if it happens again".
func (p *prose) conditional(c *clauseSpan) bool {
	const far = 25
	lo := c.lo
	for lo > 0 && lo > c.lo-far && p.words[lo-1].sentence == c.sentence {
		lo--
	}
	switch p.at(lo) {
	case "als", "if", "mocht", "indien", "zodra", "when", "wanneer", "should":
	default:
		return false
	}
	for i := lo; i < lo+far && i < c.hi; i++ {
		switch p.at(i) {
		case "again", "opnieuw", "weer", "toch", "ever", "eens", "ooit":
			return true
		}
	}
	return false
}

// advice reports whether a clause asks what to do instead of asking for it:
// "moeten wij die gebruiker verwijderen?", "whether we should revoke it".
func advice(p *prose, c *clauseSpan) bool {
	for i := c.lo; i+1 < c.hi; i++ {
		switch p.at(i) {
		case "whether":
			return true
		case "moet", "moeten", "should", "shall", "zal", "zullen":
			switch p.at(i + 1) {
			case "ik", "wij", "we", "i":
				return true
			}
			if i == c.lo && p.at(c.hi-1) == "?" && p.at(i) != "zal" && p.at(i) != "zullen" {
				return true // Moet de sleutel worden ingetrokken?
			}
		}
	}
	return false
}

// goesOn reports whether word i says that a thing may go on: mag gewoon door, kan aan.
func (p *prose) goesOn(i int, c *clauseSpan) bool {
	switch p.at(i) {
	case "door", "aan":
	default:
		return false
	}
	if !p.closes(i, c.hi) {
		return false
	}
	for j := max(c.lo, i-halfReach); j < i; j++ {
		switch p.at(j) {
		case "mag", "mogen", "kan", "kunnen", "moet", "moeten":
			return true
		}
	}
	return false
}

// keepsHere reports whether a word for staying or leaving speaks of what must
// go on: "laten" and "leave" do only with what is left.
func keepsHere(p *prose, i int, c *clauseSpan) bool {
	switch p.at(i) {
	case "laten", "laat":
		for j := c.lo; j < c.hi; j++ {
			switch p.at(j) {
			case "zo", "staan", "rust", "ongemoeid", "aan", "doorlopen", "doorgaan", "bestaan", "lopen", "werken", "intact", "houden", "maar":
				return true
			}
		}
		return false
	case "leave":
		for j := i + 1; j < c.hi; j++ {
			switch p.at(j) {
			case "alone", "as", "untouched", "be", "on", "running", "intact", "active", "it", "them", "out":
				return true
			}
		}
		return false
	case "continue", "keep", "keeps":
		for j := i + 1; j < c.hi; j++ {
			if p.at(j) == "out" || p.at(j) == "from" {
				return false
			}
		}
	case "blijven", "blijft", "blijf":
		return true
	}
	return true
}

// nounUse tells "the block" and "a stop" from the verbs.
func nounUse(p *prose, i int) bool {
	switch p.at(i) {
	case "close":
		return p.at(i+1) == "to"
	case "block", "stop", "lock", "halt":
		prev := p.at(i - 1)
		if lightVerbs[p.at(i-2)]&putEnglish != 0 {
			return false // put a block on
		}
		return prev == "a" || prev == "the" || prev == "een" || prev == "de"
	}
	return false
}

// touches reports whether a clause speaks of touching: "niet aanraken", "daar
// afblijven", or of going out at all: "er hoeft niemand uit".
func touches(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "aanraken", "aankomen", "touch", "raken", "betrokken", "involved", "affected", "uit", "hoeft", "hoeven", "need", "needs", "nodig", "wijzigen", "change", "happen", "gebeuren", "gedaan", "doen":
			return true
		}
	}
	return false
}

func requestedBy(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "wilt", "wil", "willen", "kunt", "jullie", "u", "please", "graag", "moet", "moeten":
			return true
		}
	}
	return false
}

func modal(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "moet", "moeten", "worden", "wordt", "dient", "dienen", "be", "graag", "mag", "mogen", "kan", "laten":
			return true
		}
	}
	return false
}

// goesVerb reports whether a clause holds something that could go on: sending,
// signing in, having access.
func goesVerb(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "gaat", "gaan", "verstuurd", "verzonden", "gestuurd", "gemaild", "inloggen", "erin", "erbij", "bij", "toegang", "access", "sent", "log", "login", "goes", "go", "ontvangt", "receive", "receives", "krijgt", "krijgen", "get", "gets", "komt", "werkt", "werken", "work", "works", "stuur", "sturen", "verstuur", "versturen", "verzend", "verzenden", "send", "sending", "mail", "mailen", "sign", "in", "binnen", "uit", "gebruikt", "used", "mailed", "zien", "see", "bekijken", "kijken", "lezen", "read", "view":
			return true
		}
	}
	return false
}

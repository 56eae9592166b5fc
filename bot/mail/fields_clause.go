package mail

import "strings"

// judgeClause decides what one clause wants.
func (rd *reader) judgeClause(c *clauseSpan, requested bool) (verdict, int) {
	p := rd.prose
	verb, base, neg, keep, tells, anymore, first, cannot := -1, false, false, false, false, false, false, false
	for i := c.lo; i < c.hi; i++ {
		w := p.words[i]
		switch {
		case w.is&negates != 0:
			neg = true
		case w.is&keeps != 0:
			keep = keep || keepsHere(p, i, c)
		}
		if w.is&stops != 0 && !(w.s == "stop" && p.at(i+1) == "working") && p.at(i+1) != "me" && p.at(i+1) != "us" && !nounUse(p, i) {
			verb, base = i, true
		} else if w.is&stopped != 0 && !base {
			verb = i
		}
		tells = tells || w.is&past != 0
		first = first || w.is&firstP != 0
		cannot = cannot || w.is&able != 0
		if w.s == "meer" || w.s == "longer" || w.s == "anymore" {
			anymore = true
		}
	}
	stopVerb := verb >= 0
	if at, ok := p.phrasal(c); ok && (requested || p.imperative(c) || keep || neg) {
		verb, base = at, true
	}
	switch {
	case neg && anymore && requested && !stopVerb && goesVerb(p, c):
		// zorgen dat het rapport er niet meer uit gaat; can no longer log in
		return wants, c.lo
	case neg && anymore && verb >= 0:
		return refuses, verb
	case verb >= 0 && neg && first && cannot && !requestedBy(p, c):
		return wants, verb // "ik kan haar zelf niet verwijderen" asks for it all the same
	case neg && (verb >= 0 || touches(p, c)):
		return refuses, verb
	case keep:
		return refuses, verb
	case verb < 0:
		return says, -1
	case tells && !requested:
		return says, -1
	case tells && !base && !modal(p, c):
		return says, -1
	case base, requested:
		return wants, verb
	}
	return says, -1
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
		return prev == "a" || prev == "the" || prev == "een" || prev == "de"
	}
	return false
}

// touches reports whether a clause speaks of touching: "niet aanraken", "daar
// afblijven", or of going out at all: "er hoeft niemand uit".
func touches(p *prose, c *clauseSpan) bool {
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "aanraken", "aankomen", "touch", "raken", "betrokken", "involved", "affected", "uit", "hoeft", "hoeven", "need", "nodig", "wijzigen", "change":
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
		case "gaat", "gaan", "verstuurd", "verzonden", "gestuurd", "gemaild", "inloggen", "erin", "erbij", "bij", "toegang", "access", "sent", "log", "login", "goes", "go", "ontvangt", "receive", "receives", "krijgt", "krijgen", "get", "gets", "komt", "werkt", "werken", "work", "works", "sign", "in", "binnen", "uit", "gebruikt", "used", "mailed":
			return true
		}
	}
	return false
}

// phrasals are verbs that stop something together with another word.
var phrasals = map[string]string{
	"uit":     " haal haalt halen gehaald zet zetten gezet gooi gooien gegooid schakel schakelen draai draaien doe doen gaat gaan ga moet mag kan kunnen hoeven hoeft moeten mogen ",
	"eruit":   " haal haalt halen gehaald zet zetten gezet gooi gooien gegooid moet mag kan kunnen hoeven hoeft moeten ",
	"weg":     " haal halen doe doen gooi gooien moet moeten mag kan ",
	"in":      " trek trekken ",
	"af":      " sluit sluiten haal halen ",
	"dicht":   " zet zetten gooi gooien doe doen draai draaien moet kan ",
	"stil":    " leg leggen zet zetten ",
	"stop":    " zet zetten ",
	"pauze":   " zet zetten gezet ",
	"slot":    " zet zetten doe doen gezet gooi gooien ",
	"zwart":   " zet zetten ",
	"off":     " switch turn take shut cut switched turned taken shutting ",
	"offline": " take bring haal halen zet ",
	"out":     " take kick lock get throw ",
	"hold":    " put ",
	"down":    " shut take ",
	"away":    " take ",
	"shut":    " to ",
	"buiten":  " zet zetten gooi gooien ",
}

// phrasal finds a light verb with its other half: zet … uit, switch … off.
func (p *prose) phrasal(c *clauseSpan) (at int, ok bool) {
	for i := c.lo; i < c.hi; i++ {
		verbs, known := phrasals[p.at(i)]
		if !known || p.words[i].sign {
			continue
		}
		for j := c.lo; j < c.hi; j++ {
			if j == i || len(p.words[j].s) < 2 || !strings.Contains(verbs, " "+p.words[j].s+" ") {
				continue
			}
			switch w := p.words[j].s; w {
			case "moet", "moeten", "mag", "kan", "kunnen", "hoeven", "hoeft", "mogen":
				// "moet uit" ends its clause; "moet uit huis werken" does not
				if i+1 < c.hi && !p.words[i+1].sign && p.at(i+1) != "het" && p.at(i+1) != "de" && p.at(i+1) != "voor" && p.words[i+1].is&breaksClause == 0 {
					continue
				}
			}
			return min(i, j), true
		}
	}
	return 0, false
}

// imperative reports whether a clause begins with its verb.
func (p *prose) imperative(c *clauseSpan) bool {
	i := c.lo
	for i < c.hi && (p.words[i].sign || p.words[i].is&breaksClause != 0 || number(p.at(i))) {
		i++
	}
	switch p.at(i) {
	case "zet", "haal", "gooi", "trek", "sluit", "schakel", "doe", "leg", "switch", "turn", "take", "shut", "cut", "put", "kick", "get":
		return true
	}
	return false
}

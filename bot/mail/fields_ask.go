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
}

// A clause is the words from lo up to hi, and what they hold together.
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
	requested := requestedSentences(p, clauses)
	for k := range clauses {
		c := &clauses[k]
		c.verdict, c.verb = rd.judgeClause(c, requested[c.sentence])
		c.object = rd.objectOf(c.lo, c.hi)
		if c.verdict == refuses || c.verdict == says && rd.denied(c) {
			rd.kept[p.words[c.lo].clause] = true
		}
	}
	rd.spread(clauses)
	for k := range clauses {
		if c := &clauses[k]; len(rd.asks) < maxAsks && c.verdict == wants && !rd.sig.covers(p.words[c.lo].lo) {
			rd.ask(clauses, k)
		}
	}
	rd.askOther(clauses, requested)
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
func requestedSentences(p *prose, clauses []clauseSpan) []bool {
	n := 0
	if len(clauses) > 0 {
		n = clauses[len(clauses)-1].sentence + 1
	}
	out := make([]bool, n)
	for i, w := range p.words {
		if w.is&asks != 0 && w.s != "vragen" || w.s == "kan" || w.s == "kunnen" || w.s == "can" || w.s == "?" {
			out[w.sentence] = true
		}
		if w.item && w.sentence > 0 && out[w.sentence-1] && i > 0 {
			out[w.sentence] = true
		}
	}
	return out
}

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

// denied reports whether a clause without a verb of its own denies an object:
// "API niet", "no user accounts or API keys are involved", "Singelkwartier dus NIET".
func (rd *reader) denied(c *clauseSpan) bool {
	p := rd.prose
	for i := c.lo; i < c.hi; i++ {
		if p.words[i].is&negates != 0 {
			if c.object != 0 {
				return true
			}
			return i+1 >= c.hi || p.words[i+1].sign
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
		if sameSentence(k-1) && clauses[k-1].verdict == wants && rd.verbFirst(&clauses[k-1]) && !hasPredicate(p, c) {
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
		case "is", "zijn", "staat", "stond", "are", "kan", "hij", "zij", "ze", "he", "she", "it", "die", "who", "which", "we", "wij", "ik":
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
	return c.verb == c.lo || rd.mail.Lang == bot.EN
}

// namesSomething reports whether a clause holds something to act on.
func (rd *reader) namesSomething(c *clauseSpan) bool {
	if c.object != 0 {
		return true
	}
	for _, m := range rd.mentions {
		if m.lo >= c.lo && m.lo < c.hi {
			return true
		}
	}
	return false
}

// ask records what clause k wants.
func (rd *reader) ask(clauses []clauseSpan, k int) {
	c := &clauses[k]
	kind := rd.kindOf(clauses, k)
	if kind == "" {
		return
	}
	clause := rd.prose.words[c.lo].clause
	rd.asks = append(rd.asks, ask{kind: kind, first: clause, last: clause, lo: c.lo, hi: c.hi})
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
				if c.object == weakReport {
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
		case "hem", "haar", "him", "her", "hen", "hun":
			return bot.AskRevokeUser
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

// askOther finds what is asked and is none of the three: a new password, a key
// made anew, the logs.
func (rd *reader) askOther(clauses []clauseSpan, requested []bool) {
	p := rd.prose
	for _, c := range clauses {
		if rd.kept[p.words[c.lo].clause] || rd.sig.covers(p.words[c.lo].lo) {
			continue
		}
		verb, thing, neg, tells := false, false, false, false
		for i := c.lo; i < c.hi; i++ {
			switch w := p.at(i); w {
			case "stuur", "sturen", "send", "reset", "resetten", "wijzig", "wijzigen", "change", "herstel", "herstellen", "restore", "roteer", "roteren", "rotate", "vervang", "vervangen", "regenerate", "genereer", "issue", "maak", "aanmaken", "create", "forceer", "force", "geef", "provide":
				verb = true
			case "wachtwoord", "wachtwoorden", "password", "passwords", "logs", "logbestanden", "logboek", "logging", "2fa", "mfa", "tweestapsverificatie", "sleutel", "key", "token":
				thing = true
			}
			neg = neg || p.words[i].is&negates != 0
			tells = tells || p.words[i].is&(past|firstP) != 0 && !requested[c.sentence] && !otherImperative(p, &c)
		}
		if len(rd.asks) < maxAsks && verb && thing && !neg && !tells && (requested[c.sentence] || otherImperative(p, &c)) {
			clause := p.words[c.lo].clause
			rd.asks = append(rd.asks, ask{kind: bot.AskOther, first: clause, last: clause, lo: c.lo, hi: c.hi})
		}
	}
}

func otherImperative(p *prose, c *clauseSpan) bool {
	switch p.at(c.lo) {
	case "stuur", "send", "reset", "wijzig", "change", "herstel", "restore", "roteer", "rotate", "vervang", "maak", "create", "geef", "and", "en":
		return true
	}
	return false
}

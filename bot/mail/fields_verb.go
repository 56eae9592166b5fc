package mail

import "strings"

// Light verbs stop something together with a small word: zet … uit, gooi … eruit,
// put … on hold, switch … off. Each belongs to a class, and each small word says
// which classes it goes with.
type verbClass uint16

const (
	putVerb    verbClass = 1 << iota // zet, leg, doe
	throwVerb                        // haal, gooi, knikker
	drawVerb                         // trek
	closeVerb                        // sluit
	turnVerb                         // schakel, draai
	cutVerb                          // koppel, knip, neem
	writeVerb                        // schrijf, meld
	modalVerb                        // moet, mag, kan: moet eruit
	enVerb                           // switch, take, kick
	putEnglish                       // put … on hold
	pushVerb                         // schort, hef, zeg
	holdVerb                         // hold … back
	mustGo                           // must, to: has to go
)

var lightVerbs = buildLightVerbs()

func buildLightVerbs() map[string]verbClass {
	m := map[string]verbClass{}
	add := func(c verbClass, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] |= c
		}
	}
	add(putVerb, "zet zetten gezet doe doet doen gedaan leg leggen gelegd plaats plaatsen geplaatst maak maken gemaakt stel stelt stellen gesteld")
	add(throwVerb, "haal haalt halen gehaald gooi gooit gooien gegooid smijt smijten gesmeten kieper kieperen gekieperd knikker knikkeren geknikkerd flikker flikkeren geflikkerd mik mikken gemikt schop schoppen geschopt trap trappen getrapt donder donderen wip wippen gewipt pluk plukken veeg vegen werk werken krijg krijgen")
	add(drawVerb, "trek trekt trekken getrokken")
	add(closeVerb, "sluit sluiten gesloten")
	add(turnVerb, "schakel schakelt schakelen geschakeld draai draait draaien gedraaid")
	add(cutVerb, "koppel koppelt koppelen gekoppeld knip knippen geknipt snij snijd snijden gesneden neem neemt nemen genomen kap kappen gekapt knijp knijpen geknepen pak pakken gepakt")
	add(writeVerb, "schrijf schrijven geschreven meld melden gemeld")
	add(pushVerb, "schort schorten geschort hef heffen geheven zeg zeggen gezegd doek doeken gedoekt")
	add(modalVerb, "moet moeten mag mogen kan kunnen hoeft hoeven ga gaat gaan")
	add(enVerb, "switch switched switching turn turned turning take taken taking shut shutting cut cutting pull pulled pulling kick kicked kicking lock locked get throw thrown boot booted knock bring close chuck drop dropped wipe hold")
	add(holdVerb, "hold keep hou houd houden houdt")
	add(mustGo, "must should to can needs")
	add(putEnglish, "put place placed slap")
	return m
}

// particles of light verbs. Those in joined also begin a word: uitzetten,
// afgooien, dichtgezet.
var stopParticles = map[string]verbClass{
	"uit": putVerb | throwVerb | drawVerb | closeVerb | turnVerb | writeVerb | modalVerb, "eruit": putVerb | throwVerb | drawVerb | cutVerb | modalVerb,
	"af": putVerb | throwVerb | closeVerb | turnVerb | cutVerb | writeVerb | modalVerb, "eraf": putVerb | throwVerb | cutVerb | modalVerb,
	"weg": putVerb | throwVerb | cutVerb | modalVerb, "dicht": putVerb | throwVerb | drawVerb | turnVerb | modalVerb | cutVerb,
	"stil": putVerb, "stop": putVerb | putEnglish, "plat": putVerb, "los": cutVerb, "buiten": putVerb | throwVerb | closeVerb,
	"in": drawVerb, "op": pushVerb, "ongeldig": putVerb, "onklaar": putVerb, "onbruikbaar": putVerb, "inactief": putVerb, "ongedaan": putVerb, "onmogelijk": putVerb,
	"slot": putVerb | throwVerb | modalVerb | putEnglish, "zwart": putVerb | modalVerb, "pauze": putVerb | modalVerb, "non-actief": putVerb | modalVerb, "nonactief": putVerb | modalVerb,
	"blokkade": putVerb, "lucht": throwVerb | modalVerb, "offline": putVerb | throwVerb | enVerb | modalVerb,
	"off": enVerb, "out": enVerb, "down": enVerb, "away": enVerb, "hold": putEnglish, "ice": putEnglish, "block": putEnglish, "freeze": putEnglish, "rid": enVerb, "plug": enVerb, "back": holdVerb, "tegen": holdVerb, "vast": holdVerb, "go": mustGo,
}

// joined lists the small words that verbs are written together with, longest first.
var joined = [...]string{"buiten", "eruit", "dicht", "eraf", "stop", "stil", "plat", "uit", "weg", "los", "af", "in", "op"}

// noVerb holds nouns that look like such verbs.
var noVerb = map[string]bool{"uitleg": true, "afzet": true, "uitdraai": true, "afhaal": true, "uitmaak": true, "inzet": true, "opzet": true, "afmelden": true}

// joinedStop reads uitzetten, afgooien, dichtgezet: whether a word is a small
// word and a verb that stop something, and whether it is a participle.
func joinedStop(s string) meaning {
	for _, small := range joined {
		rest, ok := strings.CutPrefix(s, small)
		if !ok || len(rest) < 3 || noVerb[s] {
			continue
		}
		rest = strings.TrimPrefix(rest, "te")
		c := lightVerbs[rest]
		if c&^(modalVerb|enVerb|putEnglish|holdVerb|mustGo)&stopParticles[small] == 0 || rest == "werken" || rest == "maken" || rest == "gedaan" || small == "op" && c&pushVerb == 0 || rest == "plaatsen" || rest == "stellen" {
			continue
		}
		if strings.HasPrefix(rest, "ge") {
			return stopped
		}
		return stops
	}
	return 0
}

// halfReach is how many words may stand between the halves of a verb.
const halfReach = 16

// phrasal finds a light verb with its other half in a clause.
func (p *prose) phrasal(c *clauseSpan) (at int, ok bool) {
	for i := c.lo; i < c.hi; i++ {
		if p.words[i].is&small == 0 {
			continue
		}
		classes := p.particleAt(i)
		if classes == 0 {
			continue
		}
		for j := max(c.lo, i-halfReach); j < min(c.hi, i+halfReach); j++ {
			v := lightVerbs[p.at(j)] & classes
			if j == i || v == 0 {
				continue
			}
			if v&(modalVerb|mustGo) == v && !p.closes(i, c.hi) {
				continue // "moet uit" ends its clause; "moet uit huis werken" does not
			}
			if v&(enVerb|mustGo) == v && j > i {
				continue
			}
			return min(i, j), true
		}
	}
	return 0, false
}

// particleAt returns the verbs that the small word at i goes with. Some count
// behind a preposition alone: op slot, on hold.
func (p *prose) particleAt(i int) verbClass {
	if p.words[i].sign {
		return 0
	}
	classes := stopParticles[p.at(i)]
	if classes == 0 {
		return 0
	}
	prev := p.at(i - 1)
	switch p.at(i) {
	case "slot", "zwart", "pauze", "non-actief", "nonactief":
		if prev != "op" {
			return 0
		}
	case "lucht":
		if prev != "de" || p.at(i-2) != "uit" {
			return 0
		}
	case "hold", "ice":
		if prev != "on" {
			return 0
		}
	case "block", "freeze":
		if prev != "a" && prev != "the" {
			return 0
		}
	case "rid":
		if prev != "get" && prev != "getting" {
			return 0
		}
	case "uit":
		// uit onze lijst is no "uit", uit het systeem is
		if n := p.at(i + 1); n == "de" && p.at(i+2) == "lucht" {
			return 0
		}
	}
	return classes
}

// closes reports whether nothing of weight follows word i in its clause.
func (p *prose) closes(i, hi int) bool {
	for i++; i < hi; i++ {
		if p.words[i].sign || p.words[i].is&breaksClause != 0 {
			return true
		}
		switch p.at(i) {
		case "graag", "aub", "a.u.b", "svp", "s.v.p", "alsjeblieft", "alstublieft", "please", "nu", "direct", "meteen", "vandaag", "zsm", "asap", "dan", "hoor", "dus", "ook", "snel", "even", "he", "now", "today", "voorlopig", "per", "zo", "voor", "tot", "het", "de", "worden", "gaan", "gaat", "ga", "kan", "mag", "moet", "bij", "a.s.a.p", "z.s.m":
			if n := p.at(i); n == "voor" || n == "tot" || n == "het" || n == "de" || n == "per" || n == "zo" || n == "bij" {
				return true
			}
			continue
		}
		return false
	}
	return true
}

// elliptic reports whether a clause asks without a verb: "die gebruiker dus weg",
// "feed op slot?", "eruit met die inlog".
func (p *prose) elliptic(c *clauseSpan) (at int, ok bool) {
	found := -1
	if !p.any(c, small) {
		return 0, false
	}
	for i := c.lo; i < c.hi; i++ {
		w := p.words[i]
		switch {
		case w.is&(past|happened) != 0 && !stopWord(w.s), finite[w.s]:
			return 0, false
		}
		if found < 0 {
			switch p.at(i) {
			case "uit", "eruit", "eraf", "weg", "dicht", "stop", "slot", "zwart", "pauze", "offline", "non-actief", "lucht", "blokkade", "off", "out":
				if p.particleAt(i) != 0 && (p.closes(i, c.hi) || p.at(i+1) == "met") {
					found = i
				}
			}
		}
	}
	return found, found >= 0
}

// any reports whether a word of a clause has one of these meanings.
func (p *prose) any(c *clauseSpan, is meaning) bool {
	for i := c.lo; i < c.hi; i++ {
		if p.words[i].is&is != 0 {
			return true
		}
	}
	return false
}

// stopWord holds small words that stop something and may tell something too.
func stopWord(s string) bool { return s == "weg" || s == "offline" }

// finite holds verbs that tell, so that a small word beside them asks nothing.
var finite = map[string]bool{
	"is": true, "zijn": true, "staat": true, "staan": true, "stond": true, "stonden": true, "ging": true, "gingen": true, "ligt": true, "lag": true,
	"komt": true, "kwam": true, "wordt": true, "blijft": true, "bleek": true, "are": true, "went": true, "goes": true, "ran": true, "got": true, "liep": true, "zit": true, "zat": true,
	"valt": true, "viel": true, "bleef": true, "raakte": true, "ben": true, "zag": true, "zie": true, "i'm": true, "it's": true, "i": true,
}

// imperative reports whether a clause begins with its verb.
func (p *prose) imperative(c *clauseSpan) bool {
	i := c.lo
	for i < c.hi && (p.words[i].sign || p.words[i].is&breaksClause != 0 || number(p.at(i)) || opener[p.at(i)]) {
		i++
	}
	w := p.at(i)
	if lightVerbs[w]&^(modalVerb|mustGo) == 0 || w == "" {
		return false
	}
	return !strings.HasSuffix(w, "en") && !strings.HasPrefix(w, "ge") || w == "get" || p.words[i].is&stops != 0
}

// opener holds words that may stand in front of an imperative.
var opener = map[string]bool{"please": true, "graag": true, "dus": true, "ook": true, "then": true, "also": true, "just": true, "kindly": true, "pls": true, "svp": true, "aub": true, "so": true}

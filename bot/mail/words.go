package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word is one word, number, address or sign of a text.
type word struct {
	lo, hi   int    // where it stands
	s        string // in lower case, without accents, with straight quotes
	sign     bool   // punctuation
	address  bool   // a mail address
	cap      bool   // begins with a capital
	newline  bool   // first of its line
	item     bool   // first of a list item
	name     bool   // part of the name of a user, key or report: a weekday in it is no time
	sentence int
	clause   int
	is       meaning
}

// prose is a text cut into words, sentences and clauses, once for all who read it.
type prose struct {
	text  string
	words []word
}

// maxWords bounds what is read for meaning. A report is a page; what comes after
// the first twenty thousand words is kept as text.
const maxWords = 20000

func cutProse(text string) *prose { return cutPart(text, span{0, len(text)}) }

// cutPart cuts a part of a text. Its words know where they stand in the whole.
func cutPart(text string, part span) *prose {
	text = text[:part.hi]
	p := &prose{text: text, words: make([]word, 0, min((part.hi-part.lo)/5+8, maxWords))}
	newline, blank := true, true
	for i := part.lo; i < len(text) && len(p.words) < maxWords; {
		c := text[i]
		switch {
		case c == '\n':
			blank = blank || newline
			newline = true
			i++
			continue
		case c == ' ' || c == '\t':
			i++
			continue
		}
		w := word{lo: i, newline: newline}
		if blank && newline {
			w.sentence = -1 // a paragraph begins; numbered below
		}
		w.hi, w.address = wordEnd(text, i)
		if w.hi == i {
			_, n := utf8.DecodeRuneInString(text[i:])
			w.hi, w.sign = i+n, true
		}
		raw := text[w.lo:w.hi]
		w.s = foldWord(raw)
		if r, _ := utf8.DecodeRuneInString(raw); unicode.IsUpper(r) {
			w.cap = true
		}
		if !w.sign {
			w.is = meaningOf(w.s)
		}
		p.words = append(p.words, w)
		i, newline, blank = w.hi, false, false
	}
	p.sentences()
	return p
}

// wordEnd returns the end of the word at i: letters and digits, and the signs
// that join them inside words, numbers, times and addresses.
func wordEnd(text string, i int) (end int, address bool) {
	j := i
	if text[i] == '\'' || strings.HasPrefix(text[i:], "’") || strings.HasPrefix(text[i:], "‘") {
		// 's middags, 't Hof
		_, n := utf8.DecodeRuneInString(text[i:])
		k := i + n
		if k < len(text) && strings.IndexByte("stnmST", text[k]) >= 0 && (k+1 == len(text) || !letterAt(text, k+1)) {
			return k + 1, false
		}
		return i, false
	}
	var prev rune
	for j < len(text) {
		r, n := utf8.DecodeRuneInString(text[j:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			prev = r
			j += n
			continue
		}
		if j == i || j+n >= len(text) {
			break
		}
		next, _ := utf8.DecodeRuneInString(text[j+n:])
		if !unicode.IsLetter(next) && !unicode.IsDigit(next) || !joins(r, prev, next) {
			break
		}
		if r == '@' {
			address = true
		}
		j += n
	}
	return j, address
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// joins reports whether a sign between two letters or digits is part of the word.
func joins(sign, prev, next rune) bool {
	digits := unicode.IsDigit(prev) && unicode.IsDigit(next)
	switch sign {
	case '-', '_', '@', '+', '%', '\'', '’', '&':
		return true
	case '.':
		return !(unicode.IsLower(prev) && unicode.IsUpper(next))
	case ':':
		return digits
	case '/':
		return digits || prev == 't' && next == 'm'
	}
	return false
}

// foldWord lower-cases a word and takes accents and typographic quotes off.
func foldWord(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || c >= 'A' && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		r = unicode.ToLower(r)
		if r < 0x80 {
			b.WriteByte(byte(r))
			continue
		}
		switch r {
		case 'á', 'à', 'â', 'ä', 'ã', 'å':
			b.WriteByte('a')
		case 'é', 'è', 'ê', 'ë':
			b.WriteByte('e')
		case 'í', 'ì', 'î', 'ï', 'ı':
			b.WriteByte('i')
		case 'ó', 'ò', 'ô', 'ö', 'õ':
			b.WriteByte('o')
		case 'ú', 'ù', 'û', 'ü':
			b.WriteByte('u')
		case 'ç':
			b.WriteByte('c')
		case 'ñ':
			b.WriteByte('n')
		case '’', '‘', '`':
			b.WriteByte('\'')
		case '“', '”', '„', '«', '»':
			b.WriteByte('"')
		case '–', '—':
			b.WriteByte('-')
		default:
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// sentences numbers sentences and clauses. A clause ends at a comma, semicolon,
// colon, bracket or dash, and at words like "maar" and "and"; quotes hold
// together what is in them.
func (p *prose) sentences() {
	sentence, clause := 0, 0
	both := -1             // sentence with "zowel", in which "als" parts as "en" does
	without, aside := 0, 0 // "zonder … te verwijderen" is a clause of its own, up to aside
	quoted := 0            // words since the quote opened, 0 outside
	var lineLen int
	for i := range p.words {
		w := &p.words[i]
		if w.newline {
			w.item = p.itemAt(i)
		}
		fresh := w.sentence < 0 || w.item
		if w.newline && i > 0 {
			short := p.words[i-1].hi-lineLen < 55
			fresh = fresh || short && (w.cap || w.s == "\"") && p.words[i-1].s != "," || p.words[i-1].s == ":"
		}
		if i > 0 && !fresh && p.ends(i-1) {
			fresh = true
		}
		switch {
		case fresh && i > 0:
			sentence++
			clause++
			quoted = 0
		case quoted == 0 && i > 0 && (p.turnsAway(i) || w.s == "als" && both == sentence || aside == i || w.is&breaksClause != 0 && p.breaks(i) || breakSign(p.words[i-1].s) && p.words[i-1].sign):
			clause++
		}
		if w.newline {
			lineLen = w.lo
		}
		if w.sign && w.s == "\"" {
			if quoted > 0 {
				quoted = 0
			} else {
				quoted = 1
			}
		} else if quoted > 0 {
			if quoted++; quoted > 12 {
				quoted = 0
			}
		}
		w.sentence, w.clause = sentence, clause
		switch w.s {
		case "zowel":
			both = sentence
		case "zonder":
			without = i
		case "report", "reporting":
			if i > 0 && reporter[p.words[i-1].s] { // this is to report that
				w.is &^= objReport
			}
		case "rather", "plaats":
			if p.turnsAway(i) || i > 0 && p.turnsAway(i-1) {
				w.is |= negates
			}
		case "has", "have", "had", "need", "needs", "ought", "hebben", "heb":
			if i+1 < len(p.words) && p.words[i+1].s == "to" { // has to be blocked
				w.is = w.is&^past | asks
			} else if w.s == "have" && p.causes(i) {
				w.is &^= past
			}
		}
		if without > 0 && w.is&stops != 0 && i > 0 && p.words[i-1].s == "te" {
			without, aside = 0, i+1
		}
	}
}

// reporter holds words behind which "report" is a verb.
var reporter = map[string]bool{"to": true, "i": true, "we": true, "must": true, "hereby": true, "also": true, "should": true, "you": true}

// turnsAway reports whether words like "in plaats van" and "rather than" begin at i.
func (p *prose) turnsAway(i int) bool {
	switch p.at(i) {
	case "in":
		return p.at(i+1) == "plaats" && p.at(i+2) == "van"
	case "rather":
		return p.at(i+1) == "than"
	}
	return false
}

// causes tells "please have him removed" from "we have removed him".
func (p *prose) causes(i int) bool {
	switch p.at(i - 1) {
	case "please", "to", "kindly":
		return true
	case "we", "you", "i":
		switch p.at(i - 2) {
		case "can", "could", "may", "would":
			return true
		}
	}
	return false
}

// breaks tells the "maar" and "dus" that join two clauses from those that colour
// one: gooi die er maar uit, die gebruiker dus weg.
func (p *prose) breaks(i int) bool {
	prev := &p.words[i-1]
	switch p.at(i) {
	case "dus", "so":
		return prev.sign
	case "want": // a verb in English
		switch prev.s {
		case "i", "we", "you", "they", "not", "to", "don't", "only", "really", "just", "all", "would", "do", "might", "may", "could", "still":
			return false
		}
	case "maar":
		if prev.sign {
			return true
		}
		if p.words[min(i+1, len(p.words)-1)].is&(stops|stopped) != 0 {
			return true
		}
		switch p.at(i + 1) {
		case "even", "gewoon", "meteen", "direct", "vast", "snel", "eens", "zo", "beter", "liever":
			return false
		}
		return stopParticles[p.at(i+1)] == 0 && !pointer[prev.s] && prev.is&(stops|asks) == 0
	case "only", "alleen":
		return prev.s != "the" && prev.s != "de" && prev.s != "niet" && prev.s != "not"
	}
	return true
}

// pointer holds small words that point to somebody or something.
var pointer = map[string]bool{
	"die": true, "dat": true, "deze": true, "dit": true, "hem": true, "haar": true, "ze": true, "het": true, "er": true, "dan": true,
	"u": true, "jullie": true, "je": true, "ik": true, "we": true, "wij": true, "hen": true, "hun": true, "alles": true, "daar": true,
}

func breakSign(s string) bool {
	switch s {
	case ",", ";", ":", "(", ")", "-", "–", "—", "…":
		return true
	}
	return false
}

// itemAt reports whether a line begins as a list item: a dash, a bullet, a number.
func (p *prose) itemAt(i int) bool {
	switch p.words[i].s {
	case "-", "–", "—", "•", "*", "·", "○", "▪", "+", "o":
		return i+1 < len(p.words) && !p.words[i+1].newline
	}
	s := p.words[i].s
	return len(s) <= 2 && strings.Trim(s, "0123456789abc") == "" && i+1 < len(p.words) && (p.words[i+1].s == "." || p.words[i+1].s == ")")
}

// ends reports whether word i ends its sentence.
func (p *prose) ends(i int) bool {
	switch p.words[i].s {
	case "!", "?", "…":
		return true
	case ".":
	default:
		return false
	}
	if i+1 < len(p.words) && p.words[i+1].s == "." && p.words[i+1].lo == p.words[i].hi {
		return false // the last of three dots ends it
	}
	if i == 0 || i+1 >= len(p.words) || p.words[i+1].newline && p.words[i+1].cap {
		return true
	}
	before, after := p.words[i-1], p.words[i+1]
	if before.hi != p.words[i].lo {
		return true
	}
	if len(before.s) == 1 && before.s[0] >= 'a' || abbreviations[before.s] {
		return after.cap && (before.s == "jl" || before.s == "uur" || before.s == "u" || before.s == "aub" || before.s == "svp")
	}
	if dotted(before.s) {
		return after.cap
	}
	if number(before.s) && monthOf(after.s) > 0 || monthOf(before.s) > 0 && len(before.s) <= 4 && number(after.s) {
		return false
	}
	return true
}

// dotted reports whether a word is letters with dots between them: z.s.m, a.u.b.
func dotted(s string) bool {
	if len(s) < 3 || len(s)%2 == 0 {
		return false
	}
	for i := range len(s) {
		if (i%2 == 1) != (s[i] == '.') {
			return false
		}
	}
	return !(s[0] >= '0' && s[0] <= '9')
}

var abbreviations = map[string]bool{
	"dhr": true, "mevr": true, "mw": true, "ca": true, "jl": true, "l.l": true, "a.s": true, "nr": true, "tel": true,
	"o.a": true, "bijv": true, "incl": true, "evt": true, "resp": true, "e.g": true, "i.e": true, "mr": true, "mrs": true,
	"ms": true, "dr": true, "drs": true, "ing": true, "st": true, "vs": true, "approx": true, "b.v": true, "n.v": true,
	"u.a": true, "a.m": true, "p.m": true, "j.p": true, "d.d": true, "i.v.m": true, "m.b.t": true, "no": true, "aub": true, "svp": true, "ltd": true, "inc": true, "c.a.m": true,
}

// number reports whether a word is made of digits.
func number(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// raw returns the text from word a up to and with word b, on one line.
func (p *prose) raw(a, b int) string {
	return strings.Join(strings.Fields(p.text[p.words[a].lo:p.words[b].hi]), " ")
}

// span returns where the words from a up to and with b stand.
func (p *prose) span(a, b int) span { return span{p.words[a].lo, p.words[b].hi} }

// at returns the folded word i, "" outside the text.
func (p *prose) at(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].s
}

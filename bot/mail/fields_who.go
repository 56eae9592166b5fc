package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// A sign is the closing of a mail: the name under it, and the company.
type sign struct {
	start     int // where it begins in the text, -1 without
	end       int // a postscript begins there; 0 without
	name      string
	nameAt    span
	company   string
	companyAt span
}

var noSign = sign{start: -1}

// covers reports whether a place in the text belongs to the closing.
func (s sign) covers(at int) bool {
	return s.start >= 0 && at >= s.start && (s.end == 0 || at < s.end)
}

// closingWord holds the words that close a mail: a line of a few words with one of
// them is a greeting.
var closingWord = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("groet groeten groetjes groetje groetend hoogachtend mvg m.v.g gr grtz grt groetz bedankt dank dankjewel dankuwel dankend vgr gr. liefs xx xxx x tot regards rgds thanks thank thx cheers sincerely faithfully wishes best ta salutations gegroet") {
		m[w] = true
	}
	return m
}()

// besideClosing holds the words that stand around them.
var besideClosing = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("met vriendelijk beste alvast van de het een en bij voorbaat veel heel erg hartelijk super hierbij best many yours very truly in advance with and all again for your help uw je jullie hulp medewerking moeite snelle the my our so much a lot bedankt dank groet groeten reactie dag weekend tot horens ziens snel spoedig hoogachtend you million from team haast namens alle allemaal iedereen ons hier nogmaals") {
		m[w] = true
	}
	return m
}()

// greetingNoun holds what any word may colour: met sportieve groet, warm regards.
var greetingNoun = map[string]bool{"groet": true, "groeten": true, "groetjes": true, "regards": true, "wishes": true}

// closingAt reads a greeting at the beginning of a line, and returns where it
// ends: all of the line, or in front of a name: "Groet, Joris", "xx Lieke".
func closingAt(s string) (end int, name bool, ok bool) {
	if len(s) > 60 {
		return 0, false, false
	}
	n, seen, from := 0, false, false
	for end < len(s) {
		rest := strings.TrimLeft(s[end:], " \t,.!-*")
		at := len(s) - len(rest)
		if rest == "" {
			end = len(s)
			break
		}
		w, _, _ := strings.Cut(rest, " ")
		f := strings.Trim(foldWord(w), ",.!*")
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case from: // groeten uit het hoge noorden
		case seen && unicode.IsUpper(r) && !closingWord[f]:
			return at, true, true
		case closingWord[f]:
			seen = true
		case seen && (f == "uit" || f == "vanuit"):
			from = true
		case !besideClosing[f] && !greetingNoun[nextWord(s[at+len(w):])]:
			return 0, false, false
		}
		from = from && !strings.HasSuffix(w, ",")
		if n++; n > 8 {
			return 0, false, false
		}
		end = at + len(w)
	}
	return end, false, seen
}

// nextWord returns the first word of s, folded.
func nextWord(s string) string {
	w, _, _ := strings.Cut(strings.TrimLeft(s, " \t"), " ")
	return strings.Trim(foldWord(w), ",.!*")
}

// signature reads the closing of a text: the lines behind the last greeting, or
// else the last paragraph when it begins with a name.
func signature(text string) sign {
	text = strings.TrimRight(text, "\n ")
	skipped := max(0, len(text)-20000)
	lines := cutLines(text[skipped:])
	if len(lines) == 0 {
		return noSign
	}
	from := closingLine(lines)
	if from < 0 {
		return noSign
	}
	s := sign{start: skipped + lines[from].at}
	for i, l := range lines[from:] {
		if i == 0 {
			end, _, _ := closingAt(l.s)
			l = formLine{l.s[end:], l.at + end}
		}
		t := strings.Trim(strings.TrimSpace(l.s), "*_-, ")
		l.at += skipped
		if postscript(t) {
			s.end = l.at
			break
		}
		switch {
		case t == "":
		case s.name == "" && properName(t):
			s.name, s.nameAt = lineName(l)
		case s.company == "" && companyName(t) != "":
			s.company = companyName(t)
			s.companyAt = placeIn(l, s.company)
		}
	}
	return s
}

// postscript reports whether a line begins one.
func postscript(s string) bool {
	w, _, _ := strings.Cut(s, " ")
	switch strings.Trim(strings.ToLower(w), ".:,") {
	case "ps", "p.s", "nb", "n.b", "pps":
		return true
	}
	return false
}

// closingLine returns the line at which the closing begins, -1 without.
func closingLine(lines []formLine) int {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-14; i-- {
		if strings.TrimSpace(lines[i].s) == "--" && i+1 < len(lines) {
			return i + 1
		}
		if _, name, ok := closingAt(lines[i].s); ok && (name || i+1 < len(lines)) {
			return i
		}
	}
	// No greeting: the last paragraph that begins with a name and has short lines.
	// Small print may stand under it.
	short := true
	for i := len(lines) - 1; i > 0 && i >= len(lines)-12; i-- {
		blank := strings.TrimSpace(lines[i].s) == ""
		short = (short || blank) && len(lines[i].s) <= 60
		if short && strings.TrimSpace(lines[i-1].s) == "" && properName(lines[i].s) {
			return i
		}
	}
	return -1
}

// lineName returns the name that a line holds, and where it stands.
func lineName(l formLine) (string, span) {
	name := nameOnly(strings.Trim(strings.TrimSpace(l.s), "*_-, "))
	return name, placeIn(l, name)
}

// placeIn returns where words stand in a line, an empty span when they do not.
func placeIn(l formLine, words string) span {
	i := strings.Index(l.s, words)
	if i < 0 || words == "" {
		return span{}
	}
	return span{l.at + i, l.at + i + len(words)}
}

// sawIn records that a field was read from words inside a part of the text.
func (rd *reader) sawIn(field bot.ReportField, part span, words string) {
	rd.saw(field, placeIn(formLine{rd.text[part.lo:part.hi], part.lo}, words))
}

// nameOnly drops what follows a name on its line: a role, a company.
func nameOnly(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, ",|("); i > 0 {
		s = s[:i]
	}
	for _, sep := range []string{" - ", " – "} {
		s, _, _ = strings.Cut(s, sep)
	}
	return strings.TrimSpace(s)
}

// properName reports whether a line is a person's name: one to five words with
// capitals, particles aside, and no word of a company.
func properName(s string) bool {
	s = nameOnly(s)
	if s == "" || len(s) > 50 || strings.ContainsAny(s, ":;!?@/<>0123456789\"") {
		return false
	}
	n := 0
	for w := range strings.FieldsSeq(s) {
		f := strings.TrimRight(foldWord(w), ".,")
		if n == 0 && salutation[f] {
			return false
		}
		if companyWord[f] || roleWord[f] || f == "verzonden" || f == "verstuurd" || f == "sent" || f == "snoobi" {
			return false
		}
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) && !particles[f] {
			return false
		}
		if n++; n > 6 {
			return false
		}
	}
	return n > 0 && !(n == 1 && (lexicon[foldWord(s)]&(common|asks|stops) != 0 || strings.HasSuffix(s, ".")))
}

var salutation = map[string]bool{"beste": true, "hallo": true, "hoi": true, "hi": true, "hello": true, "dear": true, "dag": true, "geachte": true, "hey": true, "lieve": true, "goedemorgen": true, "goedemiddag": true, "goedenavond": true, "goedendag": true, "good": true, "hiya": true}

// roleWord holds what names a mailbox or an office instead of a person.
var roleWord = map[string]bool{
	"support": true, "info": true, "administratie": true, "balie": true, "helpdesk": true, "receptie": true, "team": true, "desk": true,
	"secretariaat": true, "planning": true, "sales": true, "office": true, "customer": true, "service": true, "klantenservice": true, "marketing": true,
	"ict": true, "it": true, "hr": true, "operations": true, "ops": true, "mail": true, "admin": true, "beheer": true, "kantoor": true, "reception": true,
	"department": true, "afdeling": true, "manager": true, "director": true, "directeur": true, "head": true, "officer": true, "technical": true,
	"webmaster": true, "noreply": true, "contact": true, "verkoop": true, "accounting": true, "boekhouding": true, "finance": true, "security": true, "privacy": true, "post": true, "hallo": true, "hello": true, "bestuur": true, "vrijwilligers": true, "redactie": true, "shop": true, "klanten": true, "orders": true, "reservations": true, "bookings": true, "enquiries": true, "team-web": true, "web": true, "website": true, "winkel": true, "directie": true, "ledenadministratie": true, "accounts": true, "studio": true, "leden": true,
}

func roleName(s string) bool {
	for w := range strings.FieldsSeq(foldWord(s)) {
		w = strings.Trim(w, ".,")
		if roleWord[w] || companyWord[w] {
			return true
		}
	}
	return false
}

// requester is the name behind the label, or else the one for whom the mail was
// written, or else the one who wrote it.
func (rd *reader) requester() string {
	for _, x := range rd.form.of(fieldWho) {
		if v := rd.form.value(x); !negatedWord(v) && letters(v) > 1 {
			name := personOf(v)
			rd.sawIn(bot.FieldRequester, x.at, name)
			return name
		}
	}
	if m, ok := rd.spokenFor(); ok {
		rd.saw(bot.FieldRequester, m.at)
		return m.text
	}
	name := rd.closingName()
	if name == rd.sig.name {
		rd.saw(bot.FieldRequester, rd.sig.nameAt)
	}
	return name
}

// spokenFor finds for whom a mail was written: namens Jan de Vries, and in a note
// by a colleague the one who telephoned.
func (rd *reader) spokenFor() (mention, bool) {
	p := rd.prose
	note := rd.mail.Forwarder == nil && rd.staff(rd.mail.Reporter.Address)
	for _, m := range rd.mentions {
		if m.kind != mentionName || rd.sig.covers(m.at.lo) || roleName(m.text) || strings.EqualFold(m.text, rd.mail.Reporter.Name) {
			continue
		}
		const near = 6
		for i := m.lo - 1; i >= 0 && i >= m.lo-near && p.words[i].sentence == p.words[m.lo].sentence; i-- {
			switch p.at(i) {
			case "namens":
				return m, true
			case "behalf":
				return m, p.at(i-1) == "on"
			case "belde", "gebeld", "telefoontje", "lijn", "gesproken", "sprak", "call", "called", "phoned", "rang", "spoke", "telefoon", "telefonisch":
				if note {
					return m, true
				}
			}
		}
		for i := m.hi + 1; note && i < len(p.words) && i <= m.hi+near && p.words[i].sentence == p.words[m.hi].sentence; i++ {
			switch p.at(i) {
			case "belde", "belt", "called", "phoned", "rang", "vraagt", "vroeg", "asks", "asked":
				return m, true
			}
		}
	}
	return mention{}, false
}

// closingName is the name of From, unless that is a shared mailbox and the closing
// shows a person, or shows the same person more fully.
func (rd *reader) closingName() string {
	from, sig := rd.mail.Reporter.Name, rd.sig.name
	switch {
	case from == "":
		return sig
	case sig == "" || strings.EqualFold(sig, from):
		return from
	case (roleName(from) || !strings.Contains(from, " ")) && (strings.Contains(sig, " ") || roleName(from)) && properName(sig):
		return sig
	case strings.Contains(from, ",") && sameWords(from, sig):
		return sig
	case rd.sharedMailbox() && strings.Contains(sig, " ") && properName(sig) && !shareWord(from, sig):
		return sig
	}
	return from
}

// sharedMailbox reports whether the reporter's address is that of an office, as
// info@ is, or his name that of the house: "Dorpshuis De Treffer" at
// dorpshuisdetreffer.example.
func (rd *reader) sharedMailbox() bool {
	local, domain, _ := strings.Cut(string(rd.mail.Reporter.Address), "@")
	if roleWord[local] {
		return true
	}
	joined := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, foldWord(rd.mail.Reporter.Name))
	host, _, _ := strings.Cut(domain, ".")
	return len(joined) >= 5 && strings.ReplaceAll(host, "-", "") == joined
}

// shareWord reports whether two names have a word in common, small ones aside.
func shareWord(a, b string) bool {
	fa := " " + foldWord(a) + " "
	for w := range strings.FieldsSeq(foldWord(b)) {
		if len(w) > 2 && !particles[w] && strings.Contains(fa, " "+w+" ") {
			return true
		}
	}
	return false
}

// personOf takes the name out of a label's value: "Jan de Vries (beheerder)",
// "Jan de Vries <jan@winkel.example>".
func personOf(v string) string {
	if m := mailbox(v); m.Address != "" && m.Name != "" {
		v = m.Name
	}
	if i := strings.IndexAny(v, "(<;|"); i > 0 {
		v = v[:i]
	}
	if i := strings.Index(v, ", "); i > 0 {
		v = v[:i]
	}
	if i := strings.Index(v, " - "); i > 0 {
		v = v[:i]
	}
	return strings.TrimSpace(v)
}

func sameWords(a, b string) bool {
	n, hit := 0, 0
	fa := " " + strings.ReplaceAll(foldWord(a), ",", " ") + " "
	for w := range strings.FieldsSeq(foldWord(b)) {
		n++
		if strings.Contains(fa, " "+w+" ") {
			hit++
		}
	}
	return n > 1 && hit == n
}

package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// A sign is the closing of a mail: the name under it, and the company.
type sign struct {
	start   int // where it begins in the text, -1 without
	name    string
	company string
}

var noSign = sign{start: -1}

// covers reports whether a place in the text belongs to the closing.
func (s sign) covers(at int) bool { return s.start >= 0 && at >= s.start }

var closings = []string{
	"met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "hartelijke groet", "hartelijke groeten",
	"groet", "groeten", "groetjes", "groeten van", "hoogachtend", "mvg", "m.v.g", "gr", "alvast bedankt", "alvast superbedankt", "bedankt", "dank", "dankjewel", "met dank",
	"kind regards", "best regards", "regards", "best", "thanks", "many thanks", "thank you", "cheers", "yours faithfully", "yours sincerely", "sincerely", "thx",
	"warm regards", "with kind regards", "best wishes", "bedankt alvast", "dank alvast", "thanks in advance", "grtz", "met groet", "hartelijk dank", "beste groet", "beste groeten", "fijne dag", "met collegiale groet",
}

func closing(s string) bool {
	s = strings.Trim(foldWord(strings.TrimSpace(s)), " ,.!-")
	if len(s) > 40 {
		return false
	}
	for _, c := range closings {
		if s == c || strings.HasPrefix(s, c+" ") && len(s) < len(c)+14 {
			return true
		}
	}
	return false
}

// signature reads the closing of a text: the lines behind the last greeting, or
// else the last paragraph when it begins with a name.
func signature(text string) sign {
	text = strings.TrimRight(text, "\n ")
	skipped := max(0, len(text)-20000)
	text = text[skipped:]
	lines := strings.Split(text, "\n")
	from := -1
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-14; i-- {
		if closing(lines[i]) {
			from = i + 1
			break
		}
		if t := strings.TrimSpace(lines[i]); t == "--" && i+1 < len(lines) {
			from = i + 1
			break
		}
	}
	if from < 0 {
		// No greeting: the last paragraphs that begin with a name and are short.
		for i := len(lines) - 1; i > 0 && i >= len(lines)-8; i-- {
			if strings.TrimSpace(lines[i-1]) == "" && properName(lines[i]) {
				from = i
				break
			}
		}
	}
	if from < 0 {
		// "Groet, Joris" on one line
		last := strings.TrimSpace(lines[len(lines)-1])
		if head, name, ok := strings.Cut(last, ","); ok && closing(head) && properName(name) {
			return sign{start: -1, name: strings.TrimSpace(name)}
		}
		return noSign
	}
	s := sign{start: skipped}
	for _, l := range lines[:from] {
		s.start += len(l) + 1
	}
	for _, l := range lines[from:] {
		t := strings.Trim(strings.TrimSpace(l), "*_-, ")
		if t == "" {
			continue
		}
		switch {
		case s.name == "" && properName(t):
			s.name = nameOnly(t)
		case s.company == "" && companyName(t) != "":
			s.company = companyName(t)
		}
	}
	return s
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

// roleWord holds what names a mailbox or an office instead of a person.
var roleWord = map[string]bool{
	"support": true, "info": true, "administratie": true, "balie": true, "helpdesk": true, "receptie": true, "team": true, "desk": true,
	"secretariaat": true, "planning": true, "sales": true, "office": true, "customer": true, "service": true, "klantenservice": true, "marketing": true,
	"ict": true, "it": true, "hr": true, "operations": true, "ops": true, "mail": true, "admin": true, "beheer": true, "kantoor": true, "reception": true,
	"department": true, "afdeling": true, "manager": true, "director": true, "directeur": true, "head": true, "officer": true, "technical": true,
	"webmaster": true, "noreply": true, "contact": true, "verkoop": true, "accounting": true, "boekhouding": true, "finance": true, "security": true, "privacy": true,
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

// requester is the name behind the label, or else the one who wrote: the name of
// From, unless that is a shared mailbox and the closing shows a person, or shows
// the same person more fully.
func (rd *reader) requester() string {
	if v := rd.form.first(fieldWho); v != "" && !negatedWord(v) {
		return personOf(v)
	}
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
	}
	return from
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

// account is what the label says, or else a customer number, or else the company
// that the text says it writes for, or the one under it.
func (rd *reader) account() string {
	if v := rd.form.first(fieldAccount); v != "" && !negatedWord(v) {
		return accountValue(v)
	}
	for i, w := range rd.prose.words {
		if customerNumber(w.s) && !rd.kept[w.clause] {
			return rd.prose.raw(i, i)
		}
	}
	for i := range rd.prose.words {
		if hi, ok := rd.accountAt(i); ok && !rd.kept[rd.prose.words[i].clause] {
			return strings.Trim(rd.prose.raw(i, hi), "\"")
		}
	}
	return rd.sig.company
}

// accountValue takes the number out of a value that holds one.
func accountValue(v string) string {
	for w := range strings.FieldsSeq(v) {
		if t := strings.Trim(w, "().,;"); customerNumber(foldWord(t)) {
			return t
		}
	}
	return strings.Trim(v, "\"“” ")
}

// customerNumber reports whether a folded word is a number like sn-10423.
func customerNumber(s string) bool {
	return len(s) >= 6 && len(s) <= 12 && strings.HasPrefix(s, "sn-") && number(s[3:])
}

// accountAt reads a company's name at word i, where the words before say that
// the account is that of a company: beheerder van X, bij X ben ik, this concerns X.
func (rd *reader) accountAt(i int) (hi int, ok bool) {
	p := rd.prose
	w := p.words[i]
	if w.sign || w.address || !w.cap && !domainName(w.s) || i == 0 || monthOf(w.s) > 0 || weekdayWord(w.s) || w.s == "snoobi" {
		return 0, false
	}
	hi, company := p.companyRun(i)
	if hi+1 < len(p.words) && p.at(hi+1) == "\"" && p.at(i-1) == "\"" && company && w.is&objReport != 0 {
		return 0, false // the name of a report
	}
	cue := false
	switch p.at(i - 1) {
	case "van", "of", "for", "voor", "bij", "at", "from", "by", "door":
		switch p.at(i - 2) {
		case "beheerder", "beheerster", "admin", "administrator", "account", "klant", "klantaccount", "customer", "website", "eigenaar", "owner", "directeur", "namens", "accountbeheerder", "beheer":
			cue = true
		}
		cue = cue || company
	case "account", "klant", "concerns", "betreft", "namens", "customer", "client", "bedrijf", "company", "is", "to":
		cue = company || p.at(i-1) == "account" || p.at(i-1) == "klant"
	case "zijn", "we're", "are":
		cue = company
	case "\"", ":":
		cue = company
	}
	return hi, cue
}

func domainName(s string) bool {
	i := strings.LastIndexByte(s, '.')
	return i > 1 && i < len(s)-1 && len(s)-i <= 9 && !strings.ContainsAny(s[i+1:], "0123456789")
}

// companyRun reads capitals and particles from word i on, and reports whether a
// word of a company is among them.
func (p *prose) companyRun(i int) (hi int, company bool) {
	hi = i
	company = companyWord[p.at(i)]
	for j := i + 1; j < len(p.words) && j <= i+7; j++ {
		x := p.words[j]
		if x.sentence != p.words[i].sentence && !(x.s == "." && x.sign) || x.address {
			break
		}
		if x.sign {
			if x.s == "&" || x.s == "." && companyWord[p.at(j-1)] && j == hi+1 && strings.Contains(p.at(j-1), ".") {
				if x.s == "." {
					hi = j
				}
				continue
			}
			break
		}
		if x.cap || companyWord[x.s] && x.s != "co" {
			hi = j
			company = company || companyWord[x.s]
			continue
		}
		if !particles[x.s] || x.s == "op" || x.s == "in" {
			break
		}
	}
	return hi, company
}

// companyName returns the company that a line of a closing names, or "".
func companyName(s string) string {
	if len(s) > 80 {
		return ""
	}
	if _, after, ok := strings.Cut(s, ", "); ok && companyName(after) != "" {
		return companyName(after)
	}
	s, _, _ = strings.Cut(s, " – ")
	found := false
	for w := range strings.FieldsSeq(s) {
		f := strings.TrimRight(foldWord(w), ".,")
		found = found || companyWord[f]
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) && !particles[f] && !companyWord[f] && w != "&" && w != "'t" {
			return ""
		}
	}
	if !found {
		return ""
	}
	return strings.TrimSpace(s)
}

// language tells Dutch from English by the small words of either.
func language(text, subject string) bot.Lang {
	nl, en := 0, 0
	for _, s := range []string{text[:min(len(text), 4000)], subject} {
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			if len(w) > 12 {
				continue
			}
			switch smallWords[strings.ToLower(w)] {
			case bot.NL:
				nl++
			case bot.EN:
				en++
			}
		}
	}
	if en > nl {
		return bot.EN
	}
	return bot.NL
}

var smallWords = func() map[string]bot.Lang {
	m := map[string]bot.Lang{}
	for w := range strings.FieldsSeq("de het een van en ik je wij jullie niet is met voor op te dat die er aan zijn naar bij ook om nog maar onze ons uw heeft hebben wordt kan wilt graag deze dit naam wanneer gebruiker groet hallo beste inlog gestolen kwijt") {
		m[w] = bot.NL
	}
	for w := range strings.FieldsSeq("the a an of and i you we our not with for on to that this are from by at it was were be has have please can user name when key regards dear hi hello my your stolen lost who") {
		m[w] = bot.EN
	}
	return m
}()

package mail

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// account is what the label says, or else a customer number, or else the company
// that the text says it writes for, or the one under it.
func (rd *reader) account() string {
	named := rd.form.of(fieldAccount)
	slices.SortStableFunc(named, func(a, b formField) int { // a number before a name
		return numbered(rd.form.value(b)) - numbered(rd.form.value(a))
	})
	for _, x := range named {
		if v := rd.form.value(x); !negatedWord(v) {
			name := accountValue(v)
			rd.sawIn(bot.FieldAccount, x.at, name)
			return name
		}
	}
	for i := range rd.prose.words {
		if from, to, ok := rd.prose.customerNumber(i); ok && !rd.kept[rd.prose.words[i].clause] {
			return rd.accountNamed(from, to)
		}
	}
	for i := range rd.prose.words {
		if hi, ok := rd.accountAt(i); ok && !rd.kept[rd.prose.words[i].clause] {
			return rd.accountNamed(i, hi)
		}
	}
	rd.saw(bot.FieldAccount, rd.sig.companyAt)
	return rd.sig.company
}

func (rd *reader) accountNamed(a, b int) string {
	rd.saw(bot.FieldAccount, rd.prose.span(a, b).trim(rd.text, "\""))
	return strings.Trim(rd.prose.raw(a, b), "\"")
}

func numbered(v string) int {
	if strings.ContainsAny(v, "0123456789") {
		return 1
	}
	return 0
}

// accountValue takes the number out of a value that holds one.
func accountValue(v string) string {
	p := cutProse(v)
	for i := range p.words {
		if from, to, ok := p.customerNumber(i); ok {
			return p.raw(from, to)
		}
	}
	return strings.Trim(v, "\"“” ")
}

// customerNumber reads a number like SN-10423 at word i, in the ways people write
// it: SN 10423, SN10423, or the digits alone behind "klantnummer".
func (p *prose) customerNumber(i int) (from, to int, ok bool) {
	w := p.at(i)
	digits := func(s string) bool { return len(s) >= 5 && len(s) <= 9 && number(s) }
	switch {
	case len(w) <= 12 && strings.HasPrefix(w, "sn") && w != "sn":
		n := strings.TrimLeft(w[2:], "-_.:/")
		return i, i, len(n) >= 3 && number(n)
	case w == "sn":
		for j := i + 1; j <= i+2; j++ {
			if digits(p.at(j)) {
				return i, j, true
			}
		}
	case numberLabel[w]:
		for j := i + 1; j <= i+4; j++ {
			switch s := p.at(j); {
			case digits(s):
				return j, j, true
			case s == "is" || s == ":" || s == "." || s == "nr" || s == "no" || s == "nummer" || s == "number" || s == "#" || s == "(" || s == "=":
			default:
				return 0, 0, false
			}
		}
	}
	return 0, 0, false
}

var numberLabel = map[string]bool{
	"klantnummer": true, "klantnr": true, "accountnummer": true, "accountnr": true, "relatienummer": true, "account": true, "klant": true,
	"customer": true, "client": true, "klantcode": true, "abonneenummer": true, "account-id": true, "klant-id": true,
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
		case "account": // het account van Jan Bos is that of a user
			cue = !rd.fullName(i)
		case "beheerder", "beheerster", "admin", "administrator", "klant", "klantaccount", "customer", "website", "eigenaar", "owner", "directeur", "namens", "accountbeheerder", "beheer":
			cue = true
		}
		cue = cue || company
	case "account", "klant", "concerns", "betreft", "namens", "customer", "client", "bedrijf", "company", "is", "to":
		cue = company || p.at(i-1) == "account" || p.at(i-1) == "klant"
	case "called", "named", "heet", "genaamd": // our account is called Bos Yachting
		for j := i - 2; j >= 0 && j >= i-4; j-- {
			switch p.at(j) {
			case "account", "klant", "customer", "bedrijf", "company":
				cue = true
			}
		}
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

package mail

import (
	"strings"
	"unicode"

	"meldwacht/bot"
)

// What a mention names.
type mentionKind int

const (
	mentionUser mentionKind = iota
	mentionName             // a person's name, weaker than an address
	mentionKey
	mentionReport
	mentionRecipient // an address that a report goes to
	mentionQuote     // a quoted name of who knows what
)

// A mention is a name or address in the text that an action can be about.
type mention struct {
	target
	kind   mentionKind
	lo, hi int // words
}

// findMentions collects all names and addresses, in order.
func (rd *reader) findMentions() {
	p := rd.prose
	lastKind, list := meaning(0), meaning(0)
	for i := 0; i < len(p.words) && len(rd.mentions) < maxMentions; i++ {
		w := p.words[i]
		if rd.sig.covers(w.lo) && !w.address {
			continue
		}
		if k := w.is & (objUser | objAPI | objReport); k != 0 {
			lastKind = k & -k
			rd.spoken = lastKind
		}
		if w.newline {
			list = rd.listKind(i, lastKind, list)
			if hi, ok := rd.listName(i, list); ok {
				i = hi
				continue
			}
		}
		switch {
		case w.address:
			a := strings.TrimRight(w.s, ".'")
			if cleanAddress(a) == "" || rd.ownDesk(a) || rd.sig.covers(w.lo) || strings.HasPrefix(a, "mailto") {
				continue
			}
			// The address of a person named right in front of it is that person.
			if n := len(rd.mentions); n > 0 && rd.mentions[n-1].kind == mentionName && i-rd.mentions[n-1].hi <= 3 && p.words[rd.mentions[n-1].hi].sentence == w.sentence && onlySigns(p, rd.mentions[n-1].hi+1, i) {
				rd.mentions = rd.mentions[:n-1]
			}
			at := span{w.lo, w.hi}.trim(p.text, ".'’")
			rd.mentions = append(rd.mentions, mention{target{strings.ToLower(p.text[at.lo:at.hi]), at}, rd.addressKind(i), i, i})
		case opensQuote(p, i):
			if hi := closesQuote(p, i); hi > 0 {
				m := mention{rd.named(i+1, hi-1), rd.quoteKind(i, hi, lastKind), i, hi}
				rd.mentions = append(rd.mentions, m)
				for j := i; j <= hi && !strings.ContainsAny(m.text, "0123456789"); j++ {
					p.words[j].name = true
				}
				i = hi
			}
		case w.s == ":" && w.sign && i+1 < len(p.words) && p.words[i+1].cap:
			i = rd.colonNames(i)
		case w.sign:
		default:
			if rd.userName(i) {
				rd.mentions = append(rd.mentions, mention{rd.named(i, i), mentionUser, i, i})
				continue
			}
			if hi, ok := rd.keyLabel(i); ok {
				rd.mentions = append(rd.mentions, mention{rd.named(i, hi), mentionKey, i, hi})
				i = hi
				continue
			}
			if hi, ok := rd.reportName(i); ok {
				rd.mentions = append(rd.mentions, mention{rd.named(i, hi), mentionReport, i, hi})
				i = hi
				continue
			}
			if hi, ok := rd.personName(i); ok {
				rd.mentions = append(rd.mentions, mention{rd.named(i, hi).person(), mentionName, i, hi})
				i = hi
			}
		}
	}
}

// addressKind tells an address to which a report goes from one to act on.
func (rd *reader) addressKind(i int) mentionKind {
	p := rd.prose
	switch p.at(i - 1) {
	case "to", "naar", "aan":
	default:
		return mentionUser
	}
	for j := i - 1; j >= 0 && j > i-2*lookBack && p.words[j].sentence == p.words[i].sentence; j-- {
		if p.words[j].is&(objReport|weakReport) != 0 {
			return mentionRecipient
		}
	}
	return mentionUser
}

// named returns the words from a up to and with b as a target.
func (rd *reader) named(a, b int) target { return target{rd.prose.raw(a, b), rd.prose.span(a, b)} }

func onlySigns(p *prose, a, b int) bool {
	for i := a; i < b; i++ {
		if !p.words[i].sign {
			return false
		}
	}
	return true
}

func opensQuote(p *prose, i int) bool {
	s := p.at(i)
	if s != "\"" && s != "'" || !p.words[i].sign {
		return false
	}
	return i+1 < len(p.words) && p.words[i+1].lo == p.words[i].hi
}

// closesQuote returns the word that ends the quote opened at i: within eight
// words, and with nothing in it that ends a sentence. A longer quote is speech,
// not a name.
func closesQuote(p *prose, i int) int {
	for j := i + 1; j < len(p.words) && j <= i+9; j++ {
		switch s := p.at(j); {
		case s == p.at(i) && p.words[j].sign:
			if j == i+1 {
				return 0
			}
			return j
		case s == "?" || s == "!":
			return 0
		}
	}
	return 0
}

// quoteKind says what a quoted name names: by its own words, by the words next
// to it, or by what the text spoke of last.
func (rd *reader) quoteKind(lo, hi int, last meaning) mentionKind {
	p := rd.prose
	for i := lo + 1; i < hi; i++ {
		if p.words[i].address {
			return mentionUser
		}
	}
	near := meaning(0) // the "Member visits" report, het rapport "Omzet"
	next := hi + 1
	if p.at(next) == "(" { // "Omzet" (rapport)
		next++
	}
	if next < len(p.words) && p.words[next].sentence == p.words[lo].sentence {
		near = p.words[next].is & (objUser | objAPI | objReport)
	}
	for i := lo - 1; i >= 0 && i >= lo-5 && p.words[i].sentence == p.words[lo].sentence && near == 0; i-- {
		near = p.words[i].is & (objUser | objAPI | objReport)
	}
	own := meaning(0)
	for i := lo + 1; i < hi; i++ {
		own |= p.words[i].is & (objAPI | objReport)
	}
	for n, k := range [...]meaning{near, own, last} {
		capital := p.words[lo+1].cap
		switch {
		case k&objReport != 0 && (capital || hi-lo <= 3):
			return mentionReport
		case k&objAPI != 0 && hi-lo <= 4:
			return mentionKey
		case k&objUser != 0 && hi-lo <= 5 && n == 0:
			return mentionName
		}
	}
	return mentionQuote
}

// userName reads a name to sign in with at word i, which is no address: gebruiker
// jpol, user name: kassa3.
func (rd *reader) userName(i int) bool {
	p := rd.prose
	w := p.words[i]
	if w.is != 0 || w.cap || len(w.s) < 3 || noUser[w.s] || namingWord[w.s] || rd.verbForm(w.s) || stopParticles[w.s] != 0 || monthOf(w.s) > 0 || number(w.s) {
		return false
	}
	j, named := i-1, false
	for ; j >= 0 && j >= i-5 && namingWord[p.at(j)]; j-- {
		named = named || p.at(j) != "de" && p.at(j) != "the"
	}
	if j < 0 || p.words[j].sentence != w.sentence {
		return false
	}
	if n := len(rd.mentions); n > 0 && rd.mentions[n-1].hi == i-2 && rd.mentions[n-1].kind == mentionUser && (p.at(j) == "en" || p.at(j) == "and" || p.at(j) == ",") && !p.words[i-2].address {
		return strings.ContainsAny(w.s, "0123456789._") // balie1 en balie2
	}
	switch p.at(j) {
	case "gebruiker", "user", "gebruikersnaam", "username", "gebruikers", "users":
	case "login", "inlog", "inlognaam":
		if !strings.ContainsAny(w.s, "0123456789._") {
			return false
		}
	default:
		return false
	}
	if named || strings.ContainsAny(w.s, "0123456789._") {
		return true
	}
	next := i + 1
	return next >= len(p.words) || p.words[next].sign || p.words[next].is&(stops|stopped|asks|breaksClause) != 0
}

// namingWord holds what may stand between a thing and its name.
var namingWord = map[string]bool{"name": true, "naam": true, "is": true, ":": true, "met": true, "de": true, "the": true, "genaamd": true, "named": true, "called": true, "heet": true, "id": true, "with": true}

// noUser holds what stands behind "gebruiker" and "user" without being its name.
var noUser = map[string]bool{"pagina": true, "page": true, "scherm": true, "screen": true, "details": true, "code": true, "form": true, "formulier": true, "poging": true, "attempt": true, "portal": true, "panel": true, "link": true, "url": true, "beheer": true, "rights": true, "rechten": true, "list": true, "lijst": true, "concerned": true, "kwestie": true, "betreffende": true, "named": true, "zelf": true, "himself": true, "herself": true}

// keyLabel reads the label of a key at word i: a joined word that is not made of
// generic words alone (webshop-feed, TMS-koppeling, but not API-sleutel), or any
// plain word behind "sleutel", "key" or "feed".
func (rd *reader) keyLabel(i int) (hi int, ok bool) {
	p := rd.prose
	w := p.words[i]
	if strings.ContainsAny(w.s, "-_") && (!w.cap && strings.Trim(w.s, "0123456789-_./:") != "" || keyEnd(w.s)) {
		if generic(w.s) || w.is&(objUser|objReport) != 0 {
			return 0, false
		}
		if rd.keys[w.s] || keyEnd(w.s) || rd.besideKey(i) || w.is == 0 && rd.besideWish(i) {
			if rd.keys == nil {
				rd.keys = map[string]bool{}
			}
			rd.keys[w.s] = true
			return i, true
		}
		return 0, false
	}
	if !rd.behindKey(i) || namingWord[w.s] || w.is&^weakReport != 0 || stopParticles[w.s] != 0 || len(w.s) < 3 || monthOf(w.s) > 0 || weekdays[w.s] > 0 || dayWord(w.s) {
		return 0, false
	}
	for _, r := range w.s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' {
			return 0, false
		}
	}
	return i, true
}

// verbForm reports whether a word looks like a verb: "sleutel roteren" names no key.
func (rd *reader) verbForm(s string) bool {
	return strings.HasSuffix(s, "en") || rd.mail.Lang == bot.EN && strings.HasSuffix(s, "ing") || strings.HasSuffix(s, "ed") || participle(s)
}

// generic reports whether a joined word is made of words for keys and the like
// alone, or tells what somebody was: API-sleutel, ex-collega.
func generic(s string) bool {
	all := true
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '-' || r == '_' }) {
		switch part {
		case "ex", "oud", "non", "niet", "co", "vice", "anti", "pre", "ict", "it", "hr", "kassa", "wifi", "usb", "follow", "sign", "log", "so", "well", "new", "web":
			if strings.HasPrefix(s, part) && !keyEnd(s) {
				return true
			}
		}
		all = all && genericPart[part]
	}
	return all
}

// besideWish reports whether a joined word stands where a wish has its object: right
// beside a verb that stops something, or in a request while the text speaks of keys.
func (rd *reader) besideWish(i int) bool {
	p := rd.prose
	for j := max(0, i-3); j < min(len(p.words), i+3); j++ {
		w := p.words[j]
		if w.sentence != p.words[i].sentence || w.clause != p.words[i].clause && p.at(i+1) != ":" {
			continue
		}
		if w.is&(stops|stopped) != 0 || w.is&asks != 0 && rd.spoken == objAPI {
			return true
		}
	}
	return false
}

var genericPart = map[string]bool{
	"api": true, "json": true, "feed": true, "key": true, "sleutel": true, "sleutels": true, "koppeling": true, "koppelingen": true,
	"toegang": true, "access": true, "token": true, "tokens": true, "keys": true, "link": true, "data": true, "e": true, "mail": true,
	"export": true, "url": true, "snoobi": true, "gebruiker": true, "feeds": true, "xml": true, "call": true, "calls": true, "rest": true, "service": true,
	"integratie": true, "integration": true, "webhook": true, "s": true, "user": true, "account": true, "accounts": true, "gegevens": true, "verkeer": true,
}

// keyEnd reports whether a joined word ends or begins the way labels of keys do.
func keyEnd(s string) bool {
	for _, end := range []string{"-api", "-json", "-feed", "-key", "-koppeling", "-export", "-token", "-sleutel", "-sync", "-webhook", "-connector", "-xml", "-data", "_key", "_api", "_feed", "_json", "-dashboard", "-link"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return strings.HasPrefix(s, "api-") || strings.HasPrefix(s, "api_") || strings.HasPrefix(s, "key-") || strings.HasPrefix(s, "json-")
}

// besideKey reports whether a word that speaks of keys stands within five words
// before or two behind.
func (rd *reader) besideKey(i int) bool {
	p := rd.prose
	for j := max(0, i-5); j < min(len(p.words), i+3); j++ {
		if j != i && p.words[j].is&objAPI != 0 && p.words[j].sentence == p.words[i].sentence {
			return true
		}
	}
	return false
}

// behindKey reports whether the word right before, but for "named" and the like,
// is one for a key.
func (rd *reader) behindKey(i int) bool {
	p := rd.prose
	j := i - 1
	named := false
	for j >= 0 && j >= i-4 {
		switch p.at(j) {
		case "genaamd", "met", "naam", "label", "called", "named", "labelled", "labeled", ":", "de", "the", "for", "voor", "with", "name":
			named = named || p.at(j) != "de" && p.at(j) != "the" && p.at(j) != "for" && p.at(j) != "voor"
			j--
			continue
		}
		break
	}
	if j < 0 || p.words[j].sentence != p.words[i].sentence || p.words[j].is&objAPI == 0 {
		return false
	}
	if !named && (j < i-1 || rd.verbForm(p.at(i)) || i+1 < len(p.words) && p.words[i+1].is&negates != 0) {
		return false
	}
	switch p.at(j) {
	case "sleutel", "key", "feed", "token", "koppeling", "api-sleutel", "api-key", "json-feed", "apikey", "integration":
		return true
	}
	return false
}

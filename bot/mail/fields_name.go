package mail

import "strings"

// person drops the "'s" behind a name: Lea Vis's login.
func (t target) person() target {
	for _, end := range [...]string{"'s", "’s"} {
		if s, ok := strings.CutSuffix(t.text, end); ok {
			return target{s, span{t.at.lo, t.at.hi - len(end)}}
		}
	}
	return t
}

// reportName reads the name of a report at word i, unquoted: a capital behind
// "rapport", or a capital word that is itself one for a report (Weekrapport
// verkoop), with the plain words that follow it.
func (rd *reader) reportName(i int) (hi int, ok bool) {
	p := rd.prose
	w := p.words[i]
	if !w.cap || w.newline && i == 0 {
		return 0, false
	}
	first := i == 0 || p.words[i-1].sentence != w.sentence
	behind := i > 0 && p.words[i-1].is&objReport != 0 && p.words[i-1].sentence == w.sentence
	itself := w.is&objReport != 0 && !first && !genericReport[w.s]
	if !behind && !itself {
		// Capitals before "report": the Charter funnel report, the Weekly lane report.
		if first || w.is&common != 0 || rd.fullName(i) {
			return 0, false
		}
		for j := i + 1; j < len(p.words) && j <= i+3 && !p.words[j].sign && p.words[j].is&(stops|negates|breaksClause|past|asks) == 0; j++ {
			if p.at(j) == "report" {
				if name := strings.ToLower(p.raw(i, j-1)); j == i+1 || strings.Contains(name, "week") || strings.Contains(name, "month") || strings.Contains(name, "dai") {
					return j, true // a period makes no name without it
				}
				return j - 1, true
			}
		}
		return 0, false
	}
	hi = i
	for j := i + 1; j < len(p.words) && j <= i+4; j++ {
		x := p.words[j]
		if next := j + 1; (x.s == "per" || x.s == "by" || x.s == "of" && p.words[min(next, len(p.words)-1)].cap) && next < len(p.words) && !p.words[next].sign && p.words[next].is&^weakReport == 0 {
			hi = next // Omzet per regio
			j = next
			continue
		}
		if x.sign || x.address || x.sentence != w.sentence || x.is&^(weakReport|weakUser|objReport|objUser) != 0 || dayWord(x.s) || monthOf(x.s) > 0 || stopStem(x.s) {
			break
		}
		hi = j
	}
	return hi, true
}

var genericReport = map[string]bool{"rapport": true, "rapporten": true, "report": true, "reports": true, "rapportage": true, "rapportages": true, "e-mailrapporten": true, "e-mailrapport": true, "mailrapporten": true, "mailrapport": true}

func stopStem(s string) bool { return meaningOf(s)&(stops|stopped|keeps) != 0 }

var particles = map[string]bool{
	"van": true, "de": true, "der": true, "den": true, "'t": true, "ter": true, "ten": true, "el": true, "al": true, "von": true,
	"la": true, "le": true, "du": true, "di": true, "da": true, "dos": true, "bin": true, "te": true, "in": true, "op": true, "'s": true,
}

func (rd *reader) fullName(i int) bool { _, ok := rd.personName(i); return ok }

// personName reads a person's name at word i: two or more words with a capital,
// small particles between them, or one behind "gebruiker" or "user".
func (rd *reader) personName(i int) (hi int, ok bool) {
	p := rd.prose
	w := p.words[i]
	if !w.cap || w.address || w.is&^(breaksClause) != 0 && !rd.givenName(i) || monthOf(w.s) > 0 || weekdayWord(w.s) || companyWord[w.s] || dayWord(w.s) {
		return 0, false
	}
	if (lightVerbs[w.s] != 0 || w.is&breaksClause != 0) && (i == 0 || p.words[i-1].sentence != w.sentence) {
		return 0, false // Sluit Jan Bos buiten
	}
	hi = i
	capitals := 1
	for j := i + 1; j < len(p.words) && j <= i+6; j++ {
		x := p.words[j]
		if x.sentence != w.sentence {
			break
		}
		if x.sign {
			// J. de Vries, J.P. de Wit
			if x.s == "." && len(p.at(j-1)) <= 4 && (len(p.at(j-1)) == 1 || strings.Contains(p.at(j-1), ".")) {
				continue
			}
			break
		}
		if x.cap && !x.address && x.is&(objAPI|objReport|objUser) == 0 && !companyWord[x.s] && monthOf(x.s) == 0 && !weekdayWord(x.s) {
			hi = j
			capitals++
			continue
		}
		if !particles[x.s] {
			if companyWord[x.s] && (capitals < 2 || j == hi+1) {
				return 0, false // but Jan Bos van Slagerij De Os is Jan Bos
			}
			break
		}
	}
	if hi+1 < len(p.words) && companyWord[p.at(hi+1)] || w.s == "snoobi" {
		return 0, false
	}
	if capitals >= 2 {
		return hi, true
	}
	if i > 0 && p.words[i-1].sentence == w.sentence && len(w.s) > 1 {
		switch p.at(i - 1) {
		case "gebruiker", "user", "inlog", "login", "collega", "colleague", "medewerker", "medewerkster", "stagiair", "stagiaire", "gebruikster", "employee", "intern":
			return i, true
		}
	}
	return 0, false
}

// givenName reports whether a word that has a meaning of its own is a first name
// here: Ben Mol, Will Smith, inside a sentence.
func (rd *reader) givenName(i int) bool {
	p := rd.prose
	switch p.at(i) {
	case "ben", "will", "wil", "an", "grant", "sue", "pat", "drew", "dean", "guy", "art", "joy", "rich":
		return i > 0 && p.words[i-1].sentence == p.words[i].sentence && i+1 < len(p.words) && p.words[i+1].cap && !p.words[i+1].sign
	}
	return false
}

func weekdayWord(s string) bool {
	_, ok := weekdays[s]
	return ok && !shortWeekday[s]
}

var companyWord = map[string]bool{
	"b.v": true, "bv": true, "n.v": true, "nv": true, "ltd": true, "llc": true, "inc": true, "gmbh": true, "u.a": true, "vof": true, "v.o.f": true,
	"stichting": true, "vereniging": true, "bakkerij": true, "camping": true, "tandartspraktijk": true, "praktijk": true, "keukenhuis": true,
	"notarissen": true, "logistiek": true, "logistics": true, "cooperatie": true, "energie": true, "yachting": true, "zwembad": true, "hotel": true,
	"restaurant": true, "winkel": true, "garage": true, "advocaten": true, "makelaars": true, "makelaardij": true, "makelaar": true, "drukkerij": true, "groep": true, "group": true,
	"company": true, "holding": true, "international": true, "retail": true, "school": true, "gemeente": true, "museum": true, "apotheek": true,
	"bloemen": true, "fietsen": true, "slagerij": true, "uitgeverij": true, "transport": true, "bouw": true, "installatie": true, "foundation": true, "limited": true,
	"solutions": true, "services": true, "consulting": true, "trading": true, "foods": true, "bureau": true, "agency": true, "autobedrijf": true, "kwekerij": true, "brouwerij": true, "theater": true, "kliniek": true, "accountants": true, "architecten": true, "verzekeringen": true, "reizen": true, "travel": true, "media": true, "studio": true, "webshop": true, "textiel": true, "interieur": true, "huisartsen": true, "huisartsenpraktijk": true, "fysiotherapie": true, "college": true, "bank": true, "brothers": true, "zonen": true, "sons": true, "co": true, "boekhandel": true, "bibliotheek": true, "jachthaven": true, "rederij": true, "bakery": true, "brewery": true, "clinic": true, "dental": true, "industries": true, "shipping": true, "marine": true, "farm": true, "hoveniers": true, "tuincentrum": true, "uitvaart": true, "kinderopvang": true, "sportcentrum": true, "cheese": true, "bakkers": true,
}

package mail

import (
	"strings"

	"meldwacht/bot"
)

// pointsToWriter reports whether an ask is about its writer: "my user", "block me",
// but not "my colleague's user".
func (rd *reader) pointsToWriter(a ask) bool {
	p := rd.prose
	for i := a.lo; i < a.hi; i++ {
		w := p.words[i]
		if w.is&mine != 0 && !p.someonesOwn(i) || (w.s == "me" || w.s == "mij") && !forWhom[p.at(i-1)] {
			return true
		}
	}
	return false
}

// someonesOwn reports whether the "my" at i goes with another person.
func (p *prose) someonesOwn(i int) bool {
	for i++; i < len(p.words) && (p.words[i].is&mine != 0 || beforePerson[p.at(i)]); {
		i++
	}
	w := p.at(i)
	return peopleOfMine[w] || peopleOfMine[strings.TrimSuffix(w, "'s")] || peopleOfMine[strings.TrimSuffix(w, "s")]
}

// beforePerson holds what may stand between "my" and a person.
var beforePerson = map[string]bool{"oude": true, "oud": true, "vorige": true, "voormalige": true, "ex": true, "nieuwe": true, "old": true, "former": true, "previous": true, "new": true, "dear": true}

// peopleOfMine holds whom people call theirs.
var peopleOfMine = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("collega ex-collega oud-collega medewerker medewerkster werknemer stagiair stagiaire assistent assistente baas chef leidinggevende manager directeur voorganger voorgangster opvolger opvolgster compagnon partner man vrouw zoon dochter broer zus zwager vader moeder vriend vriendin boekhouder boekhoudster accountant webbouwer bouwer ontwikkelaar beheerder secretaresse colleague co-worker coworker employee intern assistant boss director predecessor successor husband wife son daughter brother sister father mother friend bookkeeper developer webmaster secretary admin administrator") {
		m[w] = true
	}
	return m
}()

// writersOwn returns what its writer signs in with, as the text says, or else his
// address.
func (rd *reader) writersOwn() []target {
	p := rd.prose
	for _, m := range rd.mentions { // ik was ingelogd als jan@winkel.example
		if m.kind == mentionUser && m.lo > 1 && (p.at(m.lo-1) == "als" || p.at(m.lo-1) == "as") && p.firstPersonNear(m.lo) && rd.usable(m, bot.AskRevokeUser) {
			return []target{m.target}
		}
	}
	if me := string(rd.mail.Reporter.Address); me != "" {
		return []target{rd.placed(me)}
	}
	return nil
}

// forWhom holds what makes "me" somebody that a thing is done for.
var forWhom = map[string]bool{"voor": true, "for": true, "aan": true, "to": true, "van": true, "of": true, "met": true, "with": true, "bij": true, "from": true, "let": true, "laat": true}

// firstPersonNear reports whether the sentence of word i speaks of its writer in front
// of it.
func (p *prose) firstPersonNear(i int) bool {
	for j := i; j >= 0 && j > i-lookBack && p.words[j].sentence == p.words[i].sentence; j-- {
		if p.words[j].is&(firstP|mine) != 0 {
			return true
		}
	}
	return false
}

// placed returns an address as a target, with its place if the text names it too.
func (rd *reader) placed(address string) target {
	for _, m := range rd.mentions {
		if m.text == address {
			return m.target
		}
	}
	return target{text: address}
}

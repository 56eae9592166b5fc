package mail

import "meldwacht/bot"

// askOther finds what is asked and is none of the three: a new password, a key
// made anew, the logs.
func (rd *reader) askOther(clauses []clauseSpan, requested []bool) {
	p := rd.prose
	for _, c := range clauses {
		if rd.asked(&c) || rd.kept[p.words[c.lo].clause] || rd.sig.covers(p.words[c.lo].lo) {
			continue
		}
		verb, thing, neg, tells, first := false, false, false, false, false
		if c.object != 0 && restores(p, &c) {
			verb, thing = true, true
		}
		for i := c.lo; i < c.hi; i++ {
			switch w := p.at(i); w {
			case "stuur", "sturen", "send", "reset", "resetten", "wijzig", "wijzigen", "change", "herstel", "herstellen", "restore", "roteer", "roteren", "rotate", "vervang", "vervangen", "regenerate", "genereer", "issue", "maak", "aanmaken", "create", "forceer", "force", "geef", "provide", "instellen", "toesturen", "verstrekken", "aanleveren", "toezenden", "leveren", "opvragen", "zenden", "verschaffen":
				verb = true
			case "wachtwoord", "wachtwoorden", "password", "passwords", "logs", "logbestanden", "logboek", "logging", "2fa", "mfa", "tweestapsverificatie", "sleutel", "key", "token", "afschrift", "kopie", "copy", "overzicht", "lijst", "list", "overview", "log", "toegangslog", "toegangslogs", "inloglogs", "serverlogs", "inloggeschiedenis", "loginhistorie", "activity":
				thing = true
			}
			neg = neg || p.words[i].is&negates != 0
			tells = tells || first && ownPlan[p.at(i)] && !otherImperative(p, &c)
			first = first || p.words[i].is&firstP != 0
			tells = tells || p.words[i].is&(past|firstP) != 0 && !requested[c.sentence] && !otherImperative(p, &c)
		}
		if len(rd.asks) < maxAsks && verb && thing && !neg && !tells && (requested[c.sentence] || otherImperative(p, &c)) {
			rd.addAsk(bot.AskOther, &c)
		}
	}
}

// restores reports whether a clause asks to give something back: deblokkeren, weer
// toegang geven.
func restores(p *prose, c *clauseSpan) bool {
	again, gives := false, false
	for i := c.lo; i < c.hi; i++ {
		switch p.at(i) {
		case "deblokkeren", "deblokkeer", "heractiveren", "reactiveren", "reactivate", "unblock", "reinstate", "restore", "herstellen":
			return true
		case "weer", "opnieuw", "again", "terug":
			again = true
		case "geven", "geef", "activeren", "aanzetten", "openzetten", "openstellen", "give", "enable", "activate":
			gives = true
		}
	}
	return again && gives
}

// ownPlan holds words that make a deed the writer's own: we will create a new key.
var ownPlan = map[string]bool{"will": true, "zullen": true, "gaan": true, "zelf": true, "ourselves": true, "myself": true}

// asked reports whether a clause holds a wish already.
func (rd *reader) asked(c *clauseSpan) bool {
	for _, a := range rd.asks {
		if a.lo == c.lo {
			return true
		}
	}
	return false
}

func otherImperative(p *prose, c *clauseSpan) bool {
	switch p.at(c.lo) {
	case "stuur", "send", "reset", "wijzig", "change", "herstel", "restore", "roteer", "rotate", "vervang", "maak", "create", "geef", "and", "en":
		return true
	}
	return false
}

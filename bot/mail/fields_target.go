package mail

import (
	"slices"
	"strings"

	"meldwacht/bot"
)

// actions returns what is asked and what to act on, from the form and from prose.
func (rd *reader) actions() ([]bot.Ask, []string) {
	var kinds []bot.Ask
	var targets []string
	add := func(t string) {
		t = strings.Trim(t, " \t\"'“”.,;")
		if t != "" && !slices.ContainsFunc(targets, func(x string) bool { return strings.EqualFold(x, t) }) && len(targets) < maxAddresses {
			targets = append(targets, t)
		}
	}
	var open []bot.Ask // asked in the form, with nothing named
	for _, v := range rd.form.all(fieldAction) {
		k, t, unnamed := rd.fromValue(v)
		kinds = append(kinds, k...)
		for _, x := range t {
			add(x)
		}
		open = append(open, unnamed...)
	}
	for _, v := range rd.form.all(fieldTarget) {
		for _, x := range rd.namesIn(v) {
			add(x)
		}
	}
	formOnly := len(kinds) > 0
	for _, a := range rd.asks {
		if formOnly && !slices.Contains(kinds, a.kind) && a.kind == bot.AskOther {
			continue
		}
		kinds = append(kinds, a.kind)
		for _, t := range rd.targetsOf(a) {
			add(t)
		}
	}
	if len(targets) == 0 || len(rd.form.all(fieldTarget)) == 0 {
		for _, k := range open {
			for _, t := range rd.allOf(k, targets) {
				add(t)
			}
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), targets
}

// fromValue reads the value of an action label: what it asks, what it names, and
// the actions that name nothing.
func (rd *reader) fromValue(v string) (kinds []bot.Ask, targets []string, unnamed []bot.Ask) {
	sub := reader{Reader: rd.Reader, mail: rd.mail, prose: cutProse("Graag " + v), base: rd.base, sig: noSign}
	sub.findMentions()
	sub.findAsks()
	if len(sub.asks) == 0 && !hasNegation(sub.prose) {
		// "gebruiker", "API-toegang": the object alone is the wish
		if k := askFor(sub.objectOf(0, len(sub.prose.words))); k != "" {
			sub.asks = []ask{{kind: k, hi: len(sub.prose.words)}}
		} else if letters(v) > 2 {
			kinds = append(kinds, bot.AskOther)
		}
	}
	for _, a := range sub.asks {
		kinds = append(kinds, a.kind)
		t := sub.within(a)
		targets = append(targets, t...)
		if len(t) == 0 {
			unnamed = append(unnamed, a.kind)
		}
	}
	return kinds, targets, unnamed
}

func hasNegation(p *prose) bool {
	for _, w := range p.words {
		if w.is&negates != 0 {
			return true
		}
	}
	return false
}

// namesIn reads the value of a target label: the names it holds, or itself.
func (rd *reader) namesIn(v string) []string {
	sub := reader{Reader: rd.Reader, mail: rd.mail, prose: cutProse(v), base: rd.base, sig: noSign}
	sub.findMentions()
	var out []string
	for _, m := range sub.mentions {
		out = append(out, m.text)
	}
	if len(out) == 0 && len(v) <= 80 {
		for part := range strings.SplitSeq(v, ";") {
			for x := range strings.SplitSeq(part, ",") {
				if x = strings.TrimSpace(x); letters(x) > 1 && !negatedWord(x) {
					out = append(out, x)
				}
			}
		}
	}
	return out
}

func negatedWord(s string) bool {
	w, _, _ := strings.Cut(foldWord(s), " ")
	return lexicon[w]&negates != 0 || w == "onbekend" || w == "unknown" || w == "n.v.t" || w == "nvt" || w == "n/a" || w == "-"
}

// within returns what an ask names in its own words.
func (rd *reader) within(a ask) []string {
	var out []string
	for _, m := range rd.mentions {
		if m.lo >= a.lo && m.lo < a.hi && m.fits(a.kind) {
			out = append(out, m.text)
		}
	}
	return out
}

func (m mention) fits(k bot.Ask) bool {
	switch k {
	case bot.AskRevokeUser:
		return m.kind == mentionUser || m.kind == mentionName
	case bot.AskSuspendAPI:
		return m.kind == mentionKey
	case bot.AskBlockReports:
		return m.kind == mentionReport || m.kind == mentionQuote
	}
	return false
}

// targetsOf returns what an ask is about: what it names, or else what "that
// user", "his login", "both reports" point to.
func (rd *reader) targetsOf(a ask) []string {
	if out := rd.within(a); len(out) > 0 || a.kind == bot.AskOther {
		return out
	}
	p := rd.prose
	own, many := false, false
	for i := a.lo; i < a.hi; i++ {
		w := p.words[i]
		own = own || w.is&mine != 0
		many = many || w.is&plural != 0 || w.is&(objUser|objAPI|objReport) != 0 && manyWord(w.s)
	}
	// An ask continued in the same sentence by one that names its targets.
	for _, b := range rd.asks {
		if b.kind == a.kind && b.lo != a.lo && p.words[b.lo].sentence == p.words[a.lo].sentence && len(rd.within(b)) > 0 {
			return nil
		}
	}
	if own && a.kind == bot.AskRevokeUser {
		if me := string(rd.mail.Reporter.Address); me != "" {
			return []string{me}
		}
	}
	if many {
		if all := rd.allOf(a.kind, nil); len(all) > 0 {
			return all
		}
	}
	weak := ""
	for _, m := range slices.Backward(rd.mentions) {
		if m.lo >= a.lo || !rd.usable(m, a.kind) {
			continue
		}
		if m.kind == mentionQuote {
			if weak == "" {
				weak = m.text
			}
			continue
		}
		return []string{m.text}
	}
	for _, m := range rd.mentions {
		if m.lo >= a.hi && rd.usable(m, a.kind) && m.kind != mentionQuote {
			return []string{m.text}
		}
	}
	if weak != "" {
		return []string{weak}
	}
	return nil
}

func manyWord(s string) bool {
	return strings.HasSuffix(s, "s") && s != "s" && !strings.HasSuffix(s, "access") || strings.HasSuffix(s, "en") && s != "een"
}

// usable reports whether a mention may be what an ask points to: not what must
// stay, and not the one who asks.
func (rd *reader) usable(m mention, k bot.Ask) bool {
	if !m.fits(k) || rd.kept[rd.prose.words[m.lo].clause] {
		return false
	}
	if m.text == string(rd.mail.Reporter.Address) || m.text == string(rd.mail.Sender.Address) || rd.mail.Reporter.Name != "" && strings.EqualFold(m.text, rd.mail.Reporter.Name) || strings.EqualFold(m.text, rd.sig.name) {
		return false
	}
	if m.kind == mentionName && rd.isAccount(m) {
		return false
	}
	if m.kind == mentionUser && rd.staff(bot.Address(m.text)) {
		return false
	}
	if m.kind == mentionQuote {
		return rd.prose.words[m.lo+1].cap
	}
	return true
}

// isAccount reports whether a name is that of the customer.
func (rd *reader) isAccount(m mention) bool {
	_, ok := rd.accountAt(m.lo)
	return ok
}

// allOf returns all that a plural ask may mean.
func (rd *reader) allOf(k bot.Ask, have []string) []string {
	for _, m := range rd.mentions {
		if m.fits(k) && slices.Contains(have, m.text) {
			return nil
		}
	}
	var out []string
	strong := false
	for _, m := range rd.mentions {
		if rd.usable(m, k) {
			strong = strong || m.kind != mentionName && m.kind != mentionQuote
		}
	}
	for _, m := range rd.mentions {
		if rd.usable(m, k) && (!strong || m.kind != mentionName && m.kind != mentionQuote) {
			out = append(out, m.text)
		}
	}
	return out
}

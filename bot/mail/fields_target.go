package mail

import (
	"slices"
	"strings"

	"meldwacht/bot"
)

// A target is a user, key or report to act on, as written.
type target struct {
	text string
	at   span // empty when the words do not name it: "my login"
}

// actions returns what is asked and what to act on, from the form and from prose.
func (rd *reader) actions() ([]bot.Ask, []string) {
	var kinds []bot.Ask
	var targets []string
	add := func(list ...target) {
		for _, t := range list {
			t.text = strings.Trim(t.text, " \t\"'“”.,;")
			if t.text == "" || len(targets) >= maxAddresses || slices.ContainsFunc(targets, func(x string) bool { return strings.EqualFold(x, t.text) }) {
				continue
			}
			targets = append(targets, t.text)
			rd.saw(bot.FieldTargets, t.at.trim(rd.text, " \t\"'“”.,;"))
		}
	}
	asked := func(a ask) {
		kinds = append(kinds, a.kind)
		rd.saw(bot.FieldActions, a.at)
	}
	var open []bot.Ask // asked in the form, with nothing named
	for _, x := range rd.form.of(fieldAction) {
		sub := rd.requestIn(x.at)
		for _, a := range sub.asks {
			asked(a)
			named := sub.within(a)
			if len(named) == 0 && a.kind == bot.AskRevokeUser && sub.pointsToWriter(a) {
				named = rd.writersOwn() // Actie: mijn login blokkeren
			}
			add(named...)
			if len(named) == 0 {
				open = append(open, a.kind)
			}
		}
	}
	labelled := rd.form.of(fieldTarget)
	for _, x := range labelled {
		add(rd.namesIn(x.at)...)
	}
	formOnly := len(kinds) > 0
	for _, a := range rd.asks {
		if formOnly && !slices.Contains(kinds, a.kind) && a.kind == bot.AskOther {
			continue
		}
		asked(a)
		add(rd.targetsOf(a)...)
	}
	if len(targets) == 0 || len(labelled) == 0 {
		for _, k := range open {
			for _, x := range rd.form.of(fieldScope) { // Betreft: a.jong@winkel.example
				sub := rd.part(x.at)
				sub.findMentions()
				add(sub.within(ask{kind: k, hi: len(sub.prose.words)})...)
			}
			add(rd.allOf(k, targets)...)
		}
	}
	if len(targets) == 0 && slices.Contains(kinds, bot.AskRevokeUser) {
		for _, x := range rd.form.of(fieldMail) {
			for _, t := range rd.namesIn(x.at) {
				if t.text != string(rd.mail.Reporter.Address) && t.text != string(rd.mail.Sender.Address) {
					add(t)
				}
			}
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), targets
}

// requestIn reads the value of an action label: what it asks.
func (rd *reader) requestIn(at span) *reader {
	sub := rd.part(at)
	sub.request, sub.lean = true, rd.scopeLean()
	sub.findMentions()
	sub.findAsks()
	if n := len(sub.prose.words); len(sub.asks) == 0 && n > 0 && !hasNegation(sub.prose) {
		// "gebruiker", "API-toegang": the object alone is the wish
		if k := askFor(sub.objectOf(0, n)); k != "" {
			sub.asks = []ask{{kind: k, hi: n, at: at}}
		} else if letters(rd.text[at.lo:at.hi]) > 2 {
			sub.asks = []ask{{kind: bot.AskOther, at: at}}
		}
	}
	return sub
}

// scopeLean returns the action that the scope label points to, "" when it names
// several things or none.
func (rd *reader) scopeLean() bot.Ask {
	is := rd.scopeLabels()
	if is == 0 {
		for _, x := range rd.form.of(fieldTarget) {
			is |= x.about // Sleutel: winkel-api
		}
	}
	if is&(is-1) != 0 {
		return ""
	}
	return askFor(is)
}

// scopeLabels returns what the values of scope labels speak of.
func (rd *reader) scopeLabels() (is meaning) {
	for _, x := range rd.form.of(fieldScope) {
		for _, w := range cutPart(rd.text, x.at).words {
			is |= w.is & (objUser | objAPI | objReport)
		}
	}
	return is
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
func (rd *reader) namesIn(at span) []target {
	sub := rd.part(at)
	sub.findMentions()
	var out []target
	for _, m := range sub.mentions {
		out = append(out, m.target)
	}
	if len(out) > 0 || at.hi-at.lo > 80 {
		return out
	}
	for lo := at.lo; lo <= at.hi; {
		end := strings.IndexAny(rd.text[lo:at.hi], ";,\n")
		if end < 0 {
			end = at.hi - lo
		}
		x := span{lo, lo + end}.trim(rd.text, " \t-–•*·")
		if s := rd.text[x.lo:x.hi]; letters(s) > 1 && !negatedWord(s) {
			out = append(out, target{s, x})
		}
		lo += end + 1
	}
	return out
}

func negatedWord(s string) bool {
	w, _, _ := strings.Cut(foldWord(s), " ")
	return lexicon[w]&negates != 0 || w == "onbekend" || w == "unknown" || w == "n.v.t" || w == "nvt" || w == "n/a" || w == "-"
}

// within returns what an ask names in its own words.
func (rd *reader) within(a ask) []target {
	var out []target
	for _, m := range rd.mentions {
		if m.lo >= a.lo && m.lo < a.hi && m.fits(a.kind) && !(m.kind == mentionName && rd.speaks(m)) {
			out = append(out, m.target)
		}
	}
	return out
}

// speaks reports whether a name is that of somebody who asks or tells: "Jan Bos
// vroeg mij die gebruiker te verwijderen".
func (rd *reader) speaks(m mention) bool {
	switch rd.prose.at(m.hi + 1) {
	case "vroeg", "vraagt", "verzoekt", "verzocht", "wil", "meldde", "meldt", "zegt", "zei", "asked", "asks", "says", "said", "told", "wants", "would", "requests", "requested":
		return true
	}
	return false
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
func (rd *reader) targetsOf(a ask) []target {
	if out := rd.within(a); len(out) > 0 || a.kind == bot.AskOther {
		return out
	}
	p := rd.prose
	many := false
	for i := a.lo; i < a.hi; i++ {
		w := p.words[i]
		many = many || w.is&plural != 0 || w.is&(objUser|objAPI|objReport) != 0 && manyWord(w.s)
	}
	// An ask continued in the same sentence by one that names its targets.
	for _, b := range rd.asks {
		if b.kind == a.kind && b.lo != a.lo && p.words[b.lo].sentence == p.words[a.lo].sentence && len(rd.within(b)) > 0 {
			return nil
		}
	}
	if a.kind == bot.AskRevokeUser && rd.pointsToWriter(a) {
		if own := rd.writersOwn(); len(own) > 0 {
			return own
		}
	}
	if many {
		if all := rd.allBefore(a); len(all) > 0 {
			return all
		}
	}
	// "niet verwijderen, alleen blokkeren": what the clause before it kept from one
	// fate is what this one means.
	for _, m := range slices.Backward(rd.mentions) {
		if m.lo < a.lo && a.lo-m.hi <= 2*lookBack && p.words[m.lo].sentence == p.words[a.lo].sentence && m.fits(a.kind) && m.kind != mentionQuote && rd.objectOf(a.lo, a.hi) == 0 {
			return []target{m.target}
		}
	}
	var weak, own []target
	for _, m := range slices.Backward(rd.mentions) {
		if m.lo >= a.lo || !rd.usable(m, a.kind) {
			if m.lo < a.lo && m.kind == mentionUser && m.fits(a.kind) && own == nil && rd.isSender(m) {
				own = []target{m.target}
			}
			continue
		}
		if m.kind == mentionQuote {
			if weak == nil {
				weak = []target{m.target}
			}
			continue
		}
		return []target{m.target}
	}
	for _, m := range rd.mentions {
		if m.lo >= a.hi && rd.usable(m, a.kind) && m.kind != mentionQuote {
			return []target{m.target}
		}
	}
	if weak == nil && own == nil { // rather than deleting Jan, block the user
		for _, m := range rd.mentions {
			if m.lo < a.lo && m.fits(a.kind) && m.kind != mentionQuote && p.words[m.lo].sentence == p.words[a.lo].sentence {
				return []target{m.target}
			}
		}
	}
	if weak == nil {
		return own // the writer's own, which the text names as a user
	}
	return weak
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
	if rd.isSender(m) || rd.mail.Reporter.Name != "" && strings.EqualFold(m.text, rd.mail.Reporter.Name) || strings.EqualFold(m.text, rd.sig.name) {
		return false
	}
	if m.kind == mentionName && (rd.isAccount(m) || rd.speaks(m)) {
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

func (rd *reader) isSender(m mention) bool {
	return m.text == string(rd.mail.Reporter.Address) || m.text == string(rd.mail.Sender.Address)
}

// isAccount reports whether a name is that of the customer.
func (rd *reader) isAccount(m mention) bool {
	_, ok := rd.accountAt(m.lo)
	return ok
}

// allBefore returns all that a plural ask may mean: what was named before it, or
// else what comes after.
func (rd *reader) allBefore(a ask) []target {
	all := rd.mentions
	defer func() { rd.mentions = all }()
	n := 0
	for n < len(all) && all[n].lo < a.lo {
		n++
	}
	rd.mentions = all[:n]
	if out := rd.allOf(a.kind, nil); len(out) > 0 {
		return out
	}
	rd.mentions = all
	return rd.allOf(a.kind, nil)
}

// allOf returns all that a plural ask may mean.
func (rd *reader) allOf(k bot.Ask, have []string) []target {
	for _, m := range rd.mentions {
		if m.fits(k) && slices.Contains(have, m.text) {
			return nil
		}
	}
	var out []target
	strong := false
	for _, m := range rd.mentions {
		if rd.usable(m, k) {
			strong = strong || m.kind != mentionName && m.kind != mentionQuote
		}
	}
	for _, m := range rd.mentions {
		if rd.usable(m, k) && (!strong || m.kind != mentionName && m.kind != mentionQuote) {
			out = append(out, m.target)
		}
	}
	return out
}

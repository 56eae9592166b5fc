package mail

import (
	"maps"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// extract reads from the words what the mail says of the incident. A labelled
// form goes before prose, field by field.
func (r Reader) extract(m *bot.Mail) bot.Report {
	text, inSubject := m.Text, false
	if letters(text) < 3 {
		text, inSubject = m.Subject, true // everything stands in the subject
	}
	rd := r.fieldsOf(m, text, inSubject)
	var rep bot.Report
	rep.Requester = rd.requester()
	rep.Account = rd.account()
	rep.Occurred = rd.occurred()
	rep.Actions, rep.Targets = rd.actions()
	if len(rep.Actions) == 0 && !inSubject {
		rep.Actions, rep.Targets = rd.actionsOfSubject()
	}
	rep.Scope = rd.scope(rep.Actions)
	rep.Words = rd.sortedWords()
	if rep.Requester == "" {
		rep.Missing = append(rep.Missing, bot.MissingRequester)
	}
	if len(rep.Scope) == 0 {
		rep.Missing = append(rep.Missing, bot.MissingScope)
	}
	if rep.Occurred.Precision == bot.PrecisionUnknown {
		rep.Missing = append(rep.Missing, bot.MissingOccurred)
	}
	if len(rep.Actions) == 0 {
		rep.Missing = append(rep.Missing, bot.MissingAction)
	}
	slices.Sort(rep.Missing)
	return rep
}

// fieldsOf prepares a text for the reading of its fields.
func (r Reader) fieldsOf(m *bot.Mail, text string, inSubject bool) *reader {
	rd := &reader{Reader: r, mail: m, text: text, inSubject: inSubject}
	if !m.SentAt.IsZero() {
		rd.base = m.SentAt.In(amsterdam)
	}
	rd.heading = inSubject && letters(m.Text) >= 3
	rd.form = readForm(text)
	rd.prose = cutProse(rd.form.rest)
	rd.sig = signature(rd.form.rest)
	rd.findMentions()
	rd.findAsks()
	return rd
}

// actionsOfSubject reads what the subject asks, for a text that asks nothing: "see
// subject". The subject of a reply is not what its writer asks.
func (rd *reader) actionsOfSubject() ([]bot.Ask, []string) {
	m := rd.mail
	if m.Forwarded == bot.ForwardNone && len(m.IDs) > 0 || len(m.Subject) > 200 {
		return nil, nil
	}
	sub := rd.fieldsOf(m, m.Subject, true)
	actions, targets := sub.actions()
	rd.words = append(rd.words, sub.words...)
	return actions, targets
}

// A reader holds one text while its fields are read.
type reader struct {
	Reader
	mail      *bot.Mail
	text      string
	inSubject bool // the text is the subject
	heading   bool // of a text of its own: "laptop weg" asks nothing there
	prose     *prose
	form      form
	base      time.Time
	sig       sign
	mentions  []mention
	keys      map[string]bool // labels of keys found so far
	spoken    meaning         // user, key or report: what the text spoke of last
	asks      []ask
	kept      map[int]bool // clauses about what must stay
	request   bool         // the text is the value of an action label: all of it asks
	lean      bot.Ask      // what a wish without an object is about there, by the scope label
	words     []bot.Words
}

// part returns a reader of the value of a label alone. Places in it are places
// in the whole text.
func (rd *reader) part(at span) *reader {
	return &reader{Reader: rd.Reader, mail: rd.mail, text: rd.text, prose: cutPart(rd.text, at), base: rd.base, sig: noSign}
}

// occurred is the labelled time, or else the one that prose speaks of.
func (rd *reader) occurred() bot.Occurred {
	if when := rd.form.of(fieldWhen); len(when) > 0 {
		values := make([]string, len(when))
		for i, x := range when {
			values[i] = rd.form.value(x)
		}
		v := strings.Join(values, " ")
		f, ok := labelled(v, rd.base)
		if !ok && !rd.prose.speaksOfOtherDay(rd.base) {
			f, ok = labelledClock(v, rd.base)
		}
		if !ok && strings.ContainsAny(v, "0123456789") {
			f, ok = finding{Occurred: bot.Occurred{Precision: bot.PrecisionUnknown, Text: v}}, true
		}
		if ok {
			for _, x := range when {
				rd.saw(bot.FieldOccurred, x.at)
			}
			rd.mail.Warnings = append(rd.mail.Warnings, f.doubts...)
			return f.Occurred
		}
	}
	f, at, ok := rd.prose.occurredIn(rd.base, rd.askingIn)
	if !ok {
		return bot.Occurred{Precision: bot.PrecisionUnknown}
	}
	rd.saw(bot.FieldOccurred, at)
	rd.mail.Warnings = append(rd.mail.Warnings, f.doubts...)
	return f.Occurred
}

func (rd *reader) askingIn(clause int) bool {
	for _, a := range rd.asks {
		if clause >= a.first && clause <= a.last {
			return true
		}
	}
	return false
}

// scope is what the label says, or else what is to be done, or else what the
// mail speaks of, as long as it does not say that it is not concerned.
func (rd *reader) scope(actions []bot.Ask) []bot.Scope {
	var seen scopeSeen
	user := objUser | weakUser
	if rd.scopeLabels()&(objUser|objAPI) != 0 {
		user = objUser // API / JSON access
	}
	for _, x := range rd.form.of(fieldScope) {
		p := cutPart(rd.text, x.at)
		for i, w := range p.words {
			if negatedNear(p, i) {
				continue
			}
			switch {
			case w.is&objAPI != 0:
				seen.note(bot.ScopeAPI, w)
			case w.is&user != 0:
				seen.note(bot.ScopeUser, w)
			case w.is&(objReport|weakReport) != 0 || otherScope[w.s]:
				seen.note(bot.ScopeOther, w)
			}
		}
	}
	if len(seen) > 0 {
		return rd.scopeFrom(seen)
	}
	if len(actions) > 0 && !slices.Equal(actions, []bot.Ask{bot.AskOther}) {
		return scopeOf(actions)
	}
	for _, w := range rd.prose.words {
		if rd.kept[w.clause] || rd.sig.covers(w.lo) {
			continue
		}
		switch {
		case w.is&objUser != 0:
			seen.note(bot.ScopeUser, w)
		case w.is&objAPI != 0:
			seen.note(bot.ScopeAPI, w)
		case w.is&(objReport|weakReport) != 0:
			seen.note(bot.ScopeOther, w)
		}
	}
	for _, m := range rd.mentions {
		if m.kind == mentionUser && len(seen) == 0 && !rd.isSender(m) && !rd.kept[rd.prose.words[m.lo].clause] {
			seen.note(bot.ScopeUser, word{lo: m.at.lo, hi: m.at.hi}) // he looks in as jan@winkel.example
		}
	}
	if len(seen) > 1 {
		delete(seen, bot.ScopeOther) // a report is spoken of beside nearly everything
	}
	return rd.scopeFrom(seen)
}

// scopeOf returns the scope that actions stand for. Reports alone are "other".
func scopeOf(actions []bot.Ask) []bot.Scope {
	var out []bot.Scope
	if slices.Contains(actions, bot.AskSuspendAPI) {
		out = append(out, bot.ScopeAPI)
	}
	if slices.Contains(actions, bot.AskRevokeUser) {
		out = append(out, bot.ScopeUser)
	}
	if len(out) == 0 {
		out = append(out, bot.ScopeOther)
	}
	return out
}

// A scopeSeen holds the first word for each scope that a text speaks of.
type scopeSeen map[bot.Scope]span

func (s *scopeSeen) note(scope bot.Scope, w word) {
	if *s == nil {
		*s = scopeSeen{}
	}
	if _, ok := (*s)[scope]; !ok {
		(*s)[scope] = span{w.lo, w.hi}
	}
}

func (rd *reader) scopeFrom(seen scopeSeen) []bot.Scope {
	for _, at := range seen {
		rd.saw(bot.FieldScope, at)
	}
	return slices.Sorted(maps.Keys(seen))
}

var otherScope = map[string]bool{"overig": true, "overige": true, "anders": true, "other": true, "else": true}

// negatedNear reports whether word i is denied: "API: nee", "geen API".
func negatedNear(p *prose, i int) bool {
	return i > 0 && p.words[i-1].is&negates != 0 || i+2 < len(p.words) && p.at(i+1) == ":" && (p.at(i+2) == "nee" || p.at(i+2) == "no") ||
		i+1 < len(p.words) && p.words[i+1].is&negates != 0
}

package mail

import (
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// extract reads from the words what the mail says of the incident. A labelled
// form goes before prose, field by field.
func (r Reader) extract(m *bot.Mail) bot.Report {
	text := m.Text
	if letters(text) < 3 {
		text = m.Subject // everything stands in the subject
	}
	base := m.SentAt
	if !base.IsZero() {
		base = base.In(amsterdam)
	}
	f := readForm(text)
	p := cutProse(f.rest)
	sig := signature(f.rest)
	rd := reader{Reader: r, mail: m, prose: p, form: f, base: base, sig: sig}
	rd.findMentions()
	rd.findAsks()

	var rep bot.Report
	rep.Requester = rd.requester()
	rep.Account = rd.account()
	rep.Occurred = rd.occurred()
	rep.Actions, rep.Targets = rd.actions()
	rep.Scope = rd.scope(rep.Actions)
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

// A reader holds one text while its fields are read.
type reader struct {
	Reader
	mail     *bot.Mail
	prose    *prose
	form     form
	base     time.Time
	sig      sign
	mentions []mention
	asks     []ask
	kept     map[int]bool // clauses about what must stay
}

// occurred is the labelled time, or else the one that prose speaks of.
func (rd *reader) occurred() bot.Occurred {
	if v := rd.form.values(fieldWhen, " "); v != "" {
		if o, ok := labelled(v, rd.base); ok {
			return o
		}
		if strings.ContainsAny(v, "0123456789") {
			return bot.Occurred{Precision: bot.PrecisionUnknown, Text: v}
		}
	}
	o, ok := rd.prose.occurredIn(rd.base, rd.askingIn)
	if !ok {
		return bot.Occurred{Precision: bot.PrecisionUnknown}
	}
	return o
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
	var user, api, other bool
	for _, v := range rd.form.all(fieldScope) {
		p := cutProse(v)
		for i, w := range p.words {
			if negatedNear(p, i) {
				continue
			}
			switch {
			case w.is&objAPI != 0:
				api = true
			case w.is&(objUser|weakUser) != 0:
				user = true
			case w.is&(objReport|weakReport) != 0 || w.s == "overig" || w.s == "other" || w.s == "anders" || w.s == "overige" || w.s == "else":
				other = true
			}
		}
	}
	if user || api || other {
		return scopes(user, api, other)
	}
	report := false
	for _, a := range actions {
		user = user || a == bot.AskRevokeUser
		api = api || a == bot.AskSuspendAPI
		report = report || a == bot.AskBlockReports
	}
	if user || api || report {
		return scopes(user, api, report && !user && !api)
	}
	weak := false
	for _, w := range rd.prose.words {
		if rd.kept[w.clause] || rd.sig.covers(w.lo) {
			continue
		}
		switch {
		case w.is&objUser != 0:
			user = true
		case w.is&objAPI != 0:
			api = true
		case w.is&(objReport|weakReport) != 0:
			weak = true
		}
	}
	return scopes(user, api, weak && !user && !api)
}

func scopes(user, api, other bool) []bot.Scope {
	var s []bot.Scope
	if api {
		s = append(s, bot.ScopeAPI)
	}
	if other {
		s = append(s, bot.ScopeOther)
	}
	if user {
		s = append(s, bot.ScopeUser)
	}
	return s
}

// negatedNear reports whether word i is denied: "API: nee", "geen API".
func negatedNear(p *prose, i int) bool {
	return i > 0 && p.words[i-1].is&negates != 0 || i+2 < len(p.words) && p.at(i+1) == ":" && (p.at(i+2) == "nee" || p.at(i+2) == "no") ||
		i+1 < len(p.words) && p.words[i+1].is&negates != 0
}

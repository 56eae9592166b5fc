package dossier

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
)

// found is what the record or the configuration says to a question.
type found struct {
	answer     bot.FieldAnswer
	provenance Provenance
	source     Source
}

// A view of one incident from which answers are worked out.
type reading struct {
	Form
	in  bot.Incident
	now time.Time
}

// finders say how a question is answered without asking anybody. A question
// that is not here has no source in the record.
var finders = map[string]func(reading) (found, bool){
	"notice.kind":   reading.kind,
	"notice.number": reading.number,
	"notice.first":  reading.first,
	"legal.basis":   func(r reading) (found, bool) { return chosen(Source{Config: true}, Recorded, "gdpr") },

	"org.name":          fromConfig(func(o Organisation) string { return o.Name }),
	"org.address":       fromConfig(func(o Organisation) string { return o.Address }),
	"org.postcode":      fromConfig(func(o Organisation) string { return o.Postcode }),
	"org.city":          fromConfig(func(o Organisation) string { return o.City }),
	"org.fg-number":     fromConfig(func(o Organisation) string { return o.FGNumber }),
	"org.kvk":           fromConfig(func(o Organisation) string { return o.KvK }),
	"org.sector":        fromConfig(func(o Organisation) string { return o.Sector }),
	"reporter.name":     fromConfig(func(o Organisation) string { return o.Reporter.Name }),
	"reporter.position": fromConfig(func(o Organisation) string { return o.Reporter.Position }),
	"reporter.mail":     fromConfig(func(o Organisation) string { return o.Reporter.Mail }),
	"reporter.phone":    fromConfig(func(o Organisation) string { return o.Reporter.Phone }),
	"contact":           fromConfig(func(o Organisation) string { return o.Contact }),
	"others":            fromConfig(func(o Organisation) string { return o.Others }),

	"breach.start": reading.start,
	"breach.end":   reading.end,
	"found.at":     reading.foundAt,
	"found.how":    reading.foundHow,
	"aware.at":     reading.awareAt,
	"late.reason":  reading.lateReason,

	"breach.nature":      func(r reading) (found, bool) { return r.nature() },
	"breach.description": reading.description,
	"data.general":       reading.general,
	"data.special":       reading.special,
	"groups":             reading.groups,
	"protection":         reading.protection,
	"effects.controller": func(r reading) (found, bool) { return r.nature() },
	"effects.people":     reading.effects,
	"severity":           reading.level,
	"severity.reasons":   reading.reasons,
	"told":               reading.told,
	"told.when":          reading.toldWhen,
	"told.count":         reading.toldCount,
	"told.how":           reading.toldHow,
	"told.text":          reading.toldText,
	"untold.explain":     reading.untold,
	"measures":           reading.measures,
}

func (f Form) find(q Field, incident bot.Incident, now time.Time) (found, bool) {
	by := finders[q.Key]
	if by == nil {
		return found{}, false
	}
	a, ok := by(reading{f, incident, now})
	a.answer.Field = q.Key
	if !ok || a.answer.Empty() || !fits(q, a.answer) {
		return found{}, false
	}
	if q.Type == Line || q.Type == Text {
		a.answer.Value = cut(a.answer.Value, bot.ReasonRunes)
		if a.provenance == Derived || a.source.Kind != "" {
			a.answer.Value = Hide(a.answer.Value) // what people wrote for each other is not for the AP unread
		}
	}
	return a, true
}

// fits reports whether the options are those of the question: other questions
// may have been put in the place of the built ones.
func fits(q Field, a bot.FieldAnswer) bool {
	return !slices.ContainsFunc(a.Options, func(o string) bool { _, ok := q.Option(o); return !ok })
}

func fromConfig(of func(Organisation) string) func(reading) (found, bool) {
	return func(r reading) (found, bool) {
		return said(Source{Config: true}, Recorded, of(r.Organisation))
	}
}

func said(s Source, p Provenance, value string) (found, bool) {
	return found{bot.FieldAnswer{Value: strings.TrimSpace(value)}, p, s}, true
}

func chosen(s Source, p Provenance, options ...string) (found, bool) {
	return found{bot.FieldAnswer{Options: options}, p, s}, len(options) > 0
}

// by is the event that a mark stands for.
func by(k bot.Kind, m bot.Mark) Source { return Source{Kind: k, By: m.By, At: m.At} }

func (r reading) day(t time.Time) string    { return t.In(r.Zone).Format(time.DateOnly) }
func (r reading) minute(t time.Time) string { return t.In(r.Zone).Format("2006-01-02 15:04 MST") }

// The filings.

func (r reading) kind() (found, bool) {
	if _, stands := r.in.Standing(); !stands {
		return chosen(r.opened(), Recorded, "single")
	}
	return chosen(filing(r.in.Notices[len(r.in.Notices)-1]), Recorded, string(bot.NoticeSupplement))
}

func filing(n bot.Recorded) Source {
	return Source{Kind: bot.Notified{}.Kind(), Event: n.Event, By: n.By, At: n.At}
}

func (r reading) number() (found, bool) {
	initial, stands := r.in.Standing()
	if !stands {
		return found{}, false
	}
	return said(filing(initial), Recorded, initial.Number)
}

func (r reading) first() (found, bool) {
	initial, stands := r.in.Standing()
	if !stands {
		return found{}, false
	}
	return said(filing(initial), Recorded, r.day(initial.Filed))
}

func (r reading) lateReason() (found, bool) {
	initial, stands := r.in.Standing()
	if !stands || initial.Late == 0 {
		return found{}, false
	}
	return said(filing(initial), Recorded, initial.Reason)
}

// The timeline.

// opened is the event that declared the incident, or made it ours.
func (r reading) opened() Source {
	s := r.in.Suspicion
	if s == nil {
		return Source{Kind: bot.Opened{}.Kind(), Event: 1, At: r.in.Opened}
	}
	k := bot.Declared{}.Kind()
	if s.Converted {
		k = bot.Converted{}.Kind()
	}
	return Source{Kind: k, Event: s.Event, By: s.By, At: s.At}
}

func (r reading) start() (found, bool) {
	switch s := r.in.Suspicion; {
	case s == nil:
		return found{}, false
	case s.From.IsZero():
		return chosen(r.opened(), Derived, "unknown")
	default:
		return said(r.opened(), Recorded, r.day(s.From))
	}
}

func (r reading) end() (found, bool) {
	s := r.in.Suspicion
	if s == nil {
		return found{}, false
	}
	if !s.To.IsZero() {
		return said(r.opened(), Recorded, r.day(s.To))
	}
	for i := len(r.in.Findings) - 1; i >= 0; i-- {
		if f := r.in.Findings[i]; !f.Contained.IsZero() {
			return said(by(f.Kind(), f.Mark), Derived, r.day(f.Contained))
		}
	}
	if t, ok := r.in.Contained(); ok {
		return said(by(bot.ActionDone{}.Kind(), bot.Mark{At: t}), Derived, r.day(t))
	}
	return chosen(r.opened(), Derived, "continuing")
}

func (r reading) foundAt() (found, bool) {
	switch s := r.in.Suspicion; {
	case s == nil:
		return found{}, false
	case s.Found.IsZero(): // a person knows whether it was found before we were certain
		return said(r.opened(), Derived, s.Aware.UTC().Format(time.RFC3339))
	default:
		return said(r.opened(), Derived, s.Found.UTC().Format(time.RFC3339))
	}
}

// nameForm is what looks like the name of a person.
var nameForm = regexp.MustCompile(`^\s*\p{Lu}\S*(?:\s+(?:van|de|den|der|het|'t|ten|ter|el|al|von|la|le))*\s+\p{Lu}\S*(?:\s+\p{Lu}\S*)*\s*$`)

func (r reading) foundHow() (found, bool) {
	switch s := r.in.Suspicion; {
	case s == nil:
		return found{}, false
	case nameForm.MatchString(s.Finder):
		return said(r.opened(), Derived, r.say("found.somebody", "")) // who it was stands in the record
	case s.Finder != "":
		return said(r.opened(), Derived, r.say("found.by", s.Finder))
	case s.Converted:
		return said(Source{Kind: bot.Opened{}.Kind(), Event: 1, At: r.in.Opened}, Derived, r.say("found.report", ""))
	default:
		return said(r.opened(), Derived, r.say("found.staff", ""))
	}
}

func (r reading) awareAt() (found, bool) {
	if r.in.Aware.IsZero() {
		return found{}, false
	}
	return said(r.opened(), Recorded, r.in.Aware.UTC().Format(time.RFC3339))
}

// What is read from the severity.

func (r reading) assessed() (bot.Severity, Source, bool) {
	a := r.in.Severity
	if a == nil {
		return bot.Severity{}, Source{}, false
	}
	return a.Severity, Source{Kind: a.Kind(), Event: a.Event, By: a.By, At: a.At}, true
}

// nature: data that may have been seen by others is a breach of
// confidentiality, also while nobody is known to have used them.
func (r reading) nature() (found, bool) {
	s, from, ok := r.assessed()
	var of []string
	if s.Conf > 0 || s.Integ == 0 && s.Avail == 0 {
		of = append(of, "confidentiality")
	}
	if s.Integ > 0 {
		of = append(of, "integrity")
	}
	if s.Avail > 0 {
		of = append(of, "availability")
	}
	f, _ := chosen(from, Derived, of...)
	return f, ok
}

func (r reading) general() (found, bool) {
	s, from, ok := r.assessed()
	var of []string
	for _, c := range s.Categories {
		switch c.Category {
		case bot.DataSimple:
			of = append(of, "name", "contact")
		case bot.DataBehavioural:
			of = append(of, "other")
		case bot.DataFinancial:
			of = append(of, "financial")
		}
	}
	f, _ := chosen(from, Derived, inOrder(of, "name", "contact", "financial", "other")...)
	return f, ok
}

// special: without sensitive data there are no special categories. Which ones
// there are, a person must say.
func (r reading) special() (found, bool) {
	s, from, ok := r.assessed()
	if slices.ContainsFunc(s.Categories, func(c bot.CategoryScore) bool { return c.Category == bot.DataSensitive }) {
		return found{}, false
	}
	f, _ := chosen(from, Derived, "none")
	return f, ok
}

// groups: what a customer reported is about those who use the product.
func (r reading) groups() (found, bool) {
	if r.in.Suspicion == nil || !r.in.Suspicion.Converted {
		return found{}, false
	}
	return chosen(r.opened(), Derived, "users", "customers")
}

func (r reading) protection() (found, bool) {
	s, from, ok := r.assessed()
	if !s.Sealed {
		return found{}, false
	}
	f, _ := chosen(from, Derived, "yes")
	return f, ok
}

func (r reading) effects() (found, bool) {
	s, from, ok := r.assessed()
	if s.Conf == 0 {
		return found{}, false
	}
	f, _ := chosen(from, Derived, "control")
	return f, ok
}

func (r reading) level() (found, bool) {
	_, from, ok := r.assessed()
	if !ok {
		return found{}, false
	}
	return chosen(from, Derived, string(bot.Propose(r.in.Severity.Score)))
}

func (r reading) reasons() (found, bool) {
	_, from, ok := r.assessed()
	if !ok {
		return found{}, false
	}
	return said(from, Derived, r.in.Severity.Reason)
}

// What was found and done.

func (r reading) description() (found, bool) {
	if r.in.Suspicion == nil {
		return found{}, false
	}
	parts := []string{r.in.Suspicion.What}
	from := r.opened()
	for _, f := range r.in.Findings {
		parts = append(parts, r.say("description.cause", f.Finding))
		from = by(f.Kind(), f.Mark)
	}
	return said(from, Derived, strings.Join(parts, "\n"))
}

func (r reading) measures() (found, bool) {
	var parts []string
	var from Source
	if c := r.in.Stage(bot.StageStop); c.Progress == bot.StageDone {
		parts, from = append(parts, r.say("measures.stopped", r.minute(c.At))), by(bot.ActionDone{}.Kind(), c.Mark)
	}
	for _, f := range r.in.Findings {
		if !f.Contained.IsZero() {
			parts, from = append(parts, r.say("measures.contained", r.minute(f.Contained))), by(f.Kind(), f.Mark)
		}
	}
	if s := r.in.Restored; s != nil {
		parts, from = append(parts, r.say("measures.restored", r.minute(s.ServiceRestored.At)), s.Words), by(s.Kind(), s.Mark)
	}
	return found{bot.FieldAnswer{Value: strings.Join(parts, "\n")}, Derived, from}, len(parts) > 0
}

// Whether people were told.

// telling is the last action that tells people of their own data, and how far it
// has come. Those who are told as controllers decide themselves what they tell
// theirs.
func (r reading) telling(states ...bot.ActionState) (bot.Action, bool) {
	for i := len(r.in.Actions) - 1; i >= 0; i-- {
		if a := r.in.Actions[i]; a.Kind == bot.Inform && a.Message != nil && a.Message.As == bot.AsPerson && slices.Contains(states, a.State) {
			return a, true
		}
	}
	return bot.Action{}, false
}

func (r reading) told() (found, bool) {
	if a, ok := r.telling(bot.ActionIsDone); ok {
		return chosen(by(bot.ActionDone{}.Kind(), a.Finished), Derived, "yes") // account holders were; a person knows whether these are the people
	}
	if a, ok := r.telling(bot.ActionWaiting, bot.ActionToDo); ok {
		return chosen(by(bot.ActionRequested{}.Kind(), a.Requested), Derived, "will")
	}
	switch c := r.in.Stage(bot.StageInform); c.Progress {
	case bot.StageSkipped, bot.StageDecided:
		return chosen(by(bot.StageSkip{}.Kind(), c.Mark), Derived, "no")
	}
	return chosen(r.opened(), Derived, "unknown")
}

// toldCount is how many mails were taken and did not come back. Whether each is
// one of the people, a person knows.
func (r reading) toldCount() (found, bool) {
	n := 0
	var last bot.Mark
	for _, a := range r.in.Actions {
		if a.Kind != bot.Inform || a.Many == nil || a.State != bot.ActionIsDone || a.Message == nil || a.Message.As != bot.AsPerson {
			continue
		}
		for _, b := range a.Many.Batches {
			n += b.Done
		}
		n -= len(a.Many.Returned)
		last = a.Finished
	}
	if n <= 0 {
		return found{}, false
	}
	return said(by(bot.ActionDone{}.Kind(), last), Derived, strconv.Itoa(n))
}

func (r reading) toldWhen() (found, bool) {
	a, ok := r.telling(bot.ActionIsDone)
	if !ok {
		return found{}, false
	}
	return said(by(bot.ActionDone{}.Kind(), a.Finished), Derived, r.day(a.Finished.At))
}

func (r reading) toldHow() (found, bool) {
	a, ok := r.telling(bot.ActionIsDone)
	if !ok {
		return found{}, false
	}
	return chosen(by(bot.ActionDone{}.Kind(), a.Finished), Derived, "mail")
}

// toldText is what the mails to account holders said, as it was approved. What is
// too long for an answer stands whole in the case report.
func (r reading) toldText() (found, bool) {
	a, ok := r.telling(bot.ActionIsDone, bot.ActionToDo)
	if !ok {
		return found{}, false
	}
	m := *a.Message
	text := strings.Join([]string{r.say("told.happened", m.Happened), r.say("told.data", m.Data), r.say("told.consequences", m.Consequences),
		r.say("told.advice", m.Advice), r.say("told.measures", m.Measures)}, "\n")
	if more := "\n" + r.say("told.more", ""); len([]rune(text)) > bot.ReasonRunes {
		text = cut(text, bot.ReasonRunes-len([]rune(more))) + more
	}
	return said(by(bot.ActionRequested{}.Kind(), a.Requested), Derived, text)
}

func (r reading) untold() (found, bool) {
	for _, s := range r.in.Skipped {
		if s.Stage == bot.StageInform {
			return said(by(s.StageSkip.Kind(), s.Mark), Derived, s.Reason)
		}
	}
	return found{}, false
}

// inOrder returns those of all that are in some, each once.
func inOrder(some []string, all ...string) (list []string) {
	for _, s := range all {
		if slices.Contains(some, s) {
			list = append(list, s)
		}
	}
	return list
}

func cut(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max-1]) + "…"
	}
	return s
}

// number reads a count of people or records.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(strings.NewReplacer(".", "", " ", "", "\u00a0", "").Replace(s))
	return n, err == nil && n >= 0
}

package register

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// The page is one file without script that loads nothing: it can be kept for
// years and opened anywhere.
//
//go:embed page.html
var pageText string

var page = template.Must(template.New("register").Parse(pageText))

// A line is one fact with its name, left out when it is empty.
type line struct{ Name, Text string }

type pageRow struct {
	Ref, Status, Track, Role, Account string
	Open                              bool
	What, When, AP, Inform, Measures  []line
	APSays, InformSays                string
}

func (r *Register) html(w io.Writer, face view.Face) error {
	t := tongueOf(face)
	t.page = true
	var rows []pageRow
	var c view.RegisterCount
	for _, row := range r.Rows {
		rows = append(rows, t.pageRow(row))
		count(&c, row)
	}
	n := strconv.Itoa
	lang := bot.NL
	if face.Lang == bot.EN {
		lang = bot.EN
	}
	return page.Execute(w, map[string]any{
		"Lang": string(lang), "Title": t.say("title"), "Law": t.say("law"), "Period": t.period(r.Period),
		"Made": t.say("made", "at", t.at(r.Made)), "Zone": t.say("zone", "zone", t.zone.String()),
		"Sum": t.say("sum", "n", n(c.All), "internal", n(c.Internal), "yes", n(c.Notified), "no", n(c.NotNotified),
			"undecided", n(c.Undecided), "open", n(c.Open)),
		"None": t.say("none"), "Foot": t.say("foot"), "Rows": rows,
		"Heads": []string{t.say("head.case"), t.say("head.what"), t.say("head.when"), t.say("head.ap"), t.say("head.inform"), t.say("head.actions")},
	})
}

func (t tongue) period(p Period) string {
	from, to := t.day(p.From), t.day(p.To.Add(-time.Nanosecond))
	switch {
	case p.From.IsZero() && p.To.IsZero():
		return t.say("period.all")
	case p.To.IsZero():
		return t.say("period.from", "from", from)
	case p.From.IsZero():
		return t.say("period.to", "to", to)
	}
	return t.say("period", "from", from, "to", to)
}

func (t tongue) pageRow(r Row) pageRow {
	p := pageRow{Ref: string(r.Ref), Status: t.status(r), Open: r.Open, Track: t.face.TrackName(r.Track), Role: softly(t.role(r)),
		Account: listed(" ", string(r.Account), r.AccountName),
		APSays:  t.known("ap", string(r.Notify.Decision)), InformSays: t.known("inform", string(r.Inform.Decision))}
	if r.Converted {
		p.Track += ", " + t.say("converted")
	}
	add := func(to *[]line, key, text string) {
		if text != "" {
			*to = append(*to, line{t.say("col." + key), text})
		}
	}
	add(&p.What, "nature", r.Nature)
	add(&p.What, "scope", t.scope(r))
	add(&p.What, "requester", t.known("requester", string(r.Requester)))
	for _, c := range r.Causes {
		add(&p.What, "causes", t.cause(c))
	}
	add(&p.What, "severity", t.severity(r.Severity))
	if r.Severity != nil {
		add(&p.What, "severity_reason", r.Severity.Reason)
	}
	for _, f := range r.Facts {
		p.What = append(p.What, line{t.field(f).Label(t.lang()), t.answer(f)})
	}

	m, at := r.Moments, t.at
	add(&p.When, "occurred_from", t.occurred(r, m.OccurredFrom, at))
	add(&p.When, "occurred_to", t.occurred(r, m.OccurredTo, at))
	add(&p.When, "detected_at", at(m.Found))
	add(&p.When, "mail_date_header", at(m.MailDate))
	add(&p.When, "reported_to_us_at", at(m.Received))
	add(&p.When, "declared_at", listed(", ", at(m.Declared.At), t.who(m.Declared.By)))
	add(&p.When, "aware_at", listed(", ", at(m.Aware), t.who(m.AwareBy)))
	add(&p.When, "aware_reason", m.AwareReason)
	for _, c := range m.AwareChanges {
		add(&p.When, "aware_changes", t.awareChange(c))
	}
	add(&p.When, "customer_aware_at", at(m.CustomerAt))
	add(&p.When, "ap_deadline", at(m.Deadline))
	add(&p.When, "ap_notified_at", at(m.Notified))
	add(&p.When, "subjects_informed_at", at(m.Informed))
	add(&p.When, "controllers_informed_at", at(m.ControllersInformed))
	add(&p.When, "contained_at", at(m.Contained))
	add(&p.When, "restored_at", at(m.Restored))
	add(&p.When, "closed_at", at(m.Closed))
	if !m.KeptUntil.IsZero() {
		add(&p.When, "kept_until", t.day(m.KeptUntil))
	}

	n := r.Notify
	add(&p.AP, "ap_number", n.Number)
	add(&p.AP, "ap_recorded", t.by(n.Recorded))
	add(&p.AP, "ap_late", t.late(n.LateSeconds))
	add(&p.AP, "ap_late_reason", n.LateReason)
	add(&p.AP, "ap_remark", n.Remark)
	for _, f := range n.Supplements {
		add(&p.AP, "ap_supplements", t.filing(f))
	}
	for _, f := range n.Withdrawals {
		add(&p.AP, "ap_withdrawals", t.filing(f))
	}
	add(&p.AP, "ap_reason", n.Reason)
	add(&p.AP, "ap_first", t.by(n.First))
	add(&p.AP, "ap_second", t.by(n.Second))
	for _, d := range n.TurnedDown {
		add(&p.AP, "ap_turned_down", t.turnedDown(d))
	}

	add(&p.Inform, "subjects_reason", r.Inform.Reason)
	add(&p.Inform, "subjects_asked", t.by(r.Inform.Asked))
	add(&p.Inform, "subjects_decided", t.by(r.Inform.Decided))

	add(&p.Inform, "letters", t.letters(r.Inform))
	for _, s := range t.controllers(r.Controllers) {
		add(&p.Inform, "controllers", s)
	}

	for _, a := range r.Actions {
		add(&p.Measures, "actions", t.action(a))
	}
	if r.Restored != nil {
		add(&p.Measures, "restored", listed(" – ", r.Restored.Words, t.by(r.Restored.By)))
	}
	for _, s := range r.Skipped {
		add(&p.Measures, "skipped", t.skipped(s))
	}
	if r.Closed != nil {
		add(&p.Measures, "closed_by", t.who(r.Closed.By.By))
		add(&p.Measures, "close_reason", r.Closed.Reason)
	}
	for _, s := range r.Reopenings {
		add(&p.Measures, "reopenings", t.reopening(s))
	}
	for _, s := range r.FollowUp.lines(t) {
		add(&p.Measures, "follow_up", s)
	}
	add(&p.Measures, "legal_hold", t.held(r.Held))
	add(&p.Measures, "erased", t.erased(r.Erased))
	p.When, p.Measures, p.Inform = grouped(p.When), grouped(p.Measures), grouped(p.Inform)
	return p
}

// softly lets the longest of our words break where it may.
func softly(s string) string {
	return strings.ReplaceAll(s, "verwerkingsverantwoordelijke", "verwerkings\u00adverantwoordelijke")
}

// grouped names a fact once where the next is of the same name.
func grouped(lines []line) []line {
	for i := len(lines) - 1; i > 0; i-- {
		if lines[i].Name == lines[i-1].Name {
			lines[i].Name = ""
		}
	}
	return lines
}

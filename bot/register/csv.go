package register

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A column is one field of the CSV. Its key is the same in every language.
type column struct {
	key   string
	write func(tongue, Row) string
}

// columns stand in this order; new ones go to the end, since people build on
// their place.
var columns = []column{
	{"ref", func(_ tongue, r Row) string { return string(r.Ref) }},
	{"status", func(t tongue, r Row) string { return t.status(r) }},
	{"track", func(t tongue, r Row) string { return t.face.TrackName(r.Track) }},
	{"role", func(t tongue, r Row) string { return t.role(r) }},
	{"account", func(_ tongue, r Row) string { return string(r.Account) }},
	{"account_name", func(_ tongue, r Row) string { return r.AccountName }},
	{"requester", func(t tongue, r Row) string { return t.known("requester", string(r.Requester)) }},
	{"occurred_from", func(t tongue, r Row) string { return t.occurred(r, r.Moments.OccurredFrom, t.exact) }},
	{"occurred_to", func(t tongue, r Row) string { return t.occurred(r, r.Moments.OccurredTo, t.exact) }},
	{"detected_at", moment(func(m Moments) time.Time { return m.Found })},
	{"mail_date_header", moment(func(m Moments) time.Time { return m.MailDate })},
	{"reported_to_us_at", moment(func(m Moments) time.Time { return m.Received })},
	{"declared_at", moment(func(m Moments) time.Time { return m.Declared.At })},
	{"declared_by", func(t tongue, r Row) string { return t.who(r.Moments.Declared.By) }},
	{"aware_at", moment(func(m Moments) time.Time { return m.Aware })},
	{"aware_by", func(t tongue, r Row) string { return t.who(r.Moments.AwareBy) }},
	{"aware_changes", func(t tongue, r Row) string { return each(r.Moments.AwareChanges, t.awareChange) }},
	{"customer_aware_at", moment(func(m Moments) time.Time { return m.CustomerAt })},
	{"ap_deadline", moment(func(m Moments) time.Time { return m.Deadline })},
	{"ap_notified_at", moment(func(m Moments) time.Time { return m.Notified })},
	{"subjects_informed_at", moment(func(m Moments) time.Time { return m.Informed })},
	{"contained_at", moment(func(m Moments) time.Time { return m.Contained })},
	{"restored_at", moment(func(m Moments) time.Time { return m.Restored })},
	{"closed_at", moment(func(m Moments) time.Time { return m.Closed })},
	{"nature", func(_ tongue, r Row) string { return r.Nature }},
	{"scope", func(t tongue, r Row) string { return t.scope(r) }},
	{"causes", func(t tongue, r Row) string { return each(r.Causes, t.cause) }},
	{"ap_decision", func(t tongue, r Row) string { return t.known("ap", string(r.Notify.Decision)) }},
	{"ap_reason", func(_ tongue, r Row) string { return r.Notify.Reason }},
	{"ap_first", func(t tongue, r Row) string { return t.by(r.Notify.First) }},
	{"ap_second", func(t tongue, r Row) string { return t.by(r.Notify.Second) }},
	{"ap_turned_down", func(t tongue, r Row) string { return each(r.Notify.TurnedDown, t.turnedDown) }},
	{"ap_number", func(_ tongue, r Row) string { return r.Notify.Number }},
	{"ap_recorded", func(t tongue, r Row) string { return t.by(r.Notify.Recorded) }},
	{"ap_late", func(t tongue, r Row) string { return t.late(r.Notify.LateSeconds) }},
	{"ap_late_reason", func(_ tongue, r Row) string { return r.Notify.LateReason }},
	{"ap_remark", func(_ tongue, r Row) string { return r.Notify.Remark }},
	{"ap_supplements", func(t tongue, r Row) string { return each(r.Notify.Supplements, t.filing) }},
	{"ap_withdrawals", func(t tongue, r Row) string { return each(r.Notify.Withdrawals, t.filing) }},
	{"subjects_decision", func(t tongue, r Row) string { return t.known("inform", string(r.Inform.Decision)) }},
	{"subjects_reason", func(_ tongue, r Row) string { return r.Inform.Reason }},
	{"subjects_decided", func(t tongue, r Row) string { return t.by(r.Inform.Decided) }},
	{"actions", func(t tongue, r Row) string { return each(r.Actions, t.action) }},
	{"restored", func(_ tongue, r Row) string {
		if r.Restored == nil {
			return ""
		}
		return r.Restored.Words
	}},
	{"skipped", func(t tongue, r Row) string { return each(r.Skipped, t.skipped) }},
	{"closed_by", func(t tongue, r Row) string {
		if r.Closed == nil {
			return ""
		}
		return t.who(r.Closed.By.By)
	}},
	{"close_reason", func(_ tongue, r Row) string {
		if r.Closed == nil {
			return ""
		}
		return r.Closed.Reason
	}},
	{"reopened", func(_ tongue, r Row) string {
		if r.Reopened == 0 {
			return ""
		}
		return strconv.Itoa(r.Reopened)
	}},
	{"severity", func(t tongue, r Row) string { return t.severity(r.Severity) }},
	{"severity_reason", func(_ tongue, r Row) string {
		if r.Severity == nil {
			return ""
		}
		return r.Severity.Reason
	}},
	{"facts", func(t tongue, r Row) string { return each(r.Facts, t.fact) }},
	{"letters", func(t tongue, r Row) string { return t.letters(r.Inform) }},
	{"legal_hold", func(t tongue, r Row) string { return t.held(r.Held) }},
	{"erased", func(t tongue, r Row) string { return t.erased(r.Erased) }},
	{"follow_up", func(t tongue, r Row) string { return each(r.FollowUp.lines(t), same) }},
	{"controllers", func(t tongue, r Row) string { return each(t.controllers(r.Controllers), same) }},
	{"reopenings", func(t tongue, r Row) string { return each(r.Reopenings, t.reopening) }},
	{"aware_reason", func(_ tongue, r Row) string { return r.Moments.AwareReason }},
	{"controllers_informed_at", moment(func(m Moments) time.Time { return m.ControllersInformed })},
	{"subjects_asked", func(t tongue, r Row) string { return t.by(r.Inform.Asked) }},
	{"kept_until", moment(func(m Moments) time.Time { return m.KeptUntil })},
}

func moment(of func(Moments) time.Time) func(tongue, Row) string {
	return func(t tongue, r Row) string { return t.exact(of(r.Moments)) }
}

// exact writes a moment with its offset from UTC, which a program reads and
// which names the second hour of an October night.
func (t tongue) exact(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(t.zone).Format(time.RFC3339)
}

// occurred writes a day where no more is known than that.
func (t tongue) occurred(r Row, at time.Time, write func(time.Time) string) string {
	if r.Moments.OccurredDays && !at.IsZero() {
		return t.day(at)
	}
	return write(at)
}

// byteOrder is the mark by which a spreadsheet knows that a file is in UTF-8
// (RFC 3629 §6); without it a ë becomes two other letters.
const byteOrder = "\ufeff"

// csv writes what a spreadsheet of that language opens by itself: where the
// comma stands in numbers, as in Dutch, the cells have a semicolon between them.
func (r *Register) csv(w io.Writer, face view.Face) error {
	t := tongueOf(face)
	if _, err := io.WriteString(w, byteOrder); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true // RFC 4180 §2
	if t.lang() == bot.NL {
		out.Comma = ';'
	}
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = t.say("col." + c.key)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range r.Rows {
		for i, c := range columns {
			line[i] = inert(c.write(t, row))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// inert keeps a spreadsheet from taking a cell for a formula (OWASP, CSV
// Injection): an apostrophe in front makes it text. A NUL ends a cell in some
// of them.
func inert(cell string) string {
	cell = strings.ReplaceAll(cell, "\x00", "")
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

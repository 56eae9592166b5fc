package mail

import (
	"bytes"
	"encoding/json"
	"time"

	"meldwacht/bot"
)

// Print returns a mail as one JSON object, without a line break at its end: what
// `meldwacht parse` writes. Empty lists are [], an automatic mail has no report.
func Print(m bot.Mail) ([]byte, error) {
	p := printed{
		MessageID: m.MessageID, Class: m.Class, Forwarded: m.Forwarded, Forwarder: m.Forwarder, Reporter: m.Reporter,
		Subject: m.Subject, SentAt: rfc3339(m.SentAt), Text: m.Text, Note: m.Note, Language: m.Lang,
	}
	if m.Class != bot.ClassAuto {
		o := m.Report.Occurred
		if o.Precision == "" {
			o.Precision = bot.PrecisionUnknown
		}
		p.Report = &printedReport{
			Requester: m.Report.Requester, Account: m.Report.Account,
			Scope: list(m.Report.Scope), Actions: list(m.Report.Actions), Targets: list(m.Report.Targets), Missing: list(m.Report.Missing),
			Occurred: printedOccurred{From: rfc3339(o.From), Until: rfc3339(o.Until), Precision: o.Precision, Text: o.Text},
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

type printed struct {
	MessageID string         `json:"message_id"`
	Class     bot.Class      `json:"class"`
	Forwarded bot.Forwarded  `json:"forwarded"`
	Forwarder *bot.Mailbox   `json:"forwarder"`
	Reporter  bot.Mailbox    `json:"reporter"`
	Subject   string         `json:"subject"`
	SentAt    string         `json:"sent_at"`
	Text      string         `json:"text"`
	Note      string         `json:"note"`
	Language  bot.Lang       `json:"language"`
	Report    *printedReport `json:"report,omitempty"`
}

type printedReport struct {
	Requester string            `json:"requester"`
	Account   string            `json:"account"`
	Scope     []bot.Scope       `json:"scope"`
	Occurred  printedOccurred   `json:"occurred"`
	Actions   []bot.Ask         `json:"actions"`
	Targets   []string          `json:"targets"`
	Missing   []bot.MissingItem `json:"missing"`
}

type printedOccurred struct {
	From      string        `json:"from"`
	Until     string        `json:"until"`
	Precision bot.Precision `json:"precision"`
	Text      string        `json:"text"`
}

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

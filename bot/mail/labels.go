package mail

import "strings"

// A label is what a line of a forwarded header block tells.
type label int

const (
	labelNone label = iota
	labelFrom
	labelDate
	labelTo
	labelCc
	labelSubject
	labelSkip // known, and told nothing by
)

// headerLabels is the union over Outlook, Gmail, Apple Mail, Thunderbird,
// Yahoo, Samsung, Roundcube, Open-Xchange and Proton, in Dutch, English, German
// and French.
var headerLabels = map[string]label{
	"van": labelFrom, "afzender": labelFrom, "from": labelFrom, "von": labelFrom, "de": labelFrom, "sender": labelFrom,
	"verzonden": labelDate, "verstuurd": labelDate, "datum": labelDate, "sent": labelDate, "date": labelDate,
	"gesendet": labelDate, "envoyé": labelDate, "verzonden op": labelDate, "verzenddatum": labelDate,
	"aan": labelTo, "ontvanger": labelTo, "to": labelTo, "an": labelTo, "à": labelTo, "naar": labelTo,
	"geadresseerde": labelTo, "recipient": labelTo,
	"cc": labelCc, "kopie": labelCc, "copie": labelCc, "kopie (cc)": labelCc,
	"onderwerp": labelSubject, "subject": labelSubject, "betreff": labelSubject, "objet": labelSubject,
	"antwoord aan": labelSkip, "antwoord-aan": labelSkip, "reply-to": labelSkip, "reply to": labelSkip,
	"bcc": labelSkip, "urgentie": labelSkip, "prioriteit": labelSkip, "importance": labelSkip, "belang": labelSkip,
	"priority": labelSkip, "bijlagen": labelSkip, "bijlage": labelSkip, "attachments": labelSkip, "attachment": labelSkip,
	"organisatie": labelSkip, "organization": labelSkip, "organisation": labelSkip, "gevoeligheid": labelSkip,
	"sensitivity": labelSkip, "resent-from": labelSkip, "message-id": labelSkip, "categorieën": labelSkip,
	"categories": labelSkip, "wichtigkeit": labelSkip, "anlagen": labelSkip, "pièces jointes": labelSkip,
	"répondre à": labelSkip, "antwort an": labelSkip,
}

// readLabel reads "Label: value". Stars of bold text made plain stand before,
// behind or around the label and its colon.
func readLabel(s string) (l label, value string) {
	t := strings.TrimLeft(s, "* \t")
	colon := strings.IndexByte(t[:min(len(t), 32)], ':')
	if colon <= 0 {
		return labelNone, ""
	}
	name := strings.TrimRight(t[:colon], "* \t")
	l = headerLabels[strings.ToLower(name)]
	if l == labelNone {
		return labelNone, ""
	}
	value = t[colon+1:]
	if stars := strings.TrimLeft(value, "*"); len(value) > len(stars) || strings.HasPrefix(s, "*") {
		value = stars
	}
	return l, strings.TrimSpace(value)
}

// english reports whether a label is English: it decides how a date such as
// 3/2/2025 is read.
func english(s string) bool {
	t := strings.ToLower(strings.TrimLeft(s, "* \t"))
	for _, w := range []string{"from", "sent", "date", "to:", "subject"} {
		if strings.HasPrefix(t, w) {
			return true
		}
	}
	return false
}

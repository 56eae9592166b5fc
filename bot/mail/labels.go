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
	"absender": labelFrom, "expéditeur": labelFrom,
	"verzonden": labelDate, "verstuurd": labelDate, "datum": labelDate, "sent": labelDate, "date": labelDate,
	"gesendet": labelDate, "envoyé": labelDate, "verzonden op": labelDate, "verstuurd op": labelDate, "verzenddatum": labelDate,
	"date d'envoi": labelDate, "date d’envoi": labelDate, "envoyé le": labelDate, "gesendet am": labelDate, "sent on": labelDate,
	"aan": labelTo, "ontvanger": labelTo, "to": labelTo, "an": labelTo, "à": labelTo, "naar": labelTo, "ontvangers": labelTo,
	"geadresseerde": labelTo, "recipient": labelTo, "recipients": labelTo, "empfänger": labelTo, "destinataire": labelTo, "pour": labelTo,
	"cc": labelCc, "kopie": labelCc, "copie": labelCc, "kopie (cc)": labelCc, "copie à": labelCc, "kopie aan": labelCc, "copy": labelCc,
	"onderwerp": labelSubject, "subject": labelSubject, "betreff": labelSubject, "objet": labelSubject, "sujet": labelSubject,
	"antwoord aan": labelSkip, "antwoord-aan": labelSkip, "antwoorden aan": labelSkip, "reply-to": labelSkip, "reply to": labelSkip,
	"bcc": labelSkip, "urgentie": labelSkip, "prioriteit": labelSkip, "importance": labelSkip, "belang": labelSkip,
	"priority": labelSkip, "bijlagen": labelSkip, "bijlage": labelSkip, "attachments": labelSkip, "attachment": labelSkip,
	"organisatie": labelSkip, "organization": labelSkip, "organisation": labelSkip, "gevoeligheid": labelSkip,
	"sensitivity": labelSkip, "resent-from": labelSkip, "message-id": labelSkip, "categorieën": labelSkip,
	"categories": labelSkip, "wichtigkeit": labelSkip, "priorität": labelSkip, "anlagen": labelSkip, "pièces jointes": labelSkip,
	"pièce jointe": labelSkip, "répondre à": labelSkip, "antwort an": labelSkip, "cci": labelSkip, "organisatie-eenheid": labelSkip,
	"user-agent": labelSkip, "mime-version": labelSkip, "content-type": labelSkip, "return-path": labelSkip, "references": labelSkip,
	"in-reply-to": labelSkip, "sent by": labelSkip, "verzonden door": labelSkip, "thread-topic": labelSkip, "thread-index": labelSkip, "belangrijkheid": labelSkip,
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
	l = folded(headerLabels, name)
	if l == labelNone && len(name) > 2 && (name[0] == 'X' || name[0] == 'x') && name[1] == '-' {
		l = labelSkip
	}
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

// folded looks a word up in lower case, without writing the lower case down.
func folded[T any](words map[string]T, s string) (found T) {
	var lower [64]byte
	if len(s) > len(lower) {
		return found
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x80:
			return words[strings.ToLower(s)]
		case c >= 'A' && c <= 'Z':
			lower[i] = c + 'a' - 'A'
		default:
			lower[i] = c
		}
	}
	return words[string(lower[:len(s)])]
}

package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// An envelope is what a header tells besides what goes into the Mail as it is.
type envelope struct {
	heading
	sentAt time.Time
}

// envelope reads the header of one mail.
func (r Reader) envelope(h header, m *bot.Mail) envelope {
	var o odd
	subject := strings.Join(strings.Fields(clean(decodeWords(h.get("subject")), &o)), " ")
	subject = validText(subject)
	var e envelope
	e.heading = readSubject(subject)
	e.sentAt, _ = readStamp(h.get("date"), true)
	m.Tag = tag(subject)
	m.Subject, m.SentAt = e.text, e.sentAt

	from := mailboxes(validText(h.get("from")))
	clean(decodeWords(validText(h.get("from"))), &o) // for what it finds
	if len(from) > 0 {
		m.Sender = from[0]
	}
	m.Reporter = m.Sender
	if id := ids(h.get("message-id")); len(id) > 0 {
		m.MessageID = id[0]
	} else {
		m.MessageID = strings.Trim(strings.TrimSpace(h.get("message-id")), "<>")
	}
	m.IDs = appendIDs(m.IDs, ids(h.get("in-reply-to"))...)
	m.IDs = appendIDs(m.IDs, ids(h.get("references"))...)
	m.Authentic = r.authentic(h, from)

	warn(m, h.count("from") != 1 || len(from) != 1, WarnSeveralFrom)
	for _, name := range []string{"date", "subject", "to", "message-id"} {
		warn(m, h.count(name) > 1, WarnSeveralFields)
	}
	if at := cleanAddress(lastWord(m.Sender.Name)); at != "" && at != string(m.Sender.Address) {
		m.Warnings = append(m.Warnings, WarnAddressInName)
	}
	for _, to := range mailboxes(h.get("reply-to")) {
		warn(m, to.Address != "" && m.Sender.Address != "" && !aligned(to.Address.Domain(), m.Sender.Address.Domain()), WarnReplyElsewhere)
	}
	warnOdd(m, o)
	return e
}

func lastWord(s string) string {
	for w := range strings.FieldsSeq(s) {
		if strings.Contains(w, "@") {
			return strings.Trim(w, "()<>[]")
		}
	}
	return ""
}

// validText reads raw 8-bit header text as windows-1252 when it is not UTF-8.
func validText(s string) string {
	return toUTF8([]byte(s), "")
}

// appendIDs adds ids that are not there yet, up to what is kept of a mail.
func appendIDs(all []string, more ...string) []string {
	for _, id := range more {
		if len(all) >= 2*maxIDs {
			break
		}
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

// key tells two mails apart. Trace fields are left out: copies by an alias and
// by a retry differ in Received alone. The same Message-ID with another content
// is another mail, or whoever knows an id could make a mail vanish.
func key(id string, h header, text string) bot.MailKey {
	sum := sha256.New()
	for _, s := range []string{h.get("from"), h.get("date"), h.get("subject"), text} {
		io.WriteString(sum, s)
		sum.Write([]byte{0})
	}
	return bot.MailKey("v1:" + id + ":" + hex.EncodeToString(sum.Sum(nil)[:16]))
}

func warn(m *bot.Mail, on bool, code string) {
	if on {
		m.Warnings = append(m.Warnings, code)
	}
}

func warnContent(m *bot.Mail, c *content) {
	warn(m, c.winmail && (c.closed || c.wrapped.empty() && !c.says() && len(c.attached) == 0), WarnTNEF)
	warn(m, c.outlook, WarnMSG)
	warn(m, c.sealed, WarnSealed)
	warn(m, c.differ, WarnDiffer)
	warn(m, c.deep, WarnPartsLeftOut)
	warn(m, c.left == 0, WarnCut)
	warnOdd(m, c.odd)
}

func warnOdd(m *bot.Mail, o odd) {
	warn(m, o.bidi, WarnBidi)
	warn(m, o.hidden, WarnZeroWidth)
	warn(m, o.control, WarnControl)
}

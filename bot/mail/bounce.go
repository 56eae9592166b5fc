package mail

import (
	"bytes"
	"strings"

	"meldwacht/bot"
)

// A bounce is what the report of a mail system tells of the mail that it is about.
type bounce struct {
	kind   string // report-type: delivery-status (RFC 3464), disposition-notification, feedback-report
	id     string // Message-ID of that mail
	failed bool   // it will not be delivered
	status string // why, RFC 3463
}

// maxGroups bounds the recipients of a delivery report that are read.
const maxGroups = 50

// reportPart reads the parts of a multipart/report that are not for people
// (RFC 6522 §3), and reports whether this is one. The mail in it is no forward.
func (c *content) reportPart(kind string, body []byte, encoding string) bool {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		c.bounce.delivery(decodeTransfer(body, encoding))
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
		h, _ := splitHeader(bytes.TrimLeft(decodeTransfer(body, encoding), "\r\n"))
		if id := ids(h.get("message-id")); len(id) > 0 && c.bounce.id == "" {
			c.bounce.id = id[0]
		}
	case "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report":
	default:
		return false
	}
	return true
}

// delivery reads the groups of fields of a delivery report: one for the mail,
// then one for each recipient (RFC 3464 §2.1).
func (b *bounce) delivery(body []byte) {
	for n := 0; len(body) > 0 && n < maxGroups; n++ {
		h, rest := splitHeader(body)
		if len(rest) >= len(body) {
			return
		}
		body = rest
		action, _ := params(h.get("action"))
		status, _ := params(h.get("status"))
		if action == "failed" || action == "" && strings.HasPrefix(status, "5.") {
			if !b.failed && len(status) <= 11 && strings.Trim(status, "0123456789.") == "" {
				b.status = status
			}
			b.failed = true
		}
	}
}

// bounced notes on a mail which one of ours could not be delivered.
func (c *content) bounced(m *bot.Mail) {
	if b := c.bounce; b.failed && b.id != "" && (b.kind == "" || b.kind == "delivery-status") {
		m.Bounced, m.Status = b.id, b.status
	}
}

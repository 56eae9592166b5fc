package mail

import (
	"strings"

	"meldwacht/bot"
)

// classOf says whether a mail came from a machine. In doubt it is a report.
//
// X-Auto-Response-Suppress alone says "do not answer me", not "I am automatic",
// and the words of a subject prove nothing without a header.
func (r Reader) classOf(h header, c *content, from bot.Mailbox) bot.Class {
	if h.has("return-path") && strings.Trim(h.get("return-path"), "<> \t") == "" {
		return bot.ClassAuto // the empty envelope sender of RFC 5321 §4.5.5
	}
	if v, _ := params(h.get("auto-submitted")); v != "" && v != "no" { // RFC 3834 §5
		return bot.ClassAuto
	}
	switch kind, at := params(h.get("content-type")); {
	case kind == "multipart/report" || c != nil && (c.report || c.reply): // RFC 3464, 8098, 5965
		return bot.ClassAuto
	case kind == "text/calendar" && strings.EqualFold(at("method"), "reply"):
		return bot.ClassAuto
	}
	local, _, _ := strings.Cut(string(from.Address), "@")
	if local == "mailer-daemon" || local == "postmaster" {
		return bot.ClassAuto
	}
	precedence := strings.ToLower(h.get("precedence"))
	if precedence == "bulk" || precedence == "junk" || precedence == "auto_reply" {
		return bot.ClassAuto
	}
	for _, name := range []string{"x-autoreply", "x-autorespond", "x-meldwacht"} {
		if h.has(name) {
			return bot.ClassAuto
		}
	}
	// Shared mailboxes and groups write list fields too: with a colleague as
	// the sender it stays a report.
	if (h.has("list-id") || h.has("list-unsubscribe") || precedence == "list") && !r.staff(from.Address) {
		return bot.ClassAuto
	}
	return bot.ClassReport
}

// staff reports whether an address claims to be of our own domain.
func (r Reader) staff(a bot.Address) bool {
	for _, d := range r.StaffDomains {
		if strings.EqualFold(a.Domain(), d) {
			return true
		}
	}
	return false
}

// ownDesk reports whether an address is the desk itself.
func (r Reader) ownDesk(a string) bool {
	for _, d := range r.Desk {
		if strings.EqualFold(a, d) {
			return true
		}
	}
	return false
}

package mail

import (
	"strings"

	"meldwacht/bot"
)

// classOf says whether a mail came from a machine. In doubt it is a report.
//
// X-Auto-Response-Suppress alone says "do not answer me", not "I am automatic",
// and the words of a subject prove nothing alone. Together they are the answer
// of an absent colleague that a server of Exchange sends.
func (r Reader) classOf(h header, c *content, from bot.Mailbox, subject heading) bot.Class {
	if h.has("return-path") && strings.Trim(h.get("return-path"), "<> \t") == "" {
		return bot.ClassAuto // the empty envelope sender of RFC 5321 §4.5.5
	}
	if v, _ := params(h.get("auto-submitted")); v != "" && v != "no" { // RFC 3834 §5
		return bot.ClassAuto
	}
	kind, at := params(h.get("content-type"))
	if kind == "multipart/report" || kind == "text/calendar" && strings.EqualFold(at("method"), "reply") { // RFC 3464, 8098, 5965
		return bot.ClassAuto
	}
	// Inside what a colleague forwards these are what he forwards.
	passedOn := subject.first == prefixForward || r.staff(from.Address)
	if c != nil && (c.report && !passedOn || c.reply && subject.first != prefixForward) {
		return bot.ClassAuto
	}
	local, _, _ := strings.Cut(string(from.Address), "@")
	if local == "mailer-daemon" || local == "postmaster" {
		return bot.ClassAuto
	}
	precedence := strings.ToLower(strings.TrimSpace(h.get("precedence")))
	if precedence == "bulk" || precedence == "junk" || precedence == "auto_reply" {
		return bot.ClassAuto
	}
	for _, name := range []string{"x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply"} {
		if h.has(name) && !strings.EqualFold(h.get(name), "no") {
			return bot.ClassAuto
		}
	}
	if h.has("x-meldwacht") { // our own loop header
		return bot.ClassAuto
	}
	if h.has("x-auto-response-suppress") && subject.first == prefixNone && absent(subject.text) {
		return bot.ClassAuto
	}
	if r.listMail(h, precedence) && !r.staff(from.Address) && (r.Known == nil || !r.Known(from.Address)) {
		return bot.ClassAuto
	}
	return bot.ClassReport
}

// absent reports whether a subject begins as an automatic answer does.
func absent(subject string) bool {
	lower := strings.ToLower(subject)
	for _, words := range []string{"automatisch antwoord", "automatische reactie", "afwezig", "automatic reply", "out of office", "out-of-office", "auto-reply", "autoreply", "automatische antwort", "abwesenheit", "réponse automatique"} {
		if strings.HasPrefix(lower, words) {
			return true
		}
	}
	return false
}

// listMail reports whether a mail came through a list. Shared mailboxes and
// groups write the same fields: the desk's own address may be one.
func (r Reader) listMail(h header, precedence string) bool {
	if !h.has("list-id") && !h.has("list-unsubscribe") && precedence != "list" {
		return false
	}
	id := strings.ToLower(h.get("list-id"))
	if i := strings.LastIndexByte(id, '<'); i >= 0 {
		id = id[i+1:]
	}
	id = strings.Trim(id, "<> \t")
	for _, d := range r.Desk {
		if id != "" && id == strings.ToLower(strings.Replace(d, "@", ".", 1)) {
			return false
		}
	}
	return true
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

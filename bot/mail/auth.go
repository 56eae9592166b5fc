package mail

import (
	"net/netip"
	"strings"

	"meldwacht/bot"
)

// Results is the form in which our own mail server records what it checked. The
// zero value is [ResultsPinned].
type Results string

const (
	// ResultsPinned is RFC 8601: the authserv-id of our own server in front.
	ResultsPinned Results = "pinned"
	// ResultsExchange is Exchange Online, which writes no authserv-id. Where the
	// field stands decides: among Microsoft's own hops.
	ResultsExchange Results = "exchange"
	// ResultsGoogle is Gmail and Google Workspace, which write mx.google.com, and
	// write it below the Received of the hop into their servers.
	ResultsGoogle Results = "google"
)

const (
	googleServer   = "mx.google.com"
	exchangeServer = "Exchange Online" // when the configuration gives no name
	// exchangeEdge is where Exchange Online takes mail in from outside. Its
	// result stands above the Received of that hop.
	exchangeEdge = "mail.protection.outlook.com"
)

// authentic says whether the address in From is proven, and by what. What the
// sender could have written himself proves nothing: of the
// Authentication-Results only the topmost one of our own mail server counts
// (RFC 8601 §5), and only for a mail with exactly one From with one address.
func (r Reader) authentic(h header, from []bot.Mailbox) bot.Authentic {
	author, ok := theAuthor(h, from)
	if !ok {
		return bot.Authentic{Evidence: "not exactly one From address"}
	}
	server := r.server()
	if server == "" {
		return bot.Authentic{Evidence: "no mail server is trusted"}
	}
	if results, ok := r.results(h); ok {
		return judge(results, author.Domain(), server)
	}
	if r.staff(author) && r.submitted(h) {
		return bot.Authentic{Pass: true, Judge: server, Evidence: "submitted to " + server + " with a password (ESMTPSA)"}
	}
	return bot.Authentic{Evidence: "no result of " + server}
}

// Author returns the address of the one author whom the header of a mail names.
// It is not ok when there is more or less than one From with one address.
func Author(raw []byte) (a bot.Address, ok bool) {
	h, _ := splitHeader(raw[:min(len(raw), maxHeaderBytes)])
	return theAuthor(h, mailboxes(validText(h.get("from"))))
}

func theAuthor(h header, from []bot.Mailbox) (bot.Address, bool) {
	if h.count("from") != 1 || len(from) != 1 || from[0].Address == "" {
		return "", false
	}
	return from[0].Address, true
}

// server names who is believed; "" when nobody is.
func (r Reader) server() string {
	switch {
	case r.Results == ResultsGoogle:
		return googleServer
	case r.Results == ResultsExchange && r.Authserv == "":
		return exchangeServer
	}
	return r.Authserv
}

// results returns what our own mail server found. It goes down from the top, no
// further than the mail was with us: below stands what it already had when it came.
func (r Reader) results(h header) ([]authResult, bool) {
	hops, taken := 0, false
	for _, f := range h {
		switch f.name {
		case "received":
			if taken {
				return nil, false
			}
			hops++
			switch r.hopOf(f.value) {
			case hopForeign:
				return nil, false
			case hopIn:
				taken = true
			}
		case "authentication-results":
			id, found := authResults(f.value)
			switch {
			case r.Results == ResultsExchange:
				return found, hops > 0 && (id == "" || strings.EqualFold(id, r.Authserv))
			case r.Results == ResultsGoogle && !taken:
			case strings.EqualFold(id, r.server()):
				return found, true
			}
		}
	}
	return nil, false
}

// A hop is what one Received says of the way.
type hop int

const (
	hopForeign hop = iota // no result of ours can stand below
	hopInside             // from one of our own servers to another
	hopIn                 // into our own servers; a result may stand below, down to the next one
)

func (r Reader) hopOf(value string) hop {
	switch r.Results {
	case ResultsGoogle:
		switch by := receivedBy(value); {
		case by.host == googleServer:
			return hopIn
		case by.from == "" && (under(by.host, "google.com") || isIP(by.host)):
			return hopInside
		}
		return hopForeign
	case ResultsExchange:
		by := receivedBy(value)
		ours := func(host string) bool { return under(host, "outlook.com") || under(host, "office365.com") }
		if ours(by.host) && !under(by.host, exchangeEdge) && ours(by.from) {
			return hopInside
		}
		return hopForeign
	}
	return hopIn
}

// A handover is who gave a mail to whom (RFC 5321 §4.4).
type handover struct{ from, host, with string }

// receivedBy reads a Received. What a client calls itself is its own choice, and
// some servers copy it as it came, so a field that says "by" twice, or in which a
// comment does not close, says nothing.
func receivedBy(value string) (o handover) {
	value, ok := stripComments(value)
	if !ok {
		return handover{}
	}
	value, _, _ = strings.Cut(value, ";")
	words := strings.Fields(strings.ToLower(value))
	if len(words) > 2 && words[0] == "from" {
		o.from, words = words[1], words[2:]
	}
	if len(words) < 2 || words[0] != "by" {
		return handover{}
	}
	o.host = words[1]
	if len(words) > 3 && words[2] == "with" {
		o.with = words[3]
	}
	for _, w := range words[2:] {
		if w == "by" {
			return handover{}
		}
	}
	return o
}

func under(host, domain string) bool { return strings.HasSuffix(host, "."+domain) }

func isIP(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// submitted reports whether the topmost Received, which our own server wrote
// last, says that the sender logged in to it (RFC 3848: the A in ESMTPSA).
func (r Reader) submitted(h header) bool {
	if r.Results == ResultsExchange || r.Results == ResultsGoogle {
		return false // anybody's customers log in there
	}
	o := receivedBy(h.get("received"))
	return o.host == strings.ToLower(r.Authserv) && (o.with == "esmtpsa" || o.with == "esmtpa")
}

// judge passes a mail on DMARC, aligned DKIM or aligned SPF (RFC 7489 §3.1), as
// our own server found them. Exchange Online's compauth proves nothing: reputation
// and history of the sender are in it, and mails that fail every other check can
// pass it (learn.microsoft.com/defender-office-365/email-authentication-about).
// Nor does its dmarc=bestguesspass, which says that there is no record.
//
// It names the server as the judge only when that has decided: passed the mail,
// or looked at its signatures and found none that counts. A check that it could
// not make decides nothing.
func judge(results []authResult, domain, server string) bot.Authentic {
	domain = Hostname(domain)
	passed, exact, temp, signatures, fail := "", false, false, false, ""
	for _, res := range results {
		found := res.method + "=" + res.value
		switch res.method {
		case "dmarc":
			switch same := domain != "" && Hostname(res.prop("header.from")) == domain; {
			case same && res.value == "fail":
				return bot.Authentic{Judge: server, Evidence: "dmarc=fail header.from=" + domain}
			case same && res.value == "pass":
				passed = "dmarc=pass header.from=" + domain
			case res.value == "temperror":
				exact, temp = true, true // who wants strict alignment is not known
			}
			continue
		case "dkim":
			signatures = signatures || res.value != "temperror"
		case "spf":
		default:
			continue
		}
		temp = temp || res.value == "temperror"
		if fail == "" || res.value == "temperror" {
			fail = found
		}
	}
	for _, res := range results {
		if passed != "" {
			break
		}
		if name, d := res.identity(); res.value == "pass" && aligned(d, domain) && (!exact || d == domain) {
			passed = res.method + "=pass " + name + "=" + d
		}
	}
	switch {
	case passed != "":
		return bot.Authentic{Pass: true, Judge: server, Evidence: passed}
	case fail == "":
		return bot.Authentic{Evidence: "neither dkim nor spf was checked"}
	case temp || !signatures:
		return bot.Authentic{Evidence: fail + ", signatures were not checked"}
	}
	return bot.Authentic{Judge: server, Evidence: fail + ", nothing aligned with From"}
}

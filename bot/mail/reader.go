package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
)

// A Reader reads mails. Its zero value reads too, and trusts nobody.
type Reader struct {
	Authserv     string   // the authserv-id of our own mail server, like mx.snoobi.nl: no other result counts
	Results      Results  // the form in which that server writes its results
	Desk         []string // the desk's own addresses: never a target, never a requester
	StaffDomains []string // domains of colleagues, like snoobi.nl
	// Known reports whether an address is that of an admin of some account: what
	// he sends is no list mail. Nobody is when it is nil.
	Known func(bot.Address) bool
}

// Warnings that a mail can carry.
const (
	WarnSeveralFrom     = "several-from"       // more or less than one From with one address
	WarnSeveralFields   = "several-fields"     // a second Date, Subject, To or Message-ID
	WarnBidi            = "bidi"               // characters that make text show otherwise than it reads
	WarnZeroWidth       = "zero-width"         // characters that cannot be seen
	WarnControl         = "control"            // NUL or other control characters
	WarnHiddenHTML      = "hidden-html"        // HTML text that nobody would see was left out
	WarnReplyElsewhere  = "reply-to-elsewhere" // answers would go to another domain than that of From
	WarnAddressInName   = "address-in-name"    // the display name shows an address, another one than that of From
	WarnSeveralAttached = "several-attached"   // more than one mail is attached; the first was read
	WarnClosedAttached  = "closed-attachment"  // an attached mail could not be opened
	WarnEvidence        = "attached-evidence"  // the sender's own report, with another mail attached to it
	WarnPartsLeftOut    = "parts-left-out"     // nested too deep to be read
	WarnCut             = "text-cut"           // longer than what is read
	WarnTNEF            = "winmail-unreadable" // a winmail.dat of Outlook could not be read, or not all of it
	WarnMSG             = "msg-attachment"     // a mail is attached in Outlook's own form, which is not read
	WarnSealed          = "sealed"             // encrypted, or signed in a form that hides the text
	WarnDiffer          = "text-differs"       // plain text and HTML do not ask the same; the plain text was read
)

// Read reads one mail as it came over the wire. It does no I/O, never panics
// and never fails: a mail that must not be parsed says why in Unreadable, with
// what its header tells filled in all the same.
func (r Reader) Read(raw []byte) bot.Mail {
	m, _ := r.read(raw)
	return m
}

// Original returns the bytes of the attached mail whose author is the reporter,
// as they came, for a check of its signature (reference/mail.md §3). It is nil
// when the reporter is the sender, or only named by text that was pasted.
func (r Reader) Original(raw []byte) []byte {
	_, original := r.read(raw)
	return original
}

func (r Reader) read(raw []byte) (bot.Mail, []byte) {
	sum := sha256.Sum256(raw)
	m := bot.Mail{RawSum: hex.EncodeToString(sum[:]), Class: bot.ClassReport, Forwarded: bot.ForwardNone, Lang: bot.NL}
	m.Unreadable = prescan(raw)
	top := raw
	if m.Unreadable != "" {
		top = raw[:min(len(raw), maxHeaderBytes)]
	}
	h, body := splitHeader(top)
	e := r.envelope(h, &m)
	m.Authentic = believed(top, m.Authentic)
	if m.Unreadable != "" {
		m.Class = r.classOf(h, nil, m.Sender, e.heading)
		m.Key = key(m.MessageID, h, "")
		return m, nil
	}
	c := takeApart(h, body)
	m.Class = r.classOf(h, c, m.Sender, e.heading)
	if m.Class == bot.ClassAuto {
		c.bounced(&m)
	}
	own, hidden := c.text()
	m.Staff = r.staff(m.Sender.Address)
	m.Key = key(m.MessageID, h, own)
	warn(&m, hidden, WarnHiddenHTML)

	in := reading{text: own, subject: e.heading, sentAt: e.sentAt, from: m.Sender}
	if len(c.attached) > 0 && m.Class == bot.ClassReport {
		r.open(c.attached, &in, &m, own)
	}
	r.unwrapInto(&m, &in)
	warnContent(&m, c)

	if in.original != nil {
		m.Original = &bot.Authentic{Evidence: "its signature was not checked"}
	}
	m.Reporter, m.Subject, m.SentAt, m.Text = in.from, in.subject.text, in.sentAt, in.text
	if m.Forwarded != bot.ForwardNone {
		sender := m.Sender
		m.Forwarder = &sender
	}
	m.Codes = bot.FindCodes(unquoted(m.Text))
	m.Lang = language(m.Text, m.Subject)
	if m.Class == bot.ClassReport {
		m.Report = r.extract(&m)
		if id := originalID(&m); id != "" {
			m.IDs = append([]string{id}, m.IDs...) // not after many that were typed
		}
	}
	slices.Sort(m.Warnings)
	m.Warnings = slices.Compact(m.Warnings)
	return m, in.original
}

// originalID names the original by its author, its minute and its subject: what
// is left of it in an inline forward, which carries no Message-ID. So the same
// original joins its incident again, whether it is sent directly, attached or
// pasted. Anybody can write it, as any other id: it decides nothing alone.
func originalID(m *bot.Mail) string {
	if m.Reporter.Address == "" || m.SentAt.IsZero() {
		return ""
	}
	h := sha256.Sum256([]byte(string(m.Reporter.Address) + "\n" + m.SentAt.UTC().Format("2006-01-02T15:04") + "\n" +
		strings.ToLower(strings.Join(strings.Fields(m.Subject), " "))))
	return "original:v1:" + hex.EncodeToString(h[:16])
}

// A reading is what is known of the innermost mail so far.
type reading struct {
	text    string
	subject heading
	sentAt  time.Time
	from    bot.Mailbox
	// original is the attached mail that from wrote; nil when there is none.
	original []byte
}

// open reads the first attached mail, and the one attached to that, down to
// maxAttached. The attached original goes before an inline block: it carries its
// own Date, Message-ID and signature.
func (r Reader) open(mails []attached, in *reading, m *bot.Mail, note string) {
	if r.evidence(m, in, note) {
		m.Warnings = append(m.Warnings, WarnEvidence)
		for _, a := range mails[:min(len(mails), 10)] {
			h, _ := splitHeader(a.raw[:min(len(a.raw), maxHeaderBytes)])
			m.IDs = appendIDs(m.IDs, ids(h.get("message-id"))...)
		}
		return
	}
	for depth := 0; len(mails) > 0; depth++ {
		if len(mails) > 1 {
			m.Warnings = append(m.Warnings, WarnSeveralAttached)
		}
		raw := mails[0].raw
		if depth == maxAttached || prescan(raw) != "" {
			m.Warnings = append(m.Warnings, WarnClosedAttached)
			return
		}
		h, body := splitHeader(raw)
		if len(h) == 0 {
			m.Warnings = append(m.Warnings, WarnClosedAttached)
			return
		}
		var inner bot.Mail
		e := r.envelope(h, &inner)
		c := takeApart(h, body)
		text, hidden := c.text()
		m.Warnings = append(m.Warnings, inner.Warnings...)
		warn(m, hidden, WarnHiddenHTML)
		warnContent(m, c)
		if inner.MessageID != "" {
			m.IDs = appendIDs(m.IDs, inner.MessageID)
		}
		m.IDs = appendIDs(m.IDs, inner.IDs...)
		m.Forwarded = bot.ForwardAttached
		m.Hops = append(m.Hops, bot.Hop{From: inner.Sender, Subject: e.text, SentAt: e.sentAt})
		if m.Note == "" {
			m.Note = strings.TrimSpace(note)
		}
		*in = reading{text: text, subject: e.heading, sentAt: e.sentAt, from: inner.Sender}
		if !mails[0].rebuilt {
			in.original = raw
		}
		mails, note = c.attached, text
	}
}

// evidence reports whether the attached mails are what a customer shows with
// his own report: he stays the reporter. A colleague's mail, one whose subject
// says that it forwards, and one that says little itself pass the attached mail on.
func (r Reader) evidence(m *bot.Mail, in *reading, note string) bool {
	return len(r.StaffDomains) > 0 && !r.staff(m.Sender.Address) && in.subject.first != prefixForward && letters(note) > 100
}

// unwrapInto takes inline forwards out of what was read so far.
func (r Reader) unwrapInto(m *bot.Mail, in *reading) {
	l := unwrap(in.text, in.subject)
	in.text = l.text
	if len(l.hops) == 0 {
		return
	}
	if m.Forwarded == bot.ForwardNone {
		m.Forwarded = bot.ForwardInline
	}
	if m.Note == "" {
		m.Note = l.note
	}
	m.Hops = append(m.Hops, l.hops...)
	last := l.hops[len(l.hops)-1]
	in.from, in.sentAt, in.original = last.From, last.SentAt, nil
	if last.Subject != "" {
		in.subject.text = last.Subject
	}
}

// unquoted is what somebody wrote himself: the code that a mail of ours brought
// stands in each answer that quotes it, also in "this was not me".
func unquoted(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			b.WriteString(line)
		}
	}
	return b.String()
}

package mail

import (
	"slices"
	"testing"

	"meldwacht/bot"
)

// TestWarnings holds what a card must say beside the words of a mail.
func TestWarnings(t *testing.T) {
	for raw, want := range map[string]string{
		"From: a@b.example\nFrom: c@d.example\n\nx\n":                                   WarnSeveralFrom,
		"Subject: x\n\nx\n":                                                             WarnSeveralFrom,
		"From: a@b.example\nSubject: x\nSubject: y\n\nx\n":                              WarnSeveralFields,
		"From: \"Jan\u202e\" <a@b.example>\n\nx\n":                                      WarnBidi,
		"From: a@b.example\n\nabc\u202edef\n":                                           WarnBidi,
		"From: a@b.example\n\nabc\u200bdef\n":                                           WarnZeroWidth,
		"From: a@b.example\n\nabc\x00def\n":                                             WarnControl,
		"From: a@b.example\nReply-To: x@elsewhere.example\n\nx\n":                       WarnReplyElsewhere,
		"From: \"boss@winkel.example\" <a@b.example>\n\nx\n":                            WarnAddressInName,
		"From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n": WarnTNEF,
	} {
		if m := desk.Read([]byte(raw)); !slices.Contains(m.Warnings, want) {
			t.Errorf("%q: %v, want %s", raw, m.Warnings, want)
		}
	}
	// Outlook puts a zero-width space into the HTML of an empty line: it was not read.
	if m := desk.Read([]byte("From: a@b.example\n" + multi("alternative", "Content-Type: text/plain\n\nDe kassa doet het niet.", "Content-Type: text/html\n\n<p>De kassa doet het niet.</p><p>&#8203;</p>"))); len(m.Warnings) != 0 {
		t.Errorf("HTML that was not read: %v", m.Warnings)
	}
	if m := desk.Read([]byte("From: a@b.example\nReply-To: x@mail.b.example\n\n\ufeffplain\n")); len(m.Warnings) != 0 {
		t.Errorf("an ordinary mail: %v", m.Warnings)
	}
}

// TestAttached holds who the reporter is when a mail has another one attached: the
// inner sender when a colleague passes it on, the sender when it is his evidence.
func TestAttached(t *testing.T) {
	mail := func(from, subject, text string) []byte {
		return []byte("From: " + from + "\nSubject: " + subject + "\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n" + text +
			"\n--x\nContent-Type: message/rfc822\n\nFrom: Inner <in@c.example>\nMessage-ID: <in@c.example>\nReferences: <root@c.example>\nDate: Tue, 17 Nov 2026 09:00:00 +0100\nSubject: leak\n\nGisteren om 10:00 is de sleutel c-api gelekt.\n--x--\n")
	}
	const long = "Wij kregen gisteren om 16:00 deze vreemde mail en daarna is er met de inlog jan@b.example rondgekeken. Verwijder die gebruiker alstublieft zo snel mogelijk."
	m := desk.Read(mail("e@snoobi.nl", "leak", "zie bijlage"))
	if m.Forwarded != bot.ForwardAttached || m.Reporter.Address != "in@c.example" || m.Note != "zie bijlage" || clockOf(m.Report.Occurred.From) != "2026-11-16 10:00" {
		t.Errorf("passed on by a colleague: %+v", m)
	}
	if !slices.Contains(m.IDs, "in@c.example") || !slices.Contains(m.IDs, "root@c.example") {
		t.Errorf("ids: %v", m.IDs)
	}
	m = desk.Read(mail("jan@b.example", "phishing", long))
	if m.Forwarded != bot.ForwardNone || m.Reporter.Address != "jan@b.example" || !slices.Contains(m.Warnings, WarnEvidence) {
		t.Errorf("a customer's evidence: %+v", m)
	}
	// Nested four deep: three are opened.
	deep := "From: d@c.example\n\nthe end\n"
	for range 4 {
		deep = "From: a@c.example\nContent-Type: message/rfc822\n\n" + deep
	}
	if m = desk.Read([]byte("From: e@snoobi.nl\nContent-Type: message/rfc822\n\n" + deep)); len(m.Hops) != maxAttached || !slices.Contains(m.Warnings, WarnClosedAttached) {
		t.Errorf("nested: %d hops, %v", len(m.Hops), m.Warnings)
	}
}

package mail

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// TestClassOf holds what makes a mail automatic, and what does not: in doubt it
// is a report, so that nothing gets lost (reference/mail.md §7).
func TestClassOf(t *testing.T) {
	r := desk
	r.Known = func(a bot.Address) bool { return a == "admin@winkel.example" }
	const other, staff, admin = "From: a@b.example\n", "From: e@snoobi.nl\n", "From: Admin <Admin@winkel.example>\n"
	report := "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nnot delivered\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\nStatus: 5.1.1\n--r--\n"
	answer := "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n"
	for header, want := range map[string]bot.Class{
		other + "Return-Path: <>\n":                                                     bot.ClassAuto,
		other + "Return-Path: <a@b.example>\n":                                          bot.ClassReport,
		other + "Auto-Submitted: auto-replied (vacation)\n":                             bot.ClassAuto,
		other + "Auto-Submitted: AUTO-GENERATED\n":                                      bot.ClassAuto,
		other + "Auto-Submitted: No\n":                                                  bot.ClassReport,
		staff + "Auto-Submitted: auto-replied\n":                                        bot.ClassAuto, // the absence of a colleague too
		other + "Precedence: Bulk\n":                                                    bot.ClassAuto,
		other + "Precedence: junk\n":                                                    bot.ClassAuto,
		other + "Precedence: normal\n":                                                  bot.ClassReport,
		other + "X-Autoreply: yes\n":                                                    bot.ClassAuto,
		other + "X-Autorespond: \n":                                                     bot.ClassAuto,
		other + "X-Autoreply: no\n":                                                     bot.ClassReport,
		other + "X-Meldwacht: one\n":                                                    bot.ClassAuto,
		staff + "X-Meldwacht: one\n":                                                    bot.ClassAuto,
		"From: MAILER-DAEMON@mx.b.example\n":                                            bot.ClassAuto,
		"From: Postmaster <postmaster@b.example>\n":                                     bot.ClassAuto,
		other + "X-Auto-Response-Suppress: All\n":                                       bot.ClassReport,
		other + "X-Auto-Response-Suppress: All\nSubject: Lek\n":                         bot.ClassReport,
		other + "X-Auto-Response-Suppress: All\nSubject: Automatisch antwoord: Lek\n":   bot.ClassAuto,
		other + "X-Auto-Response-Suppress: OOF\nSubject: Automatic reply: Leak\n":       bot.ClassAuto,
		staff + "X-Auto-Response-Suppress: All\nSubject: FW: Automatisch antwoord: x\n": bot.ClassReport,
		other + "Subject: Automatisch antwoord: Lek\n":                                  bot.ClassReport,
		other + "Subject: Afwezig: onze inlog is gelekt\n":                              bot.ClassReport,
		staff + "Subject: FW: Out of office\n":                                          bot.ClassReport,
		other + "List-Id: <news.b.example>\n":                                           bot.ClassAuto,
		other + "List-Unsubscribe: <https://b.example/u>\n":                             bot.ClassAuto,
		other + "Precedence: list\n":                                                    bot.ClassAuto,
		staff + "List-Id: <team.snoobi.nl>\nPrecedence: list\n":                         bot.ClassReport,
		admin + "List-Id: <it.winkel.example>\n":                                        bot.ClassReport,
		admin + "Precedence: bulk\n":                                                    bot.ClassAuto,
		other + "List-Id: AVG desk <AVG-incident.snoobi.nl>\nPrecedence: list\n":        bot.ClassReport, // the desk's own group
		other + "List-Id: avg-incident.snoobi.nl\n":                                     bot.ClassReport,
		other + "List-Id: <avg-incident.snoobi.nl.evil.example>\n":                      bot.ClassAuto,
		other + report: bot.ClassAuto,
		staff + report: bot.ClassAuto,
		other + answer: bot.ClassAuto,
		staff + answer: bot.ClassAuto,
		other + strings.Replace(answer, "REPLY", "REQUEST", 1):                                                     bot.ClassReport,
		other + multi("alternative", "Content-Type: text/plain\n\nGeaccepteerd", answer):                           bot.ClassAuto,
		staff + "Subject: FW: x\n" + multi("alternative", "Content-Type: text/plain\n\nzie", answer):               bot.ClassReport,
		other + multi("mixed", report, "Content-Type: text/plain\n\nfooter"):                                       bot.ClassAuto, // a list put a footer below
		other + multi("mixed", "Content-Type: text/plain\n\nWij krijgen onze rapporten terug, zie onder.", report): bot.ClassReport,
		staff + multi("mixed", report): bot.ClassReport,
		staff + multi("mixed", "Content-Type: text/plain\n\nzie", "Content-Type: message/rfc822\n\nReturn-Path: <>\nFrom: MAILER-DAEMON@b.example\nAuto-Submitted: auto-replied\n"+report): bot.ClassReport,
	} {
		if strings.Count(header, "\n\n") == 0 {
			header += "\nx\n"
		}
		if got := r.Read([]byte(header)).Class; got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// TestForwardedAutomatic reads what a colleague passes on from a machine: his
// mail is a report, about what the machine says.
func TestForwardedAutomatic(t *testing.T) {
	m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: Automatisch antwoord: Lek\n\nHij is er niet.\n\nVan: Jan <jan@winkel.example>\nVerzonden: maandag 3 februari 2025 09:14\nOnderwerp: Automatisch antwoord: Lek\n\nIk ben afwezig.\n"))
	if m.Class != bot.ClassReport || m.Reporter.Address != "jan@winkel.example" || m.Text != "Ik ben afwezig." {
		t.Errorf("%+v", m)
	}
	m = desk.Read([]byte("From: e@snoobi.nl\nSubject: Lek\n" + multi("mixed", "Content-Type: text/plain\n\nzie", "Content-Type: message/rfc822\n\nReturn-Path: <>\nAuto-Submitted: auto-replied\nFrom: Jan <jan@winkel.example>\nSubject: Automatisch antwoord: Lek\n\nIk ben afwezig.")))
	if m.Class != bot.ClassReport || m.Reporter.Address != "jan@winkel.example" || m.Text != "Ik ben afwezig." {
		t.Errorf("%+v", m)
	}
}

// TestBounce holds which mail of ours a delivery report is about.
func TestBounce(t *testing.T) {
	head := "From: MAILER-DAEMON@mx.b.example\nReturn-Path: <>\nSubject: Undelivered\n"
	status := func(s string) string {
		return "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.b.example\n\n" + s
	}
	const failed = "Final-Recipient: rfc822; jan@b.example\nAction: failed\nStatus: 5.1.1 (no such user)\n"
	const whole = "Content-Type: message/rfc822\n\nFrom: avg-incident@snoobi.nl\nMessage-ID: <key@snoobi.nl>\nSubject: [DL-2026-0007] x\n\nx"
	dsn := func(parts ...string) string {
		return strings.Replace(multi("report", append([]string{"Content-Type: text/plain\n\nSorry."}, parts...)...), ";", "; report-type=delivery-status;", 1)
	}
	for name, c := range map[string]struct{ raw, id, status string }{
		"failed":               {dsn(status(failed), whole), "key@snoobi.nl", "5.1.1"},
		"the header alone":     {dsn(status(failed), "Content-Type: text/rfc822-headers\n\nMessage-ID: <key@snoobi.nl>\nSubject: x"), "key@snoobi.nl", "5.1.1"},
		"UTF-8, RFC 6533":      {dsn(strings.Replace(status(failed), "delivery", "global-delivery", 1), strings.Replace(whole, "rfc822", "global", 1)), "key@snoobi.nl", "5.1.1"},
		"no report-type":       {multi("report", status(failed), whole), "key@snoobi.nl", "5.1.1"},
		"the second recipient": {dsn(status("Action: relayed\nStatus: 2.0.0\n\n"+failed), whole), "key@snoobi.nl", "5.1.1"},
		"a status of no form":  {dsn(status("Action: failed\nStatus: <b>x</b>\n"), whole), "key@snoobi.nl", ""},
		"delayed":              {dsn(status("Action: delayed\nStatus: 4.4.1\n"), whole), "", ""},
		"delivered":            {dsn(status("Action: delivered\nStatus: 2.0.0\n"), whole), "", ""},
		"no mail in it":        {dsn(status(failed)), "", ""},
		"a read receipt":       {strings.Replace(dsn("Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n", whole), "delivery-status", "disposition-notification", 1), "", ""},
		"abuse":                {strings.Replace(dsn("Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n", status(failed), whole), "delivery-status", "feedback-report", 1), "", ""},
	} {
		m := desk.Read([]byte(head + c.raw))
		if m.Class != bot.ClassAuto || m.Bounced != c.id || m.Status != c.status || m.Forwarded != bot.ForwardNone {
			t.Errorf("%s: %s, %q %q, %s", name, m.Class, m.Bounced, m.Status, m.Forwarded)
		}
	}
	if m := desk.Read([]byte("From: e@snoobi.nl\n" + multi("mixed", dsn(status(failed), whole)))); m.Class != bot.ClassReport || m.Bounced != "" || m.Forwarded != bot.ForwardNone {
		t.Errorf("passed on by a colleague: %s, %q, %s", m.Class, m.Bounced, m.Forwarded)
	}
}

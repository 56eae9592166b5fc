package mail

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// TestForwardForms reads forms of forwarding that the samples leave out.
func TestForwardForms(t *testing.T) {
	const text = "The till shows E42.\nCan you look?"
	for _, c := range []struct {
		name, subject, body string
		from, when, inner   string // inner is the subject wanted
		lacks               string
		html                bool
	}{
		{name: "Yahoo, glued", subject: "Fw: Till", body: "See below\n\n----- Doorgestuurd bericht ----- Van: Jan de Vries <jan@winkel.example>Aan: \"Support\" <support@bedrijf.example>Verzonden: maandag 3 februari 2025 09:14:00 CETOnderwerp: Till\n\n" + text,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "See below"},
		{name: "Windows Mail, nl", subject: "FW: Till", body: "Op maandag 3 februari 2025 09:14 heeft Jan de Vries <jan@winkel.example> geschreven:\n\n    The till shows E42.\n    Can you look?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till"},
		{name: "Windows Mail, en", subject: "FW: Till", body: "\ufeffOn Monday, 3 February 2025 09:14, \"Jan de Vries\" <jan@winkel.example> wrote:\n\n    The till shows E42.\n    Can you look?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till"},
		{name: "Outlook for Mac, no blank line", subject: "FW: Till", body: "FYI\n\nFrom: Jan de Vries <jan@winkel.example>\nDate: Monday, 3 February 2025 at 09:14\nTo: Support <support@bedrijf.example>\nSubject: Till\n" + text,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "FYI"},
		{name: "Missive, text quoted", subject: "Fwd: Till", body: "---------- Forwarded message ----------\nFrom: Jan de Vries <jan@winkel.example>\nDate: February 3, 2025 at 9:14 AM\nTo: Support <support@bedrijf.example>\nSubject: Till\n\n> The till shows E42.\n> Can you look?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: ">"},
		{name: "MailMate, labels quoted, date last", subject: "Fwd: Till", body: "Forwarded message:\n\n> From: Jan de Vries <jan@winkel.example>\n> To: Support <support@bedrijf.example>\n> Subject: Till\n> Date: Mon, 3 Feb 2025 09:14:00 +0100\n>\n> The till shows E42.\n> Can you look?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: ">"},
		{name: "Open-Xchange, quoted with its separator", subject: "Fwd: Till", body: "Hoi\n\n> ---------- Oorspronkelijk bericht ----------\n> Van: Jan de Vries <jan@winkel.example>\n> Aan: Support <support@bedrijf.example>\n> Datum: 03-02-2025 09:14 CET\n> Onderwerp: Till\n> \u00a0\n> The till shows E42.\n> Can you look?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "Hoi"},
		{name: "Roundcube, en", subject: "Fwd: Till", body: "-------- Original Message --------\nSubject: Till\nDate: 2025-02-03 09:14\nFrom: Jan de Vries <jan@winkel.example>\nTo: support@bedrijf.example\n\n" + text,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till"},
		{name: "Proton, en", subject: "Fw: Till", body: "------- Forwarded Message -------\nFrom: Jan de Vries <jan@winkel.example>\nDate: On Monday, February 3rd, 2025 at 9:14 AM\nSubject: Till\nTo: Support <support@bedrijf.example>\n\n" + text,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till"},
		{name: "Outlook, HTML alone", subject: "FW: Till", html: true, body: `<html><body><p>FYI</p><div><div style="border-top:solid #E1E1E1 1.0pt"><p><b>Van:</b> Jan de Vries &lt;jan@winkel.example&gt;<br><b>Verzonden:</b> maandag 3 februari 2025 09:14<br><b>Aan:</b> Support &lt;support@bedrijf.example&gt;<br><b>Onderwerp:</b> Till</p></div></div><p>The till shows E42.</p><p>Can you look?</p></body></html>`,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "FYI"},
		{name: "Outlook, HTML, a paragraph for each label", subject: "FW: Till", html: true, body: `<p>FYI</p><p><b>From:</b> Jan de Vries &lt;jan@winkel.example&gt;</p><p><b>Sent:</b> Monday, February 3, 2025 9:14 AM</p><p><b>To:</b> Support</p><p><b>Subject:</b> Till</p><p>The till shows E42.</p><p>Can you look?</p>`,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "FYI"},
		{name: "Gmail, HTML alone", subject: "Fwd: Till", html: true, body: `<div dir="ltr">FYI<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>Van: <strong>Jan de Vries</strong> <span dir="auto">&lt;<a href="mailto:jan@winkel.example">jan@winkel.example</a>&gt;</span><br>Date: ma 3 feb 2025 om 09:14<br>Subject: Till<br>To: &lt;support@bedrijf.example&gt;<br></div><br><br>The till shows E42.<br>Can you look?</div></div>`,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "FYI"},
		{name: "Apple, HTML alone, quoted", subject: "Fwd: Till", html: true, body: `<div>FYI</div><br><blockquote type="cite"><div>Begin doorgestuurd bericht:</div><br><div><b>Van: </b>Jan de Vries &lt;jan@winkel.example&gt;</div><div><b>Onderwerp: </b>Till</div><div><b>Datum: </b>3 februari 2025 om 09:14:02 CET</div><div><b>Aan: </b>support@bedrijf.example</div><br><div>The till shows E42.<br>Can you look?</div></blockquote>`,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: ">"},
		{name: "two dashes, other webmail", subject: "Fwd: Till", body: "-- Oorspronkelijk bericht --\nVan: Jan de Vries <jan@winkel.example>\nDatum: 3 februari 2025 09:14\nOnderwerp: Till\n\n" + text,
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till"},
		{name: "a reply inside the forward is cut", subject: "FW: RE: Till", body: "Van: Jan de Vries <jan@winkel.example>\nVerzonden: maandag 3 februari 2025 09:14\nAan: Support\nOnderwerp: RE: Till\n\n" + text + "\n\nVan: Support <support@bedrijf.example>\nVerzonden: maandag 3 februari 2025 08:00\nAan: Jan de Vries\nOnderwerp: Till\n\nWhat does it show?",
			from: "Jan de Vries jan@winkel.example", when: "2025-02-03 09:14", inner: "Till", lacks: "What does it show"},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind := "plain"
			if c.html {
				kind = "html"
			}
			m := desk.Read([]byte("From: E. M. <e@snoobi.nl>\r\nDate: " + sent + "\r\nSubject: " + c.subject + "\r\nContent-Type: text/" + kind + "; charset=utf-8\r\n\r\n" + strings.ReplaceAll(c.body, "\n", "\r\n")))
			if m.Forwarded != bot.ForwardInline {
				t.Errorf("forwarded: %s", m.Forwarded)
			}
			if got := m.Reporter.Name + " " + string(m.Reporter.Address); got != c.from {
				t.Errorf("reporter: %q, want %q", got, c.from)
			}
			if got := clockOf(m.SentAt); got != c.when {
				t.Errorf("sent at: %q, want %q", got, c.when)
			}
			if m.Subject != c.inner {
				t.Errorf("subject: %q, want %q", m.Subject, c.inner)
			}
			if !strings.HasPrefix(collapse(m.Text), collapse(text)) {
				t.Errorf("text: %q", m.Text)
			}
			if c.lacks != "" && strings.Contains(m.Text, c.lacks) {
				t.Errorf("text holds %q: %q", c.lacks, m.Text)
			}
		})
	}
}

// TestReplyForms holds replies that must not count as a forward, wrapped or not.
func TestReplyForms(t *testing.T) {
	for _, line := range []string{
		"Op ma 3 feb 2025 om 09:14 schreef Jan de Vries <jan@winkel.example>:",
		"Op 3 feb. 2025 om 09:14 heeft Jan de Vries <jan@winkel.example> het volgende geschreven:",
		"Op 3-2-2025 om 09:14 schreef Jan de Vries:",
		"Jan de Vries <jan@winkel.example> schreef op ma 3 feb 2025 om 09:14:",
		"On Mon, 3 Feb 2025 at 09:14, Jan de Vries <jan@winkel.example> wrote:",
		"On 3 Feb 2025, at 09:14, Jan de Vries <jan@winkel.example> wrote:",
		"On 03/02/2025 09:14, \"Jan de Vries\" <jan@winkel.example> wrote:",
		"Op ma 3 feb 2025 om 09:14 schreef\nJan de Vries <\njan@winkel.example>:",
		"On Mon, 3 Feb 2025 at 09:14, Jan de Vries <jan@winkel.example>\nwrote:",
		"Op maandag 3 februari 2025 om 09:14 schreef Jan de Vries <\njan@winkel.example> het\nvolgende:",
		"Jan de Vries <jan@winkel.example> schreef op ma 3 feb 2025 om 09:14 het volgende:",
		"Jan de Vries <jan@winkel.example> wrote on Mon, 3 Feb 2025 at 09:14:",
		"2025-02-03 9:14 GMT+01:00 Jan de Vries <jan@winkel.example>:",
		"Am Mo., 3. Feb. 2025 um 09:14 Uhr schrieb Jan de Vries <jan@winkel.example>:",
		"Jan de Vries <jan@winkel.example> schrieb am Mo., 3. Feb. 2025, 09:14:",
		"Le lun. 3 févr. 2025 à 09:14, Jan de Vries <jan@winkel.example> a écrit :",
		"Le 3 févr. 2025 à 09:14, Jan de Vries a\nécrit :",
	} {
		for _, subject := range []string{"Re: x", "x"} {
			m := desk.Read([]byte("From: e@snoobi.nl\nSubject: " + subject + "\n\nThanks, solved.\n\n" + line + "\n> quoted words\n> ---------- Forwarded message ---------\n> From: a@b.example\n> Date: 3 feb 2025 09:14\n> Subject: y\n>\n> z\n"))
			if m.Forwarded != bot.ForwardNone || m.Text != "Thanks, solved." {
				t.Errorf("%q: %s, text %q", line, m.Forwarded, m.Text)
			}
		}
	}
	// Apple Mail quotes the line as well, at the depth of what it quotes.
	if m := desk.Read([]byte("From: e@snoobi.nl\nSubject: x\n\nThanks, solved.\n\n> Op 3 feb 2025 om 09:14 heeft Jan de Vries het volgende geschreven:\n> \n> quoted words\n")); m.Forwarded != bot.ForwardNone || m.Text != "Thanks, solved." {
		t.Errorf("a quoted line: %s, text %q", m.Forwarded, m.Text)
	}
	if m := desk.Read([]byte("From: e@snoobi.nl\nSubject: Re: x\n\nOn 3 Feb 2025, at 09:14, Jan <jan@winkel.example> wrote:\n> which key?\n\nThe key kassa-api.\n")); m.Text != "The key kassa-api." {
		t.Errorf("answer below the quote: %q", m.Text)
	}
}

// TestDamage reads mail that is broken in the ways that occur: its text must
// still be there.
func TestDamage(t *testing.T) {
	for name, raw := range map[string]string{
		"mbox line":            "From a@b.example Mon Feb  3 09:14:00 2025\nFrom: a@b.example\nSubject: x\n\nhello desk\n",
		"line without a colon": "From: a@b.example\nthis is no field\nSubject: x\n\nhello desk\n",
		"indented first field": "  From: a@b.example\nSubject: x\n\nhello desk\n",
		"no boundary":          "From: a@b.example\nContent-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nhello desk\n--x--\n",
		"empty boundary":       "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"\"\n\nhello desk\n",
		"unclosed boundary":    "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhello desk\n",
		"boundary never comes": "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\nhello desk\n",
		"junk in content-type": "From: a@b.example\nContent-Type: text/plain; ;;= charset=utf-8; =x\n\nhello desk\n",
		"unknown encoding":     "From: a@b.example\nContent-Transfer-Encoding: 7-bit\n\nhello desk\n",
		"broken base64":        "From: a@b.example\nContent-Transfer-Encoding: base64\n\naGVsb!G8g*ZGVzaw=\n",
		"broken quoted":        "From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\nhello=ZZ =20desk=\n",
		"unknown charset":      "From: a@b.example\nContent-Type: text/plain; charset=klingon\n\nhello desk\n",
		"impossible date":      "From: a@b.example\nDate: Foo, 99 Bar 2025\n\nhello desk\n",
		"NUL bytes":            "From: a@b.example\n\nhel\x00lo desk\n",
		"no blank line":        "From: a@b.example\nSubject: x\nhello desk, this is text\nand more of it\n",
		"attached text":        "From: a@b.example\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nhello desk\n",
		"html no semicolon":    "From: a@b.example\nContent-Type: text/html charset=utf-8\n\n<p>hello desk</p>\n",
		"lone CR":              "From: a@b.example\rSubject: x\r\rhello desk\r",
		"whole mail attached":  "Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n\nhello desk\n",
		"eml as octets":        "From: c@snoobi.nl\nContent-Type: application/octet-stream; name=\"x.eml\"\nContent-Transfer-Encoding: base64\n\nRnJvbTogYUBiLmV4YW1wbGUKU3ViamVjdDogeAoKaGVsbG8gZGVzawo=\n",
		"600 nested elements":  "From: a@b.example\nContent-Type: text/html\n\n" + strings.Repeat("<div>", 600) + "hello desk",
	} {
		m := desk.Read([]byte(raw))
		if !strings.Contains(strings.ReplaceAll(collapse(m.Text), "=ZZ", ""), "hello desk") {
			t.Errorf("%s: text %q", name, m.Text)
		}
		if m.Reporter.Address != "a@b.example" && m.Reporter.Address != "" {
			t.Errorf("%s: reporter %q", name, string(m.Reporter.Address))
		}
	}
}

// TestHiddenText holds that text that nobody sees is no text, and is noted.
func TestHiddenText(t *testing.T) {
	for _, hide := range []string{`<p style="display:none">secret</p>`, `<span style="font-size:0px">secret</span>`, `<div hidden>secret<div>secret</div></div>`, `<p class="x">secret</p>`, `<p style="mso-hide:all">secret</p>`} {
		m := desk.Read([]byte("From: a@b.example\nContent-Type: text/html\n\n<style>.x { visibility : hidden }</style><p>seen</p>" + hide + "<p>also seen</p>"))
		if strings.Contains(m.Text, "secret") || !strings.Contains(m.Text, "also seen") || len(m.Warnings) != 1 || m.Warnings[0] != WarnHiddenHTML {
			t.Errorf("%s: %q, %v", hide, m.Text, m.Warnings)
		}
	}
}

// TestAuthentic holds who is believed: our own server, and only for one From.
func TestAuthentic(t *testing.T) {
	for _, c := range []struct {
		name, header string
		pass         bool
	}{
		{"dkim of the domain", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@winkel.example\n", true},
		{"dkim of a parent domain", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@mail.winkel.example\n", true},
		{"spf of the domain", "Authentication-Results: mx.snoobi.nl; spf=pass smtp.mailfrom=bounce@winkel.example\nFrom: a@winkel.example\n", true},
		{"dkim of another domain", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=mailer.example\nFrom: a@winkel.example\n", false},
		{"dkim fails", "Authentication-Results: mx.snoobi.nl; dkim=fail header.d=winkel.example\nFrom: a@winkel.example\n", false},
		{"of a stranger's server", "Authentication-Results: mx.evil.example; dkim=pass header.d=winkel.example\nFrom: a@winkel.example\n", false},
		{"a second one below ours", "Authentication-Results: mx.snoobi.nl; dkim=fail header.d=winkel.example\nAuthentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@winkel.example\n", false},
		{"one that the mail brought along", "Received: by mx.snoobi.nl\nReceived: by evil\nAuthentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@winkel.example\n", false},
		{"two From fields", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@winkel.example\nFrom: b@winkel.example\n", false},
		{"two addresses in From", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=winkel.example\nFrom: a@winkel.example, b@winkel.example\n", false},
		{"a pass inside a comment", "Authentication-Results: mx.snoobi.nl; dkim=fail (dkim=pass header.d=winkel.example) header.d=winkel.example\nFrom: a@winkel.example\n", false},
		{"a pass inside quotes", "Authentication-Results: mx.snoobi.nl; dkim=fail reason=\"; dkim=pass header.d=winkel.example\"\nFrom: a@winkel.example\n", false},
		{"with a version and blanks", "Authentication-Results: mx.snoobi.nl 1; dkim = pass (good) header.d = winkel.example\nFrom: a@winkel.example\n", true},
		{"suffix alone is no alignment", "Authentication-Results: mx.snoobi.nl; dkim=pass header.d=co.uk\nFrom: a@winkel.co.uk\n", false},
		{"a colleague who logged in", "Received: from x (x [1.2.3.4])\n by mx.snoobi.nl (Postfix) with ESMTPSA id 1\nFrom: a@snoobi.nl\n", true},
		{"a stranger in our name", "Received: from x (x [1.2.3.4])\n by mx.snoobi.nl (Postfix) with ESMTPS id 1\nFrom: a@snoobi.nl\n", false},
		{"a server that says it is ours", "Received: from x by mx.snoobi.nl.evil.example with ESMTPSA id 1\nFrom: a@snoobi.nl\n", false},
		{"a name that says it is ours", "Received: from x (by mx.snoobi.nl with ESMTPSA) by mx.snoobi.nl with ESMTP id 1\nFrom: a@snoobi.nl\n", false},
	} {
		if a := desk.Read([]byte(c.header + "\nx\n")).Authentic; a.Pass != c.pass {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

// TestUnreadable holds that a mail that must not be parsed says why, and that
// what its header tells is there all the same.
func TestUnreadable(t *testing.T) {
	head := "From: Jan <a@b.example>\r\nMessage-ID: <1@b.example>\r\nSubject: Re: [DL-2026-0007] x\r\n"
	for reason, raw := range map[string]string{
		HeaderTooLarge: head + "X: " + strings.Repeat("x", maxHeaderBytes) + "\r\n\r\nx",
		TooManyParts:   head + "\r\n" + strings.Repeat("--x\r\n", 2100),
		TooDeep:        head + "\r\n" + strings.Repeat("boundary=x\r\n", 51),
		TooLarge:       head + "\r\n" + strings.Repeat("x", maxRawBytes),
	} {
		m := desk.Read([]byte(raw))
		if m.Unreadable != reason || m.MessageID != "1@b.example" || m.Sender.Address != "a@b.example" || m.Tag != "DL-2026-0007" || len(m.RawSum) != 64 || !strings.HasPrefix(string(m.Key), "v1:") {
			t.Errorf("%s: %+v", reason, m)
		}
	}
}

// TestKey holds what makes two mails the same one.
func TestKey(t *testing.T) {
	key := func(raw string) bot.MailKey { return desk.Read([]byte(raw)).Key }
	a := key("Received: by one\nFrom: a@b.example\nMessage-ID: <1>\n\nx\n")
	if a != key("Received: by two\nReceived: by one\nFrom: a@b.example\nMessage-ID: <1>\n\nx\n") {
		t.Error("a copy by another path has another key")
	}
	if a == key("From: a@b.example\nMessage-ID: <1>\n\ny\n") {
		t.Error("other words with the same Message-ID have the same key")
	}
}

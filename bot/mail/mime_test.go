package mail

import (
	"encoding/base64"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"

	"meldwacht/bot"
)

// multi builds a mail of parts, each a header and a body.
func multi(kind string, parts ...string) string {
	var b strings.Builder
	b.WriteString("Content-Type: multipart/" + kind + "; boundary=\"" + kind + "-b\"\n\npreamble\n")
	for _, p := range parts {
		b.WriteString("--" + kind + "-b\n" + p + "\n")
	}
	b.WriteString("--" + kind + "-b--\nepilogue\n")
	return b.String()
}

// TestText holds which parts of a mail are what it says.
func TestText(t *testing.T) {
	plain := func(s string) string { return "Content-Type: text/plain\n\n" + s }
	html := func(s string) string { return "Content-Type: text/html\n\n<p>" + s + "</p>" }
	const long = "Goedemorgen, gisteren is de sleutel van onze winkel uitgelekt; graag intrekken."
	const footer = "Deze e-mail is door ons filter gecontroleerd op virussen en andere zaken die er niet in horen."
	for name, c := range map[string]struct{ raw, want string }{
		"plain before HTML":                    {multi("alternative", plain(long), html(long)), long},
		"HTML before plain":                    {multi("alternative", html(long), plain(long)), long},
		"HTML alone":                           {multi("alternative", html(long)), long},
		"HTML, and a footer as plain text":     {multi("mixed", html(long), plain(footer)), long + " " + footer},
		"both, and a footer as plain text":     {multi("mixed", multi("alternative", plain(long), html(long)), plain(footer)), long + " " + footer},
		"HTML with pictures":                   {multi("alternative", plain(long), multi("related", html(long), "Content-Type: image/png\n\nx")), long},
		"HTML in two, a file between":          {multi("mixed", html("one"), "Content-Type: application/pdf; name=a.pdf\n\nx", html("two")), "one two"},
		"an alternative of mixed parts":        {multi("alternative", plain("one two"), multi("mixed", html("one"), "Content-Type: application/pdf\n\nx", html("two"))), "one two"},
		"three forms of the same":              {multi("alternative", plain(long), "Content-Type: text/enriched\n\n<bold>"+long+"</bold>", html(long)), long},
		"a text file beside HTML":              {multi("mixed", html(long), "Content-Type: text/plain; name=log.txt\nContent-Disposition: inline\n\n"+footer), long},
		"a text file beside plain":             {multi("mixed", plain(long), "Content-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\n"+footer), long},
		"nothing but a text file":              {multi("mixed", plain(""), "Content-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\n"+long), long},
		"an HTML file, nothing else":           {multi("mixed", "Content-Type: text/html\nContent-Disposition: attachment; filename=a.htm\n\n<p>"+long), long},
		"an RTF file, nothing else":            {multi("mixed", "Content-Type: application/rtf; name=a.rtf\n\n{\\rtf1 "+long+"}"), long},
		"a stub":                               {multi("alternative", plain("Your mail program shows no HTML."), html(long)), long},
		"a long stub":                          {multi("alternative", plain("Dit bericht is opgemaakt. Bekijk het in uw browser: https://winkel.example/bekijk/abcdefgh12345678 of neem contact met ons op via de website."), html(strings.Repeat(long+" ", 3)+" en verder nog een heleboel andere woorden over kassa's, filialen, sleutels, gebruikers, rapporten, weekcijfers, bezoekers, campagnes, instellingen, facturen, leveranciers, voorraden, medewerkers en klanten")), ""},
		"a stub that does not say what it is":  {multi("alternative", plain("Schakel opmaak in"), html(long)), long},
		"no stub":                              {multi("alternative", plain("Graag sleutel intrekken."), html("Graag sleutel intrekken. "+footer+" Disclaimer: vertrouwelijk, uitsluitend bestemd voor geadresseerden")), "Graag sleutel intrekken."},
		"words in the preamble":                {multi("mixed", plain(long)), long},
		"signed":                               {"Content-Type: multipart/signed; boundary=s; micalg=sha-256\n\n--s\n" + plain(long) + "\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIAG\n--s--\n", long},
		"format=flowed":                        {"Content-Type: text/plain; format=flowed\n\nGoedemorgen, \ngisteren\n> een \n> citaat \n-- \nJan", "Goedemorgen, gisteren > een citaat -- Jan"},
		"format=flowed, DelSp":                 {"Content-Type: text/plain; format=flowed; delsp=yes\n\nGoede \nmorgen", "Goedemorgen"},
		"a boundary that begins like another":  {"Content-Type: multipart/mixed; boundary=ab\n\n--ab\nContent-Type: multipart/mixed; boundary=abc\n\n--abc\n\none\n--abc--\n--ab\n\ntwo\n--ab--\n", "one two"},
		"a boundary in pieces":                 {"Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\none\n--ab--\n", "one"},
		"blanks around =":                      {"Content-Type: multipart/mixed; boundary = \"ab\"\n\n--ab\nContent-Type: text/plain; charset = utf-8\n\none\n--ab--\n", "one"},
		"parameters in capitals and a comment": {"Content-Type: TEXT/PLAIN (words); CHARSET=\"ISO-8859-1\"\nContent-Transfer-Encoding: Quoted-Printable\n\ncaf=E9", "café"},
		"UTF-16":                               {"Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte("\xff\xfea\x00\xe9\x00")), "aé"},
		"UTF-8 that says iso-8859-1":           {"Content-Type: text/plain; charset=us-ascii\n\ncafé", "café"},
	} {
		m := desk.Read([]byte("From: a@b.example\nSubject: x\n" + c.raw))
		want := c.want
		if name == "a long stub" {
			want = collapse(m.Text)
			if !strings.HasPrefix(want, long) {
				t.Errorf("%s: %q", name, m.Text)
			}
		}
		if collapse(m.Text) != want || len(m.Warnings) > 0 {
			t.Errorf("%s: %q, want %q; %v", name, m.Text, want, m.Warnings)
		}
	}
}

// TestAttachedForms opens an attached mail in every form in which clients and
// gateways attach one.
func TestAttachedForms(t *testing.T) {
	const inner = "Received: from x by y\r\nFrom: Jan de Vries <jan@winkel.example>\r\nDate: Mon, 3 Feb 2025 09:14:00 +0100\r\nMessage-ID: <1@winkel.example>\r\nSubject: Till\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDe kassa in Breda toont E42 = caf\xc3\xa9.\r\n"
	b64 := base64.StdEncoding.EncodeToString([]byte(inner))
	var qp strings.Builder
	w := quotedprintable.NewWriter(&qp)
	w.Write([]byte(inner))
	w.Close()
	for name, part := range map[string]string{
		"message/rfc822":              "Content-Type: message/rfc822\n\n" + inner,
		"base64":                      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64,
		"quoted-printable":            "Content-Type: message/rfc822; name=\"Till.eml\"\nContent-Transfer-Encoding: quoted-printable\n\n" + qp.String(),
		"says base64 and is not":      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner,
		"base64 and does not say it":  "Content-Type: message/rfc822\n\n" + b64,
		"blank lines in front":        "Content-Type: message/rfc822\n\n\r\n\r\n" + inner,
		"an mbox line in front":       "Content-Type: message/rfc822\n\nFrom jan@winkel.example Mon Feb  3 09:14:00 2025\n" + inner,
		"message/global":              "Content-Type: message/global\n\n" + inner,
		"octets, .eml":                "Content-Type: application/octet-stream; name=\"Till.EML\"\nContent-Transfer-Encoding: base64\n\n" + b64,
		"octets, .eml, RFC 2231":      "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''T%C3%AFll%2Eeml\nContent-Transfer-Encoding: base64\n\n" + b64,
		"octets, .eml, in pieces":     "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*0=\"Ti\"; filename*1=\"ll.e\"; filename*2*=%6D%6C\nContent-Transfer-Encoding: base64\n\n" + b64,
		"octets, .eml, encoded words": "Content-Type: application/octet-stream; name=\"=?utf-8?B?VMOvbGwuZW1s?=\"\nContent-Transfer-Encoding: base64\n\n" + b64,
		"octets, .eml in a folder":    "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"../../etc/x.eml\"\nContent-Transfer-Encoding: base64\n\n" + b64,
		"text, .eml":                  "Content-Type: text/plain; name=Till.eml\nContent-Disposition: attachment\n\n" + inner,
		"a digest":                    "Content-Type: multipart/digest; boundary=d\n\n--d\n\n" + inner + "\n--d--",
	} {
		raw := []byte("From: e@snoobi.nl\nSubject: Till\n" + multi("mixed", "Content-Type: text/plain\n\nZie bijlage.", part))
		m := desk.Read(raw)
		if m.Forwarded != bot.ForwardAttached || m.Reporter != (bot.Mailbox{Name: "Jan de Vries", Address: "jan@winkel.example"}) || clockOf(m.SentAt) != "2025-02-03 09:14" || m.Subject != "Till" || m.Text != "De kassa in Breda toont E42 = café." || m.Note != "Zie bijlage." || !slices.Contains(m.IDs, "1@winkel.example") || len(m.Warnings) > 0 {
			t.Errorf("%s: %s, %q, %s, %q, text %q, note %q, %v", name, m.Forwarded, m.Reporter.Name, clockOf(m.SentAt), m.Subject, m.Text, m.Note, m.Warnings)
		}
		if !strings.Contains(string(desk.Original(raw)), inner[:len(inner)-2]) {
			t.Errorf("%s: the bytes changed: %q", name, desk.Original(raw))
		}
	}
}

// TestAttachedThenInline holds that the hops of attached mails and of inline
// forwards inside them add up.
func TestAttachedThenInline(t *testing.T) {
	inline := "Doe jij dit?\n\n---------- Forwarded message ---------\nVan: Jan de Vries <jan@winkel.example>\nDate: ma 3 feb 2025 om 09:14\nSubject: Till\nTo: <support@bedrijf.example>\n\n\nDe kassa toont E42.\n"
	raw := []byte("From: e@snoobi.nl\nSubject: FW: Fwd: Till\n" + multi("mixed", "Content-Type: text/plain\n\nZie bijlage.",
		"Content-Type: message/rfc822\n\nFrom: Els Kok <els@bedrijf.example>\nSubject: Fwd: Till\nDate: Tue, 4 Feb 2025 09:00:00 +0100\n\n"+inline))
	m := desk.Read(raw)
	if m.Forwarded != bot.ForwardAttached || len(m.Hops) != 2 || m.Hops[0].From.Address != "els@bedrijf.example" || m.Reporter.Address != "jan@winkel.example" || m.Text != "De kassa toont E42." || m.Note != "Zie bijlage." {
		t.Errorf("%+v", m)
	}
	if m.Original != nil || desk.Original(raw) != nil {
		t.Error("the signature of the one who pasted it proves the author")
	}
	// A reply that is attached: its quote is no forward.
	raw = []byte("From: e@snoobi.nl\nSubject: Till\n" + multi("mixed", "Content-Type: message/rfc822\n\nFrom: Jan <jan@winkel.example>\nSubject: RE: Till\n\nJa, graag.\n\nVan: Support <s@b.example>\nVerzonden: maandag 3 februari 2025 09:14\nAan: Jan\nOnderwerp: Till\n\nZullen wij de sleutel intrekken?\n"))
	if m := desk.Read(raw); len(m.Hops) != 1 || m.Text != "Ja, graag." || m.Reporter.Address != "jan@winkel.example" {
		t.Errorf("a reply that is attached: %+v", m)
	}
}

// TestSealed holds that a mail which hides its text says so.
func TestSealed(t *testing.T) {
	for _, head := range []string{
		"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAG\n",
		"Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\n\n--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--x--\n",
	} {
		if m := desk.Read([]byte("From: a@b.example\n" + head)); !slices.Contains(m.Warnings, WarnSealed) || m.Text != "" {
			t.Errorf("%q: %q, %v", head[:40], m.Text, m.Warnings)
		}
	}
}

// TestParameters reads the parameters of RFC 2045 and RFC 2231, and what is
// written instead of them.
func TestParameters(t *testing.T) {
	for value, want := range map[string]string{
		`a/b; name=x.eml`:                                  "x.eml",
		`a/b; name="x y.eml"; z=1`:                         "x y.eml",
		`a/b; z="name=q"; name=x`:                          "x",
		`a/b; name="a\"b\\c"`:                              `a"b\c`,
		`a/b; NAME=x`:                                      "x",
		`a/b name=x`:                                       "x",
		`a/b; name = x`:                                    "x",
		`a/b; name="x`:                                     "x",
		`a/b; name*=utf-8''%e2%82%ac%20x`:                  "€ x",
		`a/b; name*=iso-8859-1'nl'caf%E9`:                  "café",
		`a/b; name=plain; name*=utf-8''own`:                "own",
		`a/b; name*0=a; name*1=b; name*2=c`:                "abc",
		`a/b; name*1=b; name*0=a`:                          "ab",
		`a/b; name*0*=utf-8''%C3; name*1*=%A9; name*2=%41`: "é%41",
		`a/b; name*0=a; name*2=c`:                          "a",
		`a/b; name*=bare`:                                  "bare",
		`a/b; name*x=1`:                                    "",
		`a/b; names=1`:                                     "",
		`a/b; ;;=; name`:                                   "",
		`a/b; name*0*=utf-8'%zz'%`:                         "%",
	} {
		if _, at := params(value); at("name") != want {
			t.Errorf("%s: %q, want %q", value, at("name"), want)
		}
	}
}

// TestEncodedWords reads header values as mailers encode them.
func TestEncodedWords(t *testing.T) {
	for value, want := range map[string]string{
		"plain":                              "plain",
		"=?utf-8?Q?caf=C3=A9?=":              "café",
		"=?UTF-8?b?Y2Fmw6k=?=":               "café",
		"=?iso-8859-1?q?caf=E9_=80?=":        "café €",
		"a =?utf-8?q?b?= c":                  "a b c",
		"=?utf-8?q?a?= =?utf-8?q?b?=":        "ab",
		"=?utf-8?q?a?=  \t =?utf-8?q?_b?=":   "a b",
		"=?utf-8?q?a?= x =?utf-8?q?b?=":      "a x b",
		"=?utf-8?b?Y2Fmw6?= =?utf-8?b?k=?=":  "caf\u00c3", // cut inside a group of four: nothing to put together
		"=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=": "café",      // cut inside a character
		"=?utf-8?q?a?= =?iso-8859-1?q?=E9?=": "aé",
		"=?utf-8*nl?q?a?=":                   "a",
		"=?utf-8?q?a b?=":                    "a b",
		"=?utf-8?x?a?=":                      "=?utf-8?x?a?=",
		"=?utf-8?q?a":                        "=?utf-8?q?a",
		"=?klingon?q?=E9?=":                  "é",
		"=?utf-8?q??= x":                     " x",
		"x =?utf-8?q??=":                     "x ",
	} {
		if got := decodeWords(value); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}

// TestFooterBelowBase64 holds that words below an encoded text do not spoil it.
func TestFooterBelowBase64(t *testing.T) {
	m := desk.Read([]byte("From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nRGUga2Fzc2EgaW4gY2Fmw6kg\nRGUgWm9uLg==\n\nDeze mail is gecontroleerd op virussen.\n"))
	if m.Text != "De kassa in café De Zon." {
		t.Errorf("%q", m.Text)
	}
}

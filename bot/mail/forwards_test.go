package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"meldwacht/bot"
)

var forwarded = original{
	name: "Jan de Vries", address: "jan@winkel.example", subject: "Storing kassa Breda",
	sent: time.Date(2025, 2, 3, 9, 14, 2, 0, amsterdam),
	text: "Goedemorgen,\n\nDe kassa in filiaal Breda geeft foutcode E42 – al sinds café “De Zon” open is.\nDatum: 2 februari 2025\nVan: 10:00 tot 12:00\nAan: kassa 3\nOnderwerp: printer\n\nKunnen jullie meekijken?\n\nGroet,\nJan",
}

const forwardNote = "Ter info, van een klant. Wie pakt dit op?"

// TestEveryClient reads one mail as each client forwards it, in the ways in
// which it may arrive: as plain text and HTML, quoted, with the line breaks,
// charsets and encodings that occur, and with and without a telling subject.
func TestEveryClient(t *testing.T) {
	n := 0
	for _, c := range clients {
		for _, v := range c.versions(forwarded, forwardNote) {
			for i, w := range wires {
				if w.skip != nil && w.skip(v) {
					continue
				}
				subject := []string{c.prefix + forwarded.subject, "", "Graag oppakken", "[EXTERN] " + strings.ToLower(c.prefix) + forwarded.subject, "RE: " + c.prefix + forwarded.subject}[(i+n)%5]
				if c.attrib {
					subject = c.prefix + forwarded.subject
				}
				if c.neutral && strings.HasPrefix(subject, "RE:") {
					subject = c.prefix + forwarded.subject
				}
				n++
				m := desk.Read(w.mail("Esther <e@snoobi.nl>", subject, v))
				what := fmt.Sprintf("%s, %s, %s, subject %q", c.name, v.name, w.name, subject)
				checkForward(t, what, m, c, forwarded, 1)
				if got := note(m.Note); got != collapse(forwardNote) {
					t.Errorf("%s: note %q", what, got)
				}
			}
		}
	}
	t.Logf("%d mails", n)
}

// TestEveryClientInEvery reads a mail that was forwarded twice: by each client
// around what each other one wrote, in one of their versions, each in its turn.
func TestEveryClientInEvery(t *testing.T) {
	n := 0
	for _, inner := range clients {
		for _, outer := range clients {
			if outer.attrib { // it shows no subject: whether the inner one is a quote cannot be told
				continue
			}
			for _, asHTML := range []bool{false, true} {
				in, ok := pick(inner.versions(forwarded, "Doe jij deze? Ik ben er niet."), asHTML, n)
				if !ok {
					continue
				}
				middle := original{name: "Els Kok", address: "els@bedrijf.example", subject: inner.prefix + forwarded.subject, sent: time.Date(2025, 3, 6, 16, 30, 0, 0, amsterdam), text: in.text}
				out, ok := pick(outer.versions(middle, forwardNote), asHTML, n/2)
				if !ok {
					continue
				}
				n++
				m := desk.Read(wires[n%2].mail("Esther <e@snoobi.nl>", outer.prefix+middle.subject, out))
				what := fmt.Sprintf("%s %s in %s %s", inner.name, in.name, outer.name, out.name)
				checkForward(t, what, m, inner, forwarded, 2)
				if note(m.Note) != collapse(forwardNote) || len(m.Hops) == 2 && (m.Hops[0].From != bot.Mailbox{Name: "Els Kok", Address: "els@bedrijf.example"} || m.Hops[0].Subject != forwarded.subject || clockOf(m.Hops[0].SentAt) != "2025-03-06 16:30") {
					t.Errorf("%s: note %q, hops %v", what, m.Note, m.Hops)
				}
			}
		}
	}
	t.Logf("%d mails", n)
}

// pick chooses one of the Dutch and English versions, another one each time.
func pick(all []version, asHTML bool, n int) (version, bool) {
	var fit []version
	for _, v := range all {
		if v.html == asHTML && (v.name[:2] == "nl" || v.name[:2] == "en") {
			fit = append(fit, v)
		}
	}
	if len(fit) == 0 {
		return version{}, false
	}
	return fit[n%len(fit)], true
}

// note is the forwarder's note without the line that his telephone adds.
func note(s string) string {
	for _, line := range []string{"Verstuurd vanaf mijn iPhone", "Sent from my iPhone", "Outlook voor iOS<https://aka.ms/o0ukef> downloaden", "Get Outlook for Android<https://aka.ms/AAb9ysg>"} {
		s = strings.Replace(s, line, "", 1)
	}
	return collapse(strings.TrimRight(s, "> \n"))
}

func checkForward(t *testing.T, what string, m bot.Mail, c client, o original, hops int) {
	t.Helper()
	if m.Forwarded != bot.ForwardInline || len(m.Hops) != hops {
		t.Errorf("%s: forwarded %s, %d hops; text %q", what, m.Forwarded, len(m.Hops), m.Text)
		return
	}
	if m.Reporter.Name != o.name || string(m.Reporter.Address) != o.address {
		t.Errorf("%s: reporter %q %q", what, m.Reporter.Name, string(m.Reporter.Address))
	}
	if m.Subject != o.subject && !c.attrib {
		t.Errorf("%s: subject %q", what, m.Subject)
	}
	want := o.sent
	if c.minutes {
		want = want.Truncate(time.Minute)
	}
	if !m.SentAt.Equal(want) {
		t.Errorf("%s: sent at %s", what, m.SentAt)
	}
	if got := collapse(m.Text); got != collapse(o.text) {
		t.Errorf("%s: text %q", what, m.Text)
	}
}

// A version is one text that a client writes.
type version struct {
	name, text string
	html       bool
	plain      string // beside the HTML
}

func (c client) versions(o original, note string) []version {
	var all []version
	for i, f := range []clientForm{c.nl, c.en, c.deFr[0], c.deFr[1]} {
		lang := []string{"nl", "en", "de", "fr"}[i]
		if f.plain != "" {
			plain := o.render(f, lang, note, false)
			all = append(all, version{name: lang + " plain", text: plain})
			if !c.attrib { // indented by four blanks, quoted it would be a reply
				_, forward, _ := strings.Cut(plain, note)
				all = append(all, version{name: lang + " quoted", text: note + strings.ReplaceAll(forward, "\n", "\n> ")})
			}
		}
		if f.html != "" {
			all = append(all, version{name: lang + " html", text: o.render(f, lang, note, true), html: true, plain: o.render(f, lang, note, false)})
		}
	}
	return all
}

// A wire is a way in which a text travels.
type wire struct {
	name string
	skip func(version) bool
	mail func(from, subject string, v version) []byte
}

var wires = []wire{
	{"8bit, CRLF", nil, func(from, subject string, v version) []byte { return whole(from, subject, v, "utf-8", "8bit", "\r\n") }},
	{"8bit, LF", nil, func(from, subject string, v version) []byte { return whole(from, subject, v, "utf-8", "8bit", "\n") }},
	{"base64", nil, func(from, subject string, v version) []byte {
		return whole(from, subject, v, "utf-8", "base64", "\r\n")
	}},
	{"quoted-printable", nil, func(from, subject string, v version) []byte {
		return whole(from, subject, v, "utf-8", "quoted-printable", "\r\n")
	}},
	{"windows-1252", nil, func(from, subject string, v version) []byte {
		return whole(from, subject, v, "windows-1252", "8bit", "\r\n")
	}},
	{"windows-1252 that says iso-8859-1, quoted-printable", nil, func(from, subject string, v version) []byte {
		return whole(from, subject, v, "iso-8859-1", "quoted-printable", "\n")
	}},
	{"windows-1252 that says UTF-8", nil, func(from, subject string, v version) []byte {
		raw := whole(from, subject, v, "windows-1252", "8bit", "\r\n")
		return bytes.Replace(raw, []byte("windows-1252"), []byte("utf-8"), 1)
	}},
	{"flowed", func(v version) bool { return v.html }, func(from, subject string, v version) []byte {
		v.text = flow(v.text)
		return bytes.Replace(whole(from, subject, v, "utf-8", "8bit", "\r\n"), []byte("charset=utf-8"), []byte("charset=utf-8; format=flowed"), 1)
	}},
	{"wrapped", func(v version) bool { return v.html }, func(from, subject string, v version) []byte {
		v.text = wrap(v.text, 74)
		return whole(from, subject, v, "utf-8", "8bit", "\r\n")
	}},
	{"alternative", func(v version) bool { return !v.html }, func(from, subject string, v version) []byte {
		return []byte("From: " + from + "\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
			v.plain + "\r\n--=_b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + v.text + "\r\n--=_b--\r\n")
	}},
}

func whole(from, subject string, v version, charset, encoding, eol string) []byte {
	kind := "plain"
	if v.html {
		kind = "html"
	}
	body := []byte(strings.ReplaceAll(strings.ReplaceAll(v.text, "\r\n", "\n"), "\n", eol))
	if charset != "utf-8" {
		s := strings.NewReplacer("\u202f", " ", "\ufeff", "").Replace(string(body))
		var err error
		if body, err = charmap.Windows1252.NewEncoder().Bytes([]byte(s)); err != nil {
			panic(err)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\nDate: %s\n", from, sent)
	if subject != "" {
		fmt.Fprintf(&b, "Subject: %s\n", subject)
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\nContent-Type: text/%s; charset=%s\nContent-Transfer-Encoding: %s\n\n", kind, charset, encoding)
	head := []byte(strings.ReplaceAll(b.String(), "\n", eol))
	switch encoding {
	case "base64":
		s := base64.StdEncoding.EncodeToString(body)
		for len(s) > 76 {
			head = append(head, s[:76]+eol...)
			s = s[76:]
		}
		return append(head, s+eol...)
	case "quoted-printable":
		var q bytes.Buffer
		w := quotedprintable.NewWriter(&q)
		w.Write(body)
		w.Close()
		return append(head, q.Bytes()...)
	}
	return append(head, body...)
}

// flow writes text as format=flowed, wrapped at 66 (RFC 3676 §4.2).
func flow(s string) string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		l = strings.TrimRight(l, " ")
		marks := l[:len(l)-len(strings.TrimLeft(l, "> "))]
		quote := strings.ReplaceAll(marks, " ", "")
		if quote != "" {
			quote += " "
			l = strings.TrimLeft(l, "> ")
		} else if strings.HasPrefix(l, " ") || strings.HasPrefix(l, "From ") {
			l = " " + l // stuffed
		}
		for len(l) > 66 && strings.LastIndexByte(l[:66], ' ') > 0 {
			cut := strings.LastIndexByte(l[:66], ' ') + 1
			out = append(out, quote+l[:cut])
			l = l[cut:]
		}
		out = append(out, strings.TrimRight(quote+l, " "))
	}
	return strings.Join(out, "\n")
}

// wrap breaks long lines at blanks, as clients do that send plain text, and
// repeats the quote marks.
func wrap(s string, width int) string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		marks := l[:len(l)-len(strings.TrimLeft(l, "> "))]
		l = l[len(marks):]
		for len(l) > width {
			cut := strings.LastIndexByte(l[:width], ' ')
			if cut <= 0 {
				break
			}
			out = append(out, marks+l[:cut])
			l = l[cut+1:]
		}
		out = append(out, marks+l)
	}
	return strings.Join(out, "\n")
}

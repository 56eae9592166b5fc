package mail

import (
	"fmt"
	"strings"
)

// hostile builds inputs of about n bytes that make careless readers run for
// seconds or minutes.
var hostile = []struct {
	name  string
	build func(n int) string
}{
	{"blanks", func(n int) string { return strings.Repeat(" ", n) }},
	{"newlines", func(n int) string { return strings.Repeat("\n", n) }},
	{"no-break spaces", func(n int) string { return strings.Repeat("\u00a0", n/2) }},
	{"blanks with a word at the end of each line", func(n int) string { return strings.Repeat(strings.Repeat(" ", 200)+"x\n", n/202) }},
	{"attribution that never ends", func(n int) string { return "Op " + strings.Repeat("heeft ", n/6) }},
	{"attribution lines", func(n int) string { return strings.Repeat("Op 3 feb heeft\n", n/15) }},
	{"wrote", func(n int) string { return strings.Repeat("On 3 wrote ", n/11) }},
	{"angles in a block", func(n int) string {
		return "Van: a@b.example\nDatum: 3 februari 2025 09:14\nAan: " + strings.Repeat("<", n)
	}},
	{"addresses in a block", func(n int) string {
		return "Van: a@b.example\nDatum: 3 februari 2025 09:14\nAan: " + strings.Repeat("a@b.example;\n", n/13)
	}},
	{"addresses", func(n int) string { return strings.Repeat("a@b.example, ", n/13) }},
	{"quote marks", func(n int) string { return strings.Repeat(">", n) }},
	{"quote marks, spaced", func(n int) string { return strings.Repeat("> ", n/2) }},
	{"quoted lines", func(n int) string { return strings.Repeat(">>>>>>>> x\n", n/11) }},
	{"one line", func(n int) string { return strings.Repeat("x", n) }},
	{"one line of words", func(n int) string { return strings.Repeat("verwijder ", n/10) }},
	{"from labels", func(n int) string { return strings.Repeat("Van: ", n/5) }},
	{"from label lines", func(n int) string { return strings.Repeat("Van: a@b.example\n", n/17) }},
	{"from and date lines", func(n int) string { return strings.Repeat("Van: a@b.example\nDatum: x\n", n/26) }},
	{"blocks in blocks", func(n int) string {
		return strings.Repeat("Van: a@b.example\nVerzonden: 3 februari 2025 09:14\nOnderwerp: FW: x\n\n", n/69)
	}},
	{"separators", func(n int) string { return strings.Repeat("---- Forwarded message ----\n", n/28) }},
	{"glued labels", func(n int) string { return "---- Forwarded message ----" + strings.Repeat("Van: <a>", n/8) }},
	{"underscores", func(n int) string { return strings.Repeat("____________________\n", n/21) }},
	{"dashes", func(n int) string { return strings.Repeat("-", n) }},
	{"quotes", func(n int) string { return strings.Repeat("\"", n) }},
	{"quoted words", func(n int) string { return strings.Repeat("\"a ", n/3) }},
	{"brackets", func(n int) string { return strings.Repeat("(", n) }},
	{"asks without objects", func(n int) string { return strings.Repeat("graag verwijderen, ", n/19) }},
	{"asks in one sentence", func(n int) string { return strings.Repeat("gebruiker a@b.example verwijderen en ", n/37) }},
	{"asks that point back", func(n int) string { return strings.Repeat("Verwijder die gebruiker. ", n/25) }},
	{"keys that name nothing", func(n int) string { return strings.Repeat("sleutel ", n/8) }},
	{"objects without a verb", func(n int) string { return strings.Repeat("gebruiker, ", n/11) }},
	{"clock times", func(n int) string { return strings.Repeat("10:00 ", n/6) }},
	{"dates", func(n int) string { return strings.Repeat("3 feb 2026 ", n/11) }},
	{"dates in one sentence", func(n int) string { return strings.Repeat("gisteren gelekt en ", n/19) }},
	{"ranges", func(n int) string { return strings.Repeat("tussen 1 en 2 tot ", n/18) }},
	{"form labels", func(n int) string { return strings.Repeat("Aanvrager: x\n", n/13) }},
	{"form labels, nearly", func(n int) string { return strings.Repeat("Aanvragr: x\n", n/12) }},
	{"empty form labels", func(n int) string { return strings.Repeat("Gevraagde actie:\n", n/17) }},
	{"form actions", func(n int) string { return strings.Repeat("Actie: gebruiker verwijderen\n", n/29) }},
	{"capitals", func(n int) string { return strings.Repeat("Jan ", n/4) }},
	{"capital particles", func(n int) string { return strings.Repeat("Van De ", n/7) }},
	{"dots", func(n int) string { return strings.Repeat("a.", n/2) }},
	{"list items", func(n int) string { return "Graag:\n" + strings.Repeat("- gebruiker x\n", n/14) }},
	{"labels, each different from the one before", func(n int) string {
		return strings.Repeat("Van: a\nDatum: b\nAan: c\nCC: d\nBijlagen: e\nX-A: f\n", n/51)
	}},
	{"labels on one line", func(n int) string {
		return strings.Repeat("Van: a@b.example Aan: c Datum: 3 februari 2025 09:14 ", n/53)
	}},
	{"labels on lines, glued", func(n int) string { return strings.Repeat("Van: a: b: Aan: c\n", n/18) }},
	{"labels that ask for more", func(n int) string { return strings.Repeat("Aan: a;\n"+strings.Repeat("x", 80)+";\n", n/91) }},
	{"labels without values", func(n int) string { return strings.Repeat("Van:\n\nx\n\n", n/9) }},
	{"separators with glued labels", func(n int) string {
		return strings.Repeat("-- Forwarded message -- Van: a@b.example\n", n/41)
	}},
	{"quote depths that change", func(n int) string { return strings.Repeat("> a\n>> b\n>>> c\n", n/15) }},
	{"attributions at changing depths", func(n int) string {
		return strings.Repeat("> Op 3 feb 2025 om 09:14 schreef a@b.example:\n>> x\n", n/52)
	}},
	{"forwards in quotes in quotes", func(n int) string {
		var b strings.Builder
		for depth := 0; b.Len() < n; depth++ {
			q := strings.Repeat("> ", depth%40)
			b.WriteString(q + "---- Forwarded message ----\n" + q + "Van: a@b.example\n" + q + "Datum: 3 februari 2025 09:14\n" + q + "\n")
		}
		return b.String()
	}},
	{"rules", func(n int) string { return strings.Repeat("----------\n\n", n/12) }},
	{"ends", func(n int) string { return strings.Repeat("---- End forwarded message ----\n", n/32) }},
	{"greetings", func(n int) string { return strings.Repeat("Groet,\n", n/7) }},
}

var hostileHTML = []struct {
	name  string
	build func(n int) string
}{
	{"nested b", func(n int) string { return strings.Repeat("<b>", n/3) + "x" }},
	{"nested div", func(n int) string { return strings.Repeat("<div>", n/5) + "x" }},
	{"nested blockquote", func(n int) string { return strings.Repeat("<blockquote>", n/12) + "x" }},
	{"nested hidden", func(n int) string { return strings.Repeat("<div hidden>", n/12) + "x" }},
	{"ampersands", func(n int) string { return strings.Repeat("&", n) }},
	{"angles", func(n int) string { return strings.Repeat("<", n) }},
	{"open comment", func(n int) string { return strings.Repeat("<!--", n/4) }},
	{"styles", func(n int) string { return strings.Repeat("<style>.a{display:none}", n/23) }},
	{"braces", func(n int) string { return "<style>" + strings.Repeat("{", n) }},
	{"attributes", func(n int) string { return "<p " + strings.Repeat("a=b ", n/4) + ">x" }},
	{"hidden and shown again", func(n int) string {
		return strings.Repeat("<i style=font-size:0><b style=font-size:9px>x", n/45)
	}},
	{"hidden paragraphs", func(n int) string { return strings.Repeat("<p hidden>x", n/11) }},
	{"hidden, other elements inside", func(n int) string {
		var b strings.Builder
		b.WriteString("<div hidden>")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "<x%d>", i)
		}
		return b.String()
	}},
	{"classes", func(n int) string {
		return "<style>" + strings.Repeat(".a,.b{display:none}", min(n/40, 500)) + "</style>" + strings.Repeat("<p class='a b c d'>x", n/40)
	}},
	{"cells", func(n int) string { return "<table>" + strings.Repeat("<td>x", n/5) }},
}

var hostileRaw = []struct {
	name  string
	build func(n int) string
}{
	{"encoded words without end", func(n int) string { return "Subject: " + strings.Repeat("=?utf-8?q?", n/10) + "\r\n\r\nx" }},
	{"encoded words", func(n int) string { return "Subject: " + strings.Repeat("=?utf-8?q?a?= ", n/14) + "\r\n\r\nx" }},
	{"open quotes in From", func(n int) string { return "From: " + strings.Repeat("\"", n) + "\r\n\r\nx" }},
	{"comments in From", func(n int) string { return "From: " + strings.Repeat("(", n) + "\r\n\r\nx" }},
	{"addresses in From", func(n int) string { return "From: " + strings.Repeat("a@b.example, ", n/13) + "\r\n\r\nx" }},
	{"angles in From", func(n int) string { return "From: " + strings.Repeat("<", n) + "\r\n\r\nx" }},
	{"ids", func(n int) string { return "References: " + strings.Repeat("<a> ", n/4) + "\r\n\r\nx" }},
	{"different ids", func(n int) string {
		var b strings.Builder
		b.WriteString("References: ")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "<%d@x> ", i)
		}
		return b.String() + "\r\n\r\nx"
	}},
	{"folded lines", func(n int) string { return "Subject: x" + strings.Repeat("\r\n x", n/4) + "\r\n\r\nx" }},
	{"fields", func(n int) string { return strings.Repeat("A: b\r\n", n/6) + "\r\nx" }},
	{"lone CR", func(n int) string { return strings.Repeat("A: b\r", n/5) }},
	{"no colon", func(n int) string { return strings.Repeat("abc\n", n/4) }},
	{"prefixes", func(n int) string { return "Subject: " + strings.Repeat("Re: ", n/4) + "\r\n\r\nx" }},
	{"results", func(n int) string {
		return "From: a@b.example\r\nAuthentication-Results: mx.snoobi.nl" + strings.Repeat("; dkim=pass", n/11) + "\r\n\r\nx"
	}},
	{"results, comments", func(n int) string {
		return "From: a@b.example\r\nAuthentication-Results: mx.snoobi.nl" + strings.Repeat("(", n) + "\r\n\r\nx"
	}},
	{"content-type junk", func(n int) string { return "Content-Type: text/plain; " + strings.Repeat("; ;=", n/4) + "\r\n\r\nx" }},
	{"parts", func(n int) string {
		return "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\n\r\n", min(1999, n/7))
	}},
	{"nested parts", func(n int) string {
		var b strings.Builder
		for i := range 49 {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return b.String() + strings.Repeat("x\r\n", n/3)
	}},
	{"attached in attached", func(n int) string {
		return strings.Repeat("Content-Type: message/rfc822\r\n\r\n", n/32)
	}},
	{"parameters in pieces", func(n int) string {
		var b strings.Builder
		b.WriteString("Content-Type: application/octet-stream")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "; name*%d*=%%41", i)
		}
		return b.String() + "\r\n\r\nx"
	}},
	{"parameters in one piece, again and again", func(n int) string {
		return "Content-Disposition: attachment" + strings.Repeat("; filename*0=a", n/14) + "\r\n\r\nx"
	}},
	{"parts with many parameters", func(n int) string {
		return "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: a/b; a=b; c=d; name*0=e; name*1=f\r\n\r\n", min(1900, n/56))
	}},
	{"encoded words in many charsets", func(n int) string {
		return "Subject: " + strings.Repeat("=?iso-2022-jp?b?GyRC?= =?gb18030?q?=81?= =?utf-7?q?+?= ", n/55) + "\r\n\r\nx"
	}},
	{"encoded words in From", func(n int) string {
		return "From: " + strings.Repeat("=?utf-8?b?w6k=?= ", n/17) + "<a@b.example>\r\n\r\nx"
	}},
	{"attached in attached, encoded", func(n int) string {
		raw := "From: a@b.example\r\n\r\n" + strings.Repeat("x\r\n", n/8)
		for range 5 {
			raw = "From: a@b.example\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.ReplaceAll(raw, "=", "=3D")
		}
		return raw
	}},
	{"many attached", func(n int) string {
		return "From: e@snoobi.nl\r\nContent-Type: multipart/digest; boundary=x\r\n\r\n" + strings.Repeat("--x\r\n\r\nFrom: a@b.example\r\n\r\nx\r\n", min(1900, n/35))
	}},
	{"delivery reports", func(n int) string {
		return "From: a@b.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n" + strings.Repeat("Action: failed\r\n\r\n", n/18)
	}},
	{"text and HTML that differ", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n/3; i++ {
			fmt.Fprintf(&b, "woord%d verwijder%d ", i, i)
		}
		return "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n" + b.String() + "\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>" + strings.ReplaceAll(b.String(), "o", "a") + "\r\n--x--"
	}},
	{"winmail.dat, empty attributes", func(n int) string {
		return winmailOf(strings.Repeat("\x01\x0c\x80\x02\x00\x00\x00\x00\x00\x00\x00", n/15))
	}},
	{"winmail.dat, files", func(n int) string {
		return winmailOf(strings.Repeat("\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00", n/15))
	}},
	{"winmail.dat, properties", func(n int) string {
		props := []byte{0xff, 0xff, 0xff, 0}
		for len(props) < n*3/4 {
			props = append(props, propText(0x37, "")...)
		}
		return string(winmailIn("x", "", newTNEF().attr(1, 0x00069003, props).Bytes()))
	}},
	{"winmail.dat in winmail.dat", func(n int) string {
		w := newTNEF().body(strings.Repeat("x", n/2))
		for range 20 {
			w = newTNEF().file("winmail.dat", w.Bytes())
		}
		return string(winmailIn("x", "", w.Bytes()))
	}},
	{"RTF that grows", func(n int) string { return rtfOf(rtfBomb(n / 3)) }},
	{"RTF, groups", func(n int) string { return rtfOf(plainRTF("{\\rtf1" + strings.Repeat("{\\*", n/4))) }},
	{"RTF, controls", func(n int) string { return rtfOf(plainRTF("{\\rtf1" + strings.Repeat("\\u233 \\'e9\\par", n*3/4/15))) }},
	{"RTF, pictures", func(n int) string { return rtfOf(plainRTF("{\\rtf1" + strings.Repeat("\\bin1 x", n*3/4/8))) }},
	{"base64", func(n int) string { return "Content-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("YWFh", n/4) }},
	{"quoted-printable", func(n int) string {
		return "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.Repeat("= ", n/2)
	}},
	{"flowed", func(n int) string {
		return "Content-Type: text/plain; format=flowed\r\n\r\n" + strings.Repeat("a \r\n", n/4)
	}},
}

func winmailOf(attributes string) string {
	return string(winmailIn("x", "", append(newTNEF().Bytes(), attributes...)))
}

func rtfOf(compressed []byte) string {
	return string(winmailIn("x", "", newTNEF().message(propBytes(0x1009, 0x0102, compressed)).Bytes()))
}

// hostileMails yields a whole mail of about n bytes for each hostile input, as a
// report and as a forward.
func hostileMails(n int) map[string][]byte {
	out := map[string][]byte{}
	head := "From: a@b.example\r\nDate: " + sent + "\r\nSubject: FW: x\r\nContent-Type: text/%s; charset=utf-8\r\n\r\n"
	for _, h := range hostile {
		out["text: "+h.name] = []byte(fmt.Sprintf(head, "plain") + h.build(n))
		out["html: "+h.name] = []byte(fmt.Sprintf(head, "html") + "<p>" + h.build(n))
		out["header: "+h.name] = []byte("Subject: " + strings.ReplaceAll(h.build(n), "\n", "\n ") + "\r\n\r\nx")
	}
	for _, h := range hostileHTML {
		out["html: "+h.name] = []byte(fmt.Sprintf(head, "html") + h.build(n))
	}
	both := "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>%s x\r\n--x--"
	for _, h := range hostile {
		out["both: "+h.name] = fmt.Appendf(nil, both, h.build(n/2), h.build(n/2))
	}
	for _, h := range hostileRaw {
		out["raw: "+h.name] = []byte(h.build(n))
	}
	return out
}

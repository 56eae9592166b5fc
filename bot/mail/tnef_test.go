package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"meldwacht/bot"
)

// A tnefWriter writes TNEF as Outlook does, [MS-OXTNEF].
type tnefWriter struct{ bytes.Buffer }

func newTNEF() *tnefWriter {
	w := &tnefWriter{}
	w.Write([]byte{0x78, 0x9F, 0x3E, 0x22, 1, 0})
	w.attr(1, 0x00089006, []byte{0, 0, 1, 0})                // version
	w.attr(1, 0x00069007, []byte{0xE4, 4, 0, 0, 0, 0, 0, 0}) // code page 1252
	return w
}

func (w *tnefWriter) attr(level byte, id uint32, data []byte) *tnefWriter {
	w.WriteByte(level)
	binary.Write(w, binary.LittleEndian, id)
	binary.Write(w, binary.LittleEndian, uint32(len(data)))
	w.Write(data)
	sum := uint16(0)
	for _, b := range data {
		sum += uint16(b)
	}
	binary.Write(w, binary.LittleEndian, sum)
	return w
}

func (w *tnefWriter) body(text string) *tnefWriter {
	return w.attr(1, 0x0002800C, append([]byte(text), 0))
}

func (w *tnefWriter) message(props ...[]byte) *tnefWriter {
	return w.attr(1, 0x00069003, propList(props))
}

// file attaches one: rendering first, then title and bytes.
func (w *tnefWriter) file(name string, data []byte, props ...[]byte) *tnefWriter {
	w.attr(2, 0x00069002, make([]byte, 14))
	w.attr(2, 0x00018010, append([]byte(name), 0))
	if data != nil {
		w.attr(2, 0x0006800F, data)
	}
	return w.attr(2, 0x00069005, propList(props))
}

func propList(props [][]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(props)))
	return append(b, bytes.Join(props, nil)...)
}

func propHead(id, kind uint16) []byte {
	return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, kind), id)
}

func propBytes(id, kind uint16, v []byte) []byte {
	b := binary.LittleEndian.AppendUint32(propHead(id, kind), 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(v)))
	b = append(b, v...)
	return append(b, make([]byte, (4-len(v)%4)%4)...)
}

func propText(id uint16, s string) []byte {
	var v []byte
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		v = binary.LittleEndian.AppendUint16(v, u)
	}
	return propBytes(id, 0x001F, v)
}

func propNumber(id uint16, n uint32) []byte {
	return binary.LittleEndian.AppendUint32(propHead(id, 0x0003), n)
}

func propMoment(id uint16, t time.Time) []byte {
	return binary.LittleEndian.AppendUint64(propHead(id, 0x0040), uint64(t.Unix()+11644473600)*1e7)
}

// Two of Outlook's own properties, one known by its number and one by its name.
func propNumbered() []byte {
	b := append(propHead(0x8005, 0x0003), make([]byte, 16)...)
	return append(b, 0, 0, 0, 0, 0x52, 0x85, 0, 0, 7, 0, 0, 0)
}

func propNamed() []byte {
	b := append(propHead(0x8006, 0x000B), make([]byte, 16)...)
	return append(b, 1, 0, 0, 0, 6, 0, 0, 0, 'a', 0, 'b', 0, 0, 0, 0, 0, 1, 0, 0, 0)
}

// compressRTF writes compressed RTF, as many bytes as it can by reference.
func compressRTF(s string) []byte {
	var out []byte
	dict := []byte(rtfStart)
	control, bit := 0, 8
	token := func(reference bool, b ...byte) {
		if bit == 8 {
			control, bit = len(out), 0
			out = append(out, 0)
		}
		if reference {
			out[control] |= 1 << bit
		}
		bit++
		out = append(out, b...)
	}
	for i := 0; i < len(s); {
		from := max(0, len(dict)-4000)
		n, at := min(17, len(s)-i), -1
		for ; n >= 2; n-- {
			if at = bytes.LastIndex(dict[from:], []byte(s[i:i+n])); at >= 0 {
				break
			}
		}
		if at < 0 {
			n = 1
			token(false, s[i])
		} else {
			ref := (from+at)%4096<<4 | (n - 2)
			token(true, byte(ref>>8), byte(ref))
		}
		dict = append(dict, s[i:i+n]...)
		i += n
	}
	end := len(dict) % 4096 << 4
	token(true, byte(end>>8), byte(end))
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(out)+12))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(s)))
	head = binary.LittleEndian.AppendUint32(head, rtfCompressed)
	return append(binary.LittleEndian.AppendUint32(head, 0), out...)
}

// rtfBomb is n times 17 bytes of what was written before.
func rtfBomb(n int) []byte {
	b := []byte{0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 'L', 'Z', 'F', 'u', 0, 0, 0, 0}
	for i := range n {
		if i%8 == 0 {
			b = append(b, 0xff)
		}
		at := (len(rtfStart) + 17*i + 1) % 4096
		b = append(b, byte(at>>4), byte(at<<4)|15)
	}
	return b
}

func plainRTF(s string) []byte {
	b := binary.LittleEndian.AppendUint32(make([]byte, 4), uint32(len(s)))
	return append(b, "MELA\x00\x00\x00\x00"+s...)
}

// winmailIn sends a winmail.dat, beside a text when there is one.
func winmailIn(subject, text string, tnef []byte) []byte {
	return []byte("From: e@snoobi.nl\nDate: " + sent + "\nSubject: " + subject + "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n" + text +
		"\n--b\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"winmail.dat\"\n\n" + base64.StdEncoding.EncodeToString(tnef) + "\n--b--\n")
}

const rtfMail = `{\rtf1\ansi\ansicpg1252\fromtext \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl\red0\green0\blue0;}{\*\generator Microsoft Exchange Server;}
\uc1\pard\plain\deftab360 \f0\fs20 Van: Jan de Vries <jan@winkel.example>\line
Verzonden: maandag 3 februari 2025 09:14\line
Aan: Support\line Onderwerp: Till\par
\par
De kassa in \b Breda\b0  toont \{E42\}, caf\'e9 \u8222?De Zon\u8221?.\par {\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt Zie hier}}\tab einde{\pict\bin4 {}\}x}.\par}`

// TestWinmail reads what Outlook wraps into a winmail.dat: its text when the
// mail has no other, and the mails attached to it.
func TestWinmail(t *testing.T) {
	const block = "Van: Jan de Vries <jan@winkel.example>\r\nVerzonden: maandag 3 februari 2025 09:14\r\nAan: Support\r\nOnderwerp: Till\r\n\r\nDe kassa in Breda toont {E42}, caf\xe9 \x84De Zon\x94.\r\nZie hier\teinde."
	const text = "De kassa in Breda toont {E42}, café „De Zon”.\nZie hier\teinde."
	html := strings.NewReplacer("\r\n", "<br>", "\xe9", "é", "\x84", "&bdquo;", "\x94", "&rdquo;", "<jan@", "&lt;jan@", ".example>", ".example&gt;").Replace(block)
	for name, w := range map[string]*tnefWriter{
		"plain text":                newTNEF().body(block),
		"plain text, as a property": newTNEF().message(propNumbered(), propNamed(), propText(0x1000, strings.NewReplacer("\xe9", "é", "\x84", "„", "\x94", "”").Replace(block))),
		"HTML":                      newTNEF().message(propNumber(0x3FDE, 65001), propBytes(0x1013, 0x0102, []byte(html))),
		"RTF, compressed":           newTNEF().message(propNumbered(), propNamed(), propBytes(0x1009, 0x0102, compressRTF(rtfMail))),
		"RTF, not compressed":       newTNEF().message(propBytes(0x1009, 0x0102, plainRTF(rtfMail))),
	} {
		m := desk.Read(winmailIn("FW: Till", "", w.Bytes()))
		if m.Forwarded != bot.ForwardInline || m.Reporter.Address != "jan@winkel.example" || clockOf(m.SentAt) != "2025-02-03 09:14" || collapse(m.Text) != collapse(text) || len(m.Warnings) > 0 {
			t.Errorf("%s: %s, %q, %s, text %q, %v", name, m.Forwarded, string(m.Reporter.Address), clockOf(m.SentAt), m.Text, m.Warnings)
		}
	}
	m := desk.Read(winmailIn("Till", "De kassa doet het niet.", newTNEF().body("De kassa doet het niet, in opmaak.").Bytes()))
	if m.Text != "De kassa doet het niet." || len(m.Warnings) > 0 {
		t.Errorf("beside a text: %q, %v", m.Text, m.Warnings)
	}
	whole := append([]byte("From: e@snoobi.nl\nSubject: x\nContent-Type: application/octet-stream\n\n"), newTNEF().body("De kassa.").Bytes()...)
	if m := desk.Read(whole); m.Text != "De kassa." {
		t.Errorf("the whole mail, without a label: %q", m.Text)
	}
}

// TestWinmailAttached reads a mail that Outlook forwarded as an attachment: as a
// tree of properties, which proves nothing, and as the file that it was.
func TestWinmailAttached(t *testing.T) {
	at := time.Date(2025, 2, 3, 8, 14, 0, 0, time.UTC)
	inner := func(more ...[]byte) *tnefWriter {
		return newTNEF().body("De kassa in Breda toont E42.").message(append([][]byte{propText(0x0037, "Till"), propMoment(0x0039, at), propText(0x1035, "<1@winkel.example>"),
			propText(0x0042, "Jan \"Piet\" de Vries"), propText(0x0065, "/O=X/CN=JAN"), propText(0x5D02, "Jan@winkel.example"), propText(0x0C1A, "Secretaris"), propText(0x5D01, "s@winkel.example")}, more...)...)
	}
	object := append([]byte{7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46}, inner().Bytes()...)
	eml := []byte("From: Jan \"Piet\" de Vries <jan@winkel.example>\r\nDate: Mon, 3 Feb 2025 09:14:00 +0100\r\nMessage-ID: <1@winkel.example>\r\nSubject: Till\r\n\r\nDe kassa in Breda toont E42.\r\n")
	old := newTNEF().attr(1, 0x00008000, append([]byte{4, 0, 32, 0, 21, 0, 24, 0}, "Jan \"Piet\" de Vries\x00\x00SMTP:jan@winkel.example\x00"...)).
		attr(1, 0x00018004, []byte("Till\x00")).attr(1, 0x00038005, []byte{0xE9, 7, 2, 0, 3, 0, 8, 0, 14, 0, 0, 0, 1, 0}).body("De kassa in Breda toont E42.").message(propText(0x1035, "<1@winkel.example>"))
	for name, c := range map[string]struct {
		tnef   *tnefWriter
		signed bool
	}{
		"an object":           {newTNEF().file("Till", nil, propNumber(0x3705, 5), propBytes(0x3701, 0x000D, object)), false},
		"data":                {newTNEF().file("Till", inner().Bytes()), false},
		"old attributes":      {newTNEF().file("Till", old.Bytes()), false},
		"an .eml":             {newTNEF().file("TILL~1.EML", eml, propText(0x3707, "Till.eml")), true},
		"a second in its own": {newTNEF().file("winmail.dat", newTNEF().file("Till", inner().Bytes()).Bytes()), false},
	} {
		raw := winmailIn("FW: Till", "Zie bijlage.", c.tnef.Bytes())
		m := desk.Read(raw)
		if m.Forwarded != bot.ForwardAttached || m.Reporter != (bot.Mailbox{Name: `Jan "Piet" de Vries`, Address: "jan@winkel.example"}) || m.Subject != "Till" || clockOf(m.SentAt) != "2025-02-03 09:14" || m.Text != "De kassa in Breda toont E42." || m.Note != "Zie bijlage." || !slices.Contains(m.IDs, "1@winkel.example") {
			t.Errorf("%s: %+v", name, m)
		}
		if (m.Original != nil) != c.signed || (desk.Original(raw) != nil) != c.signed {
			t.Errorf("%s: an original whose signature can be checked: %v", name, m.Original)
		}
	}
	// In the attached mail another one is attached.
	nested := newTNEF().message(propText(0x0037, "FW: Till"), propText(0x0042, "Els Kok"), propText(0x5D02, "els@winkel.example")).body("Zie bijlage").file("Till", inner().Bytes())
	if m := desk.Read(winmailIn("FW: Till", "", newTNEF().file("FW Till", nested.Bytes()).Bytes())); len(m.Hops) != 2 || m.Reporter.Address != "jan@winkel.example" || m.Text != "De kassa in Breda toont E42." {
		t.Errorf("nested: %+v", m)
	}
	if m := desk.Read(winmailIn("FW: Till", "Zie bijlage.", newTNEF().file("Till.msg", []byte("\xd0\xcf\x11\xe0")).Bytes())); !slices.Contains(m.Warnings, WarnMSG) {
		t.Errorf("a .msg inside: %v", m.Warnings)
	}
}

// TestWinmailUnreadable holds that what could not be read is said, and that what
// could is kept.
func TestWinmailUnreadable(t *testing.T) {
	whole := newTNEF().body("De kassa.").file("a.txt", []byte("abc")).Bytes()
	broken := compressRTF(rtfMail)
	for name, c := range map[string]struct {
		tnef []byte
		text string
	}{
		"no TNEF":                     {[]byte("no such thing"), ""},
		"nothing":                     {nil, ""},
		"cut short":                   {whole[:len(whole)-20], "De kassa."},
		"a wrong level":               {append(slices.Clone(whole), 9, 9, 9, 9, 9, 9, 9, 9, 9, 9), "De kassa."},
		"a length beyond the end":     {append(slices.Clone(whole), 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff), "De kassa."},
		"no text in it":               {newTNEF().file("a.txt", []byte("abc")).Bytes(), ""},
		"RTF of an unknown kind":      {newTNEF().message(propBytes(0x1009, 0x0102, make([]byte, 40))).Bytes(), ""},
		"RTF cut short":               {newTNEF().message(propBytes(0x1009, 0x0102, broken[:len(broken)/2])).Bytes(), "Van: Jan"},
		"properties cut short":        {newTNEF().body("De kassa.").message(propText(0x37, "x")[:9]).Bytes(), "De kassa."},
		"a property of unknown type":  {newTNEF().body("De kassa.").message(append(propHead(0x37, 0x0BBB), 1, 2, 3, 4)).Bytes(), "De kassa."},
		"a number of values too high": {newTNEF().body("De kassa.").message(append(propHead(0x37, 0x101E), 0xff, 0xff, 0xff, 0xff)).Bytes(), "De kassa."},
	} {
		m := desk.Read(winmailIn("Till", "", c.tnef))
		if !slices.Contains(m.Warnings, WarnTNEF) || !strings.HasPrefix(m.Text, c.text) || c.text == "" && m.Text != "" {
			t.Errorf("%s: text %q, %v", name, m.Text, m.Warnings)
		}
	}
	if m := desk.Read([]byte("From: e@snoobi.nl\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nZie bijlage.\n--b\nContent-Type: application/vnd.ms-outlook; name=\"Lek.msg\"\nContent-Transfer-Encoding: base64\n\n0M8R4A==\n--b--\n")); !slices.Contains(m.Warnings, WarnMSG) || m.Text != "Zie bijlage." {
		t.Errorf("a .msg: %q, %v", m.Text, m.Warnings)
	}
}

// TestRTF reads what can stand in RTF.
func TestRTF(t *testing.T) {
	for rtf, want := range map[string]string{
		`{\rtf1 a\par b}`:                        "a\nb",
		`{\rtf1 a\par` + "\r\n" + `b\line c}`:    "a\nb\nc",
		`{\rtf1\ansicpg1250 \'9a}`:               "š",
		`{\rtf1\ansicpg932 \'93\'fa}`:            "日",
		`{\rtf1\uc0 \u233 t\u233}`:               "été",
		`{\rtf1\uc1 \u-10179?\u-8704?x}`:         "😀x",
		`{\rtf1\uc2 \u233 ??x}`:                  "éx",
		`{\rtf1 a\~b\_c\emdash\lquote d\rquote}`: "a b-c—‘d’",
		`{\rtf1{\*\unknown hidden {deep}}seen}`:  "seen",
		`{\rtf1{\info{\title hidden}}seen}`:      "seen",
		`{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 text\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}`: "text",
		`{\rtf1{{{{{{a}`:       "a",
		`}}}}`:                 "",
		`{\rtf1 a\bin99999 b}`: "a",
		`{\rtf1 \'zz\'4`:       "zz4",
		`{\rtf1 \`:             "",
	} {
		if got, _ := rtfText([]byte(rtf), 1000); strings.TrimSpace(got) != want {
			t.Errorf("%s: %q, want %q", rtf, got, want)
		}
	}
	ended := append(compressRTF(rtfMail), "\xffand what is no part of it"...)
	ended[5] = 0xff // more bytes than there are
	if out, ok := expandRTF(ended, maxText); string(out) != rtfMail || !ok {
		t.Errorf("behind the end: %q", out)
	}
	if out, _ := expandRTF(rtfBomb(80000), maxText); len(out) != maxText {
		t.Errorf("a bomb: %d bytes", len(out))
	}
}

// FuzzTNEF feeds streams: whatever comes, it ends, and what it holds is text.
func FuzzTNEF(f *testing.F) {
	f.Add(newTNEF().body("x").file("a.eml", []byte("From: a@b.example\n\nx")).Bytes())
	f.Add(newTNEF().message(propNumbered(), propNamed(), propText(0x37, "x"), propBytes(0x1009, 0x0102, compressRTF(rtfMail))).Bytes())
	f.Add(newTNEF().file("x", newTNEF().file("y", newTNEF().body("z").Bytes()).Bytes()).Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := &content{left: maxText}
		c.openWinmail(raw, 0)
		text, _ := c.text()
		if !utf8.ValidString(text) {
			t.Errorf("no UTF-8: %q", text)
		}
		total := 0
		for _, a := range c.attached {
			total += len(a.raw)
		}
		if total > 200*len(raw)+maxText {
			t.Errorf("%d bytes became %d", len(raw), total)
		}
		desk.Read(winmailIn("FW: x", "", raw))
	})
}

// FuzzRTF feeds compressed RTF.
func FuzzRTF(f *testing.F) {
	f.Add(compressRTF(rtfMail))
	f.Add([]byte(fmt.Sprintf("%16s", "LZFu")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, _ := expandRTF(raw, maxText)
		if len(out) > maxText {
			t.Errorf("%d bytes", len(out))
		}
		if text, _ := rtfText(out, maxText); !utf8.ValidString(text) {
			t.Errorf("no UTF-8: %q", text)
		}
		rtfText(raw, maxText)
	})
}

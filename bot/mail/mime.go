package mail

import (
	"bytes"
	"strings"
	"unicode"
)

// content is what a mail holds once its parts are taken apart.
type content struct {
	texts    []piece    // what it says, in order
	wrapped  piece      // the text of a winmail.dat: read when there is no other
	spare    piece      // text that is marked as a file: read when there is nothing else
	attached []attached // mails attached to it
	outlook  bool       // an attached .msg, Outlook's own form of a mail
	winmail  bool       // there is a winmail.dat
	closed   bool       // of which something could not be read
	sealed   bool       // encrypted, or signed in a form that hides the text
	report   bool       // it is a report of a mail system, RFC 6522, at its top or first in it
	reply    bool       // a calendar answer (RFC 5546)
	bounce   bounce     // what such a report tells
	deep     bool       // parts were left out, nested deeper than maxNesting
	differ   bool       // plain text and HTML do not say the same
	inReport bool       // the part that is read now is one of a report: a mail in it is no forward
	odd      odd
	left     int // bytes of text that may still be read
}

// A piece is one part of what a mail says, as plain text, as HTML or as both.
type piece struct {
	plain string // decoded and clean
	html  string // decoded
}

func (p piece) empty() bool {
	return strings.TrimSpace(p.plain) == "" && strings.TrimSpace(p.html) == ""
}

// An attached mail is its bytes as they came, before any decoding of lines.
type attached struct {
	raw     []byte
	rebuilt bool // made of what a winmail.dat tells: no signature can be in it
}

// takeApart walks the parts of one mail. It goes into multiparts and leaves
// attached mails closed: those are read as mails of their own.
func takeApart(h header, body []byte) *content {
	c := &content{left: maxText}
	c.walk(h, body, 0, nil)
	return c
}

// walk reads one part. In a multipart/alternative into is the piece whose text
// it is; else it is a piece of its own.
func (c *content) walk(h header, body []byte, depth int, into *piece) {
	if depth > maxNesting {
		c.deep = true
		return
	}
	kind, at := params(h.get("content-type"))
	encoding := h.get("content-transfer-encoding")
	disposition, dispAt := params(h.get("content-disposition"))
	name := fileName(dispAt("filename"), at("name"))
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		c.multipart(kind, at, body, depth, into)
	case c.inReport && c.reportPart(kind, body, encoding):
	case kind == "message/rfc822" || kind == "message/global" || strings.HasSuffix(name, ".eml"):
		c.attached = append(c.attached, attached{raw: attachedBytes(body, encoding)})
	case strings.HasSuffix(name, ".msg") || kind == "application/vnd.ms-outlook":
		c.outlook = true
	case kind == "application/ms-tnef" || kind == "application/vnd.ms-tnef" || name == "winmail.dat" || kind == "application/octet-stream" && isTNEF(body, encoding):
		c.openWinmail(decodeTransfer(body, encoding), 0)
	case kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime" || kind == "application/pgp-encrypted":
		c.sealed = true
	case kind == "text/calendar":
		switch strings.ToLower(at("method")) {
		case "reply", "counter", "declinecounter": // RFC 5546 §1.4
			c.reply = true
		}
	case kind == "text/html":
		c.add(piece{html: c.decode(body, encoding, at("charset"))}, disposition, name, into)
	case kind == "" || kind == "text" || kind == "text/plain" || kind == "text/enriched" || kind == "text/markdown" || !strings.Contains(kind, "/"):
		text := clean(c.decode(body, encoding, at("charset")), &c.odd)
		if strings.EqualFold(at("format"), "flowed") {
			text = unflow(text, strings.EqualFold(at("delsp"), "yes"))
		}
		c.add(piece{plain: text}, disposition, name, into)
	case kind == "text/rtf" || kind == "application/rtf":
		if c.spare.empty() {
			text, _ := rtfText(decodeTransfer(body, encoding), c.left)
			c.spare.plain = clean(text, &c.odd)
		}
	case kind == "application/octet-stream" && name == "" && len(c.texts) == 0 && depth == 0:
		// The whole mail is a lone octet stream: text with a broken label.
		c.texts = append(c.texts, piece{plain: clean(c.decode(body, encoding, at("charset")), &c.odd)})
	}
}

// add keeps a text: as part of what the mail says, or for want of anything else
// when it is a file.
func (c *content) add(p piece, disposition, name string, into *piece) {
	switch {
	case p.empty():
	case disposition == "attachment" || name != "" && c.says():
		if c.spare.empty() {
			c.spare = p
		}
	case into != nil:
		into.plain, into.html = joinText(into.plain, p.plain), joinText(into.html, p.html)
	default:
		c.texts = append(c.texts, p)
	}
}

func (c *content) says() bool {
	for _, p := range c.texts {
		if !p.empty() {
			return true
		}
	}
	return false
}

// fileName returns the first name that is one, in lower case, without folders.
func fileName(names ...string) string {
	for _, name := range names {
		if name = strings.ToLower(strings.TrimSpace(decodeWords(name))); name != "" {
			return name[strings.LastIndexAny(name, `/\`)+1:]
		}
	}
	return ""
}

// attachedBytes returns an attached mail. RFC 2046 §5.2.1 forbids to encode it;
// clients do it all the same, and some gateways change the label or the bytes
// alone: what looks like a mail decides.
func attachedBytes(body []byte, encoding string) []byte {
	decoded := bytes.TrimLeft(decodeTransfer(body, encoding), "\r\n")
	if likeMail(decoded) {
		return decoded
	}
	if plain := bytes.TrimLeft(body, "\r\n"); likeMail(plain) {
		return plain
	}
	if b := decodeBase64(body); likeMail(b) {
		return b
	}
	return decoded
}

// likeMail reports whether b begins with a field that a mail has.
func likeMail(b []byte) bool {
	h, _ := splitHeader(b[:min(len(b), 4096)])
	for _, f := range h {
		switch f.name {
		case "from", "date", "subject", "received", "message-id", "to", "return-path", "mime-version", "content-type":
			return true
		}
	}
	return false
}

// decode returns at most what is left of maxText; the rest stays in the raw mail.
func (c *content) decode(body []byte, encoding, charset string) string {
	b := decodeTransfer(body, encoding)
	if len(b) > c.left {
		b = b[:c.left]
	}
	c.left -= len(b)
	return toUTF8(b, charset)
}

func joinText(a, b string) string {
	switch {
	case strings.TrimSpace(a) == "":
		return b
	case strings.TrimSpace(b) == "":
		return a
	}
	return strings.TrimRight(a, "\n") + "\n\n" + b
}

func (c *content) multipart(kind string, at func(string) string, body []byte, depth int, into *piece) {
	boundary := strings.TrimRight(at("boundary"), " \t")
	if boundary == "" {
		if boundary = guessBoundary(body); boundary == "" {
			c.walk(nil, body, depth+1, into)
			return
		}
	}
	switch kind {
	case "multipart/report":
		defer func(was bool) { c.inReport = was }(c.inReport)
		c.inReport = true
		c.report = c.report || depth == 0 || depth == 1 && !c.says()
		c.bounce.kind = strings.ToLower(at("report-type"))
	case "multipart/encrypted": // RFC 1847, RFC 3156
		c.sealed = true
	}
	alternative := kind == "multipart/alternative"
	best := piece{}
	parts := 0
	for part := range eachPart(body, boundary) {
		parts++
		h, b := splitHeader(part)
		if kind == "multipart/digest" && !h.has("content-type") {
			// RFC 2046 §5.1.5: the parts of a digest are mails unless they say otherwise.
			c.attached = append(c.attached, attached{raw: bytes.TrimLeft(b, "\r\n")})
			continue
		}
		if !h.has("content-type") && len(h) > 0 && !mimeOnly(h) {
			h, b = nil, part // text without a blank line in front
		}
		if !alternative {
			c.walk(h, b, depth+1, into)
			continue
		}
		var one piece
		c.walk(h, b, depth+1, &one)
		if best.plain == "" { // a second one says the same in another form
			best.plain = one.plain
		}
		if best.html == "" {
			best.html = one.html
		}
	}
	if parts == 0 { // the boundary never comes
		c.walk(nil, body, depth+1, into)
	}
	if alternative {
		c.add(best, "", "", into)
	}
}

// mimeOnly reports whether a part's header holds nothing but MIME fields.
func mimeOnly(h header) bool {
	for _, f := range h {
		if !strings.HasPrefix(f.name, "content-") && !strings.HasPrefix(f.name, "x-") {
			return false
		}
	}
	return true
}

// guessBoundary takes the first line that begins with two dashes for the
// boundary that the header does not give.
func guessBoundary(body []byte) string {
	line, rest := cutLine(body)
	for n := 0; n < 20 && len(bytes.TrimSpace(line)) == 0 && len(rest) > 0; n++ {
		line, rest = cutLine(rest)
	}
	if bytes.HasPrefix(line, []byte("--")) && len(line) > 4 {
		return string(bytes.TrimRight(line[2:], " \t"))
	}
	return ""
}

// eachPart yields the parts between boundary lines (RFC 2046 §5.1.1). The last
// one need not be closed.
func eachPart(body []byte, boundary string) func(yield func([]byte) bool) {
	delimiter := []byte("--" + boundary)
	return func(yield func([]byte) bool) {
		start := -1
		for at := 0; at < len(body); {
			i := bytes.Index(body[at:], delimiter)
			if i < 0 {
				break
			}
			i += at
			at = i + len(delimiter)
			if i > 0 && body[i-1] != '\n' && body[i-1] != '\r' {
				continue
			}
			line, rest := cutLine(body[at:])
			closing := bytes.HasPrefix(line, []byte("--"))
			if tail := bytes.TrimRight(line, " \t"); len(tail) > 0 && !closing {
				continue // a longer boundary that begins alike
			}
			if start >= 0 && !yield(trimBreak(body[start:i])) {
				return
			}
			if closing {
				return
			}
			start = len(body) - len(rest)
			at = max(at, start)
		}
		if start >= 0 && start <= len(body) {
			yield(body[start:])
		}
	}
}

// trimBreak drops the line break that belongs to the boundary below.
func trimBreak(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// text returns what the mail says, and whether text that nobody would see was
// left out.
func (c *content) text() (text string, hidden bool) {
	for _, p := range c.texts {
		t, h := c.say(p)
		text, hidden = joinText(text, t), hidden || h
	}
	for _, p := range []piece{c.wrapped, c.spare} {
		if strings.TrimSpace(text) == "" {
			text, hidden = c.say(p)
		}
	}
	return text, hidden
}

// say returns the plain text of a piece, or its HTML made text when there is
// none or the plain text is a stub that points to the HTML.
func (c *content) say(p piece) (text string, hidden bool) {
	if p.html == "" {
		return p.plain, false
	}
	t, hidden := htmlText(p.html)
	found := c.odd
	t = clean(t, &found)
	if strings.TrimSpace(t) == "" {
		return p.plain, hidden
	}
	if letters(p.plain) > 0 {
		inPlain, inHTML := wordsOf(p.plain), wordsOf(t)
		if !stub(p.plain, inPlain, inHTML) {
			c.differ = c.differ || differ(inPlain, inHTML)
			return p.plain, false
		}
	}
	c.odd = found
	return t, hidden
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			if n++; n > 100 {
				break
			}
		}
	}
	return n
}

// unflow joins the lines of format=flowed text (RFC 3676 §4): a line that ends
// in a blank goes on in the next, as long as the quote depth stays the same.
func unflow(s string, delSp bool) string {
	var b strings.Builder
	b.Grow(len(s))
	open, openDepth := false, 0
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		rest := line[depth:]
		signature := strings.TrimPrefix(rest, " ") == "-- "
		if open && depth == openDepth && !signature {
			rest = strings.TrimPrefix(rest, " ")
		} else {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if depth > 0 {
				b.WriteString(line[:depth])
			} else {
				rest = strings.TrimPrefix(rest, " ")
			}
		}
		open = strings.HasSuffix(rest, " ") && !signature
		openDepth = depth
		if open && delSp {
			rest = strings.TrimSuffix(rest, " ")
		}
		b.WriteString(rest)
	}
	b.WriteByte('\n')
	return b.String()
}

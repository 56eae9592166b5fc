package mail

import (
	"bytes"
	"strings"
	"unicode"
)

// content is what a mail holds once its parts are taken apart.
type content struct {
	plain    string   // the text/plain parts, decoded and clean
	html     string   // the text/html parts, decoded
	attached [][]byte // attached mails as they came, before any decoding of lines
	closed   int      // attached mails that stay closed: Outlook's .msg, winmail.dat, over the limit
	report   bool     // multipart/report: what it holds is no forward (RFC 6522)
	reply    bool     // a calendar answer (RFC 5546)
	deep     bool     // parts were left out, nested deeper than maxNesting
	odd      odd
	left     int // bytes of text that may still be read
}

// takeApart walks the parts of one mail. It goes into multiparts and leaves
// attached mails closed: those are read as mails of their own.
func takeApart(h header, body []byte) *content {
	c := &content{left: maxText}
	c.walk(h, body, 0)
	return c
}

func (c *content) walk(h header, body []byte, depth int) {
	if depth > maxNesting {
		c.deep = true
		return
	}
	kind, at := params(h.get("content-type"))
	encoding := h.get("content-transfer-encoding")
	disposition, dispAt := params(h.get("content-disposition"))
	name := strings.ToLower(dispAt("filename"))
	if name == "" {
		name = strings.ToLower(at("name"))
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		c.multipart(kind, at("boundary"), body, depth)
	case kind == "message/rfc822" || kind == "message/global" || strings.HasSuffix(decodeWords(name), ".eml"):
		// RFC 2046 §5.2.1 forbids to encode these; clients do it.
		if c.report {
			return
		}
		c.attached = append(c.attached, bytes.TrimLeft(decodeTransfer(body, encoding), "\r\n"))
	case strings.HasSuffix(name, ".msg") || name == "winmail.dat" || kind == "application/ms-tnef":
		c.closed++
	case kind == "text/calendar":
		c.reply = c.reply || strings.EqualFold(at("method"), "reply")
	case kind == "text/html":
		if disposition != "attachment" || c.html == "" && c.plain == "" {
			c.html = joinText(c.html, c.decode(body, encoding, at("charset")))
		}
	case kind == "" || kind == "text" || kind == "text/plain" || kind == "text/enriched" || !strings.Contains(kind, "/"):
		if disposition == "attachment" && c.plain != "" || name != "" && disposition == "attachment" && c.html != "" {
			return
		}
		text := clean(c.decode(body, encoding, at("charset")), &c.odd)
		if strings.EqualFold(at("format"), "flowed") {
			text = unflow(text, strings.EqualFold(at("delsp"), "yes"))
		}
		c.plain = joinText(c.plain, text)
	case kind == "application/octet-stream" && name == "" && c.plain == "" && c.html == "" && depth == 0:
		// The whole mail is a lone octet stream: text with a broken label.
		c.plain = clean(c.decode(body, encoding, at("charset")), &c.odd)
	}
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
	case a == "":
		return b
	case strings.TrimSpace(b) == "":
		return a
	}
	return strings.TrimRight(a, "\n") + "\n\n" + b
}

func (c *content) multipart(kind, boundary string, body []byte, depth int) {
	if boundary == "" {
		if boundary = guessBoundary(body); boundary == "" {
			c.walk(nil, body, depth+1)
			return
		}
	}
	if kind == "multipart/report" {
		c.report = true
	}
	parts := 0
	for part := range eachPart(body, boundary) {
		parts++
		h, b := splitHeader(part)
		if kind == "multipart/digest" && !h.has("content-type") {
			// RFC 2046 §5.1.5: the parts of a digest are mails unless they say otherwise.
			c.attached = append(c.attached, bytes.TrimLeft(b, "\r\n"))
			continue
		}
		if !h.has("content-type") && len(h) > 0 && !mimeOnly(h) {
			h, b = nil, part // text without a blank line in front
		}
		c.walk(h, b, depth+1)
	}
	if parts == 0 { // the boundary never comes
		c.walk(nil, body, depth+1)
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

// text returns what the mail says: its plain text, or its HTML made text when
// there is none or the plain text is a stub that points to the HTML.
func (c *content) text() (text string, hidden bool) {
	if c.html == "" {
		return c.plain, false
	}
	if letters(c.plain) > 60 || c.plain != "" && !stub(c.plain) {
		return c.plain, false
	}
	t, hidden := htmlText(c.html)
	t = clean(t, &c.odd)
	if strings.TrimSpace(t) == "" {
		return c.plain, hidden
	}
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

// stub reports whether a short plain text is empty or says no more than that
// the mail is HTML.
func stub(s string) bool {
	s = strings.ToLower(s)
	return letters(s) == 0 || strings.Contains(s, "html") || strings.Contains(s, "browser") || strings.Contains(s, "online")
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

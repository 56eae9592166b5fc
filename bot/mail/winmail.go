package mail

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
)

// openWinmail takes in what a winmail.dat holds: its text, for want of another,
// and the mails attached to it. Files stay in the raw mail.
func (c *content) openWinmail(b []byte, depth int) {
	c.winmail = true
	w, ok := readTNEF(b, depth)
	if !ok {
		c.closed = true
		return
	}
	p := w.piece()
	c.closed = c.closed || w.cut
	if c.wrapped.empty() {
		p.plain = clean(cutText(p.plain, c.left), &c.odd)
		p.html = cutText(p.html, c.left)
		c.left -= min(c.left, len(p.plain)+len(p.html))
		c.wrapped = p
	}
	for _, f := range w.files {
		name := fileName(f.name)
		switch {
		case f.mail != nil && name == "winmail.dat" && depth < maxTNEFDepth:
			c.openWinmail(f.data, depth+1)
		case f.mail != nil:
			c.attached = append(c.attached, attached{raw: f.mail.rebuild(0), rebuilt: true})
		case strings.HasSuffix(name, ".eml"):
			c.attached = append(c.attached, attached{raw: f.data})
		case strings.HasSuffix(name, ".msg"):
			c.outlook = true
		}
	}
}

// piece returns the text of a winmail.dat: the plain one, or that of the HTML,
// or that of the RTF.
func (w *winmail) piece() piece {
	if strings.TrimSpace(w.body) != "" || strings.TrimSpace(w.html) != "" {
		return piece{plain: w.body, html: w.html}
	}
	if len(w.rtf) == 0 {
		return piece{}
	}
	rtf, whole := expandRTF(w.rtf, maxText)
	text, ok := rtfText(rtf, maxText)
	w.cut = w.cut || !whole || !ok
	return piece{plain: text}
}

func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}

// rebuild writes an attached mail as one, so that it is read like any other.
// It holds what Outlook kept of it, and no signature.
func (w *winmail) rebuild(depth int) []byte {
	var b bytes.Buffer
	if w.from.Name != "" || w.from.Address != "" {
		name := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w.from.Name)
		fmt.Fprintf(&b, "From: \"%s\" <%s>\n", name, string(w.from.Address))
	}
	if !w.sentAt.IsZero() {
		fmt.Fprintf(&b, "Date: %s\n", w.sentAt.In(amsterdam).Format(time.RFC1123Z))
	}
	fmt.Fprintf(&b, "Subject: %s\n", oneLine(w.subject))
	if id := strings.Trim(oneLine(w.id), "<> "); id != "" {
		fmt.Fprintf(&b, "Message-ID: <%s>\n", id)
	}
	p, kind := w.piece(), "plain"
	text := p.plain
	if strings.TrimSpace(text) == "" && p.html != "" {
		kind, text = "html", p.html
	}
	var inner [][]byte
	for _, f := range w.files {
		if f.mail != nil && depth < maxTNEFDepth {
			inner = append(inner, f.mail.rebuild(depth+1))
		}
	}
	if len(inner) == 0 {
		fmt.Fprintf(&b, "Content-Type: text/%s; charset=utf-8\n\n%s", kind, text)
		return b.Bytes()
	}
	sum := sha256.Sum256([]byte(text)) // a line that the text cannot hold
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%x\"\n\n--%x\nContent-Type: text/%s; charset=utf-8\n\n%s", sum, sum, kind, text)
	for _, raw := range inner {
		fmt.Fprintf(&b, "\n--%x\nContent-Type: message/rfc822\n\n%s", sum, raw)
	}
	fmt.Fprintf(&b, "\n--%x--\n", sum)
	return b.Bytes()
}

package mail

import (
	"bytes"
	"strings"
)

// A field is one header field, its name in lower case and its value unfolded
// but not decoded.
type field struct {
	name  string
	value string
}

// A header is the fields of one mail or part, in order.
type header []field

// get returns the first value of a field, or "".
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// has reports whether the field occurs at all, also when it is empty.
func (h header) has(name string) bool { return h.count(name) > 0 }

// count returns how often a field occurs.
func (h header) count(name string) int {
	n := 0
	for _, f := range h {
		if f.name == name {
			n++
		}
	}
	return n
}

// splitHeader cuts an entity into its header and its body. It takes what
// damaged mail shows: an mbox "From " line in front, a line without a colon
// between fields, an indented first field, and text that begins without the
// blank line of RFC 5322 §2.1.
func splitHeader(raw []byte) (h header, body []byte) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	rest := raw
	if bytes.HasPrefix(rest, []byte("From ")) || bytes.HasPrefix(rest, []byte(">From ")) {
		_, rest = cutLine(rest)
	}
	for len(rest) > 0 {
		line, after := cutLine(rest)
		if len(bytes.TrimSpace(line)) == 0 {
			return h, after
		}
		switch name, value, ok := fieldOf(line); {
		case len(h) > 0 && (line[0] == ' ' || line[0] == '\t'):
			h[len(h)-1].value = fold(h[len(h)-1].value, line, &after)
		case ok:
			h = append(h, field{name, value})
		default:
			// Junk between two fields is skipped; junk before text is the text.
			next, _ := cutLine(after)
			if _, _, isField := fieldOf(next); !isField && len(bytes.TrimSpace(next)) > 0 || len(h) == 0 && !isField {
				return h, rest
			}
		}
		rest = after
	}
	return h, nil
}

// fold appends a folded line and all that follow it to a value in one copy, so
// that ten thousand folded lines do not cost their square.
func fold(value string, line []byte, rest *[]byte) string {
	var b strings.Builder
	b.WriteString(value)
	b.WriteByte(' ')
	b.Write(bytes.TrimSpace(line))
	for len(*rest) > 0 && ((*rest)[0] == ' ' || (*rest)[0] == '\t') {
		next, after := cutLine(*rest)
		if len(bytes.TrimSpace(next)) == 0 {
			break
		}
		b.WriteByte(' ')
		b.Write(bytes.TrimSpace(next))
		*rest = after
	}
	return b.String()
}

// fieldOf reads "Name: value". A name is printable ASCII without a colon or a
// blank (RFC 5322 §3.6.8); a blank before the colon is obsolete but occurs.
func fieldOf(line []byte) (name, value string, ok bool) {
	line = bytes.TrimLeft(line, " \t")
	colon := bytes.IndexByte(line[:min(len(line), 80)], ':')
	if colon <= 0 {
		return "", "", false
	}
	n := bytes.TrimRight(line[:colon], " \t")
	for _, c := range n {
		if c <= ' ' || c > '~' {
			return "", "", false
		}
	}
	return strings.ToLower(string(n)), string(bytes.TrimSpace(line[colon+1:])), len(n) > 0
}

// cutLine returns the first line without its line break, and what follows.
// CRLF, LF and a lone CR all end a line.
func cutLine(b []byte) (line, rest []byte) {
	for i, c := range b {
		switch {
		case c == '\n':
			return b[:i], b[i+1:]
		case c == '\r' && i+1 < len(b) && b[i+1] == '\n':
			return b[:i], b[i+2:]
		case c == '\r':
			return b[:i], b[i+1:]
		}
	}
	return b, nil
}

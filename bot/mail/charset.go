package mail

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// toUTF8 decodes text of the named charset. The names are read as browsers
// read them, so iso-8859-1 and us-ascii are windows-1252, which is what they
// hold in practice. What is no valid UTF-8 in the end is windows-1252 too:
// guessing a charset does not work on texts as short as these.
func toUTF8(b []byte, charset string) string {
	charset = strings.ToLower(strings.Trim(strings.TrimSpace(charset), `"'`))
	if ascii(b) && charset != "utf-16" && charset != "utf-7" && !strings.HasPrefix(charset, "iso-2022") {
		return string(b)
	}
	switch charset {
	case "", "utf-8", "utf8", "us-ascii":
	default:
		if enc, err := htmlindex.Get(charset); err == nil {
			if out, err := enc.NewDecoder().Bytes(b); err == nil && utf8.Valid(out) {
				return string(out)
			}
		}
	}
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// Odd tells which characters clean took away that do not belong in a mail.
type odd struct {
	bidi    bool // U+202A–202E, U+2066–2069: text that shows otherwise than it reads
	hidden  bool // zero-width characters other than a byte-order mark or a joiner
	control bool // NUL and other controls
}

// clean makes line breaks LF and no-break spaces blanks, and drops controls,
// bidi and zero-width characters, having noted them.
func clean(s string, o *odd) string {
	dirty := false
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			dirty = true
			break
		}
	}
	if !dirty {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < 0x80 {
			switch {
			case c == '\r':
				if i+1 >= len(s) || s[i+1] != '\n' {
					b.WriteByte('\n')
				}
			case c == '\n' || c == '\t' || c >= ' ' && c != 0x7f:
				b.WriteByte(c)
			default:
				o.control = true
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\u00a0' || r == '\u202f' || r == '\u2007' || r >= '\u2000' && r <= '\u200a' || r == '\u3000':
			b.WriteByte(' ')
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			b.WriteByte('\n')
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			o.bidi = true
		case r == '\u200b' || r == '\u2060':
			o.hidden = true
		case r >= '\u200c' && r <= '\u200f' || r == '\ufeff' || r == '\u00ad' || r >= '\u2061' && r <= '\u2064':
		case r >= '\u0080' && r < '\u00a0':
			o.control = true
		case r == utf8.RuneError && n == 1:
			b.WriteString("\uFFFD")
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

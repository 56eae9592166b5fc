package mail

import "strings"

// decodeWords decodes the encoded words of a header value (RFC 2047). Blanks
// between two of them are no part of the text (§6.2). An encoded word that does
// not end, or whose encoding is unknown, stays as it is.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	var b strings.Builder
	last := false // the text so far ends in an encoded word
	for len(s) > 0 {
		i := strings.Index(s, "=?")
		if i < 0 {
			b.WriteString(s)
			break
		}
		word, n := encodedWord(s[i:])
		if n == 0 {
			b.WriteString(s[:i+2])
			s, last = s[i+2:], false
			continue
		}
		if !last || strings.TrimSpace(s[:i]) != "" {
			b.WriteString(s[:i])
		}
		b.WriteString(word)
		s, last = s[i+n:], true
	}
	return b.String()
}

// encodedWord reads =?charset?encoding?text?= at the start of s and returns its
// text and length. An encoded word may have 75 characters; mailers that write
// longer ones exist, so the bound is wider, but there is one: without it a field
// of "=?utf-8?q?" would be searched from every place again.
func encodedWord(s string) (text string, n int) {
	const bound = 1000
	w := s[:min(len(s), bound)]
	charset, rest, ok := strings.Cut(w[2:], "?")
	if !ok || len(charset) > 40 || len(rest) < 2 || rest[1] != '?' {
		return "", 0
	}
	body := rest[2:]
	end := strings.Index(body, "?=")
	if end < 0 {
		return "", 0
	}
	raw := []byte(body[:end])
	switch rest[0] {
	case 'b', 'B':
		raw = decodeBase64(raw)
	case 'q', 'Q':
		for i, c := range raw {
			if c == '_' {
				raw[i] = ' '
			}
		}
		raw = decodeQuoted(raw)
	default:
		return "", 0
	}
	charset, _, _ = strings.Cut(charset, "*") // RFC 2231 §5: a language may follow
	return toUTF8(raw, charset), 2 + len(charset) + 1 + 2 + end + 2 + (strings.IndexByte(w[2:], '?') - len(charset))
}

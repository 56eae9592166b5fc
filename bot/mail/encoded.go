package mail

import "strings"

// decodeWords decodes the encoded words of a header value (RFC 2047). Blanks
// between two of them are no part of the text (§6.2), and some mailers cut a
// character in two, so the bytes of words that follow each other in one charset
// are put together first. An encoded word that does not end, or whose encoding
// is unknown, stays as it is.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	var b strings.Builder
	var raw []byte // of the encoded words that the text so far ends in
	charset := ""
	flush := func() {
		if raw != nil {
			b.WriteString(toUTF8(raw, charset))
			raw = nil
		}
	}
	for len(s) > 0 {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		word, in, n := encodedWord(s[i:])
		if n == 0 {
			flush()
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		if raw == nil || strings.TrimSpace(s[:i]) != "" {
			flush()
			b.WriteString(s[:i])
		}
		if in != charset {
			flush()
			charset = in
		}
		raw = append(raw, word...)
		if raw == nil {
			raw = []byte{}
		}
		s = s[i+n:]
	}
	flush()
	b.WriteString(s)
	return b.String()
}

// encodedWord reads =?charset?encoding?text?= at the start of s and returns its
// bytes, its charset and its length. An encoded word may have 75 characters;
// mailers that write longer ones exist, so the bound is wider, but there is one:
// without it a field of "=?utf-8?q?" would be searched from every place again.
func encodedWord(s string) (raw []byte, charset string, n int) {
	const bound = 1000
	w := s[:min(len(s), bound)]
	charset, rest, ok := strings.Cut(w[2:], "?")
	if !ok || len(charset) > 40 || len(rest) < 2 || rest[1] != '?' {
		return nil, "", 0
	}
	n = 2 + len(charset) + 1 + 2
	body := rest[2:]
	end := strings.Index(body, "?=")
	if end < 0 {
		return nil, "", 0
	}
	raw = []byte(body[:end])
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
		return nil, "", 0
	}
	charset, _, _ = strings.Cut(charset, "*") // RFC 2231 §5: a language may follow
	return raw, strings.ToLower(charset), n + end + 2
}

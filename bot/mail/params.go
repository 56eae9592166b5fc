package mail

import "strings"

// params reads a value with parameters, like a Content-Type (RFC 2045 §5.1).
// Junk between parameters is skipped, and a parameter without a semicolon in
// front of it is read all the same ("text/html charset=utf-8").
func params(value string) (head string, at func(name string) string) {
	end := strings.IndexAny(value, "; \t")
	if end < 0 {
		end = len(value)
	}
	head = strings.ToLower(strings.TrimSpace(value[:end]))
	rest := value[end:]
	return head, func(name string) string { return parameter(rest, name) }
}

// parameter returns one parameter. One in RFC 2231's own charset goes before a
// plain one, and one that is cut into pieces is put together.
func parameter(s, name string) string {
	plain, found := "", false
	var pieces map[int]string
	charset := ""
	for len(s) > 0 {
		var key, v string
		key, v, s = cutParam(s)
		if len(key) < len(name) || !strings.EqualFold(key[:len(name)], name) {
			continue
		}
		switch rest := key[len(name):]; {
		case rest == "":
			if !found {
				plain, found = v, true
			}
		case rest == "*": // name*=utf-8'nl'naam%2Eeml
			charset, v = charsetPrefix(v)
			return toUTF8(unpercent(v), charset)
		case rest[0] == '*': // name*0=…; name*1*=…
			n, encoded := strings.CutSuffix(rest[1:], "*")
			i := atoi(n)
			if n == "" || len(n) > 3 || strings.Trim(n, "0123456789") != "" {
				continue
			}
			if encoded {
				if i == 0 {
					charset, v = charsetPrefix(v)
				}
				v = string(unpercent(v))
			}
			if pieces == nil {
				pieces = map[int]string{}
			}
			pieces[i] = v
		}
	}
	if found || pieces == nil {
		return plain
	}
	var b strings.Builder
	for i := 0; pieces[i] != ""; i++ {
		b.WriteString(pieces[i])
	}
	return toUTF8([]byte(b.String()), charset)
}

// cutParam cuts the first parameter off a list; key is "" for junk.
func cutParam(s string) (key, value, rest string) {
	s = strings.TrimLeft(s, "; \t")
	end := strings.IndexAny(s, "=; \t")
	if end < 0 {
		return "", "", ""
	}
	key, s = s[:end], s[end:]
	after := strings.TrimLeft(s, " \t")
	if !strings.HasPrefix(after, "=") {
		return "", "", s
	}
	value, rest = paramValue(strings.TrimLeft(after[1:], " \t"))
	return key, value, rest
}

func paramValue(s string) (v, rest string) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, "; \t")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:]
	}
	s = s[1:]
	if q := strings.IndexAny(s, `"\`); q >= 0 && s[q] == '"' {
		return s[:q], s[q+1:]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i++; i == len(s) {
				return b.String(), ""
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

// charsetPrefix takes utf-8'nl' off an extended value (RFC 2231 §4).
func charsetPrefix(v string) (charset, rest string) {
	charset, rest, ok := strings.Cut(v, "'")
	if !ok || len(charset) > 40 {
		return "", v
	}
	_, text, ok := strings.Cut(rest, "'")
	if !ok {
		return "", v
	}
	return charset, text
}

func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := hexValue(s[i+1]), hexValue(s[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

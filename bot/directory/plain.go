package directory

import (
	"slices"
	"strings"
	"unicode/utf8"

	"meldwacht/bot"
)

// fromPlainYAML reads YAML as plain as that of the example: a list of accounts,
// scalars on one line, lists of flow maps. It takes a tenth of the time of the
// full reader. ok is false for everything out of the ordinary, flaws included:
// the full reader then reads it, and knows the positions.
func fromPlainYAML(data []byte) (f file, ok bool) {
	p := plainReader{text: string(data)}
	if !utf8.ValidString(p.text) {
		return file{}, false
	}
	for _, r := range p.text {
		if unusual(r) {
			return file{}, false
		}
	}
	line, more := p.next()
	if !more || line.indent != 0 || line.text != "accounts:" {
		return file{}, false
	}
	for {
		if line, more = p.next(); !more {
			break
		}
		if !strings.HasPrefix(line.text, "- ") || len(f.Accounts) > 0 && line.indent != p.indent {
			return file{}, false
		}
		p.indent = line.indent
		var a Account
		if !p.account(&a, line.text[2:]) {
			return file{}, false
		}
		f.Accounts = append(f.Accounts, a)
	}
	return f, flawless(f.Accounts)
}

type plainReader struct {
	text   string // what is left
	held   plainLine
	holds  bool
	indent int // of the accounts
	texts  texts

	parts []string // the last line's, see split
	pairs []pair   // the last flow map's
}

type plainLine struct {
	indent int
	text   string
}

// A pair is a field of a flow map, its value as it stands there.
type pair struct{ key, value string }

// hold gives a line back, for next.
func (p *plainReader) hold(l plainLine) { p.held, p.holds = l, true }

// next returns the next line that says something.
func (p *plainReader) next() (plainLine, bool) {
	if p.holds {
		p.holds = false
		return p.held, true
	}
	for p.text != "" {
		line, rest, _ := strings.Cut(p.text, "\n")
		p.text = rest
		text := strings.TrimLeft(line, " ")
		if text == "" || text[0] == '#' {
			continue
		}
		return plainLine{len(line) - len(text), strings.TrimRight(text, " ")}, true
	}
	return plainLine{}, false
}

// account reads the fields of an account; the first stands behind its dash.
func (p *plainReader) account(a *Account, first string) bool {
	var room [maxFields]string
	seen := room[:0]
	for text := first; ; {
		key, value, ok := strings.Cut(text, ":")
		if !ok || slices.Contains(seen, key) || value != "" && value[0] != ' ' {
			return false
		}
		seen = append(seen, key)
		value = strings.TrimLeft(value, " ")
		switch key {
		case "id":
			s, ok := p.scalar(value, false)
			if a.ID = bot.AccountID(s); !ok {
				return false
			}
		case "name":
			if a.Name, ok = p.scalar(value, false); !ok {
				return false
			}
		case "language":
			s, ok := p.scalar(value, false)
			if a.Language = bot.Lang(s); !ok {
				return false
			}
		case "domains":
			if a.Domains, ok = p.flowList(value); !ok {
				return false
			}
		case "admins", "users", "former_admins", "api_keys", "reports":
			if !p.list(a, key, value) {
				return false
			}
		default:
			return false
		}
		line, more := p.next()
		if !more {
			return true
		}
		if line.indent == p.indent && strings.HasPrefix(line.text, "- ") {
			p.hold(line)
			return true
		}
		if line.indent != p.indent+2 {
			return false
		}
		text = line.text
	}
}

// list reads a list of flow maps, or the empty one.
func (p *plainReader) list(a *Account, key, value string) bool {
	if value == "[]" {
		return true
	}
	if value != "" {
		return false
	}
	n, indent := 0, -1
	for {
		line, more := p.next()
		if !more {
			return n > 0
		}
		// The items of an inner list stand deeper than the accounts.
		if line.indent <= p.indent || !strings.HasPrefix(line.text, "- ") {
			p.hold(line)
			return n > 0
		}
		if indent < 0 {
			indent = line.indent
		}
		if line.indent != indent || indent < p.indent+2 {
			return false
		}
		if !p.flowMap(line.text[2:]) || !p.add(a, key) {
			return false
		}
		n++
	}
}

// add adds the last flow map to a list of the account; fields that the entries
// of the list do not have are refused.
func (p *plainReader) add(a *Account, key string) bool {
	var person Person
	var k Key
	var r Report
	for i, f := range p.pairs {
		if slices.ContainsFunc(p.pairs[:i], func(before pair) bool { return before.key == f.key }) {
			return false
		}
		if key == "reports" && f.key == "recipients" {
			list, ok := p.flowList(f.value)
			if !ok {
				return false
			}
			for _, s := range list {
				r.Recipients = append(r.Recipients, bot.Address(s))
			}
			continue
		}
		v, ok := p.scalar(f.value, true)
		switch {
		case !ok:
			return false
		case key == "reports" && f.key == "name":
			r.Name = v
		case key == "api_keys" && f.key == "label":
			k.Label = v
		case key == "api_keys" && f.key == "kind":
			k.Kind = v
		case key == "reports" || key == "api_keys":
			return false
		case f.key == "name":
			person.Name = v
		case f.key == "email":
			person.Email = bot.Address(v)
		case f.key == "phone":
			person.Phone = Phone(v)
		case f.key == "language":
			person.Language = bot.Lang(v)
		default:
			return false
		}
	}
	switch key {
	case "admins":
		a.Admins = append(a.Admins, person)
	case "users":
		a.Users = append(a.Users, person)
	case "former_admins":
		a.FormerAdmins = append(a.FormerAdmins, person)
	case "api_keys":
		a.APIKeys = append(a.APIKeys, k)
	case "reports":
		a.Reports = append(a.Reports, r)
	}
	return true
}

// flowMap reads {a: b, c: "d"} into pairs.
func (p *plainReader) flowMap(s string) bool {
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' || !p.split(s[1:len(s)-1]) {
		return false
	}
	p.pairs = p.pairs[:0]
	for _, part := range p.parts {
		key, value, ok := strings.Cut(part, ": ")
		if !ok {
			return false
		}
		p.pairs = append(p.pairs, pair{key, strings.TrimLeft(value, " ")})
	}
	return true
}

// flowList reads [a, "b"].
func (p *plainReader) flowList(s string) ([]string, bool) {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return nil, false
	}
	if s == "[]" {
		return []string{}, true
	}
	if !p.split(s[1 : len(s)-1]) {
		return nil, false
	}
	list := make([]string, len(p.parts))
	for i, part := range p.parts {
		var ok bool
		if list[i], ok = p.scalar(part, true); !ok {
			return nil, false
		}
	}
	return list, true
}

// split splits at commas outside quotes and inner brackets, into parts.
func (p *plainReader) split(s string) bool {
	p.parts = p.parts[:0]
	start, depth, quote := 0, 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			// A quote inside a plain scalar is a character like any other.
			if before := strings.TrimRight(s[start:i], " "); before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "[") || strings.HasSuffix(before, ",") {
				quote = c
			}
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '{' || c == '}' || depth < 0 || depth > 1:
			return false
		case c == ',' && depth == 0:
			p.parts = append(p.parts, strings.Trim(s[start:i], " "))
			start = i + 1
		}
	}
	if quote != 0 || depth != 0 {
		return false
	}
	p.parts = append(p.parts, strings.Trim(s[start:], " "))
	return true
}

// scalar reads a plain or quoted scalar whose meaning no rule of YAML changes.
func (p *plainReader) scalar(s string, flow bool) (string, bool) {
	if s == "" {
		return "", false
	}
	if c := s[0]; c == '"' || c == '\'' {
		if len(s) < 2 || s[len(s)-1] != c {
			return "", false
		}
		s = s[1 : len(s)-1]
		return p.texts.keep(s), !strings.ContainsAny(s, "\\\"'")
	}
	if strings.IndexByte("-?:,[]{}#&*!|>%@`~=<", s[0]) >= 0 || s[len(s)-1] == ':' ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") || flow && strings.ContainsAny(s, ",[]{}") {
		return "", false
	}
	if len(s) <= len("false") {
		switch strings.ToLower(s) {
		case "null", "y", "n", "yes", "no", "true", "false", "on", "off":
			return "", false
		}
	}
	return p.texts.keep(s), true
}

// unusual are characters that YAML gives a meaning of its own, or refuses.
func unusual(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r >= 0xFFFE && r <= 0xFFFF
}

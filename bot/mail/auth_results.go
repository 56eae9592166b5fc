package mail

import "strings"

// An authResult is one method and what it found: dkim=pass header.d=winkel.example.
type authResult struct {
	method, value string
	props         []authWord
}

// prop returns what one property says; "" when it is said twice, for then
// somebody else had a hand in it.
func (a authResult) prop(name string) string {
	found, n := "", 0
	for _, p := range a.props {
		if p.set && strings.EqualFold(p.name, name) {
			found = p.value
			n++
		}
	}
	if n != 1 {
		return ""
	}
	return found
}

// identity is the domain that a result is about: who signed, or who sent.
// Google gives the signer by header.i alone, as an address.
func (a authResult) identity() (name, domain string) {
	switch a.method {
	case "spf":
		name = "smtp.mailfrom"
	case "dkim":
		name = "header.d"
		if !a.has(name) {
			name = "header.i"
		}
	default:
		return "", ""
	}
	v := a.prop(name)
	return name, Hostname(v[strings.LastIndexByte(v, '@')+1:])
}

func (a authResult) has(name string) bool {
	for _, p := range a.props {
		if strings.EqualFold(p.name, name) {
			return true
		}
	}
	return false
}

const maxAuthResults = 50 // that are read of one field

// authResults reads the field body of RFC 8601 §2.2, tolerantly: comments,
// quotes, a version and blanks around "=" occur; Exchange Online leaves the
// authserv-id out and puts the recipient's domain between the results. What
// follows a quote or a comment that does not close is not to be believed.
func authResults(value string) (id string, results []authResult) {
	for n := 0; value != "" && len(results) < maxAuthResults; n++ {
		words, rest, ok := cutClause(value)
		if !ok {
			break
		}
		value = rest
		if n == 0 && len(words) > 0 && !words[0].set {
			id, words = words[0].name, words[1:]
			if len(words) > 0 && !words[0].set && strings.Trim(words[0].name, "0123456789") == "" {
				words = words[1:]
			}
		}
		if len(words) == 0 || !words[0].set {
			continue
		}
		method, _, _ := strings.Cut(strings.ToLower(words[0].name), "/")
		results = append(results, authResult{method, keyword(words[0].value), words[1:]})
	}
	return id, results
}

// keyword keeps of a result what is one: it goes into the record.
func keyword(s string) string {
	s = strings.ToLower(s)
	if len(s) > 20 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "other"
	}
	return s
}

// An authWord is one word of a result: name=value, or a name alone.
type authWord struct {
	name, value string
	set         bool
}

// cutClause reads up to the first semicolon. It is not ok when a quote or a
// comment does not close.
func cutClause(s string) (words []authWord, rest string, ok bool) {
	var w authWord
	var part []byte // of the name or the value
	open, gap := false, false
	end := func() {
		if w.set {
			w.value = string(part)
		} else {
			w.name = string(part)
		}
		if open && len(words) < maxAuthResults {
			words = append(words, w)
		}
		w, part, open = authWord{}, part[:0], false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		text, n := s[i:i+1], 1
		switch {
		case c == ';':
			end()
			return words, s[i+1:], true
		case c == ' ' || c == '\t':
			gap = true
			continue
		case c == '(':
			if n = commentLen(s[i:]); n < 0 {
				return nil, "", false
			}
			i += n - 1
			gap = true
			continue
		case c == '=' && open && !w.set:
			w.name, w.set = string(part), true
			part, gap = part[:0], false
			continue
		case c == '"':
			if text, n = quotedText(s[i:]); n < 0 {
				return nil, "", false
			}
		}
		if gap && open && (!w.set || len(part) > 0) {
			end()
		}
		part, open, gap = append(part, text...), true, false
		i += n - 1
	}
	end()
	return words, "", true
}

// quotedText reads the quoted string (RFC 5322 §3.2.4) that s begins with, and
// says how long it is there: -1 when it does not close.
func quotedText(s string) (text string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), i + 1
		case '\\':
			if i++; i == len(s) {
				return "", -1
			}
		}
		b.WriteByte(s[i])
	}
	return "", -1
}

// commentLen returns how long the comment is that s begins with, those inside it
// too: -1 when it does not close.
func commentLen(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// stripComments takes comments away, outside quotes. It is not ok when one, or a
// quote, does not close.
func stripComments(s string) (stripped string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 1
		switch s[i] {
		case '(':
			if n = commentLen(s[i:]); n < 0 {
				return "", false
			}
			b.WriteByte(' ')
			i += n
			continue
		case '"':
			if _, n = quotedText(s[i:]); n < 0 {
				return "", false
			}
		}
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String(), true
}

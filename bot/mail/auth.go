package mail

import (
	"strings"

	"golang.org/x/net/publicsuffix"

	"meldwacht/bot"
)

// authentic says whether the address in From is proven, and by what. What the
// sender could have written himself proves nothing: of the
// Authentication-Results only the topmost one of our own mail server counts
// (RFC 8601 §5), and only for a mail with exactly one From with one address.
func (r Reader) authentic(h header, from []bot.Mailbox) bot.Authentic {
	if r.Authserv == "" {
		return bot.Authentic{Evidence: "no mail server is trusted"}
	}
	if h.count("from") != 1 || len(from) != 1 || from[0].Address == "" {
		return bot.Authentic{Evidence: "not exactly one From address"}
	}
	domain := from[0].Address.Domain()
	hops := 0
	for _, f := range h {
		// Below the second Received stands what the mail already had when it
		// came to us.
		if f.name == "received" {
			if hops++; hops > 1 {
				break
			}
		}
		if f.name != "authentication-results" {
			continue
		}
		id, results := authResults(f.value)
		if !strings.EqualFold(id, r.Authserv) {
			continue
		}
		return judge(results, domain)
	}
	if r.staff(from[0].Address) && r.submitted(h) {
		return bot.Authentic{Pass: true, Evidence: "submitted to " + r.Authserv + " with a password (ESMTPSA)"}
	}
	return bot.Authentic{Evidence: "no result of " + r.Authserv}
}

// judge passes a mail on aligned DKIM or aligned SPF, as DMARC does (RFC 7489 §3.1).
func judge(results []authResult, domain string) bot.Authentic {
	fail := ""
	for _, res := range results {
		switch res.method {
		case "dkim":
			if res.value == "pass" && aligned(res.prop("header.d"), domain) {
				return bot.Authentic{Pass: true, Evidence: "dkim=pass header.d=" + strings.ToLower(res.prop("header.d"))}
			}
		case "spf":
			mailFrom := res.prop("smtp.mailfrom")
			if i := strings.LastIndexByte(mailFrom, '@'); i >= 0 {
				mailFrom = mailFrom[i+1:]
			}
			if res.value == "pass" && aligned(mailFrom, domain) {
				return bot.Authentic{Pass: true, Evidence: "spf=pass smtp.mailfrom=" + strings.ToLower(mailFrom)}
			}
		default:
			continue
		}
		if fail == "" {
			fail = res.method + "=" + res.value
		}
	}
	if fail == "" {
		return bot.Authentic{Evidence: "neither dkim nor spf was checked"}
	}
	return bot.Authentic{Evidence: fail + ", nothing aligned with From"}
}

// aligned is relaxed alignment: the same organisational domain (RFC 7489 §3.1.1).
func aligned(a, b string) bool {
	a, b = strings.ToLower(strings.Trim(a, ".")), strings.ToLower(strings.Trim(b, "."))
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	orgA, errA := publicsuffix.EffectiveTLDPlusOne(a)
	orgB, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && orgA == orgB
}

// submitted reports whether the topmost Received, which our own server wrote
// last, says that the sender logged in to it (RFC 3848: the A in ESMTPSA).
func (r Reader) submitted(h header) bool {
	value := strings.ToLower(h.get("received"))
	_, by, ok := strings.Cut(value, " by ")
	if !ok {
		return false
	}
	words := strings.Fields(stripComments(by))
	if len(words) == 0 || words[0] != strings.ToLower(r.Authserv) {
		return false
	}
	for i, w := range words {
		if w == "with" && i+1 < len(words) {
			return words[i+1] == "esmtpsa" || words[i+1] == "esmtpa"
		}
	}
	return false
}

// An authResult is one method and what it found: dkim=pass header.d=winkel.example.
type authResult struct {
	method, value string
	props         []string // name=value, in order
}

func (a authResult) prop(name string) string {
	for _, p := range a.props {
		if k, v, _ := strings.Cut(p, "="); strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// authResults reads the field body of RFC 8601 §2.2, tolerantly: comments,
// quotes, a version, blanks around "=" and an authserv-id that is missing
// (Exchange Online) all occur.
func authResults(value string) (id string, results []authResult) {
	value = stripComments(value)
	for n, clause := range splitQuoted(value) {
		clause = strings.ReplaceAll(clause, " =", "=")
		clause = strings.ReplaceAll(clause, "= ", "=")
		words := strings.Fields(clause)
		if len(words) == 0 {
			continue
		}
		if n == 0 && !strings.Contains(words[0], "=") {
			id = strings.Trim(words[0], `"`)
			words = words[1:]
			if len(words) > 0 && strings.Trim(words[0], "0123456789") == "" {
				words = words[1:]
			}
			if len(words) == 0 {
				continue
			}
		}
		method, v, ok := strings.Cut(words[0], "=")
		if !ok || len(results) >= 50 {
			continue
		}
		method, _, _ = strings.Cut(strings.ToLower(method), "/")
		res := authResult{method: method, value: strings.ToLower(strings.Trim(v, `"`))}
		for _, w := range words[1:] {
			if k, v, ok := strings.Cut(w, "="); ok {
				res.props = append(res.props, k+"="+strings.Trim(v, `"`))
			}
		}
		results = append(results, res)
	}
	return id, results
}

// stripComments takes (…) away, nested ones too, outside quotes. A comment that
// does not close takes the rest with it: nothing after it is to be believed.
func stripComments(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			if depth == 0 {
				b.WriteString(s[i : i+2])
			}
			i++
			continue
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
			continue
		case c == ')' && !quoted && depth > 0:
			depth--
			b.WriteByte(' ')
			continue
		}
		if depth == 0 {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// splitQuoted splits at semicolons outside quotes.
func splitQuoted(s string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s) && len(parts) < 100; i++ {
		switch s[i] {
		case '"':
			quoted = !quoted
		case ';':
			if !quoted {
				parts = append(parts, s[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, s[start:])
}

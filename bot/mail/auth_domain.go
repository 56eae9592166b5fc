package mail

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Hostname returns a name as the DNS holds it: in lower case, in punycode,
// without a dot at its end. It returns "" for what is no name of a host.
func Hostname(s string) string {
	s = strings.TrimSuffix(s, ".")
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		ascii, err := idna.Lookup.ToASCII(s)
		if err != nil {
			return ""
		}
		s = ascii
	}
	s = strings.ToLower(s)
	if s == "" || len(s) > 253 || isIP(s) { // RFC 1035 §2.3.4
		return ""
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return ""
		}
	}
	return s
}

// Organisational returns the domain that an organisation registered, of which
// domain is a part or the whole (RFC 7489 §3.2); "" when there is none.
func Organisational(domain string) string {
	org, err := publicsuffix.EffectiveTLDPlusOne(Hostname(domain))
	if err != nil {
		return ""
	}
	return org
}

// aligned is relaxed alignment: the same organisational domain (RFC 7489 §3.1.1).
func aligned(a, b string) bool {
	a, b = Hostname(a), Hostname(b)
	if a == "" || b == "" {
		return false
	}
	org := Organisational(a)
	return a == b || org != "" && org == Organisational(b)
}

package dossier

import (
	"regexp"
	"strings"
	"unicode"
)

// What a text may hold that does not belong in a notification: the AP asks for
// no personal data of affected people (law.md §3), and a secret belongs nowhere.
const (
	SuspectMail   = "mail"
	SuspectPhone  = "phone"
	SuspectBSN    = "bsn"
	SuspectBank   = "bank"
	SuspectIP     = "ip"
	SuspectSecret = "secret"
)

// SuspectKinds returns all of them, in the order in which they are looked for.
func SuspectKinds() []string {
	return []string{SuspectSecret, SuspectMail, SuspectBank, SuspectIP, SuspectPhone, SuspectBSN}
}

var (
	mailForm   = regexp.MustCompile(`[\pL\pN._%+'-]+(?:@|\[@\]| ?\(at\) ?)[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	phoneForm  = regexp.MustCompile(`(?:\+|\b00|\(?\b0)[0-9][0-9 ().\x{00A0}/-]{6,20}[0-9]`)
	dayForm    = regexp.MustCompile(`^[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:19|20)[0-9]{2}`)
	bsnForm    = regexp.MustCompile(`\b[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{3}\b`)
	bankForm   = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z]{4})(?: ?[0-9]{2,4}){2,6}\b`)
	ipForm     = regexp.MustCompile(`\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b`)
	secretForm = regexp.MustCompile(`(?i)\b(?:wachtwoord|paswoord|password|passwd|pincode|secret|token|api[-_ ]?key|sleutel)\s*(?:is|was)?\s*[:=]\s*\S+|\b(?:sk|pk|xox[abp]|ghp|AKIA)[-_]?[A-Za-z0-9_-]{12,}`)
	longForm   = regexp.MustCompile(`[A-Za-z0-9+/_=-]{24,}`)
)

// looks is how each kind is recognised, in order: what was found is taken out
// before the next is looked for.
var looks = map[string]func(s string, hide func(string) string) string{
	SuspectSecret: func(s string, hide func(string) string) string {
		s = secretForm.ReplaceAllStringFunc(s, hide)
		return longForm.ReplaceAllStringFunc(s, only(mixed, hide))
	},
	SuspectMail: func(s string, hide func(string) string) string { return mailForm.ReplaceAllStringFunc(s, hide) },
	SuspectBank: func(s string, hide func(string) string) string { return bankForm.ReplaceAllStringFunc(s, hide) },
	SuspectIP:   func(s string, hide func(string) string) string { return ipForm.ReplaceAllStringFunc(s, hide) },
	SuspectPhone: func(s string, hide func(string) string) string {
		return phoneForm.ReplaceAllStringFunc(s, only(func(m string) bool {
			n := len(digits(m))
			return n >= 9 && n <= 15 && !dayForm.MatchString(m)
		}, hide))
	},
	SuspectBSN: func(s string, hide func(string) string) string {
		return bsnForm.ReplaceAllStringFunc(s, only(func(m string) bool { return isBSN(digits(m)) }, hide))
	},
}

func only(is func(string) bool, hide func(string) string) func(string) string {
	return func(m string) string {
		if is(m) {
			return hide(m)
		}
		return m
	}
}

// Suspect names the kinds of personal data and secrets that a text seems to
// hold. It errs on the side of asking: a person looks, and says that it is none.
func Suspect(s string) []string {
	var kinds []string
	for _, k := range SuspectKinds() {
		hit := false
		s = looks[k](s, func(string) string { hit = true; return hidden })
		if hit {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// hidden stands in the place of what was taken out.
const hidden = "•••"

// Hide takes out of a text what Suspect would name.
func Hide(s string) string {
	for _, k := range SuspectKinds() {
		s = looks[k](s, func(string) string { return hidden })
	}
	return s
}

// mixed reports whether a long word looks like a key: letters of both cases or
// letters and digits, without the hyphens of an ordinary compound.
func mixed(s string) bool {
	digit, upper, lower := false, false, false
	for _, r := range s {
		digit, upper, lower = digit || unicode.IsDigit(r), upper || unicode.IsUpper(r), lower || unicode.IsLower(r)
	}
	return digit && (upper || lower) && strings.Count(s, "-") < 3
}

// isBSN reports whether nine digits pass the test of eleven of the Dutch citizen
// service number.
func isBSN(d string) bool {
	if len(d) != 9 || strings.Trim(d, "0") == "" {
		return false
	}
	sum := -int(d[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(d[i]-'0')
	}
	return sum%11 == 0
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

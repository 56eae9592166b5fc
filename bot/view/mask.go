package view

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// Masks hide enough that the channel holds no personal data, and show enough
// that two people can be told apart. The same value always gets the same mask.
// The sign is •, since * would make text bold.
const dots = "•••"

// MaskAddress returns j•••@winkel.example.
func MaskAddress(a bot.Address) string {
	head, _ := bound(string(a), 500)
	return oneLine(bot.Address(head).String(), 80)
}

// MaskName returns M••• H••• for Marleen Huls.
func MaskName(name string) string {
	var out []string
	for _, w := range strings.Fields(oneLine(name, 200)) {
		first, _ := utf8.DecodeRuneInString(w)
		if len(out) == 4 {
			break
		}
		if unicode.IsLetter(first) || unicode.IsDigit(first) {
			out = append(out, string(first)+dots)
		}
	}
	if len(out) == 0 && strings.TrimSpace(name) != "" {
		return dots
	}
	return strings.Join(out, " ")
}

// MaskPhone returns ••• •• 23: the last two digits, to tell two numbers apart.
func MaskPhone(s string) string {
	if strings.Contains(s, "•") {
		return oneLine(s, 30) // masked where it came from
	}
	digits := onlyDigits(s)
	if len(digits) < 4 {
		return "••• ••"
	}
	return "••• •• " + digits[len(digits)-2:]
}

// MaskKey returns …a1b2: the last four characters of a secret.
func MaskKey(s string) string {
	r := []rune(oneLine(s, 500))
	if len(r) < 12 {
		return dots
	}
	return "…" + string(r[len(r)-4:])
}

// MaskTarget masks what an action is about: addresses, numbers, secrets and
// people's names. The labels of keys and the names of reports stay readable,
// or nobody could carry out what is asked.
func MaskTarget(s string) string {
	s = oneLine(s, 200)
	if looksLikeName(s) {
		return MaskName(s)
	}
	return oneLine(Redact(s), 80)
}

// particles stand inside Dutch, French and Arabic surnames in lower case.
var particles = []string{"van", "de", "den", "der", "het", "'t", "ten", "ter", "te", "el", "al", "von", "la", "le", "di", "da"}

// looksLikeName reports whether s is two to five words with a capital each,
// like Joost Brinkman or Zoë van 't Hof, unlike Maandcijfers leden.
func looksLikeName(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("'’-.", r) }):
			return false
		case unicode.IsUpper(first):
		case i > 0 && i < len(words)-1 && slices.Contains(particles, strings.ReplaceAll(w, "’", "'")):
		default:
			return false
		}
	}
	return true
}

var (
	addressForm = regexp.MustCompile(`[\pL\pN._%+'~!#$&*/=?^{|}-]+(?:@|\[@\]| ?\(at\) ?)[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	ibanForm    = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`)
	phoneForm   = regexp.MustCompile(`(?:\+|\b00|\(?\b0)[0-9][0-9 ().\x{00A0}/-]{6,20}[0-9]`)
	dateForm    = regexp.MustCompile(`^[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:19|20)[0-9]{2}`)
	nineForm    = regexp.MustCompile(`\b[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{3}\b`)
	keyForm     = regexp.MustCompile(`[A-Za-z0-9+/_=-]{20,}`)
	secretForm  = regexp.MustCompile(`(?i)\b(wachtwoord|paswoord|password|passwd|passphrase|pincode|pin|secret|token)((?: is| was)?(?: ?[:=])?[ \t]+|[:=])(\S+)`)
	codeForm    = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b`)
	digitForm   = regexp.MustCompile(`[0-9]`)
)

// Redact hides in running text what a channel must not hold: addresses,
// telephone numbers, bank and citizen service numbers, passwords, keys and the
// desk's own one-time codes. URLs
// lose what stands behind the host. It errs on the side of hiding.
func Redact(s string) string {
	s = urlForm.ReplaceAllStringFunc(s, func(u string) string { return defangURL(u, true) })
	s = secretForm.ReplaceAllStringFunc(s, hideSecret)
	s = addressForm.ReplaceAllStringFunc(s, func(a string) string {
		a = strings.NewReplacer("[@]", "@", " (at) ", "@", "(at)", "@").Replace(a)
		return bot.Address(a).String()
	})
	s = ibanForm.ReplaceAllStringFunc(s, func(m string) string {
		if !digitForm.MatchString(m[4:]) {
			return m
		}
		return dots
	})
	s = phoneForm.ReplaceAllStringFunc(s, func(m string) string {
		if n := len(onlyDigits(m)); n < 9 || n > 15 || dateForm.MatchString(m) {
			return m
		}
		return MaskPhone(m)
	})
	s = nineForm.ReplaceAllStringFunc(s, func(m string) string {
		if !isBSN(onlyDigits(m)) {
			return m
		}
		return dots
	})
	s = codeForm.ReplaceAllStringFunc(s, func(m string) string {
		if !digitForm.MatchString(m) || len(onlyDigits(m)) == 8 {
			return m // a word, a year, a number of something
		}
		return dots
	})
	return keyForm.ReplaceAllStringFunc(s, func(m string) string {
		if !mixed(m) {
			return m
		}
		return MaskKey(m)
	})
}

// hideSecret hides what stands behind "wachtwoord:". Without a colon only what
// looks like a password goes: "het wachtwoord is gestolen" is a sentence.
func hideSecret(m string) string {
	part := secretForm.FindStringSubmatch(m)
	odd := strings.ContainsFunc(strings.TrimRight(part[3], ".,;!?)"), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' })
	if !strings.ContainsAny(part[2], ":=") && !odd {
		return m
	}
	return part[1] + part[2] + dots
}

// mixed reports whether s has eight letters and digits in a row, some of each:
// a key or a number in hex, unlike weekrapport-verkoop-2026-week40.
func mixed(s string) bool {
	for run := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(run) >= 8 && digitForm.MatchString(run) && strings.ContainsFunc(run, unicode.IsLetter) {
			return true
		}
	}
	return false
}

// isBSN reports whether nine digits pass the test of eleven of the Dutch
// citizen service number, so that other numbers stay readable.
func isBSN(d string) bool {
	if len(d) != 9 {
		return false
	}
	sum := -int(d[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(d[i]-'0')
	}
	return sum%11 == 0
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

package directory

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain holds the letters that decompose into nothing plainer (Unicode
// Standard, ch. 7), as people type them without.
var plain = map[rune]string{'ı': "i", 'ø': "o", 'ł': "l", 'đ': "d", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'ĳ': "ij"}

// fold returns s in lower case, without diacritics and with everything that is
// neither letter nor digit as one blank. drop is left out without a blank.
func fold(s, drop string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	put := func(r rune) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || strings.ContainsRune(drop, r):
		default:
			blank = true
		}
	}
	if !ascii(s) {
		s = norm.NFKD.String(s)
	}
	for _, r := range s {
		r = unicode.ToLower(r)
		if p, ok := plain[r]; ok {
			for _, r := range p {
				put(r)
			}
			continue
		}
		put(r)
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// person folds the name of a person. "Vries, Jan de" is how Outlook writes Jan
// de Vries.
func person(name string) string {
	if last, first, ok := strings.Cut(name, ","); ok && !strings.Contains(first, ",") {
		name = first + " " + last
	}
	return fold(name, "")
}

// legal are the words of a company's name that say what it is in law, in the
// Netherlands and where its customers write from.
var legal = map[string]bool{
	"bv": true, "nv": true, "vof": true, "cv": true, "ua": true, "ba": true, "wa": true, "stichting": true,
	"cooperatie": true, "vereniging": true, "maatschap": true, "ltd": true, "limited": true, "inc": true,
	"llc": true, "plc": true, "gmbh": true, "ag": true, "sa": true, "sarl": true, "bvba": true,
}

// company folds the name of a company and drops its legal form.
func company(name string) string {
	name = strings.ReplaceAll(name, "&", " en ")
	words := strings.Fields(fold(name, ".'’"))
	kept := words[:0:0]
	for _, w := range words {
		if w == "and" {
			w = "en"
		}
		if !legal[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = words // a name of nothing but such words is still a name
	}
	return strings.Join(kept, " ")
}

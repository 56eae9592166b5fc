package mail

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCompared bounds the words of each side that are compared.
const maxCompared = 3000

// differ reports whether the plain text and the HTML of one mail, made text, do
// not ask the same: the desk reads the first, most people are shown the other.
// It compares sets of their words. What only one side has behind the last common
// word is a signature or a disclaimer, unless it asks for something.
func differ(p, h []string) bool {
	if slices.Equal(p, h) {
		return false
	}
	inP, inH := setOf(p), setOf(h)
	a, b := onlyIn(p, inH), onlyIn(h, inP)
	return a.tells(len(inP)) || b.tells(len(inH)) || a.addresses > 0 && b.addresses > 0
}

// A rest is what one side says and the other does not.
type rest struct {
	words, asks, addresses int
}

func (r rest) tells(of int) bool {
	return r.words >= 5 && 3*r.words >= of || r.words >= 3 && r.asks > 0
}

func onlyIn(words []string, other map[string]bool) rest {
	end := len(words)
	for end > 0 && !other[words[end-1]] {
		end--
	}
	if tail := words[end:]; !disclaims(tail) && (len(tail) > 30 || asksIn(tail)) {
		end = len(words)
	}
	var r rest
	seen := map[string]bool{}
	for _, w := range words[:end] {
		if other[w] || seen[w] {
			continue
		}
		seen[w] = true
		r.words++
		if strings.Contains(w, "@") {
			r.addresses++
		}
		if asksFor(w) {
			r.asks++
		}
	}
	return r
}

func disclaims(words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(w, "disclaimer") || strings.HasPrefix(w, "vertrouwelijk") || strings.HasPrefix(w, "confidential") || strings.HasPrefix(w, "uitsluitend") {
			return true
		}
	}
	return false
}

func asksIn(words []string) bool {
	for _, w := range words {
		if asksFor(w) {
			return true
		}
	}
	return false
}

// asksFor reports whether a word is one with which something is asked of the desk.
func asksFor(w string) bool {
	for _, stem := range askStems {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

var askStems = []string{
	"verwijder", "blokke", "intrek", "ingetrokken", "stopzet", "stopge", "opschort", "uitschakel", "afsluit", "deactiv", "opheff",
	"delete", "remov", "revok", "suspend", "block", "disabl", "withdraw", "terminat", "cancel",
}

// wordsOf returns the words of four letters and more, and the addresses, in
// lower case and in order. What stands in links is no word: HTML does not show it.
func wordsOf(s string) []string {
	var words []string
	for token := range strings.FieldsSeq(s) {
		if len(words) >= maxCompared {
			break
		}
		if i := strings.Index(token, "://"); i >= 0 {
			token = token[:strings.LastIndexAny(token[:i], "<([\"")+1]
		}
		if !strings.HasPrefix(token, "www.") && !strings.HasPrefix(token, "[cid:") {
			words = appendWords(words, token)
		}
	}
	return words
}

func appendWords(words []string, token string) []string {
	for len(words) < maxCompared {
		start := strings.IndexFunc(token, inWord)
		if start < 0 {
			break
		}
		token = token[start:]
		const longest = 320 // of an address
		end := strings.IndexFunc(token[:min(len(token), longest)], func(r rune) bool { return !inWord(r) && !strings.ContainsRune("@.-_", r) })
		if end < 0 {
			end = min(len(token), longest)
		}
		part := token[:end]
		token = token[end:]
		if strings.Contains(part, "@") {
			words = append(words, strings.ToLower(strings.TrimRight(part, "@.-_")))
			continue
		}
		for w := range strings.FieldsFuncSeq(part, func(r rune) bool { return !inWord(r) }) {
			if utf8.RuneCountInString(w) >= 4 {
				words = append(words, strings.ToLower(w))
			}
		}
	}
	return words
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// stub reports whether a plain text says no more than that the mail is HTML: it
// says so, or it is short beside an HTML text that does not hold its words.
func stub(plain string, p, h []string) bool {
	lower := strings.ToLower(plain[:min(len(plain), 2000)])
	says := strings.Contains(lower, "html") || strings.Contains(lower, "browser") || strings.Contains(lower, "online")
	if says && letters(plain) <= 60 {
		return true
	}
	most := 12
	if says {
		most = 40
	}
	if len(p) > most {
		return false
	}
	in, common := setOf(h), 0
	for _, w := range p {
		if in[w] {
			common++
		}
	}
	return 2*common < len(p) && len(h) >= 4*len(p)
}

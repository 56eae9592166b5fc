package directory

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// alike maps the letters that are taken for another one to it: Unicode's
// confusables as far as they occur in domains of Latin letters (UTS #39 §4),
// and the digits of ASCII spoofing. l, 1 and I are one letter.
var alike = map[rune]rune{
	'0': 'o', '1': 'l', 'i': 'l', '3': 'e', '5': 's',
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'і': 'l', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm',
	'н': 'h', 'о': 'o', 'р': 'p', 'ѕ': 's', 'т': 't', 'у': 'y', 'х': 'x', 'ԝ': 'w', 'ѵ': 'v', 'ո': 'n', 'ս': 'u',
	'α': 'a', 'ε': 'e', 'ι': 'l', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x',
}

// skeleton returns what a name looks like at a glance: two names with the same
// skeleton can be taken for each other.
func skeleton(s string) string {
	s = fold(s, ".-_ ")
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if to, ok := alike[r]; ok {
			r = to
		}
		b.WriteRune(r)
	}
	return pairs.Replace(b.String())
}

// pairs are two letters that look like one.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", " ", "")

// looks returns the skeleton of a domain without its public suffix: under
// another one a name looks the same.
func looks(domain string) string {
	if strings.Contains(domain, "xn--") {
		if u, err := idna.ToUnicode(domain); err == nil {
			domain = u
		}
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return skeleton(strings.TrimSuffix(strings.TrimSuffix(domain, suffix), "."))
}

// organisation returns the domain that somebody registered: winkel.example of
// mail.winkel.example.
func organisation(domain string) string {
	if org, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return org
	}
	return domain
}

// slack says how many letters two names of this length may differ in and still
// be taken for each other. Two letters of five are another name (chosen).
func slack(length int) int {
	switch {
	case length >= 8:
		return 2
	case length >= 5:
		return 1
	}
	return 0
}

// imitated returns the accounts whose domains, or whose admins' domains, the
// given one looks like. A registered domain, or a name below one, imitates nobody.
func (d *Directory) imitated(domain string) []int32 {
	if domain == "" || d.hosts[organisation(domain)] {
		return nil
	}
	found := d.domains.find(looks(domain))
	if org := organisation(domain); org != domain {
		found = append(found, d.domains.find(looks(org))...)
	}
	return found
}

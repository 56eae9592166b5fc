package view

import (
	"regexp"
	"strings"
)

// urlForm finds what a client could make a link of: a scheme with what follows
// it, or a host that begins with www. A plain host is left alone: in the
// containers that hold text of strangers nothing becomes a link by itself.
var urlForm = regexp.MustCompile(`(?i)\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"|]+|www\.[^\s<>"|]+|(?:mailto|tel|sms|javascript|data|callto):[^\s<>"|]+)`)

// Defang makes URLs and addresses unusable as they stand, and readable still:
// hxxps://evil[.]example/x, user[@]evil[.]example.
func Defang(s string) string {
	s = urlForm.ReplaceAllStringFunc(s, func(u string) string { return defangURL(u, false) })
	return addressForm.ReplaceAllStringFunc(s, func(a string) string {
		if strings.Contains(a, "[@]") {
			return a
		}
		at := strings.LastIndexByte(a, '@')
		if at < 0 {
			return a
		}
		return a[:at] + "[@]" + strings.ReplaceAll(a[at+1:], ".", "[.]")
	})
}

// defangURL breaks the scheme and the dots of the host. short leaves out what
// stands behind the host, which may hold a secret.
func defangURL(u string, short bool) string {
	scheme, rest, ok := strings.Cut(u, "://")
	switch {
	case ok:
		scheme = strings.NewReplacer("http", "hxxp", "HTTP", "HXXP", "Http", "Hxxp").Replace(scheme) + "://"
		if !strings.HasPrefix(strings.ToLower(scheme), "hxxp") {
			scheme = strings.TrimSuffix(scheme, "://") + "[:]//"
		}
	case strings.HasPrefix(strings.ToLower(u), "www."):
		scheme, rest = "", u
	default: // mailto:, tel:
		scheme, rest, _ = strings.Cut(u, ":")
		scheme += "[:]"
		if short && !strings.Contains(rest, "@") {
			return scheme + "…"
		}
		return scheme + strings.ReplaceAll(rest, ":", "[:]")
	}
	host, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	if short {
		if i := strings.LastIndexByte(host, '@'); i >= 0 {
			host = "…[@]" + host[i+1:] // user and password
		}
		if len(tail) > 1 {
			tail = "/…"
		}
	}
	tail = strings.ReplaceAll(tail, "://", "[:]//")
	if strings.Contains(host, "[.]") {
		return scheme + host + tail
	}
	return scheme + strings.ReplaceAll(host, ".", "[.]") + tail
}

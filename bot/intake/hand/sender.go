package hand

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headerLimit is where a header that goes on is given up. The desk reads no more
// of one either (chosen).
const headerLimit = 256 << 10

// Sender is the sender that a mail is handed over with.
//
// It is what the topmost Return-Path says, which the server wrote that delivered
// the mail (RFC 5321 §4.4); an empty one marks a bounce, and stays. A mail
// without one was never delivered, or was saved by a program that left it out.
// Its sender is unknown, and must not be empty, or a report would pass for an
// automatic mail; nor is it the address in From, since Return-Path would then say
// that some server had seen what only the mail claims. So it is the postmaster of
// host, who answers for what this machine hands over (RFC 5321 §4.5.1).
func Sender(raw []byte, host string) string {
	path, ok := returnPath(raw)
	path = strings.TrimSpace(path)
	path = strings.TrimSuffix(strings.TrimPrefix(path, "<"), ">")
	if ok && (path == "" || usable(path)) {
		return path
	}
	return "postmaster@" + host
}

// returnPath is the value of the topmost Return-Path.
func returnPath(raw []byte) (value string, ok bool) {
	raw = raw[:min(len(raw), headerLimit)]
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(bytes.TrimSpace(line)) == 0 {
			return "", false
		}
		name, text, found := bytes.Cut(line, []byte(":"))
		if found && strings.EqualFold(string(bytes.TrimSpace(name)), "Return-Path") {
			value := string(text)
			for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') { // folded (RFC 5322 §2.2.3)
				line, rest, _ = bytes.Cut(rest, []byte("\n"))
				value += string(bytes.TrimSuffix(line, []byte("\r")))
			}
			return value, true
		}
		raw = rest
	}
	return "", false
}

// usable reports whether an address can be said in MAIL FROM without quotes.
func usable(address string) bool {
	local, domain, ok := strings.Cut(address, "@")
	return ok && local != "" && domain != "" && utf8.ValidString(address) &&
		len(address) <= 254 && // RFC 5321 §4.5.3.1.3, without the brackets
		!strings.ContainsAny(address, `<>()[]:;\,"`) && !strings.Contains(domain, "@") &&
		!strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

package view

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hostForm finds a bare host, of which mail clients make a link by themselves,
// as Slack does not: labels of which the last begins with two letters. The other
// signs are read as dots in a host name (UTS 46 §2.3).
var hostForm = regexp.MustCompile(`[\pL\pN_-]+(?:[.。．｡][\pL\pN_-]+)*[.。．｡]\pL{2}`)

var dotForm = regexp.MustCompile(`[.。．｡]`)

// inertText returns what somebody else wrote so that a mail client can make
// nothing of it but text, of at most max units.
func inertText(s string, max int) string {
	s, whole := bound(s, 8*max+256)
	s = Defang(Clean(s))
	s = hostForm.ReplaceAllStringFunc(s, func(h string) string { return dotForm.ReplaceAllString(h, "[.]") })
	head, left := cut(s, max-1)
	if left > 0 || !whole {
		return strings.TrimRight(head, " \n") + "…"
	}
	return s
}

// inertLine is inertText on one line.
func inertLine(s string, max int) string {
	s, _ = bound(s, 8*max+256)
	return inertText(strings.Join(strings.Fields(Clean(s)), " "), max)
}

// headerLine makes a text fit for a header: one line, nothing that cannot be
// seen, and nothing that a reader would take for an encoded word (RFC 2047 §2).
func headerLine(s string) string {
	return strings.ReplaceAll(oneLine(s, 200), "=?", "= ?")
}

// maxName is how long a name may be that a letter begins with.
const maxName = 60

// plainName returns what looks like somebody's name, and "" for anything else:
// whoever writes to the desk chooses his name himself, and the letter may go to
// somebody whom he only names.
func plainName(s string) string {
	s, whole := bound(strings.TrimSpace(s), 8*maxName)
	words := strings.Fields(Clean(s))
	name := strings.Join(words, " ")
	if !whole || len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(name) > maxName {
		return ""
	}
	letters := 0 // in a row, before a dot
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.Is(unicode.M, r):
		case r == '.':
			// J.P. has one letter before each dot; a host or a sentence has more.
			if letters != 1 {
				return ""
			}
			letters = 0
		case r == ' ' || r == '-' || r == '\'' || r == '’':
			letters = 0
		default:
			return ""
		}
	}
	return name
}

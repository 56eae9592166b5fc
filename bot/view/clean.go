package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxMarks      = 3   // combining marks in a row: enough for every living script
	maxLines      = 500 // of one text
	maxEmptyLines = 2   // together
)

// Clean makes text of strangers fit to be shown: valid, composed, without
// characters that hide or turn around what it says. It takes no meaning away:
// what is inert is decided by the container (see section and pre).
func Clean(s string) string {
	s = visible(strings.ToValidUTF8(s, "\uFFFD"))
	s = capMarks(norm.NFC.String(capMarks(s)))
	return capLines(s)
}

// visible drops what cannot be seen, and makes every line break a newline.
func visible(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r < ' ', r >= 0x7F && r <= 0x9F:
			return -1 // C0, DEL, C1
		case r >= '\u200B' && r <= '\u200F', r >= '\u202A' && r <= '\u202E',
			r >= '\u2060' && r <= '\u206F', r == '\uFEFF', r == '\u00AD', r == '\u061C', r == '\u180E',
			r >= '\uFFF9' && r <= '\uFFFB', r >= 0xE0000 && r <= 0xE007F:
			return -1 // zero width, bidi, annotations, tags
		case r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return '\uFFFD' // noncharacters
		}
		return r
	}, s)
}

func capMarks(s string) string {
	row := 0
	return strings.Map(func(r rune) rune {
		if r < 0x300 || !unicode.Is(unicode.M, r) {
			row = 0
			return r
		}
		if row++; row > maxMarks {
			return -1
		}
		return r
	}, s)
}

func capLines(s string) string {
	var b strings.Builder
	lines, empty := 0, 0
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			line = ""
			if empty++; empty > maxEmptyLines {
				continue
			}
		} else {
			empty = 0
		}
		if lines++; lines > maxLines {
			break
		}
		if lines > 1 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return strings.TrimRight(b.String(), "\n")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape makes the three characters that mean something to mrkdwn mean
// themselves. It is done once, last (docs.slack.dev messaging/formatting-message-text).
func Escape(s string) string { return escaper.Replace(s) }

// units returns the length of s in UTF-16 units. Slack counts characters and
// does not say which; no count of its is longer than this one.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// cut returns as much of s as fits into max units without breaking what people
// see as one character, and how many characters were left out.
func cut(s string, max int) (head string, left int) {
	if len(s) <= max || units(s) <= max {
		return s, 0
	}
	n, end := 0, 0
	var last rune
	flags := 0 // regional indicators in a row: two of them are one flag
	for i, r := range s {
		if !joins(last, r, flags) {
			end = i
		}
		if n += unitsOf(r); n > max {
			return s[:end], utf8.RuneCountInString(s[end:])
		}
		if isFlag(r) {
			flags++
		} else {
			flags = 0
		}
		last = r
	}
	return s, 0
}

// joins reports whether r belongs to the character before it.
func joins(last, r rune, flags int) bool {
	switch {
	case last == 0:
		return false
	case unicode.Is(unicode.M, r), r >= 0x1F3FB && r <= 0x1F3FF: // marks, variation selectors, skin tones
		return true
	}
	return isFlag(r) && flags%2 == 1
}

func isFlag(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// bound returns the beginning of s, at most n bytes, before anything expensive
// is done with it: a name of a megabyte must cost no more than a long one.
func bound(s string, n int) (head string, whole bool) {
	if len(s) <= n {
		return s, true
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], false
}

// oneLine returns s cleaned, on one line of at most max units.
func oneLine(s string, max int) string {
	s, whole := bound(s, 8*max+256)
	s = strings.Join(strings.Fields(Clean(s)), " ")
	head, left := cut(s, max-1)
	if left > 0 || !whole {
		return strings.TrimRight(head, " ") + "…"
	}
	return s
}

// inline returns s cleaned, with its line breaks, of at most max units.
func inline(s string, max int) string {
	s, whole := bound(s, 8*max+256)
	s = Clean(s)
	head, left := cut(s, max-1)
	if left > 0 || !whole {
		return head + "…"
	}
	return s
}

// quotable returns what may be quoted inside a plain sentence that Slack may
// read as mrkdwn: letters, digits and a few harmless signs.
func quotable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == ' ', r == '-', r == '.', r == '\'', r == ',':
			return r
		}
		return -1
	}, oneLine(s, 200))
	return oneLine(s, 40)
}

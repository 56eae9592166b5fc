package view

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"meldwacht/bot"
)

// LetterWords returns a text of staff as a letter carries it. Two people have
// approved it, so it is cleaned and nothing else: not defanged, since it may
// hold an address that somebody must be able to use, and not masked. What the
// approver reads, the letter and the case report all take it from here, so that
// they are the same, byte for byte (law.md §5).
func LetterWords(s string) string { return evenSpace(Clean(s)) }

// evenSpace is the white space that a letter keeps: see finish.
func evenSpace(s string) string {
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(line, " \t\r")
		if strings.TrimSpace(line) == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString(strings.Repeat("\n", min(empty, 1)+1))
		}
		b.WriteString(line)
		empty = 0
	}
	return strings.TrimSpace(b.String())
}

// markup is what Slack writes for a link or a mention, and what HTML writes for
// a character: a reader of the letter would see the signs.
var markup = regexp.MustCompile(`<(?:[@#!]|(?i:https?:|mailto:|tel:))[^<>\n]*>|<[^<>\n]*\|[^<>\n]*>|&(?i:amp|lt|gt|quot|nbsp|#[0-9]+);`)

// LetterFault says why a text cannot go into a letter as it was typed; "" when
// it can. White space is put in order without a word: it shows nothing.
func LetterFault(s string) bot.Reason {
	switch {
	case strings.TrimSpace(s) == "":
		return bot.NeedsMessage
	case utf8.RuneCountInString(strings.TrimSpace(s)) > bot.ReasonRunes:
		return bot.TooLong
	case markup.MatchString(s):
		return bot.HasMarkup
	case LetterWords(s) != evenSpace(norm.NFC.String(s)):
		return bot.HasHidden
	}
	return ""
}

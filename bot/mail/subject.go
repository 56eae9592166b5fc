package mail

import (
	"strings"

	"meldwacht/bot"
)

// A prefix is what stands in front of a subject.
type prefix int

const (
	prefixNone prefix = iota
	prefixForward
	prefixReply
)

var prefixes = map[string]prefix{
	"fw": prefixForward, "fwd": prefixForward, "doorst": prefixForward, "doorgestuurd": prefixForward,
	"wg": prefixForward, "tr": prefixForward, "forwarded": prefixForward, "doorsturen": prefixForward,
	"re": prefixReply, "antw": prefixReply, "antwoord": prefixReply, "aw": prefixReply, "sv": prefixReply,
	"betr": prefixReply, "ré": prefixReply,
}

// A heading is a subject without what clients put in front of it.
type heading struct {
	text  string
	first prefix // the leftmost real prefix: it decides whether a bare header block in the text is a forward or a quote
	next  prefix // the one behind it: what it says of the mail inside, when that shows no subject of its own
}

// readSubject takes prefixes (FW:, Re[2]:, Antw:), gateway tags ([EXTERN],
// ***SPAM***) and the desk's own tag off a subject, in a loop.
func readSubject(s string) heading {
	var h heading
	h.text = strings.TrimSpace(s)
	for {
		if rest, p := cutPrefix(h.text); p != prefixNone {
			switch {
			case h.first == prefixNone:
				h.first = p
			case h.next == prefixNone:
				h.next = p
			}
			h.text = rest
			continue
		}
		rest, ok := cutGatewayTag(h.text)
		if !ok {
			return h
		}
		h.text = rest
	}
}

func cutPrefix(s string) (rest string, p prefix) {
	head := s[:min(len(s), 20)]
	colon := strings.IndexByte(head, ':')
	if colon <= 0 {
		return s, prefixNone
	}
	word := strings.ToLower(strings.TrimSpace(head[:colon]))
	if i := strings.IndexAny(word, "[( "); i > 0 && strings.Trim(word[i:], "[]() 0123456789") == "" {
		word = word[:i]
	}
	p = prefixes[strings.TrimRight(word, ".")]
	if p == prefixNone {
		return s, p
	}
	return strings.TrimSpace(s[colon+1:]), p
}

func cutGatewayTag(s string) (rest string, ok bool) {
	switch {
	case strings.HasPrefix(s, "["):
		end := strings.IndexByte(s[:min(len(s), 40)], ']')
		if end < 0 {
			return s, false
		}
		word := strings.ToLower(s[1:end])
		_, isRef := bot.ParseRef(word)
		switch {
		case isRef, strings.HasPrefix(word, "ext"), strings.Contains(word, "spam"), word == "bulk", word == "suspicious":
			return strings.TrimSpace(s[end+1:]), true
		}
	case strings.HasPrefix(s, "***"):
		end := strings.Index(s[3:min(len(s), 40)], "***")
		if end >= 0 && strings.Contains(strings.ToLower(s[:end+3]), "spam") {
			return strings.TrimSpace(s[end+6:]), true
		}
	}
	return s, false
}

// tag returns the ref of the first [DL-2026-0007] in a subject.
func tag(subject string) bot.Ref {
	for {
		_, rest, ok := strings.Cut(subject, "[")
		if !ok {
			return ""
		}
		subject = rest
		if word, _, ok := strings.Cut(rest[:min(len(rest), 24)], "]"); ok {
			if ref, ok := bot.ParseRef(word); ok {
				return ref
			}
		}
	}
}

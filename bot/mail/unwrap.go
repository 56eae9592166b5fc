package mail

import (
	"strings"

	"meldwacht/bot"
)

// A letter is a text taken out of its wrapping.
type letter struct {
	text string // what the innermost author wrote
	note string // what stands above the first forward: the forwarder's own words
	hops []bot.Hop
}

// unwrap finds the innermost forwarded mail in a text. The first marker, read
// from the top, decides what everything below it is: a forward, or a reply,
// whose quote is cut away. Explicit words make a forward whatever the subject
// says; a bare header block, underscores and "Original message" are a forward
// unless the subject is that of a reply, since Outlook's replies look the same.
func unwrap(text string, first prefix) letter {
	var out letter
	lines := splitLines(text)
	for len(out.hops) < maxHops {
		cut := findMarker(lines, first)
		if cut.kind == cutNothing {
			break
		}
		if cut.kind == cutReply {
			lines = dropQuote(lines, cut)
			break
		}
		if len(out.hops) == 0 {
			out.note = join(lines[:cut.at], 0)
		}
		subject, inner := stripSubject(cut.block.subject)
		out.hops = append(out.hops, bot.Hop{From: cut.block.from, Subject: subject, SentAt: cut.block.sentAt})
		first = inner
		lines = dequote(cut.rest, cut.block.depth)
	}
	out.text = join(lines, 0)
	return out
}

type cutKind int

const (
	cutNothing cutKind = iota
	cutForward
	cutReply
)

type cutting struct {
	kind  cutKind
	at    int    // the first line of the marker
	block block  // of a forward
	rest  []line // below the marker
}

// findMarker returns the first marker in lines.
func findMarker(lines []line, first prefix) cutting {
	for i, l := range lines {
		if l.text == "" {
			continue
		}
		if mark, glued := readSeparator(l.text); mark != markNone {
			if b, rest, ok := blockBelow(lines, i, mark, glued); ok {
				if mark == markNeutral && first == prefixReply {
					return cutting{kind: cutReply, at: i, rest: rest}
				}
				return cutting{kind: cutForward, at: i, block: b, rest: rest}
			}
			continue
		}
		if lab, _ := readLabel(l.text); lab != labelNone {
			if b, ok := readBlock(lines, i, 3); ok {
				if first == prefixReply {
					return cutting{kind: cutReply, at: i, rest: lines[b.end:]}
				}
				return cutting{kind: cutForward, at: i, block: b, rest: lines[b.end:]}
			}
			continue
		}
		a, ok := readAttribution(lines, i)
		if !ok {
			continue
		}
		below := nextFull(lines, a.end, 4)
		quoted := below >= 0 && lines[below].depth > l.depth
		if first == prefixForward && !quoted && (a.from.Name != "" || a.from.Address != "") {
			// Windows Mail forwards with the line of a reply; only the subject tells.
			b := block{from: a.from, sentAt: a.sentAt, depth: l.depth}
			return cutting{kind: cutForward, at: i, block: b, rest: lines[a.end:]}
		}
		return cutting{kind: cutReply, at: i, rest: lines[a.end:]}
	}
	return cutting{}
}

// blockBelow reads the header block that a separator announces. Words in dashes
// need two labels under them; a rule of underscores needs three, directly below.
func blockBelow(lines []line, at int, mark marker, glued string) (block, []line, bool) {
	rule := strings.HasPrefix(lines[at].text, "_")
	if glued != "" {
		headed := unglue(glued, lines[at].depth)
		n := len(headed)
		headed = append(headed, lines[at+1:min(len(lines), at+1+maxBlockLines)]...)
		if n == 0 {
			return block{}, nil, false
		}
		b, ok := readBlock(headed, 0, 2)
		if !ok || b.end < n {
			return block{}, nil, false
		}
		return b, lines[min(len(lines), at+1+b.end-n):], true
	}
	reach, need := 4, 2
	if rule {
		reach, need = 2, 3
	}
	next := nextFull(lines, at+1, reach)
	if next < 0 {
		return block{}, nil, false
	}
	if lab, _ := readLabel(lines[next].text); lab == labelNone {
		return block{}, nil, false
	}
	b, ok := readBlock(lines, next, need)
	if !ok {
		return block{}, nil, false
	}
	return b, lines[b.end:], true
}

// dequote takes the quote marks of the header block off what stands below it, no
// more. Some clients quote the text alone, not the labels: then the one mark
// that all lines share goes.
func dequote(lines []line, depth int) []line {
	if depth == 0 && allQuoted(lines) {
		depth = 1
	}
	if depth == 0 {
		return lines
	}
	out := make([]line, len(lines))
	for i, l := range lines {
		raw, taken := unquote(l.raw, depth)
		out[i] = line{raw: raw, text: l.text, depth: l.depth - taken}
	}
	return out
}

func allQuoted(lines []line) bool {
	any := false
	for _, l := range lines {
		if l.text == "" {
			continue
		}
		if l.depth == 0 {
			return false
		}
		any = true
	}
	return any
}

// dropQuote cuts a reply's quote away. What stands above the marker is the
// author's; when that is nothing, the author wrote below or between the quoted
// lines, and those alone go.
func dropQuote(lines []line, cut cutting) []line {
	above := lines[:cut.at]
	quoted := false
	var own []line
	for _, l := range cut.rest {
		switch {
		case l.depth > 0:
			quoted = true
		default:
			own = append(own, l)
		}
	}
	if quoted {
		return append(above[:len(above):len(above)], own...)
	}
	if nextFull(above, 0, len(above)) < 0 && nextFull(cut.rest, 0, len(cut.rest)) >= 0 && len(cut.rest) > 0 {
		return lines // a quote with nothing said above it: better all than none
	}
	return above
}

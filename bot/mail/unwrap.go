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

// unwrap finds the innermost forwarded mail in a text that came under the
// subject in. The first marker, read from the top, decides what everything below
// it is: a forward, or a reply, whose quote is cut away. Explicit words make a
// forward whatever the subject says; a bare header block, underscores and
// "Original message" are a forward unless the subject is that of a reply, since
// Outlook's replies look the same.
func unwrap(text string, in heading) letter {
	var out letter
	lines := splitLines(text)
	for len(out.hops) < maxHops {
		cut := findMarker(lines, in)
		if cut.kind == cutNothing {
			break
		}
		if cut.kind == cutReply {
			lines = dropQuote(lines, cut)
			break
		}
		if len(out.hops) == 0 {
			out.note = trimQuotes(join(lines[:cut.at], 0))
		}
		inner := heading{first: in.next}
		if cut.block.subject != "" {
			inner = readSubject(cut.block.subject)
		}
		out.hops = append(out.hops, bot.Hop{From: cut.block.from, Subject: inner.text, SentAt: cut.block.sentAt})
		in = inner
		lines = dequote(cut.rest, cut.block)
	}
	if len(out.hops) > 0 {
		lines = beforeEnd(lines)
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
func findMarker(lines []line, in heading) cutting {
	glued := maxGlued
	for i, l := range lines {
		if l.text == "" {
			continue
		}
		if mark, behind := readSeparator(l.text); mark != markNone {
			b, rest, ok := blockBelow(lines, i, mark, behind, in)
			if !ok {
				continue
			}
			if mark == markNeutral && in.first == prefixReply {
				return cutting{kind: cutReply, at: i, rest: rest}
			}
			b.explicit = mark == markExplicit
			return cutting{kind: cutForward, at: i, block: b, rest: belowRule(rest)}
		}
		if lab, _ := readLabel(l.text); lab != labelNone {
			b, rest, ok := bareBlock(lines, i, in, &glued)
			if !ok {
				continue
			}
			if in.first == prefixReply {
				return cutting{kind: cutReply, at: i, rest: rest}
			}
			return cutting{kind: cutForward, at: aboveRule(lines, i), block: b, rest: belowRule(rest)}
		}
		if cut := attributed(lines, i, in); cut.kind != cutNothing {
			return cut
		}
	}
	return cutting{}
}

// bareBlock reads a header block that nothing announces. Lines that may hold one
// glued together are costly to read; glued counts those that still are.
func bareBlock(lines []line, at int, in heading, glued *int) (block, []line, bool) {
	if b, ok := readBlock(lines, at, 3, in); ok {
		return b, lines[b.end:], true
	}
	if *glued == 0 || strings.Count(lines[at].text, ":") < 3 {
		return block{}, nil, false
	}
	*glued--
	return gluedBlock(lines, at, lines[at].text, 3, in)
}

// blockBelow reads the header block that a separator announces. Words in dashes
// need two labels under them; a rule needs three, directly below.
func blockBelow(lines []line, at int, mark marker, glued string, in heading) (block, []line, bool) {
	if glued != "" {
		if lab, _ := readLabel(glued); lab == labelNone {
			return block{}, nil, false
		}
		return gluedBlock(lines, at, glued, 2, in)
	}
	reach, need := 4, 2
	if mark == markNeutral && strings.Trim(lines[at].text, ruleSigns) == "" {
		reach, need = 2, 3
	}
	next := nextFull(lines, at+1, reach)
	if next < 0 {
		return block{}, nil, false
	}
	if lab, _ := readLabel(lines[next].text); lab == labelNone {
		return block{}, nil, false
	}
	if b, ok := readBlock(lines, next, need, in); ok {
		return b, lines[b.end:], true
	}
	return gluedBlock(lines, next, lines[next].text, need, in)
}

// gluedBlock reads a block whose labels stand on one line, wrapped or not, the
// subject last. glued is what of lines[at] belongs to it.
func gluedBlock(lines []line, at int, glued string, need int, in heading) (block, []line, bool) {
	next, whole := at+1, holdsSubject(glued)
	for n := 0; n < 12 && !whole && next < len(lines) && lines[next].text != "" && lines[next].depth == lines[at].depth; n++ {
		if len(glued) > maxBlockBytes/4 {
			return block{}, nil, false
		}
		from := max(0, len(glued)-12) // a label may be cut in two
		glued += " " + lines[next].text
		whole = holdsSubject(glued[from:])
		next++
	}
	headed := unglue(glued, lines[at].depth)
	n := len(headed)
	if n < 2 {
		return block{}, nil, false
	}
	headed = append(headed, lines[next:min(len(lines), next+3)]...) // a field more, or the rest of the subject
	b, ok := readBlock(headed, 0, need, in)
	if !ok || b.end < n {
		return block{}, nil, false
	}
	return b, lines[min(len(lines), next+b.end-n):], true
}

// holdsSubject reports whether a subject label is glued into s.
func holdsSubject(s string) bool {
	for _, w := range []string{"Onderwerp", "Subject", "Betreff", "Objet", "Sujet"} {
		if i := strings.Index(s, w); i >= 0 && strings.HasPrefix(strings.TrimLeft(s[i+len(w):], "* "), ":") {
			return true
		}
	}
	return false
}

// attributed takes the line above a quote for what it is: that of a reply. It
// cuts only what is a quote beyond doubt: with quote marks below it, under a
// reply's subject, or with a name, an address and a date. Windows Mail forwards
// with the same line; only the subject tells.
func attributed(lines []line, at int, in heading) cutting {
	a, ok := readAttribution(lines, at)
	if !ok {
		return cutting{}
	}
	depth, below := lines[at].depth, nextFull(lines, a.end, 4)
	quoted := below >= 0 && lines[below].depth > depth
	if below >= 0 && depth > 0 && in.first != prefixForward { // Apple Mail quotes this line too
		quoted = lines[below].depth >= depth
	}
	switch {
	case quoted, in.first == prefixReply:
	case a.sentAt.IsZero() || a.from.Address == "" && (in.first != prefixForward || a.from.Name == ""):
		return cutting{}
	case in.first == prefixForward:
		b := block{from: a.from, sentAt: a.sentAt, depth: depth}
		return cutting{kind: cutForward, at: at, block: b, rest: dedent(lines[a.end:])}
	}
	return cutting{kind: cutReply, at: at, rest: lines[a.end:]}
}

// aboveRule returns where a block begins: at a line of dashes or underscores
// right above it, or at its first label.
func aboveRule(lines []line, at int) int {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		if lines[i].text != "" {
			if fenced(lines[i].text) {
				return i
			}
			break
		}
	}
	return at
}

// belowRule skips a line that some clients write below the block too: a rule,
// or the separator again.
func belowRule(lines []line) []line {
	next := nextFull(lines, 0, 2)
	if next < 0 {
		return lines
	}
	mark, glued := readSeparator(lines[next].text)
	if mark == markNone || glued != "" {
		return lines
	}
	if _, _, ok := blockBelow(lines, next, mark, "", heading{}); ok {
		return lines
	}
	return lines[next+1:]
}

// beforeEnd cuts at the line that says that the forwarded mail ends.
func beforeEnd(lines []line) []line {
	for i, l := range lines {
		if l.text != "" && (l.text[0] == '-' || l.text[0] >= 0x80) && endsForward(l.text) {
			return lines[:i]
		}
	}
	return lines
}

// dequote takes the quote marks of the header block off what stands below it, no
// more. Some clients quote the text alone, not the labels: then the one mark
// that all lines share goes too.
func dequote(lines []line, b block) []line {
	lines = lessQuoted(lines, b.depth)
	if n := quotedFirst(lines); n == len(lines) || n > 0 && b.explicit {
		return lessQuoted(lines[:n], 1)
	}
	return lines
}

func lessQuoted(lines []line, depth int) []line {
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

// quotedFirst counts the quoted lines, and blank ones, that lines begin with. It
// returns 0 when another quoted line follows behind text: then the quote is
// what somebody answers to.
func quotedFirst(lines []line) int {
	n, quoted := 0, false
	for n < len(lines) && (lines[n].depth > 0 || lines[n].text == "") {
		quoted = quoted || lines[n].depth > 0 && lines[n].text != ""
		n++
	}
	if !quoted {
		return 0
	}
	for _, l := range lines[n:] {
		if l.depth > 0 {
			return 0
		}
	}
	return n
}

// dedent takes up to four blanks off each line: so Windows Mail marks a quote.
func dedent(lines []line) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		n := 0
		for n < len(l.raw) && n < 4 && l.raw[n] == ' ' {
			n++
		}
		out[i] = line{raw: l.raw[n:], text: l.text, depth: l.depth}
	}
	return out
}

// trimQuotes drops quoted blank lines at the end of a note.
func trimQuotes(s string) string {
	for {
		i := strings.LastIndexByte(s, '\n')
		if strings.Trim(s[i+1:], "> \t") != "" {
			return s
		}
		if i < 0 {
			return ""
		}
		s = s[:i]
	}
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

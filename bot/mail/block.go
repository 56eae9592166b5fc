package mail

import (
	"strings"
	"time"

	"meldwacht/bot"
)

// A block is the header that a client pastes above the mail that it forwards.
type block struct {
	from     bot.Mailbox
	sentAt   time.Time
	subject  string
	depth    int // quote marks in front of its first label
	end      int // the line after the block
	explicit bool
}

// readBlock reads a header block whose first label stands on lines[at]. It
// needs as many different labels as need says, among them a from, and a date
// or a subject, each at most once. in is the subject of the mail around it,
// which tells where a wrapped subject ends.
//
// Below the last expected label nothing is a label any more, so that a form in
// the text ("Datum:", "Van: 10:00 tot 12:00") stays text.
func readBlock(lines []line, at, need int, in heading) (b block, ok bool) {
	r := blockReader{lines: lines, in: in}
	r.b.depth = lines[at].depth
	size := 0
	for r.i = at; r.i < len(lines) && r.i-at < maxBlockLines; r.i++ {
		if size += len(lines[r.i].text); size > maxBlockBytes {
			return block{}, false
		}
		if !r.line() {
			break
		}
	}
	if r.bad || r.kinds < need || !r.seen[labelFrom] || !r.seen[labelDate] && !r.seen[labelSubject] {
		return block{}, false
	}
	b = r.b
	b.end = r.i
	if b.from.Name == "" && b.from.Address == "" {
		return block{}, false
	}
	if t, stampOK := readStamp(r.date, r.english); stampOK {
		b.sentAt = t
	} else if need >= 3 && b.from.Address == "" {
		return block{}, false // a form that looks like a header, not a header
	}
	return b, true
}

type blockReader struct {
	lines   []line
	in      heading
	i       int
	b       block
	date    string
	english bool

	seen   [labelSkip + 1]bool
	kinds  int
	last   label // whose value may go on in the next line
	open   bool  // it must: a list of addresses does not end there
	spaced int   // labels that a blank line parts from the one before
	below  bool  // values stand on the line below their label
	bad    bool  // this is no header
}

// line takes in one line; false when the block ends above it.
func (r *blockReader) line() bool {
	s := r.lines[r.i].text
	if s == "" {
		return r.blankInside()
	}
	l, value := readLabel(s)
	if l == labelNone || l != labelSkip && r.seen[l] {
		return r.goesOn(s)
	}
	if l != labelSkip {
		r.seen[l] = true
		r.kinds++
	}
	if value == "" {
		value = r.valueBelow(l)
	}
	switch l {
	case labelFrom:
		if timeLike(value) {
			r.bad = true
			return false
		}
		r.b.from = forwardedFrom(value)
	case labelDate:
		r.date, r.english = value, english(s)
	case labelSubject:
		r.b.subject = value
	}
	r.last, r.open = l, listOpen(value)
	return true
}

// blankInside reports whether the block goes on below a blank line: it does when
// it is HTML made text that parts all its labels so, and does not have all yet.
func (r *blockReader) blankInside() bool {
	next := nextFull(r.lines, r.i, 2)
	if next < 0 || r.spaced < r.kinds-1 {
		return false
	}
	l, value := readLabel(r.lines[next].text)
	if l == labelNone && r.open && strings.HasSuffix(r.lines[next].text, ">") && r.goesOn(r.lines[next].text) {
		r.i = next
		return true
	}
	if l == labelNone || l != labelSkip && r.seen[l] || r.complete() && !headerValue(l, value) {
		return false
	}
	r.spaced++
	return true
}

// headerValue reports whether a value is one that a header has, and not the
// answer to a question of a form.
func headerValue(l label, value string) bool {
	switch l {
	case labelTo, labelCc:
		return strings.Contains(value, "@")
	case labelDate:
		_, ok := readStamp(value, false)
		return ok
	}
	return l == labelSkip
}

func (r *blockReader) complete() bool {
	return r.seen[labelSubject] && r.seen[labelFrom] && (r.seen[labelDate] || r.seen[labelTo])
}

// valueBelow takes the next line for the value of a label that has none, if that
// is how this block is written: its from shows it.
func (r *blockReader) valueBelow(l label) string {
	next := nextFull(r.lines, r.i+1, 2)
	if next < 0 || l != labelFrom && !r.below {
		return ""
	}
	if n, _ := readLabel(r.lines[next].text); n != labelNone {
		return ""
	}
	r.below = true
	r.i = next
	return r.lines[next].text
}

// goesOn reports whether a line without a label, or with one that was there
// already, is the rest of the value above it.
func (r *blockReader) goesOn(s string) bool {
	switch r.last {
	case labelTo, labelCc, labelSkip:
		if !r.listGoesOn(s) {
			return false
		}
		r.open = listOpen(s)
		return true
	case labelFrom:
		if !r.open && s[0] != '<' && !strings.HasPrefix(s, "[mailto:") || !strings.ContainsAny(s, ">]") {
			return false
		}
		r.b.from = forwardedFrom(r.b.from.Name + " <" + strings.TrimLeft(s, "<["))
		r.open = false
		return true
	case labelDate:
		if _, ok := readStamp(r.date, r.english); ok || len(s) > 40 || !r.labelFollows(1) {
			return false
		}
		r.date += " " + s
		return true
	case labelSubject:
		long := r.b.subject + " " + s
		if len(r.lines[r.i-1].raw) >= 60 && r.labelFollows(1) || r.wholeSubject(long) {
			r.b.subject = long
			return true
		}
	}
	return false
}

// wholeSubject reports whether a wrapped subject is the one of the mail around
// it, or may become it with the next line.
func (r *blockReader) wholeSubject(s string) bool {
	s = readSubject(s).text
	return strings.EqualFold(s, r.in.text) || len(s) > 40 && len(s) < len(r.in.text) && strings.EqualFold(s, r.in.text[:len(s)])
}

// listOpen reports whether a list of addresses cannot end where s ends.
func listOpen(s string) bool {
	return strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") || strings.LastIndexByte(s, '<') > strings.LastIndexByte(s, '>')
}

// listGoesOn reports whether a line without a label continues a list of
// addresses: the line before is open, or it holds an address and the block
// goes on below it, or a list of names was wrapped inside one of them.
func (r *blockReader) listGoesOn(s string) bool {
	if r.open {
		return true
	}
	if !strings.Contains(s, "@") {
		return len(r.lines[r.i-1].raw) >= 60 && r.last != labelSkip && r.labelFollows(3)
	}
	if nextFull(r.lines, r.i+1, 1) < 0 {
		return strings.HasSuffix(s, ">")
	}
	return r.labelFollows(3)
}

// labelFollows reports whether one of the next n lines begins with a label that
// was not there yet, with no blank line before it.
func (r *blockReader) labelFollows(n int) bool {
	for j := r.i + 1; j < len(r.lines) && j <= r.i+n && r.lines[j].text != ""; j++ {
		if l, _ := readLabel(r.lines[j].text); l != labelNone {
			return l == labelSkip || !r.seen[l]
		}
	}
	return false
}

// forwardedFrom reads the person of a from label. "N <A> Namens N2" and "on
// behalf of" stand behind the one who sent it: that one is the reporter.
func forwardedFrom(value string) bot.Mailbox {
	lower := strings.ToLower(value)
	for _, sep := range []string{" namens ", " on behalf of ", " im auftrag von ", " de la part de "} {
		if i := strings.Index(lower, sep); i > 0 && len(lower) == len(value) {
			value = value[:i]
			break
		}
	}
	// One person stands here: with an address in it a comma is part of the name.
	value = strings.Trim(strings.TrimRight(plainMarks.Replace(value), ";, "), "*")
	m := mailbox(value)
	if m.Address == "" {
		m = looseMailbox(value, m)
	}
	if m.Address == "" && strings.ContainsAny(m.Name, "<[") {
		m.Name = strings.TrimRight(m.Name, "<[ ")
	}
	m.Name = strings.TrimSpace(strings.Trim(m.Name, "*"))
	return m
}

// plainMarks undoes what a way through HTML or Markdown makes of brackets and
// quotes.
var plainMarks = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "‹", "<", "›", ">", "“", `"`, "”", `"`, "„", `"`, "](mailto:", " (", "<*", "<", "*>", ">")

// looseMailbox finds the address of a pasted person that stands in other
// brackets, or in none: "N (A)", "N [A]", "N A".
func looseMailbox(s string, m bot.Mailbox) bot.Mailbox {
	if len(s) > 500 || strings.Count(s, "@") != 1 {
		return m
	}
	at := strings.IndexByte(s, '@')
	const ends = " \t()[]<>\"',;"
	from := strings.LastIndexAny(s[:at], ends) + 1
	to := len(s)
	if i := strings.IndexAny(s[at:], ends); i >= 0 {
		to = at + i
	}
	address := cleanAddress(strings.TrimPrefix(s[from:to], "mailto:"))
	if !strings.Contains(address, ".") {
		return m
	}
	name := displayName(strings.Trim(s[:from]+s[to:], " \t()[]<>*-,;"))
	return bot.Mailbox{Name: name, Address: bot.Address(address)}
}

// timeLike reports whether a value begins like a time or a date: no name does.
func timeLike(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && s[0] >= '0' && s[0] <= '9' && !strings.Contains(s, "@")
}

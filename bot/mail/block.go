package mail

import (
	"strings"
	"time"

	"meldwacht/bot"
)

// A block is the header that a client pastes above the mail that it forwards.
type block struct {
	from    bot.Mailbox
	date    string
	sentAt  time.Time
	subject string
	depth   int // quote marks in front of its first label
	end     int // the line after the block
	english bool
}

// readBlock reads a header block whose first label stands on lines[at]. It
// needs as many different labels as need says, among them a from, and a date
// or a subject, each at most once.
//
// Below the last expected label nothing is a label any more, so that a form in
// the text ("Datum:", "Van: 10:00 tot 12:00") stays text.
func readBlock(lines []line, at, need int) (b block, ok bool) {
	var seen [labelSkip + 1]bool
	var kinds, size int
	last, open := labelNone, false // the label whose value may go on in the next line
	b.depth = lines[at].depth
	i := at
	for ; i < len(lines) && i-at < maxBlockLines; i++ {
		s := lines[i].text
		if size += len(s); size > maxBlockBytes {
			return block{}, false
		}
		if s == "" {
			// HTML made text may part labels by one blank line.
			next := nextFull(lines, i, 2)
			if next < 0 || seen[labelSubject] && seen[labelFrom] && (seen[labelDate] || seen[labelTo]) {
				break
			}
			l, _ := readLabel(lines[next].text)
			if l == labelNone || l != labelSkip && seen[l] || kinds >= 4 {
				break
			}
			continue
		}
		l, value := readLabel(s)
		if l == labelNone || l != labelSkip && seen[l] {
			if (last == labelTo || last == labelCc || last == labelSkip) && listGoesOn(s, open, lines, i) {
				open = listOpen(s)
				continue
			}
			if last == labelSubject && subjectGoesOn(lines, i) {
				b.subject += " " + s
				continue
			}
			if last == labelFrom && open && strings.Contains(s, ">") {
				b.from = forwardedFrom(b.from.Name + " <" + s)
				open = false
				continue
			}
			break
		}
		if l != labelSkip {
			seen[l] = true
			kinds++
		}
		switch l {
		case labelFrom:
			if timeLike(value) {
				return block{}, false
			}
			b.from = forwardedFrom(value)
			if j := nextFull(lines, i+1, 1); value == "" && j > 0 {
				// a label above its value
				if n, _ := readLabel(lines[j].text); n == labelNone {
					b.from = forwardedFrom(lines[j].text)
					i = j
				}
			}
		case labelDate:
			b.date = value
			b.english = english(s)
		case labelSubject:
			b.subject = value
		}
		last, open = l, listOpen(value)
	}
	b.end = i
	if kinds < need || !seen[labelFrom] || !seen[labelDate] && !seen[labelSubject] {
		return block{}, false
	}
	if b.from.Name == "" && b.from.Address == "" {
		return block{}, false
	}
	if t, stampOK := readStamp(b.date, b.english); stampOK {
		b.sentAt = t
	} else if need >= 3 && b.from.Address == "" {
		return block{}, false // a form that looks like a header, not a header
	}
	return b, true
}

// listOpen reports whether a list of addresses cannot end where s ends.
func listOpen(s string) bool {
	return strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") || strings.LastIndexByte(s, '<') > strings.LastIndexByte(s, '>')
}

// listGoesOn reports whether a line without a label continues a list of
// addresses: the line before is open, or it holds an address and the block
// goes on below it.
func listGoesOn(s string, open bool, lines []line, i int) bool {
	if open {
		return true
	}
	if !strings.Contains(s, "@") {
		return false
	}
	next := nextFull(lines, i+1, 1)
	if next < 0 {
		return strings.HasSuffix(s, ">")
	}
	l, _ := readLabel(lines[next].text)
	return l != labelNone
}

// subjectGoesOn reports whether a line without a label is the wrapped rest of
// the subject: only when the next line is a label again.
func subjectGoesOn(lines []line, i int) bool {
	if i == 0 || len(lines[i-1].raw) < 60 || i+1 >= len(lines) {
		return false
	}
	l, _ := readLabel(lines[i+1].text)
	return l != labelNone
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
	m := mailbox(strings.TrimRight(value, ";, "))
	if m.Address == "" && strings.ContainsAny(m.Name, "<[") {
		m.Name = strings.TrimRight(m.Name, "<[ ")
	}
	return m
}

// timeLike reports whether a value begins like a time or a date: no name does.
func timeLike(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && s[0] >= '0' && s[0] <= '9' && !strings.Contains(s, "@")
}

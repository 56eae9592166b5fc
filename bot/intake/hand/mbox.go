package hand

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// fromLine is how much of a line is looked at to see whether it begins a mail
// in an mbox (chosen).
const fromLine = 1 << 10

// A line that begins a mail in an mbox holds a sender and a time (RFC 4155,
// appendix A): "From jan@winkel.example Tue Sep  1 10:42:20 2026". Asking for
// the clock leaves sentences that begin with this word alone.
var fromPattern = regexp.MustCompile(`^From [^\n]*\d\d:\d\d`)

// A quoted line of text that would pass for such a line (mboxrd).
var quotedPattern = regexp.MustCompile(`^>+From `)

func isFrom(line []byte) bool { return fromPattern.Match(line[:min(len(line), fromLine)]) }

// mbox yields the mails of an mbox that begins with such a line.
func (w walk) mbox(path string, r *bufio.Reader) bool {
	m := mboxReader{walk: w, path: path}
	start, blank := true, true // of a line; the one before it was blank
	for {
		part, err := r.ReadSlice('\n') // a long line comes in parts
		if start && blank && isFrom(part) {
			if !m.end() {
				return false
			}
			m.begin()
		} else {
			m.add(part, start)
		}
		blank = start && len(bytes.TrimRight(part, "\r\n")) == 0
		start = bytes.HasSuffix(part, []byte("\n"))
		switch {
		case err == nil || errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return m.end()
		default:
			return m.fail(m.name(), reason(err))
		}
	}
}

// An mboxReader holds the mail that is being read.
type mboxReader struct {
	walk
	path     string
	number   int // 0: before the first
	raw      []byte
	over     bool // it is too large
	skipping bool // the rest of the line that began it
}

func (m *mboxReader) begin() {
	*m = mboxReader{walk: m.walk, path: m.path, number: m.number + 1, skipping: true}
}

func (m *mboxReader) add(part []byte, start bool) {
	if m.skipping = m.skipping && !start; m.skipping || m.over {
		return
	}
	if start && quotedPattern.Match(part) {
		part = part[1:]
	}
	if m.over = len(m.raw)+len(part) > m.limit; m.over {
		m.raw = nil
		return
	}
	m.raw = append(m.raw, part...)
}

// end yields the mail, without the blank line that ends it in an mbox.
func (m *mboxReader) end() bool {
	switch {
	case m.number == 0:
		return true
	case m.over:
		return m.fail(m.name(), tooLarge)
	}
	text, ended := bytes.CutSuffix(m.raw, []byte("\r\n"))
	if !ended {
		text, ended = bytes.CutSuffix(m.raw, []byte("\n"))
	}
	if ended && (len(text) == 0 || text[len(text)-1] == '\n') {
		m.raw = text
	}
	if len(m.raw) == 0 {
		return m.fail(m.name(), noMail)
	}
	return m.yield(Mail{m.name(), m.raw}, nil)
}

func (m *mboxReader) name() string { return fmt.Sprintf("%s#%d", m.path, m.number) }

package mail

import (
	"bytes"

	"meldwacht/bot"
)

// A HeaderField is one field of a header, by where it stands in the mail.
type HeaderField struct {
	Name string // in lower case
	From int    // its first byte
	To   int    // behind its last line break
}

const (
	// What a header may hold that a signature is checked on (chosen: mails that
	// went through a dozen servers have some 300 lines). Verifiers join lines and
	// look for fields one at a time, so that ten thousand lines cost their square.
	maxSignedLines  = 2000
	maxSignedFields = 1000
)

// HeaderFields cuts a header where every reader cuts it, and returns where the
// body begins. It is not ok when readers could differ: a line break that is none
// to some, a blank line that is not empty, a line that is no field. Otherwise
// somebody puts a From and a text of his own above a mail that another signed,
// so that the verifier looks at the one and the desk reads the other.
func HeaderFields(raw []byte) (fields []HeaderField, body int, ok bool) {
	at := 0
	if bytes.HasPrefix(raw, []byte("From ")) { // of a mailbox file; readers skip it
		at = bytes.IndexByte(raw, '\n') + 1
		if bytes.IndexByte(raw[:max(at-2, 0)], '\r') >= 0 {
			return nil, 0, false
		}
	}
	for lines := 0; ; lines++ {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			return fields, len(raw), at == len(raw) && len(fields) > 0
		}
		line := bytes.TrimSuffix(raw[at:at+end], []byte("\r"))
		next := at + end + 1
		switch {
		case len(line) == 0:
			return fields, next, len(fields) > 0
		case len(bytes.TrimSpace(line)) == 0, bytes.IndexByte(line, '\r') >= 0, lines == maxSignedLines:
			return nil, 0, false
		case line[0] == ' ' || line[0] == '\t':
			if len(fields) == 0 {
				return nil, 0, false
			}
			fields[len(fields)-1].To = next
		default:
			name, _, is := fieldOf(line)
			if !is || line[len(name)] != ':' || len(fields) == maxSignedFields {
				return nil, 0, false
			}
			fields = append(fields, HeaderField{name, at, next})
		}
		at = next
	}
}

// believed takes the word of our own server back for a header that it may have
// read otherwise than the desk does.
func believed(raw []byte, a bot.Authentic) bot.Authentic {
	if !a.Pass {
		return a
	}
	if _, _, ok := HeaderFields(raw[:min(len(raw), maxHeaderBytes)]); !ok {
		return bot.Authentic{Evidence: TwoReadings}
	}
	return a
}

// TwoReadings is the Evidence of a mail whose header may read otherwise to
// whoever checked it.
const TwoReadings = "the header can be read in two ways"

package mail

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"meldwacht/bot"
)

// Outlook wraps a mail into a winmail.dat when it takes the receiver for
// Outlook: the text as RTF, the files, and attached mails as trees of
// properties. The form is TNEF [MS-OXTNEF]. It is read here in one pass over
// slices of the input; nothing is kept but text and attached mails.

const (
	tnefSignature = 0x223E9F78 // [MS-OXTNEF] §2.1.3.1
	maxTNEFDepth  = maxAttached
	maxTNEFFiles  = 100
)

// Attributes, [MS-OXTNEF] §2.1.3.2: the low half of their id.
const (
	attFrom          = 0x8000
	attSubject       = 0x8004
	attDateSent      = 0x8005
	attBody          = 0x800C
	attAttachData    = 0x800F
	attAttachTitle   = 0x8010
	attAttachRend    = 0x9002
	attMAPIProps     = 0x9003
	attAttachment    = 0x9005
	attOEMCodepage   = 0x9007
	attTransportName = 0x9001
)

// A winmail is what one TNEF stream tells of a mail.
type winmail struct {
	codepage uint32
	subject  string
	body     string
	html     string
	rtf      []byte // compressed
	from     bot.Mailbox
	sentAt   time.Time
	id       string
	files    []winfile
	cut      bool // it broke off
}

// A winfile is one thing attached to it.
type winfile struct {
	name string
	data []byte
	mail *winmail // an attached mail
}

// isTNEF reports whether a part without a telling label is one.
func isTNEF(body []byte, encoding string) bool {
	start := body[:min(len(body), 200)]
	b := bytes.TrimLeft(decodeTransfer(start, encoding), "\r\n")
	return len(b) >= 4 && binary.LittleEndian.Uint32(b) == tnefSignature
}

// readTNEF reads a TNEF stream; ok is false when it is none. Checksums are not
// compared: a text that is damaged is still a text.
func readTNEF(b []byte, depth int) (w *winmail, ok bool) {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature {
		return nil, false
	}
	b = b[6:] // and a key for the legacy reference
	w = &winmail{codepage: 1252}
	for len(b) > 0 {
		if len(b) < 9 {
			w.cut = true
			break
		}
		level, id, size := b[0], binary.LittleEndian.Uint32(b[1:]), uint64(binary.LittleEndian.Uint32(b[5:]))
		b = b[9:]
		if level != 1 && level != 2 || size > uint64(len(b)) {
			w.cut = true
			break
		}
		w.attribute(uint16(id), b[:size], depth)
		b = b[min(uint64(len(b)), size+2):] // and a checksum
	}
	return w, true
}

func (w *winmail) attribute(id uint16, data []byte, depth int) {
	switch id {
	case attOEMCodepage:
		if len(data) >= 4 {
			w.codepage = binary.LittleEndian.Uint32(data)
		}
	case attSubject:
		w.subject = firstOf(w.subject, w.text(data))
	case attBody:
		w.body = firstOf(w.body, w.text(data))
	case attFrom:
		if w.from == (bot.Mailbox{}) {
			w.from = w.triple(data)
		}
	case attDateSent:
		if w.sentAt.IsZero() {
			w.sentAt = tnefDate(data)
		}
	case attMAPIProps:
		w.messageProps(data)
	case attAttachRend: // the first of each file
		if len(w.files) < maxTNEFFiles {
			w.files = append(w.files, winfile{})
		}
	case attAttachTitle, attTransportName:
		if f := w.file(); f != nil {
			f.name = firstOf(f.name, w.text(data))
		}
	case attAttachData:
		if f := w.file(); f != nil {
			f.take(data, depth)
		}
	case attAttachment:
		if f := w.file(); f != nil {
			w.fileProps(f, data, depth)
		}
	}
}

// file returns the file that is read now.
func (w *winmail) file() *winfile {
	if len(w.files) == 0 {
		w.files = append(w.files, winfile{})
	}
	return &w.files[len(w.files)-1]
}

// take keeps a file's bytes. An attached mail is a TNEF stream of its own, at
// times behind the id of the interface that reads it.
func (f *winfile) take(data []byte, depth int) {
	if f.data == nil {
		f.data = data
	}
	if f.mail != nil || depth >= maxTNEFDepth {
		return
	}
	for _, skip := range []int{0, 16} {
		if len(data) > skip {
			if m, ok := readTNEF(data[skip:], depth+1); ok {
				f.mail = m
				return
			}
		}
	}
}

// text decodes a string of the stream's code page; it may end in a NUL.
func (w *winmail) text(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return decodeCodepage(b[:min(len(b), maxText)], w.codepage)
}

// triple reads a sender: name and address, [MS-OXTNEF] §2.1.3.3.
func (w *winmail) triple(b []byte) bot.Mailbox {
	if len(b) < 8 {
		return bot.Mailbox{}
	}
	nameLen, addressLen := int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint16(b[6:]))
	if b = b[8:]; nameLen+addressLen > len(b) {
		return bot.Mailbox{}
	}
	return winPerson(w.text(b[:nameLen]), w.text(b[nameLen:nameLen+addressLen]))
}

// winPerson makes a mailbox of a name and an address of type SMTP; an address
// of Exchange's own is none that can be answered or compared.
func winPerson(name, address string) bot.Mailbox {
	if i := strings.IndexByte(address, ':'); i >= 0 && strings.EqualFold(address[:i], "smtp") {
		address = address[i+1:]
	}
	m := bot.Mailbox{Name: displayName(oneLine(name)), Address: bot.Address(cleanAddress(oneLine(address)))}
	if strings.EqualFold(m.Name, string(m.Address)) {
		m.Name = ""
	}
	return m
}

// tnefDate reads year, month, day, hour, minute and second, [MS-OXTNEF] §2.1.3.3.
func tnefDate(b []byte) time.Time {
	if len(b) < 12 {
		return time.Time{}
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint16(b[2*i:])) }
	if at(0) < 1990 || at(0) > 2200 || at(1) < 1 || at(1) > 12 || at(2) < 1 || at(2) > 31 || at(3) > 23 || at(4) > 59 || at(5) > 59 {
		return time.Time{}
	}
	return time.Date(at(0), time.Month(at(1)), at(2), at(3), at(4), at(5), 0, time.UTC)
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// oneLine makes a value fit for a header line.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s[:min(len(s), 1000)])), " ")
}

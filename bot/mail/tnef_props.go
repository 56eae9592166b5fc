package mail

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"meldwacht/bot"
)

// Properties of messages and files, [MS-OXPROPS].
const (
	propSubject       = 0x0037
	propSubmitTime    = 0x0039
	propFromName      = 0x0042 // who it was sent for: the From of the mail
	propFromAddress   = 0x0065
	propFromSMTP      = 0x5D02
	propSenderName    = 0x0C1A
	propSenderAddress = 0x0C1F
	propSenderSMTP    = 0x5D01
	propBody          = 0x1000
	propRTF           = 0x1009
	propHTML          = 0x1013
	propMessageID     = 0x1035
	propCodepage      = 0x3FDE
	propAttachData    = 0x3701
	propAttachName    = 0x3704
	propAttachLong    = 0x3707
)

// Types of properties, [MS-OXCDATA] §2.11.1.
const (
	typeNull    = 0x0001
	typeShort   = 0x0002
	typeLong    = 0x0003
	typeBool    = 0x000B
	typeError   = 0x000A
	typeFloat   = 0x0004
	typeObject  = 0x000D
	typeString8 = 0x001E
	typeUnicode = 0x001F
	typeTime    = 0x0040
	typeGUID    = 0x0048
	typeBinary  = 0x0102
	typeMany    = 0x1000
)

// A prop is one property; of one with several values it is the first.
type prop struct {
	id, kind uint16
	value    []byte
}

// eachProp yields the properties of a list, [MS-OXTNEF] §2.1.3.4. It stops at
// what it cannot read, and reports whether it read all.
func eachProp(b []byte, yield func(prop)) bool {
	n, b, ok := cut32(b)
	for ; ok && n > 0; n-- {
		if len(b) < 4 {
			return false
		}
		p := prop{kind: binary.LittleEndian.Uint16(b), id: binary.LittleEndian.Uint16(b[2:])}
		if b = b[4:]; p.id >= 0x8000 { // a named one: its name comes first
			if b, ok = skipName(b); !ok {
				return false
			}
		}
		if p.value, b, ok = cutValue(b, p.kind); !ok {
			return false
		}
		yield(p)
	}
	return ok
}

func skipName(b []byte) (rest []byte, ok bool) {
	if len(b) < 16 {
		return nil, false
	}
	kind, b, ok := cut32(b[16:])
	if !ok {
		return nil, false
	}
	n, b, ok := cut32(b)
	if kind == 0 || !ok { // by number
		return b, ok
	}
	_, b, ok = cutPadded(b, n)
	return b, ok
}

// cutValue cuts the value of one property off b.
func cutValue(b []byte, kind uint16) (value, rest []byte, ok bool) {
	count := uint32(1)
	base := kind &^ typeMany
	counted := base == typeString8 || base == typeUnicode || base == typeBinary || base == typeObject
	if kind&typeMany != 0 || counted {
		if count, b, ok = cut32(b); !ok {
			return nil, nil, false
		}
	}
	for i := uint32(0); i < count && base != typeNull; i++ {
		size := fixedSize(base)
		if counted {
			if size, b, ok = cut32(b); !ok {
				return nil, nil, false
			}
		}
		if size == 0 && !counted {
			return nil, nil, false // an unknown type: its size is unknown too
		}
		var v []byte
		if v, b, ok = cutPadded(b, size); !ok {
			return nil, nil, false
		}
		if i == 0 {
			value = v
		}
	}
	return value, b, true
}

func fixedSize(kind uint16) uint32 {
	switch kind {
	case typeShort, typeBool:
		return 2 // and two of padding
	case typeLong, typeError, typeFloat:
		return 4
	case 0x0005, 0x0006, 0x0007, 0x0014, typeTime: // double, currency, application time, 64 bits
		return 8
	case typeGUID:
		return 16
	}
	return 0
}

func cut32(b []byte) (n uint32, rest []byte, ok bool) {
	if len(b) < 4 {
		return 0, nil, false
	}
	return binary.LittleEndian.Uint32(b), b[4:], true
}

// cutPadded cuts n bytes off b, and what fills them up to a multiple of four.
func cutPadded(b []byte, n uint32) (v, rest []byte, ok bool) {
	if uint64(n) > uint64(len(b)) {
		return nil, nil, false
	}
	padded := min((uint64(n)+3)&^3, uint64(len(b)))
	return b[:n], b[padded:], true
}

// messageProps reads what the properties of a message tell.
func (w *winmail) messageProps(data []byte) {
	cpid := uint32(0)
	var html []byte
	var from, sender [3]string // name, address, address of type SMTP
	whole := eachProp(data, func(p prop) {
		switch p.id {
		case propSubject:
			w.subject = firstOf(w.subject, w.string(p))
		case propBody:
			w.body = firstOf(w.body, w.string(p))
		case propHTML:
			if p.kind == typeUnicode {
				w.html = w.string(p)
			} else {
				html = p.value
			}
		case propRTF:
			w.rtf = p.value
		case propMessageID:
			w.id = w.string(p)
		case propCodepage:
			if len(p.value) == 4 {
				cpid = binary.LittleEndian.Uint32(p.value)
			}
		case propSubmitTime:
			w.sentAt = fileTime(p.value)
		case propFromName:
			from[0] = w.string(p)
		case propFromAddress:
			from[1] = w.string(p)
		case propFromSMTP:
			from[2] = w.string(p)
		case propSenderName:
			sender[0] = w.string(p)
		case propSenderAddress:
			sender[1] = w.string(p)
		case propSenderSMTP:
			sender[2] = w.string(p)
		}
	})
	w.cut = w.cut || !whole
	if w.html == "" && len(html) > 0 {
		if cpid == 0 {
			cpid = 65001
		}
		w.html = decodeCodepage(html[:min(len(html), maxText)], cpid)
	}
	known := []bot.Mailbox{winPerson(from[0], firstOf(from[2], from[1])), winPerson(sender[0], firstOf(sender[2], sender[1])), w.from}
	w.from = bot.Mailbox{}
	for _, m := range known {
		if w.from == (bot.Mailbox{}) || w.from.Address == "" && m.Name == w.from.Name {
			w.from = m
		}
	}
}

// fileProps reads what the properties of a file tell.
func (w *winmail) fileProps(f *winfile, data []byte, depth int) {
	long := ""
	whole := eachProp(data, func(p prop) {
		switch p.id {
		case propAttachLong:
			long = w.string(p)
		case propAttachName:
			f.name = firstOf(f.name, w.string(p))
		case propAttachData:
			f.take(p.value, depth)
		}
	})
	w.cut = w.cut || !whole
	f.name = firstOf(long, f.name)
}

// string decodes a property that is text.
func (w *winmail) string(p prop) string {
	b := p.value[:min(len(p.value), 2*maxText)]
	switch p.kind &^ typeMany {
	case typeString8, typeBinary:
		return w.text(b)
	case typeUnicode:
		units := make([]uint16, 0, len(b)/2)
		for i := 0; i+1 < len(b); i += 2 {
			u := binary.LittleEndian.Uint16(b[i:])
			if u == 0 {
				break
			}
			units = append(units, u)
		}
		return string(utf16.Decode(units))
	}
	return ""
}

// fileTime reads 100 ns since 1601, [MS-DTYP] §2.3.3.
func fileTime(b []byte) time.Time {
	if len(b) != 8 {
		return time.Time{}
	}
	const to1970 = 11644473600 // seconds
	t := time.Unix(int64(binary.LittleEndian.Uint64(b)/1e7)-to1970, 0).UTC()
	if t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// decodeCodepage decodes text in a code page of Windows.
func decodeCodepage(b []byte, page uint32) string {
	var old *charmap.Charmap
	name := ""
	switch {
	case page == 437:
		old = charmap.CodePage437
	case page == 850 || page == 858:
		old = charmap.CodePage850
	case page >= 1250 && page <= 1258:
		name = fmt.Sprintf("windows-%d", page)
	case page >= 28591 && page <= 28605:
		name = fmt.Sprintf("iso-8859-%d", page-28590)
	case page == 1200:
		name = "utf-16le"
	case page == 932:
		name = "shift_jis"
	case page == 936:
		name = "gbk"
	case page == 949:
		name = "euc-kr"
	case page == 950:
		name = "big5"
	}
	if old != nil && !ascii(b) {
		if out, err := old.NewDecoder().Bytes(b); err == nil {
			return string(out)
		}
	}
	return strings.ToValidUTF8(toUTF8(b, name), "\uFFFD")
}

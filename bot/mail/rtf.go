package mail

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// rtfStart is what the dictionary of compressed RTF holds at first, [MS-OXRTFCP] §2.1.2.1.
const rtfStart = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

const (
	rtfCompressed = 0x75465A4C // "LZFu"
	rtfPlain      = 0x414C454D // "MELA"
)

// expandRTF undoes the compression of [MS-OXRTFCP], up to limit bytes. ok is
// false when it breaks off; what came before is returned.
func expandRTF(b []byte, limit int) (out []byte, ok bool) {
	if len(b) < 16 {
		return nil, false
	}
	size, kind := int64(binary.LittleEndian.Uint32(b[4:])), binary.LittleEndian.Uint32(b[8:])
	b = b[16:]
	limit = int(min(int64(limit), size))
	switch kind {
	case rtfPlain:
		return b[:min(len(b), limit)], len(b) >= limit
	case rtfCompressed:
	default:
		return nil, false
	}
	var dict [4096]byte
	w := copy(dict[:], rtfStart)
	out = make([]byte, 0, min(limit, 4*len(b)))
	put := func(c byte) {
		out = append(out, c)
		dict[w] = c
		w = (w + 1) % len(dict)
	}
	for i := 0; i < len(b) && len(out) < limit; {
		control := b[i]
		i++
		for bit := 0; bit < 8 && len(out) < limit; bit++ {
			if control>>bit&1 == 0 {
				if i >= len(b) {
					return out, false
				}
				put(b[i])
				i++
				continue
			}
			if i+1 >= len(b) {
				return out, false
			}
			ref := int(b[i])<<8 | int(b[i+1])
			i += 2
			at, n := ref>>4, ref&15+2
			if at == w {
				return out, true // the end
			}
			for ; n > 0 && len(out) < limit; n-- {
				put(dict[at])
				at = (at + 1) % len(dict)
			}
		}
	}
	return out, len(out) == limit
}

// rtfText returns the words of an RTF document, up to limit bytes: what stands
// in no destination, with paragraphs as lines and cells parted by tabs. ok is
// false for what is no RTF.
func rtfText(b []byte, limit int) (text string, ok bool) {
	if i := strings.Index(string(b[:min(len(b), 64)]), "{\\rtf"); i >= 0 {
		b = b[i:]
	} else {
		return "", false
	}
	r := rtfReader{b: b, page: 1252, fallback: 1, limit: limit}
	for r.i < len(r.b) && r.out.Len() < limit {
		switch c := r.b[r.i]; c {
		case '{':
			r.open()
		case '}':
			r.close()
		case '\\':
			r.control()
		case '\r', '\n':
			r.i++
		default:
			r.i++
			r.char(c)
		}
	}
	r.flush()
	return r.out.String(), true
}

type rtfReader struct {
	b     []byte
	i     int
	out   strings.Builder
	limit int
	bytes []byte   // characters of the code page that wait to be decoded
	units []uint16 // half of a pair that \u writes

	page     uint32
	fallback int // characters that follow each \u for readers that do not know it
	pending  int // of those that still come
	depth    int // groups that are open
	skip     int // depth of the group whose words are none; 0 outside
	fresh    bool
}

func (r *rtfReader) open() {
	r.i++
	r.depth++
	r.fresh = true
}

func (r *rtfReader) close() {
	r.i++
	if r.skip == r.depth {
		r.skip = 0
	}
	r.depth = max(0, r.depth-1)
	r.fresh, r.pending = false, 0
}

// char takes one byte of text.
func (r *rtfReader) char(c byte) {
	r.fresh = false
	if r.pending > 0 {
		r.pending--
		return
	}
	if r.skip == 0 {
		r.bytes = append(r.bytes, c)
	}
}

func (r *rtfReader) flush() {
	if len(r.units) > 0 {
		r.out.WriteString(string(utf16.Decode(r.units)))
		r.units = r.units[:0]
	}
	if len(r.bytes) > 0 {
		r.out.WriteString(decodeCodepage(r.bytes, r.page))
		r.bytes = r.bytes[:0]
	}
}

func (r *rtfReader) write(s string) {
	if r.skip == 0 {
		r.flush()
		r.out.WriteString(s)
	}
}

// control reads a control word or symbol.
func (r *rtfReader) control() {
	r.i++
	if r.i >= len(r.b) {
		return
	}
	c := r.b[r.i]
	if !letterByte(c) {
		r.i++
		r.symbol(c)
		return
	}
	start := r.i
	for r.i < len(r.b) && letterByte(r.b[r.i]) && r.i-start < 32 {
		r.i++
	}
	word := string(r.b[start:r.i])
	n, given, negative := 0, false, false
	if r.i < len(r.b) && r.b[r.i] == '-' {
		negative = true
		r.i++
	}
	for r.i < len(r.b) && r.b[r.i] >= '0' && r.b[r.i] <= '9' {
		n, given = min(n*10+int(r.b[r.i]-'0'), 1<<24), true
		r.i++
	}
	if negative {
		n = -n
	}
	if r.i < len(r.b) && r.b[r.i] == ' ' {
		r.i++
	}
	r.word(word, n, given)
	r.fresh = false
}

func letterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if r.i+1 < len(r.b) {
			if hi, lo := hexValue(r.b[r.i]), hexValue(r.b[r.i+1]); hi >= 0 && lo >= 0 {
				r.i += 2
				if len(r.units) > 0 {
					r.flush()
				}
				r.char(byte(hi<<4 | lo))
			}
		}
		return
	case '*': // a destination that may be unknown: none is words
		if r.fresh && r.skip == 0 {
			r.skip = r.depth
		}
		return
	case '~':
		r.write(" ")
	case '_':
		r.write("-")
	case '\\', '{', '}':
		r.char(c)
	case '\r', '\n':
		r.write("\n")
	}
	r.fresh = false
}

func (r *rtfReader) word(word string, n int, given bool) {
	if r.fresh && r.skip == 0 && rtfDestinations[word] {
		r.skip = r.depth
		return
	}
	switch word {
	case "par", "line", "row", "sect", "page":
		r.write("\n")
	case "tab", "cell", "nestcell":
		r.write("\t")
	case "ansicpg":
		r.flush()
		r.page = uint32(max(n, 0))
	case "uc":
		r.fallback = min(max(n, 0), 10)
	case "bin": // bytes of a picture
		if n > 0 {
			r.i = min(len(r.b), r.i+n)
		}
	case "u":
		if !given || r.skip != 0 {
			return
		}
		if len(r.bytes) > 0 {
			r.flush()
		}
		r.units = append(r.units, uint16(n))
		r.pending = r.fallback
		if !utf16.IsSurrogate(rune(uint16(n))) {
			r.flush()
		}
	default:
		if s, ok := rtfSigns[word]; ok {
			r.write(s)
		}
	}
}

var rtfSigns = map[string]string{
	"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}

// rtfDestinations hold no words of the text.
var rtfDestinations = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "header": true, "footer": true,
	"headerl": true, "headerr": true, "footerl": true, "footerr": true, "listtable": true, "listoverridetable": true, "rsidtbl": true,
	"generator": true, "themedata": true, "datastore": true, "fldinst": true, "bkmkstart": true, "bkmkend": true, "xmlnstbl": true,
	"latentstyles": true, "filetbl": true, "revtbl": true, "pntext": true, "pntxta": true, "pntxtb": true, "nonshppict": true,
}

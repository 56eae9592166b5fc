package paper

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// What is wrong with a file that was read for its data.
var (
	ErrNoData   = errors.New("it has no such data")
	ErrCutShort = errors.New("it was cut short")
	ErrTwice    = errors.New("it has such data twice")
)

// IsPDF reports whether a file says of itself that it is a PDF.
func IsPDF(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-")) }

var (
	// embedded begins an attached file, as PDF writes it: the length of what stands
	// in the file, and of what it becomes (ISO 32000-1 §7.11.4).
	embedded = regexp.MustCompile(`^<< /Type /EmbeddedFile /Length ([1-9][0-9]{0,9}) /Filter /FlateDecode /Params << /CheckSum <[0-9a-f]{32}> /Size ([1-9][0-9]{0,9}) >> >>\n\nstream\n`)
	attached = []byte("<< /Type /EmbeddedFile ")
	afterIt  = []byte("\nendstream\nendobj\n")
	lastLine = []byte("%%EOF\n")
)

// DataIn reads the data with that id out of a PDF, of at most so many bytes. It
// is no reader of PDFs: it takes what PDF writes and nothing else, and it reads
// none of the pages.
func DataIn(pdf []byte, id string, most int64) ([]byte, error) {
	from := bytes.Index(pdf, attached)
	if !IsPDF(pdf) || from < 0 {
		return nil, ErrNoData
	}
	if bytes.Contains(pdf[from+1:], attached) {
		return nil, ErrTwice
	}
	if !bytes.HasSuffix(pdf, lastLine) {
		return nil, ErrCutShort
	}
	head := embedded.FindSubmatch(pdf[from:])
	if head == nil {
		return nil, ErrNoData // another program attached it
	}
	length, _ := strconv.Atoi(string(head[1])) // ten digits
	size, _ := strconv.ParseInt(string(head[2]), 10, 64)
	rest := pdf[from+len(head[0]):]
	if length > len(rest) {
		return nil, ErrCutShort
	}
	packed, rest := rest[:length], rest[length:]
	rest, ended := bytes.CutPrefix(rest, afterIt)
	if !ended || !bytes.HasPrefix(rest[min(len(rest), bytes.IndexByte(rest, '\n')+1):], named(id)) {
		return nil, ErrNoData
	}
	if size > most {
		return nil, fmt.Errorf("it would take %d MiB, and %d are read at most", size>>20, most>>20)
	}
	return unpack(packed, size)
}

// named is how the line of an attached file begins that has the name of data id.
func named(id string) []byte {
	b := []byte("<< /Type /Filespec /F () /UF (\xfe\xff")
	for _, u := range utf16.Encode([]rune(id + ".json")) {
		b = append(b, byte(u>>8), byte(u))
	}
	return append(b, ')')
}

// unpack returns exactly so many bytes, which are all that packed holds.
func unpack(packed []byte, size int64) ([]byte, error) {
	in := bytes.NewReader(packed)
	z, err := zlib.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("it cannot be unpacked: %w", err)
	}
	// One byte more than it says would be enough to know, however much follows.
	out, err := io.ReadAll(io.LimitReader(z, size+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("it cannot be unpacked: %w", err)
	case int64(len(out)) != size || in.Len() > 0:
		return nil, errors.New("it is not as long as it says")
	}
	return out, nil
}

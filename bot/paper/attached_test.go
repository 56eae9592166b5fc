package paper

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// attachment is a file with nothing but an attachment in it, in the form of ours.
func attachment(packed []byte, size int, id string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.3\n3 0 obj\n<< /Type /EmbeddedFile /Length %d /Filter /FlateDecode /Params << /CheckSum <%032d> /Size %d >> >>\n\nstream\n%s\nendstream\nendobj\n4 0 obj\n%s\nendobj\n%%%%EOF\n",
		len(packed), 0, size, packed, named(id))
}

func packed(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheDataIsReadBack(t *testing.T) {
	for _, data := range []string{`{"a":"</script><b>"}`, `[` + strings.Repeat(`"regel",`, 100_000) + `1]`} {
		var b bytes.Buffer
		if err := PDF(&b, Doc{Title: "x", Made: time.Unix(0, 0), Blocks: []Block{Data{"record", []byte(data)}, Paragraph{"tekst"}}}); err != nil {
			t.Fatal(err)
		}
		if got, err := DataIn(b.Bytes(), "record", 1<<20); err != nil || string(got) != data {
			t.Errorf("%d bytes are read back as %d (%v)", len(data), len(got), err)
		}
		if _, err := DataIn(b.Bytes(), "other", 1<<20); !errors.Is(err, ErrNoData) {
			t.Errorf("data of another name: %v", err)
		}
	}
}

// What is not exactly as it is written here is refused, in a plain sentence, and
// costs no more than what may be read.
func TestWhatIsNotOursIsRefused(t *testing.T) {
	text := packed(t, []byte(`{"a":1}`))
	whole := attachment(text, 7, "record")
	if got, err := DataIn(whole, "record", 100); err != nil || string(got) != `{"a":1}` {
		t.Fatalf("%q, %v", got, err)
	}
	bomb := packed(t, make([]byte, 64<<20))
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                 {nil, "no such data"},
		"another kind of file":    {[]byte("<html>"), "no such data"},
		"a PDF without":           {[]byte("%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"), "no such data"},
		"of another program":      {bytes.Replace(whole, []byte(" /Filter"), []byte("/Filter"), 1), "no such data"},
		"twice":                   {append(bytes.Clone(whole), whole...), "twice"},
		"cut in the data":         {whole[:len(whole)-60], "cut short"},
		"cut in its last line":    {whole[:len(whole)-1], "cut short"},
		"a length past its end":   {bytes.Replace(whole, fmt.Appendf(nil, "/Length %d", len(text)), []byte("/Length 99999"), 1), "cut short"},
		"a length too short":      {bytes.Replace(whole, fmt.Appendf(nil, "/Length %d", len(text)), fmt.Appendf(nil, "/Length %d", len(text)-1), 1), "no such data"},
		"longer than it says":     {attachment(text, 6, "record"), "not as long"},
		"shorter than it says":    {attachment(text, 8, "record"), "not as long"},
		"more behind it":          {attachment(append(bytes.Clone(text), 'x'), 7, "record"), "not as long"},
		"a flipped byte":          {attachment(append(bytes.Clone(text[:len(text)-1]), text[len(text)-1]^1), 7, "record"), "unpacked"},
		"no flate":                {attachment([]byte("x"), 7, "record"), "unpacked"},
		"more than is read":       {attachment(bomb, 64<<20, "record"), "at most"},
		"a bomb that says less":   {attachment(bomb, 100, "record"), "not as long"},
		"a size beyond all":       {bytes.Replace(whole, []byte("/Size 7"), []byte("/Size 9999999999"), 1), "at most"},
		"a size of eleven digits": {bytes.Replace(whole, []byte("/Size 7"), []byte("/Size 99999999999"), 1), "no such data"},
	} {
		if _, err := DataIn(c.file, "record", 1<<20); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if n := testing.AllocsPerRun(1, func() { _, _ = DataIn(attachment(bomb, 100, "record"), "record", 1<<20) }); n > 1000 {
		t.Errorf("a bomb costs %.0f allocations", n)
	}
}

// Whatever the file: no panic, and never more than what may be read.
func FuzzDataIn(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.pdf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add(attachment(packed(f, []byte(`{"a":1}`)), 7, "record"))
	f.Add(attachment(packed(f, make([]byte, 1<<20)), 1<<20, "record"))
	f.Add([]byte("%PDF-1.3\n<< /Type /EmbeddedFile %%EOF\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		const most = 1 << 16
		data, err := DataIn(file, "record", most)
		if err == nil && (len(data) == 0 || len(data) > most) {
			t.Errorf("%d bytes", len(data))
		}
		if err != nil && data != nil {
			t.Errorf("%v, with %d bytes", err, len(data))
		}
	})
}

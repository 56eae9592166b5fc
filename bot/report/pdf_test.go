package report

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"meldwacht/bot/paper"
)

// written is the PDF of a golden file, which TestTheReportIsAsBefore holds to
// what is written now: writing one takes seconds under the race detector.
func written(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAWholePDF(t *testing.T) {
	for name, d := range map[string]*desk{"customer.nl.pdf": customer(t), "internal.en.pdf": internal(t)} {
		got, err := Verify(written(t, name), program)
		if err != nil {
			t.Fatal(err)
		}
		if got.Ref != ref || got.Events != len(d.stored) || got.Head != d.in.Head || !got.Words {
			t.Errorf("checked: %+v", got)
		}
	}
}

var (
	attachedAt = regexp.MustCompile(`<< /Type /EmbeddedFile [^\n]*\n\nstream\n`)
	pageAt     = regexp.MustCompile(`<</Filter /FlateDecode /Length \d+>>\nstream\n`)
)

// Whatever is done to a PDF, it is found, and said in a plain sentence.
func TestAChangedPDFIsFound(t *testing.T) {
	whole := written(t, "internal.en.pdf")
	data, text := attachedAt.FindIndex(whole), pageAt.FindIndex(whole)
	if data == nil || text == nil || text[0] < data[1] {
		t.Fatalf("the attachment at %v, a page at %v", data, text)
	}
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	attach := func(content []byte, says int) []byte { // in the place of what is attached
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		end := data[1] + bytes.Index(whole[data[1]:], []byte("\nendstream"))
		head := fmt.Appendf(nil, "<< /Type /EmbeddedFile /Length %d /Filter /FlateDecode /Params << /CheckSum <%032d> /Size %d >> >>\n\nstream\n", z.Len(), 0, says)
		return bytes.Join([][]byte{whole[:data[0]], head, z.Bytes(), whole[end:]}, nil)
	}
	raw, err := paper.DataIn(whole, dataID, dataMost)
	if err != nil {
		t.Fatal(err)
	}
	var foreign bytes.Buffer
	if err := paper.PDF(&foreign, paper.Doc{Title: "Iets anders", Blocks: []paper.Block{paper.Data{ID: "other", JSON: []byte("{}")}}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a byte of a page":              {flipped(text[1] + 40), "the page was changed"},
		"a byte of a font":              {flipped(len(whole) - 5000), "the page was changed"},
		"a byte of the record":          {flipped(data[1] + 40), "its record cannot be read"},
		"the record in another packing": {attach(raw, len(raw)), "the page was changed"},
		"another word in the record":    {attach(bytes.Replace(raw, []byte("noor"), []byte("mira"), 1), len(raw)), "was changed"},
		"a line behind the end":         {append(bytes.Clone(whole), '\n'), "cut short"},
		"cut in a page":                 {whole[:text[1]+100], "cut short"},
		"cut in the record":             {whole[:data[1]+100], "cut short"},
		"two of them":                   {append(bytes.Clone(whole), whole...), "two records"},
		"a PDF of something else":       {foreign.Bytes(), "holds no record"},
		"a PDF of nothing":              {[]byte("%PDF-1.7\n%%EOF\n"), "holds no record"},
		"a bomb":                        {attach(make([]byte, 1<<20), 512<<20), "at most"},
		"a bomb that says less":         {attach(make([]byte, 8<<20), 4000), "cannot be read"},
		"no JSON":                       {attach([]byte("geen"), 4), "cannot be read"},
		"another format":                {attach([]byte(`{"format":2}`), 12), "its format is 2"},
	} {
		_, err := Verify(c.file, program)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n\x00") {
			t.Errorf("%s is no plain sentence: %q", name, err)
		}
	}
}

// A program of another version checks the record alone, and says so.
func TestAPDFOfAnotherVersion(t *testing.T) {
	whole := written(t, "internal.en.pdf")
	text := pageAt.FindIndex(whole)
	whole[text[1]+40] ^= 1
	if got, err := Verify(whole, "another version"); err != nil || got.Words || got.Program != program {
		t.Errorf("%+v, %v", got, err)
	}
	data := attachedAt.FindIndex(whole)
	for i := data[1]; i < data[1]+1000; i += 37 {
		was := whole[i]
		whole[i] ^= 1 << (i % 7)
		if got, err := Verify(whole, "another version"); err == nil {
			t.Fatalf("byte %d: not found, %+v", i, got)
		}
		whole[i] = was
	}
}

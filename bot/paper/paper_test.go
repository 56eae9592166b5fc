package paper

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files")

// sample holds every kind of block, and words that mean harm.
func sample() Doc {
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{fmt.Sprint(i + 1), "ma 30-11 14:20", strings.Repeat("Woorden over wat er gebeurde. ", i%4+1), "0a1b2c3d"})
	}
	return Doc{Title: "DL-2026-0007", Subtitle: "Een verslag", Lang: "nl", Made: time.Date(2026, 11, 30, 13, 20, 0, 0, time.UTC), Mark: "OEFENING",
		Blocks: []Block{
			Heading{2, "Samenvatting"},
			Paragraph{"Eén regel.\n<script>alert(1)</script> & \"aanhaling\" 'enkel' \u202eomgekeerd 😀"},
			Fields{{Label: "Kennisname", Value: "ma 30-11 14:20", Note: "uit het dossier", State: Good, Name: "vastgelegd"},
				{Label: "Reden", State: Missing, Name: "ontbreekt"}},
			Notice{"Dit moet iemand nakijken."},
			List{"een", "twee"},
			Heading{3, "Verloop"},
			Table{Headers: []string{"Nr", "Tijd", "Wat", "Hash"}, Widths: []int{1, 3, 8, 2}, Rows: rows, Mono: []int{3}},
			Pre{"\nFrom: een@klant.example\n\n" + strings.Repeat("x", 200)},
			Picture{SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), Alt: "een \"tekening\""},
			Data{"record", []byte(`{"a":"</script><b>"}`)},
		}}
}

func TestTheDocumentIsAsBefore(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"sample.html": func(b *bytes.Buffer) error { return HTML(b, sample()) },
		"sample.pdf":  func(b *bytes.Buffer) error { return PDF(b, sample()) },
	} {
		var first, second bytes.Buffer
		if err := write(&first); err != nil {
			t.Fatal(err)
		}
		if err := write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: the same document gives other bytes (%v)", name, err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, first.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), want) {
			t.Errorf("%s is not as before: look at it, and run go test ./bot/paper -update", name)
		}
	}
}

// Nothing in a document becomes a part of the page, and the page asks for nothing.
func TestTheHTMLIsInert(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, sample()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<script>", "<b>", "\u202e", "href=", "url(", "@import"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if n := len(regexp.MustCompile(`</script`).FindAllString(page, -1)); n != 1 {
		t.Errorf("scripts end %d times, and there is one", n)
	}
	for _, src := range regexp.MustCompile(`src="[^"]{0,5}`).FindAllString(page, -1) {
		if src != `src="data:` {
			t.Errorf("the page fetches: %s", src)
		}
	}
	for _, good := range []string{"default-src &#39;none&#39;", "[U+202E]", "OEFENING"} {
		if !strings.Contains(page, good) {
			t.Errorf("the page lacks %q", good)
		}
	}
}

func TestDataMustBeJSON(t *testing.T) {
	if err := HTML(&bytes.Buffer{}, Doc{Blocks: []Block{Data{"x", []byte("{")}}}); err == nil {
		t.Error("data that is no JSON was taken")
	}
}

// What the font lacks is shown by its number.
func TestLettersThatAreNotThere(t *testing.T) {
	for give, want := range map[string]string{"é€→–…": "é€→–…", "😀": "[U+1F600]", "中": "[U+4E2D]", "a\tb": "a    b", "a\r\nb": "a\nb", "\xff": "[?]"} {
		if got := printable(give); got != want {
			t.Errorf("%q is printed as %q, not %q", give, got, want)
		}
	}
}

// Texts and rows of many pages, words without an end and empty tables are
// written to the end.
func TestLongThings(t *testing.T) {
	long := strings.Repeat("regel\n", 300)
	doc := Doc{Title: strings.Repeat("lang ", 60), Made: time.Unix(0, 0), Blocks: []Block{
		Paragraph{long}, Notice{long}, Fields{{Label: "a", Value: long}}, Table{Headers: []string{"a", "b"}, Rows: [][]string{{long, "x"}, {"y", strings.Repeat("z", 9000)}}},
		Table{Headers: []string{"leeg"}}, Pre{long}, List{long}, Fields{}, Table{}}}
	var b bytes.Buffer
	if err := PDF(&b, doc); err != nil {
		t.Fatal(err)
	}
	if err := HTML(&b, doc); err != nil {
		t.Fatal(err)
	}
}

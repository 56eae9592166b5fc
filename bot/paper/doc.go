// Package paper writes a document for people: as one HTML file that asks nobody
// for anything and runs nothing, and as a PDF. It knows nothing of incidents.
//
//	doc := paper.Doc{Title: "DL-2026-0007", Lang: "nl", Made: now, Blocks: []paper.Block{
//		paper.Heading{Level: 2, Text: "Samenvatting"},
//		paper.Fields{{Label: "Kennisname", Value: "ma 30-11 14:20"}},
//	}}
//	err := paper.HTML(w, doc) // or paper.PDF
//
// All text is put in as text, whatever stands in it. The same document gives the
// same bytes.
package paper

import "time"

// A Doc is a document, from its title to its last block.
type Doc struct {
	Title    string
	Subtitle string
	Lang     string // of the words, such as "nl"
	Made     time.Time
	Mark     string // shown on each page, such as OEFENING; "" for none
	Blocks   []Block
}

// A Block is one of the types below.
type Block interface{ block() }

type (
	// A Heading begins a part. Level is 2 or 3; the title is the one of level 1.
	Heading struct {
		Level int
		Text  string
	}
	// A Paragraph is running text; its newlines are kept.
	Paragraph struct{ Text string }
	// Fields are labels with values, each value easy to copy.
	Fields []Field
	// A Table has a header that is repeated on each page.
	Table struct {
		Headers []string
		Widths  []int // shares of the width, one for each column; nil: all the same
		Rows    [][]string
		Mono    []int // columns of codes, counted from 0
	}
	// Pre is text as it was written; in the HTML in letters of one width.
	Pre struct{ Text string }
	// A Picture is a drawing: SVG for the browser, PNG for the PDF.
	Picture struct {
		SVG, PNG []byte
		Alt      string // for those who cannot see it
	}
	// A List is short lines.
	List []string
	// A Notice is a warning in a box.
	Notice struct{ Text string }
	// Data is JSON for programs: in the HTML a script that is not run, in the PDF
	// an attached file. People see nothing of it.
	Data struct {
		ID   string // letters, digits and dashes
		JSON []byte
	}
)

// A Field is a label and its value.
type Field struct {
	Label string
	Value string
	Note  string // what is said about the value, small
	State State
	Name  string // of the state, in words; "" shows none
}

// A State says how much a value is worth.
type State int

// The states of a value.
const (
	Plain State = iota
	Good
	Check // by a person
	Missing
)

func (Heading) block()   {}
func (Paragraph) block() {}
func (Fields) block()    {}
func (Table) block()     {}
func (Pre) block()       {}
func (Picture) block()   {}
func (List) block()      {}
func (Notice) block()    {}
func (Data) block()      {}

// widths returns the share of each column, which together are 1.
func (t Table) widths() []float64 {
	out := make([]float64, len(t.Headers))
	sum := 0
	for i := range out {
		sum += t.share(i)
	}
	for i := range out {
		out[i] = float64(t.share(i)) / float64(sum)
	}
	return out
}

func (t Table) share(i int) int {
	if i < len(t.Widths) && t.Widths[i] > 0 {
		return t.Widths[i]
	}
	return 1
}

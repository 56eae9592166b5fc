package page

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"meldwacht/bot/view"
)

// The page: A4 in millimetres.
const (
	paperWidth, paperHeight = 210, 297
	margin                  = 17
	numbers                 = 16 // the column of the numbers
	body                    = paperWidth - 2*margin
	bottom                  = paperHeight - 20
	line                    = 5.2 // of text
	small                   = 4.2 // of what is said about it
)

// A colour, by the part of the sheet that it marks.
type colour struct{ r, g, b int }

var (
	ink    = colour{22, 33, 31}
	soft   = colour{85, 98, 95}
	rule   = colour{213, 220, 218}
	states = map[string]colour{view.SheetRecorded: {15, 107, 92}, view.SheetDerived: {138, 90, 0}, view.SheetMissing: {163, 35, 31}, view.SheetEmpty: {85, 98, 95}}
)

// A writer puts a sheet onto pages.
type writer struct {
	*fpdf.Fpdf
}

// PDF writes the sheet for a reader that shows pages, and for Slack.
func PDF(w io.Writer, s view.Sheet) error {
	p := writer{fpdf.New("P", "mm", "A4", "")}
	p.SetCreationDate(s.Made)
	p.SetModificationDate(s.Made)
	p.SetCatalogSort(true)
	p.SetTitle(plain(s.Title), true)
	p.SetLang(string(s.Lang))
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, paperHeight-bottom)
	p.AliasNbPages("{pages}")
	p.SetHeaderFunc(func() { p.head(s) })
	p.SetFooterFunc(func() { p.foot(s) })
	p.AddPage()
	p.cover(s)
	for _, part := range s.Parts {
		if len(part.Rows) > 0 {
			p.part(part)
		}
	}
	p.text("", 9, soft, small, plain(s.Foot))
	if err := p.Output(w); err != nil {
		return fmt.Errorf("%s: pdf: %w", s.Ref, err)
	}
	return nil
}

// head marks an exercise on each page.
func (p writer) head(s view.Sheet) {
	if s.Drill == "" {
		return
	}
	p.SetFillColor(163, 35, 31)
	p.SetTextColor(255, 255, 255)
	p.SetFont("go", "B", 10)
	p.CellFormat(body, 7, plain(s.Drill), "", 1, "L", true, 0, "")
	p.Ln(2)
}

func (p writer) foot(s view.Sheet) {
	p.SetY(-14)
	p.font("", 8.5, soft)
	p.CellFormat(body/2, 5, string(s.Ref), "", 0, "L", false, 0, "")
	p.CellFormat(body/2, 5, fmt.Sprintf("%d / {pages}", p.PageNo()), "", 0, "R", false, 0, "")
}

func (p writer) font(style string, size float64, c colour) {
	p.SetFont("go", style, size)
	p.SetTextColor(c.r, c.g, c.b)
}

// text writes lines over the whole width.
func (p writer) text(style string, size float64, c colour, height float64, s string) {
	p.font(style, size, c)
	p.MultiCell(body, height, s, "", "L", false)
}

// cover is what stands before the questions: what it is, and what is still to be done.
func (p writer) cover(s view.Sheet) {
	p.text("B", 18, ink, 8, plain(s.Title))
	p.Ln(1)
	p.text("", 10, soft, line, plain(s.Lead))
	p.Ln(1.5)
	for _, f := range s.Facts {
		p.text("B", 10.5, ink, line, plain(f))
	}
	p.Ln(3)
	p.text("B", 12, ink, 6, plain(s.ToDo))
	if len(s.Open) == 0 {
		p.text("", 10, ink, line, plain(s.None))
	}
	for _, l := range s.Open {
		p.font("", 9.5, soft)
		p.CellFormat(numbers, line, plain(l.No), "", 0, "L", false, 0, "")
		p.SetLeftMargin(margin + numbers)
		p.font("", 9.5, ink)
		p.MultiCell(body-numbers, line, plain(l.Label)+" · "+plain(l.What), "", "L", false)
		p.SetLeftMargin(margin)
		p.SetX(margin)
	}
}

func (p writer) part(part view.SheetPart) {
	p.keep(9 + p.height(part.Rows[0]))
	p.Ln(5)
	p.font("B", 13, ink)
	p.CellFormat(numbers, 7, fmt.Sprint(part.No), "", 0, "L", false, 0, "")
	p.CellFormat(body-numbers, 7, plain(part.Title), "", 1, "L", false, 0, "")
	p.SetDrawColor(ink.r, ink.g, ink.b)
	p.Line(margin, p.GetY(), margin+body, p.GetY())
	p.Ln(1.5)
	for _, r := range part.Rows {
		p.row(r)
	}
}

// keep begins a new page unless so much fits on this one; what is longer than a
// page begins where it is.
func (p writer) keep(height float64) {
	if p.GetY()+height > bottom && height < bottom-2*margin {
		p.AddPage()
	}
}

// height is how much room a row takes.
func (p writer) height(r view.SheetRow) float64 {
	const width = body - numbers
	p.SetFont("go", "B", 10)
	h := line * float64(p.count(plain(r.Label), width-46))
	p.SetFont("go", "", 10)
	h += 3 + line*float64(p.count(plain(r.Value), width-6))
	p.SetFont("go", "", 8.5)
	for _, n := range r.Notes {
		h += small * float64(p.count(plain(n), width))
	}
	if a := about(r); a != "" {
		h += small * float64(p.count(a, width))
	}
	return h + 4
}

func (p writer) count(s string, width float64) int {
	n := 0
	for l := range strings.SplitSeq(s, "\n") {
		n += max(1, len(p.SplitText(l, width)))
	}
	return n
}

// about is what is said below an answer.
func about(r view.SheetRow) string {
	var all []string
	for _, s := range []string{r.Source, r.Check} {
		if s != "" {
			all = append(all, plain(s))
		}
	}
	return strings.Join(all, " · ")
}

// row is one question: its number, its label and state, and its answer behind a
// bar in the colour of the state.
func (p writer) row(r view.SheetRow) {
	p.keep(p.height(r))
	const left, width = margin + numbers, body - numbers
	top := p.GetY()
	p.font("", 10, soft)
	p.CellFormat(numbers, line, plain(r.No), "", 0, "L", false, 0, "")
	p.SetXY(left+width-46, top)
	p.font("B", 8.5, states[r.State])
	p.CellFormat(46, line, plain(r.StateName), "", 0, "R", false, 0, "")
	p.SetLeftMargin(left)
	p.SetXY(left, top)
	p.font("B", 10, ink)
	p.MultiCell(width-46, line, plain(r.Label), "", "L", false)

	c, from, page := states[r.State], p.GetY()+0.8, p.PageNo()
	p.SetXY(left+3, from+0.4)
	p.SetLeftMargin(left + 3)
	p.font("", 10, ink)
	p.MultiCell(width-6, line, plain(r.Value), "", "L", false)
	if p.PageNo() == page { // an answer of more than a page has no bar
		p.SetFillColor(c.r, c.g, c.b)
		p.Rect(left, from, 1, p.GetY()-from+0.4, "F")
	}
	p.SetLeftMargin(left)
	p.SetXY(left, p.GetY()+0.8)
	for _, n := range r.Notes {
		p.font("", 8.5, states[view.SheetMissing])
		p.MultiCell(width, small, plain(n), "", "L", false)
	}
	if a := about(r); a != "" {
		p.font("", 8.5, soft)
		p.MultiCell(width, small, a, "", "L", false)
	}
	p.SetLeftMargin(margin)
	p.SetDrawColor(rule.r, rule.g, rule.b)
	p.Line(margin, p.GetY()+1, margin+body, p.GetY()+1)
	p.SetXY(margin, p.GetY()+2.4)
}

var letters = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	return f
})

// plain is text that the font has letters for; in the place of any other stands
// a question mark in brackets, so that nobody takes the gap for an end.
func plain(s string) string {
	var b strings.Builder
	var buf sfnt.Buffer
	for _, r := range s {
		i, err := letters().GlyphIndex(&buf, r)
		switch {
		case r == '\n':
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r > 0xFFFF || err != nil || i == 0:
			b.WriteString("[?]")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

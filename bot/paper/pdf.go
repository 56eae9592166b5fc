package paper

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The page: A4, in millimetres.
const (
	pageWidth, pageHeight = 210.0, 297.0
	margin                = 17.0
	width                 = pageWidth - 2*margin
	bottom                = pageHeight - 20
	gap                   = 3.0 // between columns
)

type colour struct{ r, g, b int }

var (
	ink     = colour{22, 33, 31}
	soft    = colour{85, 98, 95}
	rule    = colour{213, 220, 218}
	warning = colour{163, 35, 31}
	amber   = colour{138, 90, 0}
	shades  = map[State]colour{Plain: soft, Good: {15, 107, 92}, Check: amber, Missing: warning}
)

// A face is the letters of a line.
type face struct {
	family, style string
	size          float64 // points
	height        float64 // of a line, in millimetres
	colour        colour
}

var (
	textFace   = face{"go", "", 10, 5, ink}
	labelFace  = face{"go", "", 8.5, 4.2, soft}
	headFace   = face{"go", "B", 8.5, 4.4, ink}
	cellFace   = face{"go", "", 8.5, 4.4, ink}
	monoFace   = face{"go", "", 8, 4.4, ink} // the letters of one width do not give the same bytes twice
	footerFace = face{"go", "", 8, 4, soft}
	markFace   = face{"go", "B", 10, 7, colour{255, 255, 255}}
)

// A sheet is a PDF that is being written. Where a line stands and where a page
// ends is decided here, never by the library.
type sheet struct {
	*fpdf.Fpdf
	doc Doc
	y   float64
}

// PDF writes the document as pages of A4. What the font has no letter for is
// shown by its number, such as [U+1F600].
func PDF(w io.Writer, doc Doc) error {
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), doc: doc}
	s.SetCreationDate(doc.Made.UTC())
	s.SetModificationDate(doc.Made.UTC())
	s.SetCatalogSort(true)
	s.SetTitle(printable(doc.Title), true)
	s.SetLang(doc.Lang)
	s.AddUTF8FontFromBytes("go", "", goregular.TTF)
	s.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	s.SetMargins(margin, margin, margin)
	s.SetCellMargin(0)
	s.SetAutoPageBreak(false, 0)
	s.AliasNbPages("{pages}")
	s.SetFooterFunc(s.foot)
	var attached []fpdf.Attachment
	for _, b := range doc.Blocks {
		if d, ok := b.(Data); ok {
			attached = append(attached, fpdf.Attachment{Content: d.JSON, Filename: d.ID + ".json"})
		}
	}
	s.SetAttachments(attached)
	s.newPage()
	s.lines(face{"go", "B", 18, 8, ink}, doc.Title, 0)
	s.y++
	s.lines(face{"go", "", 10, 5, soft}, doc.Subtitle, 0)
	for i := range doc.Blocks {
		s.block(i)
	}
	if err := s.Output(w); err != nil {
		return fmt.Errorf("paper: pdf: %w", err)
	}
	return nil
}

func (s *sheet) newPage() {
	s.AddPage()
	s.y = margin
	if s.doc.Mark != "" {
		s.SetFillColor(warning.r, warning.g, warning.b)
		s.Rect(margin, 8, width, 7, "F")
		s.put(markFace, margin+2, 8, printable(s.doc.Mark))
		s.y = margin + 3
	}
}

func (s *sheet) foot() {
	y := pageHeight - 14
	title := s.wrap(footerFace, s.doc.Title, width-30)
	s.put(footerFace, margin, y, title[0])
	s.use(footerFace)
	s.SetXY(margin+width-30, y)
	s.CellFormat(30, footerFace.height, fmt.Sprintf("%d / {pages}", s.PageNo()), "", 0, "R", false, 0, "")
}

func (s *sheet) use(f face) {
	s.SetFont(f.family, f.style, f.size)
	s.SetTextColor(f.colour.r, f.colour.g, f.colour.b)
}

// put writes one line whose top left corner is at x and y.
func (s *sheet) put(f face, x, y float64, line string) {
	s.use(f)
	s.SetXY(x, y)
	s.CellFormat(0, f.height, line, "", 0, "L", false, 0, "")
}

// room begins a new page unless so much fits on this one. What is higher than a
// page begins where it is.
func (s *sheet) room(height float64) bool {
	if s.y+height <= bottom || height > bottom-margin-3 && s.y+3*textFace.height <= bottom {
		return false
	}
	s.newPage()
	return true
}

// lines writes text over the whole width, from page to page.
func (s *sheet) lines(f face, text string, indent float64) {
	if text == "" {
		return
	}
	for _, l := range s.wrap(f, text, width-indent) {
		if s.y+f.height > bottom {
			s.newPage()
		}
		s.put(f, margin+indent, s.y, l)
		s.y += f.height
	}
}

func (s *sheet) rule(c colour) {
	s.SetDrawColor(c.r, c.g, c.b)
	s.Line(margin, s.y, margin+width, s.y)
}

func (s *sheet) block(no int) {
	switch x := s.doc.Blocks[no].(type) {
	case Heading:
		follows := 22.0 // the beginning of what follows, or all of a picture
		if no+1 < len(s.doc.Blocks) {
			if p, ok := s.doc.Blocks[no+1].(Picture); ok {
				if _, _, h := s.load(p, no+1); h > 0 {
					follows = h
				}
			}
		}
		f, before := face{"go", "B", 13, 6.5, ink}, 6.0
		if x.Level > 2 {
			f, before = face{"go", "B", 10.5, 5.5, ink}, 3
		}
		if !s.room(before + f.height + follows) {
			s.y += before
		}
		s.lines(f, x.Text, 0)
		if x.Level <= 2 {
			s.rule(ink)
		}
		s.y += 2
	case Paragraph:
		s.lines(textFace, x.Text, 0)
		s.y += 2
	case Fields:
		for i, f := range x {
			s.field(f, i > 0)
		}
	case Table:
		s.table(x)
	case Pre:
		s.lines(monoFace, x.Text, 3)
		s.y += 2
	case Picture:
		s.picture(x, no)
	case List:
		for _, item := range x {
			s.room(textFace.height)
			s.put(textFace, margin, s.y, "•")
			s.lines(textFace, item, 5)
		}
		s.y += 2
	case Notice:
		s.box(x)
	}
}

func (s *sheet) box(n Notice) {
	text := s.wrap(textFace, n.Text, width-10)
	height := float64(len(text))*textFace.height + 5
	s.y++
	if s.room(height); s.y+height <= bottom { // what is longer than a page has no box
		s.SetDrawColor(amber.r, amber.g, amber.b)
		s.SetFillColor(amber.r, amber.g, amber.b)
		s.Rect(margin, s.y, width, height, "D")
		s.Rect(margin, s.y, 2, height, "F")
	}
	s.y += 2.5
	s.lines(textFace, n.Text, 5)
	s.y += 4.5
}

// field is a label, with its state at the right, and the value below it.
func (s *sheet) field(f Field, ruled bool) {
	label, value, note := s.wrap(labelFace, f.Label, width-50), s.wrap(textFace, f.Value, width), s.wrap(labelFace, f.Note, width)
	s.room(float64(len(label)+len(note))*labelFace.height + float64(len(value))*textFace.height + 3)
	if ruled {
		s.rule(rule)
	}
	s.y++
	if f.Name != "" {
		mark := headFace
		mark.colour = shades[f.State]
		s.use(mark)
		s.SetXY(margin+width-50, s.y)
		s.CellFormat(50, mark.height, printable(f.Name), "", 0, "R", false, 0, "")
	}
	s.lines(labelFace, f.Label, 0)
	s.lines(textFace, f.Value, 0)
	s.lines(labelFace, f.Note, 0)
	s.y += 1.5
}

// table writes rows that stay in one piece, below a header on each page. A row
// of more than a page goes on on the next one.
func (s *sheet) table(t Table) {
	shares := t.widths()
	cells := func(row []string, f face) (out [][]string, height float64) {
		most := 1
		for i, cell := range row[:min(len(row), len(shares))] {
			lines := s.wrap(s.faceOf(t, i, f), cell, width*shares[i]-gap)
			out = append(out, lines)
			most = max(most, len(lines))
		}
		return out, float64(most) * f.height
	}
	head, headHeight := cells(t.Headers, headFace)
	header := func() {
		s.rowLines(t, head, shares, headFace)
		s.y += headHeight
		s.rule(ink)
		s.y++
	}
	s.room(headHeight + 3*cellFace.height)
	header()
	for _, row := range t.Rows {
		text, height := cells(row, cellFace)
		if s.room(height + 2) {
			header()
		}
		for s.y+height > bottom {
			n := max(1, int((bottom-s.y)/cellFace.height))
			var first [][]string
			for i, lines := range text {
				k := min(n, len(lines))
				first, text[i] = append(first, lines[:k]), lines[k:]
			}
			s.rowLines(t, first, shares, cellFace)
			height -= float64(n) * cellFace.height
			s.newPage()
			header()
		}
		s.rowLines(t, text, shares, cellFace)
		s.y += height + 0.8
		s.rule(rule)
		s.y += 0.8
	}
	s.y += 2
}

func (s *sheet) faceOf(t Table, column int, f face) face {
	if f == cellFace && slices.Contains(t.Mono, column) {
		return monoFace
	}
	return f
}

func (s *sheet) rowLines(t Table, cells [][]string, shares []float64, f face) {
	x := margin
	for i, lines := range cells {
		y := s.y
		for _, l := range lines {
			s.put(s.faceOf(t, i, f), x, y, l)
			y += f.height
		}
		x += width * shares[i]
	}
}

// picture puts the drawing on the page as large as it can be, below a heading.
func (s *sheet) picture(p Picture, no int) {
	name, w, h := s.load(p, no)
	if h == 0 {
		s.lines(textFace, p.Alt, 0)
		return
	}
	s.room(h)
	s.ImageOptions(name, margin, s.y, w, h, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	s.y += h + 2
}

// load reads the picture that is block no, and returns how large it will be;
// nothing when there is none.
func (s *sheet) load(p Picture, no int) (name string, w, h float64) {
	if len(p.PNG) == 0 {
		return "", 0, 0
	}
	name = fmt.Sprintf("picture %d", no)
	info := s.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(p.PNG))
	if s.Err() {
		return "", 0, 0
	}
	w, h = width, width*info.Height()/info.Width()
	if most := bottom - margin - 22; h > most {
		w, h = w*most/h, most
	}
	return name, w, h
}

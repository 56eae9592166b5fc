package timeline

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
)

// SVG writes the picture for a browser or a printer. It holds nothing that is
// fetched or run.
func (p Picture) SVG(w io.Writer) error {
	var b bytes.Buffer
	letters := ruler{}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="Go, Arial, Helvetica, sans-serif">`+"\n", p.Width, p.Height, p.Width, p.Height)
	fmt.Fprintf(&b, "<title>%s</title>\n", escaped(p.Title))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", p.Width, p.Height)
	for _, s := range p.shapes {
		if s.words == "" {
			b.WriteString(`<path fill="#` + s.color.hex() + `" d="`)
			for i, at := range s.outline {
				b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + number(at.x) + " " + number(at.y))
			}
			b.WriteString("Z\"/>\n")
			continue
		}
		weight := ""
		if s.bold {
			weight = ` font-weight="bold"`
		}
		// The width is given, since the letters of another machine may be wider.
		fmt.Fprintf(&b, `<text x="%s" y="%s" font-size="%s"%s fill="#%s" textLength="%s" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			number(s.at.x), number(s.at.y), number(s.size), weight, s.color.hex(), number(letters.width(s.words, s.size, s.bold)), escaped(s.words))
	}
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (c color) hex() string { return fmt.Sprintf("%06x", uint32(c)) }

// number writes a coordinate to a tenth of a pixel.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	if s[len(s)-2:] == ".0" {
		return s[:len(s)-2]
	}
	return s
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

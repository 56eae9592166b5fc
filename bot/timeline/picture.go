package timeline

import "math"

// A Picture is what is drawn: areas and words, in the order in which they cover
// each other. It is the same in every format.
type Picture struct {
	Width, Height int
	Title         string // for those who cannot see it
	shapes        []shape
}

// A shape is one area, or one line of words.
type shape struct {
	outline []point
	color   color
	words   string
	at      point // where the words begin, on their base line
	size    float64
	bold    bool
}

type point struct{ x, y float64 }

// A color is 0xRRGGBB.
type color uint32

func (p *Picture) area(c color, outline ...point) {
	p.shapes = append(p.shapes, shape{outline: outline, color: c})
}

func (p *Picture) box(c color, x, y, w, h float64) {
	p.area(c, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

// line draws straight from point to point.
func (p *Picture) line(c color, width float64, points ...point) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		dx, dy := (b.y-a.y)/length*width/2, (a.x-b.x)/length*width/2
		p.area(c, point{a.x + dx, a.y + dy}, point{b.x + dx, b.y + dy}, point{b.x - dx, b.y - dy}, point{a.x - dx, a.y - dy})
	}
}

// dashes draws a broken level line.
func (p *Picture) dashes(c color, width, x, to, y float64) {
	for ; x < to; x += 10 {
		p.line(c, width, point{x, y}, point{min(x+6, to), y})
	}
}

// disc draws a regular area around a middle: three corners are a triangle, many
// a circle.
func (p *Picture) disc(c color, x, y, r float64, corners int) {
	outline := make([]point, corners)
	for i := range outline {
		sin, cos := math.Sincos(2*math.Pi*float64(i)/float64(corners) - math.Pi/2)
		outline[i] = point{x + r*cos, y + r*sin}
	}
	p.area(c, outline...)
}

func (p *Picture) text(c color, size float64, bold bool, x, y float64, words string) {
	if words != "" {
		p.shapes = append(p.shapes, shape{color: c, words: words, at: point{x, y}, size: size, bold: bold})
	}
}

package timeline

import (
	"image"
	stdcolor "image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// sharp is how many pixels of the PNG stand for one of the picture: phones show
// two or three for each of theirs.
const sharp = 2

// PNG writes the picture for Slack, which shows no SVG.
func (p Picture) PNG(w io.Writer) error {
	dst := image.NewRGBA(image.Rect(0, 0, p.Width*sharp, p.Height*sharp))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	letters := ruler{}
	for _, s := range p.shapes {
		src := image.NewUniform(stdcolor.RGBA{uint8(s.color >> 16), uint8(s.color >> 8), uint8(s.color), 255})
		if s.words == "" {
			fill(dst, src, s.outline)
			continue
		}
		d := font.Drawer{Dst: dst, Src: src, Face: letters.face(s.size*sharp, s.bold),
			Dot: fixed.Point26_6{X: fixed.Int26_6(s.at.x * sharp * 64), Y: fixed.Int26_6(s.at.y * sharp * 64)}}
		d.DrawString(s.words)
	}
	return png.Encode(w, fewColors(dst, p.shapes))
}

// tints is how many steps a color takes to white at the edges of an area.
const tints = 14

// fewColors gives a picture a palette of its own colors and their way to white: a
// quarter of the bytes, and nobody sees a difference.
func fewColors(src *image.RGBA, shapes []shape) *image.Paletted {
	palette := stdcolor.Palette{stdcolor.White}
	known := map[color]bool{}
	for _, s := range shapes {
		if known[s.color] || len(palette)+tints > 256 {
			continue
		}
		known[s.color] = true
		for i := range tints {
			mix := func(shift int) uint8 {
				c := int(s.color>>shift) & 0xff
				return uint8(c + (255-c)*i/tints)
			}
			palette = append(palette, stdcolor.RGBA{mix(16), mix(8), mix(0), 255})
		}
	}
	dst := image.NewPaletted(src.Bounds(), palette)
	index := map[[3]uint8]uint8{}
	for i := range dst.Pix {
		px := src.Pix[4*i : 4*i+4]
		if i > 0 && [4]uint8(px) == [4]uint8(src.Pix[4*i-4:4*i]) {
			dst.Pix[i] = dst.Pix[i-1]
			continue
		}
		key := [3]uint8(px)
		n, ok := index[key]
		if !ok {
			n = uint8(palette.Index(stdcolor.RGBA{px[0], px[1], px[2], 255}))
			index[key] = n
		}
		dst.Pix[i] = n
	}
	return dst
}

// fill paints an area with soft edges. Only the box around it is looked at: a
// picture has hundreds of small ones.
func fill(dst *image.RGBA, src image.Image, outline []point) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, at := range outline {
		low = point{min(low.x, at.x*sharp), min(low.y, at.y*sharp)}
		high = point{max(high.x, at.x*sharp), max(high.y, at.y*sharp)}
	}
	box := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for i, at := range outline {
		x, y := float32(at.x*sharp-float64(box.Min.X)), float32(at.y*sharp-float64(box.Min.Y))
		if i == 0 {
			r.MoveTo(x, y)
			continue
		}
		r.LineTo(x, y)
	}
	r.ClosePath()
	r.Draw(dst, box, src, image.Point{})
}

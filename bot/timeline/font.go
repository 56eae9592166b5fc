package timeline

import (
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// fonts are in the binary: the desk's machine may have none.
var fonts = sync.OnceValue(func() [2]*opentype.Font {
	var all [2]*opentype.Font
	for i, data := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // it is part of the module
		}
		all[i] = f
	}
	return all
})

// faceOf returns the letters in one size, in pixels. A face is not safe for
// several goroutines, so each picture has its own.
func faceOf(size float64, bold bool) font.Face {
	i := 0
	if bold {
		i = 1
	}
	face, err := opentype.NewFace(fonts()[i], &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		panic(err) // it only fails on impossible options
	}
	return face
}

// A ruler measures words.
type ruler map[style]font.Face

type style struct {
	size float64
	bold bool
}

func (r ruler) face(size float64, bold bool) font.Face {
	s := style{size, bold}
	if r[s] == nil {
		r[s] = faceOf(size, bold)
	}
	return r[s]
}

func (r ruler) width(words string, size float64, bold bool) float64 {
	return float64(font.MeasureString(r.face(size, bold), words)) / 64
}

// wrap breaks words into lines that fit. A word that is too long for one is cut.
func (r ruler) wrap(words string, size float64, bold bool, room float64) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(words) {
		if line != "" && r.width(line+" "+w, size, bold) <= room {
			line += " " + w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = r.cut(w, size, bold, room)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut shortens words until they fit, and shows that it did.
func (r ruler) cut(words string, size float64, bold bool, room float64) string {
	if r.width(words, size, bold) <= room {
		return words
	}
	letters := []rune(words)
	for len(letters) > 1 && r.width(string(letters)+"…", size, bold) > room {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

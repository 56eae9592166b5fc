package paper

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// letters is the font that says which letters there are: the bold one has the
// same. They are those of Latin, Greek and Cyrillic,
// with arrows and signs; Arabic, Hebrew, Chinese, Japanese, Korean and emoji are
// not there.
var letters = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	return f
})

// printable is s in letters that the font has. In the place of any other stands
// its number, so that nobody takes the gap for an end.
func printable(s string) string {
	var b strings.Builder
	var buf sfnt.Buffer
	for _, r := range visible(s) {
		i, err := letters().GlyphIndex(&buf, r)
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t':
			b.WriteString("    ")
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r > 0xFFFF || err != nil || i == 0:
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wrap breaks text into lines of at most so many millimetres: between words, and
// within one that is wider than a line. It gives at least one line.
func (s *sheet) wrap(f face, text string, most float64) []string {
	if text == "" {
		return []string{""}
	}
	s.use(f)
	var out []string
	for paragraph := range strings.SplitSeq(printable(text), "\n") {
		line := ""
		for _, word := range strings.SplitAfter(paragraph, " ") {
			if s.GetStringWidth(line+strings.TrimRight(word, " ")) <= most {
				line += word
				continue
			}
			if line != "" {
				out, line = append(out, line), ""
			}
			for _, r := range word {
				if line != "" && s.GetStringWidth(line+string(r)) > most && r != ' ' {
					out, line = append(out, line), ""
				}
				line += string(r)
			}
		}
		out = append(out, line)
	}
	return out
}

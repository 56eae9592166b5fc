package mail

import "strings"

// A line is one line of a mail: its text without quote marks, and how many
// marks stood in front.
type line struct {
	raw   string
	text  string
	depth int
}

func splitLines(s string) []line {
	lines := make([]line, 0, strings.Count(s, "\n")+1)
	for raw := range strings.Lines(s) {
		raw = strings.TrimRight(raw, "\n \t")
		text, depth := unquote(raw, 1<<20)
		lines = append(lines, line{raw, strings.TrimSpace(text), depth})
	}
	return lines
}

// unquote takes at most limit quote marks off a line, each with the one blank
// that may follow it.
func unquote(raw string, limit int) (text string, depth int) {
	text = raw
	for depth < limit {
		t := text
		if depth == 0 {
			t = strings.TrimLeft(text, " \t")
			if len(text)-len(t) > 3 {
				return text, depth
			}
		}
		if !strings.HasPrefix(t, ">") {
			return text, depth
		}
		text = strings.TrimPrefix(t[1:], " ")
		depth++
	}
	return text, depth
}

// join puts lines together again with at most limit quote marks taken off.
func join(lines []line, limit int) string {
	var b strings.Builder
	for _, l := range lines {
		text := l.raw
		if limit > 0 && l.depth > 0 {
			text, _ = unquote(l.raw, limit)
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return strings.Trim(b.String(), "\n \t")
}

// nextFull returns the index of the first line from i on that is not blank,
// looking at most at reach lines; -1 if there is none.
func nextFull(lines []line, i, reach int) int {
	for j := i; j < len(lines) && j < i+reach; j++ {
		if lines[j].text != "" {
			return j
		}
	}
	return -1
}

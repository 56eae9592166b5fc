package directory

import "strings"

// block is how much is allocated at once (chosen).
const block = 64 << 10

// texts keeps the strings of a directory beside each other. Allocated one by
// one, the million of a large directory cost more time than reading the file;
// as parts of the file they would keep the whole of it in memory.
type texts struct{ b strings.Builder }

// keep returns a copy of s.
func (t *texts) keep(s string) string {
	if s == "" {
		return ""
	}
	if t.b.Cap()-t.b.Len() < len(s) {
		t.b = strings.Builder{} // what was handed out stays where it is
		t.b.Grow(max(block, len(s)))
	}
	from := t.b.Len()
	t.b.WriteString(s)
	return t.b.String()[from:]
}

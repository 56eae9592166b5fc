package mail

import "strings"

// A form is the labelled part of a text, in any order and layout: "Label: value",
// table rows parted by tabs or bars, a row of labels above a row of values, a
// label above its value.
type form struct {
	text   string
	fields []formField
	// rest is what is left to be read as prose: the text with blanks where the
	// form was, so that a place in it is a place in the text.
	rest string
}

// A formField is a label that was understood, and where its value stands.
type formField struct {
	kind  fieldKind
	at    span
	about meaning // user, key or report: what the label of a target speaks of
}

// A span is a part of a text, from its first byte up to the one behind its last.
type span struct{ lo, hi int }

func (s span) empty() bool { return s.hi <= s.lo }

// trim takes leading and trailing bytes of cutset off.
func (s span) trim(text, cutset string) span {
	v := strings.TrimLeft(text[s.lo:s.hi], cutset)
	lo := s.hi - len(v)
	return span{lo, lo + len(strings.TrimRight(v, cutset))}
}

// of returns the fields of one kind, in the order of the text.
func (f *form) of(k fieldKind) []formField {
	var out []formField
	for _, x := range f.fields {
		if x.kind == k {
			out = append(out, x)
		}
	}
	return out
}

// value returns the words of a field on one line.
func (f *form) value(x formField) string {
	v := f.text[x.at.lo:x.at.hi]
	if !strings.ContainsAny(v, "\n\t") && !strings.Contains(v, "  ") {
		return v
	}
	return strings.Join(strings.Fields(v), " ")
}

// A formLine is a line of the text, or a part of one, and where it begins.
type formLine struct {
	s  string
	at int
}

func cutLines(text string) []formLine {
	lines := make([]formLine, 0, strings.Count(text, "\n")+1)
	at := 0
	for s := range strings.Lines(text) {
		lines = append(lines, formLine{strings.TrimRight(s, "\n"), at})
		at += len(s)
	}
	return lines
}

// A formReader takes the labelled lines out of a text.
type formReader struct {
	form
	lines   []formLine
	blanks  []byte // the text as far as it is blanked; nil when nothing is
	stacked int    // lines that look like a label above a value
}

const maxFields = 100

// readForm takes the labelled lines out of a text.
func readForm(text string) form {
	r := formReader{form: form{text: text}, lines: cutLines(text)}
	for _, l := range r.lines {
		if bareLabel(l.s) != fieldNone {
			r.stacked++ // one alone may be a heading
		}
	}
	for i := 0; i < len(r.lines); {
		if n := r.table(i); n > 0 {
			i += n
			continue
		}
		i += r.line(i)
	}
	r.rest = text
	if r.blanks != nil {
		r.rest = string(r.blanks)
	}
	return r.form
}

// line reads the label that begins at line i, if there is one, and returns how
// many lines it and its value take.
func (r *formReader) line(i int) int {
	l := r.lines[i]
	if first, rest, ok := partForm(l.s); ok {
		// Aanvrager: Jan; Account: SN-10423; Omvang: API
		for ok {
			r.single(formLine{first, l.at})
			l = formLine{rest, l.at + len(l.s) - len(rest)}
			first, rest, ok = partForm(l.s)
		}
		r.single(l)
		return 1
	}
	kind, v, firm := readField(l.s)
	if kind == fieldNone && r.stacked >= 2 {
		kind, v = bareLabel(l.s), span{len(l.s), len(l.s)}
	}
	if kind == fieldNone && len(r.fields) >= 2 {
		kind, v = edgeLabel(l.s)
	}
	switch {
	case kind == fieldNone:
		return 1
	case kind == fieldKeep: // what must not be done is no wish
		r.blank(span{l.at, l.at + len(l.s)}, ' ')
		return 1
	case kind == fieldNote:
		// What stands behind it is prose, and begins anew.
		r.blank(span{l.at, l.at + v.lo}, '\n')
		return 1
	case (kind == fieldTarget || kind == fieldMail) && v.empty() && !firm && r.stacked < 2:
		return 1
	}
	at := span{l.at + v.lo, l.at + v.hi}
	last := i
	if v.empty() {
		if at, last = r.below(i+1, kind); at.empty() && !firm {
			return 1
		}
	} else {
		for last+1 < len(r.lines) && goesOn(r.lines[last].s, r.lines[last+1].s) {
			last++
			at.hi = r.lines[last].at + len(strings.TrimRight(r.lines[last].s, " \t"))
		}
	}
	r.add(kind, l.s[:v.lo], at)
	r.blank(span{l.at, r.lines[last].at + len(r.lines[last].s)}, ' ')
	return last - i + 1
}

// single reads a label with its value behind it, in a part of a line.
func (r *formReader) single(l formLine) {
	kind, v, _ := readField(l.s)
	if kind == fieldNote || kind == fieldNone {
		r.blank(span{l.at, l.at + v.lo}, '\n')
		return
	}
	if kind == fieldKeep {
		r.blank(span{l.at, l.at + len(l.s)}, ' ')
		return
	}
	r.add(kind, l.s[:v.lo], span{l.at + v.lo, l.at + v.hi})
	r.blank(span{l.at, l.at + len(l.s)}, ' ')
}

func (r *formReader) add(kind fieldKind, label string, at span) {
	if v := r.text[at.lo:max(at.lo, at.hi)]; kind == fieldWho && strings.Contains(v, "@") && !strings.ContainsAny(v, " \t\n") {
		kind = fieldMail // Wie: jan@winkel.example
	}
	if at.empty() || len(r.fields) >= maxFields {
		return
	}
	x := formField{kind: kind, at: at}
	if kind == fieldTarget {
		for w := range strings.FieldsSeq(foldWord(label)) {
			x.about |= meaningOf(strings.Trim(w, ":*()-•|")) & (objUser | objAPI | objReport)
		}
	}
	r.fields = append(r.fields, x)
}

// blank takes a part of the text out of what is read as prose.
func (r *formReader) blank(s span, with byte) {
	if r.blanks == nil {
		r.blanks = []byte(r.text)
	}
	for i := s.lo; i < s.hi; i++ {
		if r.blanks[i] != '\n' {
			r.blanks[i] = with
		}
	}
}

// partForm parts a line that holds several labels behind each other: at a bar, a
// semicolon, a comma or a slash that a firm label and its colon follow.
func partForm(s string) (first, rest string, ok bool) {
	if strings.Count(s, ":") < 2 || len(s) > 1000 {
		return "", "", false
	}
	if kind, _, firm := readField(s); kind == fieldNone || !firm {
		return "", "", false
	}
	for i := 1; i < len(s)-3; i++ {
		switch s[i] {
		case '|', ';', ',', '/':
			tail := strings.TrimLeft(s[i+1:], " \t")
			if kind, v, firm := readField(tail); kind != fieldNone && firm && !v.empty() && strings.Contains(tail[:v.lo], ":") {
				return s[:i], s[i+1:], true
			}
		}
	}
	return "", "", false
}

// table reads a row of three or more labels and the row of values under it, and
// returns how many lines they take.
func (r *formReader) table(i int) int {
	head := cells(r.lines[i])
	if len(head) < 3 {
		return 0
	}
	kinds := make([]fieldKind, len(head))
	for k, c := range head {
		if kinds[k] = bareLabel(c.s); kinds[k] == fieldNone {
			return 0
		}
	}
	j := i + 1
	for j < len(r.lines) && j < i+3 && strings.Trim(r.lines[j].s, " \t|-:+=") == "" {
		j++
	}
	if j >= len(r.lines) {
		return 0
	}
	row := cells(r.lines[j])
	if len(row) != len(head) {
		return 0
	}
	for k, c := range row {
		at := span{c.at, c.at + len(c.s)}.trim(r.text, " \t*_")
		if kinds[k] != fieldNote {
			r.add(kinds[k], head[k].s, at)
			r.blank(at, ' ')
		}
	}
	r.blank(span{r.lines[i].at, r.lines[j].at}, ' ')
	return j - i + 1
}

// cells parts a line at its tabs or bars.
func cells(l formLine) []formLine {
	sep := "\t"
	if strings.Contains(l.s, "|") {
		sep = "|"
	} else if !strings.Contains(l.s, "\t") {
		return nil
	}
	from, to := 0, len(l.s)
	if sep == "|" { // a bar at the edge parts nothing
		from = len(l.s) - len(strings.TrimLeft(l.s, " \t|"))
		to = len(strings.TrimRight(l.s, " \t|"))
	}
	var out []formLine
	for from <= to && len(out) < 20 {
		end := strings.Index(l.s[from:to], sep)
		if end < 0 {
			return append(out, formLine{l.s[from:to], l.at + from})
		}
		out = append(out, formLine{l.s[from : from+end], l.at + from})
		from += end + 1
	}
	return out
}

// goesOn reports whether a line is the wrapped rest of the value above it.
func goesOn(above, line string) bool {
	t := strings.TrimSpace(line)
	if t == "" || len(strings.TrimSpace(above)) < 60 {
		return false
	}
	kind, _, _ := readField(line)
	return kind == fieldNone && t[0] != '-' && t[0] != '*' && t[0] != '|'
}

// below reads the value of a label that stands above it: up to the next blank
// line or label. Blank lines between the two are skipped.
func (r *formReader) below(i int, kind fieldKind) (at span, last int) {
	last = i - 1
	for end := i + 3; i < len(r.lines) && i < end && strings.TrimSpace(r.lines[i].s) == ""; {
		i++
	}
	list := kind == fieldAction || kind == fieldTarget || kind == fieldScope || kind == fieldMail
	for n := 0; i < len(r.lines) && n < 12; i, n = i+1, n+1 {
		l := r.lines[i]
		if strings.TrimSpace(l.s) == "" || n > 0 && !list {
			break
		}
		if k, _, _ := readField(l.s); k != fieldNone {
			break
		}
		if n > 0 && (bareLabel(l.s) != fieldNone && kind != fieldAction || strings.HasSuffix(strings.TrimSpace(l.s), "?")) {
			break
		}
		v := span{l.at, l.at + len(l.s)}.trim(r.text, " \t")
		if n == 0 {
			at.lo = v.trim(r.text, "-–•*·:=> \t").lo
			at.lo += len(r.text[at.lo:v.hi]) - len(trimNumber(r.text[at.lo:v.hi]))
		}
		at.hi = v.hi
		last = i
	}
	return at, last
}

// readField reads "Label: value" and the like, and returns where in s the value
// stands. firm is true when the sign behind the label leaves no doubt that it is
// one.
func readField(s string) (kind fieldKind, value span, firm bool) {
	t := trimNumber(strings.TrimLeft(s, " \t>-–•*·|#["))
	end, size := labelEnd(t)
	if end <= 0 {
		return fieldNone, span{}, false
	}
	kind = labelKind(t[:end])
	if kind == fieldNone && t[end] == ':' && dateBehind(t[:end], t[end+1:]) {
		kind = fieldWhen
	}
	if kind == fieldNone {
		return fieldNone, span{}, false
	}
	value = span{len(s) - len(t) + end + size, len(s)}.trim(s, " \t|*_:=>")
	return kind, value, t[end] != ' '
}

// dateBehind reports whether a label names the incident and its value begins with a
// date: "Incident: 2-11-2026 16.40 uur".
func dateBehind(label, value string) bool {
	switch foldWord(strings.Trim(label, " *_")) {
	case "incident", "datalek", "gebeurd", "gebeurtenis", "happened", "breach", "data breach":
	default:
		return false
	}
	first, _, _ := strings.Cut(strings.TrimSpace(value), " ")
	return len(dateDigits(strings.Trim(first, ",;"))) == 3
}

// edgeLabel reads "Van: 8:00" and "Tot: 11:30", which are the time of the incident
// in a form alone.
func edgeLabel(s string) (fieldKind, span) {
	end := strings.IndexByte(s[:min(len(s), 20)], ':')
	if end < 0 || !strings.ContainsAny(s[end:], "0123456789") {
		return fieldNone, span{}
	}
	switch foldWord(strings.Trim(s[:end], " \t-*•|")) {
	case "van", "vanaf", "from":
		return fieldWhen, span{end + 1, len(s)}.trim(s, " \t|*_")
	case "tot", "t/m", "tot en met", "until", "to", "till":
		return fieldWhen, span{end + 1, len(s)}.trim(s, " \t|*_")
	}
	return fieldNone, span{}
}

// labelEnd finds the sign that parts a label from its value: a colon, a tab, a
// bar, an equals sign, a bracket that closes, a dash with blanks around it,
// dotted leaders, or three blanks and more between two columns.
func labelEnd(t string) (end, size int) {
	const longest = 70
	head := t[:min(len(t), longest)]
	for i := 0; i < len(head); i++ {
		switch head[i] {
		case ':', '\t', '|', '=':
			if head[i] == ':' && i > 0 && digit(t[i-1]) && i+1 < len(t) && digit(t[i+1]) {
				continue // Om 02:30 uur is er ingebroken.
			}
			return i, 1
		case '?':
			if i+1 < len(head) && (head[i+1] == ' ' || head[i+1] == '\t') || i+1 == len(t) {
				return i, 1
			}
		case '-':
			if i > 0 && head[i-1] == ' ' && i+1 < len(head) && head[i+1] == '>' {
				return i - 1, 3
			}
			if i > 0 && head[i-1] == ' ' && i+1 < len(head) && head[i+1] == ' ' {
				return i - 1, 3
			}
		case ']':
			return i, 1
		case '.':
			// Leaders: Account ........ SN-10423
			n := len(t) - i - len(strings.TrimLeft(t[i:], ". "))
			if strings.HasPrefix(t[i:], "...") && i > 0 {
				return i, n
			}
			if strings.HasPrefix(t[i:], ".:") {
				continue // Account no.: SN-10423
			}
			return 0, 0
		case ' ':
			// Two columns: Account      SN-10423
			if n := len(t) - i - len(strings.TrimLeft(t[i:], " ")); i > 0 && n >= 3 && i+n < len(t) {
				return i, n
			}
		case '!', ';':
			return 0, 0
		}
	}
	return 0, 0
}

// trimNumber takes the number of an item away: 3., 3), and Q3. or A3. of
// questions and answers.
func trimNumber(t string) string {
	if len(t) > 2 && strings.IndexByte("QAVqav", t[0]) >= 0 && t[1] >= '0' && t[1] <= '9' {
		if rest := trimNumber(t[1:]); len(rest) < len(t)-1 {
			return rest
		}
		if _, rest, ok := strings.Cut(t[:min(len(t), 5)], ":"); ok {
			return strings.TrimLeft(t[min(len(t), 5)-len(rest):], " \t")
		}
		return t
	}
	d := strings.TrimLeft(t, "0123456789")
	if len(d) < len(t) && len(t)-len(d) <= 2 && (strings.HasPrefix(d, ".") || strings.HasPrefix(d, ")")) {
		return strings.TrimLeft(d[1:], " \t*")
	}
	return t
}

// bareLabel reads a line that is a label and nothing else.
func bareLabel(s string) fieldKind {
	t := strings.Trim(trimNumber(strings.TrimLeft(s, " \t>-–•*·|#")), " \t*:?_")
	if t == "" || len(t) > 60 || strings.ContainsAny(t, ".,;!@") {
		return fieldNone
	}
	return labelKind(t)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

package mail

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText turns HTML into text, and reports whether text that nobody would see
// was left out. It works on tokens, never on a tree: the parser of x/net/html
// refuses more than 512 nested elements, which 6 KB are enough for, and the
// text of such a mail would be empty.
//
// Blocks and <br> break lines, table cells are parted by a tab, a quote gets
// "> " in front of each line. Links keep their text; nothing is fetched.
func htmlText(src string) (text string, hidden bool) {
	w := htmlWriter{hiddenClass: hiddenClasses(src)}
	w.out.Grow(len(src) / 2)
	z := html.NewTokenizer(strings.NewReader(src))
	z.SetMaxBuf(maxText)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimLeft(w.out.String(), "\n"), w.dropped
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken:
			w.start(z, false)
		case html.SelfClosingTagToken:
			w.start(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
	}
}

type htmlWriter struct {
	out         strings.Builder
	hiddenClass map[string]bool
	quote       int
	breaks      int  // line breaks that the next text begins with
	cells       int  // cells so far in this row
	tab         bool // a cell border comes before the next text
	space       bool
	started     bool // something stands on this line
	pre         int

	skip     atom.Atom // the element whose contents are dropped
	skipLoud bool      // its text counts as hidden
	skipNest int       // elements of the same name inside it
	dropped  bool
}

func (w *htmlWriter) start(z *html.Tokenizer, selfClosing bool) {
	name, hasAttr := z.TagName()
	tag := atom.Lookup(name)
	if w.skip != 0 {
		if tag == w.skip && !selfClosing {
			w.skipNest++
		}
		return
	}
	hide := false
	for hasAttr {
		var key, val []byte
		key, val, hasAttr = z.TagAttr()
		switch string(key) {
		case "style":
			hide = hide || hidingStyle(string(val))
		case "hidden":
			hide = true
		case "class", "id":
			for c := range strings.FieldsSeq(string(val)) {
				hide = hide || w.hiddenClass[c]
			}
		}
	}
	if !selfClosing && !voidElement(tag) && (hide || tag == atom.Style || tag == atom.Script || tag == atom.Title) {
		w.skip, w.skipLoud, w.skipNest = tag, hide, 0
		if tag == 0 {
			w.skip = atom.Span // an unknown element that hides ends with the first span or block
		}
		return
	}
	switch tag {
	case atom.Br:
		w.breakLine(w.breaks + 1)
	case atom.P, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4:
		w.breakLine(2)
	case atom.Div, atom.Li, atom.Hr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Center, atom.Form:
		w.breakLine(1)
		if tag == atom.Li {
			w.text("- ")
		}
	case atom.Tr:
		w.breakLine(1)
		w.cells = 0
	case atom.Td, atom.Th:
		if w.cells++; w.cells > 1 {
			w.tab, w.breaks = true, 0
		}
	case atom.Blockquote:
		w.breakLine(2)
		w.quote++
	case atom.Pre:
		w.breakLine(1)
		w.pre++
	}
}

func (w *htmlWriter) end(tag atom.Atom) {
	if w.skip != 0 {
		if tag == w.skip {
			if w.skipNest--; w.skipNest < 0 {
				w.skip = 0
			}
		}
		return
	}
	switch tag {
	case atom.P, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4:
		w.breakLine(2)
	case atom.Div, atom.Li, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Center, atom.Form:
		w.breakLine(1)
		w.tab = false
	case atom.Blockquote:
		w.breakLine(2)
		w.quote = max(0, w.quote-1)
	case atom.Pre:
		w.pre = max(0, w.pre-1)
	}
}

// breakLine asks for at least n line breaks before the next text, and never
// more than three: a thousand empty paragraphs are one gap.
func (w *htmlWriter) breakLine(n int) {
	w.breaks = min(max(w.breaks, n), 3)
	w.space = false
}

func (w *htmlWriter) text(s string) {
	if w.skip != 0 {
		w.dropped = w.dropped || w.skipLoud && strings.TrimSpace(s) != ""
		return
	}
	if w.pre > 0 {
		for line := range strings.Lines(s) {
			w.write(strings.TrimRight(line, "\n"))
			if strings.HasSuffix(line, "\n") {
				w.breakLine(w.breaks + 1)
			}
		}
		return
	}
	for i := 0; i < len(s); {
		if isBlank(s[i]) {
			w.space = true
			i++
			continue
		}
		j := i
		for j < len(s) && !isBlank(s[j]) {
			j++
		}
		w.write(s[i:j])
		i = j
	}
}

func (w *htmlWriter) write(word string) {
	if word == "" {
		return
	}
	switch {
	case w.tab && w.breaks == 0 && w.started:
		w.out.WriteByte('\t')
	case w.breaks > 0 || !w.started:
		for range w.breaks {
			w.out.WriteByte('\n')
			if w.quote > 0 {
				w.out.WriteString(quoteMarks[:2*min(w.quote, 8)])
			}
		}
	case w.space:
		w.out.WriteByte(' ')
	}
	w.tab, w.breaks, w.space, w.started = false, 0, false, true
	w.out.WriteString(word)
}

const quoteMarks = "> > > > > > > > "

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func voidElement(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Img, atom.Hr, atom.Input, atom.Meta, atom.Link, atom.Col, atom.Wbr:
		return true
	}
	return false
}

// hidingStyle reports whether a style keeps its element from being seen.
func hidingStyle(style string) bool {
	if len(style) > 4096 {
		style = style[:4096]
	}
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	for decl := range strings.SplitSeq(style, ";") {
		prop, val, _ := strings.Cut(decl, ":")
		val = strings.TrimSuffix(val, "!important")
		switch prop {
		case "display":
			if val == "none" {
				return true
			}
		case "visibility":
			if val == "hidden" {
				return true
			}
		case "mso-hide":
			if val == "all" {
				return true
			}
		case "opacity", "font-size", "max-height":
			if n := strings.TrimRight(val, "abcdefghijklmnopqrstuvwxyz%"); n != "" && strings.Trim(n, "0.") == "" {
				return true
			}
		}
	}
	return false
}

// hiddenClasses reads the mail's own style sheets for classes and ids that hide.
func hiddenClasses(src string) map[string]bool {
	var hidden map[string]bool
	for rules := 0; rules < 500; {
		i := indexFold(src, "<style")
		if i < 0 {
			break
		}
		src = src[i+6:]
		sheet := src
		if end := indexFold(src, "</style"); end >= 0 {
			sheet, src = src[:end], src[end:]
		} else {
			src = ""
		}
		for ; rules < 500; rules++ {
			selectors, rest, ok := strings.Cut(sheet, "{")
			if !ok {
				break
			}
			body, rest, _ := strings.Cut(rest, "}")
			sheet = rest
			if len(selectors) > 400 || !hidingStyle(body) {
				continue
			}
			for s := range strings.SplitSeq(selectors, ",") {
				if dot := strings.LastIndexAny(strings.TrimSpace(s), ".#"); dot >= 0 {
					if hidden == nil {
						hidden = map[string]bool{}
					}
					hidden[strings.TrimSpace(s)[dot+1:]] = true
				}
			}
		}
	}
	return hidden
}

// indexFold finds an ASCII word in any case, looking at each byte once.
func indexFold(s, word string) int {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], word[0])
		if i < 0 || at+i+len(word) > len(s) {
			return -1
		}
		if strings.EqualFold(s[at+i:at+i+len(word)], word) {
			return at + i
		}
		at += i + 1
	}
}

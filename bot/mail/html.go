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
			w.end(string(name))
		}
	}
}

type htmlWriter struct {
	out         strings.Builder
	hiddenClass map[string]look
	quote       int
	breaks      int  // line breaks that the next text begins with
	cells       int  // cells so far in this row
	tab         bool // a cell border comes before the next text
	space       bool
	started     bool // something stands on this line
	pre         int

	frames  []frame // hidden elements that are open, and what is shown in them again
	dropped bool    // hidden text was left out
}

func (w *htmlWriter) start(z *html.Tokenizer, selfClosing bool) {
	name, hasAttr := z.TagName()
	tag, element := atom.Lookup(name), string(name)
	look := w.look(z, element, hasAttr)
	if !selfClosing && !voidElement(tag) {
		w.opens(element, tag, look)
	}
	if w.hides() {
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

func (w *htmlWriter) end(element string) {
	tag := atom.Lookup([]byte(element))
	if !w.closes(element, tag) {
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
	if w.hides() {
		w.dropped = w.dropped || w.frames[len(w.frames)-1].loud && strings.TrimSpace(s) != ""
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
	case w.out.Len() == 0:
		w.out.WriteString(quoteMarks[:2*min(w.quote, 8)])
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

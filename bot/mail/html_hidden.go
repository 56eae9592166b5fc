package mail

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A look says how an element's own attributes and style show it.
type look int

const (
	lookPlain look = iota
	lookSized      // in letters of a size of its own
	lookSmall      // in letters of no size: what is sized in it shows again
	lookGone       // not at all
)

// A frame is an element inside which another rule holds than around it.
type frame struct {
	element string
	hides   bool
	loud    bool // its text counts as hidden; that of a script does not
	small   bool // it hides by the size of its letters alone
	open    map[string]int
}

// maxFrames bounds the frames that are open: what is deeper goes with the last.
const maxFrames = 50

// hides reports whether text that comes now is not shown.
func (w *htmlWriter) hides() bool { return len(w.frames) > 0 && w.frames[len(w.frames)-1].hides }

// look reads the attributes of an element.
func (w *htmlWriter) look(z *html.Tokenizer, element string, more bool) look {
	found := lookPlain
	if w.hiddenClass != nil {
		found = w.hiddenClass["<"+element]
	}
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "style":
			found = max(found, styleLook(string(val)))
		case "hidden":
			found = lookGone
		case "class", "id":
			if w.hiddenClass == nil {
				continue
			}
			for c := range strings.FieldsSeq(string(val)) {
				found = max(found, w.hiddenClass[c])
			}
		}
	}
	return found
}

// opens notes an element that begins.
func (w *htmlWriter) opens(element string, tag atom.Atom, l look) {
	top := (*frame)(nil)
	if n := len(w.frames); n > 0 {
		top = &w.frames[n-1]
		if top.element == "p" && endsParagraph(tag) && top.open["p"] == 0 { // a paragraph ends where the next block begins
			w.frames = w.frames[:n-1]
			w.breakLine(2)
			w.opens(element, tag, l)
			return
		}
	}
	next := frame{element: element}
	switch {
	case top != nil && top.hides && !top.small:
	case l == lookGone, neverShown(tag):
		next.hides, next.loud = true, l == lookGone
	case l == lookSmall:
		next.hides, next.loud, next.small = true, true, true
	}
	if top != nil && top.small && l == lookSized {
		next = frame{element: element}
	} else if !next.hides {
		if top != nil && (len(top.open) < 100 || top.open[element] > 0) {
			if top.open == nil {
				top.open = map[string]int{}
			}
			top.open[element]++
		}
		return
	}
	if len(w.frames) < maxFrames {
		w.frames = append(w.frames, next)
	}
}

// closes notes an element that ends, and reports whether it was shown. The end of
// what is around a frame ends the frame too: it was never closed.
func (w *htmlWriter) closes(element string, tag atom.Atom) (shown bool) {
	for n := len(w.frames) - 1; n >= 0; n-- {
		top := &w.frames[n]
		if top.open[element] > 0 {
			top.open[element]--
			return !top.hides
		}
		if element != top.element && !closesAround(tag) {
			return !top.hides
		}
		own, hides := element == top.element, top.hides
		w.frames = w.frames[:n]
		if own {
			return !hides
		}
	}
	return true
}

// neverShown reports whether nothing in an element is shown, by its nature.
func neverShown(tag atom.Atom) bool {
	switch tag {
	case atom.Style, atom.Script, atom.Title, atom.Template, atom.Iframe, atom.Noembed, atom.Noframes, atom.Datalist:
		return true
	}
	return false
}

func endsParagraph(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Hr, atom.H1, atom.H2, atom.H3, atom.Pre, atom.Section, atom.Article:
		return true
	}
	return false
}

// closesAround reports whether the end of an element ends all that is open in it.
func closesAround(tag atom.Atom) bool {
	switch tag {
	case atom.Div, atom.Td, atom.Th, atom.Tr, atom.Table, atom.Blockquote, atom.Body, atom.Html, atom.Li, atom.Ul, atom.Ol, atom.Section, atom.Article, atom.Center, atom.Head:
		return true
	}
	return false
}

// styleLook reads whether a style keeps its element from being seen.
func styleLook(style string) look {
	if len(style) > 4096 {
		style = style[:4096]
	}
	found := lookPlain
	for decl := range strings.SplitSeq(style, ";") {
		prop, val, ok := strings.Cut(decl, ":")
		if !ok {
			continue
		}
		val = strings.ToLower(strings.TrimSpace(val))
		val = strings.TrimSpace(strings.TrimSuffix(val, "!important"))
		switch strings.ToLower(strings.TrimSpace(prop)) {
		case "display":
			if val == "none" {
				return lookGone
			}
		case "visibility":
			if val == "hidden" || val == "collapse" {
				return lookGone
			}
		case "mso-hide":
			if val == "all" {
				return lookGone
			}
		case "color":
			if val == "transparent" {
				return lookGone
			}
		case "opacity", "max-height":
			if zero(val) {
				return lookGone
			}
		case "text-indent", "left", "top", "margin-left":
			if n, ok := strings.CutPrefix(val, "-"); ok && atoi(n) > 500 { // out of the window
				return lookGone
			}
		case "font-size":
			found = lookSized
			if zero(val) {
				found = lookSmall
			}
		}
	}
	return found
}

// zero reports whether a length or a share is none.
func zero(val string) bool {
	n := strings.TrimRight(val, "abcdefghijklmnopqrstuvwxyz%")
	return n != "" && strings.Trim(n, "0.") == ""
}

// hiddenClasses reads the mail's own style sheets for classes, ids and elements
// ("<p") that hide.
func hiddenClasses(src string) map[string]look {
	var hidden map[string]look
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
		if _, rest, ok := strings.Cut(sheet[:min(len(sheet), 500)], ">"); ok {
			sheet = sheet[len(sheet[:min(len(sheet), 500)])-len(rest):]
		}
		for ; rules < 500; rules++ {
			selectors, rest, ok := strings.Cut(sheet, "{")
			if !ok {
				break
			}
			body, rest, _ := strings.Cut(rest, "}")
			sheet = rest
			l := styleLook(body)
			if len(selectors) > 400 || l != lookGone && l != lookSmall {
				continue
			}
			for s := range strings.SplitSeq(selectors, ",") {
				if s = selectorKey(s); s == "" {
					continue
				}
				if hidden == nil {
					hidden = map[string]look{}
				}
				hidden[s] = max(hidden[s], l)
			}
		}
	}
	return hidden
}

// selectorKey is the class or id that a selector ends in, or its element.
func selectorKey(s string) string {
	s = strings.TrimSpace(s)
	if dot := strings.LastIndexAny(s, ".#"); dot >= 0 {
		return s[dot+1:]
	}
	if strings.ContainsAny(s, " \t\r\n*>+~:[@}/") || s == "" {
		return ""
	}
	return "<" + strings.ToLower(s)
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

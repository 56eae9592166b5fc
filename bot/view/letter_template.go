package view

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"meldwacht/bot"
)

// A letterText is the template of one letter, in one language.
type letterText struct{ subject, body *template.Template }

func (t letterText) write(f letterFields) (Letter, error) {
	var subject, body bytes.Buffer
	if err := t.subject.Execute(&subject, f); err != nil {
		return Letter{}, err
	}
	if err := t.body.Execute(&body, f); err != nil {
		return Letter{}, err
	}
	return finish(subject.String(), body.String()), nil
}

// letterAllows says what a template of each kind may name, beside what all may.
var letterAllows = map[LetterKind][]string{
	LetterReceipt:  {"Forwarded", "Missing", "Unreadable"},
	LetterQuestion: {"Missing", "Words"},
	LetterCode:     {"Code", "Until"},
	LetterOutcome:  {"Account", "Done"},

	LetterController: {"Accounts", "Aware", "Happened", "Data", "People", "Records", "Consequences", "Advice", "Measures", "Contact"},
	LetterPerson:     {"Accounts", "Aware", "Happened", "Data", "People", "Records", "Consequences", "Advice", "Measures", "Contact"},
}

var (
	letterAlways = []string{"Address", "Desk", "Name", "Ref", "Subject", "Tag"}
	letterItem   = []string{"Target", "What", "When"} // of each .Done
	letterLists  = []string{"Done", "Missing"}
)

// letterDemands says what a template must name, or the letter would not do what
// it is for.
var letterDemands = map[LetterKind][]string{
	LetterReceipt:  {"Missing"},
	LetterQuestion: {"Missing", "Words"},
	LetterCode:     {"Code"},
	LetterOutcome:  {"Done"},

	// GDPR art. 33(3) and 34(2), and when we knew, from which their own hours follow.
	LetterController: {"Aware", "Happened", "Data", "People", "Records", "Consequences", "Measures", "Contact", "Address"},
	LetterPerson:     {"Happened", "Data", "Consequences", "Advice", "Measures", "Contact", "Address"},
}

// maxLetterFile is far above any letter that a person would read (chosen).
const maxLetterFile = 64 << 10

// readLetters returns the letters of dir, and our own where dir has none. A file
// is called after the letter and its language (receipt.nl.txt); its first line
// is the subject ("Subject: …"), the rest the text. Both are templates in the
// form of text/template, of which they may use {{.Field}}, {{if}}, {{else}},
// {{range}}, {{end}} and {{not}}. What is filled in is never read as a template.
func readLetters(dir string) (map[bot.Lang]map[LetterKind]letterText, error) {
	all := map[bot.Lang]map[LetterKind]letterText{}
	files := map[string]bool{}
	var problems []error
	for lang, words := range letterWords {
		all[lang] = map[LetterKind]letterText{}
		for _, kind := range LetterKinds() {
			name := string(kind) + "." + string(lang) + ".txt"
			files[name] = true
			source := words.texts[kind]
			if dir != "" {
				var err error
				name = filepath.Join(dir, name)
				if source, err = readLetter(name, source); err != nil {
					problems = append(problems, err)
					continue
				}
			}
			text, err := parseLetter(name, kind, source)
			problems = append(problems, err)
			all[lang][kind] = text
		}
	}
	if dir != "" {
		problems = append(problems, strayLetters(dir, files))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return all, nil
}

// readLetter returns what the file holds, or ours when there is none.
func readLetter(path, ours string) (string, error) {
	switch info, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist):
		return ours, nil
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s: is no file; write the text of the letter into one", path)
	case info.Size() > maxLetterFile:
		return "", fmt.Errorf("%s: is larger than 64 KB; a letter is not", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(raw) {
		line := 1 + bytes.Count(raw[:invalidAt(raw)], []byte("\n"))
		return "", fmt.Errorf("%s:%d: is not UTF-8; save the file in that encoding", path, line)
	}
	s := strings.TrimPrefix(string(raw), "\uFEFF")
	return strings.ReplaceAll(s, "\r\n", "\n"), nil
}

func invalidAt(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// strayLetters names the texts that would never be used, since their names are
// misspelt. Other files may lie beside them.
func strayLetters(dir string, known map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("the folder of the letters: %w", err)
	}
	var stray []error
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".txt") && !known[name] {
			stray = append(stray, fmt.Errorf("%s: there is no letter of this name; there are receipt, question, code and outcome, such as receipt.nl.txt and receipt.en.txt",
				filepath.Join(dir, name)))
		}
	}
	return errors.Join(stray...)
}

// parseLetter reads one text and looks at all that it names, so that it cannot
// fail, or say nothing, when a letter has to go out.
func parseLetter(name string, kind LetterKind, source string) (letterText, error) {
	first, rest, _ := strings.Cut(source, "\n")
	head, ok := strings.CutPrefix(first, "Subject:")
	if !ok {
		return letterText{}, fmt.Errorf("%s:1: does not begin with the subject; write Subject: and the words on the first line", name)
	}
	c := letterCheck{file: name, allowed: letterAlways, named: map[string]bool{}}
	subject := c.parse(head)
	if c.err == nil && !c.named["Tag"] {
		c.fail(1, "the subject does not name {{.Tag}}, by which answers find their incident; write it there")
	}
	c.allowed = slices.Concat(letterAlways, letterAllows[kind])
	body := c.parse("\n" + rest) // the line of the subject stays a line, so that the others keep their numbers
	if c.err == nil && strings.TrimSpace(rest) == "" {
		c.fail(2, "the letter has no text; write it under the subject")
	}
	for _, field := range letterDemands[kind] {
		if c.err == nil && !c.named[field] {
			c.fail(2, "the letter never says {{.%s}}, which it is for; write it into the text", field)
		}
	}
	return letterText{subject, body}, c.err
}

// A letterCheck reads templates and keeps the first problem of a file.
type letterCheck struct {
	file    string
	allowed []string
	named   map[string]bool // fields that occur
	tree    *parse.Tree
	err     error
}

func (c *letterCheck) parse(source string) *template.Template {
	if c.err != nil {
		return nil
	}
	t, err := template.New(c.file).Parse(source)
	switch {
	case err != nil:
		// text/template says "template: file:line: what".
		c.err = errors.New(strings.TrimPrefix(err.Error(), "template: "))
		return nil
	case len(t.Templates()) > 1:
		c.fail(1, "defines a template of its own; write the text where it belongs")
		return nil
	case t.Tree == nil:
		return t // nothing stands in it
	}
	c.tree = t.Tree
	c.list(t.Root, "")
	return t
}

func (c *letterCheck) fail(line int, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%s:%d: %s", c.file, line, fmt.Sprintf(format, args...))
	}
}

// refuse names a node that letters have no use for.
func (c *letterCheck) refuse(n parse.Node, why string) {
	at, what := c.tree.ErrorContext(n) // file:line:column
	if i := strings.LastIndexByte(at, ':'); i >= 0 {
		at = at[:i]
	}
	if c.err == nil {
		c.err = fmt.Errorf("%s: %s: %s", at, what, why)
	}
}

const letterGrammar = "letters know {{.Field}}, {{if .Field}}, {{if not .Field}}, {{else}}, {{range .Field}} and {{end}} alone"

// list looks at nodes; in is the list field whose items they are about, or "".
func (c *letterCheck) list(l *parse.ListNode, in string) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			if name, not := c.value(n.Pipe, in); not || slices.Contains(letterLists, name) {
				c.refuse(n, letterGrammar)
			}
		case *parse.IfNode:
			c.value(n.Pipe, in)
			c.list(n.List, in)
			c.list(n.ElseList, in)
		case *parse.RangeNode:
			name, not := c.value(n.Pipe, in)
			if c.err == nil && (not || in != "" || !slices.Contains(letterLists, name)) {
				c.refuse(n, "only {{range .Missing}} and {{range .Done}} go through a list")
			}
			c.list(n.List, name)
			c.list(n.ElseList, in)
		default:
			c.refuse(n, letterGrammar)
		}
	}
}

// value looks at what stands in {{…}}, and returns the field that it names.
func (c *letterCheck) value(p *parse.PipeNode, in string) (name string, not bool) {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 {
		c.refuse(p, letterGrammar)
		return "", false
	}
	args := p.Cmds[0].Args
	if f, ok := args[0].(*parse.IdentifierNode); ok && f.Ident == "not" && len(args) == 2 {
		args, not = args[1:], true
	}
	if len(args) != 1 {
		c.refuse(p, letterGrammar)
		return "", not
	}
	allowed := c.allowed
	switch n := args[0].(type) {
	case *parse.DotNode:
		if in != "Missing" {
			c.refuse(n, "the dot alone stands for one item inside {{range .Missing}}; name a field")
		}
		return ".", not
	case *parse.FieldNode:
		name = strings.Join(n.Ident, ".")
		switch in {
		case "Missing":
			allowed = nil
		case "Done":
			allowed = letterItem
		}
	case *parse.VariableNode: // $.Ref, from inside a range
		name = strings.TrimPrefix(strings.Join(n.Ident, "."), "$.")
	default:
		c.refuse(n, letterGrammar)
		return "", not
	}
	switch {
	case slices.Contains(allowed, name):
		c.named[name] = true
	case len(allowed) == 0:
		c.refuse(args[0], "inside {{range .Missing}} write {{.}} for the item")
	default:
		c.refuse(args[0], "there is no such field here; there are ."+strings.Join(slices.Sorted(slices.Values(allowed)), ", ."))
	}
	return name, not
}

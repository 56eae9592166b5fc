package directory

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
)

// A Problem is one thing that is wrong with the file. It quotes neither names
// nor addresses.
type Problem struct {
	File string
	Line int // from 1
	Col  int // from 1
	Text string
}

// String returns the problem in the form that editors jump to.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Text)
}

// Problems are the problems of one file, in reading order; at most maxProblems.
type Problems []Problem

// maxProblems is how many are worth reading: a broken export breaks each
// account in the same way (chosen).
const maxProblems = 50

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// file is the form of the file.
type file struct {
	Accounts []Account `yaml:"accounts" json:"accounts"`
}

// Load reads the accounts from a file in YAML, JSON, or CSV (see columns), which
// is told by the end of its name. What is wrong with its content comes back as
// [Problems]. JSON, and YAML as plain as that of the example, are read by fast
// readers; anything out of the ordinary goes to the slow one, which knows the
// positions.
func Load(path string) (*Directory, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parse(path, data)
}

func parse(path string, data []byte) (*Directory, error) {
	l := loading{file: path}
	f := l.read(data)
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
		})
		return nil, l.problems[:min(len(l.problems), maxProblems)]
	}
	return New(f.Accounts), nil
}

func (l *loading) read(data []byte) file {
	if isCSV(l.file) {
		return l.fromCSV(data)
	}
	if f, ok := fromJSON(data); ok {
		return f
	}
	if f, ok := fromPlainYAML(data); ok {
		return f
	}
	return l.fromYAML(data)
}

type loading struct {
	file     string
	problems Problems
}

func (l *loading) add(line, col int, text string) {
	l.problems = append(l.problems, Problem{File: l.file, Line: max(line, 1), Col: max(col, 1), Text: text})
}

func (l *loading) fromYAML(data []byte) file {
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		l.unreadable(err)
		return file{}
	}
	var f file
	if err := root.Load(&f, yaml.WithKnownFields(true)); err != nil {
		l.misread(err)
		return file{}
	}
	examine(f.Accounts, func(i int, path, text string) {
		if i != nowhere {
			path = fmt.Sprintf("accounts[%d].%s", i, path)
		}
		n := locate(&root, path)
		l.add(n.Line, n.Column, text)
	})
	return f
}

func (l *loading) unreadable(err error) {
	var one *yaml.LoadError
	if errors.As(err, &one) && (one.Stage == "scanner" || one.Stage == "parser") {
		l.add(one.Mark.Line, one.Mark.Column, "this is no YAML: "+one.Message+". Look at the indentation and the quotes here and in the line above.")
		return
	}
	l.add(1, 1, "this cannot be read as one YAML document with a list of accounts.")
}

// unknownField is the decoder's message; the rest of its messages quote values.
var unknownField = regexp.MustCompile(`^field ([A-Za-z_]{1,40}) not found in type directory\.([A-Za-z]+)$`)

func (l *loading) misread(err error) {
	var several *yaml.LoadErrors
	if !errors.As(err, &several) {
		l.unreadable(err)
		return
	}
	for _, e := range several.Errors {
		text := "this value is of the wrong type. Compare it with the other accounts."
		if m := unknownField.FindStringSubmatch(e.Message); m != nil {
			text = "there is no field " + m[1] + " here. Remove it, or write it as the other accounts do."
		} else if strings.HasPrefix(e.Message, "mapping key") {
			text = "this field is given twice. Keep one of the two."
		}
		l.add(e.Mark.Line, e.Mark.Column, text)
	}
}

// examine names what is wrong with accounts, and brings domains and addresses
// into lower case. A problem stands at a path below the i-th account; i is
// nowhere when there is none.
func examine(accounts []Account, problem func(i int, path, text string)) {
	if len(accounts) == 0 {
		problem(nowhere, "accounts", "there are no accounts. List them under accounts.")
	}
	seen := make(map[bot.AccountID]bool, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		switch {
		case a.ID == "":
			problem(i, "", "this account has no id. Write its number, such as SN-10423.")
		case seen[a.ID]:
			problem(i, "id", "an account above has this id already. Every account has its own.")
		case strings.ToUpper(string(a.ID)) != string(a.ID):
			problem(i, "id", "an id is written in capitals, such as SN-10423.")
		}
		seen[a.ID] = true
		if strings.TrimSpace(a.Name) == "" {
			problem(i, "", "this account has no name. Write that of the company.")
		}
		if !settle(&a.Language) {
			problem(i, "language", badLanguage)
		}
		for j := range a.Domains {
			a.Domains[j] = strings.ToLower(strings.TrimSpace(a.Domains[j]))
			if d := a.Domains[j]; d == "" || strings.ContainsAny(d, "@ /:") {
				problem(i, fmt.Sprintf("domains[%d]", j), "this is no domain. Write one such as winkel.example.")
			}
		}
		for j := range a.Admins {
			p := &a.Admins[j]
			p.Email = lower(p.Email)
			if local := strings.TrimSuffix(string(p.Email), "@"+p.Email.Domain()); local == "" || p.Email.Domain() == "" || strings.ContainsAny(string(p.Email), " <>,;") {
				problem(i, fmt.Sprintf("admins[%d]", j), "this admin has no mail address, and is known by nothing else. Write it as email.")
			}
			if strings.TrimSpace(p.Name) == "" {
				problem(i, fmt.Sprintf("admins[%d]", j), "this admin has no name. Write it as name.")
			}
			if !settle(&p.Language) {
				problem(i, fmt.Sprintf("admins[%d].language", j), badLanguage)
			}
		}
		for _, list := range []struct {
			name   string
			people []Person
		}{{"users", a.Users}, {"former_admins", a.FormerAdmins}} {
			for j := range list.people {
				p := &list.people[j]
				p.Email = lower(p.Email)
				if !settle(&p.Language) {
					problem(i, fmt.Sprintf("%s[%d].language", list.name, j), badLanguage)
				}
			}
		}
	}
}

// nowhere is the account of a problem that is in none.
const nowhere = -1

// flawless reports whether examine finds nothing.
func flawless(accounts []Account) bool {
	ok := true
	examine(accounts, func(int, string, string) { ok = false })
	return ok
}

// locate returns the node at a path such as accounts[3].admins[0], or the
// nearest one around it.
func locate(n *yaml.Node, path string) *yaml.Node {
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		n = n.Content[0]
	}
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		var next *yaml.Node
		var no int
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == step {
					next = n.Content[i+1]
				}
			}
		case yaml.SequenceNode:
			if _, err := fmt.Sscan(step, &no); err == nil && no < len(n.Content) {
				next = n.Content[no]
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

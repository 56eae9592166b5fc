package config

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// A check gathers what is wrong with one file.
type check struct {
	file     string
	env      func(string) (string, bool)
	outline  *outline
	wrong    map[string]bool // fields of the wrong type: nothing more is said of them
	problems Problems
	// only are the sections whose values are judged, nil for all of them. Secrets
	// and files that they name are left alone then, the master key aside where it
	// is among them: they may belong to another user. Names that nobody knows, wrong types and what is no YAML are still
	// said of the whole file.
	only []string
}

// parse reads data twice: as a tree, for the positions, and into the types.
func parse(file string, data []byte, env func(string) (string, bool)) (Config, error) {
	return (&check{file: file, env: env, wrong: map[string]bool{}}).config(data)
}

// config reads and checks the file.
func (k *check) config(data []byte) (Config, error) {
	c := defaults()
	var root yaml.Node
	if err := yaml.Load(data, &root, yaml.WithUniqueKeys(false)); err != nil {
		k.unreadable(err)
		return Config{}, k.problems
	}
	k.outline = outlineOf(&root, reflect.TypeFor[Config]())
	if k.refuseAliases(); len(k.problems) > 0 {
		return Config{}, k.problems.sorted()
	}
	// Names given twice are looked for here: the decoder would skip all that
	// stands beside them, and a second problem with it.
	for _, at := range k.outline.doubled {
		k.add(at, "%s is given twice. Keep one of the two.", k.quoted(at))
	}
	// The decoder would leave these out in silence.
	for _, path := range k.outline.blank {
		k.problem(path, "%s is empty. Write something there, or remove it.", whole(path))
		k.wrong[path] = true
	}
	if err := yaml.Load(data, &c, yaml.WithKnownFields(true), yaml.WithUniqueKeys(false)); err != nil {
		k.misread(err)
	}
	k.all(&c)
	if len(k.problems) > 0 {
		return Config{}, k.problems.sorted()
	}
	return c, nil
}

// problem names what is wrong with a field, unless its type is wrong already.
func (k *check) problem(path, format string, args ...any) {
	if k.mistyped(path) || k.only != nil && !slices.ContainsFunc(k.only, func(s string) bool { return strings.HasPrefix(path, s) }) {
		return
	}
	k.add(k.outline.spot(path), format, args...)
}

func (k *check) add(at spot, format string, args ...any) {
	k.problems = append(k.problems, Problem{File: k.file, Line: at.line, Col: at.col, Text: fmt.Sprintf(format, args...)})
}

// mistyped reports whether the field, or one around it, has the wrong type.
func (k *check) mistyped(path string) bool {
	for ; path != ""; path = parent(path) {
		if k.wrong[path] {
			return true
		}
	}
	return k.wrong[""]
}

// moved reports whether an element of a list could not be read: then those that
// came after it do not stand where they seem to.
func (k *check) moved(path string, length int) bool {
	n := k.outline.values[path]
	return n != nil && len(n.Content) != length
}

// anyMistyped reports whether something in one of the sections has the wrong type.
func (k *check) anyMistyped(sections ...string) bool {
	for path := range k.wrong {
		for _, s := range sections {
			if path == "" || path == s || strings.HasPrefix(path, s+".") || strings.HasPrefix(path, s+"[") {
				return true
			}
		}
	}
	return false
}

// unreadable says why the file is no YAML. Of the composer's words nothing is
// repeated, since they quote the file.
func (k *check) unreadable(err error) {
	at, text := spot{1, 1}, "this cannot be read as YAML. Compare the file with config.example.yaml."
	var several *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &several) && len(several.Errors) == 1 && strings.Contains(several.Errors[0].Message, "no documents"):
		text = "the file is empty. Start from config.example.yaml."
	case errors.As(err, &several) && len(several.Errors) == 1 && strings.Contains(several.Errors[0].Message, "multiple"):
		text = "the file holds more than one document. Remove the line --- and what belongs to the other."
	case errors.As(err, &one):
		at = spot{max(one.Mark.Line, 1), max(one.Mark.Column, 1)}
		switch string(one.Stage) {
		case "scanner", "parser":
			text = "this is no YAML: " + one.Message + ". Look at the indentation (blanks, no tabs) and the quotes here and in the line above."
		case "reader":
			text = "this is no text: " + one.Message + ". Save the file as UTF-8."
		case "composer":
			text = "this uses an anchor or a tag that cannot be followed. Write the value out, in quotes if it begins with & * or !."
		}
	}
	k.add(at, "%s", text)
}

// refuseAliases keeps positions true: a value that stands somewhere else cannot
// be pointed at. A configuration of this size needs none.
func (k *check) refuseAliases() {
	for _, n := range k.outline.aliases {
		k.add(spot{n.Line, n.Column}, "anchors and merges (& * <<) are not read here. Write the value out.")
	}
}

// plainName is what a key may look like to be quoted in a problem.
var plainName = regexp.MustCompile(`^[A-Za-z_]{1,40}$`)

// misread turns the decoder's errors, which quote values, into our own.
func (k *check) misread(err error) {
	var several *yaml.LoadErrors
	if !errors.As(err, &several) {
		k.unreadable(err)
		return
	}
	for _, e := range several.Errors {
		at := spot{e.Mark.Line, e.Mark.Column}
		switch {
		case strings.HasPrefix(e.Message, "field "):
			k.unknownField(at)
		default:
			p, ok := k.outline.byValue[at]
			if !ok {
				p = k.outline.byKey[at]
			}
			k.wrong[p.path] = true
			k.add(at, "%s is of the wrong type. Write %s.", whole(p.path), want(p.typ))
		}
	}
}

func (k *check) unknownField(at spot) {
	p := k.outline.byKey[at]
	names := fieldNames(p.typ)
	near := nearest(last(p.path), names)
	where := ""
	if up := parent(p.path); up != "" {
		where = " in " + up
	}
	if near != "" {
		k.add(at, "there is no field %s%s. Did you mean %s?", k.quoted(at), where, near)
		return
	}
	k.add(at, "there is no field %s%s. It knows %s.", k.quoted(at), where, strings.Join(names, ", "))
}

// quoted returns the name that stands at a spot, if it is one.
func (k *check) quoted(at spot) string {
	if name := last(k.outline.byKey[at].path); plainName.MatchString(name) {
		return name
	}
	return "of this name"
}

func whole(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// want says in words what a type looks like in the file.
func want(t reflect.Type) string {
	switch {
	case t == nil:
		return "what config.example.yaml shows"
	case t == reflect.TypeFor[time.Duration]():
		return "a duration such as 48h or 30m"
	case t == reflect.TypeFor[netip.Prefix]():
		return "a network such as 10.0.0.0/8"
	}
	switch t.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list: [one, two]"
	case reflect.Struct, reflect.Map:
		return "fields with a name each, as config.example.yaml shows"
	}
	return "one line of text"
}

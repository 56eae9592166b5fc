package config

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// An outline knows where each field of the file stands. Fields are named by
// their path: slack.channel, people[2].mail.
type outline struct {
	keys, values map[string]*yaml.Node
	byKey        map[spot]place // what a key is, by where it stands
	byValue      map[spot]place // what a value is for, by where it stands
	aliases      []*yaml.Node
	doubled      []spot   // where a name stands for the second time
	blank        []string // elements of lists in which nothing stands
}

type spot struct{ line, col int }

// A place is a field that was found, and the type that it must have. For a key
// it is the type of the mapping that holds it.
type place struct {
	path string
	typ  reflect.Type
}

// outlineOf walks the file beside the type that it is read into.
func outlineOf(root *yaml.Node, typ reflect.Type) *outline {
	o := &outline{keys: map[string]*yaml.Node{}, values: map[string]*yaml.Node{},
		byKey: map[spot]place{}, byValue: map[spot]place{}}
	if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
		root = root.Content[0]
	}
	o.walk(root, "", typ)
	return o
}

func (o *outline) walk(n *yaml.Node, path string, typ reflect.Type) {
	if typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem() // a section that may be left out as a whole
	}
	o.values[path] = n
	o.byValue[spot{n.Line, n.Column}] = place{path, typ}
	switch n.Kind {
	case yaml.AliasNode:
		o.aliases = append(o.aliases, n)
	case yaml.SequenceNode:
		var elem reflect.Type
		if typ != nil && typ.Kind() == reflect.Slice {
			elem = typ.Elem()
		}
		for i, c := range n.Content {
			name := fmt.Sprintf("%s[%d]", path, i)
			if c.ShortTag() == "!!null" {
				o.blank = append(o.blank, name)
			}
			o.walk(c, name, elem)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if key.Kind == yaml.AliasNode || key.ShortTag() == "!!merge" {
				o.aliases = append(o.aliases, key)
				continue
			}
			name := join(path, key.Value)
			o.byKey[spot{key.Line, key.Column}] = place{name, typ}
			if o.keys[name] != nil {
				o.doubled = append(o.doubled, spot{key.Line, key.Column})
			} else {
				o.keys[name] = key
			}
			o.walk(value, name, fieldType(typ, key.Value))
		}
	}
}

// spot returns where to point for a field: at its value, at its name when the
// value is a block or missing, or at the nearest field around it.
func (o *outline) spot(path string) spot {
	for {
		n := o.values[path]
		if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
			if k := o.keys[path]; k != nil {
				n = k
			}
		}
		if n != nil {
			return spot{max(n.Line, 1), max(n.Column, 1)}
		}
		if path == "" {
			return spot{1, 1}
		}
		path = parent(path)
	}
}

// has reports whether the file gives the field, be it empty.
func (o *outline) has(path string) bool { return o.values[path] != nil }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

// fieldType returns the type of a field of a struct, or of the values of a map.
func fieldType(typ reflect.Type, name string) reflect.Type {
	if typ == nil {
		return nil
	}
	switch typ.Kind() {
	case reflect.Map:
		return typ.Elem()
	case reflect.Struct:
		for i := range typ.NumField() {
			if typ.Field(i).Tag.Get("yaml") == name {
				return typ.Field(i).Type
			}
		}
	}
	return nil
}

// fieldNames returns the names that a struct knows.
func fieldNames(typ reflect.Type) []string {
	var names []string
	if typ != nil && typ.Kind() == reflect.Struct {
		for i := range typ.NumField() {
			if name := typ.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
				names = append(names, name)
			}
		}
	}
	return names
}

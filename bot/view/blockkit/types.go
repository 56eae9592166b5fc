package blockkit

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A schema is a JSON Schema (draft 7), as far as the generated one goes. What
// stands in the file and not here is refused when it is read.
type schema struct {
	Draft       string             `json:"$schema"`
	Comment     string             `json:"$comment"`
	Definitions map[string]*schema `json:"definitions"`

	Ref        string             `json:"$ref"`
	AnyOf      []*schema          `json:"anyOf"`
	Type       string             `json:"type"`
	Const      any                `json:"const"`
	Enum       []any              `json:"enum"`
	Items      *schema            `json:"items"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Additional any                `json:"additionalProperties"` // false: closed; {}: open
}

//go:embed testdata/schema/blockkit.json
var blockkitJSON []byte

// slackTypes are Slack's types, read once: all tests share them.
var slackTypes = sync.OnceValue(func() *schema {
	d := json.NewDecoder(bytes.NewReader(blockkitJSON))
	d.DisallowUnknownFields()
	var root schema
	if err := d.Decode(&root); err != nil {
		panic(fmt.Errorf("blockkit.json: %w", err))
	}
	// Slack's documents know it, its types do not; slack-go always sends it
	// (docs.slack.dev reference/block-kit/block-elements/rich-text-list-element).
	root.Definitions["RichTextList"].Properties["offset"] = &schema{Type: "number"}
	for name, s := range root.Definitions {
		if err := root.understood(s); err != nil {
			panic(fmt.Errorf("blockkit.json: %s: %w", name, err))
		}
	}
	return &root
})

// Fit returns what keeps v from being of Slack's type for the shape, or nil. v is
// what encoding/json reads from the wire. Types are closed: a property that
// Slack does not name is refused.
func Fit(s Shape, v any) error {
	types := slackTypes()
	root := types.Definitions[string(s)]
	if root == nil {
		return fmt.Errorf("%q is no shape", s)
	}
	if m := types.check(root, v, ""); m != nil {
		return errors.New(m.String())
	}
	return nil
}

func (root *schema) understood(s *schema) error {
	open, isObject := s.Additional.(map[string]any)
	switch {
	case s.Ref != "" && root.target(s) == nil:
		return fmt.Errorf("nothing at %s", s.Ref)
	case s.Additional != nil && s.Additional != false && (!isObject || len(open) > 0):
		return fmt.Errorf("additionalProperties %v are not understood", s.Additional)
	case !slices.Contains([]string{"", "object", "array", "string", "number", "boolean"}, s.Type):
		return fmt.Errorf("type %q is not understood", s.Type)
	case s.Ref == "" && s.AnyOf == nil && s.Type == "", s.Type == "array" && s.Items == nil:
		return errors.New("a schema that anything fits")
	}
	inner := append(slices.Collect(maps.Values(s.Properties)), s.AnyOf...)
	if s.Items != nil {
		inner = append(inner, s.Items)
	}
	for _, i := range inner {
		if err := root.understood(i); err != nil {
			return err
		}
	}
	return nil
}

func (root *schema) target(s *schema) *schema {
	name, _ := strings.CutPrefix(s.Ref, "#/definitions/")
	return root.Definitions[name]
}

// A misfit says where a value breaks its schema, and how.
type misfit struct {
	at, why string
	other   bool // the value is of another type altogether
}

func (m *misfit) String() string {
	return strings.TrimPrefix(cmp.Or(m.at, ".all of it"), ".") + ": " + m.why
}

func (root *schema) check(s *schema, v any, at string) *misfit {
	switch {
	case s.Ref != "":
		return root.check(root.target(s), v, at)
	case s.AnyOf != nil:
		return root.checkAny(s, v, at)
	case s.Type != "" && s.Type != typeOf(v):
		return &misfit{at: at, why: fmt.Sprintf("%s, not %s", article(typeOf(v)), article(s.Type))}
	case s.Const != nil && s.Const != v:
		return &misfit{at: at, why: fmt.Sprintf("%#v is not %#v", v, s.Const)}
	case s.Enum != nil && !slices.Contains(s.Enum, v):
		return &misfit{at: at, why: fmt.Sprintf("%#v is none of %v", v, s.Enum)}
	}
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if m := root.check(s.Items, x, fmt.Sprint(at, ".", i)); m != nil {
				return m
			}
		}
	case map[string]any:
		return root.checkObject(s, v, at)
	}
	return nil
}

// checkAny wants one of several to fit. When none does, the one that is of the
// type that v says tells why.
func (root *schema) checkAny(s *schema, v any, at string) *misfit {
	var last *misfit
	for _, one := range s.AnyOf {
		m := root.check(one, v, at)
		if m == nil {
			return nil
		}
		if last == nil || last.other && last.at == at {
			last = m
		}
	}
	return last
}

func (root *schema) checkObject(s *schema, v map[string]any, at string) *misfit {
	if kind := s.Properties["type"]; kind != nil && kind.Const != v["type"] {
		m := &misfit{at: at, why: "no type", other: true}
		if v["type"] != nil {
			m.why = fmt.Sprintf("type %#v does not belong here", v["type"])
		}
		return m
	}
	for _, k := range s.Required {
		if _, ok := v[k]; !ok {
			return &misfit{at: at, why: "no " + k}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(v)) {
		inner, ok := s.Properties[k]
		switch {
		case ok:
			if m := root.check(inner, v[k], at+"."+k); m != nil {
				return m
			}
		case s.Additional == false:
			return &misfit{at: at, why: k + " does not belong here"}
		}
	}
	return nil
}

func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case []any:
		return "array"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	}
	return "object"
}

func article(name string) string {
	switch name {
	case "null":
		return name
	case "array", "object":
		return "an " + name
	}
	return "a " + name
}

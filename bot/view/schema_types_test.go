package view

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// What Slack's types forbid is refused, with a word on where and why.
func TestBrokenBlocksAreRefused(t *testing.T) {
	types := slackTypes(t)
	const (
		word   = `{"type":"plain_text","text":"x"}`
		option = `{"text":` + word + `,"value":"v"}`
	)
	element := func(s string) string { return `[{"type":"actions","elements":[` + s + `]}]` }
	input := func(s string) string { return `[{"type":"input","label":` + word + `,"element":` + s + `}]` }
	rich := func(s string) string { return `[{"type":"rich_text","elements":[` + s + `]}]` }
	inSection := func(s string) string {
		return rich(`{"type":"rich_text_section","elements":[` + s + `]}`)
	}
	for _, c := range []struct{ root, json, want string }{
		{"Blocks", `[{"type":"header","text":` + word + `}]`, ""},
		{"Blocks", `{"type":"header","text":` + word + `}`, "all of it: an object, not an array"},
		{"Blocks", `null`, "all of it: null, not an array"},
		{"Blocks", `["header"]`, "0: a string, not an object"},
		{"Blocks", `[{"text":` + word + `}]`, "0: no type"},
		{"Blocks", `[{"type":"heading","text":` + word + `}]`, `0: type "heading" does not belong here`},
		{"Blocks", `[{"type":"button","text":` + word + `}]`, `0: type "button" does not belong here`},
		{"Blocks", `[{"type":"divider"},{"type":"header"}]`, "1: no text"},
		{"Blocks", `[{"type":"header","text":"x"}]`, "0.text: a string, not an object"},
		{"Blocks", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, `0.text: type "mrkdwn" does not belong here`},
		{"Blocks", `[{"type":"header","text":` + word + `,"style":"big"}]`, "0: style does not belong here"},
		{"Blocks", `[{"type":"header","text":` + word + `,"block_id":null}]`, "0.block_id: null, not a string"},
		{"Blocks", `[{"type":"header","text":{"type":"plain_text","text":"x","emoji":"false"}}]`, "0.text.emoji: a string, not a boolean"},
		{"Blocks", `[{"type":"header","text":{"type":"plain_text","text":"x","verbatim":true}}]`, "0.text: verbatim does not belong here"},
		{"Blocks", `[{"type":"section","text":{"type":"mrkdwn","text":"x","verbatim":true,"emoji":true}}]`, "0.text: emoji does not belong here"},
		{"Blocks", `[{"type":"section","accessory":{"type":"plain_text_input"}}]`, `0.accessory: type "plain_text_input" does not belong here`},
		{"Blocks", `[{"type":"context","elements":{}}]`, "0.elements: an object, not an array"},
		{"Blocks", `[{"type":"image","alt_text":"x","image_url":1}]`, "0.image_url: a number, not a string"},
		{"Blocks", element(`{"type":"button","text":` + word + `,"style":"danger"}`), ""},
		{"Blocks", element(`{"type":"button","text":` + word + `,"style":"default"}`), `0.elements.0.style: "default" is none of [primary danger]`},
		{"Blocks", element(`{"type":"button","value":"x"}`), "0.elements.0: no text"},
		{"Blocks", element(`{"type":"section","text":` + word + `}`), `0.elements.0: type "section" does not belong here`},
		{"Blocks", element(`{"type":"datepicker","initial_time":"10:00"}`), "0.elements.0: initial_time does not belong here"},
		{"Blocks", input(`{"type":"external_select","min_query_length":0,"initial_option":` + option + `}`), ""},
		{"Blocks", input(`{"type":"external_select","min_query_length":"0"}`), "0.element.min_query_length: a string, not a number"},
		{"Blocks", input(`{"type":"external_select","options":[` + option + `]}`), "0.element: options does not belong here"},
		{"Blocks", input(`{"type":"button","text":` + word + `}`), `0.element: type "button" does not belong here`},
		{"Blocks", input(`{"type":"checkboxes"}`), "0.element: no options"},
		{"Blocks", input(`{"type":"radio_buttons","options":[{"text":{"type":"mrkdwn","text":"x"}}]}`), ""},
		{"Blocks", input(`{"type":"static_select","options":[{"text":{"type":"mrkdwn","text":"x"}}]}`), `0.element.options.0.text: type "mrkdwn" does not belong here`},
		{"Blocks", input(`{"type":"timepicker","placeholder":"x"}`), "0.element.placeholder: a string, not an object"},
		{"Blocks", input(`{"type":"datepicker","confirm":{"title":` + word + `}}`), "0.element.confirm: no text"},
		{"Blocks", inSection(`{"type":"date","timestamp":"1","format":"{date}"}`), "0.elements.0.elements.0.timestamp: a string, not a number"},
		{"Blocks", inSection(`{"type":"text","text":"x","style":{"bold":true,"big":true}}`), "0.elements.0.elements.0.style: big does not belong here"},
		{"Blocks", inSection(`{"type":"broadcast","range":"all"}`), `0.elements.0.elements.0.range: "all" is none of [here channel everyone]`},
		{"Blocks", inSection(`{"type":"user","user":"U1"}`), "0.elements.0.elements.0: no user_id"},
		{"Blocks", rich(`{"type":"rich_text_list","elements":[]}`), "0.elements.0: no style"},
		{"Blocks", rich(`{"type":"rich_text_list","style":"bullet","border":1,"elements":[]}`), ""},
		{"Blocks", rich(`{"type":"rich_text_list","style":"bullet","border":2,"elements":[]}`), "0.elements.0.border: 2 is none of [0 1]"},
		{"Blocks", rich(`{"type":"rich_text_list","style":"bullet","elements":[{"type":"text","text":"x"}]}`), `0.elements.0.elements.0: type "text" does not belong here`},
		{"Blocks", rich(`{"type":"rich_text_preformatted","elements":[{"type":"user","user_id":"U1"}]}`), `0.elements.0.elements.0: type "user" does not belong here`},
		{"Modal", `{"type":"modal","title":` + word + `,"blocks":[]}`, ""},
		{"Modal", `{"type":"home","title":` + word + `,"blocks":[]}`, `all of it: type "home" does not belong here`},
		{"Modal", `{"type":"modal","blocks":[]}`, "all of it: no title"},
		{"Modal", `{"type":"modal","title":` + word + `,"blocks":null}`, "blocks: null, not an array"},
		{"Modal", `{"type":"modal","title":` + word + `,"blocks":[{"type":"magic","block_id":"b"}]}`, `blocks.0: type "magic" does not belong here`},
		{"Modal", `{"type":"modal","title":` + word + `,"blocks":[],"submit_disabled":true}`, "all of it: submit_disabled does not belong here"},
		{"Home", `{"type":"home","blocks":[]}`, ""},
		{"Home", `{"type":"home","blocks":[],"title":` + word + `}`, "all of it: title does not belong here"},
		{"Options", `[` + option + `]`, ""},
		{"Options", `[{"value":"v"}]`, "0: no text"},
		{"Options", `[{"text":` + word + `,"value":7}]`, "0.value: a number, not a string"},
	} {
		var tree any
		if err := json.Unmarshal([]byte(c.json), &tree); err != nil {
			t.Fatalf("%s: %v", c.json, err)
		}
		got := ""
		if m := types.fit(tree, c.root); m != nil {
			got = m.String()
		}
		if got != c.want {
			t.Errorf("%s %s\n got: %s\nwant: %s", c.root, c.json, got, c.want)
		}
	}
}

// None of what the desk uses is open: in every kind of object that it makes, a
// property too many is refused, and so is each one when it is something else.
func TestNothingMayStandBesideWhatSlackNames(t *testing.T) {
	types := slackTypes(t)
	tried := map[string]bool{}
	testFace.show(func(maker, name string, v any) {
		root, _ := slackType(v)
		tree := asJSON(t, v)
		objects(tree, func(o map[string]any) {
			kind := fmt.Sprint(maker, o["type"], slices.Sorted(maps.Keys(o)))
			if tried[kind] {
				return
			}
			tried[kind] = true
			o["extra"] = true
			if types.fit(tree, root) == nil {
				t.Errorf("%s, %s: a property too many passed in %v", maker, name, o)
			}
			delete(o, "extra")
			for k, was := range o {
				o[k] = []any{nil} // nothing is a list of nothing
				if types.fit(tree, root) == nil {
					t.Errorf("%s, %s: another %s passed in %v", maker, name, k, o)
				}
				o[k] = was
			}
		})
	})
	t.Logf("%d kinds of objects", len(tried))
}

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

// slackTypes reads Slack's types and finds what each $ref points to.
func slackTypes(t *testing.T) *schema {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(must(os.ReadFile("testdata/schema/blockkit.json"))))
	d.DisallowUnknownFields()
	var root schema
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	// Slack's documents know it, its types do not; slack-go always sends it
	// (docs.slack.dev reference/block-kit/block-elements/rich-text-list-element).
	root.Definitions["RichTextList"].Properties["offset"] = &schema{Type: "number"}
	for name, s := range root.Definitions {
		if err := root.understood(s); err != nil {
			t.Fatalf("blockkit.json: %s: %v", name, err)
		}
	}
	return &root
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

// fit returns what keeps v from being of that type, or nil.
func (root *schema) fit(v any, name string) *misfit {
	return root.check(root.Definitions[name], v, "")
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

package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// A check looks at one value and reports what Slack would say about it. The
// sentences and json-pointers are Slack's where they are known.
type check func(p *problems, at string, v any)

type problems struct {
	list     []string
	blockIDs map[string]bool
	modal    bool // files are asked for in modals alone
}

func (p *problems) add(at, format string, args ...any) {
	p.list = append(p.list, fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// A shape is what an object may and must hold. Properties that are not listed
// are refused, as Slack does: a typo is not silently ignored.
type shape struct {
	must   []string
	fields map[string]check
}

func (s shape) check(p *problems, at string, v any) {
	o, ok := v.(object)
	if !ok {
		p.add(at, "must be an object")
		return
	}
	for _, name := range s.must {
		if _, ok := o[name]; !ok {
			p.add(at, "missing required field: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if c, ok := s.fields[name]; ok {
			c(p, at+"/"+name, o[name])
		} else if name != "type" {
			p.add(at, "invalid additional property: %s", name)
		}
	}
}

// checkMessageBlocks checks the blocks of a message.
func checkMessageBlocks(v any) ([]any, []string) {
	p := &problems{blockIDs: map[string]bool{}}
	list := p.blocks("/blocks", v, maxMessageBlocks)
	return list, p.list
}

// checkView checks a modal or Home tab (reference/views).
func checkView(v any, kind string) (object, []string) {
	p := &problems{blockIDs: map[string]bool{}, modal: kind == "modal"}
	o, ok := v.(object)
	if !ok {
		p.add("/view", "must be an object")
		return nil, p.list
	}
	if str(o["type"]) != kind {
		p.add("/view/type", "must be %q here", kind)
	}
	s := shape{must: []string{"blocks"}, fields: map[string]check{
		"blocks":           func(p *problems, at string, v any) { p.blocks(at, v, maxViewBlocks) },
		"callback_id":      text(0, maxID),
		"external_id":      text(0, maxID),
		"private_metadata": text(0, maxPrivateMetadata),
	}}
	if kind == "modal" {
		s.must = append(s.must, "title")
		for _, name := range []string{"title", "submit", "close"} {
			s.fields[name] = plain(maxModalTitle)
		}
		s.fields["notify_on_close"], s.fields["clear_on_close"], s.fields["submit_disabled"] = boolean, boolean, boolean
	}
	s.check(p, "/view", o)
	blocks, _ := o["blocks"].([]any)
	for i, b := range blocks {
		if b, _ := b.(object); kind == "modal" && str(b["type"]) == "input" && o["submit"] == nil {
			p.add(fmt.Sprintf("/view/blocks/%d", i), "submit is required when an input block is within blocks")
			break
		}
	}
	if blocks == nil {
		o["blocks"] = []any{}
	}
	return o, p.list
}

// blocks checks a list of blocks and their ids.
func (p *problems) blocks(at string, v any, most int) []any {
	list, ok := v.([]any)
	if !ok {
		p.add(at, "must be an array")
		return nil
	}
	if len(list) > most {
		p.add(at, "no more than %d items allowed", most)
	}
	for i, b := range list {
		p.block(fmt.Sprintf("%s/%d", at, i), b)
	}
	return list
}

func (p *problems) block(at string, v any) {
	o, ok := v.(object)
	if !ok {
		p.add(at, "must be an object")
		return
	}
	kind := str(o["type"])
	s, ok := blockShapes()[kind]
	if !ok {
		p.add(at+"/type", "unsupported type: %s", kind)
		return
	}
	s.fields["block_id"] = text(1, maxID)
	s.check(p, at, o)
	if id := str(o["block_id"]); id != "" {
		if p.blockIDs[id] {
			p.add(at+"/block_id", "block_id %s already exists", id)
		}
		p.blockIDs[id] = true
	}
	switch kind {
	case "input":
		if e, _ := o["element"].(object); str(e["type"]) == "file_input" && !p.modal {
			p.add(at+"/element/type", "unsupported type: file_input")
		}
	case "section":
		if o["text"] == nil && o["fields"] == nil {
			p.add(at, "missing required field: text or fields")
		}
	case "image":
		if o["image_url"] == nil && o["slack_file"] == nil {
			p.add(at, "missing required field: image_url or slack_file")
		}
	}
	seen := map[string]bool{}
	for _, e := range interactive(o) {
		if id := str(e["action_id"]); id != "" {
			if seen[id] {
				p.add(at, "action_id %s already exists in this block", id)
			}
			seen[id] = true
		}
	}
}

// interactive returns the elements of a block that can have an action_id.
func interactive(block object) []object {
	var out []object
	add := func(v any) {
		if e, ok := v.(object); ok && str(e["type"]) != "" && str(e["type"]) != "image" && e["verbatim"] == nil {
			out = append(out, e)
		}
	}
	switch str(block["type"]) {
	case "actions":
		list, _ := block["elements"].([]any)
		for _, e := range list {
			add(e)
		}
	case "section":
		add(block["accessory"])
	case "input":
		add(block["element"])
	}
	return out
}

// nameBlocks gives blocks and interactive elements the ids that the app left
// out, as Slack does. Needs mu held.
func (w *Workspace) nameBlocks(blocks []any) {
	for _, b := range blocks {
		o, ok := b.(object)
		if !ok {
			continue
		}
		if str(o["block_id"]) == "" {
			o["block_id"] = w.nextID("b")
		}
		for _, e := range interactive(o) {
			if str(e["action_id"]) == "" {
				e["action_id"] = w.nextID("a")
			}
		}
	}
}

// The small checks that shapes are made of.

func boolean(p *problems, at string, v any) {
	if _, ok := v.(bool); !ok {
		p.add(at, "must be a boolean")
	}
}

func integer(least, most float64) check {
	return func(p *problems, at string, v any) {
		n, ok := v.(float64)
		if !ok || n != float64(int64(n)) {
			p.add(at, "must be an integer")
		} else if n < least || n > most {
			p.add(at, "must be between %v and %v", least, most)
		}
	}
}

func anything(*problems, string, any) {}

// text is a bare string of least to most characters. Slack's own sentence for
// 3,000 is "must be less than 3001 characters".
func text(least, most int) check {
	return func(p *problems, at string, v any) {
		s, ok := v.(string)
		if !ok {
			p.add(at, "must be a string")
			return
		}
		p.length(at, s, least, most)
	}
}

func (p *problems) length(at, s string, least, most int) {
	switch n := utf8.RuneCountInString(s); {
	case n > most:
		p.add(at, "must be less than %d characters", most+1)
	case n < least:
		p.add(at, "must be more than %d characters", least-1)
	}
}

// composition is a text object of the given types.
func composition(most int, types ...string) check {
	return func(p *problems, at string, v any) {
		o, ok := v.(object)
		if !ok {
			p.add(at, "must be an object")
			return
		}
		kind := str(o["type"])
		if !slices.Contains(types, kind) {
			p.add(at+"/type", "must be a valid enum value: %v", types)
			return
		}
		s := shape{must: []string{"text"}, fields: map[string]check{"text": text(1, most)}}
		if kind == "plain_text" {
			s.fields["emoji"] = boolean
		} else {
			s.fields["verbatim"] = boolean
		}
		s.check(p, at, o)
	}
}

func plain(most int) check  { return composition(most, "plain_text") }
func either(most int) check { return composition(most, "plain_text", "mrkdwn") }

func enum(values ...string) check {
	return func(p *problems, at string, v any) {
		if !slices.Contains(values, str(v)) {
			p.add(at, "must be a valid enum value: %v", values)
		}
	}
}

// listOf checks each item; least and most are counts.
func listOf(least, most int, item check) check {
	return func(p *problems, at string, v any) {
		list, ok := v.([]any)
		if !ok {
			p.add(at, "must be an array")
			return
		}
		if len(list) > most {
			p.add(at, "no more than %d items allowed", most)
		}
		if len(list) < least {
			p.add(at, "no fewer than %d items allowed", least)
		}
		for i, x := range list {
			item(p, fmt.Sprintf("%s/%d", at, i), x)
		}
	}
}

// oneOf picks the shape by the object's type.
func oneOf(shapes func() map[string]shape, types ...string) check {
	return func(p *problems, at string, v any) {
		o, _ := v.(object)
		kind := str(o["type"])
		s, ok := shapes()[kind]
		if !ok || len(types) > 0 && !slices.Contains(types, kind) {
			p.add(at+"/type", "unsupported type: %s", kind)
			return
		}
		s.check(p, at, o)
	}
}

package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// State is what stands in the inputs, by block_id and action_id, simply: text,
// an option's value, a list of either, {"value","text"} for options that came
// from the app, or a list of ids of files. Absent or null: untouched.
type State map[string]map[string]any

// found is an element and the block it stands in.
type found struct {
	blockID string
	block   object
	element object
}

func blocksOf(raw json.RawMessage) []object {
	var list []object
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, &list) // our own encoding
	}
	return list
}

// find looks an element up; the block id may be empty when the action id is
// unique.
func find(raw json.RawMessage, blockID, actionID string) (found, error) {
	var hits []found
	for _, b := range blocksOf(raw) {
		if blockID != "" && b["block_id"] != blockID {
			continue
		}
		for _, e := range interactive(b) {
			if e["action_id"] == actionID {
				hits = append(hits, found{str(b["block_id"]), b, e})
			}
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return found{}, fmt.Errorf("there is no %q to click here", actionID)
	}
	return found{}, fmt.Errorf("%q stands in several blocks: name the block_id", actionID)
}

// values is Slack's state.values for these blocks: all stateful elements, with
// what was put in or their initial values.
func values(raw json.RawMessage, s State) (object, error) {
	out := object{}
	for _, b := range blocksOf(raw) {
		id := str(b["block_id"])
		for _, e := range interactive(b) {
			kind := str(e["type"])
			if kind == "button" || kind == "overflow" {
				continue
			}
			action := str(e["action_id"])
			v, err := elementState(e, s[id][action])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", action, err)
			}
			in, ok := out[id].(object)
			if !ok {
				in = object{}
				out[id] = in
			}
			in[action] = v
		}
	}
	return out, nil
}

// initials names the field that holds an element's value in a payload, and the
// one that holds its initial value in a block.
var initials = map[string][2]string{
	"plain_text_input": {"value", "initial_value"}, "email_text_input": {"value", "initial_value"},
	"url_text_input": {"value", "initial_value"}, "number_input": {"value", "initial_value"},
	"datepicker": {"selected_date", "initial_date"}, "timepicker": {"selected_time", "initial_time"},
	"datetimepicker": {"selected_date_time", "initial_date_time"},
	"radio_buttons":  {"selected_option", "initial_option"}, "checkboxes": {"selected_options", "initial_options"},
	"static_select": {"selected_option", "initial_option"}, "external_select": {"selected_option", "initial_option"},
	"overflow":     {"selected_option", ""},
	"users_select": {"selected_user", "initial_user"}, "channels_select": {"selected_channel", "initial_channel"},
	"conversations_select": {"selected_conversation", "initial_conversation"},
	"multi_static_select":  {"selected_options", "initial_options"}, "multi_external_select": {"selected_options", "initial_options"},
	"multi_users_select": {"selected_users", "initial_users"}, "multi_channels_select": {"selected_channels", "initial_channels"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations"},
	"file_input":                 {"files", ""},
}

// elementState is an element with a value, as payloads show it.
func elementState(e object, v any) (object, error) {
	kind := str(e["type"])
	names, ok := initials[kind]
	if !ok {
		return nil, fmt.Errorf("a %s holds no value", kind)
	}
	field := names[0]
	out := object{"type": kind}
	if v == nil {
		out[field] = e[names[1]]
		if out[field] == nil && strings.HasSuffix(field, "s") {
			out[field] = []any{}
		}
		return out, nil
	}
	var err error
	switch field {
	case "selected_option":
		out[field], err = choose(e, v)
	case "selected_options":
		list := []any{}
		for _, x := range listed(v) {
			o, e := choose(e, x)
			if e != nil {
				return nil, e
			}
			list = append(list, o)
		}
		out[field] = list
	case "selected_users", "selected_channels", "selected_conversations", "files":
		out[field] = listed(v)
	case "value":
		if s := fmt.Sprint(v); s != "" {
			out[field] = s
		} else {
			out[field] = nil
		}
	default:
		out[field] = v
	}
	return out, err
}

func listed(v any) []any {
	switch l := v.(type) {
	case []any:
		return l
	case []string:
		out := make([]any, len(l))
		for i, s := range l {
			out[i] = s
		}
		return out
	}
	return []any{v}
}

// choose finds the option with a value, or takes {"value","text"} as given for
// elements whose options came from the app.
func choose(e object, v any) (any, error) {
	if o, ok := v.(object); ok {
		return object{"text": object{"type": "plain_text", "text": str(o["text"]), "emoji": true}, "value": o["value"]}, nil
	}
	value := fmt.Sprint(v)
	if value == "" {
		return nil, nil
	}
	lists := []any{e["options"]}
	groups, _ := e["option_groups"].([]any)
	for _, g := range groups {
		if g, ok := g.(object); ok {
			lists = append(lists, g["options"])
		}
	}
	for _, l := range lists {
		options, _ := l.([]any)
		for _, o := range options {
			if o, ok := o.(object); ok && o["value"] == value {
				return o, nil
			}
		}
	}
	if strings.Contains(str(e["type"]), "external_select") {
		return choose(e, object{"value": value, "text": value})
	}
	return nil, fmt.Errorf("there is no option %q", value)
}

// incomplete does what the client does before it sends a submission: required
// inputs hold something, texts have the right length.
func incomplete(raw json.RawMessage, state object) map[string]string {
	errs := map[string]string{}
	for _, b := range blocksOf(raw) {
		if b["type"] != "input" {
			continue
		}
		id := str(b["block_id"])
		e, _ := b["element"].(object)
		in, _ := state[id].(object)
		got, _ := in[str(e["action_id"])].(object)
		v := got[initials[str(e["type"])][0]]
		list, isList := v.([]any)
		empty := v == nil || v == "" || isList && len(list) == 0
		s, _ := v.(string)
		n := utf8.RuneCountInString(s)
		switch least, most := number(e["min_length"]), number(e["max_length"]); {
		case empty && b["optional"] != true:
			errs[id] = "Please complete this required field."
		case !empty && least > 0 && n < least:
			errs[id] = fmt.Sprintf("This must be at least %d characters.", least)
		case most > 0 && n > most, n > maxInputLength:
			errs[id] = "This is too long."
		}
		if e["type"] == "file_input" {
			if bad := badFiles(e, list); bad != "" {
				errs[id] = bad
			}
		}
	}
	return errs
}

func number(v any) int { f, _ := v.(float64); return int(f) }

// inputBlocks are the ids that response_action errors may name.
func inputBlocks(raw json.RawMessage) []string {
	var ids []string
	for _, b := range blocksOf(raw) {
		if b["type"] == "input" {
			ids = append(ids, str(b["block_id"]))
		}
	}
	return slices.Clip(ids)
}

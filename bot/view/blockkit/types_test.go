package blockkit

import (
	"encoding/json"
	"testing"
)

// What Slack's types forbid is refused, with a word on where and why.
func TestBrokenBlocksAreRefused(t *testing.T) {
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
		if err := Fit(Shape(c.root), tree); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %s\n got: %s\nwant: %s", c.root, c.json, got, c.want)
		}
	}
}

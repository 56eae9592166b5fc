package view

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// check walks the JSON of a message's blocks or of a view as Slack would, and
// returns what Slack would refuse (slack.md §1.2) or what our own rules forbid:
// mrkdwn that is not verbatim, and a mention, link or date that is not ours. It
// knows nothing of the builders.
func check(v any, maxBlocks int) []string {
	raw, err := json.Marshal(v)
	if err != nil {
		return []string{err.Error()}
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return []string{err.Error()}
	}
	c := &checker{}
	if view, ok := tree.(map[string]any); ok {
		c.view(view)
		tree = view["blocks"]
	}
	blocks, _ := tree.([]any)
	c.that(len(blocks) >= 1 && len(blocks) <= maxBlocks, "%d blocks", len(blocks))
	ids := map[string]bool{}
	for i, b := range blocks {
		c.at = fmt.Sprint("block ", i)
		block := b.(map[string]any)
		if id, _ := block["block_id"].(string); id != "" {
			c.that(!ids[id] && length(id) <= 255, "block_id %q", id)
			ids[id] = true
		}
		c.block(block)
	}
	c.that(len(raw) < 250_000, "%d bytes", len(raw))
	return c.found
}

type checker struct {
	found []string
	at    string
}

func (c *checker) that(ok bool, format string, args ...any) {
	if !ok {
		c.found = append(c.found, c.at+": "+fmt.Sprintf(format, args...))
	}
}

// length is what Slack may count at most: runes, or UTF-16 units.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

func (c *checker) view(v map[string]any) {
	c.at = "view"
	if v["type"] == "home" {
		return
	}
	for _, k := range []string{"title", "submit", "close"} {
		if v[k] != nil {
			c.text(v[k], 24, true)
		}
	}
	c.that(v["title"] != nil, "no title")
	meta, _ := v["private_metadata"].(string)
	c.that(length(meta) <= 3000, "private_metadata of %d", length(meta))
	id, _ := v["callback_id"].(string)
	c.that(id != "" && length(id) <= 255, "callback_id %q", id)
	all, _ := v["blocks"].([]any)
	for _, b := range all {
		c.that(v["submit"] != nil || b.(map[string]any)["type"] != "input", "an input without submit")
	}
}

func (c *checker) block(b map[string]any) {
	switch b["type"] {
	case "header":
		c.text(b["text"], 150, true)
	case "section":
		c.text(b["text"], 3000, false)
		if a, ok := b["accessory"].(map[string]any); ok {
			c.element(a)
		}
	case "context":
		all := b["elements"].([]any)
		c.that(len(all) >= 1 && len(all) <= 10, "%d elements", len(all))
		for _, e := range all {
			c.text(e, 3000, false)
		}
	case "actions":
		c.actions(b["elements"].([]any))
	case "input":
		c.text(b["label"], 2000, true)
		if b["hint"] != nil {
			c.text(b["hint"], 2000, true)
		}
		c.element(b["element"].(map[string]any))
	case "rich_text":
		all := b["elements"].([]any)
		c.that(len(all) > 0, "empty rich_text")
		for _, e := range all {
			c.rich(e.(map[string]any))
		}
	case "divider":
	default:
		c.that(false, "unknown block %v", b["type"])
	}
}

func (c *checker) actions(all []any) {
	c.that(len(all) >= 1 && len(all) <= 5, "%d buttons", len(all))
	ids, styles := map[any]bool{}, map[any]int{}
	for _, e := range all {
		e := e.(map[string]any)
		c.that(!ids[e["action_id"]], "action_id %v twice", e["action_id"])
		ids[e["action_id"]] = true
		styles[e["style"]]++
		c.element(e)
	}
	c.that(styles["primary"] <= 1 && styles["danger"] <= 1, "styles %v", styles)
}

func (c *checker) element(e map[string]any) {
	id, _ := e["action_id"].(string)
	c.that(id != "" && length(id) <= 255, "action_id %q", id)
	if e["placeholder"] != nil {
		c.text(e["placeholder"], 150, true)
	}
	switch e["type"] {
	case "button":
		c.text(e["text"], 30, true)
		value, _ := e["value"].(string)
		c.that(length(value) <= 2000, "value of %d", length(value))
		_, err := ParseButtonValue(value)
		c.that(err == nil, "value %q", value)
		verb, ok := ParseVerb(id)
		c.that(ok && has("button."+verb), "action_id %q is no verb", id)
	case "static_select":
		c.options(e["options"].([]any), 100)
	case "radio_buttons":
		c.options(e["options"].([]any), 10)
	case "checkboxes":
		c.options(e["options"].([]any), 10)
		if all, ok := e["initial_options"].([]any); ok {
			c.options(all, 10)
		}
	case "external_select":
		if o, ok := e["initial_option"]; ok {
			c.options([]any{o}, 1)
		}
	case "datepicker":
		if s, ok := e["initial_date"].(string); ok {
			_, err := time.Parse(time.DateOnly, s)
			c.that(err == nil, "initial_date %q", s)
		}
	case "timepicker":
		if s, ok := e["initial_time"].(string); ok {
			_, err := time.Parse("15:04", s)
			c.that(err == nil, "initial_time %q", s)
		}
	case "plain_text_input":
		max, _ := e["max_length"].(float64)
		c.that(max >= 1 && max <= 3000, "max_length %v", max)
		initial, _ := e["initial_value"].(string)
		c.that(length(initial) <= int(max), "initial_value of %d", length(initial))
	default:
		c.that(false, "unknown element %v", e["type"])
	}
}

func (c *checker) options(all []any, max int) {
	c.that(len(all) >= 1 && len(all) <= max, "%d options", len(all))
	for _, o := range all {
		o := o.(map[string]any)
		c.text(o["text"], 75, true)
		if o["description"] != nil {
			c.text(o["description"], 75, true)
		}
		value, _ := o["value"].(string)
		c.that(value != "" && length(value) <= 75, "option value %q", value)
	}
}

// ownToken is every form of mention and date that the test's desk may use.
var ownToken = regexp.MustCompile(`<@U0(ANNA|PIET|MIRA)>|<!subteam\^S0(SUPPORT|MANAGERS)>|<!date\^[0-9]+\^\{date_short_pretty\} \{time\}\|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{5} UTC>`)

func (c *checker) text(v any, max int, plainOnly bool) {
	t, ok := v.(map[string]any)
	if !ok {
		c.that(false, "no text object")
		return
	}
	s, _ := t["text"].(string)
	c.that(s != "" && length(s) <= max, "text of %d, %d fit", length(s), max)
	c.that(utf8.ValidString(s), "invalid UTF-8")
	switch t["type"] {
	case "plain_text":
		c.that(t["emoji"] == false, "emoji in plain_text")
		c.that(t["verbatim"] == nil, "verbatim in plain_text")
	case "mrkdwn":
		c.that(!plainOnly, "mrkdwn where plain_text is demanded")
		c.that(t["verbatim"] == true, "mrkdwn is not verbatim")
		rest := ownToken.ReplaceAllString(s, "")
		c.that(!strings.ContainsAny(rest, "<>`~"), "live mrkdwn in %q", rest)
		c.that(!strings.Contains(s, marker), "somebody's text in mrkdwn: %q", s)
	default:
		c.that(false, "text type %v", t["type"])
	}
}

func (c *checker) rich(e map[string]any) {
	all, _ := e["elements"].([]any)
	c.that(len(all) > 0, "empty %v", e["type"])
	switch e["type"] {
	case "rich_text_list":
		for _, x := range all {
			c.rich(x.(map[string]any))
		}
		return
	case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
	default:
		c.that(false, "unknown rich element %v", e["type"])
	}
	for _, x := range all {
		x := x.(map[string]any)
		switch x["type"] {
		case "text":
			s, _ := x["text"].(string)
			c.that(s != "" && length(s) <= 3000, "rich text of %d", length(s))
		case "user":
			c.that(ownToken.MatchString(fmt.Sprintf("<@%v>", x["user_id"])), "user %v", x["user_id"])
		case "usergroup":
			c.that(ownToken.MatchString(fmt.Sprintf("<!subteam^%v>", x["usergroup_id"])), "group %v", x["usergroup_id"])
		case "date":
			c.that(x["fallback"] != nil && x["url"] == nil, "date %v", x)
		default:
			c.that(false, "live element %v", x["type"])
		}
	}
}

package blockkit

// What Slack takes (slack.md §1.2; docs.slack.dev reference/block-kit, the
// comments of @slack/types). Lengths are counted in UTF-16 units, which no count
// of Slack's exceeds.
const (
	maxID       = 255 // block_id, action_id, callback_id
	maxText     = 3000
	maxHeader   = 150
	maxTitle    = 24 // also of submit and close
	maxMetadata = 3000
	maxContext  = 10
	maxActions  = 25
	maxLabel    = 2000    // of an input, and its hint
	maxBytes    = 250_000 // of all blocks together; Slack gives no number for msg_blocks_too_long, this is ours
)

func (c *checker) view(v map[string]any) {
	c.at = "view"
	c.only(v, "type title submit close private_metadata callback_id blocks")
	if v["type"] == "home" {
		return
	}
	for _, k := range []string{"title", "submit", "close"} {
		if v[k] != nil {
			c.text(v[k], maxTitle, true)
		}
	}
	c.that(v["title"] != nil, "no title")
	meta, _ := v["private_metadata"].(string)
	c.that(length(meta) <= maxMetadata, "private_metadata of %d", length(meta))
	id, _ := v["callback_id"].(string)
	c.that(id != "" && length(id) <= maxID, "callback_id %q", id)
	all, _ := v["blocks"].([]any)
	for _, b := range all {
		c.that(v["submit"] != nil || b.(map[string]any)["type"] != "input", "an input without submit")
	}
}

func (c *checker) block(b map[string]any) {
	switch b["type"] {
	case "header":
		c.only(b, "type block_id text")
		c.text(b["text"], maxHeader, true)
	case "section":
		c.only(b, "type block_id text accessory")
		c.text(b["text"], maxText, false)
		if a, ok := b["accessory"].(map[string]any); ok {
			c.element(a)
		}
	case "context":
		c.only(b, "type block_id elements")
		all := b["elements"].([]any)
		c.that(len(all) >= 1 && len(all) <= maxContext, "%d elements", len(all))
		for _, e := range all {
			c.text(e, maxText, false)
		}
	case "actions":
		c.only(b, "type block_id elements")
		c.actions(b["elements"].([]any))
	case "input":
		c.only(b, "type block_id label hint element optional dispatch_action")
		c.text(b["label"], maxLabel, true)
		if b["hint"] != nil {
			c.text(b["hint"], maxLabel, true)
		}
		c.element(b["element"].(map[string]any))
	case "rich_text":
		c.only(b, "type block_id elements")
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

// actions holds for buttons of all kinds: an action_id once in its block, and of
// the styles that call for attention one each, or none does.
func (c *checker) actions(all []any) {
	most := maxActions
	if c.rule.Buttons > 0 {
		most = c.rule.Buttons
	}
	c.that(len(all) >= 1 && len(all) <= most, "%d buttons", len(all))
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

package blockkit

import "time"

// Of elements and options, from the same pages as those of blocks.
const (
	maxButton      = 75
	maxValue       = 2000 // of a button
	maxPlaceholder = 150
	maxOptions     = 100 // of a select
	maxBoxes       = 10  // radio buttons, checkboxes
	maxOption      = 75  // its text, description and value
	maxTyped       = 3000
	maxFiles       = 10
)

func (c *checker) element(e map[string]any) {
	id, _ := e["action_id"].(string)
	c.that(id != "" && length(id) <= maxID, "action_id %q", id)
	if e["placeholder"] != nil {
		c.text(e["placeholder"], maxPlaceholder, true)
	}
	switch e["type"] {
	case "button":
		c.only(e, "type action_id text value style")
		c.button(e, id)
	case "static_select":
		c.only(e, "type action_id placeholder options initial_option")
		c.options(e["options"].([]any), maxOptions)
		c.chosen(e)
	case "radio_buttons":
		c.only(e, "type action_id options initial_option")
		c.options(e["options"].([]any), maxBoxes)
		c.chosen(e)
	case "checkboxes":
		c.only(e, "type action_id options initial_options")
		c.options(e["options"].([]any), maxBoxes)
		if all, ok := e["initial_options"].([]any); ok {
			c.options(all, maxBoxes)
		}
	case "external_select":
		c.only(e, "type action_id placeholder initial_option min_query_length")
		c.chosen(e)
	case "datepicker":
		c.only(e, "type action_id placeholder initial_date")
		c.moment(e, "initial_date", time.DateOnly)
	case "timepicker":
		c.only(e, "type action_id placeholder initial_time")
		c.moment(e, "initial_time", "15:04")
	case "file_input": // docs.slack.dev reference/block-kit/block-elements/file-input-element
		c.only(e, "type action_id filetypes max_files")
		files, given := e["max_files"].(float64)
		c.that(!given || files >= 1 && files <= maxFiles, "max_files %v", files)
	case "plain_text_input":
		c.only(e, "type action_id placeholder multiline max_length min_length initial_value focus_on_load")
		max, _ := e["max_length"].(float64)
		c.that(max >= 1 && max <= maxTyped, "max_length %v", max)
		initial, _ := e["initial_value"].(string)
		c.that(length(initial) <= int(max), "initial_value of %d", length(initial))
	default:
		c.that(false, "unknown element %v", e["type"])
	}
}

func (c *checker) button(e map[string]any, id string) {
	most := maxButton
	if c.rule.Label > 0 {
		most = c.rule.Label
	}
	c.text(e["text"], most, true)
	value, _ := e["value"].(string)
	c.that(length(value) <= maxValue, "value of %d", length(value))
	if c.rule.Button != nil {
		err := c.rule.Button(id, value)
		c.that(err == nil, "button %q with value %q: %v", id, value, err)
	}
}

func (c *checker) chosen(e map[string]any) {
	if o, ok := e["initial_option"]; ok {
		c.options([]any{o}, 1)
	}
}

func (c *checker) moment(e map[string]any, key, layout string) {
	if s, ok := e[key].(string); ok {
		_, err := time.Parse(layout, s)
		c.that(err == nil, "%s %q", key, s)
	}
}

func (c *checker) options(all []any, max int) {
	c.that(len(all) >= 1 && len(all) <= max, "%d options", len(all))
	for _, o := range all {
		o := o.(map[string]any)
		c.only(o, "text description value")
		c.text(o["text"], maxOption, true)
		if o["description"] != nil {
			c.text(o["description"], maxOption, true)
		}
		value, _ := o["value"].(string)
		c.that(value != "" && length(value) <= maxOption, "option value %q", value)
	}
}

package sandbox

// blockShapes are the blocks that messages and views accept
// (reference/block-kit/blocks). alert, card and carousel are missing on
// purpose: chat.postMessage refuses them.
func blockShapes() map[string]shape {
	return map[string]shape{
		"section": {fields: map[string]check{
			"text": either(maxText), "fields": listOf(1, maxFields, either(maxFieldText)), "expand": boolean,
			"accessory": oneOf(elementShapes, "button", "overflow", "image", "datepicker", "timepicker", "checkboxes", "radio_buttons",
				"static_select", "external_select", "users_select", "conversations_select", "channels_select",
				"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"),
		}},
		"header":  {must: []string{"text"}, fields: map[string]check{"text": plain(maxHeader)}},
		"divider": {fields: map[string]check{}},
		"context": {must: []string{"elements"}, fields: map[string]check{"elements": listOf(1, maxContext, contextElement)}},
		"actions": {must: []string{"elements"}, fields: map[string]check{"elements": listOf(1, maxActions,
			oneOf(elementShapes, "button", "overflow", "datepicker", "datetimepicker", "timepicker", "checkboxes", "radio_buttons",
				"static_select", "external_select", "users_select", "conversations_select", "channels_select",
				"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"))}},
		"input": {must: []string{"label", "element"}, fields: map[string]check{
			"label": plain(maxLabel), "hint": plain(maxLabel), "optional": boolean, "dispatch_action": boolean,
			"element": oneOf(elementShapes, "plain_text_input", "email_text_input", "url_text_input", "number_input", "datepicker",
				"datetimepicker", "timepicker", "checkboxes", "radio_buttons", "static_select", "external_select", "users_select",
				"conversations_select", "channels_select", "multi_static_select", "multi_external_select", "multi_users_select",
				"multi_conversations_select", "multi_channels_select", "file_input"),
		}},
		"image": {must: []string{"alt_text"}, fields: map[string]check{"alt_text": text(0, maxImageTitle), "image_url": text(1, maxURL),
			"slack_file": anything, "title": plain(maxImageTitle)}},
		"markdown":  {must: []string{"text"}, fields: map[string]check{"text": text(1, maxMarkdownText)}},
		"rich_text": {must: []string{"elements"}, fields: map[string]check{"elements": listOf(0, 1000, oneOf(richShapes))}},
		"table": {must: []string{"rows"}, fields: map[string]check{"column_settings": anything,
			"rows": listOf(1, maxTableRows, listOf(1, maxTableCells, anything))}},
	}
}

func contextElement(p *problems, at string, v any) {
	if o, _ := v.(object); str(o["type"]) == "image" {
		oneOf(elementShapes, "image")(p, at, v)
		return
	}
	either(maxText)(p, at, v)
}

var confirmation = shape{must: []string{"title", "text", "confirm", "deny"}, fields: map[string]check{
	"title": plain(maxConfirmTitle), "text": either(maxConfirmText), "confirm": plain(maxConfirmLabel),
	"deny": plain(maxConfirmLabel), "style": enum("primary", "danger")}}

// option is one choice. Only radio buttons and checkboxes may use mrkdwn.
func option(label func(int) check) check {
	s := shape{must: []string{"text", "value"}, fields: map[string]check{"text": label(maxOption), "value": text(1, maxOption),
		"description": label(maxOption), "url": text(1, maxURL)}}
	return s.check
}

var optionGroup = shape{must: []string{"label", "options"}, fields: map[string]check{
	"label": plain(maxOption), "options": listOf(1, maxOptions, option(plain))}}

// elementShapes are the elements inside blocks
// (reference/block-kit/block-elements).
func elementShapes() map[string]shape {
	fields := func(extra map[string]check) map[string]check {
		extra["action_id"] = text(1, maxID)
		extra["confirm"] = confirmation.check
		extra["focus_on_load"] = boolean
		return extra
	}
	typed := func(extra map[string]check) map[string]check {
		extra["action_id"], extra["focus_on_load"] = text(1, maxID), boolean
		extra["placeholder"] = plain(maxPlaceholder)
		extra["dispatch_action_config"] = anything
		return extra
	}
	out := map[string]shape{
		"button": {must: []string{"text"}, fields: map[string]check{"action_id": text(1, maxID), "text": plain(maxButtonText),
			"value": text(0, maxButtonValue), "url": text(1, maxURL), "style": enum("primary", "danger"),
			"confirm": confirmation.check, "accessibility_label": text(1, maxAccessLabel)}},
		"image": {must: []string{"alt_text"}, fields: map[string]check{"alt_text": text(0, maxImageTitle), "image_url": text(1, maxURL), "slack_file": anything}},
		"overflow": {must: []string{"options"}, fields: map[string]check{"action_id": text(1, maxID), "confirm": confirmation.check,
			"options": listOf(1, maxOverflow, option(plain))}},
		"radio_buttons": {must: []string{"options"}, fields: fields(map[string]check{"options": listOf(1, maxChoices, option(either)), "initial_option": option(either)})},
		"checkboxes":    {must: []string{"options"}, fields: fields(map[string]check{"options": listOf(1, maxChoices, option(either)), "initial_options": listOf(1, maxChoices, option(either))})},
		"plain_text_input": {fields: typed(map[string]check{"initial_value": text(0, maxInputLength), "multiline": boolean,
			"min_length": integer(0, maxInputLength), "max_length": integer(1, maxInputLength)})},
		"email_text_input": {fields: typed(map[string]check{"initial_value": text(0, maxInputLength)})},
		"url_text_input":   {fields: typed(map[string]check{"initial_value": text(0, maxInputLength)})},
		"number_input": {must: []string{"is_decimal_allowed"}, fields: typed(map[string]check{"initial_value": text(0, maxInputLength),
			"is_decimal_allowed": boolean, "min_value": anything, "max_value": anything})},
		"file_input":     {fields: map[string]check{"action_id": text(1, maxID), "filetypes": listOf(0, 1000, text(1, maxID)), "max_files": integer(1, maxFiles)}},
		"datepicker":     {fields: fields(map[string]check{"initial_date": text(10, 10), "placeholder": plain(maxPlaceholder)})},
		"timepicker":     {fields: fields(map[string]check{"initial_time": text(5, 5), "placeholder": plain(maxPlaceholder), "timezone": text(1, maxID)})},
		"datetimepicker": {fields: fields(map[string]check{"initial_date_time": integer(0, 9_999_999_999)})},
	}
	for _, many := range []bool{false, true} {
		prefix, initial := "", func(one string, c check) (string, check) { return "initial_" + one, c }
		if many {
			prefix, initial = "multi_", func(one string, c check) (string, check) {
				return "initial_" + one + "s", listOf(0, maxOptions, c)
			}
		}
		add := func(kind, one string, value check, must []string, extra map[string]check) {
			extra["placeholder"] = plain(maxPlaceholder)
			if many {
				extra["max_selected_items"] = integer(1, maxOptions)
			}
			name, c := initial(one, value)
			extra[name] = c
			out[prefix+kind] = shape{must: must, fields: fields(extra)}
		}
		add("static_select", "option", option(plain), nil, map[string]check{
			"options": listOf(1, maxOptions, option(plain)), "option_groups": listOf(1, maxOptions, optionGroup.check)})
		add("external_select", "option", option(plain), nil, map[string]check{"min_query_length": integer(0, 100)})
		add("users_select", "user", text(1, maxID), nil, map[string]check{})
		add("channels_select", "channel", text(1, maxID), nil, map[string]check{"response_url_enabled": boolean})
		add("conversations_select", "conversation", text(1, maxID), nil, map[string]check{
			"response_url_enabled": boolean, "default_to_current_conversation": boolean, "filter": anything})
	}
	return out
}

// richShapes are the containers of a rich_text block.
func richShapes() map[string]shape {
	inline := listOf(0, 1000, oneOf(richInline))
	return map[string]shape{
		"rich_text_section":      {must: []string{"elements"}, fields: map[string]check{"elements": inline}},
		"rich_text_quote":        {must: []string{"elements"}, fields: map[string]check{"elements": inline, "border": integer(0, 1)}},
		"rich_text_preformatted": {must: []string{"elements"}, fields: map[string]check{"elements": inline, "border": integer(0, 1), "language": text(0, maxID)}},
		"rich_text_list": {must: []string{"elements", "style"}, fields: map[string]check{"style": enum("bullet", "ordered"),
			"indent": integer(0, 8), "offset": integer(0, 1_000_000), "border": integer(0, 1),
			"elements": listOf(1, 1000, oneOf(richShapes, "rich_text_section"))}},
	}
}

func richInline() map[string]shape {
	style := shape{fields: map[string]check{"bold": boolean, "italic": boolean, "strike": boolean, "code": boolean, "underline": boolean,
		"highlight": boolean, "client_highlight": boolean, "unlink": boolean}}.check
	one := func(name string) shape {
		return shape{must: []string{name}, fields: map[string]check{name: text(1, maxID), "style": style}}
	}
	return map[string]shape{
		"text":      {must: []string{"text"}, fields: map[string]check{"text": text(1, 100_000), "style": style}},
		"link":      {must: []string{"url"}, fields: map[string]check{"url": text(1, maxURL), "text": text(0, maxURL), "unsafe": boolean, "style": style}},
		"user":      one("user_id"),
		"usergroup": one("usergroup_id"),
		"channel":   one("channel_id"),
		"team":      one("team_id"),
		"color":     one("value"),
		"broadcast": {must: []string{"range"}, fields: map[string]check{"range": enum("here", "channel", "everyone"), "style": style}},
		"emoji":     {must: []string{"name"}, fields: map[string]check{"name": text(1, maxID), "unicode": text(0, maxID), "skin_tone": integer(1, 6), "style": style}},
		"date": {must: []string{"timestamp", "format"}, fields: map[string]check{"timestamp": integer(0, 99_999_999_999), "format": text(1, maxID),
			"url": text(1, maxURL), "fallback": text(0, maxURL), "style": style}},
	}
}

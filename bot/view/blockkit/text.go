package blockkit

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// text holds a text object to its length, and to what keeps it from coming
// alive: plain_text turns no :fire: into an emoji, mrkdwn is verbatim and holds no
// mention, link or date but the desk's own (slack.md §6).
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
		rest := s
		if c.rule.Tokens != nil {
			rest = c.rule.Tokens.ReplaceAllString(s, "")
		}
		c.that(!strings.ContainsAny(rest, "<>`~"), "live mrkdwn in %q", rest)
		c.that(c.rule.Foreign == "" || !strings.Contains(s, c.rule.Foreign), "somebody's text in mrkdwn: %q", s)
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
			c.that(s != "" && length(s) <= maxText, "rich text of %d", length(s))
		case "user":
			c.that(c.own("<@%v>", x["user_id"]), "user %v", x["user_id"])
		case "usergroup":
			c.that(c.own("<!subteam^%v>", x["usergroup_id"]), "group %v", x["usergroup_id"])
		case "date":
			c.that(x["fallback"] != nil && x["url"] == nil, "date %v", x)
		default:
			c.that(false, "live element %v", x["type"])
		}
	}
}

// own reports whether a typed mention is one that the desk makes.
func (c *checker) own(format string, id any) bool {
	return c.rule.Tokens != nil && c.rule.Tokens.MatchString(fmt.Sprintf(format, id))
}

// Package blockkit says what Slack would refuse, and the desk would not want,
// in the blocks and views that the desk makes. It holds them against Slack's own
// types (testdata/schema), against the lengths and counts that types cannot say
// (slack.md §1.2), and against the desk's own rules for words that are not its
// own (slack.md §6). It knows nothing of the builders: it walks the JSON that
// goes over the wire.
//
// Only tests use it. A rule is made for the desk of a test, and finds nothing:
//
//	for _, e := range (blockkit.Rule{}).Check(blockkit.Modal, view) {
//		t.Error(e)
//	}
package blockkit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Shape is one of the things that the desk sends to Slack: a root type of
// testdata/schema/desk.ts.
type Shape string

const (
	Blocks  Shape = "Blocks"  // of a message
	Modal   Shape = "Modal"   // a view that is opened, pushed or updated
	Home    Shape = "Home"    // a view that is published
	Options Shape = "Options" // the answer to an external_select, which may be none
)

// maxBlocks is how many blocks a view holds, and a message half as many
// (docs.slack.dev reference/views/modal-views, @slack/types).
func (s Shape) maxBlocks() int {
	if s == Blocks {
		return 50
	}
	return 100
}

// Date is the form of every date in mrkdwn: shown in the zone of the viewer's
// device, with a fallback that names its zone (slack.md §6).
const Date = `<!date\^[0-9]+\^\{date_short_pretty\} \{time\}\|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{5} UTC>`

// A Rule is what one desk adds to Slack's own. The zero Rule adds nothing: no
// mention, no date, and any button.
type Rule struct {
	Tokens  *regexp.Regexp                   // every form of mention and date that may be live; nil for none
	Foreign string                           // stands in all words of others, so that one sees where they arrive
	Button  func(action, value string) error // whether the desk can read a click on it
	Label   int                              // how long the label of a button may be; 0 for Slack's 75
	Buttons int                              // how many stand beside each other; 0 for Slack's 25
}

// Check returns all that is wrong with v as something of shape s.
func (r Rule) Check(s Shape, v any) []string {
	tree, err := asJSON(v)
	if err != nil {
		return []string{err.Error()}
	}
	if err := Fit(s, tree); err != nil {
		return []string{err.Error()} // what is of another type has no lengths
	}
	return r.limits(s, tree)
}

// Limits is Check without Slack's types, for tests that make so much that only
// the lengths can differ.
func (r Rule) Limits(s Shape, v any) []string {
	tree, err := asJSON(v)
	if err != nil {
		return []string{err.Error()}
	}
	return r.limits(s, tree)
}

// maxNotice is what a top-level text should stay below; Slack cuts it at 40,000
// (docs.slack.dev reference/methods/chat.postMessage).
const maxNotice = 4000

// Message returns all that is wrong with a message as it goes over the wire: its
// blocks, nil for none, and the text that stands for them in a notification.
func (r Rule) Message(text string, blocks any) []string {
	c := &checker{rule: r, at: "notification"}
	c.that(text != "" && length(text) <= maxNotice, "text of %d, %d fit", length(text), maxNotice)
	c.that(utf8.ValidString(text), "invalid UTF-8")
	c.that(!strings.ContainsAny(text, "<>"), "live text %q", text)
	if blocks != nil {
		c.found = append(c.found, r.Check(Blocks, blocks)...)
	}
	return c.found
}

func (r Rule) limits(s Shape, tree any) []string {
	c := &checker{rule: r, at: "all of it"}
	raw, err := json.Marshal(tree)
	c.that(err == nil && len(raw) < maxBytes, "%d bytes", len(raw))
	if s == Options {
		c.at = "options"
		if all, _ := tree.([]any); len(all) > 0 {
			c.options(all, maxOptions)
		}
		return c.found
	}
	if view, ok := tree.(map[string]any); ok {
		c.view(view)
		tree = view["blocks"]
	}
	blocks, _ := tree.([]any)
	c.that(len(blocks) >= 1 && len(blocks) <= s.maxBlocks(), "%d blocks", len(blocks))
	ids := map[string]bool{}
	for i, b := range blocks {
		c.at = fmt.Sprint("block ", i)
		block := b.(map[string]any)
		if id, _ := block["block_id"].(string); id != "" {
			c.that(!ids[id] && length(id) <= maxID, "block_id %q", id)
			ids[id] = true
		}
		c.block(block)
	}
	return c.found
}

type checker struct {
	rule  Rule
	found []string
	at    string
}

func (c *checker) that(ok bool, format string, args ...any) {
	if !ok {
		c.found = append(c.found, c.at+": "+fmt.Sprintf(format, args...))
	}
}

// only refuses what no limit is known of here: it would pass unseen.
func (c *checker) only(o map[string]any, known string) {
	for k := range o {
		c.that(contains(known, k), "%s of %v is new: what does slack.md §1 say of it?", k, o["type"])
	}
}

func contains(words, word string) bool { return strings.Contains(" "+words+" ", " "+word+" ") }

// length is what Slack may count at most: runes, or UTF-16 units.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

func asJSON(v any) (tree any, err error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(raw, &tree)
	return tree, err
}

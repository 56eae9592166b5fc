package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot/sandbox"
	"meldwacht/bot/view"
)

var amsterdam = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}()

// A scribe writes down what people in the workspace see: each message once,
// and of a message that is edited the lines that are new.
type scribe struct {
	stage *stage
	seen  map[string]string // text by message, as last written down
	moved <-chan struct{}   // closed when something changed since the last look
	pages int
}

// write waits until nothing moves and writes down what is new.
func (c *scribe) write() {
	synctest.Wait()
	if c.stage.slack == nil {
		return
	}
	defer c.stage.post.write(c.stage)
	defer c.stage.duty.write(c.stage)
	defer c.stage.ntfy.write(c.stage)
	select {
	case <-c.moved:
	default:
		if c.moved != nil {
			return
		}
	}
	c.moved = c.stage.slack.Changed()
	for _, m := range c.news() {
		c.message(m)
	}
	pages := c.stage.slack.Pages()
	for _, p := range pages[c.pages:] {
		c.stage.lines.WriteString(fmt.Sprintf("%s  page (%d): %s\n", stamp(p.At), p.Status, pageLink.ReplaceAllString(string(p.Body), "")))
	}
	c.pages = len(pages)
}

// pageLink is where a page leads. The first page of an incident has it when the
// card was there before it, which is so at one run and not at the next: both go
// out in the same instant.
var pageLink = regexp.MustCompile(`"link":"[^"]*",`)

// news returns the messages that are new or changed, oldest change first.
func (c *scribe) news() []sandbox.Message {
	var list []sandbox.Message
	for _, root := range c.stage.slack.Messages(channel) {
		list = append(list, root)
		if root.ReplyCount > 0 {
			for _, m := range c.stage.slack.Thread(channel, root.TS) {
				if m.TS != root.TS {
					list = append(list, m)
				}
			}
		}
	}
	for _, user := range people {
		list = append(list, c.stage.slack.Ephemerals(user)...)
	}
	unique := map[string]bool{}
	list = slices.DeleteFunc(list, func(m sandbox.Message) bool {
		again := unique[m.TS+m.EphemeralFor]
		unique[m.TS+m.EphemeralFor] = true
		return again || c.seen[m.TS+m.EphemeralFor] == words(m)
	})
	slices.SortStableFunc(list, func(a, b sandbox.Message) int { return strings.Compare(c.order(a), c.order(b)) })
	return list
}

func changedAt(m sandbox.Message) string { return max(m.TS, m.EditedTS) }

// order sorts by the second, and within one second what a person said, what
// only one person sees, what is new, and what changed. Which of these reaches
// Slack first within a second is chance, and so is which of two changes: they
// stand in the order of the messages.
func (c *scribe) order(m sandbox.Message) string {
	_, known := c.seen[m.TS+m.EphemeralFor]
	at := m.TS // when it was first said: it may have changed within the second
	if known {
		at = changedAt(m)
	}
	second, _, _ := strings.Cut(at, ".")
	rank := 2
	switch {
	case m.BotID == "":
		rank = 0
	case m.EphemeralFor != "":
		rank = 1
	case known:
		rank = 3
	}
	return fmt.Sprintf("%s/%d/%s/%s", second, rank, c.refAt(m.ThreadTS), m.TS)
}

func (c *scribe) message(m sandbox.Message) {
	key := m.TS + m.EphemeralFor
	before, known := c.seen[key]
	now := words(m)
	c.seen[key] = now
	where := "#avg-desk"
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		where = c.refAt(m.ThreadTS) + " ↳"
		if m.Broadcast {
			where += " (also in #avg-desk)"
		}
	}
	switch {
	case m.EphemeralFor != "":
		where += " only " + m.EphemeralFor + " sees"
	case known && where != "#avg-desk":
		where = c.refAt(m.ThreadTS) + " ↳ changes"
	case known:
		where = c.refAt(m.TS) + " card changes"
	case m.BotID == "":
		where += " " + m.User
	}
	c.stage.lines.WriteString(stamp(tsTime(changedAt(m))) + "  " + where + "\n")
	old := map[string]bool{}
	for _, l := range strings.Split(before, "\n") {
		old[l] = true
	}
	for _, l := range strings.Split(now, "\n") {
		if !known || !old[l] {
			c.stage.lines.WriteString(strings.TrimRight("    | "+l, " ") + "\n")
		}
	}
}

// words is a message as people read it.
func words(m sandbox.Message) string {
	if m.BotID != "" && len(m.Files) > 0 {
		return "[" + m.Files[0].Title + "]"
	}
	var blocks slack.Blocks
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			return "unreadable blocks: " + err.Error()
		}
	}
	return strings.TrimRight(view.Transcript(view.Message{Text: m.Text, Blocks: blocks.BlockSet}), "\n")
}

var refIn = regexp.MustCompile(`DL-\d{4}-\d{4,}`)

// root returns the ts of the card of an incident.
func (c *scribe) root(ref string) string {
	for _, m := range c.stage.slack.Messages(channel) {
		if m.ThreadTS == "" || m.ThreadTS == m.TS {
			if refIn.FindString(m.Text) == ref && m.BotID != "" {
				return m.TS
			}
		}
	}
	return ""
}

func (c *scribe) refAt(ts string) string {
	for _, m := range c.stage.slack.Messages(channel) {
		if m.TS == ts {
			return refIn.FindString(m.Text)
		}
	}
	return ts
}

// button finds the newest button with this label in the thread of an incident.
func (c *scribe) button(ref, label string) (sandbox.Click, bool) {
	root := c.root(ref)
	list := c.stage.slack.Thread(channel, root)
	if len(list) == 0 {
		list = slices.DeleteFunc(c.stage.slack.Messages(channel), func(m sandbox.Message) bool { return m.TS != root })
	}
	for _, user := range people {
		list = append(list, slices.DeleteFunc(c.stage.slack.Ephemerals(user), func(m sandbox.Message) bool { return m.ThreadTS != root })...)
	}
	for _, m := range slices.Backward(list) {
		var blocks []struct {
			BlockID  string `json:"block_id"`
			Elements []struct {
				Type     string          `json:"type"`
				ActionID string          `json:"action_id"`
				Text     json.RawMessage `json:"text"`
			} `json:"elements"`
		}
		_ = json.Unmarshal(m.Blocks, &blocks)
		for _, b := range blocks {
			for _, e := range b.Elements {
				var text struct{ Text string }
				_ = json.Unmarshal(e.Text, &text)
				if e.Type == "button" && text.Text == label {
					return sandbox.Click{Channel: channel, TS: m.TS, BlockID: b.BlockID, ActionID: e.ActionID}, true
				}
			}
		}
	}
	return sandbox.Click{}, false
}

// stateOf puts words into the inputs of a modal; a pair names a block or an action.
func stateOf(v sandbox.View, pairs [][]string) (sandbox.State, error) {
	var blocks []struct {
		BlockID string `json:"block_id"`
		Element struct {
			Type     string `json:"type"`
			ActionID string `json:"action_id"`
		} `json:"element"`
	}
	if err := json.Unmarshal(v.Blocks, &blocks); err != nil {
		return nil, err
	}
	state := sandbox.State{}
	for _, p := range pairs {
		i := slices.IndexFunc(blocks, func(b struct {
			BlockID string `json:"block_id"`
			Element struct {
				Type     string `json:"type"`
				ActionID string `json:"action_id"`
			} `json:"element"`
		}) bool {
			return b.Element.ActionID != "" && (b.BlockID == p[1] || b.Element.ActionID == p[1])
		})
		if i < 0 {
			return nil, fmt.Errorf("the modal has no input %q", p[1])
		}
		var value any = strings.ReplaceAll(strings.Trim(p[2], `"`), `\n`, "\n")
		if blocks[i].Element.Type == "checkboxes" {
			value = strings.Split(strings.Trim(p[2], `"`), "+") // a+b ticks two boxes
		}
		state[blocks[i].BlockID] = map[string]any{blocks[i].Element.ActionID: value}
	}
	return state, nil
}

func modalLine(v sandbox.View) string {
	var title struct{ Text string }
	_ = json.Unmarshal(v.Title, &title)
	return "the modal “" + title.Text + "”"
}

// stamp is a moment in Amsterdam.
func stamp(t time.Time) string { return t.In(amsterdam).Format("2006-01-02 15:04:05 MST") }

func tsTime(ts string) time.Time {
	s, _, _ := strings.Cut(ts, ".")
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.Unix(n, 0)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

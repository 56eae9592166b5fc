package view

import (
	"github.com/slack-go/slack"
)

// What Slack takes (docs.slack.dev reference/block-kit, and @slack/types).
// Lengths are counted in UTF-16 units, which no count of Slack's exceeds.
const (
	maxHeader  = 150
	maxText    = 3000
	maxBlocks  = 50 // of a message
	maxButton  = 30 // 75 are taken, about 30 are shown
	maxOption  = 75
	maxLabel   = 2000
	maxTitle   = 24
	maxButtons = 5 // of ours: what people can take in
)

// plain returns a plain_text object: literal, and :fire: stays :fire:.
func plain(s string, max int) *slack.TextBlockObject {
	if s = inline(s, max); s == "" {
		s = "–" // Slack takes no empty text
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func plainLine(s string, max int) *slack.TextBlockObject { return plain(oneLine(s, max), max) }

// section shows a text in the container that it needs: mrkdwn when every word
// is ours, so that mentions reach people in the best-trodden way, and typed
// elements as soon as one word is somebody else's (slack.md §6).
func section(t text) slack.Block {
	if s := t.mrkdwn(); !t.foreign() && units(s) <= maxText {
		return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, s, false, true), nil, nil)
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(t.rich()...))
}

// rich shows a text as typed elements, whatever is in it.
func rich(texts ...text) slack.Block {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(lines(texts...).rich()...))
}

// list shows texts as bullets.
func list(texts ...text) slack.Block {
	l := slack.NewRichTextList(slack.RTEListBullet, 0)
	for _, t := range texts {
		l.Elements = append(l.Elements, slack.NewRichTextSection(t.rich()...))
	}
	return slack.NewRichTextBlock("", l)
}

// pre shows somebody's text as it is, line breaks and all.
func pre(s string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextPreformatted{
		Type:     slack.RTEPreformatted,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(s, nil)},
	})
}

// quote shows a few words that somebody typed.
func quote(s string, max int) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type:     slack.RTEQuote,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(plain(s, max).Text, nil)},
	})
}

func header(s string) slack.Block { return slack.NewHeaderBlock(plainLine(s, maxHeader)) }

func footnote(s string) slack.Block {
	return slack.NewContextBlock("", plain(s, maxText))
}

func divider() slack.Block { return slack.NewDividerBlock() }

// A button asks for one verb.
type button struct {
	verb   string
	key    string // of its label in the catalog; "" for button.<verb>
	id     int    // of the action that it is about
	style  slack.Style
	number bool // the label names the action
}

// buttons lays out at most five buttons, of which one may be primary and one
// danger: the first of each.
func (f Face) buttons(value ButtonValue, all ...button) []slack.Block {
	var elements []slack.BlockElement
	seen := map[slack.Style]bool{slack.StyleDefault: true}
	for _, b := range all[:min(len(all), maxButtons)] {
		if seen[b.style] {
			b.style = slack.StyleDefault
		}
		seen[b.style] = true
		value.ID = b.id
		elements = append(elements, f.button(value, b))
	}
	if len(elements) == 0 {
		return nil
	}
	return []slack.Block{slack.NewActionBlock("", elements...)}
}

func (f Face) button(value ButtonValue, b button) *slack.ButtonBlockElement {
	key := b.key
	if key == "" {
		key = "button." + b.verb
	}
	if b.number {
		key += ".number"
	}
	label := f.say(key, "no", b.id).plain()
	e := slack.NewButtonBlockElement(ActionID(b.verb, b.id), value.Encode(), plainLine(label, maxButton))
	return e.WithStyle(b.style)
}

// fit drops what Slack would refuse the message for. Nothing that is made here
// comes near.
func fit(blocks []slack.Block) []slack.Block {
	if len(blocks) > maxBlocks {
		return blocks[:maxBlocks]
	}
	return blocks
}

package view

import (
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// Transcript returns what a person sees of a message, as plain text: a line for
// each line, buttons in brackets, mentions with an @. Tests print what the desk
// said with it, and people read that.
func Transcript(m Message) string {
	var b strings.Builder
	b.WriteString("(" + m.Text + ")\n")
	if m.Broadcast {
		b.WriteString("(also in the channel)\n")
	}
	b.WriteString(TranscriptBlocks(m.Blocks))
	return b.String()
}

// TranscriptView returns what a person sees of a modal.
func TranscriptView(v slack.ModalViewRequest) string {
	var b strings.Builder
	b.WriteString("[[ " + textOf(v.Title) + " ]]\n")
	b.WriteString(TranscriptBlocks(v.Blocks.BlockSet))
	buttons := "[" + textOf(v.Close) + "]"
	if v.Submit != nil {
		buttons += " [" + textOf(v.Submit) + "]"
	}
	return b.String() + buttons + "\n"
}

// TranscriptBlocks returns what a person sees of blocks.
func TranscriptBlocks(blocks []slack.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		if s := blockText(block); s != "" {
			b.WriteString(strings.TrimRight(s, "\n") + "\n")
		}
	}
	return b.String()
}

func blockText(block slack.Block) string {
	switch x := block.(type) {
	case *slack.HeaderBlock:
		return "# " + textOf(x.Text)
	case *slack.SectionBlock:
		s := textOf(x.Text)
		for _, field := range x.Fields {
			s += "\n" + textOf(field)
		}
		if x.Accessory != nil && x.Accessory.ButtonElement != nil {
			s += " [" + textOf(x.Accessory.ButtonElement.Text) + "]"
		}
		return s
	case *slack.ContextBlock:
		var parts []string
		for _, e := range x.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				parts = append(parts, textOf(t))
			}
		}
		return "~ " + strings.Join(parts, " · ")
	case *slack.DividerBlock:
		return "---"
	case *slack.ActionBlock:
		var parts []string
		for _, e := range x.Elements.ElementSet {
			parts = append(parts, elementText(e))
		}
		return strings.Join(parts, " ")
	case *slack.InputBlock:
		s := strings.TrimRight(textOf(x.Label), "?") + "? " + elementText(x.Element)
		if x.Optional {
			s += " (optional)"
		}
		if x.Hint != nil {
			s += "\n    " + textOf(x.Hint)
		}
		return s
	case *slack.RichTextBlock:
		var parts []string
		for _, e := range x.Elements {
			parts = append(parts, richText(e))
		}
		return strings.Join(parts, "\n")
	}
	return "(" + string(block.BlockType()) + ")"
}

func richText(e slack.RichTextElement) string {
	switch x := e.(type) {
	case *slack.RichTextSection:
		return inlineText(x.Elements)
	case *slack.RichTextPreformatted:
		return prefix("| ", inlineText(x.Elements))
	case *slack.RichTextQuote:
		return prefix("> ", inlineText(x.Elements))
	case *slack.RichTextList:
		var parts []string
		for _, item := range x.Elements {
			parts = append(parts, "• "+richText(item))
		}
		return strings.Join(parts, "\n")
	}
	return "(" + string(e.RichTextElementType()) + ")"
}

func prefix(with, s string) string { return with + strings.ReplaceAll(s, "\n", "\n"+with) }

func inlineText(elements []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, e := range elements {
		switch x := e.(type) {
		case *slack.RichTextSectionTextElement:
			if x.Style != nil && x.Style.Bold {
				b.WriteString("*" + x.Text + "*")
				continue
			}
			b.WriteString(x.Text)
		case *slack.RichTextSectionUserElement:
			b.WriteString("@" + x.UserID)
		case *slack.RichTextSectionUserGroupElement:
			b.WriteString("@" + x.UsergroupID)
		case *slack.RichTextSectionDateElement:
			b.WriteString("⟨" + *x.Fallback + "⟩")
		default:
			b.WriteString("(" + string(e.RichTextSectionElementType()) + ")")
		}
	}
	return b.String()
}

func elementText(e slack.BlockElement) string {
	switch x := e.(type) {
	case *slack.ButtonBlockElement:
		return "[" + textOf(x.Text) + "]"
	case *slack.PlainTextInputBlockElement:
		s := x.InitialValue
		if s == "" {
			s = "_____"
		}
		if x.Multiline {
			s += " ¶"
		}
		return s
	case *slack.RadioButtonsBlockElement:
		return options(x.Options, x.InitialOption, "\n    ")
	case *slack.SelectBlockElement:
		return options(x.Options, x.InitialOption, "\n    ")
	}
	return "(" + string(e.ElementType()) + ")"
}

func options(all []*slack.OptionBlockObject, chosen *slack.OptionBlockObject, sep string) string {
	s := ""
	for _, o := range all {
		sign := "○ "
		if chosen != nil && chosen.Value == o.Value {
			sign = "◉ "
		}
		s += sep + sign + textOf(o.Text)
		if o.Description != nil {
			s += " (" + textOf(o.Description) + ")"
		}
	}
	return s
}

var (
	dateToken    = regexp.MustCompile(`<!date\^[0-9]+\^[^|>]*\|([^>]*)>`)
	mentionToken = regexp.MustCompile(`<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>`)
	unescaper    = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

func textOf(t *slack.TextBlockObject) string {
	if t == nil {
		return ""
	}
	if t.Type != slack.MarkdownType {
		return t.Text
	}
	s := dateToken.ReplaceAllString(t.Text, "⟨$1⟩")
	return unescaper.Replace(mentionToken.ReplaceAllString(s, "@$1"))
}

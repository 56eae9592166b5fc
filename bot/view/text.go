package view

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// A text is a sentence before it has a container. It keeps apart what we say,
// what others said, and whom and which moment we name, so that the container
// can treat each as what it is.
type text []span

type span struct {
	kind spanKind
	text string // own words, somebody else's text, or the id that is named
	at   time.Time
	bold bool
}

type spanKind int

const (
	ours   spanKind = iota // from a catalog, or a number, a ref, a date
	theirs                 // from a mail, the directory, or typed by somebody: hostile
	user                   // text is a Slack user id
	group                  // text is a user group id
	moment                 // shown in the zone of the device
)

// A word is text of our own: it may stand anywhere.
type word string

// A data is somebody else's text: it only reaches containers in which text can
// be nothing but text.
type data string

// maxData bounds one piece of somebody else's text inside a sentence.
const maxData = 600

// of makes a text of its parts: word, data, int or text.
func of(parts ...any) text {
	var t text
	for _, p := range parts {
		switch p := p.(type) {
		case word:
			t = append(t, span{kind: ours, text: string(p)})
		case int:
			t = append(t, span{kind: ours, text: strconv.Itoa(p)})
		case data:
			if s := inline(string(p), maxData); s != "" {
				t = append(t, span{kind: theirs, text: s})
			}
		case text:
			t = append(t, p...)
		default:
			panic(fmt.Sprintf("view: a %T in a sentence: say word or data", p))
		}
	}
	return t
}

// fill replaces the {names} of a template by their values. *words* are bold.
// A value is never read as a template.
func fill(template string, args map[string]text) text {
	var t text
	bold := false
	for template != "" {
		i := strings.IndexAny(template, "{*")
		if i < 0 {
			return append(t, span{text: template, bold: bold})
		}
		if i > 0 {
			t = append(t, span{text: template[:i], bold: bold})
		}
		if template[i] == '*' {
			bold = !bold
			template = template[i+1:]
			continue
		}
		name, rest, _ := strings.Cut(template[i+1:], "}")
		for _, s := range args[name] {
			s.bold = s.bold || bold
			t = append(t, s)
		}
		template = rest
	}
	return t
}

// join puts sep between the texts that are not empty.
func join(sep word, texts ...text) text {
	var t text
	for _, x := range texts {
		if len(x) == 0 {
			continue
		}
		if len(t) > 0 {
			t = append(t, span{text: string(sep)})
		}
		t = append(t, x...)
	}
	return t
}

// lines puts each text on its own line.
func lines(texts ...text) text { return join("\n", texts...) }

func (t text) foreign() bool {
	for _, s := range t {
		if s.kind == theirs {
			return true
		}
	}
	return false
}

// plain returns the words alone, for plain_text objects.
func (t text) plain() string {
	var b strings.Builder
	for _, s := range t {
		switch s.kind {
		case user, group:
			b.WriteString("@" + s.text)
		case moment:
			b.WriteString(fallback(s.at))
		default:
			b.WriteString(s.text)
		}
	}
	return b.String()
}

// fallback is what a client shows that knows no date tokens; it names its zone.
func fallback(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// dateFormat: today, tomorrow, or the day; then the time
// (docs.slack.dev messaging/formatting-message-text, date formatting).
const dateFormat = "{date_short_pretty} {time}"

// mrkdwn returns the text for a mrkdwn object. Other people's text cannot come
// here: section sees to it.
func (t text) mrkdwn() string {
	var b strings.Builder
	bold := false
	for _, s := range t {
		if s.bold != bold {
			b.WriteByte('*')
			bold = s.bold
		}
		switch s.kind {
		case user:
			b.WriteString("<@" + s.text + ">")
		case group:
			b.WriteString("<!subteam^" + s.text + ">")
		case moment:
			fmt.Fprintf(&b, "<!date^%d^%s|%s>", s.at.Unix(), dateFormat, fallback(s.at))
		default:
			b.WriteString(Escape(s.text))
		}
	}
	if bold {
		b.WriteByte('*')
	}
	return b.String()
}

// rich returns the text as typed elements. In them text is literal: mentions,
// links and dates are elements of their own, so nothing is escaped
// (docs.slack.dev reference/block-kit/blocks/rich-text-block).
func (t text) rich() []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, s := range t {
		if s.kind <= theirs && s.text == "" {
			continue // Slack takes no empty text
		}
		var style *slack.RichTextSectionTextStyle
		if s.bold {
			style = &slack.RichTextSectionTextStyle{Bold: true}
		}
		switch s.kind {
		case user:
			out = append(out, slack.NewRichTextSectionUserElement(s.text, style))
		case group:
			e := slack.NewRichTextSectionUserGroupElement(s.text)
			e.Style = style
			out = append(out, e)
		case moment:
			words := fallback(s.at)
			e := slack.NewRichTextSectionDateElement(s.at.Unix(), dateFormat, nil, &words)
			e.Style = style
			out = append(out, e)
		default:
			if last := len(out) - 1; last >= 0 {
				if e, ok := out[last].(*slack.RichTextSectionTextElement); ok && (e.Style != nil) == s.bold {
					e.Text += s.text
					continue
				}
			}
			out = append(out, slack.NewRichTextSectionTextElement(s.text, style))
		}
	}
	return out
}

// Ids as Slack gives them (slack.md §6): nothing else is ever mentioned.
var (
	userForm  = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	groupForm = regexp.MustCompile(`^S[A-Z0-9]{2,}$`)
)

// mention names a Slack user or user group, or is empty when the id is neither.
func mention(id string) text {
	switch {
	case userForm.MatchString(id):
		return text{{kind: user, text: id}}
	case groupForm.MatchString(id):
		return text{{kind: group, text: id}}
	}
	return nil
}

package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	maxViewBlocks = 100 // of a modal and of Home (docs.slack.dev reference/views)
	menuRow       = 5
)

// MenuModal offers the verbs that fit here and now as buttons. The caller, who
// knows the person, says which.
func (f Face) MenuModal(in bot.Incident, verbs []string, now time.Time) slack.ModalViewRequest {
	s := f.sheet(VerbMenu, in, 0)
	s.add(section(f.next(in, now)))
	for len(verbs) > 0 {
		n := min(len(verbs), menuRow)
		var row []slack.BlockElement
		for _, v := range verbs[:n] {
			if has("button." + v) {
				row = append(row, f.button(s.value, button{verb: v}))
			}
		}
		if len(row) > 0 {
			s.add(slack.NewActionBlock("", row...))
		}
		verbs = verbs[n:]
	}
	return s.done()
}

// LoadingModal is opened within the three seconds of a trigger, and filled
// afterwards (slack.md §3).
func (f Face) LoadingModal() slack.ModalViewRequest {
	s := f.sheet("wacht", bot.Incident{}, 0)
	s.say("modal.loading")
	return s.done()
}

// NoticeModal says one sentence: a refusal, or what became of a click. The
// sentence is shown as plain text.
func (f Face) NoticeModal(sentence string) slack.ModalViewRequest {
	s := f.sheet("bericht", bot.Incident{}, 0)
	s.add(slack.NewSectionBlock(plain(sentence, maxText), nil, nil))
	return s.done()
}

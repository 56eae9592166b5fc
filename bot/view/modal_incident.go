package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// CloseModal shows what is still owed. While anything is, a reason is required.
func (f Face) CloseModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbClose, in, 0)
	owed := in.Owed()
	if len(owed) == 0 {
		s.say("modal.close.nothing")
	} else {
		s.say("modal.close.owed")
		var rows []text
		for _, o := range owed[:min(len(owed), 10)] {
			rows = append(rows, capital(f.owed(o)))
		}
		if t := f.more(len(owed) - 10); len(t) > 0 {
			rows = append(rows, capital(t))
		}
		s.add(list(rows...))
	}
	s.area(BlockReason, "reason.close", len(owed) == 0)
	return s.done()
}

// ReopenModal asks why a closed incident starts again.
func (f Face) ReopenModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbReopen, in, 0)
	s.say("modal.reopen")
	s.area(BlockReason, "reason.reopen", false)
	return s.done()
}

// NoteModal asks for a line in the record.
func (f Face) NoteModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbNote, in, 0)
	s.area(BlockNote, "note", false)
	return s.done()
}

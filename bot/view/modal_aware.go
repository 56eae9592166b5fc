package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// AwareModal asks when we knew, and why that is another moment than what stands.
func (f Face) AwareModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbAware, in, 0)
	at := in.Aware.In(f.zone())
	s.say("modal.aware", "when", word(f.When(in.Aware, in.Aware)))
	date := slack.NewDatePickerBlockElement(BlockDate)
	date.InitialDate = at.Format(time.DateOnly)
	clock := slack.NewTimePickerBlockElement(BlockTime)
	clock.InitialTime = at.Format("15:04")
	s.input(BlockDate, "date", date, false)
	s.input(BlockTime, "time", clock, false)
	s.area(BlockReason, "reason.aware", false)
	if initial, stands := in.Standing(); stands && initial.Reason == "" {
		s.area(BlockDelay, "delay", true)
	}
	return s.done()
}

package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// What AskModal offers.
const (
	HowQuestion = "question" // the requester is asked for what is missing
	HowCode     = "code"     // an admin gets a one-time code
)

// AskModal asks whom the desk writes to: the requester, for what is missing, or
// an admin of the account, with a one-time code. Addresses are masked.
func (f Face) AskModal(in bot.Incident, admins []bot.Mailbox) slack.ModalViewRequest {
	s := f.sheet(VerbAsk, in, 0)
	s.add(rich(f.say("field.requester", "who", f.requester(in), "verdict", f.verdict(in)),
		f.say("field.account", "account", f.account(in))))
	hows := []*slack.OptionBlockObject{option(HowQuestion, f.say("modal.how.question").plain(), f.say("modal.how.question.to", "who", f.mailbox(in.Reporter)).plain())}
	var who []*slack.OptionBlockObject
	for _, m := range admins[:min(len(admins), maxListed)] {
		if m.Address != "" {
			who = append(who, option(AdminKey(m), MaskName(oneLine(m.Name, 60))+" · "+MaskAddress(m.Address), ""))
		}
	}
	if len(who) > 0 && !in.Verdict.Valid() {
		hows = append(hows, option(HowCode, f.say("modal.how.code").plain(), f.say("modal.how.code.to").plain()))
	}
	radio := slack.NewRadioButtonsBlockElement(BlockHow, hows...)
	radio.InitialOption = hows[0]
	s.input(BlockHow, "how", radio, false)

	var items []*slack.OptionBlockObject
	ticked := map[string]bool{}
	for _, m := range []bot.MissingItem{bot.MissingRequester, bot.MissingScope, bot.MissingOccurred, bot.MissingAction} {
		items = append(items, option(string(m), f.say("missing."+string(m)).plain(), ""))
	}
	for _, m := range in.Report.Missing {
		ticked[string(m)] = true
	}
	s.boxes(BlockItems, "items", items, ticked)
	s.area(BlockWords, "words", true)
	if len(hows) > 1 {
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainLine(f.say("modal.choose").plain(), 100), BlockAdmin, who...)
		s.input(BlockAdmin, "admin", e, true)
	}
	return s.done()
}

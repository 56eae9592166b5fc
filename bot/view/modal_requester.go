package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// ValidateModal asks how it is known that the requester may ask this: a
// call-back to the registered number, or evidence. When evidence waits for a
// second person it is shown in full, to be confirmed by the same verb.
func (f Face) ValidateModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbValidate, in, 0)
	s.add(rich(f.say("field.requester", "who", f.requester(in), "verdict", f.verdict(in)),
		f.say("field.account", "account", f.account(in))))
	phone := f.say("modal.method.call-back.none").plain()
	if in.Phone != "" {
		phone = f.say("modal.method.call-back.phone", "phone", data(MaskPhone(in.Phone))).plain()
	}
	methods := []*slack.OptionBlockObject{
		option(string(bot.MethodCallBack), f.say("modal.method.call-back").plain(), phone),
		option(string(bot.MethodEvidence), f.say("modal.method.evidence").plain(), f.say("modal.method.evidence.how").plain()),
	}
	radio := slack.NewRadioButtonsBlockElement(BlockMethod, methods...)
	if ev := in.Evidence; ev != nil {
		s.add(section(f.say("modal.evidence", "who", f.who(ev.By), "account", accountID(ev.Account))), quote(ev.Evidence, bot.ReasonRunes+1))
		methods[1] = option(string(bot.MethodEvidence), f.say("modal.method.confirm").plain(), f.say("modal.method.confirm.how").plain())
		radio.Options, radio.InitialOption = methods, methods[1]
	}
	s.input(BlockMethod, "method", radio, false)
	s.account(in)
	s.area(BlockReason, "reason.validate", in.Evidence != nil)
	return s.done()
}

// account asks for the account when the incident has none.
func (s *sheet) account(in bot.Incident) {
	if in.Account != "" || in.Evidence != nil {
		return
	}
	var options []*slack.OptionBlockObject
	for _, id := range in.Candidates[:min(len(in.Candidates), maxListed)] {
		if v := oneLine(string(id), maxOption); v != "" {
			options = append(options, option(v, v, ""))
		}
	}
	if len(options) == 0 {
		s.line(BlockAccount, "account", "", 40)
		return
	}
	s.choice(BlockAccount, "account.which", options)
}

// RejectModal asks why the requester may not ask this.
func (f Face) RejectModal(in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(VerbReject, in, 0)
	s.add(rich(f.say("field.requester", "who", f.requester(in), "verdict", f.verdict(in))))
	s.say("modal.reject")
	s.area(BlockReason, "reason.reject", false)
	return s.done()
}

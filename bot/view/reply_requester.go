package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// evidenceReply asks a second person to confirm what the first has recorded.
func (f Face) evidenceReply(in bot.Incident, e bot.Event, b bot.EvidenceGiven) []slack.Block {
	blocks := f.said(
		f.say("reply.evidence-given", "who", f.who(e.Actor), "account", accountID(b.Account)),
		b.Evidence, f.say("reply.evidence-given.next"))
	if in.Evidence == nil {
		return blocks // decided since
	}
	return append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
		button{verb: VerbValidate, key: "button.valideer.second", style: slack.StylePrimary},
		button{verb: VerbReject, style: slack.StyleDanger}, button{verb: VerbDetails})...)
}

func (f Face) validatedReply(in bot.Incident, e bot.Event, b bot.Validated, now time.Time) []slack.Block {
	head := f.say("reply.validated", "who", f.who(e.Actor), "account", accountID(b.Account))
	if b.Second != "" {
		head = f.say("reply.validated.two", "who", f.who(e.Actor), "first", f.who(b.Second), "account", accountID(b.Account))
	}
	if b.Method == bot.MethodCode {
		head = f.say("reply.validated.code", "account", accountID(b.Account))
	}
	blocks := f.said(head, b.Reason, f.then(in, now))
	k, ok := suggest(in)
	if !ok || in.State() != bot.StateValidated {
		return blocks
	}
	return append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
		button{verb: VerbOf(k), style: slack.StyleDanger}, button{verb: VerbMenu})...)
}

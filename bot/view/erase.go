package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// Blank is what stays in the channel of an incident that was erased.
func (f Face) Blank(in bot.Incident) string {
	at := time.Time{}
	if in.Erased != nil {
		at = in.Erased.At
	}
	blank, row := "blank", "blank.row"
	if in.Erased != nil && in.Erased.Via == bot.ViaCommand {
		blank = "blank.command"
	}
	if in.Drill {
		row = "blank.row.drill"
	}
	t := f.say(blank, "ref", ref(in.Ref), "date", word(at.In(f.Zone).Format("2-1-2006")))
	return join(" ", join(" · ", f.drill(in), t), f.say(row)).plain()
}

// asksToErase says who asked to erase, and that it was not here.
func (f Face) asksToErase(in bot.Incident, e bot.Event, b bot.ErasureRequested) text {
	key, row := "reply.erasure-requested", "row.stays"
	if b.Via == bot.ViaCommand {
		key = "reply.erasure-requested.command"
	}
	if in.Drill {
		row = "blank.row.drill"
	}
	return join(" ", f.say(key, "who", f.who(e.Actor)), f.say(row))
}

// rowLeft is the line of the register that is left of an incident.
func (f Face) rowLeft(in bot.Incident) text {
	r := in.Erased.Row
	day := func(t time.Time) text { return of(word(t.In(f.Zone).Format("2-1-2006"))) }
	return f.say("show.row", "track", f.say("track."+string(r.Track)), "opened", day(r.Opened), "closed", day(r.Closed), "by", f.who(r.ClosedBy),
		"mails", r.Mails, "actions", r.Actions, "notes", r.Notes, "notices", len(r.Notices))
}

// eraseReply tells of keeping and erasing.
func (f Face) eraseReply(in bot.Incident, e bot.Event) []slack.Block {
	who := f.who(e.Actor)
	switch b := e.Body.(type) {
	case bot.Held:
		return f.said(f.say("reply.held", "who", who), b.Reason)
	case bot.Released:
		return f.said(f.say("reply.released", "who", who), b.Reason)
	case bot.ErasureRequested:
		blocks := []slack.Block{section(lines(f.asksToErase(in, e, b), f.say("next.erasing")))}
		if in.Asks(e.No) {
			blocks = append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
				button{verb: VerbErase, key: "button.wis.second", style: slack.StyleDanger}, button{verb: VerbHold})...)
		}
		return blocks
	case bot.MailsDropped:
		return []slack.Block{section(f.say("reply.mails-dropped", "n", b.Count))}
	case bot.Erased:
		return []slack.Block{section(of(word(f.Blank(in))))}
	}
	return nil
}

// HoldModal asks why an incident is kept.
func (f Face) HoldModal(in bot.Incident) slack.ModalViewRequest { return f.whyModal(VerbHold, in) }

// ReleaseModal asks why an incident need not be kept any more.
func (f Face) ReleaseModal(in bot.Incident) slack.ModalViewRequest {
	return f.whyModal(VerbRelease, in)
}

func (f Face) whyModal(verb string, in bot.Incident) slack.ModalViewRequest {
	s := f.sheet(verb, in, 0)
	s.say("modal." + verb)
	s.area(BlockReason, "reason."+verb, false)
	return s.done()
}

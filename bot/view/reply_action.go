package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// actionReply tells of one action. The buttons are those that still decide
// something at the moment the reply is sent.
func (f Face) actionReply(in bot.Incident, e bot.Event, now time.Time) []slack.Block {
	who := f.who(e.Actor)
	a := actionOf(in, e)
	args := []any{"no", a.ID, "what", f.action(a), "account", f.onAccounts(a), "who", who}
	switch b := e.Body.(type) {
	case bot.ActionRequested:
		if b.Message != nil {
			return f.informReply(in, a, *b.Message)
		}
		if b.Approval {
			return f.approvalCard(in, a, args)
		}
		return f.toDo(in, a, f.say("reply.requested", args...))
	case bot.ActionRetargeted:
		head := f.say("reply.retargeted", append(args, "was", data(oneLine(Redact(b.Was), 120)))...)
		if a.Approval {
			return append([]slack.Block{section(lines(head, f.say("reply.retargeted.again")))}, f.approvalCard(in, a, args)[1:]...)
		}
		return f.toDo(in, a, head)
	case bot.ActionLapsed:
		return []slack.Block{section(f.say("reply.lapsed", args...))}
	case bot.SuspensionEnded:
		blocks := []slack.Block{section(f.say("reply.suspension-ended", args...))}
		if a.State != bot.ActionIsDone || a.Reversed > 0 || in.Closed != nil {
			return blocks
		}
		return append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
			button{verb: VerbRestore, id: a.ID, style: slack.StylePrimary}, button{verb: VerbDetails})...)
	case bot.ActionApproved:
		return f.toDo(in, a, f.say("reply.approved", args...))
	case bot.ActionDenied:
		return f.said(f.say("reply.denied", args...), b.Reason, f.say("reply.denied.next"))
	case bot.ActionDone:
		if in.Drill && a.Many != nil {
			return []slack.Block{section(lines(f.say("reply.done.drill", args...), f.then(in, now)))}
		}
		if a.Many != nil && e.Actor == bot.ActorDesk {
			blocks := []slack.Block{section(lines(f.say("reply.done.many", append(args, "accounts", f.onAccounts(a))...), f.then(in, now)))}
			return append(blocks, f.toldButtons(in, a)...)
		}
		return append(f.said(f.say("reply.done", args...), b.Proof, f.then(in, now)), f.toldButtons(in, a)...)
	case bot.InformTested:
		return []slack.Block{section(f.say("reply.inform-tested", "who", who))}
	case bot.ActionAccounts, bot.InformRecipients:
		return []slack.Block{section(f.happened(in, e))}
	case bot.ActionProgress:
		return f.progressReply(in, a)
	case bot.ActionRetried:
		return f.retriedReply(e, b, now)
	case bot.ActionOvertaken:
		args = append(args, "did", f.action(bot.Action{Kind: a.Kind, Reverses: a.Reverses, Target: b.Target}))
		return f.said(f.say("reply.overtaken", args...), b.Proof, f.say("reply.overtaken.next"))
	case bot.ActionFailed:
		if m := a.Many; m != nil && m.Tries > 0 && a.Carrier != bot.ByHand {
			return f.said(f.say("reply.failed.many", append(args, "done", f.number(m.Done()), "count", f.number(m.Count))...), b.Reason, f.say(off("reply.failed.many.next", "reply.failed.many.next.inform", a)))
		}
		return f.said(f.say("reply.failed", args...), b.Reason, f.say("reply.failed.next"))
	}
	return nil
}

// approvalCard asks the managers for their word. Who asked cannot give it.
func (f Face) approvalCard(in bot.Incident, a bot.Action, args []any) []slack.Block {
	blocks := []slack.Block{
		section(lines(f.say("reply.approval", args...), f.theAccounts(a))),
		section(f.say("reply.approval.ask", "managers", f.approvers(a), "who", f.who(a.Requested.By))),
		section(f.consequence(a)),
	}
	if a.State != bot.ActionWaiting || in.Closed != nil {
		return blocks
	}
	return append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
		button{verb: VerbApprove, id: a.ID, style: slack.StylePrimary},
		button{verb: VerbDeny, id: a.ID, style: slack.StyleDanger},
		button{verb: VerbDetails})...)
}

// approvers are those who could approve when it was requested; or the role.
func (f Face) approvers(a bot.Action) text {
	var who []text
	for _, p := range a.Approvers {
		if p != a.Requested.By && len(who) < 6 {
			who = append(who, f.who(p))
		}
	}
	if len(who) > 0 {
		return join(", ", who...)
	}
	role := a.Approver
	if role == "" {
		role = bot.Manager
	}
	return f.roles([]bot.Role{role})
}

// consequence says what happens to the account, and how it is undone.
func (f Face) consequence(a bot.Action) text {
	if a.Kind == bot.Inform {
		return f.say("effect.inform")
	}
	if a.Many != nil && a.Reverses > 0 {
		return lines(f.say("effect.reverse.stop-all.many"), f.say("undo.reverse"))
	}
	if a.Many != nil {
		return lines(f.say("effect.stop-all.many"), f.say("undo.stop-all.many"))
	}
	if a.Reverses > 0 {
		return lines(f.say("effect.reverse."+string(a.Kind)), f.say("undo.reverse"))
	}
	return lines(f.say("effect."+string(a.Kind)), f.say("undo."+string(a.Kind)))
}

// toDo says what somebody has to do in the product, and who can.
func (f Face) toDo(in bot.Incident, a bot.Action, head text) []slack.Block {
	key := "how." + string(a.Kind)
	if a.Reverses > 0 {
		key = "how.reverse." + string(a.Kind)
	}
	how := f.say(key)
	if a.Target != "" {
		how = join(" ", how, f.say("how.target"))
	}
	switch {
	case a.Carrier == bot.ByMail && in.Drill:
		return append([]slack.Block{section(head), section(f.say("how.drill.mail"))}, f.toldButtons(in, a)...)
	case a.Carrier == bot.ByMail:
		return append([]slack.Block{section(head), section(f.say("how.mail"))}, f.toldButtons(in, a)...)
	case a.Carrier == bot.ByAPI:
		return []slack.Block{section(head), section(f.say("how.api"))}
	}
	if a.Many != nil {
		if how = f.say("how.stop-all.many"); a.Reverses > 0 {
			how = f.say("how.reverse.stop-all.many")
		}
		if in.Drill {
			return []slack.Block{section(head), section(f.say("how.drill"))}
		}
		how = lines(f.theAccounts(a), how)
	}
	if a.Reverses > 0 && a.Kind != bot.RevokeUser {
		how = lines(how, f.otherHolds(in, a))
	}
	blocks := []slack.Block{section(head), section(lines(how, f.say("how.next")))}
	if a.State != bot.ActionToDo || in.Closed != nil {
		return blocks
	}
	return append(blocks, f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version},
		button{verb: VerbDone, id: a.ID, style: slack.StylePrimary},
		button{verb: VerbFailed, id: a.ID},
		button{verb: VerbDetails})...)
}

// otherHolds warns who gives access back by hand of what must stay closed: other
// actions of the incident, and what this incident does not know.
func (f Face) otherHolds(in bot.Incident, a bot.Action) text {
	var others []text
	for _, o := range in.Suspended() {
		if o.ID != a.Reverses {
			others = append(others, f.say("how.reverse.other", "no", o.ID, "what", f.action(o)))
		}
	}
	if len(others) == 0 {
		return f.say("how.reverse.elsewhere")
	}
	return f.say("how.reverse.others", "list", join("; ", others...))
}

// actionOf returns the action that an event is about, as it is now; what the
// event itself says of it when the incident does not know it.
func actionOf(in bot.Incident, e bot.Event) bot.Action {
	id := 0
	switch b := e.Body.(type) {
	case bot.ActionRequested:
		if a, ok := in.Action(b.ID); ok {
			return a
		}
		return bot.Action{ID: b.ID, Kind: b.Action, Account: b.Account, Target: b.Target, Reverses: b.Reverses,
			Requested: bot.Mark{By: e.Actor, At: e.At}}
	case bot.ActionRetargeted:
		id = b.ID
	case bot.ActionLapsed:
		id = b.ID
	case bot.SuspensionEnded:
		id = b.ID
	case bot.ActionApproved:
		id = b.ID
	case bot.ActionDenied:
		id = b.ID
	case bot.ActionDone:
		id = b.ID
	case bot.ActionFailed:
		id = b.ID
	case bot.ActionOvertaken:
		id = b.ID
	case bot.ActionAccounts:
		id = b.ID
	case bot.InformRecipients:
		id = b.ID
	case bot.InformTested:
		id = b.ID
	case bot.ActionProgress:
		id = b.ID
	case bot.ActionRetried:
		id = b.ID
	}
	a, ok := in.Action(id)
	if !ok {
		a.ID = id
	}
	return a
}

package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// Reply tells the thread of one event: the point in the first line, then what
// happens next, and the buttons for it (slack.md §9.6). It is rendered from the
// incident as it is when it is sent, so a button that came too late is not there.
func (f Face) Reply(in bot.Incident, e bot.Event, now time.Time) Message {
	if overtaken(in, e, now) {
		return Message{Text: f.notice(in, "demand.past", now), Blocks: f.MarkedBlocks(in, f.pastReply(in, e, now))}
	}
	m := Message{Text: f.noticeAbout(in, e, now)}
	m.Blocks = f.MarkedBlocks(in, f.replyBlocks(in, e, now))
	m.Broadcast = broadcast(in, e)
	m.Blocks = fit(m.Blocks)
	return m
}

// noticeAbout is the notification of a reply: a reminder counts the time of its
// own duty.
func (f Face) noticeAbout(in bot.Incident, e bot.Event, now time.Time) string {
	name := ""
	switch b := e.Body.(type) {
	case bot.RungReached:
		name = b.Obligation
	case bot.Escalated:
		name = b.Obligation
	}
	if o, ok := obligation(in, name); ok {
		return f.noticeOf(in, o, in.Closed == nil && o.Open(), demand(in, e), now)
	}
	return f.notice(in, demand(in, e), now)
}

func (f Face) replyBlocks(in bot.Incident, e bot.Event, now time.Time) []slack.Block {
	who := f.who(e.Actor)
	v := ButtonValue{Ref: in.Ref, Version: in.Version}
	switch b := e.Body.(type) {
	case bot.Opened:
		return f.openedReply(in, b, now)
	case bot.MailAdded:
		return f.mailReply(in, b, now)
	case bot.MailChecked:
		return []slack.Block{section(lines(f.checked(b), f.verdictNow(in, b), f.then(in, now)))}
	case bot.MailReturned:
		return []slack.Block{section(f.say("reply.mail-returned", "status", data(oneLine(b.Status, 20))))}
	case bot.ReportCorrected:
		return []slack.Block{section(lines(f.say("reply.report-corrected", "who", who, "verdict", f.say("verdict."+string(b.Verdict))), f.then(in, now)))}
	case bot.Asked:
		return f.said(f.say("reply.asked", "who", who), b.Words)
	case bot.CodeSent:
		return []slack.Block{section(lines(f.say("reply.code-sent", "who", who, "to", data(MaskAddress(b.To)), "account", accountID(b.Account),
			"until", f.clock(b.Expires, now)), f.say("reply.code-sent.next")))}
	case bot.CodeTried:
		if b.Left <= 0 {
			return []slack.Block{section(f.say("reply.code-tried.none"))}
		}
		return []slack.Block{section(f.say("reply.code-tried", "left", b.Left))}
	case bot.Claimed:
		return []slack.Block{section(lines(f.say("reply.claimed", "who", who), f.then(in, now)))}
	case bot.EvidenceGiven:
		return f.evidenceReply(in, e, b)
	case bot.Validated:
		return f.validatedReply(in, e, b, now)
	case bot.Rejected:
		return f.said(f.say("reply.rejected", "who", who), b.Reason, f.say("reply.rejected.next"))
	case bot.ActionRequested, bot.ActionRetargeted, bot.ActionLapsed, bot.SuspensionEnded, bot.ActionApproved, bot.ActionDenied, bot.ActionDone, bot.ActionFailed, bot.ActionOvertaken, bot.ActionAccounts, bot.ActionProgress, bot.ActionRetried, bot.InformRecipients, bot.InformTested:
		return f.actionReply(in, e, now)
	case bot.RungReached:
		return f.rungReply(in, e, b, now)
	case bot.Escalated:
		return f.escalatedReply(in, e, b, now)
	case bot.Acknowledged:
		then := f.say("reply.acknowledged.next")
		if o, ok := obligation(in, b.Obligation); ok && o.Standing != nil && len(o.Standing.Needs(now)) > 0 {
			then = f.say("reply.acknowledged.others", "who", f.people(o.Standing.Needs(now)))
		}
		return []slack.Block{section(lines(f.say("reply.acknowledged", "who", who, "until", f.clock(b.Until, now)), then))}
	case bot.PageConfirmed:
		return []slack.Block{section(f.say("reply.page-confirmed"))}
	case bot.SlackSilent:
		return []slack.Block{section(f.say("reply.slack-silent", "since", f.clock(b.Since, now)))}
	case bot.SlackBack:
		return []slack.Block{section(f.say("reply.slack-back", "n", b.Waited, "since", f.clock(b.Since, now), "until", f.clock(b.Until, now)))}
	case bot.AwareCorrected:
		return f.said(f.say("reply.aware-corrected", "who", who, "was", word(f.When(b.Was, now)), "aware", word(f.When(b.Aware, now))), b.Reason, f.clockLines(in, now))
	case bot.Noted:
		return f.said(f.say("reply.noted", "who", who), b.Text)
	case bot.DetailsOpened:
		if b.Told > 0 {
			return []slack.Block{section(f.say("reply.details-opened.told", "who", who, "no", b.Told))}
		}
		return []slack.Block{section(f.say("reply.details-opened", "who", who))}
	case bot.Undelivered:
		return []slack.Block{section(lines(
			f.say("reply.undelivered", "what", f.known("effect."+string(b.What), "effect.other"), "why", f.why(b.Error)),
			f.say("reply.undelivered.next")))}
	case bot.Closed:
		return append(f.closedReply(in, e, b), f.reopenButton(in, v)...)
	case bot.Reopened:
		return f.said(f.say("reply.reopened", "who", who), b.Reason, f.then(in, now))
	}
	if blocks := f.internalReply(in, e, now); blocks != nil {
		return blocks
	}
	if blocks := f.eraseReply(in, e); blocks != nil {
		return blocks
	}
	if blocks := f.dossierReply(in, e, now); blocks != nil {
		return blocks
	}
	return []slack.Block{section(f.say("reply.erased", "no", e.No))}
}

// then is the next step, as the second line of a reply.
func (f Face) then(in bot.Incident, now time.Time) text {
	if in.Closed != nil {
		return nil
	}
	return f.next(in, now)
}

// maxSaid bounds what somebody's reason, proof or note takes in the thread.
const maxSaid = 600

// said shows a sentence, the words that somebody typed, and what comes next.
// What staff type may hold addresses and numbers too, so it is masked as well.
func (f Face) said(head text, words string, after ...text) []slack.Block {
	blocks := []slack.Block{section(head)}
	if words != "" {
		blocks = append(blocks, quote(Redact(inline(words, 2*maxSaid)), maxSaid))
	}
	if t := lines(after...); len(t) > 0 {
		blocks = append(blocks, section(t))
	}
	return blocks
}

func (f Face) closedReply(in bot.Incident, e bot.Event, b bot.Closed) []slack.Block {
	blocks := f.said(f.say("reply.closed", "who", f.who(e.Actor)), b.Reason)
	if len(b.Owed) > 0 {
		var owed []text
		for _, o := range b.Owed[:min(len(b.Owed), 8)] {
			owed = append(owed, f.owed(o))
		}
		owed = append(owed, f.more(len(b.Owed)-8))
		blocks = append(blocks, section(f.say("reply.closed.owed", "owed", join(", ", owed...))))
	}
	return append(blocks, section(f.say("reply.closed.next")))
}

func (f Face) reopenButton(in bot.Incident, v ButtonValue) []slack.Block {
	if in.Closed == nil {
		return nil
	}
	return f.buttons(v, button{verb: VerbReopen})
}

// demand is the key of what a notification asks for.
func demand(in bot.Incident, e bot.Event) string {
	key := "demand." + string(e.Kind)
	switch b := e.Body.(type) {
	case bot.ActionRequested:
		if !b.Approval {
			return "demand.action-approved"
		}
	case bot.Notified:
		if k := key + "." + string(b.What); has(k) {
			return k
		}
	case bot.Escalated:
		if o, _ := obligation(in, b.Obligation); len(someDid(o, e.At)) > 0 {
			return "demand.escalated.all"
		}
	case bot.RungReached:
		switch o, ok := obligation(in, b.Obligation); {
		case b.Left < 0:
			return "demand.overdue"
		case ok && rung(o, b.Rung).Ack:
			return "demand.rung-reached.ack"
		}
	}
	if has(key) {
		return key
	}
	return "demand.other"
}

// Plain says the same as a card, or as a reply about e, in one line without
// blocks: for when Slack refuses the blocks. It holds nothing from a mail.
func (f Face) Plain(in bot.Incident, e *bot.Event, now time.Time) string {
	key := f.cardDemand(in)
	if e != nil {
		key = demand(in, *e)
	}
	return f.notice(in, key, now) + "\n" + f.say("plain.next", "command", word(f.command()), "ref", ref(in.Ref)).plain()
}

func (f Face) command() string {
	if f.Command == "" {
		return "/datalek"
	}
	return f.Command
}

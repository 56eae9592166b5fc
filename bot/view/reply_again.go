package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// Again is a reply that is drawn again because what it asked was answered, or
// stands again. The question stays to be read; in the place of its buttons
// stands what came of it, so that nobody presses what is decided. told is when
// it was posted: one that came too late still says so.
func (f Face) Again(in bot.Incident, e bot.Event, told, now time.Time) Message {
	if in.Asks(e.No) {
		return f.Reply(in, e, now)
	}
	m := Message{Text: f.notice(in, "demand.answered", now)}
	m.Blocks = []slack.Block{section(lines(f.question(in, e, now), f.late(e, told, now)))}
	if words := questionWords(e); words != "" {
		m.Blocks = append(m.Blocks, quote(Redact(inline(words, 2*maxSaid)), maxSaid))
	}
	if t := f.answered(in, e, now); len(t) > 0 {
		m.Blocks = append(m.Blocks, section(t))
	}
	m.Blocks = f.MarkedBlocks(in, m.Blocks)
	return m
}

// question is the first line of the reply, as it was when it asked.
func (f Face) question(in bot.Incident, e bot.Event, now time.Time) text {
	a := actionOf(in, e)
	args := []any{"no", a.ID, "what", f.action(a), "account", f.onAccounts(a), "who", f.who(e.Actor)}
	switch b := e.Body.(type) {
	case bot.ActionRequested:
		a.Target = b.Target // it may have become another one since
		args[3] = f.action(a)
		if b.Approval {
			return f.say("again.approval", args...)
		}
		return f.say("again.requested", args...)
	case bot.ActionRetargeted:
		a.Target = b.Target
		args[3] = f.action(a)
		return f.say("reply.retargeted", append(args, "was", data(oneLine(Redact(b.Was), 120)))...)
	case bot.ActionProgress:
		return f.say("again.progress", args...)
	case bot.ActionApproved:
		return f.say("again.approved", args...)
	case bot.SuspensionEnded:
		return f.say("reply.suspension-ended", args...)
	case bot.EvidenceGiven:
		return f.say("again.evidence", "who", f.who(e.Actor), "account", accountID(b.Account))
	case bot.RungReached:
		o, _ := obligation(in, b.Obligation)
		return f.point(o, b.Obligation, e.At, e.At.Add(b.Left))
	case bot.Escalated:
		o, _ := obligation(in, b.Obligation)
		return f.point(o, b.Obligation, e.At, e.At.Add(b.Left))
	case bot.NoNoticeProposed:
		return f.say("reply.no-notice-proposed", "who", f.who(e.Actor))
	case bot.ErasureRequested:
		return f.asksToErase(in, e, b)
	case bot.Closed:
		return f.say("reply.closed", "who", f.who(e.Actor))
	}
	return f.say("reply.erased", "no", e.No)
}

// lateAfter is from when a reminder that was posted is said to have come late:
// more than what Slack's own pace costs.
const lateAfter = 2 * time.Minute

func (f Face) late(e bot.Event, told, now time.Time) text {
	switch e.Body.(type) {
	case bot.RungReached, bot.Escalated:
		if told.Sub(e.At) > lateAfter {
			return f.say("again.late", "due", f.at(e.At, now), "told", f.at(told, now))
		}
	}
	return nil
}

// questionWords are those that somebody typed into the question.
func questionWords(e bot.Event) string {
	switch b := e.Body.(type) {
	case bot.EvidenceGiven:
		return b.Evidence
	case bot.NoNoticeProposed:
		return b.Reason
	case bot.Closed:
		return b.Reason
	}
	return ""
}

// answered says what came of the question.
func (f Face) answered(in bot.Incident, e bot.Event, now time.Time) text {
	t := f.answer(in, e, now)
	if len(t) == 0 && in.Closed != nil {
		return f.by("again.is.closed", in.Closed.Mark, now)
	}
	return t
}

func (f Face) answer(in bot.Incident, e bot.Event, now time.Time) text {
	switch b := e.Body.(type) {
	case bot.ActionProgress:
		a := actionOf(in, e)
		if a.Many != nil && a.Many.Tries > b.Try {
			return f.say("again.is.retried")
		}
		return f.answerOf(a, e, now)
	case bot.ActionRequested, bot.ActionRetargeted, bot.ActionApproved:
		return f.answerOf(actionOf(in, e), e, now)
	case bot.SuspensionEnded:
		if a := actionOf(in, e); a.Reversed > 0 {
			return f.say("again.is.restored", "no", a.Reversed)
		}
	case bot.EvidenceGiven:
		if v := in.Validated; v != nil && v.At.After(e.At) {
			return lines(f.say("verdict."+string(in.Verdict)), f.by("again.is.judged", v.Mark, now))
		}
	case bot.RungReached:
		return f.answerOfRung(in, b.Obligation, e, now)
	case bot.Escalated:
		return f.answerOfRung(in, b.Obligation, e, now)
	case bot.NoNoticeProposed:
		switch s := in.NoNotice; {
		case s.Stands():
			return f.by("again.is.agreed", bot.Mark{By: s.Second, At: s.At}, now)
		case len(in.Notices) > 0 && in.Notices[0].Mark.At.After(e.At):
			return f.by("again.is.notified", in.Notices[0].Mark, now)
		}
		return f.say("again.is.turned-down")
	case bot.ErasureRequested:
		if h := in.Held; h != nil {
			return f.by("again.is.held", h.Mark, now)
		}
		return f.say("again.is.reopened.erase")
	case bot.Closed:
		return f.say("again.is.reopened")
	}
	return nil
}

// answerOf says how the action went on after e asked about it.
func (f Face) answerOf(a bot.Action, e bot.Event, now time.Time) text {
	request := a.Approval
	switch e.Body.(type) {
	case bot.ActionApproved, bot.ActionProgress:
		request = false // they ask to carry it out
	}
	switch {
	case a.Changed > e.No:
		return f.say("again.is.changed")
	case a.State == bot.ActionHasGone && (!request || a.Decided.At.IsZero()):
		return f.say("again.is.lapsed", "at", f.at(a.Finished.At, now))
	case request && a.State == bot.ActionIsOff:
		return f.by("again.is.denied", a.Decided, now)
	case request && !a.Decided.At.IsZero():
		return f.by("again.is.approved", a.Decided, now)
	case a.State == bot.ActionHasFail:
		return f.by("again.is.failed", a.Finished, now)
	case a.State == bot.ActionIsDone:
		return f.by("again.is.done", a.Finished, now)
	}
	return nil
}

// answerOfRung says what came of a reminder.
func (f Face) answerOfRung(in bot.Incident, name string, e bot.Event, now time.Time) text {
	o, ok := obligation(in, name)
	switch s := o.Standing; {
	case !ok || s == nil || in.Closed != nil:
		return nil
	case s.Event > e.No:
		return f.say("again.is.later")
	case !o.Open():
		return f.by("again.is.met", bot.Mark(*o.Met), now)
	case len(s.Acks) > 0:
		a := s.Acks[len(s.Acks)-1]
		return f.say("reply.acknowledged", "who", f.who(a.By), "until", f.at(a.Until, now))
	}
	return nil
}

func (f Face) by(key string, m bot.Mark, now time.Time) text {
	return f.say(key, "who", f.who(m.By), "at", f.at(m.At, now))
}

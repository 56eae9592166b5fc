package view

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// next says in one sentence what has to happen now.
func (f Face) next(in bot.Incident, now time.Time) text {
	switch in.State() {
	case bot.StateClosed:
		return f.say("next.closed", "who", f.who(in.Closed.By), "when", f.at(in.Closed.At, now))
	case bot.StateRejected:
		return f.say("next.rejected")
	case bot.StateReported:
		switch {
		case in.Evidence != nil:
			return f.say("next.evidence", "who", f.who(in.Evidence.By))
		case in.Unreadable != "":
			return f.say("next.unreadable")
		}
		if in.Rules.Letters && in.Account != "" {
			return f.say("next.reported.code")
		}
		return f.say("next.reported")
	}
	if s := in.NoNotice; s != nil && !s.Stands() {
		return f.nextStage(in)
	}
	for _, want := range []bot.ActionState{bot.ActionWaiting, bot.ActionToDo} {
		for _, a := range in.Actions {
			switch {
			case a.State != want:
			case a.Stuck() && !a.Retryable() && a.Many.Unreached > 0:
				return f.say("next.unreached", "no", a.ID)
			case a.Stuck():
				return f.say("next.stuck", "no", a.ID)
			case want == bot.ActionToDo && a.Carrier == bot.ByAPI:
				return f.say("next.to-do.api", "no", a.ID)
			default:
				return f.say("next."+string(want), "no", a.ID)
			}
		}
	}
	if a, ok := failed(in); ok {
		if a.State == bot.ActionHasGone {
			return f.say("next.lapsed", "no", a.ID)
		}
		return f.say("next.failed", "no", a.ID)
	}
	if in.Track == bot.Internal {
		return f.nextStage(in)
	}
	if k, ok := suggest(in); ok {
		return f.say("next.suggest", "what", f.say("action."+string(k)))
	}
	if in.Account == "" {
		return f.say("next.account")
	}
	if len(in.Actions) > 0 {
		return f.say("next.finished")
	}
	return f.say("next.validated")
}

// failed returns the last action that failed, or lapsed, and was not tried again.
func failed(in bot.Incident) (bot.Action, bool) {
	for i := len(in.Actions) - 1; i >= 0; i-- {
		a := in.Actions[i]
		if a.State != bot.ActionHasFail && a.State != bot.ActionHasGone {
			continue
		}
		again := slices.ContainsFunc(in.Actions[i+1:], func(b bot.Action) bool {
			return b.Kind == a.Kind && b.Target == a.Target && b.Reverses == a.Reverses
		})
		if !again {
			return a, true
		}
	}
	return bot.Action{}, false
}

// asks says which kind of action a mail asks for.
var asks = map[bot.Ask]bot.ActionKind{
	bot.AskRevokeUser:   bot.RevokeUser,
	bot.AskBlockReports: bot.BlockReports,
	bot.AskSuspendAPI:   bot.SuspendAPI,
}

// suggest returns what the mail asks for and nobody has requested yet, least
// drastic first. After stop-all nothing is left to suggest.
func suggest(in bot.Incident) (bot.ActionKind, bool) {
	tried := func(k bot.ActionKind) bool {
		return slices.ContainsFunc(in.Actions, func(a bot.Action) bool { return a.Kind == k && a.Reverses == 0 })
	}
	if tried(bot.StopAll) {
		return "", false
	}
	for _, k := range bot.ActionKinds() {
		for _, a := range in.Report.Actions {
			if asks[a] == k && !tried(k) {
				return k, true
			}
		}
	}
	return "", false
}

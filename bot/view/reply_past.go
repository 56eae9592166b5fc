package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// overtaken reports whether a reminder is told too late to ask anything: a
// later one stands by now, somebody has acknowledged, or nothing is owed any
// more. It happens when Slack was away. The thread still gets its line, so that
// the gap can be seen, but nobody is asked twice for the same thing.
func overtaken(in bot.Incident, e bot.Event, now time.Time) bool {
	name := ""
	switch b := e.Body.(type) {
	case bot.RungReached:
		name = b.Obligation
	case bot.Escalated:
		name = b.Obligation
	default:
		return false
	}
	o, ok := obligation(in, name)
	if !ok || o.Standing == nil {
		return false // an incident that is not whole: rather ask
	}
	_, acked := o.Acked(now)
	return acked || !o.Open() || in.Closed != nil || o.Standing.Event != e.No
}

// pastReply says that a reminder came due and could not be told then.
func (f Face) pastReply(in bot.Incident, e bot.Event, now time.Time) []slack.Block {
	name, r := "", ""
	switch b := e.Body.(type) {
	case bot.RungReached:
		name, r = b.Obligation, b.Rung
	case bot.Escalated:
		name, r = b.Obligation, b.Rung
	}
	o, _ := obligation(in, name)
	return []slack.Block{section(f.say("rung.past", "at", f.clock(e.At, now), "rung", f.rungName(o, r)))}
}

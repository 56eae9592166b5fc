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
	name, rung, times, pages := "", "", 0, 0
	switch b := e.Body.(type) {
	case bot.RungReached:
		name, rung, times = b.Obligation, b.Rung, b.Times
	case bot.Escalated:
		name, rung, pages = b.Obligation, b.Rung, b.Times
	default:
		return false
	}
	o, ok := obligation(in, name)
	if !ok || o.Standing == nil {
		return false // an incident that is not whole: rather ask
	}
	s := o.Standing
	if _, acked := o.Acked(now); acked || !o.Open() || in.Closed != nil || s.Rung.Name != rung {
		return true
	}
	if pages > 0 {
		return s.Pages > pages
	}
	if s.Times != times {
		return true
	}
	first := 0
	if len(s.Rung.Page) > 0 && s.Rung.PageAfter == 0 {
		first = 1 // the rung brought its own page
	}
	return s.Pages > first
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

package app

import (
	"context"
	"fmt"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
	"meldwacht/notifier/action"
	"meldwacht/notifier/heartbeat"
	"meldwacht/notifier/mail"
	"meldwacht/notifier/pager"
	slacksender "meldwacht/notifier/slack"
)

const (
	// rungLate is how late a rung may be: the watch tells it at once, and the
	// sweep within a minute and a half.
	rungLate = 2 * time.Minute
	// urgentLate and normalLate are how long something may wait to be told. A
	// path that is slower than five minutes for what is urgent is down
	// (reference/oncall.md §7 gives it two); a burst of normal replies may take
	// half an hour at Slack's pace (chosen).
	urgentLate = 5 * time.Minute
	normalLate = 30 * time.Minute
	// queueLate is how long something that may be sent now may lie untouched.
	queueLate = 30 * time.Minute
	// probeEvery is how often an idle store is written to. A store that has
	// refused a write is tried at each look.
	probeEvery = 15 * time.Minute
	// testedWithin is how old the last end-to-end test of the pager may be: it is
	// weekly, and a holiday may move it (reference/oncall.md §9).
	testedWithin = 10 * 24 * time.Hour
)

// selfcheck is what must be well for the heartbeat, in the order in which Home
// says what is not.
func (a *App) selfcheck() *heartbeat.Heartbeat {
	h := &heartbeat.Heartbeat{Now: a.opt.Clock.Now, Log: a.log, Checks: []heartbeat.Check{
		{Name: checkMail, Look: a.mailRead},
		{Name: checkWays, Look: a.waysOpen},
		{Name: view.SelfOutbox, Look: a.outboxMoves},
		{Name: view.SelfRungs, Look: a.rungsTold},
		{Name: view.SelfClock, Look: a.jumps.Trouble},
		{Name: view.SelfStore, Look: a.storeWrites()},
		{Name: view.SelfTested, Look: a.pagerTested},
	}}
	if m := a.cfg.Monitor; !m.URL.IsZero() {
		h.Ping = heartbeat.Pinger(m.HTTPMethod(), m.URL.Reveal(), a.opt.Dial)
	}
	return h
}

// These two have lines of their own on Home, one for each mailbox and way.
const (
	checkMail = "mailboxes"
	checkWays = "ways"
)

// selfHealth is what Home says of the checks that are not well.
func (a *App) selfHealth() (lines []view.HealthLine) {
	for _, t := range a.beat.Troubles() {
		if t.Name != checkMail && t.Name != checkWays {
			lines = append(lines, view.HealthLine{What: t.Name, Since: t.Since})
		}
	}
	return lines
}

// mailRead finds a mailbox that was not read for a while.
func (a *App) mailRead(context.Context) string {
	for _, line := range a.mailHealth() {
		if !line.OK {
			return line.Name + " is not read as it should be"
		}
	}
	return ""
}

// waysOpen finds a way out that refuses whatever comes, Slack's too.
func (a *App) waysOpen(context.Context) string {
	for _, line := range append(a.waysHealth(), a.ways.health(waySlack)) {
		if !line.OK {
			return line.What + " is shut"
		}
	}
	return ""
}

// outboxMoves finds something that should have been told or sent long ago.
func (a *App) outboxMoves(ctx context.Context) string {
	now := a.opt.Clock.Now()
	for _, lane := range []bot.Lane{bot.Urgent, bot.Normal} {
		late := urgentLate
		if lane == bot.Normal {
			late = normalLate
		}
		list, err := a.store.Undone(ctx, notifier.Queue{Kinds: a.told(), Lane: lane})
		if err != nil {
			return "the outbox cannot be read"
		}
		if len(list) > 0 && now.Sub(list[0].Due) > late {
			return fmt.Sprintf("%s of %s lane not told for %s", count(len(list), "effect"), lane, now.Sub(list[0].Due).Round(time.Minute))
		}
	}
	// Letters and actions may rightly take long: a limit for each day, a product
	// that is still at work. What is untouched after its own time is stuck.
	for _, lane := range bot.Lanes() {
		p, ok, err := a.store.NextEffect(ctx, notifier.Queue{Kinds: a.sent(), Lane: lane})
		if err != nil {
			return "the outbox cannot be read"
		}
		if at := latest(p.Due, p.Next); ok && now.Sub(at) > queueLate {
			return fmt.Sprintf("nothing of %s lane sent for %s", lane, now.Sub(at).Round(time.Minute))
		}
	}
	return ""
}

// told are the kinds of effects that somebody waits for.
func (a *App) told() []bot.EffectKind {
	kinds := slacksender.Kinds()
	if a.hasPager() {
		kinds = append(kinds, pager.Kinds()...)
	}
	return kinds
}

// sent are the other kinds that this desk delivers.
func (a *App) sent() []bot.EffectKind {
	kinds := []bot.EffectKind{bot.EffectCheck}
	if a.cfg.Mail.Out != nil {
		kinds = append(kinds, mail.Kinds()...)
	}
	if a.cfg.ActionsAPI.URL != "" {
		kinds = append(kinds, action.Kinds()...)
	}
	return kinds
}

func (a *App) hasPager() bool { return len(a.cfg.Pager.Paths()) > 0 }

// rungsTold finds a rung that was due and that nobody was told of.
func (a *App) rungsTold(ctx context.Context) string {
	now := a.opt.Clock.Now()
	late, err := a.store.DueBy(ctx, now.Add(-rungLate), 1)
	switch {
	case err != nil:
		return "what is due cannot be read"
	case len(late) > 0:
		return fmt.Sprintf("%s has been due for %s", late[0].Ref, now.Sub(late[0].At).Round(time.Minute))
	}
	return ""
}

// storeWrites tries whether the disk takes writes.
func (a *App) storeWrites() func(context.Context) string {
	var last time.Time
	return func(ctx context.Context) string {
		now := a.opt.Clock.Now()
		if !a.store.Failing() && now.Sub(last) < probeEvery {
			return ""
		}
		if err := a.store.Probe(ctx); err != nil {
			return "the store does not take a write"
		}
		last = now
		return ""
	}
}

// pagerTested finds a pager of which nobody knows any more whether it rings.
func (a *App) pagerTested(ctx context.Context) string {
	if !a.hasPager() || a.tested == nil {
		return ""
	}
	last, err := a.tested(ctx)
	switch {
	case err != nil:
		return "when the pager was tested cannot be read"
	case last.IsZero():
		return "the pager was never tested"
	case a.opt.Clock.Now().Sub(last) >= testedWithin:
		return "the pager was last tested on " + last.UTC().Format(time.DateOnly)
	}
	return ""
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const (
	maxRecord = 60 // lines of the record that are shown: the newest
	recordRow = 20 // lines in one block
)

// Show is one incident with its record: one line for each event, with its
// number, time, kind, actor and the beginning of its hash, to compare by eye
// with what the desk's own verification prints.
func (f Face) Show(in bot.Incident, events []bot.Event, now time.Time, lang bot.Lang) ([]slack.Block, string) {
	f = f.In(lang)
	blocks := []slack.Block{header(f.title(in)), section(f.next(in, now))}
	if in.Erased != nil {
		blocks = []slack.Block{header(f.title(in)), section(of(word(f.Blank(in)))), section(f.rowLeft(in))}
		return f.withRecord(blocks, in, events, now), f.notice(in, f.cardDemand(in), now)
	}
	if t := f.clockLines(in, now); t != nil {
		blocks = append(blocks, section(t))
	}
	blocks = append(blocks, rich(f.fields(in, now)...))
	if t := f.checklist(in, now); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	if t := f.actionLines(in, now); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	if t := f.warnings(in); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	return f.withRecord(blocks, in, events, now), f.notice(in, f.cardDemand(in), now)
}

// withRecord puts the lines of the record under blocks.
func (f Face) withRecord(blocks []slack.Block, in bot.Incident, events []bot.Event, now time.Time) []slack.Block {
	blocks = append(blocks, divider(), section(f.say("show.record", "n", len(events))))
	if hidden := len(events) - maxRecord; hidden > 0 {
		blocks = append(blocks, section(f.say("show.older", "n", hidden)))
		events = events[hidden:]
	}
	for len(events) > 0 {
		n := min(len(events), recordRow)
		var rows []text
		for _, e := range events[:n] {
			rows = append(rows, f.recordLine(in, e, now))
		}
		blocks = append(blocks, rich(rows...))
		events = events[n:]
	}
	return fit(blocks)
}

func (f Face) recordLine(in bot.Incident, e bot.Event, now time.Time) text {
	return f.say("show.line", "no", e.No, "when", f.at(e.At, now), "what", f.happened(in, e),
		"who", f.who(e.Actor), "hash", word(e.Hash.Short()))
}

// happened names an event in a few words, with the number of the action.
func (f Face) happened(in bot.Incident, e bot.Event) text {
	if e.Body == nil && has("event."+string(e.Kind)) {
		return f.say("event.wiped", "what", f.say("event."+string(e.Kind)))
	}
	if e.Body == nil {
		return f.say("event.erased")
	}
	key := "event." + string(e.Kind)
	if !has(key) {
		key = "event.other"
	}
	t := f.say(key)
	switch b := e.Body.(type) {
	case bot.ActionRequested, bot.ActionApproved, bot.ActionDenied, bot.ActionDone, bot.ActionFailed, bot.ActionOvertaken, bot.ActionAccounts, bot.ActionProgress, bot.ActionRetried, bot.InformRecipients, bot.InformTested:
		a := actionOf(in, e)
		t = f.say(key+".which", "no", a.ID)
		if _, asked := e.Body.(bot.ActionRequested); asked {
			t = join(": ", t, f.action(bot.Action{Kind: a.Kind, Reverses: a.Reverses}))
		}
	case bot.Notified:
		t = f.known(key+"."+string(b.What), key)
	case bot.Undelivered:
		t = join(": ", t, f.known("effect."+string(b.What), "effect.other"), f.why(b.Error))
	case bot.DetailsOpened:
		if b.Told > 0 {
			t = f.say(key+".told", "no", b.Told)
		}
	case bot.RungReached:
		o, _ := obligation(in, b.Obligation)
		t = join(": ", t, f.rungName(o, b.Rung))
	case bot.Escalated:
		o, _ := obligation(in, b.Obligation)
		t = join(": ", t, f.rungName(o, b.Rung))
	case bot.Validated:
		t = join(": ", t, f.say("verdict."+string(b.Verdict)))
	}
	return t
}

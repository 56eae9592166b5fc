package view

import (
	"cmp"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// maxListed is how many incidents a list or a picker shows.
const maxListed = 25

// List shows open incidents, least time left first, and the sentence that goes
// with them.
func (f Face) List(ins []bot.Incident, now time.Time, lang bot.Lang) ([]slack.Block, string) {
	f = f.In(lang)
	open := byTimeLeft(ins)
	if len(open) == 0 {
		return []slack.Block{section(f.say("list.none"))}, f.say("list.none").plain()
	}
	head := f.say("list.head", "n", len(open))
	blocks := []slack.Block{section(head)}
	var rows []text
	for _, in := range open[:min(len(open), maxListed)] {
		rows = append(rows, f.row(in, now))
	}
	blocks = append(blocks, list(rows...))
	if t := f.more(len(open) - maxListed); len(t) > 0 {
		blocks = append(blocks, section(t))
	}
	return blocks, head.plain()
}

// Digest is what the channel is told each day: what is open, least time left
// first, in the desk's language.
func (f Face) Digest(open []bot.Incident, now time.Time) Message {
	blocks, _ := f.List(open, now, f.Lang)
	return Message{Text: f.say("digest.notice", "n", len(byTimeLeft(open))).plain(), Blocks: fit(append([]slack.Block{section(f.say("digest.head", "day", word(f.day(now.In(f.zone()), now))))}, blocks...))}
}

// row is one incident on one line: ref, time left, status, account, owner.
func (f Face) row(in bot.Incident, now time.Time) text {
	var left, owner text
	if o, ok := in.Pressing(); ok {
		left = of(word(leftShort(o.Left(now), f.Lang)))
	}
	if in.Owner != "" {
		owner = f.who(in.Owner)
	}
	return join(" · ", f.drill(in), f.say("list.ref", "ref", ref(in.Ref)), left, f.state(in), f.shortAccount(in), owner)
}

// shortAccount is the number, with the name where it is known.
func (f Face) shortAccount(in bot.Incident) text {
	if in.Account == "" {
		return nil
	}
	return join(" ", accountID(in.Account), of(data(oneLine(in.AccountName, 40))))
}

// byTimeLeft returns the open incidents, least time left first.
func byTimeLeft(ins []bot.Incident) []bot.Incident {
	open := slices.DeleteFunc(slices.Clone(ins), func(in bot.Incident) bool { return in.Closed != nil })
	slices.SortStableFunc(open, func(a, b bot.Incident) int {
		ta, oka := a.Deadline()
		tb, okb := b.Deadline()
		switch {
		case oka && okb && !ta.Equal(tb):
			return ta.Compare(tb)
		case oka != okb:
			if oka {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Ref, b.Ref)
	})
	return open
}

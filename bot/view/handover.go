package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Handover is a moment at which who is on call changes.
type Handover struct {
	At      time.Time
	In, Out []bot.PersonID // who comes on, who leaves
	On      []bot.PersonID // all who are on from then
	Until   time.Time      // when it changes again; zero: not within sight
}

// Handover tells the channel who is on call from now on, and what is open, least
// time left first. It mentions whoever comes on and nobody else.
func (f Face) Handover(h Handover, ins []bot.Incident, now time.Time) Message {
	head := f.say("handover.nobody", "at", f.at(h.At, now))
	if len(h.On) > 0 {
		var who text
		for _, p := range h.On {
			named := of(data(f.name(p)))
			if slices.Contains(h.In, p) {
				named = f.who(p)
			}
			who = join(", ", who, named)
		}
		head = f.say("handover.on", "who", who, "at", f.at(h.At, now))
	}
	parts := []text{head}
	if !h.Until.IsZero() {
		parts = append(parts, f.say("handover.until", "until", f.at(h.Until, now)))
	}
	if len(h.Out) > 0 {
		parts = append(parts, f.say("handover.out", "who", f.plainly(h.Out)))
	}
	open := byTimeLeft(ins)
	if len(open) == 0 {
		return Message{Text: f.say("handover.text").plain(), Blocks: []slack.Block{rich(append(parts, f.say("list.none"))...)}}
	}
	blocks := []slack.Block{rich(parts...), section(f.say("list.head", "n", len(open)))}
	var rows []text
	for _, in := range open[:min(len(open), maxListed)] {
		rows = append(rows, f.row(in, now))
	}
	blocks = append(blocks, list(rows...))
	if t := f.more(len(open) - maxListed); len(t) > 0 {
		blocks = append(blocks, section(t))
	}
	return Message{Text: f.say("handover.text").plain(), Blocks: blocks}
}

package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const maxHomeRows = 15 // of each list: three of them stay under 100 blocks

// Home shows a person what waits for them: approvals first, then their own
// incidents, then the others, each by time left. Somebody without a role at the
// desk gets one sentence and no data.
func (f Face) Home(who bot.Person, ins []bot.Incident, now time.Time) slack.HomeTabViewRequest {
	if !who.May(bot.Support) && !who.May(bot.OnCall) {
		return home(section(f.say("home.guest")))
	}
	var mine, others []bot.Incident
	open := byTimeLeft(ins)
	for _, in := range open {
		if in.Owner == who.ID {
			mine = append(mine, in)
		} else {
			others = append(others, in)
		}
	}
	blocks := []slack.Block{header(f.say("home.title").plain())}
	if who.May(bot.Manager) {
		blocks = append(blocks, f.approvals(who, open)...)
	}
	blocks = append(blocks, f.rows("home.mine", mine, now)...)
	blocks = append(blocks, f.rows("home.others", others, now)...)
	return home(append(blocks, footnote(f.say("card.context.home", "when", word(f.When(now, now))).plain()))...)
}

func home(blocks ...slack.Block) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, CallbackID: "home",
		Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
	}
}

// approvals are the actions that wait for this person: never their own.
func (f Face) approvals(who bot.Person, open []bot.Incident) []slack.Block {
	var rows []slack.Block
	n := 0
	for _, in := range open {
		for _, a := range in.Actions {
			if a.State != bot.ActionWaiting || a.Requested.By == who.ID {
				continue
			}
			if n++; n <= maxHomeRows {
				label := join(" · ", of(ref(in.Ref)), f.say("modal.action", "no", a.ID, "what", f.action(a)))
				rows = append(rows, f.homeRow(in, label))
			}
		}
	}
	if n == 0 {
		return []slack.Block{section(f.say("home.approvals.none"))}
	}
	return append([]slack.Block{section(f.say("home.approvals", "n", n))}, rows...)
}

func (f Face) rows(key string, ins []bot.Incident, now time.Time) []slack.Block {
	if len(ins) == 0 {
		return []slack.Block{section(f.say(key + ".none"))}
	}
	blocks := []slack.Block{section(f.say(key, "n", len(ins)))}
	for _, in := range ins[:min(len(ins), maxHomeRows)] {
		var left text
		if o, ok := in.Pressing(); ok {
			left = of(word(leftShort(o.Left(now), f.Lang)))
		}
		label := join(" · ", of(ref(in.Ref)), left, f.say("state."+string(in.State())), f.shortAccount(in))
		blocks = append(blocks, f.homeRow(in, label))
	}
	if t := f.more(len(ins) - maxHomeRows); len(t) > 0 {
		blocks = append(blocks, section(capital(t)))
	}
	return blocks
}

// homeRow is one line in plain text, so that an account's name may stand in it,
// with a button.
func (f Face) homeRow(in bot.Incident, label text) slack.Block {
	b := f.button(ButtonValue{Ref: in.Ref, Version: in.Version}, button{verb: VerbShow})
	return slack.NewSectionBlock(plainLine(label.plain(), 300), nil, slack.NewAccessory(b))
}

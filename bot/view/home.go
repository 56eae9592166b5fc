package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

const maxHomeRows = 15 // of each list: three of them stay under 100 blocks

// Home shows a person what waits for them: approvals first, then their own
// incidents, then the others, each by time left. Somebody without a role at the
// desk gets one sentence and no data.
func (f Face) Home(who bot.Person, ins []bot.Incident, info HomeInfo, now time.Time) slack.HomeTabViewRequest {
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
	blocks = append(blocks, f.homeInfo(info, now)...)
	return home(append(blocks, footnote(f.say("card.context.home", "when", word(f.When(now, now))).plain()))...)
}

// HomeInfo is what Home says of the desk itself.
type HomeInfo struct {
	OnCall OnCall
	Health []HealthLine
}

// OnCall is who is on call.
type OnCall struct {
	Known  bool // false: nobody knows
	People []bot.PersonID
	Gaps   []Period // when nobody will be, in the coming weeks
}

// A Period is the time from one moment until another.
type Period struct{ From, To time.Time }

// What a desk depends on: home.health.<what> in the catalogs.
const (
	HealthMail      = "mail"      // a mailbox that is read
	HealthChannel   = "channel"   // the desk's own, which must not be shared
	HealthDirectory = "directory" // the accounts
	HealthActions   = "actions"   // the product's API
	HealthLetters   = "letters"   // the mail server for what goes out
	HealthPager     = "pager"
	HealthRota      = "rota" // and its calendars
)

// What a desk finds when it looks at itself: home.self.<what> in the catalogs,
// each a sentence with what a person can do.
const (
	SelfOutbox  = "outbox"  // something was not told in time
	SelfRungs   = "rungs"   // a rung was not told in time
	SelfClock   = "clock"   // the machine's clock jumped
	SelfStore   = "store"   // nothing can be saved
	SelfTested  = "tested"  // nobody knows whether the pager still rings
	SelfMonitor = "monitor" // whoever watches from outside is not reached
)

// A HealthLine is one thing that the desk depends on.
type HealthLine struct {
	What  string    // one of the above
	Name  string    // which one, of our own configuration
	OK    bool      //
	Since time.Time // when it was last well; zero when it never was. Of a Self, when it was found
	Code  string    // of delivery, when that says why it is not well
}

// homeInfo says who is on call, and what of the desk is not well.
func (f Face) homeInfo(info HomeInfo, now time.Time) []slack.Block {
	var out []text
	switch {
	case info.OnCall.Known && len(info.OnCall.People) > 0:
		out = append(out, f.say("home.oncall", "who", f.listed(info.OnCall.People)))
	case info.OnCall.Known:
		out = append(out, f.say("home.oncall.nobody"))
	}
	for _, g := range info.OnCall.Gaps[:min(len(info.OnCall.Gaps), maxGaps)] {
		out = append(out, f.say("home.oncall.gap", "from", f.at(g.From, now), "to", f.at(g.To, now)))
	}
	bad := 0
	for _, h := range info.Health {
		if h.OK {
			continue
		}
		if bad++; bad <= 8 {
			if self := "home.self." + h.What; has(self) {
				out = append(out, f.say(self, "when", f.at(h.Since, now)))
				continue
			}
			since := f.say("home.health.never")
			if !h.Since.IsZero() {
				since = f.say("home.health.since", "when", f.at(h.Since, now))
			}
			if h.Code != "" {
				what := join(" ", f.known("home.health."+h.What, "home.health.other"), of(data(oneLine(h.Name, 60))))
				out = append(out, f.say("home.health.why", "what", what, "since", since, "why", f.why(h.Code)))
				continue
			}
			out = append(out, f.say("home.health.bad", "what", f.known("home.health."+h.What, "home.health.other"), "name", data(oneLine(h.Name, 60)), "since", since))
		}
	}
	if bad == 0 && len(info.Health) > 0 {
		out = append(out, f.say("home.health.good", "n", len(info.Health)))
	}
	if len(out) == 0 {
		return nil
	}
	return []slack.Block{rich(out...)}
}

// maxGaps is how many times without anybody on call are told of at once: who
// mends the first looks at the others.
const maxGaps = 3

// listed names some people, at most five.
func (f Face) listed(ids []bot.PersonID) text {
	var who []text
	for _, p := range ids[:min(len(ids), 5)] {
		who = append(who, f.who(p))
	}
	return join(", ", who...)
}

func home(blocks ...slack.Block) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, CallbackID: "home",
		Blocks: slack.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
	}
}

// approvals are the actions and decisions that wait for this person: never their own.
func (f Face) approvals(who bot.Person, open []bot.Incident) []slack.Block {
	var rows []slack.Block
	n := 0
	for _, in := range open {
		if s := in.NoNotice; s != nil && !s.Stands() && s.By != who.ID && (s.Privacy || who.May(bot.Privacy)) {
			if n++; n <= maxHomeRows {
				rows = append(rows, f.homeRow(in, join(" · ", f.drill(in), of(ref(in.Ref)), f.say("event.no-notice-proposed"))))
			}
		}
		for _, a := range in.Actions {
			if a.State != bot.ActionWaiting || a.Requested.By == who.ID || len(a.Approvers) > 0 && !slices.Contains(a.Approvers, who.ID) {
				continue
			}
			if n++; n <= maxHomeRows {
				label := join(" · ", f.drill(in), of(ref(in.Ref)), f.say("modal.action", "no", a.ID, "what", f.actionOn(a)))
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
		label := join(" · ", f.drill(in), of(ref(in.Ref)), left, f.state(in), f.shortAccount(in))
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

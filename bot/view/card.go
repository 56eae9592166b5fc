package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// Card is the root card of an incident: the only place with live state. It is
// rendered from the incident as it is when it is sent, and fits on a phone
// (slack.md §9.1).
func (f Face) Card(in bot.Incident, now time.Time) Message {
	if in.Erased != nil {
		return Message{Text: f.Blank(in)}
	}
	blocks := []slack.Block{header(f.title(in)), section(f.next(in, now))}
	if t := f.clockLines(in, now); t != nil {
		blocks = append(blocks, section(t))
	}
	blocks = append(blocks, rich(f.fields(in, now)...))
	if t := f.checklist(in, now); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	if t := f.dossierLine(in, now); len(t) > 0 {
		blocks = append(blocks, section(t))
	}
	if t := f.actionLines(in, now); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	if t := f.warnings(in); len(t) > 0 {
		blocks = append(blocks, rich(t...))
	}
	blocks = append(blocks, f.cardButtons(in, now)...)
	blocks = append(blocks, footnote(f.say("card.context", "version", in.Version, "when", word(f.When(now, now))).plain()))
	return Message{Text: f.notice(in, f.cardDemand(in), now), Blocks: fit(blocks)}
}

// title is ref, track and status.
func (f Face) title(in bot.Incident) string {
	return join(" · ", f.drill(in), of(ref(in.Ref)), f.say("track."+string(in.Track)), f.state(in)).plain()
}

// state says where an incident stands.
func (f Face) state(in bot.Incident) text {
	switch state := in.State(); {
	case state == bot.StateReported && in.Evidence != nil:
		return f.say("state.evidence")
	case state == bot.StateValidated && in.Track == bot.Internal:
		return f.say("state.running")
	default:
		return f.say("state." + string(state))
	}
}

// cardDemand is what the card asks for, by state.
func (f Face) cardDemand(in bot.Incident) string { return "demand.card." + string(in.State()) }

// notice is what a lock screen shows: the ref, the demand and the time left.
// No name, address or subject ever stands in it.
func (f Face) notice(in bot.Incident, demand string, now time.Time) string {
	o, ok := in.Clock()
	return f.noticeOf(in, o, ok, demand, now)
}

func (f Face) noticeOf(in bot.Incident, o bot.Obligation, counts bool, demand string, now time.Time) string {
	t := join(" · ", f.drill(in), of(ref(in.Ref)), f.say(demand))
	if counts {
		t = join(" · ", t, of(word(leftShort(o.Left(now), f.Lang))))
	}
	return t.plain()
}

// clockLines are the time left with its bar, the deadline twice, what else is
// owed, and who has acknowledged what.
func (f Face) clockLines(in bot.Incident, now time.Time) text {
	o, ok := in.Clock()
	if !ok {
		return nil
	}
	left := o.Left(now)
	args := []any{"bar", word(bar(left, o.Rule.Within)), "left", word(Left(left, f.Lang))}
	out := []text{f.say("card.left", args...), f.deadline(o, now)}
	if _, acked := o.Acked(now); acked && len(o.Standing.Must) == 0 {
		a := o.Standing.Acks[len(o.Standing.Acks)-1]
		out[0] = f.say("card.acked", append(args, "who", f.who(a.By), "until", f.clock(a.Until, now))...)
	}
	var also, acks []text
	for _, p := range in.Obligations {
		if p.Open() && p.Rule.Name != o.Rule.Name {
			also = append(also, f.alsoOwed(p, now))
		}
		acks = append(acks, f.everybody(p, now))
	}
	return lines(append(append(out, join(" · ", also...)), acks...)...)
}

// alsoOwed is another duty of the incident, in a few words.
func (f Face) alsoOwed(o bot.Obligation, now time.Time) text {
	what := f.duty(o)
	if key := "also." + o.Rule.Name; has(key) {
		what = f.say(key)
	}
	t := f.say("card.also", "Duty", capital(what), "left", word(leftShort(o.Left(now), f.Lang)))
	if a, acked := o.Acked(now); acked {
		t = join(", ", t, f.say("card.also.acked", "who", f.who(a.By), "until", f.clock(a.Until, now)))
	}
	return t
}

// everybody names who of those who must acknowledge has, and who has not.
func (f Face) everybody(o bot.Obligation, now time.Time) text {
	s := o.Standing
	if s == nil || len(s.Must) == 0 || !o.Open() {
		return nil
	}
	var acked, missing []text
	for _, a := range s.Standing(now) {
		acked = append(acked, f.say("card.ack.one", "who", f.who(a.By), "until", f.clock(a.Until, now)))
	}
	for _, p := range s.Needs(now) {
		missing = append(missing, f.who(p))
	}
	switch {
	case len(missing) == 0:
		return f.say("card.acks.all", "acked", join(", ", acked...))
	case len(acked) == 0:
		return f.say("card.acks.none", "missing", join(", ", missing...))
	}
	return f.say("card.acks", "acked", join(", ", acked...), "missing", join(", ", missing...))
}

// deadline writes a deadline twice: in the zone of the reader's device, and
// fixed, with its zone and UTC (slack.md §6).
func (f Face) deadline(o bot.Obligation, now time.Time) text {
	return f.say("card.deadline", "duty", capital(f.duty(o)),
		"token", text{{kind: moment, at: o.Deadline}}, "fixed", word(f.When(o.Deadline, now)))
}

// fields are the lines about the report.
func (f Face) fields(in bot.Incident, now time.Time) []text {
	if in.Suspicion != nil {
		return f.suspicion(in, now)
	}
	owner := f.say("owner.none")
	if in.Owner != "" {
		owner = f.who(in.Owner)
	}
	out := []text{
		f.say("field.requester", "who", f.requester(in), "verdict", f.verdict(in)),
		f.say("field.account", "account", f.account(in)),
		f.say("field.asked", "asked", f.asked(in)),
		f.say("field.owner", "who", owner, "when", f.at(in.Aware, now)),
	}
	if slices.ContainsFunc(in.Obligations, func(o bot.Obligation) bool { return o.Moved > 0 }) { // the moment was corrected
		out[3] = f.say("field.owner.aware", "who", owner, "when", f.at(in.Aware, now))
	}
	if m := f.missing(in); len(m) > 0 {
		out[2] = f.say("field.missing", "asked", f.asked(in), "missing", m)
	}
	return out
}

// maxActions is how many actions the card shows: those that wait for somebody
// first, then the latest.
const maxActions = 5

func (f Face) actionLines(in bot.Incident, now time.Time) []text {
	show := slices.Clone(in.Actions)
	slices.SortStableFunc(show, func(a, b bot.Action) int {
		if p := pendingFirst(a) - pendingFirst(b); p != 0 {
			return p
		}
		return b.ID - a.ID
	})
	hidden := len(show) - maxActions
	show = show[:min(len(show), maxActions)]
	slices.SortFunc(show, func(a, b bot.Action) int { return a.ID - b.ID })
	var out []text
	for _, a := range show {
		state := f.actionState(a, now)
		if in.Drill && a.State == bot.ActionIsDone {
			state = f.say("action.state.drill", "when", f.clock(a.Finished.At, now))
		}
		if told := f.toldState(a); len(told) > 0 {
			state = join(", ", state, told)
		}
		if left := in.Stopped(a); left > 0 && left < a.Many.Done() {
			state = join(", ", state, f.say("accounts.left", "count", f.number(left)))
		}
		out = append(out, f.say("card.action", "no", a.ID, "what", f.actionOn(a), "state", state))
	}
	if hidden > 0 {
		out = append(out, f.say("card.actions.more", "n", hidden))
	}
	return out
}

func pendingFirst(a bot.Action) int {
	if a.State.Pending() {
		return 0
	}
	return 1
}

// actionState says how far an action has come, by whom and when.
func (f Face) actionState(a bot.Action, now time.Time) text {
	mark := a.Requested
	switch a.State {
	case bot.ActionIsDone, bot.ActionHasFail, bot.ActionHasGone:
		mark = a.Finished
	case bot.ActionIsOff:
		mark = a.Decided
	case bot.ActionToDo:
		if a.Decided.By != "" {
			mark = a.Decided
		}
	}
	t := f.say("action.state."+string(a.State), "who", f.who(mark.By), "when", f.clock(mark.At, now))
	if many := f.manyState(a); len(many) > 0 {
		if a.State == bot.ActionToDo {
			t = many
		} else {
			t = join(", ", t, many)
		}
	}
	if a.State.Pending() && !a.Lapses.IsZero() {
		t = join(", ", t, f.say("action.lapses", "when", f.clock(a.Lapses, now)))
	}
	if !a.Until.IsZero() && a.Reversed == 0 && a.State != bot.ActionHasGone {
		t = join(", ", t, f.say("action.until", "when", word(f.day(a.Until.Add(-time.Minute).In(f.zone()), now))))
	}
	if a.Reversed > 0 {
		t = join(", ", t, f.say("action.reversed", "no", a.Reversed))
	}
	return t
}

// cardButtons are those that fit the state, most pressing first.
func (f Face) cardButtons(in bot.Incident, now time.Time) []slack.Block {
	v := ButtonValue{Ref: in.Ref, Version: in.Version}
	if in.Closed != nil {
		return f.buttons(v, button{verb: VerbReopen})
	}
	var all []button
	if _, asks := in.Asking(now); asks {
		all = append(all, button{verb: VerbAck, style: slack.StylePrimary})
	}
	if in.Owner == "" {
		all = append(all, button{verb: VerbClaim})
	}
	if in.Track == bot.Internal {
		for _, a := range in.Actions {
			switch {
			case a.Retryable():
				all = append(all, button{verb: VerbRetry, id: a.ID, style: slack.StylePrimary})
			case a.Stuck(), a.State == bot.ActionToDo && a.Carrier == bot.ByHand:
				all = append(all, button{verb: VerbDone, id: a.ID, number: true, style: slack.StylePrimary})
			}
		}
		all = append(all[:min(len(all), 2)], f.stageButtons(in)...)
		if a, ok := needsSomebody(in); ok && len(all) < maxButtons-1 {
			all = append(all, button{verb: VerbTold, id: a.ID})
		}
		return f.buttons(v, append(all[:min(len(all), maxButtons-1)], button{verb: VerbMenu})...)
	}
	switch in.State() {
	case bot.StateReported:
		key := ""
		if in.Evidence != nil {
			key = "button.valideer.second"
		}
		all = append(all,
			button{verb: VerbValidate, key: key, style: slack.StylePrimary},
			button{verb: VerbReject, style: slack.StyleDanger},
			button{verb: VerbDetails}, button{verb: VerbMenu})
	case bot.StateRejected:
		all = append(all, button{verb: VerbValidate, key: "button.valideer.after"},
			button{verb: VerbDetails}, button{verb: VerbClose, style: slack.StylePrimary})
	case bot.StateValidated:
		all = append(all, f.actionButtons(in)...)
		all = append(all, button{verb: VerbDetails}, button{verb: VerbMenu})
	}
	return f.buttons(v, all...)
}

// actionButtons: report what is to be done, ask for what the mail asks, close
// when nothing waits.
func (f Face) actionButtons(in bot.Incident) []button {
	var all []button
	pending := false
	for _, a := range in.Actions {
		pending = pending || a.State.Pending()
		if a.State == bot.ActionToDo && a.Carrier != bot.ByAPI && len(all) < 2 {
			all = append(all, button{verb: VerbDone, id: a.ID, number: true, style: slack.StylePrimary})
		}
	}
	k, ok := suggest(in)
	if ok {
		all = append(all, button{verb: VerbOf(k), style: slack.StyleDanger})
	}
	if !pending {
		b := button{verb: VerbClose}
		if !ok && len(in.Actions) > 0 {
			b.style = slack.StylePrimary
		}
		all = append(all, b)
	}
	return all
}

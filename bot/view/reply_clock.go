package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// rungReply reminds. The first line is the time left, then who is asked what.
func (f Face) rungReply(in bot.Incident, e bot.Event, b bot.RungReached, now time.Time) []slack.Block {
	o, _ := obligation(in, b.Obligation)
	r := rung(o, b.Rung)
	point := f.point(o, b.Obligation, now, e.At.Add(b.Left))
	if starts(o, r) && len(b.Missed) == 0 {
		point = f.say("rung.start", "time", word(For(o.Left(now), f.Lang)), "duty", f.duty(o))
	}
	blocks := []slack.Block{section(lines(point, f.deadlineOf(o, now)))}
	blocks = append(blocks, f.missed(o, b)...)
	ask := f.then(in, now)
	if in.Closed == nil {
		ask = lines(f.asking(o, r, b), f.nobody(b.Nobody, b.Page), ask)
	}
	if len(ask) > 0 {
		blocks = append(blocks, section(ask))
	}
	return append(blocks, f.ackButton(in, r.Ack || len(b.Page) > 0, now)...)
}

// asking mentions whom the rung tells or pages, and says what is asked of them.
func (f Face) asking(o bot.Obligation, r bot.Rung, b bot.RungReached) text {
	who := f.roles(union(r.Tell, b.Page))
	switch {
	case len(b.Page) > 0 && len(b.Must) > 0:
		return f.say("rung.ack.all.paged", "who", f.people(b.Must))
	case len(b.Page) > 0:
		return f.say("rung.ack.paged", "who", who)
	case len(r.Tell) == 0:
		return nil
	case !r.Ack && starts(o, r):
		return f.say("rung.start.tell", "who", who)
	case !r.Ack:
		return f.say("rung.tell", "who", who)
	case len(b.Must) > 0:
		return f.say("rung.ack.all", "who", f.people(b.Must))
	case len(r.Page) > 0 && r.PageAfter > 0:
		return f.say("rung.ack.page", "who", who, "time", word(For(r.PageAfter, f.Lang)))
	}
	return f.say("rung.ack", "who", who)
}

// starts reports whether the rung comes when the clock starts.
func starts(o bot.Obligation, r bot.Rung) bool { return r.Name != "" && r.Left >= o.Rule.Within }

// nobody warns of roles in which nobody is at this hour: others are paged at once.
func (f Face) nobody(missing, page []bot.Role) text {
	if len(missing) == 0 {
		return nil
	}
	var names []text
	for _, r := range missing {
		names = append(names, f.say("role."+string(r)))
	}
	return f.say("rung.nobody", "roles", join(", ", names...), "who", f.roles(without(page, missing)))
}

func union(a, b []bot.Role) []bot.Role {
	out := slices.Clone(a)
	for _, r := range b {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func without(a, b []bot.Role) []bot.Role {
	return slices.DeleteFunc(slices.Clone(a), func(r bot.Role) bool { return slices.Contains(b, r) })
}

// people mentions each of them.
func (f Face) people(ids []bot.PersonID) text {
	var out []text
	for _, id := range ids[:min(len(ids), maxMentions)] {
		out = append(out, f.who(id))
	}
	return join(" ", append(out, f.more(len(ids)-maxMentions))...)
}

// point is the time left as a sentence; overdue has words of its own.
func (f Face) point(o bot.Obligation, name string, now, deadline time.Time) text {
	if o.Rule.Name == "" {
		o.Rule.Name = name
	} else {
		deadline = o.Deadline
	}
	left := deadline.Sub(now)
	key := "rung.left"
	switch {
	case left.Round(time.Minute) == 0:
		key = "rung.now"
	case left < 0:
		key = "rung.overdue"
	}
	return f.say(key, "left", capital(of(word(Left(left, f.Lang)))), "time", word(For(left, f.Lang)),
		"duty", f.duty(o), "Duty", capital(f.duty(o)))
}

func (f Face) deadlineOf(o bot.Obligation, now time.Time) text {
	if o.Deadline.IsZero() {
		return nil
	}
	return f.deadline(o, now)
}

// missed names in one summary what came due while the desk was down, and in
// another what lay behind us when the clock was set.
func (f Face) missed(o bot.Obligation, b bot.RungReached) []slack.Block {
	var blocks []slack.Block
	for _, l := range []struct {
		key   string
		rungs []string
	}{{"rung.behind", b.Missed[:b.Behind]}, {"rung.missed", b.Missed[b.Behind:]}} {
		var names []text
		for _, n := range l.rungs[:min(len(l.rungs), 8)] {
			names = append(names, f.rungName(o, n))
		}
		if len(names) > 0 {
			blocks = append(blocks, section(f.say(l.key, "n", len(l.rungs), "rungs", join(", ", names...))))
		}
	}
	return blocks
}

// rungName says when a rung comes: "24 uur ervoor", "erna, elk uur".
func (f Face) rungName(o bot.Obligation, name string) text {
	i := slices.IndexFunc(o.Rule.Ladder, func(r bot.Rung) bool { return r.Name == name })
	if i < 0 {
		return of(data(oneLine(name, 30)))
	}
	switch left := o.Rule.Ladder[i].Left; {
	case left > 0:
		return f.say("rung.name.before", "time", word(For(left, f.Lang)))
	case left == 0:
		return f.say("rung.name.at")
	default:
		return f.say("rung.name.after", "time", word(For(left, f.Lang)))
	}
}

// escalatedReply says that a rung is told again, and why.
func (f Face) escalatedReply(in bot.Incident, e bot.Event, b bot.Escalated, now time.Time) []slack.Block {
	o, _ := obligation(in, b.Obligation)
	r := rung(o, b.Rung)
	key := "escalated." + string(b.Why)
	if !has(key) {
		key = "escalated.no-ack"
	}
	who := lapsed(o, e.At)
	if some := someDid(o, e.At); len(some) > 0 && b.Why != bot.WhyExpired {
		key, who = key+".all", some
	}
	t := lines(
		f.say(key, "who", f.people(who)),
		f.point(o, b.Obligation, now, e.At.Add(b.Left)),
		f.deadlineOf(o, now))
	ask := f.then(in, now)
	if in.Closed == nil {
		if len(b.Page) > 0 {
			ask = lines(f.say("escalated.paged", "who", f.paged(o, r, b, e.At), "count", b.Times), f.nobody(b.Nobody, b.Page), ask)
		} else if len(r.Tell) > 0 {
			ask = lines(f.say("escalated.told", "who", f.roles(r.Tell)), ask)
		}
	}
	blocks := []slack.Block{section(t)}
	if len(ask) > 0 {
		blocks = append(blocks, section(ask))
	}
	return append(blocks, f.ackButton(in, true, now)...)
}

func (f Face) ackButton(in bot.Incident, ask bool, now time.Time) []slack.Block {
	if _, open := in.Asking(now); !ask || !open {
		return nil
	}
	return f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, button{verb: VerbAck, style: slack.StylePrimary})
}

// rung returns the rung of that name, or an empty one.
func rung(o bot.Obligation, name string) bot.Rung {
	for _, r := range o.Rule.Ladder {
		if r.Name == name {
			return r
		}
	}
	return bot.Rung{}
}

// broadcast reports whether a reply is shown in the channel too: the last rungs
// alone, and what comes of them when nobody answers.
func broadcast(in bot.Incident, e bot.Event) bool {
	switch b := e.Body.(type) {
	case bot.RungReached:
		o, _ := obligation(in, b.Obligation)
		return rung(o, b.Rung).Broadcast
	case bot.Escalated:
		o, _ := obligation(in, b.Obligation)
		return rung(o, b.Rung).Broadcast
	}
	return false
}

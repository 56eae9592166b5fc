package view

import (
	"time"

	"meldwacht/bot"
)

// Page is what a telephone shows of a page: the ref, the time left and what to
// do, in one line. No name, no address and no subject ever stands in it: it
// crosses other people's networks and lies on night tables.
func (f Face) Page(in bot.Incident, o bot.Obligation, now time.Time) string {
	key, all := "page.left", "page.left.all"
	left := o.Left(now).Round(time.Minute)
	switch {
	case left == 0:
		key, all = "page.now", "page.now.all"
	case left < 0:
		key, all = "page.overdue", "page.overdue.all"
	}
	if len(someDid(o, now)) > 0 {
		key = all // some of those who must have, others not
	}
	return join(" · ", f.drill(in), f.say(key, "ref", ref(in.Ref), "time", word(For(left, f.Lang)), "duty", f.duty(o))).plain()
}

// SilentPage is what a telephone shows when Slack takes nothing any more.
func (f Face) SilentPage(in bot.Incident, since, now time.Time) string {
	t := f.say("page.silent", "ref", ref(in.Ref), "since", f.clock(since, now))
	if o, ok := in.Clock(); ok {
		t = join(" ", t, f.say("page.silent.left", "left", capital(of(word(Left(o.Left(now), f.Lang)))), "duty", f.duty(o)))
	}
	return join(" · ", f.drill(in), t).plain()
}

// TestPage is the text of a page that only tries the paths.
func (f Face) TestPage() string { return f.say("page.test").plain() }

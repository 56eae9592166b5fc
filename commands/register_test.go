package commands_test

import (
	"context"
	"errors"
	"testing"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// A manager and the privacy officer hear how the year stands, at any door and in
// any thread; support does not, and a fault of the store is none of their business.
func TestTheRegisterInSlack(t *testing.T) {
	w := newWorld("DL-2026-0007")
	count, broken := view.RegisterCount{All: 14, Internal: 3, Notified: 1, NotNotified: 1, Undecided: 1, Open: 2}, error(nil)
	w.desk.Register = func(_ context.Context, year int) (view.RegisterCount, error) {
		count.Year = year
		return count, broken
	}
	ask := func(who bot.Person, lang bot.Lang, door commands.Door, ref bot.Ref) commands.Answer {
		return w.desk.Run(t.Context(), commands.Call{Who: who, Lang: lang, Door: door, Verb: "register", Ref: ref})
	}
	for _, who := range []bot.Person{mira, fati} {
		contains(t, who.Name, ask(who, bot.NL, commands.DoorSlash, "").Text, "2026", "14 incidenten")
	}
	contains(t, "in a thread", ask(mira, bot.EN, commands.DoorMention, "DL-2026-0007").Text, "14 incidents")
	if a := ask(mira, bot.EN, commands.DoorSlash, ""); len(a.Blocks) == 0 {
		t.Error("no blocks")
	}
	contains(t, "support", ask(anna, bot.EN, commands.DoorSlash, "").Text, "manager")
	count = view.RegisterCount{}
	contains(t, "none", ask(mira, bot.EN, commands.DoorSlash, "").Text, "no incidents yet")
	broken = errors.New("disk full")
	contains(t, "broken", ask(mira, bot.EN, commands.DoorSlash, "").Text, "Try again")
}

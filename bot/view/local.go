package view

import "meldwacht/bot"

// Acked and NotAPerson answer whoever acknowledges on the command line.
func (f Face) Acked(r bot.Ref) string { return f.say("local.acked", "ref", ref(r)).plain() }

// NotAPerson says that nobody of the configuration goes by an id.
func (f Face) NotAPerson(id string) string {
	return f.say("local.nobody", "person", word(quotable(id))).plain()
}

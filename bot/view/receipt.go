package view

import "meldwacht/bot"

// Receipt tells the person who called that their verb was carried out. What
// everybody must know stands in the thread.
func (f Face) Receipt(verb string, r bot.Ref) string {
	key := "receipt." + verb
	if !has(key) {
		key = "receipt.other"
	}
	return f.say(key, "ref", ref(r)).plain()
}

package view

import (
	"slices"
	"strings"

	"meldwacht/bot"
)

// Refuse says why something is refused, in one whole sentence with the next
// step in it, in the language of the person who asked. The sentence is safe in
// every container: names and words in it are reduced to letters and digits,
// and nobody is mentioned.
func Refuse(lang bot.Lang, r bot.Refusal, f Face) string {
	f = f.In(lang)
	first, second := "", ""
	if r.Reason == bot.NoSuchTarget {
		// Of an address the part that people know each other by.
		r.Words = slices.Clone(r.Words)
		for i, w := range r.Words {
			r.Words[i], _, _ = strings.Cut(w, "@")
		}
	}
	if len(r.Words) > 0 {
		first = quotable(r.Words[0])
	}
	if len(r.Words) > 1 {
		second = quotable(r.Words[1])
	}
	var all []text
	shown := 6
	if r.Reason == bot.StillOwed {
		shown = 3 // sentences, not words
	}
	for _, w := range r.Words[:min(len(r.Words), shown)] {
		if r.Reason == bot.StillOwed {
			all = append(all, f.owed(bot.Owed(w)))
			continue
		}
		all = append(all, of(word(quotable(w))))
	}
	if r.Reason == bot.StillOwed || r.Reason == bot.BrokenList {
		all = append(all, f.more(len(r.Words)-shown))
	}
	key := "refuse." + string(r.Reason)
	switch {
	case !has(key):
		key = "refuse.other"
	case r.Drill && has(key+".drill"):
		key += ".drill"
	case len(r.Words) == 0 && has(key+".bare"):
		key += ".bare"
	case second == "" && len(r.Words) < 2 && has(key+".single"):
		key += ".single"
	}
	args := []any{
		"ref", ref(r.Ref), "by", word(f.name(r.By)), "command", word(f.command()),
		"first", word(first), "second", word(second), "all", join(", ", all...),
	}
	switch r.Reason {
	case bot.NotYourRole:
		role := "role." + first
		if has(role + ".or") {
			role += ".or" // everybody who may: see bot.Person.May
		}
		args = append(args, "role", f.known(role, "role.other"))
	case bot.NotWaiting, bot.AlreadyFinished:
		args = append(args, "state", f.known("action.is."+second, "action.is.other"))
	case bot.NeedsTarget:
		args = append(args, "target", f.known("needs."+first, "needs.other"))
	}
	return strings.TrimSpace(capital(f.say(key, args...)).plain())
}

package view

import "meldwacht/bot"

// maxWarnings bounds the card; the rest is counted.
const maxWarnings = 4

// warnings are whole sentences about what staff should look at before they
// believe the mail, and what the desk could not tell anybody.
func (f Face) warnings(in bot.Incident) []text {
	var out []text
	if n := len(in.Undelivered); n > 0 {
		out = append(out, f.say("warn.undelivered", "n", n))
	}
	if in.Unreadable != "" {
		out = append(out, f.say("warn.unreadable", "why", f.known("unreadable."+in.Unreadable, "unreadable.other")))
	}
	for _, w := range in.Warnings {
		key := "warn." + w.Code
		if !has(key) {
			out = append(out, f.say("warn.other", "code", data(oneLine(w.Code, 40))))
			continue
		}
		out = append(out, f.say(key, "about", data(oneLine(w.About, 60))))
	}
	if in.Mentions != "" {
		out = append(out, f.say("warn.mentions", "ref", ref(in.Mentions)))
	}
	for _, code := range in.Flags {
		if key := "flag." + code; has(key) {
			out = append(out, f.say(key))
			continue
		}
		out = append(out, f.say("warn.other", "code", data(oneLine(code, 40))))
	}
	if hidden := len(out) - maxWarnings; hidden > 0 {
		out = append(out[:maxWarnings:maxWarnings], f.say("warn.more", "n", hidden))
	}
	return out
}

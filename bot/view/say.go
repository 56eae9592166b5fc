package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Sentence is something that the desk says to one person outside any
// incident's record.
type Sentence string

const (
	SayStale      Sentence = "stale"       // the card that was clicked is out of date
	SayHandled    Sentence = "handled"     // this very click or command was handled before
	SayBroken     Sentence = "broken"      // something went wrong that is not the person's to know
	SayExpired    Sentence = "expired"     // the modal could not be opened in time
	SayThread     Sentence = "thread"      // the ref that was typed is not that of the thread
	SayTyped      Sentence = "typed"       // the ref that was typed over is another one
	SayStranger   Sentence = "stranger"    // no role at the desk
	SayWhich      Sentence = "which"       // choose an incident first
	SayNoIncident Sentence = "no-incident" // the message belongs to none
)

// Say returns a sentence, in plain text; r is the incident at hand, if any.
func (f Face) Say(s Sentence, r bot.Ref) string {
	return f.say("say."+string(s), "ref", ref(r)).plain()
}

// Receipt tells the person who called that their verb was carried out. What
// everybody must know stands in the thread.
func (f Face) Receipt(verb string, r bot.Ref) string {
	key := "receipt." + verb
	if !has(key) {
		key = "receipt.other"
	}
	return f.say(key, "ref", ref(r)).plain()
}

// Ask offers the modal of a verb by a button, where no modal can be opened: a
// mention carries no trigger (slack.md §2).
func (f Face) Ask(verb string, in bot.Incident, id int) ([]slack.Block, string) {
	t := f.say("ask.modal", "ref", ref(in.Ref))
	blocks := f.buttons(ButtonValue{Ref: in.Ref, Version: in.Version}, button{verb: verb, id: id, style: slack.StylePrimary})
	return append([]slack.Block{section(t)}, blocks...), t.plain()
}

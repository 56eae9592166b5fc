package view

import (
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// An exercise is marked on everything that is said of it (decision 13): whoever
// reads one line of it must not take it for a leak.

// drill marks an exercise, wherever the ref stands.
func (f Face) drill(in bot.Incident) text {
	if !in.Drill {
		return nil
	}
	return f.say("drill")
}

// MarkedBlocks puts the mark of an exercise above what is said of one.
func (f Face) MarkedBlocks(in bot.Incident, blocks []slack.Block) []slack.Block {
	if !in.Drill {
		return blocks
	}
	return append([]slack.Block{footnote(f.drill(in).plain())}, blocks...)
}

// Marked is a sentence about an incident, with the mark in front of it where
// that is an exercise and the sentence does not begin with it.
func (f Face) Marked(in bot.Incident, sentence string) string {
	mark := f.drill(in).plain()
	if mark == "" || strings.HasPrefix(sentence, mark) {
		return sentence
	}
	return mark + " · " + sentence
}

package view

import (
	"slices"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A VerbHelp is one verb as help shows it. The caller owns the table of verbs
// and says which fit here and now.
type VerbHelp struct {
	Name   string // Dutch
	Alias  string // English
	NL, EN string // one line each: what it does
}

func (v VerbHelp) line(lang bot.Lang) (name, alias, line string) {
	if lang == bot.EN {
		return v.Alias, v.Name, v.EN
	}
	return v.Name, v.Alias, v.NL
}

// helpRows is how many verbs stand in one block (chosen).
const helpRows = 25

// Help lists verbs, one line each, under a sentence on how to give them.
// about is the incident at hand, or "" for none.
func (f Face) Help(about bot.Ref, verbs []VerbHelp, lang bot.Lang) ([]slack.Block, string) {
	f = f.In(lang)
	head := f.say("help.head", "command", word(f.command()))
	if about != "" {
		head = f.say("help.head.ref", "ref", ref(about), "command", word(f.command()))
	}
	var rows []text
	for _, v := range verbs {
		name, alias, line := v.line(lang)
		if alias == name || alias == "" {
			rows = append(rows, f.say("help.verb.single", "verb", word(name), "line", word(line)))
			continue
		}
		rows = append(rows, f.say("help.verb", "verb", word(name), "alias", word(alias), "line", word(line)))
	}
	blocks := []slack.Block{section(head)}
	for part := range slices.Chunk(rows, helpRows) {
		blocks = append(blocks, list(part...))
	}
	return append(blocks, section(f.say("help.threads"))), f.say("help.text").plain()
}

package report

import (
	"strconv"
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/paper"
	"meldwacht/bot/view"
)

// accounts adds, for each action on many accounts, every one of them and how far
// the action has come for it: who carries it out by hand works from this list,
// and who looks back later sees what was stopped and for how long it was not.
func (c Case) accounts(add func(...paper.Block)) {
	for _, a := range c.in.Actions {
		list := c.in.Listed(a.ID, c.events)
		c.without(add, a)
		if len(list) == 0 {
			continue
		}
		add(paper.Heading{Level: 3, Text: c.say("listed") + " " + strconv.Itoa(a.ID) + " · " + c.face.ActionName(a)})
		var rows [][]string
		for _, l := range list {
			rows = append(rows, []string{string(l.Account), strings.TrimSpace(c.say("listed."+string(l.State)) + reason(l))})
		}
		add(paper.Table{Headers: strings.Split(c.say("listed.columns"), "|"), Widths: []int{2, 5}, Rows: rows})
	}
}

// without adds the accounts that an action could not tell anything, since nobody
// has an address for them. How they were reached stands beside the action.
func (c Case) without(add func(...paper.Block), a bot.Action) {
	ids := bot.UnreachedOf(c.events, a.ID)
	if len(ids) == 0 {
		return
	}
	state := c.say("without.open")
	if a.State == bot.ActionIsDone {
		state = strings.TrimSpace(c.say("without.done") + " " + a.Words)
	}
	var rows [][]string
	for _, id := range ids {
		rows = append(rows, []string{string(id), state})
	}
	add(paper.Heading{Level: 3, Text: c.say("without") + " " + strconv.Itoa(a.ID) + " · " + c.face.ActionName(a)},
		paper.Table{Headers: strings.Split(c.say("listed.columns"), "|"), Widths: []int{2, 5}, Rows: rows})
}

func reason(l bot.Listed) string {
	if l.Code == "" {
		return ""
	}
	return " (" + l.Code + ")"
}

// words adds what a letter says in one language, as the letter says it.
func (c Case) words(add func(...paper.Block), p bot.Parts) {
	add(paper.Fields{{Label: c.say("told.happened"), Value: view.LetterWords(p.Happened)}, {Label: c.say("told.data"), Value: view.LetterWords(p.Data)},
		{Label: c.say("told.consequences"), Value: view.LetterWords(p.Consequences)}, {Label: c.say("told.advice"), Value: view.LetterWords(p.Advice)},
		{Label: c.say("told.measures"), Value: view.LetterWords(p.Measures)}})
}

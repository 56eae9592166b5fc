package commands

import (
	"context"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// registerVerb is about the desk, and about no incident.
func registerVerb() []Verb {
	return []Verb{{Name: view.VerbRegister, Alias: "register", Who: bot.Manager, Reads: true, run: register,
		NL: "hoe het register van dit jaar staat, en hoe je het krijgt", EN: "how this year's register stands, and how to get it"}}
}

// noRegister: the desk was given no register to count.
const noRegister bot.Reason = "no-register"

// register tells how the register of this year stands.
func register(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if d.Register == nil {
		return Answer{}, bot.Refusal{Reason: noRegister}
	}
	count, err := d.Register(ctx, a.now.Year()) // in UTC, as refs count years
	if err != nil {
		return Answer{}, err
	}
	blocks, text := d.Face.Register(count, a.Lang)
	return Answer{Text: text, Blocks: blocks}, nil
}

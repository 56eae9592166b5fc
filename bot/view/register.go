package view

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// VerbRegister tells how the register of art. 33(5) stands.
const VerbRegister = "register"

// A RegisterCount is how many incidents stand in the register, and what came of
// them. Of those at ourselves it was decided, or not yet, whether to notify.
type RegisterCount struct {
	Year        int
	All         int
	Internal    int
	Notified    int
	NotNotified int
	Undecided   int
	Open        int
}

// Register tells one person how the register of a year stands, and how to get
// the whole of it. It names no incident.
func (f Face) Register(c RegisterCount, lang bot.Lang) ([]slack.Block, string) {
	f = f.In(lang)
	head := f.say("register.none", "year", c.Year)
	var rows []text
	if c.All > 0 {
		head = f.say("register.head", "year", c.Year, "n", c.All)
		rows = []text{
			f.say("register.internal", "internal", c.Internal, "notified", c.Notified, "not", c.NotNotified, "undecided", c.Undecided),
			f.say("register.customers", "customers", c.All-c.Internal),
			f.say("register.open", "open", c.Open),
		}
	}
	blocks := []slack.Block{section(head)}
	if len(rows) > 0 {
		blocks = append(blocks, list(rows...))
	}
	return append(blocks, section(f.say("register.export"))), head.plain()
}

package report

import (
	"strconv"
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/paper"
)

// mails adds every mail in the order of the record: those that came in, in full,
// those that an event promised, and whom account holders' mails went to.
func (c Case) mails(add func(...paper.Block)) {
	some := false
	block := func(b ...paper.Block) { some = true; add(b...) }
	letters := map[int]bot.Letter{}
	for _, l := range bot.Letters(c.in.Ref, c.events) {
		letters[l.Event] = l
	}
	for _, e := range c.events {
		switch b := e.Body.(type) {
		case bot.Opened:
			c.received(block, e, b.Mail)
		case bot.MailAdded:
			c.received(block, e, b.Mail)
		case bot.MailReturned:
			if b.Letter == "" && b.Told == nil {
				block(c.mailHead(e, "returned"), paper.Fields{{Label: c.say("status"), Value: b.Status}, {Label: c.say("which-mail"), Value: c.say("unknown")}})
			}
		case bot.ActionApproved:
			if a, ok := c.in.Action(b.ID); ok && a.Kind == bot.Inform {
				c.told(block, e, a)
			}
		}
		if l, ok := letters[e.No]; ok {
			c.sent(block, e, l)
		}
	}
	if !some {
		add(paper.Paragraph{Text: c.say("none")})
	}
}

// mailHead is the heading of a mail: the number of its event, what it is and when.
func (c Case) mailHead(e bot.Event, what string) paper.Heading {
	return paper.Heading{Level: 3, Text: strconv.Itoa(e.No) + " · " + c.say(what) + " · " + c.when(e.At)}
}

// received adds a mail that came in.
func (c Case) received(add func(...paper.Block), e bot.Event, m bot.Mail) {
	add(c.mailHead(e, "in"),
		paper.Fields{{Label: c.say("sender"), Value: mailbox(m.Sender)}, {Label: c.say("reporter"), Value: mailbox(m.Reporter)},
			{Label: c.say("subject"), Value: m.Subject}, {Label: c.say("rawsum"), Value: m.RawSum}})
	for _, t := range []string{m.Note, m.Text} {
		if t != "" {
			add(paper.Pre{Text: t})
		}
	}
}

// sent adds a letter of the desk, and what is known of it. What it said was made
// when it went out; the record holds the words of a colleague alone.
func (c Case) sent(add func(...paper.Block), e bot.Event, l bot.Letter) {
	fields := paper.Fields{{Label: c.say("to-whom"), Value: mailbox(l.To)}, {Label: c.say("what-mail"), Value: c.say("letter." + string(l.Kind))}}
	state := c.say("letter.out")
	if t := l.Failed; t != nil {
		state = c.say("letter.failed") + "\n" + c.when(t.At) + "\n" + c.face.CodeName(t.Code)
	}
	if t := l.Returned; t != nil {
		state = strings.TrimSpace(c.say("letter.returned") + "\n" + c.when(t.At) + "\n" + t.Code)
	}
	add(c.mailHead(e, "out"), append(fields, paper.Field{Label: c.say("state"), Value: state}))
	if b, ok := e.Body.(bot.Asked); ok && b.Words != "" {
		add(paper.Pre{Text: b.Words})
	}
}

// told adds what account holders were told, and how far each mail has come.
func (c Case) told(add func(...paper.Block), e bot.Event, a bot.Action) {
	add(paper.Heading{Level: 3, Text: strconv.Itoa(e.No) + " · " + c.face.ActionName(a) + " · " + c.when(e.At)})
	for _, e := range c.events {
		if b, ok := e.Body.(bot.ActionRequested); ok && b.ID == a.ID && b.Message != nil {
			c.words(add, b.Message.In(bot.NL))
			if b.Message.English != nil {
				c.words(add, *b.Message.English)
			}
		}
	}
	var rows [][]string
	for _, t := range bot.ToldOf(c.events, a.ID) {
		var accounts []string
		for _, id := range t.Accounts {
			accounts = append(accounts, string(id))
		}
		state := c.say("told." + string(t.State))
		if t.Code != "" {
			state += " (" + t.Code + ")"
		}
		at := ""
		if !t.At.IsZero() {
			at = c.when(t.At)
		}
		rows = append(rows, []string{string(t.Address), strings.Join(accounts, ", "), state, at})
	}
	add(paper.Table{Headers: strings.Split(c.say("told.columns"), "|"), Widths: []int{6, 4, 4, 4}, Rows: rows})
}

func mailbox(m bot.Mailbox) string {
	if m.Name == "" {
		return string(m.Address)
	}
	return strings.TrimSpace(m.Name + " <" + string(m.Address) + ">")
}

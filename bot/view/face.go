// Package view is what the desk looks like in Slack: cards, replies, modals and
// Home, in Dutch and English, with every piece of foreign text made inert.
//
// Everything is a pure function of values:
//
//	m := face.Card(incident, now)          // the root card
//	m = face.Reply(incident, event, now)   // what the thread is told of an event
//	v := face.RequestModal(incident, bot.SuspendAPI)
//
// A sentence is built as a text, which keeps apart our own words, other
// people's words, mentions and moments. Only when it is put into a block is a
// container chosen: mrkdwn, verbatim, when all of it is ours, and rich_text
// elements as soon as one word is not. Nothing in a mail can thereby become a
// mention, a link or a format. What people read stands in the catalogs.
package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// A Face is how one desk shows itself: its language, its zone and its people.
type Face struct {
	Lang    bot.Lang       // of what everybody reads; what one person reads takes theirs
	Zone    *time.Location // in which deadlines are written out
	Command string         // "/datalek"
	Cast    Cast
	Form    *dossier.Form // the questions of the AP's form; nil: no dossier is shown
}

// A Cast says how people and roles are named in Slack.
type Cast struct {
	Users  map[bot.PersonID]bot.UserID // a person's Slack account
	Names  map[bot.PersonID]string
	Groups map[bot.Role][]string // ids to mention for a role: user groups (S…) or users (U…)
	OnCall func() []string       // whoever is on call now; nil: those of Groups
}

// A Message is one Slack message: what lock screens show, and what the channel shows.
type Message struct {
	Text      string // ref and demand alone: it is the notification
	Blocks    []slack.Block
	Broadcast bool // a reply that is shown in the channel too
}

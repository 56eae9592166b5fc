// Package view is what the desk looks like in Slack: cards, replies, modals and
// Home, in Dutch and English, with every piece of foreign text made inert.
package view

import (
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Face is how one desk shows itself: its language, its zone and its people.
type Face struct {
	Lang    bot.Lang       // of what everybody reads; what one person reads takes theirs
	Zone    *time.Location // in which deadlines are written out
	Command string         // "/datalek"
	Cast    Cast
}

// A Cast says how people and roles are named in Slack.
type Cast struct {
	Users  map[bot.PersonID]bot.UserID // a person's Slack account
	Names  map[bot.PersonID]string
	Groups map[bot.Role][]string // ids to mention for a role: user groups (S…) or users (U…)
}

// A Message is one Slack message: what lock screens show, and what the channel shows.
type Message struct {
	Text      string // ref and demand alone: it is the notification
	Blocks    []slack.Block
	Broadcast bool // a reply that is shown in the channel too
}

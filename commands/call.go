// Package commands is the verbs of the desk: one table behind slash command,
// button, message shortcut and @mention.
package commands

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// A Door is the way by which a verb came in.
type Door string

const (
	DoorSlash    Door = "slash"    // /datalek in the channel: cannot be used in a thread
	DoorButton   Door = "button"   // on a card or a reply
	DoorShortcut Door = "shortcut" // message shortcut "Datalek behandelen"
	DoorMention  Door = "mention"  // @meldwacht in the thread
	DoorModal    Door = "modal"    // a modal that was submitted
)

// A Call is one verb, asked for by one person through one door.
type Call struct {
	Once    string // remembered with the change, so that the same click is handled once
	Who     bot.Person
	Lang    bot.Lang // in which the answer for this person alone is written
	Door    Door
	Verb    string            // as typed or clicked, Dutch or English; "" shows help
	Args    string            // what was typed behind the verb, entities decoded
	Ref     bot.Ref           // the incident of the thread, button or modal; "" for none
	Version int               // of the card that was clicked; 0 when there was none
	Values  map[string]string // from a modal: by block id
}

// An Answer is what the person who called gets back. What everybody must know
// goes out through effects.
type Answer struct {
	Text   string                  // one safe sentence, for the caller alone
	Blocks []slack.Block           // shown with Text, when there is more to show
	Modal  *slack.ModalViewRequest // to be opened, where the door allows
	Errors map[string]string       // by block id of the submitted modal: the modal stays open
	Again  *slack.ModalViewRequest // the submitted modal with what was typed, in the place of Errors when it cannot take them
	Stale  bot.Ref                 // the card that the person looked at is old: render it again
	about  bot.Ref                 // the incident that was opened; "" when the call named one
}

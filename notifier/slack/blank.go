package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// BlankKinds are the effects that Blanks carry out.
func BlankKinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectBlank} }

// Blanks take out of Slack what was posted about an incident that was erased. It
// is a notifier.Sender with a loop of its own. The card becomes one line without
// anything personal, so that what people wrote under it keeps its place; every
// other message, and every file, is deleted. What is gone already is done.
type Blanks struct {
	Sender *Sender
	// Line is what stands in the place of the card.
	Line func(in bot.Incident) string
}

// gone are the answers of Slack that say that there is nothing to take away.
var gone = map[string]bool{"message_not_found": true, "file_not_found": true, "file_deleted": true}

// Take implements notifier.Pacer.
func (b Blanks) Take(p notifier.Pending, now time.Time) (time.Time, bool) {
	return b.Sender.pace.take(b.method(p), p.Prev.Channel, now)
}

func (b Blanks) method(p notifier.Pending) method {
	if p.After == bot.CardKey(p.Ref) {
		return update
	}
	return deleteOne
}

// Send implements notifier.Sender.
func (b Blanks) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	if p.Prev.ID == "" || p.Prev.Channel == "" {
		return bot.Receipt{}, nil // it never was posted
	}
	s := b.Sender
	var err error
	switch {
	case strings.HasPrefix(p.Prev.ID, "F"):
		err = s.api.DeleteFileContext(ctx, p.Prev.ID)
	case p.After == bot.CardKey(p.Ref):
		in, e := s.reader.Incident(ctx, p.Ref)
		if e != nil {
			return bot.Receipt{}, notifier.Later{Code: "store"}
		}
		// An empty list of blocks clears those that the card had.
		_, _, _, err = s.api.UpdateMessageContext(ctx, p.Prev.Channel, p.Prev.ID, inert(),
			slack.MsgOptionText(b.Line(in), false), slack.MsgOptionBlocks())
		s.forgetCard(p.Ref)
	default:
		_, _, err = s.api.DeleteMessageContext(ctx, p.Prev.Channel, p.Prev.ID)
	}
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) && gone[answer.Err] {
		err = nil
	}
	return bot.Receipt{}, classify(err, s.now())
}

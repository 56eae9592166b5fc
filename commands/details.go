package commands

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// details shows the whole report, unmasked, in a window that only the caller
// sees. Each opening is an event, recorded before anything is shown.
func details(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	if !a.Door.hasTrigger() {
		text := d.say(a.Lang, "details", "ref", string(a.ref))
		return Answer{Text: text, Blocks: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil),
			slack.NewActionBlock("", slack.NewButtonBlockElement(view.ActionID(view.VerbDetails, 0),
				view.ButtonValue{Ref: a.ref, Version: in.Version}.Encode(),
				slack.NewTextBlockObject(slack.PlainTextType, d.say(a.Lang, "show-details"), false, false))),
		}}, nil
	}
	in, err = d.Desk.Do(ctx, a.ref, a.Once, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.OpenDetails(a.Who, now)
	})
	if errors.Is(err, bot.ErrNotFound) {
		return Answer{}, d.notFound(ctx)
	}
	if err != nil {
		return Answer{}, err
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Modal: d.detailsModal(in, events, a)}, nil
}

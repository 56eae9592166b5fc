package commands

import (
	"context"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Home is the App Home of one person. When the desk cannot be read it says so.
func (d *Desk) Home(ctx context.Context, who bot.Person, lang bot.Lang) slack.HomeTabViewRequest {
	open, err := d.Books.OpenIncidents(ctx, maxOpen)
	if err != nil {
		d.Log.Error().Err(err).Msg("home could not be made")
		return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, d.say(lang, "broken"), false, false), nil, nil),
		}}}
	}
	now, info := d.Desk.Now().UTC(), view.HomeInfo{}
	if d.Health != nil {
		info.Health = d.Health()
	}
	if d.OnCall != nil {
		info.OnCall = d.OnCall(now)
	}
	return d.Face.In(lang).Home(who, open, info, now)
}

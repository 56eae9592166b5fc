package app

import (
	"bytes"
	"context"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/gateway"
	"meldwacht/bot/timeline"
	"meldwacht/notifier"
	slacksender "meldwacht/notifier/slack"
)

// draw makes the picture of an incident that its thread is shown.
func (a *App) draw(in bot.Incident, events []bot.Event, now time.Time) (png []byte, title string, err error) {
	office, err := hoursOf(a.cfg)
	if err != nil {
		return nil, "", err
	}
	drawing := timeline.Of(in, events, now, timeline.Look{Face: a.face, Closed: closedBands(office, a.face.Lang)})
	drawing.Title = a.face.Marked(in, drawing.Title)
	picture := drawing.Draw()
	var b bytes.Buffer
	err = picture.PNG(&b)
	return b.Bytes(), picture.Title, err
}

// privatePictures uploads nothing while the channel is shared with another
// company, as inPrivate does with posts.
type privatePictures struct {
	slacksender.Pictures
	gateway *gateway.Gateway
}

// Send implements notifier.Sender.
func (s privatePictures) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	if s.gateway.Shared(ctx) {
		return bot.Receipt{}, notifier.Stop{Code: "channel_shared"}
	}
	return s.Pictures.Send(ctx, p)
}

package commands

import (
	"context"
	"time"

	"meldwacht/bot"
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
		return Answer{Text: text, Blocks: d.formButton(a, text, "show-details", in.Version)}, nil
	}
	in, err = d.look(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.OpenDetails(a.Who, now) })
	if err != nil {
		return Answer{}, err
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	modal := d.Face.In(a.Lang).DetailsModal(in, events, a.now)
	return Answer{Modal: &modal}, nil
}

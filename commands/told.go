package commands

import (
	"context"
	"errors"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// told shows whom an action told of a leak, and how far each mail has come, in a
// window that only the caller sees. Each opening is an event, recorded before
// anything is shown; a search in the window is part of its opening.
func told(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	open := func(in bot.Incident, now time.Time) (bot.Change, error) { return in.OpenTold(a.Who, a.number, now) }
	if a.Door.hasTrigger() {
		in, err = d.look(ctx, a, open)
	} else {
		_, err = open(in, a.now) // who may not open it may not search in it either
	}
	if err != nil {
		return Answer{}, err
	}
	if a.Door == DoorMention {
		text := d.say(a.Lang, "told", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "show-told", in.Version)}, nil
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	by, _ := in.ToldBy(a.number)
	list := bot.ToldOf(events, by.ID)
	f := d.Face.In(a.Lang)
	modal := f.ToldModal(in, by, list, a.now)
	if a.Door == DoorModal {
		modal = f.FoundModal(in, by, list, a.Values[view.BlockSearch], a.now)
	}
	return Answer{Modal: &modal}, nil
}

// look records that somebody looks at something unmasked, and returns the
// incident with that in it.
func (d *Desk) look(ctx context.Context, a ask, decide decision) (bot.Incident, error) {
	in, err := d.Desk.Do(ctx, a.ref, a.Once, decide)
	if errors.Is(err, bot.ErrNotFound) {
		return in, d.notFound(ctx)
	}
	return in, err
}

// hasTold: somebody was told, also of an incident that is closed by now.
func hasTold(in bot.Incident, _ time.Time) bool {
	_, ok := in.ToldBy(0)
	return ok && in.Erased == nil
}

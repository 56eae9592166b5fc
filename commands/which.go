package commands

import (
	"context"
	"errors"
	"slices"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// maxPicked is how many incidents a picker offers: an actions block holds 25
// (docs.slack.dev reference/block-kit/blocks/actions-block).
const maxPicked = 25

// which finds the incident that is meant, first hit wins (slack.md §2): the ref
// that was typed, the incident of the thread, button or modal, the caller's
// only open one, the only open one. Otherwise the answer asks.
func (d *Desk) which(ctx context.Context, a *ask) (*Answer, error) {
	if a.at.given() {
		ref, picker, err := d.resolve(ctx, a)
		if err != nil || picker != nil {
			return picker, err
		}
		if a.Ref != "" && ref != a.Ref && !a.verb.Reads {
			a.ref = a.Ref
			return &Answer{Text: d.say(a.Lang, "other-thread", "ref", string(a.Ref), "typed", string(ref), "verb", a.verb.named(a.Lang))}, nil
		}
		a.ref = ref
		return nil, nil
	}
	if a.Ref != "" || a.verb.Name == view.VerbMenu {
		return nil, nil
	}
	open, err := d.Books.OpenIncidents(ctx, maxOpen)
	if err != nil {
		return nil, err
	}
	fits := candidates(open, *a)
	if own := slices.DeleteFunc(slices.Clone(fits), func(in bot.Incident) bool { return in.Owner != a.Who.ID }); len(own) == 1 {
		fits = own
	}
	switch {
	case len(fits) == 1:
		a.ref = fits[0].Ref
		return nil, nil
	case len(fits) > 1:
		return d.picker(*a, fits), nil
	case a.verb.Name == view.VerbReopen:
		return &Answer{Text: d.say(a.Lang, "which-closed", "verb", a.verb.named(a.Lang))}, nil
	case len(open) > 0:
		return d.picker(*a, open), nil
	}
	return &Answer{Text: d.say(a.Lang, "none-open")}, nil
}

// candidates are the open incidents that the verb fits; all of them when it
// fits none, so that the refusal is about one that the person chose.
func candidates(open []bot.Incident, a ask) []bot.Incident {
	if a.verb.fits == nil {
		return open
	}
	fits := slices.DeleteFunc(slices.Clone(open), func(in bot.Incident) bool { return !a.verb.fits(in, a.now) })
	if len(fits) == 0 && a.verb.Name != view.VerbReopen {
		return open
	}
	return fits
}

// resolve finds the incident that was typed.
func (d *Desk) resolve(ctx context.Context, a *ask) (bot.Ref, *Answer, error) {
	p := a.at
	switch {
	case p.ref != "":
		_, err := d.read(ctx, p.ref)
		return p.ref, nil, err
	case p.channel != "":
		for _, ts := range p.ts {
			ref, ok, err := d.Threads.RefOfThread(ctx, p.channel, ts)
			if err != nil || ok {
				return ref, nil, err
			}
		}
		return "", nil, d.notFound(ctx)
	}
	found, err := d.numbered(ctx, p.number, a.now.Year())
	switch {
	case err != nil:
		return "", nil, err
	case len(found) == 0:
		return "", nil, d.notFound(ctx)
	case len(found) > 1:
		return "", d.picker(*a, found), nil
	}
	return found[0].Ref, nil, nil
}

// numbered returns the incidents with a number, of all years that can be meant:
// this one, the one before, and those of which something is still open.
func (d *Desk) numbered(ctx context.Context, n, year int) ([]bot.Incident, error) {
	open, err := d.Books.OpenIncidents(ctx, maxOpen)
	if err != nil {
		return nil, err
	}
	years := []int{year, year - 1}
	for _, in := range open {
		if y, _ := in.Ref.Split(); !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	var found []bot.Incident
	for _, y := range years {
		in, err := d.Books.Incident(ctx, bot.MakeRef(y, n))
		if errors.Is(err, bot.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, in)
	}
	return found, nil
}

// picker asks which incident is meant. The buttons carry the verb and not what
// was typed behind it, so the sentence says how to type it whole.
func (d *Desk) picker(a ask, from []bot.Incident) *Answer {
	key := "which"
	if a.text != "" || a.number > 0 {
		key = "which-typed"
	}
	text := d.say(a.Lang, key, "verb", a.verb.named(a.Lang), "ref", string(from[0].Ref))
	var buttons []slack.BlockElement
	for i, in := range from[:min(len(from), maxPicked)] {
		label := d.Face.In(a.Lang).Marked(in, string(in.Ref))
		if o, ok := in.Pressing(); ok {
			label += " · " + view.Left(o.Left(a.now), a.Lang)
		}
		if r := []rune(label); len(r) > 75 { // docs.slack.dev reference/block-kit/block-elements/button-element
			label = string(r[:75])
		}
		value := view.ButtonValue{Ref: in.Ref, Version: in.Version}
		buttons = append(buttons, slack.NewButtonBlockElement(view.ActionID(a.verb.Name, i+1), value.Encode(),
			slack.NewTextBlockObject(slack.PlainTextType, label, false, false)))
	}
	return &Answer{Text: text, Blocks: []slack.Block{
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil),
		slack.NewActionBlock("", buttons...),
	}}
}

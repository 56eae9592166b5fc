package commands

import (
	"context"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// list shows the open incidents.
func list(ctx context.Context, d *Desk, a ask) (Answer, error) {
	open, err := d.Books.OpenIncidents(ctx, maxOpen)
	if err != nil {
		return Answer{}, err
	}
	blocks, text := d.Face.List(open, a.now, a.Lang)
	return Answer{Text: text, Blocks: blocks}, nil
}

// show shows one incident with its record.
func show(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	blocks, text := d.Face.Show(in, events, a.now, a.Lang)
	return Answer{Text: text, Blocks: blocks}, nil
}

// help shows the verbs that fit here and now: those that the person may ask
// for, and that fit the incident at hand when there is one.
func help(ctx context.Context, d *Desk, a ask) (Answer, error) {
	var in bot.Incident
	if a.ref != "" {
		var err error
		if in, err = d.read(ctx, a.ref); err != nil {
			return Answer{}, err
		}
	}
	fitting := fits(in, a)
	if a.Door == DoorShortcut && a.ref == "" {
		return Answer{Text: d.say(a.Lang, "no-incident-here")}, nil
	}
	if a.ref != "" && (a.Door == DoorShortcut || a.Door == DoorButton) {
		modal := d.Face.In(a.Lang).MenuModal(in, menu(fitting), a.now)
		return Answer{Modal: &modal}, nil
	}
	blocks, text := d.Face.Help(a.ref, shown(fitting), a.Lang)
	return Answer{Text: text, Blocks: blocks}, nil
}

// fits returns the verbs that fit the incident, or all when there is none.
func fits(in bot.Incident, a ask) []Verb {
	var out []Verb
	for _, v := range Verbs() {
		if v.allows(a.Who) && (in.Ref == "" || v.fits == nil || v.fits(in, a.now)) {
			out = append(out, v)
		}
	}
	return out
}

func shown(verbs []Verb) []view.VerbHelp {
	out := make([]view.VerbHelp, len(verbs))
	for i, v := range verbs {
		out[i] = view.VerbHelp{Name: v.Name, Alias: v.Alias, NL: v.NL, EN: v.EN}
	}
	return out
}

// menu are the verbs that stand in the menu of an incident.
func menu(verbs []Verb) []string {
	var out []string
	for _, v := range verbs {
		if v.Name != view.VerbMenu && v.Name != view.VerbList {
			out = append(out, v.Name)
		}
	}
	return out
}

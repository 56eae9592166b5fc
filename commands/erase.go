package commands

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// erase asks to erase a closed incident, or is the second person's word on it.
func erase(ctx context.Context, d *Desk, a ask) (Answer, error) {
	var posted []bot.EffectKey
	if d.Posted != nil {
		var err error
		if posted, err = d.Posted(ctx, a.ref); err != nil {
			return Answer{}, err
		}
	}
	answer, err := d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Erase(a.Who, bot.ViaSlack, posted, now)
	})
	if err != nil || answer.Text == "" {
		return answer, err
	}
	if in, err := d.read(ctx, a.ref); err == nil && in.Erased != nil && in.Erased.By == a.Who.ID {
		answer.Text = d.Face.In(a.Lang).Receipt(a.verb.Name+".done", a.ref)
	}
	return answer, nil
}

// hold keeps an incident from being erased.
func hold(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Hold(a.Who, text, now) }
	})
}

// release ends that.
func release(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Release(a.Who, text, now) }
	})
}

// eraseModal returns the modal of a verb of this file.
func (d *Desk) eraseModal(in bot.Incident, a ask) (slack.ModalViewRequest, bool) {
	f := d.Face.In(a.Lang)
	switch a.verb.Name {
	case view.VerbHold:
		return f.HoldModal(in), true
	case view.VerbRelease:
		return f.ReleaseModal(in), true
	}
	return slack.ModalViewRequest{}, false
}

// eraseVerbs are those about what is kept of an incident.
func eraseVerbs() []Verb {
	return []Verb{
		{Name: view.VerbHold, Alias: "hold", Usage: "reden", Typed: "reason", Who: bot.Manager, takes: takesText, fits: isLoose, run: hold,
			NL: "bewaar het incident: niemand wist het", EN: "keep the incident: nobody erases it"},
		{Name: view.VerbRelease, Alias: "release", Usage: "reden", Typed: "reason", Who: bot.Manager, takes: takesText, fits: isHeld, run: release,
			NL: "het incident mag weer gewist worden", EN: "the incident may be erased again"},
		{Name: view.VerbErase, Alias: "erase", Usage: "[ref]", Typed: "[ref]", Who: bot.Manager, Fresh: true, fits: isLoose, run: erase,
			NL: "wis met twee personen wat persoonlijk is aan een gesloten incident", EN: "erase with two people what is personal of a closed incident"},
	}
}

func isLoose(in bot.Incident, now time.Time) bool {
	return isClosed(in, now) && in.Held == nil && in.Erased == nil
}
func isHeld(in bot.Incident, _ time.Time) bool { return in.Held != nil }

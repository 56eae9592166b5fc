package commands

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/view"
)

// assess records how severe the breach is. It is a form, so typing opens it.
func assess(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if a.Door != DoorModal {
		probe := func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Assess(a.Who, bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple}}, Ident: 1}, "", now)
		}
		answer, err := d.form(ctx, a, probe)
		if err != nil || a.Door.hasTrigger() {
			return answer, err
		}
		text := d.say(a.Lang, "form", "ref", string(a.ref)) // a mention cannot open it
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", 0)}, nil
	}
	severity := view.Severity(a.Values)
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Assess(a.Who, severity, a.Values[view.BlockReason], now)
	})
}

// theDossier shows how far the dossier is, asks the questions of one section, or
// records what was answered.
func theDossier(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	if in.Track != bot.Internal || d.Face.Form == nil {
		return Answer{}, bot.Refusal{Reason: bot.NotInternal, Ref: in.Ref}
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	form, f := d.Face.Form.In(d.Face.Lang), d.Face.In(a.Lang)
	if a.Door == DoorModal {
		return d.answer(ctx, a, form, in, events)
	}
	full := form.Numbered(form.Fill(in, a.now), in, events)
	if a.number > 0 && a.Door.hasTrigger() {
		if in.Closed != nil {
			return Answer{}, bot.Refusal{Reason: bot.IsClosed, Ref: in.Ref}
		}
		modal := f.DossierModal(in, full, a.number)
		return Answer{Modal: &modal}, nil
	}
	blocks, text := f.Dossier(in, full, a.now)
	return Answer{Text: text, Blocks: blocks}, nil
}

// answer records what a section's modal says, measured by the dossier that the
// person saw: what they left as it was is no answer.
func (d *Desk) answer(ctx context.Context, a ask, form dossier.Form, in bot.Incident, events []bot.Event) (Answer, error) {
	saw := in
	if a.Version > 0 && a.Version < in.Version {
		saw = bot.Incident{Ref: in.Ref}
		for _, e := range events {
			if e.No <= a.Version {
				saw = saw.Apply(e)
			}
		}
	}
	full := form.Fill(saw, a.now)
	answers := d.Face.DossierAnswers(full, a.number, a.Values, func(day, clock string) (time.Time, bool) {
		t, why := moment(day, clock, a.now, d.Face.Zone)
		return t, why == ""
	})
	sure := strings.Contains(a.Values[view.BlockChecked], view.CheckedYes)
	good, faults := form.Check(form.Fill(in, a.now), answers, sure)
	if len(faults) > 0 {
		wrong := d.Face.In(a.Lang).DossierErrors(faults)
		for day := range wrong {
			clock := view.DossierClock(day)
			if _, why := moment(a.Values[day], a.Values[clock], a.now, d.Face.Zone); why == noSuchHour {
				delete(wrong, day)
				wrong[clock] = d.say(a.Lang, string(noSuchHour))
			}
		}
		return Answer{Errors: wrong}, nil
	}
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Answer(a.Who, good, now) })
}

// dossierFile has the dossier put into the thread, as a file to copy from.
func dossierFile(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.ShareDossier(a.Who, now) })
}

// dossierModal is the form of a verb of the dossier.
func (d *Desk) dossierModal(in bot.Incident, a ask) (slack.ModalViewRequest, bool) {
	if a.verb.Name == view.VerbAssess {
		return d.Face.In(a.Lang).AssessModal(in), true
	}
	return slack.ModalViewRequest{}, false
}

// dossierVerbs are those of the severity and the dossier.
func dossierVerbs() []Verb {
	return []Verb{
		{Name: view.VerbAssess, Alias: "assess", Usage: "[ref]", Typed: "[ref]", Who: bot.Manager, fits: isOpen, run: assess,
			NL: "beoordeel hoe ernstig het lek is, met de methode van ENISA", EN: "assess how severe the breach is, by ENISA's method"},
		{Name: view.VerbDossier, Alias: "dossier", Usage: "[onderdeel]", Typed: "[part]", Who: bot.Manager, takes: takesNumber, fits: isInternal, run: theDossier,
			NL: "wat de AP vraagt: wat er is, wat ontbreekt, en per onderdeel invullen", EN: "what the AP asks: what is there, what is missing, and fill it in part by part"},
		{Name: view.VerbDossierFile, Alias: "dossier-file", Usage: "[ref]", Typed: "[ref]", Who: bot.Manager, fits: isInternal, run: dossierFile,
			NL: "zet het dossier als bestand in de thread, om over te nemen", EN: "put the dossier into the thread as a file, to copy from"},
	}
}

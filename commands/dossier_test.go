package commands_test

import (
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// leak is a world with a leak at Snoobi itself.
func leak(t *testing.T) *world {
	w := newWorld(ref)
	w.now = start.Add(2 * time.Hour)
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Convert(anna, bot.Declaration{What: "Uit onze log."}, now)
	})
	return w
}

// submit sends a modal.
func (w *world) submit(t *testing.T, who bot.Person, verb, args string, version int, values map[string]string) commands.Answer {
	t.Helper()
	return w.desk.Run(t.Context(), commands.Call{Who: who, Lang: bot.NL, Door: commands.DoorModal, Verb: verb, Args: args, Ref: ref, Version: version, Values: values})
}

func choices() map[string]string {
	return map[string]string{view.BlockCategories: "simple\nfinancial", view.BlockAdjust: "0", view.BlockIdent: "4", view.BlockConf: "2",
		view.BlockInteg: "0", view.BlockAvail: "0", view.BlockMalice: "1", view.BlockFlags: "many", view.BlockReason: "Facturen van klanten."}
}

// The severity is a form: it opens where it can, says beside its inputs what is
// missing, and records what was chosen.
func TestAssessingInSlack(t *testing.T) {
	w := leak(t)
	if a := w.typed(t, mira, "ernst "+string(ref)); a.Modal == nil {
		t.Errorf("no form: %q", a.Text)
	}
	if a := w.typed(t, anna, "ernst "+string(ref)); a.Modal != nil || a.Text == "" {
		t.Error("support may assess")
	}
	for field, empty := range map[string]string{view.BlockCategories: "", view.BlockIdent: "", view.BlockReason: " "} {
		v := choices()
		v[field] = empty
		if a := w.submit(t, fati, view.VerbAssess, "", 0, v); len(a.Errors) != 1 || a.Errors[field] == "" {
			t.Errorf("without %s: %v %q", field, a.Errors, a.Text)
		}
	}
	if a := w.submit(t, fati, view.VerbAssess, "", 0, choices()); !strings.Contains(a.Text, "vastgelegd") {
		t.Errorf("%q %v", a.Text, a.Errors)
	}
	if s := w.all[ref].Severity; s == nil || s.Score != 16 || !s.Many || !s.Malice {
		t.Errorf("%+v", s)
	}
}

// A section of the dossier opens filled in, refuses what does not fit beside its
// input, and records only what the person changed or ticked.
func TestFillingInTheDossierInSlack(t *testing.T) {
	w := leak(t)
	a := w.typed(t, fati, "dossier "+string(ref))
	if len(a.Blocks) == 0 || !strings.Contains(a.Text, "ontbreken") {
		t.Fatalf("no summary: %q", a.Text)
	}
	seven := commands.Call{Who: fati, Lang: bot.NL, Door: commands.DoorButton, Verb: view.VerbDossier, Args: "7", Ref: ref}
	if a := w.desk.Run(t.Context(), seven); a.Modal == nil || !strings.Contains(a.Modal.PrivateMetadata, `"id":7`) {
		t.Fatalf("no form for section 7: %q", a.Text)
	}
	empty := map[string]string{"q:groups": "users\ncustomers", "q:groups.other": "", "q:groups.description": "", "q:people.exact": "", "q:people.min": "", "q:people.max": ""}
	with := func(pairs ...string) map[string]string {
		v := map[string]string{}
		for k, s := range empty {
			v[k] = s
		}
		for i := 0; i < len(pairs); i += 2 {
			v[pairs[i]] = pairs[i+1]
		}
		return v
	}
	version := w.all[ref].Version
	for field, value := range map[string]string{"q:people.min": "veel", "q:groups.description": "Zoals jan@klant.example"} {
		if a := w.submit(t, fati, view.VerbDossier, "7", version, with(field, value)); len(a.Errors) != 1 || a.Errors[field] == "" {
			t.Errorf("%s: %v %q", field, a.Errors, a.Text)
		}
	}
	if a := w.submit(t, fati, view.VerbDossier, "7", version, with("q:people.min", "50", "q:people.max", "5")); len(a.Errors) != 2 {
		t.Errorf("the minimum above the maximum: %v", a.Errors)
	}
	if a := w.submit(t, fati, view.VerbDossier, "7", version, empty); !strings.Contains(a.Text, "niets veranderd") {
		t.Errorf("nothing was changed: %q", a.Text)
	}
	w.submit(t, fati, view.VerbDossier, "7", version, with("q:people.min", "50", "confirm", "groups", "no-people", "yes", "q:groups.description", "Zoals jan@klant.example"))
	in := w.all[ref]
	if g, ok := in.Answered("groups"); !ok || !g.Confirmed {
		t.Errorf("the ticked proposal: %+v", g)
	}
	if len(in.Answers) != 3 {
		t.Errorf("%+v", in.Answers)
	}
	// Somebody else's older modal takes nothing back that they did not touch.
	w.submit(t, mira, view.VerbDossier, "7", version, with("q:people.max", "90"))
	if a, _ := w.all[ref].Answered("people.min"); a.Value != "50" {
		t.Errorf("an older modal took back an answer: %+v", w.all[ref].Answers)
	}
	if a := w.submit(t, anna, view.VerbDossier, "7", version, with("q:people.max", "91")); !strings.Contains(a.Text, "manager") {
		t.Errorf("support answers: %q", a.Text)
	}
}

// A customer's own leak has no dossier of ours.
func TestNoDossierForACustomersLeak(t *testing.T) {
	w := newWorld(ref)
	for _, verb := range []string{"dossier", "dossier bestand"} {
		if a := w.typed(t, fati, verb+" "+string(ref)); len(a.Blocks) > 0 || !strings.Contains(a.Text, "zet-om") {
			t.Errorf("%s: %q", verb, a.Text)
		}
	}
}

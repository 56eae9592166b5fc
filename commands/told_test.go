package commands_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// tellingWorld is one in which three were told, by two mails: the second is
// action 2, of which one was not accepted and one came back.
func tellingWorld(t *testing.T) *world {
	w := newWorld(ref)
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Convert(anna, bot.Declaration{What: "uit onze log"}, now)
	})
	in := w.all[ref]
	in.Rules.Letters = true
	w.all[ref] = in
	for id, list := range [][]bot.Recipient{{{Address: "oud@klant.example", Accounts: []bot.AccountID{"SN-1"}}},
		{{Address: "a@klant.example", Accounts: []bot.AccountID{"SN-1"}}, {Address: "b@klant.example", Accounts: []bot.AccountID{"SN-2"}}, {Address: "c@winkel.example", Accounts: []bot.AccountID{"SN-3"}}}} {
		w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Tell(mira, bot.InformRequest{Recipients: list, Message: bot.Message{Happened: "x", Data: "x", Consequences: "x", Advice: "x", Measures: "x"}}, now)
		})
		w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(fati, id+1, 0, now) })
	}
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Progressed(bot.ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 2, Over: true, Failed: []bot.AccountFailure{{Account: "SN-2", Code: "smtp-5.1.1", No: 2}}}, now)
	})
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.ReturnMail(bot.Mail{Bounced: "x" + bot.InformID(2, 1, 3) + "@snoobi.example", Status: "5.2.2"}, "", now)
	})
	return w
}

func (w *world) opened() (list []int) {
	for _, e := range w.books.events[ref] {
		if b, ok := e.Body.(bot.DetailsOpened); ok {
			list = append(list, b.Told)
		}
	}
	return list
}

// Who was told is shown to support, and each opening stands in the record: of
// the last mail, or of the one that was named. A search in the window is part of
// its opening.
func TestEachLookAtWhoWasToldIsRecorded(t *testing.T) {
	w := tellingWorld(t)
	shown := func(what string, c commands.Call, want ...string) {
		t.Helper()
		c.Ref, c.Lang, c.Verb = ref, bot.NL, view.VerbTold
		a := w.desk.Run(t.Context(), c)
		if a.Modal == nil {
			t.Fatalf("%s: %+v", what, a)
		}
		contains(t, what, view.TranscriptView(*a.Modal), want...)
	}
	shown("by slash", commands.Call{Who: anna, Door: commands.DoorSlash, Once: "1"}, "Actie 2", "Niet aangenomen (1)", "b@klant.example", "Teruggekomen (1)", "c@winkel.example", "5.2.2", "Aangenomen (1)")
	shown("by a button", commands.Call{Who: mira, Door: commands.DoorButton, Once: "2", Args: "1"}, "Actie 1", "oud@klant.example", "In de wachtrij (1)")
	if got := w.opened(); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("the record holds the openings %v", got)
	}
	shown("a search", commands.Call{Who: anna, Door: commands.DoorModal, Args: "2", Values: map[string]string{view.BlockSearch: "WINKEL"}}, "1 van 3", "c@winkel.example")
	shown("a search for nobody", commands.Call{Who: anna, Door: commands.DoorModal, Args: "2", Values: map[string]string{view.BlockSearch: "joost"}}, "Niemand gevonden")
	a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorMention, Verb: "told", Ref: ref, Args: "1"})
	if got := buttons(a.Blocks); a.Modal != nil || !slices.Equal(got, []string{"verb:verteld"}) || strings.Contains(a.Text, "@") {
		t.Errorf("by a mention: %q, buttons %v", a.Text, got)
	}
	if got := w.opened(); len(got) != 2 {
		t.Errorf("what shows nothing, or was opened before, is recorded: %v", got)
	}
}

// However many verbs there are, help names each one that somebody may ask for.
func TestHelpNamesEveryVerb(t *testing.T) {
	everybody := bot.Person{ID: "mira", Roles: []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall}}
	text := view.TranscriptBlocks(newWorld(ref).typed(t, everybody, "help").Blocks)
	for _, v := range commands.Verbs() {
		if !strings.Contains(text, "*"+v.Name+"*") {
			t.Errorf("help does not name %s", v.Name)
		}
	}
}

func TestWhoMayNotSeeWhoWasTold(t *testing.T) {
	w := tellingWorld(t)
	for _, door := range doors {
		for what, c := range map[string]commands.Call{"a guest": {Who: gast}, "on call alone": {Who: wim}, "an action that told nobody": {Who: anna, Args: "3"}} {
			c.Door, c.Lang, c.Verb, c.Ref, c.Values = door, bot.NL, "verteld", ref, map[string]string{view.BlockSearch: "a"}
			if a := w.desk.Run(t.Context(), c); a.Modal != nil || len(a.Blocks) > 0 || a.Text == "" || strings.Contains(a.Text, "@") {
				t.Errorf("%s, by %s: %+v", what, door, a)
			}
		}
	}
	if got := w.opened(); len(got) > 0 {
		t.Errorf("refusals are recorded as openings: %v", got)
	}
}

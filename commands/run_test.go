package commands_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

func contains(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s: %q does not say %q", what, got, w)
		}
	}
}

func buttons(blocks []slack.Block) []string {
	var out []string
	for _, b := range blocks {
		if a, ok := b.(*slack.ActionBlock); ok {
			for _, e := range a.Elements.ElementSet {
				out = append(out, e.(*slack.ButtonBlockElement).ActionID)
			}
		}
	}
	return out
}

func TestTheIncidentThatIsMeant(t *testing.T) {
	t.Run("the ref that was typed, in any form", func(t *testing.T) {
		w := newWorld("DL-2026-0007", "DL-2026-0008")
		for _, text := range []string{"toon dl-2026-0007", "toon #7", "show 7", "toon 0007",
			"toon <https://desk.slack.com/archives/C0DESK/p1700000000000100?thread_ts=1699999999.000200>"} {
			a := w.typed(t, anna, text)
			contains(t, text, a.Text, "DL-2026-0007")
			if len(a.Blocks) < 3 {
				t.Errorf("%s: %d blocks", text, len(a.Blocks))
			}
		}
	})
	t.Run("the caller's only open one", func(t *testing.T) {
		w := newWorld("DL-2026-0007", "DL-2026-0008")
		w.must(t, "DL-2026-0008", func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Claim(anna, now) })
		contains(t, "notitie", w.typed(t, anna, "notitie gebeld").Text, "DL-2026-0008")
	})
	t.Run("the only open one", func(t *testing.T) {
		contains(t, "pak", newWorld("DL-2026-0007").typed(t, anna, "pak").Text, "DL-2026-0007")
	})
	t.Run("a picker, least time left first, at most 25", func(t *testing.T) {
		var refs []bot.Ref
		for n := range 30 {
			refs = append(refs, bot.MakeRef(2026, n+1))
		}
		a := newWorld(refs...).typed(t, anna, "toon")
		got := buttons(a.Blocks)
		if len(got) != 25 || got[0] != "verb:toon:1" {
			t.Errorf("buttons %v", got)
		}
		contains(t, "first", a.Text, "DL-2026-0001")
	})
	t.Run("a number of two years asks which", func(t *testing.T) {
		a := newWorld("DL-2026-0007", "DL-2025-0007").typed(t, anna, "toon #7")
		if got := buttons(a.Blocks); len(got) != 2 {
			t.Errorf("buttons %v: %s", got, a.Text)
		}
	})
	t.Run("no such incident names the open ones", func(t *testing.T) {
		contains(t, "sluit", newWorld("DL-2026-0007").typed(t, anna, "sluit DL-2026-9999").Text, "DL-2026-0007")
	})
	t.Run("none is open", func(t *testing.T) {
		if a := newWorld().typed(t, anna, "pak"); a.Text == "" {
			t.Error("silence")
		}
	})
	t.Run("another than the thread's: reading answers, changing refuses", func(t *testing.T) {
		w := newWorld("DL-2026-0007", "DL-2026-0008")
		call := commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorMention, Ref: "DL-2026-0007"}
		call.Verb, call.Args = "toon", "#8"
		contains(t, "toon", w.desk.Run(t.Context(), call).Text, "DL-2026-0008")
		call.Verb = "pak"
		contains(t, "pak", w.desk.Run(t.Context(), call).Text, "DL-2026-0007", "DL-2026-0008")
		if in := w.all["DL-2026-0008"]; in.Owner != "" {
			t.Errorf("DL-2026-0008 was claimed by %s", in.Owner)
		}
	})
	t.Run("a ref inside a reason is part of the reason", func(t *testing.T) {
		w := newWorld("DL-2026-0007", "DL-2026-0008")
		a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorMention, Ref: "DL-2026-0007", Verb: "sluit", Args: "dubbel van DL-2026-0008"})
		if w.all["DL-2026-0007"].Closed == nil || w.all["DL-2026-0008"].Closed != nil {
			t.Errorf("the wrong one is closed: %s", a.Text)
		}
	})
}

func TestTypedArguments(t *testing.T) {
	w := newWorld("DL-2026-0007")
	steps := []struct {
		who  bot.Person
		text string
		then func(in bot.Incident) bool
	}{
		{anna, "valideer bewijs #7 uittreksel gezien", func(in bot.Incident) bool {
			return in.Evidence != nil && in.Evidence.Evidence == "uittreksel gezien"
		}},
		{anna, "validate evidence", func(in bot.Incident) bool { return in.State() == bot.StateReported }},
		{piet, "validate evidence", func(in bot.Incident) bool { return in.Verdict == bot.VerdictResponsible }},
		{anna, "stop-api fleet-availability #7", func(in bot.Incident) bool {
			return len(in.Actions) == 1 && in.Actions[0].Target == "fleet-availability"
		}},
		{anna, "verwijder-gebruiker “joost@klant.example”", func(in bot.Incident) bool { return in.Actions[1].Target == "joost@klant.example" }},
		{anna, "blokkeer rapporten week overzicht", func(in bot.Incident) bool { return in.Actions[2].Target == "week overzicht" }},
		{anna, "stop-alles", func(in bot.Incident) bool { return len(in.Actions) == 3 }},
		{anna, "stop-alles DL-2026-0007", func(in bot.Incident) bool { return len(in.Actions) == 4 && in.Actions[3].Kind == bot.StopAll }},
		{mira, "keur-goed 1", func(in bot.Incident) bool { return in.Actions[0].State == bot.ActionToDo }},
		{mira, "weiger 4 veel te veel", func(in bot.Incident) bool {
			return in.Actions[3].State == bot.ActionIsOff && in.Actions[3].Words == "veel te veel"
		}},
		{anna, "gedaan 2 staat op inactief", func(in bot.Incident) bool {
			return in.Actions[1].State == bot.ActionIsDone && in.Actions[1].Words == "staat op inactief"
		}},
		{anna, "mislukt #7 3 bestaat niet", func(in bot.Incident) bool { return in.Actions[2].State == bot.ActionHasFail }},
		{anna, "herstel 2", func(in bot.Incident) bool { return len(in.Actions) == 5 && in.Actions[4].Reverses == 2 }},
		{anna, "sluit klant doet de rest zelf", func(in bot.Incident) bool { return in.Closed != nil }},
		{mira, "heropen #7 toch nog iets", func(in bot.Incident) bool { return in.Closed == nil }},
	}
	for _, s := range steps {
		w.now = w.now.Add(time.Minute)
		a := w.typed(t, s.who, s.text)
		if !s.then(w.all["DL-2026-0007"]) {
			t.Fatalf("%s: %q, %v", s.text, a.Text, a.Errors)
		}
		if a.Modal == nil {
			contains(t, s.text, a.Text, "DL-2026-0007")
		}
	}
}

func TestWhatIsMissingOpensTheModalWhereThereIsATrigger(t *testing.T) {
	w := newWorld("DL-2026-0007")
	w.validated(t, "DL-2026-0007")
	for _, door := range []commands.Door{commands.DoorSlash, commands.DoorButton, commands.DoorShortcut} {
		a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: door, Verb: "stop-api", Ref: "DL-2026-0007"})
		if a.Modal == nil || a.Modal.CallbackID != view.CallbackID(view.VerbSuspendAPI) {
			t.Errorf("%s: no modal: %q", door, a.Text)
		}
	}
	a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorMention, Verb: "stop-api", Ref: "DL-2026-0007"})
	contains(t, "mention", a.Text, "@meldwacht stop-api")
	if got := buttons(a.Blocks); !slices.Equal(got, []string{"verb:stop-api"}) {
		t.Errorf("a mention offers %v", got)
	}
	// No modal for what would be refused anyway.
	a = w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorButton, Verb: "weiger", Ref: "DL-2026-0007"})
	if a.Modal != nil || a.Text == "" {
		t.Errorf("weiger by support: modal %v, %q", a.Modal != nil, a.Text)
	}
}

func TestASubmissionThatLacksSomethingKeepsItsModalOpen(t *testing.T) {
	w := newWorld("DL-2026-0007")
	call := commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorModal, Ref: "DL-2026-0007", Verb: "valideer", Version: 1,
		Values: map[string]string{view.BlockMethod: "call-back", view.BlockReason: " "}}
	if a := w.desk.Run(t.Context(), call); a.Errors[view.BlockReason] == "" {
		t.Errorf("errors %v, %q", a.Errors, a.Text)
	}
	call.Values[view.BlockReason] = strings.Repeat("é", 2001)
	contains(t, "too long", w.desk.Run(t.Context(), call).Errors[view.BlockReason], "2000")
	call.Values[view.BlockReason] = "teruggebeld op het vaste nummer"
	if a := w.desk.Run(t.Context(), call); len(a.Errors) != 0 || w.all["DL-2026-0007"].Verdict != bot.VerdictAdmin {
		t.Errorf("errors %v, %q", a.Errors, a.Text)
	}
	call.Verb, call.Values = "stop-api", map[string]string{view.BlockTarget: "fleet", view.BlockTyped: "DL-2026-0008"}
	if a := w.desk.Run(t.Context(), call); a.Errors[view.BlockTyped] == "" {
		t.Errorf("the wrong ref was taken: %q", a.Text)
	}
	call.Values[view.BlockTyped] = "dl-2026-0007"
	if a := w.desk.Run(t.Context(), call); len(a.Errors) != 0 || len(w.all["DL-2026-0007"].Actions) != 1 {
		t.Errorf("errors %v, %q", a.Errors, a.Text)
	}
}

func TestAStaleClick(t *testing.T) {
	w := newWorld("DL-2026-0007")
	in := w.validated(t, "DL-2026-0007")
	in = w.requested(t, in.Ref, "fleet")
	click := commands.Call{Once: "click:1", Who: mira, Lang: bot.NL, Door: commands.DoorButton, Verb: "keur-goed", Ref: in.Ref, Version: in.Version, Args: "1"}
	w.now = w.now.Add(3 * time.Minute)
	contains(t, "first", w.desk.Run(t.Context(), click).Text, "goedgekeurd")
	w.now = w.now.Add(3 * time.Minute)

	click.Once, click.Who = "click:2", tom
	a := w.desk.Run(t.Context(), click)
	if a.Stale != in.Ref {
		t.Errorf("stale %q: %s", a.Stale, a.Text)
	}
	contains(t, "second", a.Text, "Mira", "goedgekeurd", "3 minuten")
	click.Once, click.Who = "click:4", mira // who pressed twice was not beaten by herself
	contains(t, "twice", w.desk.Run(t.Context(), click).Text, "jij", "goedgekeurd", "3 minuten")

	// Still legal: it goes ahead, however old the card.
	claim := commands.Call{Once: "click:3", Who: anna, Lang: bot.NL, Door: commands.DoorButton, Verb: "pak", Ref: in.Ref, Version: 1}
	if a := w.desk.Run(t.Context(), claim); a.Stale != "" || w.all[in.Ref].Owner != "anna" {
		t.Errorf("claim: stale %q, %q", a.Stale, a.Text)
	}
}

func TestTheSameClickIsHandledOnce(t *testing.T) {
	w := newWorld("DL-2026-0007")
	call := commands.Call{Once: "click:1", Who: anna, Lang: bot.EN, Door: commands.DoorMention, Verb: "note", Args: "called", Ref: "DL-2026-0007"}
	w.desk.Run(t.Context(), call)
	contains(t, "again", w.desk.Run(t.Context(), call).Text, "handled already")
	if n := w.all["DL-2026-0007"].Notes; n != 1 {
		t.Errorf("%d notes", n)
	}
}

func TestNobodySeesABareError(t *testing.T) {
	w := newWorld("DL-2026-0007")
	w.broken = errors.New("disk /var/lib/meldwacht full")
	for _, v := range commands.Verbs() {
		a := w.desk.Run(t.Context(), commands.Call{Who: bot.Person{ID: "fg", Roles: []bot.Role{bot.Privacy, bot.OnCall}}, Lang: bot.EN, Door: commands.DoorMention, Verb: v.Name, Args: "1 x", Ref: "DL-2026-0007"})
		if v.Name == view.VerbDuty || v.Name == view.VerbRegister {
			continue // ask no store of this world: see duty_test.go, register_test.go
		}
		contains(t, v.Name, a.Text, "Try again")
		if strings.Contains(a.Text, "disk") {
			t.Errorf("%s: %q", v.Name, a.Text)
		}
	}
}

func TestDetailsAreRecordedBeforeTheyAreShown(t *testing.T) {
	w := newWorld("DL-2026-0007")
	if a := w.typed(t, gast, "details"); a.Modal != nil {
		t.Error("a person without a role sees the details")
	}
	a := w.typed(t, anna, "details")
	if a.Modal == nil || !strings.Contains(view.TranscriptView(*a.Modal), "Iemand is binnen.") {
		t.Errorf("no details: %q", a.Text)
	}
	events := w.books.events["DL-2026-0007"]
	if e := events[len(events)-1]; e.Kind != "details-opened" || e.Actor != "anna" {
		t.Errorf("the record ends with %s by %s", e.Kind, e.Actor)
	}
}

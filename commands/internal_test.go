package commands_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// declared is the only incident that these tests open by hand.
func (w *world) declared(t *testing.T) bot.Incident {
	t.Helper()
	for ref, in := range w.all {
		if in.Suspicion != nil {
			return w.all[ref]
		}
	}
	t.Fatal("nothing was declared")
	return bot.Incident{}
}

// However somebody writes that it is an exercise, it is one: also where a phone
// has made a dash and a capital of what was typed.
func TestAnExerciseIsNeverARealIncident(t *testing.T) {
	for _, text := range []string{
		"meld --oefening brand in de kluis", "meld —oefening brand in de kluis", "meld –Oefening brand in de kluis",
		"meld Oefening: brand in de kluis", "meld brand in de kluis --oefening", "declare --drill brand in de kluis", "declare Drill: brand in de kluis",
	} {
		w := newWorld()
		w.typed(t, anna, text)
		if in := w.declared(t); !in.Drill || in.Suspicion.What != "brand in de kluis" {
			t.Errorf("%s: drill %t, %q", text, in.Drill, in.Suspicion.What)
		}
	}
	w := newWorld()
	w.typed(t, anna, "meld de oefening van gisteren heeft echte gegevens gelekt")
	if in := w.declared(t); in.Drill {
		t.Error("what only speaks of an exercise is taken for one")
	}
}

// The modal that an exercise is asked for with has its box ticked.
func TestTheModalOfAnExerciseSaysSo(t *testing.T) {
	for text, want := range map[string]bool{"meld --oefening": true, "meld": false} {
		verb, args := commands.Parse(text)
		a := newWorld().desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorSlash, Verb: verb, Args: args})
		if a.Modal == nil {
			t.Fatalf("%s opens nothing: %+v", text, a)
		}
		ticked := false
		for _, b := range a.Modal.Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == view.BlockDrill {
				ticked = len(in.Element.(*slack.CheckboxGroupsBlockElement).InitialOptions) == 1
			}
		}
		if ticked != want {
			t.Errorf("%s: the box is ticked: %t", text, ticked)
		}
	}
}

// Two people who propose not to notify at the same moment have not read each
// other's reasons: the second is told, and looks first.
func TestAProposalIsNotAgreedToUnread(t *testing.T) {
	w := newWorld()
	w.typed(t, anna, "meld een lek")
	ref := w.declared(t).Ref
	run := func(who bot.Person, args string, version int) commands.Answer {
		return w.desk.Run(t.Context(), commands.Call{Who: who, Lang: bot.NL, Door: commands.DoorMention, Verb: "geen-melding", Ref: ref, Args: args, Version: version})
	}
	run(mira, "alleen tellingen", 0)
	a := run(fati, "de gegevens waren versleuteld", 0)
	if in := w.all[ref]; in.NoNotice == nil || in.NoNotice.Stands() {
		t.Fatalf("it was decided by somebody who wrote a reason of their own: %+v", a)
	}
	if !strings.Contains(a.Text, "Mira") && !strings.Contains(a.Text, "U0MIRA") {
		t.Errorf("the answer does not say who was first: %s", a.Text)
	}
	run(fati, "", 0)
	if in := w.all[ref]; !in.NoNotice.Stands() {
		t.Error("the second person's word does not count")
	}
}

// A ref behind a notice is the incident, and no reason for a delay; in a reason
// of more words it is part of what is said.
func TestARefBehindANoticeIsTheIncident(t *testing.T) {
	for args, want := range map[string]string{
		"2026-44123 vandaag 00:30 REF":                 "",
		"initieel 2026-44123 vandaag 00:30 REF":        "",
		"REF 2026-44123 vandaag 00:30 later dan nodig": "later dan nodig",
		"REF 2026-44123 vandaag 00:30 zie ook REF":     "zie ook REF",
	} {
		w := newWorld()
		w.typed(t, anna, "meld een lek")
		w.typed(t, anna, "meld een ander lek")
		ref := string(w.declared(t).Ref)
		w.now = start.Add(time.Hour)
		a := w.desk.Run(t.Context(), commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorSlash, Verb: "ap", Args: strings.ReplaceAll(args, "REF", ref)})
		n := w.all[bot.Ref(ref)].Notices
		if len(n) != 1 || n[0].Reason != strings.ReplaceAll(want, "REF", ref) {
			t.Errorf("%s: %+v %s", args, n, a.Text)
		}
	}
}

// What a customer reported becomes no exercise, whichever door asks: nothing is
// converted, and no form opens that would.
func TestAReportIsNotConvertedAsAnExercise(t *testing.T) {
	for _, args := range []string{"--oefening stel dat alles weg is", "--oefening"} {
		ref := bot.Ref("DL-2026-0007")
		w := newWorld(ref)
		a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorSlash, Verb: "zet-om", Args: string(ref) + " " + args})
		if in := w.all[ref]; in.Track != bot.Customer || a.Modal != nil || !strings.Contains(a.Text, "wordt geen oefening") {
			t.Errorf("zet-om %s: %s, %+v", args, in.Track, a)
		}
	}
}

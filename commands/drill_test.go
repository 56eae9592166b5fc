package commands_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// Whatever somebody is answered about an exercise begins with its mark: what was
// done, what is refused, and what is asked back. An answer about a real incident
// has none.
func TestAnAnswerAboutAnExerciseIsMarked(t *testing.T) {
	for lang, mark := range map[bot.Lang]string{bot.NL: "OEFENING · ", bot.EN: "EXERCISE · "} {
		w := newWorld("DL-2026-0007")
		run := func(door commands.Door, verb, args string) commands.Answer {
			return w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: lang, Door: door, Verb: verb, Args: args})
		}
		if a := run(commands.DoorSlash, "meld", "--oefening stel dat alles weg is"); !strings.HasPrefix(a.Text, mark+"DL-") {
			t.Errorf("declared: %q", a.Text)
		}
		ref := string(w.declared(t).Ref)
		for what, a := range map[string]commands.Answer{
			"claimed":         run(commands.DoorSlash, "pak", ref),
			"claimed again":   run(commands.DoorSlash, "pak", ref),
			"nothing to do":   run(commands.DoorMention, "gedaan", ref+" gezien"),
			"shown":           run(commands.DoorSlash, "toon", ref),
			"wants a proof":   run(commands.DoorMention, "notitie", ref),
			"help on it":      run(commands.DoorSlash, "help", ref),
			"its many stops":  run(commands.DoorMention, "stop-alles", ref),
			"its leak closed": run(commands.DoorMention, "oorzaak", ref),
		} {
			if !strings.HasPrefix(a.Text, mark) || strings.Count(a.Text, strings.TrimSuffix(mark, " · ")) != 1 {
				t.Errorf("%s: %q", what, a.Text)
			}
			if len(a.Blocks) > 0 && strings.Count(view.TranscriptBlocks(a.Blocks[:1]), strings.TrimSuffix(mark, " · ")) != 1 {
				t.Errorf("%s: the blocks are not marked:\n%s", what, view.TranscriptBlocks(a.Blocks))
			}
		}
		if a := run(commands.DoorSlash, "pak", "DL-2026-0007"); strings.Contains(a.Text, mark) {
			t.Errorf("a real one: %q", a.Text)
		}
		// Which of the two is meant is asked with the mark on the exercise alone.
		pick := w.desk.Run(t.Context(), commands.Call{Who: tom, Lang: lang, Door: commands.DoorSlash, Verb: "notitie", Args: "gebeld"})
		marked := 0
		for _, b := range pick.Blocks {
			if row, ok := b.(*slack.ActionBlock); ok {
				for _, e := range row.Elements.ElementSet {
					if label := e.(*slack.ButtonBlockElement).Text.Text; strings.HasPrefix(label, mark) {
						marked++
					}
				}
			}
		}
		if marked != 1 {
			t.Errorf("%d buttons are marked: %q", marked, view.TranscriptBlocks(pick.Blocks))
		}
	}
}

package commands_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/commands"
)

var update = flag.Bool("update", false, "write the golden file")

// Every verb, through each door, by somebody of each role, on an incident of
// each state: what comes of it, in one line.
func TestVerbsThroughTheirDoors(t *testing.T) {
	var b strings.Builder
	var lines []string
	everyDoor(t, bot.NL, func(w *world, state string, c commands.Call, a commands.Answer) {
		got := outcome(a)
		if w.all[ref].Version > c.Version {
			got = "CHANGED " + got
		}
		lines = append(lines, got)
		if len(lines) < len(doors) {
			return
		}
		fmt.Fprintf(&b, "%s, %s, by %s\n", c.Verb, state, c.Who.Name)
		if same := slices.Compact(slices.Clone(lines)); len(same) == 1 {
			fmt.Fprintf(&b, "    every door: %s\n", same[0])
		} else {
			for i, door := range doors {
				fmt.Fprintf(&b, "    %-9s %s\n", door, lines[i])
			}
		}
		lines = nil
	})
	const file = "testdata/verbs.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("verbs (-want +got; -update rewrites):\n%s", diff)
	}
}

const ref = bot.Ref("DL-2026-0007")

var (
	roles = []bot.Person{anna, mira, fati, wim, gast}
	doors = []commands.Door{commands.DoorSlash, commands.DoorButton, commands.DoorShortcut, commands.DoorMention, commands.DoorModal}
)

// everyDoor runs every verb in a world of its own for each state, person and
// door, in this order, and hands on what came of it.
func everyDoor(t *testing.T, lang bot.Lang, see func(w *world, state string, c commands.Call, a commands.Answer)) {
	t.Helper()
	for _, v := range commands.Verbs() {
		for _, s := range states(t) {
			for _, p := range roles {
				for _, door := range doors {
					w := newWorld(ref)
					s.make(w)
					c := commands.Call{Who: p, Lang: lang, Door: door, Verb: v.Name, Ref: ref, Version: w.all[ref].Version}
					see(w, s.name, c, w.desk.Run(t.Context(), c))
				}
			}
		}
	}
}

// A state is one that an incident can be in, and how it got there.
type state struct {
	name string
	make func(w *world)
}

func states(t *testing.T) []state {
	return []state{
		{"reported", func(*world) {}},
		{"evidence waits, of Anna", func(w *world) {
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.Validate(anna, bot.MethodEvidence, "", "uittreksel", now)
			})
		}},
		{"rejected", func(w *world) {
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reject(piet, "onbekend", now) })
		}},
		{"validated", func(w *world) { w.validated(t, ref) }},
		{"waiting", func(w *world) { w.validated(t, ref); w.requested(t, ref, "fleet") }},
		{"waiting, of Mira", func(w *world) {
			w.validated(t, ref)
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.RequestAction(mira, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "fleet"}, now)
			})
		}},
		{"to do", func(w *world) { w.validated(t, ref); w.requested(t, ref, "fleet"); w.approved(t, ref) }},
		{"done", func(w *world) {
			w.validated(t, ref)
			w.requested(t, ref, "fleet")
			w.approved(t, ref)
			w.finished(t, ref)
		}},
		{"a rung asks", func(w *world) {
			w.now = start.Add(60 * time.Hour)
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.ComeDue(now, bot.Staff{}) })
		}},
		{"internal", func(w *world) {
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.Convert(anna, bot.Declaration{What: "uit onze log"}, now)
			})
		}},
		{"no notice, says Mira", func(w *world) {
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.Convert(anna, bot.Declaration{What: "uit onze log"}, now)
			})
			w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.DecideNoNotice(mira, "versleuteld", now)
			})
		}},
		{"closed", func(w *world) {
			w.must(t, "DL-2026-0007", func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(mira, "klaar", now) })
		}},
	}
}

func outcome(a commands.Answer) string {
	var parts []string
	if a.Modal != nil {
		parts = append(parts, "modal "+a.Modal.CallbackID)
	}
	if a.Text != "" {
		parts = append(parts, a.Text)
	}
	if n := len(a.Blocks); n > 0 {
		parts = append(parts, fmt.Sprintf("(and blocks%s)", strings.Join(append([]string{""}, buttons(a.Blocks)...), " ")))
	}
	if len(a.Errors) > 0 {
		parts = append(parts, fmt.Sprint(a.Errors))
	}
	return strings.Join(parts, " ")
}

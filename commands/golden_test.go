package commands_test

import (
	"flag"
	"fmt"
	"os"
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
	const ref = bot.Ref("DL-2026-0007")
	states := []struct {
		name string
		make func(w *world)
	}{
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
		{"closed", func(w *world) {
			w.must(t, "DL-2026-0007", func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(mira, "klaar", now) })
		}},
	}
	people := []bot.Person{anna, mira, fati, wim, gast}
	doors := []commands.Door{commands.DoorSlash, commands.DoorButton, commands.DoorShortcut, commands.DoorMention, commands.DoorModal}
	var b strings.Builder
	for _, v := range commands.Verbs() {
		for _, s := range states {
			for _, p := range people {
				line, same := "", true
				var lines []string
				for _, door := range doors {
					w := newWorld("DL-2026-0007")
					s.make(w)
					version := w.all["DL-2026-0007"].Version
					a := w.desk.Run(t.Context(), commands.Call{Who: p, Lang: bot.NL, Door: door, Verb: v.Name, Ref: "DL-2026-0007", Version: version})
					got := outcome(a)
					if w.all["DL-2026-0007"].Version > version {
						got = "CHANGED " + got
					}
					same = same && (line == "" || line == got)
					line = got
					lines = append(lines, fmt.Sprintf("    %-9s %s\n", door, got))
				}
				if same {
					lines = []string{"    every door: " + line + "\n"}
				}
				fmt.Fprintf(&b, "%s, %s, by %s\n%s", v.Name, s.name, p.Name, strings.Join(lines, ""))
			}
		}
	}
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

package view

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"meldwacht/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			line := "(nothing)"
			if i < len(w) {
				line = w[i]
			}
			t.Fatalf("%s:%d\n got: %s\nwant: %s\n(-update rewrites it)", path, i+1, g[i], line)
		}
	}
	t.Fatalf("%s is longer than what was said (-update rewrites it)", path)
}

// The golden files show every card and every reply as people see them.
func TestMessagesReadAsBefore(t *testing.T) {
	all := stories()
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		f := testFace.In(lang)
		var cards, replies strings.Builder
		told := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			s := all[name]
			cards.WriteString("== " + name + " ==\n" + Transcript(f.Card(s.in, s.now)) + "\n")
			e := s.events[len(s.events)-1]
			for _, e := range append([]bot.Event{e}, s.events...) {
				body := Transcript(f.Reply(s.in, e, s.now))
				if key := string(e.Kind) + body; !told[key] && (e.No == s.in.Version || !told[string(e.Kind)]) {
					told[key], told[string(e.Kind)] = true, true
					replies.WriteString("== " + name + ": " + string(e.Kind) + " ==\n" + body + "\n")
				}
			}
		}
		golden(t, "cards."+string(lang), cards.String())
		golden(t, "replies."+string(lang), replies.String())
	}
}

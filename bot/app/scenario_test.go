package app_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the transcripts of the scenarios")

// Days in the life of the desk. Each file says what it promises, gives a
// script, and holds the whole transcript of what the desk said, with times. The
// desk is the real one on a real store; only the wire is inside the bubble.
func TestScenarios(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/scenario/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel() // each has its own bubble, store and workspace
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := inMemory(t)
			var got string
			synctest.Test(t, func(t *testing.T) { got = play(t, dir, archive) })
			if *update {
				rewrite(t, file, archive, got)
				return
			}
			if want := section(archive, "transcript"); got != want {
				t.Errorf("the desk says something else; look at what -update changes:\n%s", firstDifference(want, got))
			}
		})
	}
}

// inMemory is a directory in memory where the machine has one: the store syncs
// each commit, and a scenario waits longer for a disk than for anything else.
func inMemory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "meldwacht-scenario-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func rewrite(t *testing.T, file string, a *txtar.Archive, transcript string) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "transcript" })
	a.Files = append(a.Files, txtar.File{Name: "transcript", Data: []byte(transcript)})
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference shows a few lines around the first line that differs.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	var b bytes.Buffer
	part := func(title string, lines []string) {
		b.WriteString(title + "\n")
		for _, l := range lines[max(0, min(i, len(lines))-4):min(len(lines), i+8)] {
			b.WriteString("  " + l + "\n")
		}
	}
	part("want:", w)
	part("got:", g)
	return b.String()
}

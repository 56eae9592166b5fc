package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"meldwacht/bot/app"
	"meldwacht/bot/sandbox"
)

// marked finds what stands in a code block between two comments, such as
// <!-- parse: FILE --> and <!-- /parse -->.
var marked = regexp.MustCompile("(?s)<!-- (\\w+): (\\S+) -->\n```\\w*\n(.*?)```\n<!-- /(\\w+) -->")

// quoted returns the file that the README quotes under a mark, and the quotation.
func quoted(t *testing.T, mark string) (file, text string) {
	t.Helper()
	for _, m := range marked.FindAllStringSubmatch(read(t, "README.md"), -1) {
		if m[1] == mark && m[4] == mark {
			return m[2], m[3]
		}
	}
	t.Fatalf("README.md marks no %s", mark)
	return "", ""
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What the README quotes of a scenario stands in its transcript, line after
// line: something is left out only where "…" says so.
func TestTheReadmeQuotesTheScenario(t *testing.T) {
	file, text := quoted(t, "transcript")
	var transcript []string
	for _, f := range txtar.Parse([]byte(read(t, file))).Files {
		if f.Name == "transcript" {
			transcript = strings.Split(string(f.Data), "\n")
		}
	}
	at, gap := 0, true // the next line of the transcript, and whether others may come before it
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line == "…" {
			gap = true
			continue
		}
		skip := slices.Index(transcript[at:], line)
		if skip < 0 || skip > 0 && !gap {
			t.Fatalf("%s does not have this line there:\n%s", file, line)
		}
		at, gap = at+skip+1, false
	}
	if at == 0 {
		t.Error("the README quotes nothing")
	}
}

// Each command and flag that the papers tell people to type exists.
func TestTheReadmeNamesCommandsThatExist(t *testing.T) {
	parser, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]bool{}
	known := map[string]bool{}
	for _, c := range parser.Model.Children {
		known[c.Name] = true
		for _, c := range append([]*kong.Node{c}, c.Children...) { // register export
			for _, f := range c.Flags {
				flags["--"+f.Name] = true
			}
		}
	}
	readme := read(t, "README.md")
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)(?:^meldwacht|go run \.) ([a-z-]+)`).FindAllStringSubmatch(readme, -1) {
		if named[m[1]] = true; !known[m[1]] {
			t.Errorf("the README names the command %q, which does not exist", m[1])
		}
	}
	for name := range known {
		if !named[name] {
			t.Errorf("the README does not name the command %q", name)
		}
	}
	for _, m := range regexp.MustCompile("`(--[a-z-]+)").FindAllStringSubmatch(readme, -1) {
		if !flags[m[1]] {
			t.Errorf("the README names the flag %q, which does not exist", m[1])
		}
	}
}

// The README shows what parse prints, with line breaks.
func TestTheReadmeShowsWhatParsePrints(t *testing.T) {
	file, text := quoted(t, "parse")
	var out, pretty bytes.Buffer
	if err := app.Parse([]string{file}, &out); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&pretty, bytes.TrimSpace(out.Bytes()), "", "  "); err != nil {
		t.Fatal(err)
	}
	if want := pretty.String() + "\n"; text != want {
		t.Errorf("parse prints this for %s:\n%s", file, want)
	}
}

// The manifest asks Slack for what the desk was tested with, no more and no
// less, with the same slash command and shortcut.
func TestTheManifestIsThatOfTheSandbox(t *testing.T) {
	var manifest struct {
		Features struct {
			SlashCommands []struct{ Command string } `yaml:"slash_commands"`
			Shortcuts     []struct {
				CallbackID string `yaml:"callback_id"`
			}
		}
		OAuth struct {
			Scopes struct {
				Bot      []string
				Optional []string `yaml:"bot_optional"`
			}
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "docs/slack-manifest.yaml")), &manifest); err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want []string) {
		got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
		if !slices.Equal(got, want) {
			t.Errorf("%s:\nthe manifest has %q\nthe sandbox has  %q", what, got, want)
		}
	}
	scopes := manifest.OAuth.Scopes
	same("scopes", slices.Concat(scopes.Bot, scopes.Optional), sandbox.DefaultScopes())
	same("events", manifest.Settings.Events.Bot, sandbox.DefaultBotEvents())

	seed := sandbox.DemoSeed()
	var commands, shortcuts, wantCommands, wantShortcuts []string
	for _, c := range manifest.Features.SlashCommands {
		commands = append(commands, c.Command)
	}
	for _, s := range manifest.Features.Shortcuts {
		shortcuts = append(shortcuts, s.CallbackID)
	}
	for _, c := range seed.Commands {
		wantCommands = append(wantCommands, c.Command)
	}
	for _, s := range seed.Shortcuts {
		wantShortcuts = append(wantShortcuts, s.CallbackID)
	}
	same("slash commands", commands, wantCommands)
	same("shortcuts", shortcuts, wantShortcuts)
}

// A link in a paper leads to a file that is there.
func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	papers := 0
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md", "bot/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			papers++
			for _, m := range link.FindAllStringSubmatch(read(t, file), -1) {
				target, _, _ := strings.Cut(m[1], "#")
				if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
					continue
				}
				if _, err := os.Stat(filepath.Join(filepath.Dir(file), target)); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
	}
	if papers < 5 {
		t.Errorf("only %d papers were read", papers)
	}
}

// testOnly are the modules that go.mod requires for the tests and the tools.
var testOnly = []string{"github.com/foxcpp/go-mockdns", "github.com/chromedp/chromedp", "github.com/google/go-cmp", "golang.org/x/tools", "pgregory.net/rapid"}

// The list of what is linked names each module at the version of go.mod, and
// the notices name each module of the list.
func TestThirdPartyModulesAreListed(t *testing.T) {
	listed := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\S+\.\S+/\S+) \| (v\S+) \| \S`).FindAllStringSubmatch(read(t, "docs/third-party.md"), -1) {
		listed[m[1]] = m[2]
	}
	required := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)( // indirect)?$`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		required[m[1]] = m[2]
		if _, ok := listed[m[1]]; !ok && m[3] == "" && !slices.Contains(testOnly, m[1]) {
			t.Errorf("docs/third-party.md does not list %s", m[1])
		}
	}
	notice := read(t, "NOTICE")
	for path, version := range listed {
		if required[path] != version {
			t.Errorf("docs/third-party.md lists %s %s, go.mod has %q", path, version, required[path])
		}
		if !strings.Contains(notice, path) {
			t.Errorf("NOTICE does not name %s", path)
		}
	}
	if len(listed) < 10 || len(required) < len(listed) {
		t.Errorf("%d modules are listed and %d required: one of the two was not read", len(listed), len(required))
	}
}

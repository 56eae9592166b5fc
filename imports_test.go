package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// imports says which of our packages and which modules each package may use.
// Growing it is a design decision: see ARCHITECTURE.md.
var imports = map[string]struct{ ours, modules []string }{
	".":                            {ours: []string{"bot/app"}, modules: []string{"github.com/alecthomas/kong"}},
	"bot":                          {},
	"bot/app":                      {ours: []string{"*"}, modules: []string{"github.com/rs/zerolog", "github.com/slack-go/slack", "golang.org/x/sync"}},
	"bot/config":                   {ours: []string{"bot", "bot/dossier", "bot/rota"}, modules: []string{"go.yaml.in/yaml/v4"}},
	"bot/dossier":                  {ours: []string{"bot"}, modules: []string{"go.yaml.in/yaml/v4"}},
	"bot/dossier/page":             {ours: []string{"bot/paper", "bot/view"}},
	"bot/directory":                {ours: []string{"bot"}, modules: []string{"github.com/rs/zerolog", "go.yaml.in/yaml/v4", "golang.org/x/net", "golang.org/x/text"}},
	"bot/mail":                     {ours: []string{"bot"}, modules: []string{"golang.org/x/net", "golang.org/x/text"}},
	"bot/paper":                    {modules: []string{"codeberg.org/go-pdf/fpdf", "golang.org/x/image"}},
	"bot/report":                   {ours: []string{"bot", "bot/paper", "bot/timeline", "bot/view", "storage"}},
	"bot/rota":                     {ours: []string{"bot"}, modules: []string{"github.com/rickar/cal/v2", "github.com/arran4/golang-ical", "github.com/teambition/rrule-go"}},
	"bot/proof":                    {ours: []string{"bot", "bot/mail"}, modules: []string{"github.com/emersion/go-msgauth", "blitiri.com.ar/go/spf", "golang.org/x/net"}},
	"bot/intake/servertest":        {},
	"bot/intake/mailbox":           {ours: []string{"bot", "bot/intake"}, modules: []string{"github.com/emersion/go-imap", "github.com/emersion/go-sasl", "github.com/rs/zerolog"}},
	"bot/intake/hand":              {modules: []string{"github.com/emersion/go-smtp"}},
	"bot/intake":                   {ours: []string{"bot", "bot/mail"}, modules: []string{"github.com/emersion/go-smtp", "github.com/rs/zerolog", "golang.org/x/net"}},
	"bot/register":                 {ours: []string{"bot", "bot/dossier", "bot/view"}},
	"bot/view/blockkit":            {},
	"bot/simulate":                 {ours: []string{"bot", "bot/view"}},
	"bot/timeline":                 {ours: []string{"bot", "bot/view"}, modules: []string{"golang.org/x/image"}},
	"bot/view":                     {ours: []string{"bot", "bot/dossier"}, modules: []string{"github.com/slack-go/slack", "golang.org/x/text"}},
	"commands":                     {ours: []string{"bot", "bot/dossier", "bot/view"}, modules: []string{"github.com/slack-go/slack", "github.com/rs/zerolog", "golang.org/x/text"}},
	"bot/gateway":                  {ours: []string{"bot", "bot/view", "commands"}, modules: []string{"github.com/slack-go/slack", "github.com/gorilla/websocket", "github.com/rs/zerolog"}},
	"bot/sandbox":                  {modules: []string{"github.com/gorilla/websocket", "github.com/emersion/go-smtp"}},
	"bot/sandbox/page":             {},
	"notifier":                     {ours: []string{"bot"}, modules: []string{"github.com/robfig/cron/v3", "github.com/rs/zerolog"}},
	"notifier/heartbeat":           {modules: []string{"github.com/rs/zerolog"}},
	"notifier/slack":               {ours: []string{"bot", "bot/view", "notifier"}, modules: []string{"github.com/slack-go/slack", "github.com/rs/zerolog"}},
	"notifier/action":              {ours: []string{"bot", "bot/view", "notifier", "notifier/webhook"}, modules: []string{"github.com/rs/zerolog"}},
	"notifier/action/actiontest":   {ours: []string{"bot", "notifier/action"}},
	"notifier/mail":                {ours: []string{"bot", "bot/view", "notifier"}, modules: []string{"github.com/wneessen/go-mail", "github.com/rs/zerolog"}},
	"notifier/pager":               {ours: []string{"bot", "notifier", "notifier/pager/path"}, modules: []string{"github.com/rs/zerolog"}},
	"notifier/pager/acklink":       {ours: []string{"bot"}, modules: []string{"github.com/rs/zerolog"}},
	"notifier/pager/hook":          {ours: []string{"bot", "notifier", "notifier/pager/internal/wire", "notifier/pager/path", "notifier/webhook"}},
	"notifier/pager/internal/each": {ours: []string{"bot", "notifier", "notifier/pager/path"}},
	"notifier/pager/internal/wire": {ours: []string{"notifier"}},
	"notifier/pager/ntfy":          {ours: []string{"bot", "notifier", "notifier/pager/internal/each", "notifier/pager/internal/wire", "notifier/pager/path"}},
	"notifier/pager/pagerduty":     {ours: []string{"bot", "notifier", "notifier/pager/internal/wire", "notifier/pager/path"}, modules: []string{"github.com/rs/zerolog"}},
	"notifier/pager/path":          {ours: []string{"bot"}},
	"notifier/pager/post":          {ours: []string{"bot", "notifier", "notifier/mail", "notifier/pager/internal/each", "notifier/pager/path"}, modules: []string{"github.com/wneessen/go-mail"}},
	"notifier/webhook":             {},
	"notifier/internal/outboxtest": {ours: []string{"bot", "notifier"}},
	"storage":                      {ours: []string{"bot"}},
	"storage/bolt":                 {ours: []string{"bot", "notifier", "storage"}, modules: []string{"go.etcd.io/bbolt"}},
	"storage/storagetest":          {ours: []string{"bot", "notifier", "storage"}},
}

// onlyForTests are the packages that nothing but tests uses, and each other: none
// of them, nor what they embed, is in the program.
var onlyForTests = []string{"bot/intake/servertest", "bot/view/blockkit", "notifier/action/actiontest", "notifier/internal/outboxtest", "storage/storagetest"}

// Every package keeps to the table, and says in its comment what it is for.
func TestImports(t *testing.T) {
	comments := map[string]bool{}
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		seen[dir] = true
		rule, ok := imports[dir]
		if !ok {
			t.Errorf("%s: package %s is not in the table", path, dir)
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		comments[dir] = comments[dir] || f.Doc != nil
		for _, spec := range f.Imports {
			used, _ := strconv.Unquote(spec.Path.Value)
			if !allowed(used, rule.ours, rule.modules) {
				t.Errorf("%s: package %s may not import %s", path, dir, used)
			}
			if own, ok := strings.CutPrefix(used, "meldwacht/"); ok && slices.Contains(onlyForTests, own) && !slices.Contains(onlyForTests, dir) {
				t.Errorf("%s: %s is for tests alone", path, own)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range onlyForTests {
		if _, ok := imports[dir]; !ok {
			t.Errorf("package %s is only for tests and is not in the table", dir)
		}
	}
	for dir := range imports {
		if !seen[dir] {
			t.Errorf("package %s is in the table and does not exist", dir)
		} else if !comments[dir] {
			t.Errorf("package %s has no package comment", dir)
		}
	}
}

func allowed(path string, ours, modules []string) bool {
	if own, ok := strings.CutPrefix(path, "meldwacht/"); ok {
		return slices.Contains(ours, "*") || slices.Contains(ours, own)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // standard library
	}
	return slices.ContainsFunc(modules, func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") })
}

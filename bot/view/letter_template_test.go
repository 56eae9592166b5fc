package view

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"meldwacht/bot"
)

// A company's text goes before ours, for that letter and language alone, in
// whatever way its editor saved it.
func TestACompanysLetterGoesBeforeOurs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "code.nl.txt", "\uFEFFSubject: {{.Tag}} Code\r\n\r\n{{/* kort */}}Code: {{ .Code -}}\r\n\r\n\r\n\r\n, tot {{.Until}}{{range .Missing}}{{end}}.\r\n")
	if _, err := NewLetters(testDesk, amsterdam, dir); err == nil || !strings.Contains(err.Error(), "code.nl.txt:7: ") {
		t.Fatalf("a list that this letter does not have: %v", err)
	}
	write(t, dir, "code.nl.txt", "\uFEFFSubject: {{.Tag}} Code\r\n\r\n{{/* kort */}}Code: {{.Code}}\r\n\r\n\r\n\r\nGeldig tot {{.Until}}.\r\n")
	write(t, dir, "question.en.txt", "Subject: {{.Tag}} {{.Desk}}\n{{if not .Words}}Hello{{else}}{{.Words}}{{end}}{{range .Missing}}{{if .}}\n* {{.}} ({{$.Ref}}){{end}}{{else}}nothing{{end}}\n")
	write(t, dir, "LEESMIJ", "de brieven")
	l, err := NewLetters(testDesk, amsterdam, dir)
	if err != nil {
		t.Fatal(err)
	}
	s := written(direct(), sampleMatch())
	s.apply(s.in.AskFor(anna, []bot.MissingItem{bot.MissingScope}, "{{.Code}} Hm?", s.now))
	s.in.Lang = bot.EN
	got, err := l.Write(s.in, s.events[len(s.events)-1], s.in.Reporter, "")
	want := Letter{"[DL-2026-0007] Snoobi, meldpunt datalekken", "{{.Code}} Hm?\n* which access it is about: that of a user, the API or something else (DL-2026-0007)\n"}
	if err != nil || got != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
	s.in.Verdict = bot.VerdictClaimed
	s.apply(s.in.SendCode(anna, "SN-10423", bot.Mailbox{Address: "marleen@fietsenhuls.example"}, s.now))
	e := s.events[len(s.events)-1]
	if got, err = l.Write(s.in, e, s.in.Reporter, "7K2M-QX9D"); err != nil || !strings.Contains(got.Text, "counts as a confirmation") {
		t.Errorf("English is not ours any more: %q, %v", got, err)
	}
	s.in.Lang = bot.NL
	want = Letter{"[DL-2026-0007] Code", "Code: 7K2M-QX9D\n\nGeldig tot zaterdag 28 november 2026, 14:30 uur (CET).\n"}
	if got, err = l.Write(s.in, e, s.in.Reporter, "7K2M-QX9D"); err != nil || got != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

// A text that could not be written, or would say nothing, is refused when the
// desk starts, with the file, the line and what to do.
func TestABrokenLetterIsRefused(t *testing.T) {
	const ok = "Subject: {{.Tag}}\n\nDag,\n{{range .Missing}}{{.}}{{end}}\n"
	for _, tc := range []struct{ file, text, want string }{
		{"receipt.nl.txt", "", ":1: does not begin with the subject"},
		{"receipt.nl.txt", "Onderwerp: x\n\nDag", ":1: does not begin with the subject"},
		{"receipt.nl.txt", "Subject: Dag\n\nDag", ":1: the subject does not name {{.Tag}}"},
		{"receipt.nl.txt", "Subject: {{.Tag}}\n \n", ":2: the letter has no text"},
		{"receipt.nl.txt", "Subject: {{.Tag}}\nDag", ":2: the letter never says {{.Missing}}"},
		{"code.en.txt", "Subject: {{.Tag}}\nHi {{.Until}}", ":2: the letter never says {{.Code}}"},
		{"code.en.txt", "Subject: {{.Tag}} {{.Code}}\nHi {{.Code}}", ":1: .Code: there is no such field here; there are .Address"},
		{"question.nl.txt", "Subject: {{.Tag}}\n{{range .Missing}}{{.}}{{end}}", ":2: the letter never says {{.Words}}"},
		{"outcome.nl.txt", "Subject: {{.Tag}}\nDag", ":2: the letter never says {{.Done}}"},
		{"receipt.nl.txt", ok + "{{.Code}}", ":5: .Code: there is no such field here; there are .Address, .Desk, .Forwarded, .Missing, .Name, .Ref, .Subject, .Tag, .Unreadable"},
		{"receipt.nl.txt", ok + "\n\n{{.Account.Name}}", ":7: .Account.Name: there is no such field"},
		{"receipt.nl.txt", ok + "{{if .Missing}}\n{{if .Nmae}}{{end}}{{end}}", ":6: .Nmae: there is no such field"},
		{"receipt.nl.txt", ok + "{{if .Missing}}", ":5: unexpected EOF"},
		{"receipt.nl.txt", ok + "{{.Name", ":5: unclosed action"},
		{"receipt.nl.txt", ok + "{{naam}}", `:5: function "naam" not defined`},
		{"receipt.nl.txt", ok + "{{printf \"%09999999d\" 1}}", ":5: printf"},
		{"receipt.nl.txt", ok + "{{.Name | html}}", ":5: "},
		{"receipt.nl.txt", ok + "{{\"x\"}}", ":5: "},
		{"receipt.nl.txt", ok + "{{$x := .Name}}", ":5: "},
		{"receipt.nl.txt", ok + "{{with .Name}}{{.}}{{end}}", ":5: "},
		{"receipt.nl.txt", ok + "{{.}}", ":5: "},
		{"receipt.nl.txt", ok + "{{not .Name}}", ":5: "},
		{"receipt.nl.txt", ok + "{{.Missing}}", ":5: "},
		{"receipt.nl.txt", ok + "{{range .Name}}{{end}}", ":5: {{range .Name}}{{end}}: only {{range .Missing}}"},
		{"receipt.nl.txt", ok + "{{range .Missing}}{{.What}}{{end}}", ":5: .What: inside {{range .Missing}} write {{.}}"},
		{"receipt.nl.txt", ok + "{{range .Missing}}{{range .Missing}}{{end}}{{end}}", ":5: "},
		{"receipt.nl.txt", ok + "{{range .Missing}}{{break}}{{end}}", ":5: "},
		{"receipt.nl.txt", ok + "{{define \"x\"}}{{end}}", ":1: defines a template"},
		{"receipt.nl.txt", ok + "{{template \"x\"}}", ":5: "},
		{"outcome.nl.txt", "Subject: {{.Tag}}\n{{range .Done}}\n{{.Target}} {{.Ref}}{{end}}", ":3: .Ref: there is no such field here; there are .Target, .What, .When"},
		{"receipt.nl.txt", ok + "\nx\xff", ":6: is not UTF-8"},
		{"receipt.nl.txt", ok + strings.Repeat("x", 64<<10), ": is larger than 64 KB"},
		{"reciept.nl.txt", ok, ": there is no letter of this name"},
		{"receipt.de.txt", ok, ": there is no letter of this name"},
	} {
		dir := t.TempDir()
		write(t, dir, tc.file, tc.text)
		_, err := NewLetters(testDesk, amsterdam, dir)
		if want := filepath.Join(dir, tc.file) + tc.want; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s %.60q:\n got %v\nwant %s", tc.file, tc.text, err, want)
		}
	}
	dir := t.TempDir()
	write(t, dir, "receipt.nl.txt", "x")
	write(t, dir, "code.en.txt", "y")
	if err := os.Mkdir(filepath.Join(dir, "outcome.nl.txt"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := NewLetters(testDesk, amsterdam, dir); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three problems are not named at once: %v", err)
	}
	if _, err := NewLetters(testDesk, amsterdam, filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that is not there is taken")
	}
}

// Every field that a template may name exists, and is filled in somewhere.
func TestLetterFieldsAreThere(t *testing.T) {
	for _, kind := range LetterKinds() {
		for _, field := range slices.Concat(letterAlways, letterAllows[kind]) {
			source := "Subject: {{.Tag}}\n{{if ." + field + "}}{{end}}"
			for _, d := range letterDemands[kind] {
				source += "{{if ." + d + "}}{{end}}"
			}
			text, err := parseLetter("x", kind, source)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := text.write(letterFields{}); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
}

// A letter about something that no letter tells of is an error and no mail.
func TestNoLetterTellsOfOtherEvents(t *testing.T) {
	for _, b := range append(bot.Bodies(), nil) {
		_, ok := LetterOf(b)
		_, err := testLetters(t).Write(bot.Incident{Ref: "DL-2026-0007"}, bot.Event{No: 3, Body: b}, bot.Mailbox{}, "")
		if ok != (err == nil) {
			t.Errorf("%T: %v", b, err)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

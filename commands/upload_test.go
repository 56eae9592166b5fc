package commands_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// files are uploads in memory.
type files struct {
	all     map[string]string
	broken  error // of Read
	stays   error // of Delete
	deleted []string
}

func (f *files) Read(_ context.Context, id string) ([]byte, error) {
	if data, ok := f.all[id]; ok && f.broken == nil {
		return []byte(data), nil
	}
	if f.broken == nil {
		return nil, bot.Refusal{Reason: bot.FileGone}
	}
	return nil, f.broken
}

func (f *files) Delete(_ context.Context, id string) error {
	if f.stays == nil {
		f.deleted = append(f.deleted, id)
	}
	return f.stays
}

// telling is a desk with a leak at Snoobi itself, and the modal filled in.
func telling(t *testing.T, f *files) (w *world, send func(ctx context.Context, more map[string]string) commands.Answer) {
	t.Helper()
	w = newWorld()
	if f != nil {
		w.desk.Uploads = f
	}
	rules := bot.DefaultRules()
	rules.Letters = true
	w.desk.Desk.Rules = func() bot.Rules { return rules }
	w.typed(t, anna, "meld een lek")
	ref := w.declared(t).Ref
	return w, func(ctx context.Context, more map[string]string) commands.Answer {
		values := map[string]string{view.BlockWhich: view.WhichList, view.BlockAccounts: "", view.BlockFile: "F1", view.BlockAs: string(bot.AsController),
			view.BlockHappened: "Een export stond open.", view.BlockData: "Tellingen.", view.BlockConsequences: "Geen.", view.BlockAdvice: "Niets.", view.BlockMeasures: "Dicht."}
		maps.Copy(values, more)
		return w.desk.Run(ctx, commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorModal, Verb: view.VerbInform, Ref: ref, Values: values})
	}
}

const goodList = "account;naam;adres\nSN-1;Marleen Huls;marleen@huls.example\nSN-2;Marleen Huls;marleen@huls.example\n"

// Whatever comes of a call with a file, the file goes; nothing is asked for
// unless the whole list can be read; and what was typed can be given back.
func TestAFileOfRecipients(t *testing.T) {
	for name, c := range map[string]struct {
		files  files
		values map[string]string
		field  string // the input with the refusal; "" when the call is done
		words  string
		stays  bool // the file is still in Slack
	}{
		"good":                   {files{all: map[string]string{"F1": goodList}}, nil, "", "wacht op goedkeuring", false},
		"broken lines":           {files{all: map[string]string{"F1": goodList + "SN-3\nSN-4\n"}}, nil, view.BlockFile, "te lezen: 4, 5.", false},
		"no text":                {files{all: map[string]string{"F1": "\xff\xfe"}}, nil, view.BlockFile, "UTF-8", false},
		"nobody in it":           {files{all: map[string]string{"F1": "account;naam;adres\n"}}, nil, view.BlockAccounts, "niemand", false},
		"gone":                   {files{}, nil, view.BlockFile, "kies het opnieuw", false},
		"too large":              {files{broken: bot.Refusal{Reason: bot.FileTooLarge, Words: []string{"8 MB"}}}, nil, view.BlockFile, "groter dan 8 MB", false},
		"Slack does not give it": {files{broken: errors.New("status 502")}, nil, view.BlockFile, "gaf het bestand niet", false},
		"all account holders":    {files{all: map[string]string{"F1": goodList}}, map[string]string{view.BlockWhich: view.WhichAll}, view.BlockFile, "koos andere ontvangers", false},
		"a pasted list too":      {files{all: map[string]string{"F1": goodList}}, map[string]string{view.BlockAccounts: "SN-9;x;x@y.example"}, view.BlockAccounts, "een van de twee", false},
		"an empty message":       {files{all: map[string]string{"F1": goodList}}, map[string]string{view.BlockHappened: " "}, view.BlockHappened, "elk deel", false},
		"good, but it stays":     {files{all: map[string]string{"F1": goodList}, stays: errors.New("cant_delete_file")}, nil, "", "staat nog in Slack", true},
		"broken, and it stays":   {files{all: map[string]string{"F1": "x"}, stays: errors.New("cant_delete_file")}, nil, view.BlockFile, "staat nog in Slack", true},
	} {
		t.Run(name, func(t *testing.T) {
			w, send := telling(t, &c.files)
			a := send(t.Context(), c.values)
			said := a.Text
			if c.field != "" {
				said = a.Errors[c.field]
			}
			if !strings.Contains(strings.ToLower(said), strings.ToLower(c.words)) || (len(a.Errors) > 0) != (c.field != "") {
				t.Errorf("%q under %q, %v; want %q", a.Text, c.field, a.Errors, c.words)
			}
			if got := len(c.files.deleted) == 0; got != c.stays {
				t.Errorf("deleted: %v", c.files.deleted)
			}
			in := w.declared(t)
			if asked := len(in.Actions) > 0; asked != (c.field == "") {
				t.Errorf("actions: %+v", in.Actions)
			} else if asked && in.Actions[0].Many.Count != 1 {
				t.Errorf("%d account holders, want 1 with two accounts", in.Actions[0].Many.Count)
			}
			if (a.Again != nil) != (c.field != "") {
				t.Fatal("the form is given back when there is something to mend, and not else")
			}
			if a.Again != nil && c.values[view.BlockHappened] == "" {
				for _, b := range a.Again.Blocks.BlockSet {
					if in, ok := b.(*slack.InputBlock); ok && in.BlockID == view.BlockHappened && in.Element.(*slack.PlainTextInputBlockElement).InitialValue != "Een export stond open." {
						t.Errorf("what was typed is lost: %+v", in.Element)
					}
				}
			}
		})
	}
}

// A desk that stops in the middle runs the call again at its next start, and
// needs the file then; one that only took too long does not.
func TestAFileIsKeptForTheNextStart(t *testing.T) {
	f := &files{all: map[string]string{"F1": goodList}}
	_, send := telling(t, f)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if send(ctx, nil); len(f.deleted) > 0 {
		t.Error("the desk stopped, and the file is gone")
	}
	ctx, end := context.WithDeadline(t.Context(), time.Now())
	defer end()
	if send(ctx, nil); len(f.deleted) != 1 {
		t.Error("the call is over, and the file is there")
	}
}

// Without the scopes no file is asked for.
func TestNoFileIsAskedForWithoutUploads(t *testing.T) {
	for _, f := range []*files{nil, {}} {
		w, _ := telling(t, f)
		a := w.desk.Run(t.Context(), commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorButton, Verb: view.VerbInform, Ref: w.declared(t).Ref})
		if a.Modal == nil {
			t.Fatalf("no modal: %+v", a)
		}
		asks := false
		for _, b := range a.Modal.Blocks.BlockSet {
			in, ok := b.(*slack.InputBlock)
			asks = asks || ok && in.BlockID == view.BlockFile
		}
		if asks != (f != nil) {
			t.Errorf("a file is asked for: %t", asks)
		}
	}
}

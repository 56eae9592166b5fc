package commands_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/bot/view/blockkit"
	"meldwacht/commands"
)

// stranger stands in the words that people of the tests type, so that one sees
// where they arrive.
const stranger = "ZQX"

// rule is what the desk of these tests may show. Nobody of it has an account in
// Slack, so that no mention is its own.
var rule = blockkit.Rule{Tokens: regexp.MustCompile(blockkit.Date), Foreign: stranger, Button: func(action, value string) error {
	verb, _ := view.ParseVerb(action)
	if v, ok := commands.Lookup(verb); !ok || v.Name != verb {
		return errors.New("no verb of the table")
	}
	v, err := view.ParseButtonValue(value)
	if _, ok := bot.ParseRef(string(v.Ref)); err == nil && v.Ref != "" && !ok {
		return errors.New("no ref")
	}
	return err
}}

// A shown is what was checked so far: the same thing is checked once.
type shown struct {
	t   *testing.T
	all map[string]bool
	// How many answers had which.
	texts, blocks, modals, errors int
}

func (s *shown) see(what string, a commands.Answer) {
	s.t.Helper()
	if a.Text != "" || len(a.Blocks) > 0 {
		s.texts++
		it := a.Text
		if len(a.Blocks) > 0 {
			s.blocks++
			it += asText(a.Blocks)
		}
		s.check(what, it, func() []string {
			// The gateway escapes the text, and shows it as a section where there is
			// nothing else to show (gateway/answer.go).
			blocks := a.Blocks
			if len(blocks) == 0 {
				blocks = []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, a.Text, false, false), nil, nil)}
			}
			return rule.Message(slackutilsx.EscapeMessage(a.Text), blocks)
		})
	}
	if a.Modal != nil {
		s.modals++
		s.check(what, asText(a.Modal), func() []string { return rule.Check(blockkit.Modal, a.Modal) })
	}
	for block, e := range a.Errors {
		s.errors++
		s.check(what, block+e, func() []string {
			// Slack gives no length for it; under a field there is room for a sentence.
			if e == "" || len([]rune(e)) > 300 || strings.ContainsAny(e, "\n") {
				return []string{fmt.Sprintf("%s: %q is no sentence for a field", block, e)}
			}
			return nil
		})
	}
	if a.Text == "" && len(a.Blocks) == 0 && a.Modal == nil && len(a.Errors) == 0 {
		s.t.Errorf("%s: silence", what)
	}
}

func (s *shown) check(what, it string, find func() []string) {
	s.t.Helper()
	if s.all[it] {
		return
	}
	s.all[it] = true
	for _, e := range find() {
		s.t.Errorf("%s: %.400s", what, e)
	}
}

// submitted answers a modal with nothing in any of its inputs. What is wrong may
// only be said of an input that the modal has: Slack closes no modal and shows
// nothing for another (slack.md §3).
func (s *shown) submitted(what string, w *world, c commands.Call, m slack.ModalViewRequest) {
	s.t.Helper()
	c.Door, c.Values = commands.DoorModal, map[string]string{}
	for _, b := range m.Blocks.BlockSet {
		if i, ok := b.(*slack.InputBlock); ok {
			c.Values[i.BlockID] = ""
		}
	}
	if len(c.Values) == 0 {
		return
	}
	a := w.desk.Run(s.t.Context(), c)
	s.see(what+", submitted empty", a)
	for block := range a.Errors {
		if _, ok := c.Values[block]; !ok {
			s.t.Errorf("%s: the modal has no input %q", what, block)
		}
	}
}

// Whatever the desk answers, by whichever door, Slack takes: every verb in every
// state for each person, both languages, and each form sent back empty.
func TestEveryAnswerIsWhatSlackTakes(t *testing.T) {
	s := &shown{t: t, all: map[string]bool{}}
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		everyDoor(t, lang, func(w *world, state string, c commands.Call, a commands.Answer) {
			what := fmt.Sprintf("%s, %s, by %s, %s, %s", c.Verb, state, c.Who.Name, c.Door, lang)
			s.see(what, a)
			if a.Modal != nil {
				s.submitted(what, w, c, *a.Modal)
			}
			if c.Door == commands.DoorSlash && c.Verb == view.VerbShow {
				s.home(what, w, c.Who, lang)
			}
		})
	}
	t.Logf("%d different things: %d texts, %d with blocks, %d modals, %d errors of fields", len(s.all), s.texts, s.blocks, s.modals, s.errors)
	if s.texts == 0 || s.blocks == 0 || s.modals == 0 || s.errors == 0 {
		t.Error("one kind of answer was never given")
	}
}

func (s *shown) home(what string, w *world, who bot.Person, lang bot.Lang) {
	s.t.Helper()
	v := w.desk.Home(s.t.Context(), who, lang)
	s.check(what+", home", asText(v), func() []string { return rule.Check(blockkit.Home, v) })
}

// What is asked where no incident is meant, where many are, where the store is
// broken, and with what people type: pages of it, in marks that Slack reads.
func TestEveryAnswerToTheOddQuestionIsWhatSlackTakes(t *testing.T) {
	s := &shown{t: t, all: map[string]bool{}}
	var refs []bot.Ref
	for n := range 30 { // more than a picker offers
		refs = append(refs, bot.MakeRef(2026, n+1))
	}
	odd := strings.Repeat(stranger+" <!channel> *@here* `x` 👩‍👩‍👧 \n", 200)
	typed := []string{"", "#7", "DL-2020-0001", "1 " + odd, odd, "code kees", "bewijs " + odd}
	verbs := []string{"", "tooon", odd}
	for _, v := range commands.Verbs() {
		verbs = append(verbs, v.Name)
	}
	pickers := 0
	for _, place := range []struct {
		name string
		make func() *world
		args []string
		in   bot.Ref
	}{
		{"no incident", func() *world { return newWorld() }, []string{"", "#7"}, ""},
		{"many", func() *world { return newWorld(refs...) }, []string{"", odd}, ""},
		{"one of two years", func() *world { return newWorld("DL-2026-0007", "DL-2025-0007") }, []string{"#7", "#7 " + odd, "DL-2025-0007"}, ref},
		{"a broken store", func() *world { w := newWorld(ref); w.broken = errors.New("disk is full"); return w }, []string{"", odd}, ref},
		{"a directory", func() *world { w, _ := people(t); return w }, typed, ref},
		{"an approval", func() *world {
			w, _ := people(t)
			w.validated(t, ref)
			w.requested(t, ref, "webshop-feed")
			return w
		}, typed, ref},
	} {
		for _, lang := range []bot.Lang{bot.NL, bot.EN} {
			for _, verb := range verbs {
				for _, door := range []commands.Door{commands.DoorSlash, commands.DoorShortcut, commands.DoorMention} {
					for _, args := range place.args {
						w := place.make()
						c := commands.Call{Who: anna, Lang: lang, Door: door, Verb: verb, Args: args, Ref: place.in}
						a := w.desk.Run(t.Context(), c)
						what := fmt.Sprintf("%s: %.20q %.20q, %s, %s", place.name, verb, args, door, lang)
						s.see(what, a)
						if a.Modal != nil {
							s.submitted(what, w, c, *a.Modal)
						}
						if len(buttons(a.Blocks)) == 25 {
							pickers++
						}
					}
				}
			}
			s.home(place.name, place.make(), mira, lang)
		}
	}
	t.Logf("%d different things: %d texts, %d with blocks, %d modals, %d errors of fields; %d whole pickers", len(s.all), s.texts, s.blocks, s.modals, s.errors, pickers)
	if pickers == 0 {
		t.Error("no picker was full")
	}
}

// The lists that a picker offers, however much the directory knows.
func TestEverySuggestionIsWhatSlackTakes(t *testing.T) {
	w, _ := people(t)
	value := view.ButtonValue{Ref: ref}.Encode()
	for _, block := range []string{view.BlockAccount, view.PickBlock(bot.SuspendAPI), view.PickBlock(bot.RevokeUser), view.PickBlock(bot.BlockReports), "pick-nonsense"} {
		for _, query := range []string{"", "dalen", strings.Repeat("é👩‍👩‍👧", 100)} {
			all := append([]*slack.OptionBlockObject{}, w.desk.Suggest(t.Context(), block, value, query)...) // as the gateway does
			for _, e := range rule.Check(blockkit.Options, all) {
				t.Errorf("%s, %.20q: %s", block, query, e)
			}
		}
	}
}

func asText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // what the desk made itself
	}
	return string(b)
}

package commands_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// gaps is a directory in which one account has nobody, and another an admin
// without an address.
type gaps struct{ register }

func (*gaps) Holders(ids []bot.AccountID) (list []bot.Recipient) {
	for _, id := range ids {
		switch id {
		case "SN-10423":
			list = append(list, bot.Recipient{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example", Accounts: []bot.AccountID{id}})
		case "SN-10425":
			list = append(list, bot.Recipient{Name: "Bert Huls", Accounts: []bot.AccountID{id}})
		}
	}
	return list
}

var leakWords = map[string]string{view.BlockWhich: view.WhichSet, view.BlockAs: "controller", view.BlockHappened: "Een export stond open.",
	view.BlockData: "Bezoekgegevens.", view.BlockConsequences: "Geen bekend.", view.BlockAdvice: "Niets.", view.BlockMeasures: "Dicht."}

// informed submits the modal, with some values other than those of leakWords.
func (w *world) informed(t *testing.T, ref bot.Ref, other map[string]string) commands.Answer {
	t.Helper()
	values := maps.Clone(leakWords)
	maps.Copy(values, other)
	return w.desk.Run(t.Context(), commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorModal, Verb: "informeer", Ref: ref, Values: values})
}

// leaking is a desk that may write to account holders, and its incident.
func leaking(t *testing.T) (*world, bot.Ref) {
	t.Helper()
	w, _ := people(t)
	w.desk.Accounts = &gaps{}
	w.desk.Desk.Rules = func() bot.Rules {
		r := oneClock()
		r.Letters = true
		return r
	}
	w.typed(t, mira, "meld een lek")
	return w, w.declared(t).Ref
}

// Whom nobody has an address for is named in the request, and nobody at all is
// a refusal.
func TestAccountsWithoutAnAddressAreNamed(t *testing.T) {
	w, ref := leaking(t)
	if a := w.informed(t, ref, map[string]string{view.BlockAccounts: "SN-10424 SN-10425"}); a.Errors[view.BlockAccounts] == "" || len(w.all[ref].Actions) > 0 {
		t.Errorf("nobody has an address: %+v", a)
	}
	if a := w.informed(t, ref, map[string]string{view.BlockAccounts: "SN-10423 SN-10424 SN-10425"}); len(a.Errors) > 0 {
		t.Fatal(a.Errors)
	}
	m := w.all[ref].Actions[0].Many
	if m.Count != 1 || m.Unreached != 2 || !slices.Equal(m.Missed, []bot.AccountID{"SN-10424", "SN-10425"}) {
		t.Errorf("%+v", m)
	}
}

// Each part that would not go out as it was typed is refused under its own field,
// and to somebody who may not ask at all the words are no matter.
func TestWordsThatALetterCannotCarryAreRefused(t *testing.T) {
	w, ref := leaking(t)
	a := w.informed(t, ref, map[string]string{view.BlockAccounts: "SN-10423", view.BlockHappened: "zie <https://snoobi.nl|hier>", view.BlockAdvice: "on\u200Bzichtbaar", view.BlockData: " "})
	if len(a.Errors) != 3 || a.Errors[view.BlockHappened] == "" || a.Errors[view.BlockAdvice] == "" || a.Errors[view.BlockData] == "" {
		t.Errorf("%+v", a.Errors)
	}
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Notify(mira, bot.Notice{What: bot.NoticeInitial, Number: "2026-1", Filed: now}, now)
	})
	w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(mira, "vals alarm", now) })
	if a := w.informed(t, ref, map[string]string{view.BlockHappened: "<!channel>"}); len(a.Errors) > 0 || !strings.Contains(a.Text, "gesloten") {
		t.Errorf("%+v", a)
	}
}

// The letter and those who get it open in a window, and that they were opened
// stands in the record before anything is shown.
func TestOpeningTheLetterIsRecorded(t *testing.T) {
	w, ref := leaking(t)
	letters, err := view.NewLetters(bot.Mailbox{Name: "Snoobi", Address: "avg-incident@snoobi.nl"}, time.UTC, "")
	if err != nil {
		t.Fatal(err)
	}
	w.desk.Letters = letters
	w.informed(t, ref, map[string]string{view.BlockAccounts: "SN-10423 SN-10424"})
	read := func(who bot.Person, door commands.Door) (commands.Answer, string) {
		a := w.desk.Run(t.Context(), commands.Call{Who: who, Lang: bot.NL, Door: door, Verb: "brief", Ref: ref, Args: "1"})
		if a.Modal == nil {
			return a, ""
		}
		return a, view.TranscriptView(*a.Modal)
	}
	if a, text := read(anna, commands.DoorButton); text != "" {
		t.Errorf("support reads it: %+v", a)
	}
	before := len(w.books.events[ref])
	if a, _ := read(fati, commands.DoorMention); a.Modal != nil || len(a.Blocks) == 0 || len(w.books.events[ref]) != before {
		t.Errorf("a window without a trigger: %+v", a)
	}
	_, text := read(fati, commands.DoorButton)
	events := w.books.events[ref]
	if last := events[len(events)-1]; len(events) != before+1 || last.Actor != fati.ID || last.Kind != (bot.DetailsOpened{}).Kind() {
		t.Errorf("the record ends with %s by %s", last.Kind, last.Actor)
	}
	for _, want := range []string{"marleen@fietsenhuls.example", "Een export stond open.", "SN-10424"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter does not show %q:\n%s", want, text)
		}
	}
}

// The English words are asked for as a whole, when somebody reads English.
func TestEnglishWordsAreAllOrNone(t *testing.T) {
	w, ref := leaking(t)
	list := map[string]string{view.BlockWhich: view.WhichList, view.BlockAccounts: "SN-10423;Ann;ann@winkel.example;en"}
	if a := w.informed(t, ref, list); len(a.Text) == 0 && len(a.Errors) == 0 || len(w.all[ref].Actions) > 0 {
		t.Errorf("no English words: %+v", a)
	}
	for i, b := range view.LetterBlocks() {
		list[b+view.BlockEnglish] = "In English."
		a := w.informed(t, ref, list)
		if i < 4 && len(a.Errors) != 4-i || i == 4 && len(a.Errors) > 0 {
			t.Errorf("%d of five: %+v", i+1, a.Errors)
		}
	}
	if m := w.all[ref].Actions[0].Message; m.In(bot.EN).Advice != "In English." || m.In(bot.NL).Advice != "Niets." {
		t.Errorf("%+v", m)
	}
}

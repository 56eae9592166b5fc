package view

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// An ordinary card is at most twelve lines (slack.md §9.1), and one more while
// something is owed beside the law's own clock.
func TestAnOrdinaryCardFitsOnAPhone(t *testing.T) {
	all := stories()
	for _, name := range []string{"01 reported", "04 responsible", "07 waiting", "08 to do", "15 acknowledged", "20 closed"} {
		s := all[name]
		if n := strings.Count(TranscriptBlocks(testFace.Card(s.in, s.now).Blocks), "\n"); n > 13 {
			t.Errorf("%s: %d lines", name, n)
		}
	}
}

// A button is for what can be done now: decided things have none.
func TestButtonsFitTheState(t *testing.T) {
	all := stories()
	for name, want := range map[string]string{
		"01 reported":            "pak valideer wijs-af details help",
		"03 evidence":            "valideer wijs-af details help",
		"05 rejected":            "valideer details sluit",
		"06 validated":           "verwijder-gebruiker sluit details help",
		"07 waiting":             "verwijder-gebruiker details help",
		"08 to do":               "gedaan:1 gedaan:2 details help",
		"09 one done one failed": "sluit details help",
		"13 rung 6h":             "bevestig sluit details help",
		"15 acknowledged":        "sluit details help",
		"20 closed":              "heropen",
	} {
		s := all[name]
		if got := actionIDs(testFace.Card(s.in, s.now).Blocks); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A reply that is sent late asks for nothing that was decided meanwhile.
func TestALateApprovalCardHasNoButtons(t *testing.T) {
	s := stories()["09 one done one failed"]
	for _, e := range s.events {
		switch e.Body.(type) {
		case bot.ActionRequested, bot.ActionApproved:
			if got := actionIDs(testFace.Reply(s.in, e, s.now).Blocks); got != "" {
				t.Errorf("event %d, %s: %s", e.No, e.Kind, got)
			}
		}
	}
}

func actionIDs(blocks []slack.Block) string {
	var ids []string
	for _, b := range blocks {
		if a, ok := b.(*slack.ActionBlock); ok {
			for _, e := range a.Elements.ElementSet {
				ids = append(ids, strings.TrimPrefix(e.(*slack.ButtonBlockElement).ActionID, "verb:"))
			}
		}
	}
	return strings.Join(ids, " ")
}

func TestAButtonSaysWhatItIsAbout(t *testing.T) {
	v := ButtonValue{Ref: "DL-2026-0007", Version: 12, ID: 3}
	if got := v.Encode(); got != `{"ref":"DL-2026-0007","v":12,"id":3}` {
		t.Error(got)
	}
	if got, err := ParseButtonValue(v.Encode()); err != nil || got != v {
		t.Error(got, err)
	}
	if _, err := ParseButtonValue("x"); err == nil {
		t.Error("an odd value was read")
	}
	for id, want := range map[string]string{"verb:gedaan:2": "gedaan", "verb:keur-goed": "keur-goed", "gedaan": "", "verb:": ""} {
		if got, ok := ParseVerb(id); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q %v", id, got, ok)
		}
	}
}

// Only what the desk's own people table holds is ever mentioned.
func TestOddIDsAreNeverMentioned(t *testing.T) {
	f := testFace
	f.Cast = Cast{Users: map[bot.PersonID]bot.UserID{"anna": "U1|x> <!channel"}, Groups: map[bot.Role][]string{bot.Manager: {"!channel", "S1>"}}}
	if got := f.who("anna").plain() + f.roles([]bot.Role{bot.Manager}).plain(); got != "annaeen manager" {
		t.Error(got)
	}
}

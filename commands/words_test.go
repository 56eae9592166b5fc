package commands

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// Every text is there in both languages, names the same values, and ends.
func TestEveryTextInBothLanguages(t *testing.T) {
	holes := func(s string) int { return strings.Count(s, "{") }
	for key, all := range sentences {
		nl, en := all[bot.NL], all[bot.EN]
		if nl == "" || en == "" || holes(nl) != holes(en) {
			t.Errorf("%s: %q, %q", key, nl, en)
		}
	}
	for _, v := range Verbs() {
		if v.NL == "" || v.EN == "" || v.run == nil {
			t.Errorf("%s: help or work is missing", v.Name)
		}
		if got, ok := Lookup(v.Alias); !ok || got.Name != v.Name {
			t.Errorf("%s: its alias %s is %q", v.Name, v.Alias, got.Name)
		}
		if strings.HasPrefix(v.Name, "verb:") || (v.Usage == "") != (v.Typed == "") {
			t.Errorf("%s: usage %q, %q", v.Name, v.Usage, v.Typed)
		}
	}
	for _, b := range bot.Bodies() {
		switch b.(type) {
		case bot.Claimed, bot.EvidenceGiven, bot.Validated, bot.Rejected, bot.ActionRequested, bot.ActionApproved, bot.ActionDenied,
			bot.ActionDone, bot.ActionFailed, bot.Acknowledged, bot.Noted, bot.Closed, bot.Reopened:
			if sentences["event."+string(b.Kind())] == nil {
				t.Errorf("no words for the event %s", b.Kind())
			}
		}
	}
}

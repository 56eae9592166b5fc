package view

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// Whoever may not do what a manager may is sent to everybody who may, and not
// past the privacy officer whose work it often is.
func TestARefusalNamesEverybodyWhoMay(t *testing.T) {
	for lang, want := range map[bot.Lang]string{bot.NL: "een manager of de privacy officer", bot.EN: "a manager or the privacy officer"} {
		if got := Refuse(lang, bot.Refusal{Reason: bot.NotYourRole, Words: []string{string(bot.Manager)}}, testFace); !strings.Contains(got, want) {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// That the desk writes no mail is said to people with several errands: to ask
// the requester, and to tell account holders. In an exercise it is another matter.
func TestNoMailIsSaidInNeutralWords(t *testing.T) {
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		for _, why := range []bot.Reason{bot.NoLetters, bot.NoDrillMail} {
			got := Refuse(lang, bot.Refusal{Reason: why}, testFace)
			if strings.Contains(got, "aanvrager") || strings.Contains(got, "requester") || strings.Contains(got, "mail.out") != (why == bot.NoLetters) {
				t.Errorf("%s, %s: %q", lang, why, got)
			}
		}
	}
}

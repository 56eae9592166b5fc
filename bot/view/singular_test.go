package view

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
)

// One of something is said in the singular, and no time at all is "just now".
func TestOneIsSingular(t *testing.T) {
	plural := regexp.MustCompile(`(^|\s|\+)(1|één|one) (accounts|adressen|addresses|tekens|more characters|characters|account holders|accounthouders)`)
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		f := testFace.In(lang)
		for _, key := range []string{"accounts.all", "modal.restore-many", "modal.share.count", "modal.whom.all.count"} {
			if s := f.say(key, "no", 3, "count", f.number(1)).plain(); plural.MatchString(s) {
				t.Errorf("%s: %q", key, s)
			}
			if s := f.say(key, "no", 3, "count", f.number(2)).plain(); !strings.Contains(s, "2") {
				t.Errorf("%s of two: %q", key, s)
			}
		}
		for _, key := range []string{"details.cut", "mail.cut"} {
			if s := f.say(key, "count", 1).plain(); plural.MatchString(s) {
				t.Errorf("%s: %q", key, s)
			}
		}
		one := bot.Action{Kind: bot.Inform, Many: &bot.Many{Count: 1}}
		if s := f.say("reply.inform", "no", 1, "accounts", f.onAccounts(one), "as", word("x")).plain(); strings.Contains(s, "krijgen") || strings.Contains(s, "holder get ") {
			t.Errorf("%q", s)
		}
	}
	for d, want := range map[time.Duration]string{0: "zojuist", 20 * time.Second: "zojuist", time.Minute: "1 minuut geleden", 5 * time.Minute: "5 minuten geleden"} {
		if got := Ago(d, bot.NL); got != want {
			t.Errorf("%s ago: %q", d, got)
		}
	}
}

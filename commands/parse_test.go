package commands_test

import (
	"strings"
	"testing"

	"meldwacht/bot"
	"meldwacht/commands"
)

func TestWhatPeopleTypeIsAVerbAndTheRest(t *testing.T) {
	for _, c := range []struct{ text, verb, args string }{
		{"", "", ""},
		{"?", "?", ""},
		{"HELP", "help", ""},
		{"toon dl-2026-0007", "toon", "dl-2026-0007"},
		{"  toon \u00a0#7 ", "toon", "#7"},
		{"stop api fleet-availability", "stop-api", "fleet-availability"},
		{"Wijs Af omdat het niet klopt", "wijs-af", "omdat het niet klopt"},
		{"stop-api fleet-availability", "stop-api", "fleet-availability"},
		{"“toon” #7", "toon", "#7"},
		{"*toon* #7", "toon", "#7"},
		{"notitie eerste regel\ntweede regel", "notitie", "eerste regel\ntweede regel"},
		{"notitie\neerste regel", "notitie", "eerste regel"},
		{"verwijder-gebruiker <mailto:piet@klant.example|piet@klant.example>", "verwijder-gebruiker", "piet@klant.example"},
		{"dienst <@U0ANNA|anna>", "dienst", "U0ANNA"},
		{"dienst <@U0ANNA>", "dienst", "U0ANNA"},
		{"notitie a &lt; b &amp;&amp; c", "notitie", "a < b && c"},
		{"toon <https://desk.slack.com/archives/C0DESK/p1700000000000100?thread_ts=1699999999.000200&amp;cid=C0DESK>",
			"toon", "https://desk.slack.com/archives/C0DESK/p1700000000000100?thread_ts=1699999999.000200&cid=C0DESK"},
		{";rm -rf /", ";rm", "-rf /"},
		{"to\u200bon\u202e #7", "toon", "#7"},
	} {
		if verb, args := commands.Parse(c.text); verb != c.verb || args != c.args {
			t.Errorf("Parse(%q) = %q, %q; want %q, %q", c.text, verb, args, c.verb, c.args)
		}
	}
}

func TestTheNearestVerbIsOfferedInItsOwnLanguage(t *testing.T) {
	for typed, want := range map[string]string{
		"tooon": "toon", "shwo": "show", "valideren": "valideer", "aprove": "approve", "keur-goet": "keur-goed",
		"notiti": "notitie", "zzzz": "", "": "", ";rm": "", "stop-apis": "stop-api",
	} {
		if got := commands.Nearest(typed); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}

// Whatever is typed gets one sentence that can be shown, and never a panic.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "?", "toon #7", "sluit “dubbel”", "gedaan\u00a02\u00a0tekst", ";rm", "<@U0ANNA|anna>", "<https://x|y", "&lt;&amp;lt;",
		"valideer bewijs <!channel>", "notitie " + strings.Repeat("á ", 4000), "\xff\xfe", "7", "#99999999999999999999", "herstel 000000000000000001"} {
		f.Add(s)
	}
	w := newWorld("DL-2026-0007", "DL-2026-0008")
	doors := []commands.Door{commands.DoorSlash, commands.DoorMention}
	f.Fuzz(func(t *testing.T, text string) {
		verb, args := commands.Parse(text)
		if verb != strings.ToLower(verb) || strings.ContainsAny(verb, " \n\t\u00a0") {
			t.Errorf("Parse(%q): verb %q", text, verb)
		}
		for _, door := range doors {
			a := w.desk.Run(t.Context(), commands.Call{Who: gast, Lang: bot.EN, Door: door, Verb: verb, Args: args})
			if a.Text == "" && a.Modal == nil || len([]rune(a.Text)) > 1000 {
				t.Errorf("%q by %s: %d characters of answer, modal %v", text, door, len(a.Text), a.Modal != nil)
			}
		}
	})
}

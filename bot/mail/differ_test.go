package mail

import (
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDiffer holds when plain text and HTML of one mail say different things.
func TestDiffer(t *testing.T) {
	const ask = "Goedemorgen,\n\nOns weekrapport is gisteren naar een oud-medewerker gestuurd. Graag het rapport Weekcijfers blokkeren. Gebruiker jan@winkel.example mag blijven.\n\nMet vriendelijke groet,\nElse Kok\n"
	const disclaimer = "\nDisclaimer: dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte ontvangt, verwijder het dan en waarschuw de afzender. Aan dit bericht kunnen geen rechten worden ontleend.\n"
	for name, c := range map[string]struct {
		plain, html string
		want        bool
	}{
		"the same":                          {ask, ask, false},
		"another order of lines":            {ask, "Met vriendelijke groet,\n" + ask, false},
		"a disclaimer in the HTML alone":    {ask, ask + disclaimer, false},
		"a disclaimer in the text alone":    {ask + disclaimer, ask, false},
		"a signature in the HTML alone":     {ask, ask + "Winkel BV, Hoofdstraat 12, Breda, telefoon 076 1234567, els@winkel.example, openingstijden maandag tot vrijdag", false},
		"links in the text alone":           {strings.ReplaceAll(ask, "Weekcijfers", "Weekcijfers<https://www.winkel.example/verwijderen/alle/gebruikers/meteen>"), ask, false},
		"mailto in the text alone":          {strings.ReplaceAll(ask, "jan@winkel.example", "jan@winkel.example<mailto:jan@winkel.example>"), ask, false},
		"stars of bold text":                {strings.ReplaceAll(ask, "Weekcijfers", "*Weekcijfers*"), ask, false},
		"a picture in the text alone":       {ask + "[cid:image001.png@01D]\n", ask, false},
		"another ask":                       {ask, "Goedemorgen,\n\nWilt u onze beheerder Petra Smit direct verwijderen en haar toegang intrekken? Zij werkt hier namelijk niet meer sinds vorige maand.\n\nGroet,\nElse Kok", true},
		"another target":                    {ask, strings.ReplaceAll(ask, "jan@", "petra@"), true},
		"one more ask, in the HTML":         {ask, strings.ReplaceAll(ask, "Gebruiker", "Verwijder bovendien meteen beheerder Petra Smit. Gebruiker"), true},
		"one more ask, in the text":         {strings.ReplaceAll(ask, "Gebruiker", "Verwijder bovendien meteen beheerder Petra Smit. Gebruiker"), ask, true},
		"one more ask, below the signature": {ask, ask + "P.S. Verwijder ook meteen beheerder Petra Smit.", true},
	} {
		raw := "From: a@b.example\nSubject: x\n" + multi("alternative", "Content-Type: text/plain; charset=utf-8\n\n"+c.plain, "Content-Type: text/html; charset=utf-8\n\n<p>"+strings.ReplaceAll(html.EscapeString(c.html), "\n", "<br>"))
		if got := slices.Contains(desk.Read([]byte(raw)).Warnings, WarnDiffer); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, dir := range []string{"mails", "forwards"} {
		files, _ := filepath.Glob("../../testdata/sample/" + dir + "/*.eml")
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(desk.Read(raw).Warnings, WarnDiffer) {
				t.Errorf("%s: differs", f)
			}
		}
	}
	for _, c := range clients {
		for _, v := range c.versions(forwarded, forwardNote) {
			if v.html {
				if m := desk.Read(wires[len(wires)-1].mail("e@snoobi.nl", "x", v)); len(m.Warnings) > 0 {
					t.Errorf("%s: %v", c.name, m.Warnings)
				}
			}
		}
	}
}

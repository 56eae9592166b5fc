package mail

import (
	"testing"

	"meldwacht/bot"
)

// TestForwardedNames reads the person above a forwarded mail in the ways in
// which clients, gateways and copying by hand write one.
func TestForwardedNames(t *testing.T) {
	const name, address = "Jan de Vries", "jan@winkel.example"
	for _, c := range []struct{ value, name, address string }{
		{`Jan de Vries <jan@winkel.example>`, name, address},
		{`Jan de Vries<jan@winkel.example>`, name, address},
		{`Jan de Vries < jan@winkel.example >`, name, address},
		{`Jan de Vries <JAN@Winkel.Example>;`, name, address},
		{`Jan de Vries <jan@winkel.example`, name, address},
		{`Jan de Vries [mailto:jan@winkel.example]`, name, address},
		{`Jan de Vries [mailto:jan@winkel.example] Namens Support`, name, address},
		{`Jan de Vries <mailto:jan@winkel.example>`, name, address},
		{`Jan de Vries <jan@winkel.example<mailto:jan@winkel.example>>`, name, address},
		{`Jan de Vries <jan@winkel.example <mailto:jan@winkel.example>>`, name, address},
		{`Jan de Vries <jan@winkel.example><mailto:jan@winkel.example>`, name, address},
		{`Jan de Vries [jan@winkel.example]`, name, address},
		{`Jan de Vries (jan@winkel.example)`, name, address},
		{`Jan de Vries jan@winkel.example`, name, address},
		{`"Jan de Vries" jan@winkel.example`, name, address},
		{`[Jan de Vries](mailto:jan@winkel.example)`, name, address},
		{`Jan de Vries &lt;jan@winkel.example&gt;`, name, address},
		{`Jan de Vries ‹jan@winkel.example›`, name, address},
		{`*Jan de Vries* <jan@winkel.example>`, name, address},
		{`**Jan de Vries** <*jan@winkel.example*>`, name, address},
		{`'Jan de Vries' <jan@winkel.example>`, name, address},
		{`"'Jan de Vries'" <jan@winkel.example>`, name, address},
		{`“Jan de Vries” <jan@winkel.example>`, name, address},
		{`=?utf-8?Q?Jan_de_Vries?= <jan@winkel.example>`, name, address},
		{`Jan de Vries <jan@winkel.example> namens Winkel BV`, name, address},
		{`Jan de Vries <jan@winkel.example> On Behalf Of Winkel`, name, address},
		{`Jan de Vries <jan@winkel.example> (via Schijf)`, name, address},
		{`Jan de Vries <jan@winkel.example>, Piet <piet@winkel.example>`, name, address},
		{`Jan de Vries </O=EXCHANGELABS/OU=GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=JAN>`, name, ""},
		{`Jan de Vries`, name, ""},
		{`jan@winkel.example`, "", address},
		{`<jan@winkel.example>`, "", address},
		{`jan@winkel.example <jan@winkel.example>`, "", address},
		{`'jan@winkel.example' <jan@winkel.example>`, "", address},
		{`jan@winkel.example [mailto:jan@winkel.example]`, "", address},
		{`Vries, Jan de <jan@winkel.example>`, "Vries, Jan de", address},
		{`"Vries, Jan de" <jan@winkel.example>`, "Vries, Jan de", address},
		{`Jan de Vries (Winkel BV) <jan@winkel.example>`, "Jan de Vries (Winkel BV)", address},
		{`Jan de Vries | Winkel BV <jan@winkel.example>`, "Jan de Vries | Winkel BV", address},
		{`Jan de Vries - Winkel <jan@winkel.example>`, "Jan de Vries - Winkel", address},
		{`"Jan \"Piet\" de Vries" <jan@winkel.example>`, `Jan "Piet" de Vries`, address},
		{`"Jan de Vries" via Support <support@bedrijf.example>`, "Jan de Vries via Support", "support@bedrijf.example"},
		{`Müller, Jörg <jorg@winkel.example>`, "Müller, Jörg", "jorg@winkel.example"},
		{`Jan de Vries <`, name, ""},
	} {
		m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: Till\nContent-Type: text/plain; charset=utf-8\n\nFYI\n\nVan: " + c.value + "\nVerzonden: maandag 3 februari 2025 09:14\nAan: Support\nOnderwerp: Till\n\nHello.\n"))
		if m.Forwarded != bot.ForwardInline || m.Reporter.Name != c.name || string(m.Reporter.Address) != c.address {
			t.Errorf("%s: %s, %q %q", c.value, m.Forwarded, m.Reporter.Name, string(m.Reporter.Address))
		}
	}
	for _, value := range []string{"10:00 tot 12:00", "3 februari", ""} {
		m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: Till\n\nVan: " + value + "\nDatum: 3 februari 2025 09:14\nOnderwerp: printer\n\nHello.\n"))
		if m.Forwarded != bot.ForwardNone {
			t.Errorf("a from of %q: %s", value, m.Forwarded)
		}
	}
}

// TestClosings tells a greeting at the end of a mail, whatever colours it, from a
// sentence, and finds the name beside it.
func TestClosings(t *testing.T) {
	for _, c := range []struct {
		line, rest string
		ok         bool
	}{
		{"Met vriendelijke groet,", "", true},
		{"Met sportieve groet,", "", true},
		{"Feestelijke groeten,", "", true},
		{"Warm regards,", "", true},
		{"Groeten uit Groningen,", "", true},
		{"Groeten uit het hoge noorden, Joris", "Joris", true},
		{"Groet, Joris", "Joris", true},
		{"Thanks a million", "", true},
		{"xx Lieke", "Lieke", true},
		{"Jan de Vries", "", false},
		{"Wilt u de groeten doen aan uw collega", "", false},
		{"De sleutel is gelekt", "", false},
	} {
		end, _, ok := closingAt(c.line)
		rest := ""
		if ok {
			rest = c.line[end:]
		}
		if ok != c.ok || rest != c.rest {
			t.Errorf("%q: %v, %q behind it; want %v, %q", c.line, ok, rest, c.ok, c.rest)
		}
	}
}

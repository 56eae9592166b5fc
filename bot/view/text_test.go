package view

import (
	"strings"
	"testing"
	"testing/quick"
	"time"
	"unicode/utf8"

	"meldwacht/bot"
)

func TestCleanShowsWhatIsThere(t *testing.T) {
	for in, want := range map[string]string{
		"invoice\u202Efdp.exe":              "invoicefdp.exe",
		"@he\u200Bre":                       "@here",
		"a\U000E0041b\uFEFFc\x00d\x9fe":     "abcd\uFFFDe",
		"\xC3":                              "\uFFFD",
		"e\u0301":                           "é",
		"x" + strings.Repeat("\u0301", 200): "x\u0301\u0301\u0301",
		"a\r\nb\rc\u2028d":                  "a\nb\nc\nd",
		"a\n\n\n\n\nb":                      "a\n\n\nb",
		"<!channel> &amp; ```":              "<!channel> &amp; ```",
		"👍🏽 🇳🇱 géén":                        "👍🏽 🇳🇱 géén",
		strings.Repeat("\n", 10_000) + "x":  "x",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%.40q) = %.60q, want %q", in, got, want)
		}
	}
	if got := strings.Count(Clean(strings.Repeat("x\n", 10_000)), "\n"); got >= maxLines {
		t.Errorf("%d lines", got)
	}
}

func TestCleanTwiceIsCleanOnce(t *testing.T) {
	if err := quick.Check(func(s string) bool { return Clean(Clean(s)) == Clean(s) && utf8.ValidString(Clean(s)) }, nil); err != nil {
		t.Error(err)
	}
}

func TestEscapeTakesExactlyThreeCharactersOnce(t *testing.T) {
	if got := Escape("<!channel> & &lt; \"*_~`"); got != "&lt;!channel&gt; &amp; &amp;lt; \"*_~`" {
		t.Error(got)
	}
}

// What people see as one character is never halved.
func TestCutKeepsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
		left int
	}{
		{"abc", 3, "abc", 0}, {"abcd", 3, "abc", 1}, {"ab😀", 3, "ab", 1}, {"abe\u0308x", 3, "ab", 3},
		{"ab👍🏽", 5, "ab", 2}, {"🇳🇱🇧🇪", 6, "🇳🇱", 2}, {"", 0, "", 0},
	} {
		if got, left := cut(c.in, c.max); got != c.want || left != c.left {
			t.Errorf("cut(%q, %d) = %q, %d; want %q, %d", c.in, c.max, got, left, c.want, c.left)
		}
	}
}

func TestDefangedTextIsNoLink(t *testing.T) {
	for in, want := range map[string]string{
		"see https://evil.example/a?b=1":         "see hxxps://evil[.]example/a?b=1",
		"HTTP://EVIL.EXAMPLE":                    "HXXP://EVIL[.]EXAMPLE",
		"www.evil.example/x.html":                "www[.]evil[.]example/x.html",
		"slack://channel?id=1":                   "slack[:]//channel?id=1",
		"mailto:jan@evil.example":                "mailto[:]jan[@]evil[.]example",
		"tel:0612345678":                         "tel[:]0612345678",
		"jan@evil.example":                       "jan[@]evil[.]example",
		"hxxps://evil[.]example":                 "hxxps://evil[.]example",
		"<https://evil.example|https://bank.nl>": "<hxxps://evil[.]example|hxxps://bank[.]nl>",
		"bijv. 12.30 uur, v1.2.3":                "bijv. 12.30 uur, v1.2.3",
	} {
		if got := Defang(in); got != want {
			t.Errorf("Defang(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestChannelsHoldNoPersonalData(t *testing.T) {
	for in, want := range map[string]string{
		"bel 06-12345678 of +31 50 000 04 23":  "bel ••• •• 78 of ••• •• 23",
		"(050) 000 04 23":                      "••• •• 23",
		"jan.de.vries@winkel.example!":         "j•••@winkel.example!",
		"jan[@]winkel.example":                 "j•••@winkel.example",
		"NL91 ABNA 0417 1643 00":               "•••",
		"BSN 111222333":                        "BSN •••",
		"wachtwoord: fiets123!":                "wachtwoord: •••",
		"Het wachtwoord is Geheim1":            "Het wachtwoord is •••",
		"sk_live_51Hx8aK2eZvKYlo2C":            "…lo2C",
		"550e8400-e29b-41d4-a716-446655440000": "…0000",
		"https://x.example/reset?t=abc":        "hxxps://x[.]example/…",
		"https://jan:pw@x.example/":            "hxxps://…[@]x[.]example/",
		// What staff need stays.
		"31-08-2026 16:45":                     "31-08-2026 16:45",
		"01-09-2026 10:42:17":                  "01-09-2026 10:42:17",
		"31 augustus 2026, 16:45":              "31 augustus 2026, 16:45",
		"DL-2026-0007 en SN-10423":             "DL-2026-0007 en SN-10423",
		"het wachtwoord is gestolen":           "het wachtwoord is gestolen",
		"weekrapport-verkoop-2026-week40":      "weekrapport-verkoop-2026-week40",
		"magazijn-dashboard, Maandcijfers":     "magazijn-dashboard, Maandcijfers",
		"API-sleutel: magazijn-dashboard":      "API-sleutel: magazijn-dashboard",
		"ordernummer 123456780, 20 stuks":      "ordernummer 123456780, 20 stuks",
		"incident op 2026-08-31T16:45+02:00":   "incident op 2026-08-31T16:45+02:00",
		"De code is 7K2M-QX9D.":                "De code is •••.",
		"DL-2026-0007 en 1234-5678, ABCD-EFGH": "DL-2026-0007 en 1234-5678, ABCD-EFGH",
	} {
		if got := Redact(in); got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMasksTellPeopleApart(t *testing.T) {
	for in, want := range map[string]string{
		"Joost Brinkman": "J••• B•••", "Zoë van 't Hof": "Z••• v••• H•••", "joost@x.example": "j•••@x.example",
		"Maandcijfers leden": "Maandcijfers leden", "magazijn-dashboard": "magazijn-dashboard", "Weekly lane report": "Weekly lane report",
		"TMS-koppeling": "TMS-koppeling",
	} {
		if got := MaskTarget(in); got != want {
			t.Errorf("MaskTarget(%q) = %q, want %q", in, got, want)
		}
	}
	if got := MaskPhone("••• •• 23"); got != "••• •• 23" {
		t.Errorf("a masked number became %q", got)
	}
	if got := MaskKey("geheim"); got != "•••" {
		t.Errorf("a short key became %q", got)
	}
}

func TestTimeLeftIsSaidAsPeopleSayIt(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		nl, en string
	}{
		{11*time.Hour + 40*time.Minute, "nog 11 uur en 40 minuten", "11 hours and 40 minutes left"},
		{72 * time.Hour, "nog 72 uur", "72 hours left"},
		{time.Hour + time.Minute, "nog 1 uur en 1 minuut", "1 hour and 1 minute left"},
		{12*time.Hour - 200*time.Millisecond, "nog 12 uur", "12 hours left"},
		{25 * time.Second, "minder dan een minuut", "less than a minute left"},
		{-25 * time.Second, "de tijd is om", "time is up"},
		{-2 * time.Hour, "2 uur te laat", "2 hours late"},
		{125 * time.Hour, "nog 5 dagen en 5 uur", "5 days and 5 hours left"},
	} {
		if got := Left(c.d, bot.NL); got != c.nl {
			t.Errorf("%v: %q, want %q", c.d, got, c.nl)
		}
		if got := Left(c.d, bot.EN); got != c.en {
			t.Errorf("%v: %q, want %q", c.d, got, c.en)
		}
	}
}

// A deadline names its zone and UTC, on both nights on which the clock changes.
func TestDeadlinesNameTheirZone(t *testing.T) {
	utc := func(s string) time.Time { return must(time.Parse("2006-01-02 15:04", s)) }
	now := utc("2026-10-24 12:00")
	for _, c := range []struct {
		at     string
		nl, en string
	}{
		{"2026-11-30 13:20", "ma 30-11 14:20 CET (13:20 UTC)", "Mon 30 Nov 14:20 CET (13:20 UTC)"},
		{"2026-10-25 00:30", "zo 25-10 02:30 CEST (00:30 UTC)", "Sun 25 Oct 02:30 CEST (00:30 UTC)"},
		{"2026-10-25 01:30", "zo 25-10 02:30 CET (01:30 UTC)", "Sun 25 Oct 02:30 CET (01:30 UTC)"},
		{"2026-03-29 01:30", "zo 29-3 03:30 CEST (01:30 UTC)", "Sun 29 Mar 03:30 CEST (01:30 UTC)"},
		{"2026-10-25 23:30", "ma 26-10 00:30 CET (zo 23:30 UTC)", "Mon 26 Oct 00:30 CET (Sun 23:30 UTC)"},
		{"2027-01-01 12:00", "vr 1-1-2027 13:00 CET (12:00 UTC)", "Fri 1 Jan 2027 13:00 CET (12:00 UTC)"},
	} {
		if got := testFace.When(utc(c.at), now); got != c.nl {
			t.Errorf("%s: %q, want %q", c.at, got, c.nl)
		}
		if got := testFace.In(bot.EN).When(utc(c.at), now); got != c.en {
			t.Errorf("%s: %q, want %q", c.at, got, c.en)
		}
	}
	if got := (Face{}).When(now, now); got != "za 24-10 12:00 UTC" {
		t.Errorf("without a zone: %q", got)
	}
}

func TestTheBarNeverSaysThereIsNothingWhileThereIs(t *testing.T) {
	for left, want := range map[time.Duration]string{
		72 * time.Hour: "▓▓▓▓▓▓▓▓▓▓", 36 * time.Hour: "▓▓▓▓▓░░░░░", time.Minute: "▓░░░░░░░░░", 0: "░░░░░░░░░░", -time.Hour: "░░░░░░░░░░",
	} {
		if got := bar(left, 72*time.Hour); got != want {
			t.Errorf("%v: %s, want %s", left, got, want)
		}
	}
}

package mail

import "strings"

// These are hostile to the reading of fields: halves of verbs that never meet,
// lists, forms on one line, quotes, and words that point elsewhere.
func init() {
	hostile = append(hostile, []struct {
		name  string
		build func(n int) string
	}{
		{"small words without a verb", func(n int) string { return strings.Repeat("uit ", n/4) }},
		{"light verbs without a half", func(n int) string { return strings.Repeat("zet haal ", n/9) }},
		{"halves in one clause", func(n int) string { return strings.Repeat("gebruiker uit haal ", n/19) }},
		{"wishes in other words", func(n int) string { return "Verzoek " + strings.Repeat("sleutel a-b ", n/12) }},
		{"joined words", func(n int) string { return strings.Repeat("aa-bb cc-dd ", n/12) }},
		{"a list of names", func(n int) string { return "Deze sleutels:\n" + strings.Repeat("- naam\n", n/7) }},
		{"lists of keys", func(n int) string { return strings.Repeat("sleutels:\n- a\n", n/14) }},
		{"forms on one line", func(n int) string { return strings.Repeat("Naam: x; ", n/9) }},
		{"form rows", func(n int) string { return strings.Repeat("Naam\tAccount\tOmvang\nx\ty\tz\n", n/26) }},
		{"form rows without values", func(n int) string { return strings.Repeat("Naam\tAccount\tOmvang\n", n/20) }},
		{"labels of bounds", func(n int) string { return "Naam: x\nAccount: y\n" + strings.Repeat("Van: 1\nTot: 2\n", n/14) }},
		{"customer numbers", func(n int) string { return strings.Repeat("account nummer ", n/15) }},
		{"nights", func(n int) string { return strings.Repeat("nacht van 13 op ", n/16) }},
		{"hours or so", func(n int) string { return strings.Repeat("een uur of ", n/11) }},
		{"clocks that borrow", func(n int) string { return "Gisteren. " + strings.Repeat("Om 10:00 gelekt. ", n/17) }},
		{"no and no", func(n int) string { return strings.Repeat("niet ", n/5) }},
		{"small print", func(n int) string { return strings.Repeat("geadresseerde, ", n/15) }},
		{"names that speak", func(n int) string { return strings.Repeat("Jan Bos belde ", n/14) }},
		{"misspelled words", func(n int) string { return strings.Repeat("verwijderx gebruikrr ", n/21) }},
		{"quoted names", func(n int) string { return strings.Repeat("rapport \"Omzet\" ", n/16) }},
		{"plural wishes", func(n int) string { return strings.Repeat("Beide gebruikers Jan Bos blokkeren. ", n/36) }},
		{"label values of many asks", func(n int) string { return "Actie: " + strings.Repeat("gebruiker Jan Bos weg, ", n/23) }},
		{"action labels", func(n int) string { return strings.Repeat("Actie: sleutel a-api weg\nOmvang: gebruiker\n", n/44) }},
	}...)
}

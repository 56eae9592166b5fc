package mail

import (
	"testing"
	"time"
)

// TestTimes reads times as people write them, counted from Wednesday 16 September
// 2026, 10:00, unless a case says otherwise.
func TestTimes(t *testing.T) {
	sent := time.Date(2026, 9, 16, 10, 0, 0, 0, amsterdam)
	for _, c := range []struct{ words, from, until, precision string }{
		{"vandaag om 08:15", "2026-09-16 08:15", "", "minute"},
		{"gisteren om half negen 's ochtends", "2026-09-15 08:30", "", "minute"},
		{"gisteren om half een 's middags", "2026-09-15 12:30", "", "minute"},
		{"gistermiddag om kwart voor vijf", "2026-09-15 16:45", "", "minute"},
		{"gisteravond tegen elf uur", "2026-09-15 23:00", "", "hour"},
		{"gisteren om vijf voor half negen 's avonds", "2026-09-15 20:25", "", "minute"},
		{"gisteren om tien over half negen 's morgens", "2026-09-15 08:40", "", "minute"},
		{"gisteren om twintig over acht 's avonds", "2026-09-15 20:20", "", "minute"},
		{"gisteren om tien voor negen 's ochtends", "2026-09-15 08:50", "", "minute"},
		{"yesterday at half past eight in the evening", "2026-09-15 20:30", "", "minute"},
		{"yesterday at quarter to five pm", "2026-09-15 16:45", "", "minute"},
		{"maandag 14u30", "2026-09-14 14:30", "", "minute"},
		{"maandag om 14.30 uur", "2026-09-14 14:30", "", "minute"},
		{"maandag 9u", "2026-09-14 09:00", "", "minute"},
		{"gisteren om 12 uur 's middags", "2026-09-15 12:00", "", "minute"},
		{"gisteren om middernacht", "2026-09-16 00:00", "", "minute"},
		{"gisteren 24:00", "2026-09-16 00:00", "", "minute"},
		{"gisteren om drie uur", "2026-09-15 00:00", "", "day"},
		{"gisteren om drie uur 's nachts", "2026-09-15 03:00", "", "minute"},
		{"vandaag om drie uur", "2026-09-16 03:00", "", "minute"},
		{"vannacht om 23:30", "2026-09-15 23:30", "", "minute"},
		{"vannacht om 02:30", "2026-09-16 02:30", "", "minute"},
		{"vannacht", "2026-09-16 00:00", "", "day"},
		{"eergisteravond", "2026-09-14 00:00", "", "day"},
		{"the day before yesterday at 9am", "2026-09-14 09:00", "", "minute"},
		{"twee dagen geleden", "2026-09-14 00:00", "", "day"},
		{"een uur geleden", "2026-09-16 09:00", "", "hour"},
		{"een kwartier geleden", "2026-09-16 09:45", "", "minute"},
		{"anderhalf uur geleden", "2026-09-16 08:30", "", "hour"},
		{"half an hour ago", "2026-09-16 09:30", "", "minute"},
		{"afgelopen vrijdag om 17:20", "2026-09-11 17:20", "", "minute"},
		{"vrijdag jl. om 17:20", "2026-09-11 17:20", "", "minute"},
		{"1 augustus jl.", "2026-08-01 00:00", "", "day"},
		{"vorige week dinsdag", "2026-09-08 00:00", "", "day"},
		{"last Monday around 3 pm", "2026-09-14 15:00", "", "hour"},
		{"woensdag", "2026-09-09 00:00", "", "day"},
		{"3 februari", "2026-02-03 00:00", "", "day"},
		{"3 dec. om 11:10", "2025-12-03 11:10", "", "minute"},
		{"14/9/26 11:05", "2026-09-14 11:05", "", "minute"},
		{"op 14-9 om 11:05", "2026-09-14 11:05", "", "minute"},
		{"2026-09-14 11:05", "2026-09-14 11:05", "", "minute"},
		{"Monday, September 14th, 2026 at 9:14 AM", "2026-09-14 09:14", "", "minute"},
		{"14th of September at 21:40", "2026-09-14 21:40", "", "minute"},
		{"week 37", "2026-09-07 00:00", "2026-09-14 00:00", "day"},
		{"maandag van week 37", "2026-09-07 00:00", "", "day"},
		{"van 23:00 tot 02:00 op 14 september", "2026-09-14 23:00", "2026-09-15 02:00", "minute"},
		{"14 september van 23:00 tot 02:00", "2026-09-14 23:00", "2026-09-15 02:00", "minute"},
		{"tussen 10.15 en 11.40 uur gisteren", "2026-09-15 10:15", "2026-09-15 11:40", "minute"},
		{"yesterday between 3 and 4 pm", "2026-09-15 15:00", "2026-09-15 16:00", "minute"},
		{"gisteren tussen drie en vier uur 's middags", "2026-09-15 15:00", "2026-09-15 16:00", "minute"},
		{"from 13 September 22:00 until 14 September 06:30", "2026-09-13 22:00", "2026-09-14 06:30", "minute"},
		{"12 t/m 14 september", "2026-09-12 00:00", "2026-09-15 00:00", "day"},
		{"3 februari - 5 februari 2025", "2025-02-03 00:00", "2025-02-06 00:00", "day"},
		{"28 december t/m 3 januari 2026", "2025-12-28 00:00", "2026-01-04 00:00", "day"},
		{"5 februari 2026 - 3 februari 2025", "2026-02-05 00:00", "", "day"},
		{"sinds maandag 14 september", "2026-09-14 00:00", "", "day"},
		{"afgelopen weekend", "2026-09-12 00:00", "2026-09-14 00:00", "day"},
		{"zaterdag 12 september omstreeks 20.15 uur", "2026-09-12 20:15", "", "minute"},
		{"maandagavond 21:00", "2026-09-14 21:00", "", "minute"},
		{"15 sept 2026 09:00 uur", "2026-09-15 09:00", "", "minute"},
		{"around noon yesterday", "2026-09-15 12:00", "", "hour"},
		// the future, and what is no time
		{"morgen om 10 uur", "", "", ""},
		{"komende vrijdag", "", "", ""},
		{"over twee uur", "", "", ""},
		{"24 uur per dag", "", "", ""},
		{"binnen 72 uur", "", "", ""},
		{"half april", "", "", ""},
		{"halfjaarcijfers", "", "", ""},
		{"versie 14.30", "", "", ""},
		{"20 september 2026 om 10:00", "", "", ""},
		{"31 februari", "", "", ""},
	} {
		o, ok := labelled(c.words, sent)
		got := [3]string{clockOf(o.From), clockOf(o.Until), string(o.Precision)}
		if !ok {
			got = [3]string{}
		}
		if want := [3]string{c.from, c.until, c.precision}; got != want {
			t.Errorf("%q: %q, want %q", c.words, got, want)
		}
	}
}

// TestClockChange holds both nights: the hour that comes twice is the earlier
// instant, the one that does not exist is read with the offset from before.
func TestClockChange(t *testing.T) {
	for _, c := range []struct {
		sent        time.Time
		words, want string
	}{
		{time.Date(2026, 10, 26, 9, 0, 0, 0, amsterdam), "25 oktober 2026 om 02:30", "2026-10-25T02:30:00+02:00"},
		{time.Date(2026, 10, 26, 9, 0, 0, 0, amsterdam), "25 oktober 2026 om 02:30 CET", "2026-10-25T02:30:00+01:00"},
		{time.Date(2026, 10, 26, 9, 0, 0, 0, amsterdam), "25 oktober 2026 om 03:30", "2026-10-25T03:30:00+01:00"},
		{time.Date(2026, 10, 26, 9, 0, 0, 0, amsterdam), "25 oktober 2026 om 01:30", "2026-10-25T01:30:00+02:00"},
		{time.Date(2026, 3, 30, 9, 0, 0, 0, amsterdam), "29 maart 2026 om 02:30", "2026-03-29T03:30:00+02:00"},
		{time.Date(2026, 3, 30, 9, 0, 0, 0, amsterdam), "29 maart 2026 om 01:59", "2026-03-29T01:59:00+01:00"},
	} {
		o, _ := labelled(c.words, c.sent)
		if got := o.From.Format(time.RFC3339); got != c.want {
			t.Errorf("%q: %s, want %s", c.words, got, c.want)
		}
	}
}

// TestStamps reads the dates that clients write above what they forward.
func TestStamps(t *testing.T) {
	for _, c := range []struct {
		words   string
		english bool
		want    string
	}{
		{"ma 3 feb 2025 om 09:14", false, "2025-02-03T09:14:00+01:00"},
		{"3 feb. 2025 9:14", false, "2025-02-03T09:14:00+01:00"},
		{"maandag, 3 februari 2025 om 09:14", false, "2025-02-03T09:14:00+01:00"},
		{"3 februari 2025 om 09:14:02 CET", false, "2025-02-03T09:14:02+01:00"},
		{"Mon, 3 Feb 2025 09:14:00 +0100", true, "2025-02-03T09:14:00+01:00"},
		{"03-02-2025 09:14 (GMT+01:00)", false, "2025-02-03T09:14:00+01:00"},
		{"03-02-25 09:14", false, "2025-02-03T09:14:00+01:00"},
		{"Mon, Feb 3, 2025 at 9:14 PM", true, "2025-02-03T21:14:00+01:00"},
		{"2/13/2025 9:14 AM", true, "2025-02-13T09:14:00+01:00"},
		{"2/3/2025 9:14 AM", true, "2025-02-03T09:14:00+01:00"},
		{"03/02/2025 09:14", true, "2025-02-03T09:14:00+01:00"},
		{"On Monday, February 3rd, 2025 at 9:14 AM", true, "2025-02-03T09:14:00+01:00"},
		{"Montag, 3. Februar 2025 09:14", false, "2025-02-03T09:14:00+01:00"},
		{"lundi 3 février 2025 09:14", false, "2025-02-03T09:14:00+01:00"},
		{"maandag 3 juli 2025 09:14:00 CEST", false, "2025-07-03T09:14:00+02:00"},
		{"Thu, 1 Jan 2026 00:00:00 GMT", true, "2026-01-01T00:00:00Z"},
		{"Sun, 25 Oct 2026 02:30:00", true, "2026-10-25T02:30:00+02:00"},
		{"31 februari 2025 09:14", false, ""},
		{"gisteren", false, ""},
		{"3 februari 2025", false, ""},
	} {
		got := ""
		if at, ok := readStamp(c.words, c.english); ok {
			got = at.Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.words, got, c.want)
		}
	}
}

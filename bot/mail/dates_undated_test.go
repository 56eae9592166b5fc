package mail

import (
	"testing"
	"time"
)

// TestClockWithoutDay: an hour that names no day is one of the day on which the
// mail was written, when that day had seen it; of the day before when the words say
// so; and else unknown. The mails were written on Wednesday 18 November 2026 at
// 14:20, unless a case says otherwise.
func TestClockWithoutDay(t *testing.T) {
	for _, c := range []struct{ sent, words, from, until, precision, text string }{
		{"", "Om 14.05 uur is de sleutel per ongeluk naar een klant gemaild.", "2026-11-18 14:05", "", "minute", "14.05 uur"},
		{"", "My bag was stolen at 2 pm.", "2026-11-18 14:00", "", "minute", "2 pm"},
		{"", "Rond 11 uur is mijn telefoon gestolen.", "2026-11-18 11:00", "", "hour", "11 uur"},
		{"", "My phone was stolen around 11 am.", "2026-11-18 11:00", "", "hour", "11 am"},
		{"", "Om kwart over negen is de sleutel gelekt.", "2026-11-18 09:15", "", "minute", "kwart over negen"},
		{"", "Tussen 10.15 en 11.40 uur is er ingelogd met een gestolen wachtwoord.", "2026-11-18 10:15", "2026-11-18 11:40", "minute", "Tussen 10.15 en 11.40 uur"},
		{"", "Sinds 9.00 uur staat de sleutel online.", "2026-11-18 09:00", "", "minute", "Sinds 9.00 uur"},
		{"", "Onze stagiaire is op 1 november vertrokken. Om 08:05 is met haar inlog nog ingelogd.", "2026-11-18 08:05", "", "minute", "08:05"},
		{"", "Vandaag om 02:30 uur is er ingebroken.", "2026-11-18 02:30", "", "minute", "Vandaag om 02:30 uur"}, // no label with a colon
		{"", "Jan Bos heeft om 14.05 uur de sleutel naar een klant gemaild.", "2026-11-18 14:05", "", "minute", "14.05 uur"},
		// later than the mail: no day is guessed
		{"", "Om 16.05 uur is de sleutel gelekt.", "", "", "unknown", ""},
		{"", "My bag was stolen at 11 pm.", "", "", "unknown", ""},
		{"", "Tussen 13.00 en 17.00 uur is er ingelogd met een gestolen wachtwoord.", "", "", "unknown", ""},
		// the day before, as the text says
		{"", "De avond ervoor om 22.10 uur is er ingelogd met een gestolen wachtwoord.", "2026-11-17 22:10", "", "minute", "De avond ervoor om 22.10 uur"},
		{"", "Er is om 22.10 uur de avond ervoor ingelogd met een gestolen wachtwoord.", "2026-11-17 22:10", "", "minute", "22.10 uur de avond ervoor"},
		{"", "De sleutel is een dag eerder om 9.30 uur gelekt.", "2026-11-17 09:30", "", "minute", "een dag eerder om 9.30 uur"},
		{"", "The day before, at 9.30 am, the key was leaked.", "2026-11-17 09:30", "", "minute", "The day before, at 9.30 am"},
		{"", "The previous evening at 10.15 my bag was stolen.", "2026-11-17 22:15", "", "minute", "The previous evening at 10.15"},
		{"", "De nacht ervoor om 23:30 is er ingebroken.", "2026-11-17 23:30", "", "minute", "De nacht ervoor om 23:30"},
		{"", "De nacht ervoor om 02:30 is er ingebroken.", "2026-11-18 02:30", "", "minute", "De nacht ervoor om 02:30"},
		{"", "My bag was stolen at 9 pm the day before the meeting.", "", "", "unknown", ""},
		// another day may be meant
		{"", "Ergens vorige week is de tas gestolen, ik denk om 10.00 uur.", "", "", "unknown", ""},
		{"", "Vorige week is er iets misgegaan bij ons op kantoor. Ik schrijf u daarover op verzoek van mijn leidinggevende, die het pas later hoorde en er erg van schrok. Wat wij ervan begrijpen is nog niet alles, en u hoort meer zodra wij meer weten van de anderen. Om 10.00 uur is de sleutel gelekt.", "", "", "unknown", ""},
		{"", "Vorige maand om 10.00 uur is de sleutel gelekt.", "", "", "unknown", ""},
		{"", "In september om 10.00 uur is de sleutel gelekt.", "", "", "unknown", ""},
		{"", "A few days ago, at 10 am, my bag was stolen.", "", "", "unknown", ""},
		{"", "De sleutel is onlangs gelekt. Het gebeurde om 10.00 uur.", "", "", "unknown", ""},
		{"", "Om 10.00 uur is de tas gestolen, ik weet niet welke dag.", "", "", "unknown", ""},
		{"", "Maandag is mijn tas gestolen. Het was 10.00 uur.", "2026-11-16 10:00", "", "minute", "10.00 uur"},
		// an hour of something else
		{"", "Het rapport wordt om 7.00 uur naar een verkeerd adres verstuurd.", "", "", "unknown", ""},
		{"", "The report is sent to a stranger at 7:00.", "", "", "unknown", ""},
		{"", "Mijn tas is gestolen. Bel mij na 13.00 uur.", "", "", "unknown", ""},
		{"", "Mijn tas is gestolen. Wij zijn van 9.00 tot 12.00 uur open.", "", "", "unknown", ""},
		{"", "Ik heb jullie om 10.00 uur al gemaild over dit lek.", "", "", "unknown", ""},
		{"", "I already mailed you at 10 am.", "", "", "unknown", ""},
		{"", "De sleutel is om 9.00 uur gelekt, ik heb u om 10.00 uur al gemaild.", "2026-11-18 09:00", "", "minute", "9.00 uur"},
		{"", "Ik heb jullie rapport om 10.00 uur naar een klant gestuurd.", "2026-11-18 10:00", "", "minute", "10.00 uur"},
		{"", "De politie heeft mij om 10.00 uur gebeld.", "", "", "unknown", ""},
		// in a form
		{"", "Tijdstip: 13:50", "2026-11-18 13:50", "", "minute", "13:50"},
		{"", "Time: around 9 am", "2026-11-18 09:00", "", "hour", "around 9 am"},
		{"", "Tijdstip: 23:50", "", "", "unknown", "23:50"},
		{"", "Tijdstip: 13:50, dag onbekend", "", "", "unknown", "13:50, dag onbekend"},
		{"", "Tijdstip: 13:50\n\nVorige week dinsdag is de tas gestolen.", "", "", "unknown", "13:50"},
		// the nights on which the clock is put back and forward
		{"Sun, 25 Oct 2026 09:00:00 +0100", "Om 02:30 uur is er ingebroken.", "2026-10-25T02:30:00+02:00", "", "minute", "02:30 uur"},
		{"Sun, 25 Oct 2026 02:10:00 +0100", "Om 02:30 uur is er ingebroken.", "2026-10-25T02:30:00+02:00", "", "minute", "02:30 uur"},
		{"Sun, 25 Oct 2026 02:10:00 +0200", "Om 02:30 uur is er ingebroken.", "", "", "unknown", ""},
		{"Sun, 25 Oct 2026 09:00:00 +0100", "The evening before, at 10:15 pm, the key was leaked.", "2026-10-24T22:15:00+02:00", "", "minute", "The evening before, at 10:15 pm"},
		{"Sun, 29 Mar 2026 09:00:00 +0200", "At 01:30 somebody broke in.", "2026-03-29T01:30:00+01:00", "", "minute", "01:30"},
		{"Sun, 29 Mar 2026 09:00:00 +0200", "At 3:30 am somebody broke in.", "2026-03-29T03:30:00+02:00", "", "minute", "3:30 am"},
		// the day is that of Amsterdam, wherever it was written
		{"Tue, 17 Nov 2026 23:30:00 +0000", "Om 00:10 uur is er ingebroken.", "2026-11-18 00:10", "", "minute", "00:10 uur"},
		{"Tue, 17 Nov 2026 23:30:00 +0000", "Om 23:50 uur is er ingebroken.", "", "", "unknown", ""},
		{"-", "Om 14.05 uur is de sleutel gelekt.", "", "", "unknown", ""},
	} {
		date := "Date: " + sent + "\n"
		switch c.sent {
		case "":
		case "-":
			date = ""
		default:
			date = "Date: " + c.sent + "\n"
		}
		m := desk.Read([]byte("From: Rob Sender <rob@sender.example>\n" + date + "Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" +
			c.words + "\n\nGraag gebruiker x@y.example verwijderen.\n\nGroet,\nRob Sender\n"))
		o := m.Report.Occurred
		from := clockOf(o.From)
		if len(c.from) > len(from) {
			from = o.From.In(amsterdam).Format(time.RFC3339)
		}
		got := [4]string{from, clockOf(o.Until), string(o.Precision), o.Text}
		if want := [4]string{c.from, c.until, c.precision, c.text}; got != want {
			t.Errorf("%s %q: %q, want %q", c.sent, c.words, got, want)
		}
	}
}

package mail

import (
	"strings"
	"testing"
	"time"
)

// TestDatesOfProse holds each row of reference/mail.md §9 in sentences, as they
// come in mails. The mail was written on Wednesday 16 September 2026 at 10:00.
func TestDatesOfProse(t *testing.T) {
	at := time.Date(2026, 9, 16, 10, 0, 0, 0, amsterdam)
	for _, c := range []struct{ words, from, until, precision string }{
		// half, kwart, voor, over
		{"Gisteravond om half negen is mijn laptop gestolen.", "2026-09-15 20:30", "", "minute"},
		{"Gisterochtend om half negen is mijn laptop gestolen.", "2026-09-15 08:30", "", "minute"},
		{"Maandag om half een 's middags is de sleutel gelekt.", "2026-09-14 12:30", "", "minute"},
		{"Maandag om half een 's nachts is er ingelogd.", "2026-09-14 00:30", "", "minute"},
		{"Yesterday evening at half past eight my phone was stolen.", "2026-09-15 20:30", "", "minute"},
		{"Gisteren om kwart voor negen 's avonds is er ingebroken.", "2026-09-15 20:45", "", "minute"},
		{"Gisteren is er om kwart over negen 's ochtends ingelogd.", "2026-09-15 09:15", "", "minute"},
		{"A stranger signed in at a quarter to five yesterday afternoon.", "2026-09-15 16:45", "", "minute"},
		{"Gisterochtend om vijf voor half negen werd de tas gestolen.", "2026-09-15 08:25", "", "minute"},
		{"Gisteravond om tien over half negen ging het rapport naar de verkeerde.", "2026-09-15 20:40", "", "minute"},
		{"Gisteravond om tien voor negen verstuurde ik de sleutel per ongeluk.", "2026-09-15 20:50", "", "minute"},
		{"Gisterochtend om twintig over acht stond de lijst online.", "2026-09-15 08:20", "", "minute"},
		{"My bag was stolen last night at twenty past eight.", "2026-09-15 20:20", "", "minute"},
		// digits
		{"Maandag 14.30 uur is de tablet gestolen.", "2026-09-14 14:30", "", "minute"},
		{"De tablet is maandag om 14u30 gestolen.", "2026-09-14 14:30", "", "minute"},
		{"De tablet is maandag om 1430 uur gestolen.", "2026-09-14 14:30", "", "minute"},
		{"De tablet is maandag om 14:30u gestolen.", "2026-09-14 14:30", "", "minute"},
		{"De tablet is maandag om 9 uur gestolen.", "2026-09-14 09:00", "", "minute"},
		{"The tablet was stolen on Monday at 2.30 pm.", "2026-09-14 14:30", "", "minute"},
		{"The tablet was stolen on Monday at 2:30 p.m. from the shop.", "2026-09-14 14:30", "", "minute"},
		{"The tablet was stolen on Monday at 14:30h.", "2026-09-14 14:30", "", "minute"},
		{"The tablet was stolen on Monday at 1430 hrs.", "2026-09-14 14:30", "", "minute"},
		{"Gisteren is voor 14.30 euro afgerekend en de tablet gestolen.", "2026-09-15 00:00", "", "day"},
		// parts of the day
		{"Gisteren rond vier uur 's middags is de sleutel gelekt.", "2026-09-15 16:00", "", "hour"},
		{"Gisteren om 12 uur 's middags is de sleutel gelekt.", "2026-09-15 12:00", "", "minute"},
		{"Maandag om 12 uur 's nachts is er ingelogd.", "2026-09-15 00:00", "", "minute"},
		{"Maandagnacht is er ingelogd.", "2026-09-14 00:00", "", "day"},
		{"Gisteren om drie uur is de tas gestolen.", "2026-09-15 00:00", "", "day"},
		{"Vandaag om drie uur is er ingebroken.", "2026-09-16 03:00", "", "minute"},
		{"Zondagmiddag tussen twee en vier is er ingebroken.", "2026-09-13 14:00", "2026-09-13 16:00", "minute"},
		{"We were burgled on Sunday in the early morning.", "2026-09-13 00:00", "", "day"},
		// the day itself
		{"Vanochtend is mijn telefoon gestolen.", "2026-09-16 00:00", "", "day"},
		{"Vanmorgen vroeg, om 6.10 uur, is er ingelogd.", "2026-09-16 06:10", "", "minute"},
		{"This morning around nine a stranger logged in.", "2026-09-16 09:00", "", "hour"},
		{"Earlier today my bag was stolen.", "2026-09-16 00:00", "", "day"},
		// before
		{"Gister is mijn telefoon gejat.", "2026-09-15 00:00", "", "day"},
		{"Eergisteren om 22:10 is er ingelogd.", "2026-09-14 22:10", "", "minute"},
		{"Eergisteravond is de auto opengebroken en de laptop meegenomen.", "2026-09-14 00:00", "", "day"},
		{"The day before yesterday somebody logged in.", "2026-09-14 00:00", "", "day"},
		{"Twee dagen geleden is de usb-stick verloren.", "2026-09-14 00:00", "", "day"},
		{"Three days ago a laptop was stolen.", "2026-09-13 00:00", "", "day"},
		{"Een week geleden is er ingelogd.", "2026-09-09 00:00", "", "day"},
		// nights
		{"Vannacht om 02:30 is er ingebroken.", "2026-09-16 02:30", "", "minute"},
		{"Vannacht om 23:30 is er ingebroken.", "2026-09-15 23:30", "", "minute"},
		{"Vannacht is er ingebroken.", "2026-09-16 00:00", "", "day"},
		{"Gisternacht is er ingebroken.", "2026-09-15 00:00", "", "day"},
		{"Last night at 1 am somebody broke in.", "2026-09-16 01:00", "", "minute"},
		{"In de nacht van maandag op dinsdag is er ingebroken.", "2026-09-14 00:00", "2026-09-16 00:00", "day"},
		{"In de nacht van 13 op 14 september is er ingebroken.", "2026-09-13 00:00", "2026-09-15 00:00", "day"},
		// weekdays
		{"Maandag is mijn tas gestolen.", "2026-09-14 00:00", "", "day"},
		{"Op woensdag is mijn tas gestolen.", "2026-09-09 00:00", "", "day"},
		{"My bag was stolen last Monday.", "2026-09-14 00:00", "", "day"},
		{"Afgelopen vrijdag is de tas gestolen.", "2026-09-11 00:00", "", "day"},
		{"Vrijdag jl. is de tas gestolen.", "2026-09-11 00:00", "", "day"},
		{"Op 1 augustus jl. is de tas gestolen.", "2026-08-01 00:00", "", "day"},
		{"Vorige week dinsdag is de tas gestolen.", "2026-09-08 00:00", "", "day"},
		{"Dinsdag vorige week is de tas gestolen.", "2026-09-08 00:00", "", "day"},
		{"On Tuesday of last week a bag was stolen.", "2026-09-08 00:00", "", "day"},
		{"The bag was stolen on Tuesday last week.", "2026-09-08 00:00", "", "day"},
		// the future is never it
		{"Komende vrijdag gaat de stagiair weg.", "", "", "unknown"},
		{"Morgen om 10 uur bel ik u.", "", "", "unknown"},
		{"Over twee uur ben ik op kantoor.", "", "", "unknown"},
		{"De tas is gestolen. Volgende week dinsdag ben ik er weer.", "", "", "unknown"},
		{"Somebody stole my bag. I am back next Monday at 9.", "", "", "unknown"},
		{"Gisteren om kwart over twee 's middags is de sleutel gelekt, over twee uur ben ik weer bereikbaar.", "2026-09-15 14:15", "", "minute"},
		// ago
		{"Een uur geleden heb ik mijn wachtwoord ingevuld op een nepsite.", "2026-09-16 09:00", "", "hour"},
		{"Een kwartier geleden is de sleutel gelekt.", "2026-09-16 09:45", "", "minute"},
		{"Anderhalf uur geleden is de sleutel gelekt.", "2026-09-16 08:30", "", "hour"},
		{"Zo'n twintig minuten geleden is de sleutel gelekt.", "2026-09-16 09:40", "", "minute"},
		{"About two hours ago I clicked on a fake link.", "2026-09-16 08:00", "", "hour"},
		{"Half an hour ago I posted the key by accident.", "2026-09-16 09:30", "", "minute"},
		// weeks
		{"In week 37 is er meermaals ingelogd.", "2026-09-07 00:00", "2026-09-14 00:00", "day"},
		{"In wk 52 is er ingelogd.", "2025-12-22 00:00", "2025-12-29 00:00", "day"},
		{"Maandag van week 37 is er ingelogd.", "2026-09-07 00:00", "", "day"},
		{"Afgelopen weekend is er ingebroken.", "2026-09-12 00:00", "2026-09-14 00:00", "day"},
		{"Over the weekend our office was burgled.", "2026-09-12 00:00", "2026-09-14 00:00", "day"},
		{"In het weekend is er ingebroken.", "2026-09-12 00:00", "2026-09-14 00:00", "day"},
		// dates
		{"Op 3 feb is er ingelogd.", "2026-02-03 00:00", "", "day"},
		{"Op 3 febr. om 10.15 uur is er ingelogd.", "2026-02-03 10:15", "", "minute"},
		{"Op 3-2 is er ingelogd.", "2026-02-03 00:00", "", "day"},
		{"Op 3/2/26 om 08:00 is er ingelogd.", "2026-02-03 08:00", "", "minute"},
		{"Op 3 februari 2026 is er ingelogd.", "2026-02-03 00:00", "", "day"},
		{"Op 3 december is er ingelogd.", "2025-12-03 00:00", "", "day"},
		{"On 3rd February somebody logged in.", "2026-02-03 00:00", "", "day"},
		{"On the 14th of September at 9pm the key leaked.", "2026-09-14 21:00", "", "minute"},
		{"On September 14 at 21:00 the key leaked.", "2026-09-14 21:00", "", "minute"},
		{"De 14e om 21.00 uur is de sleutel gelekt.", "2026-09-14 21:00", "", "minute"},
		{"On the 14th the key leaked.", "2026-09-14 00:00", "", "day"},
		{"Op dinsdag 15 september 2026 om 16:05 uur is de sleutel gelekt.", "2026-09-15 16:05", "", "minute"},
		{"Op 14.09.2026 om 16:05 is de sleutel gelekt.", "2026-09-14 16:05", "", "minute"},
		// ranges
		{"Van maandag 22:00 tot dinsdag 06:00 stond de feed open.", "2026-09-14 22:00", "2026-09-15 06:00", "minute"},
		{"Maandag van 23:00 tot 02:00 stond de feed open.", "2026-09-14 23:00", "2026-09-15 02:00", "minute"},
		{"Tussen 10.15 en 11.40 uur gisteren is er ingelogd.", "2026-09-15 10:15", "2026-09-15 11:40", "minute"},
		{"Gisteren is tussen 10 en 11 uur de tas gestolen.", "2026-09-15 10:00", "2026-09-15 11:00", "minute"},
		{"Yesterday between 9 and 10 am the key was online.", "2026-09-15 09:00", "2026-09-15 10:00", "minute"},
		{"Van 10 t/m 12 september stond de sleutel online.", "2026-09-10 00:00", "2026-09-13 00:00", "day"},
		{"Van 10 september tot en met 12 september stond de sleutel online.", "2026-09-10 00:00", "2026-09-13 00:00", "day"},
		{"Tussen vrijdag en maandag is er ingebroken.", "2026-09-11 00:00", "2026-09-15 00:00", "day"},
		{"Sinds maandag 09:00 staat de sleutel online.", "2026-09-14 09:00", "", "minute"},
		{"The key has been online since Sunday.", "2026-09-13 00:00", "", "day"},
		{"From 3 pm to 5 pm yesterday the list was online.", "2026-09-15 15:00", "2026-09-15 17:00", "minute"},
		{"The list was online from Friday 18:00 until Monday 08:30.", "2026-09-11 18:00", "2026-09-14 08:30", "minute"},
		// about
		{"Gisteren rond 15.00 uur is de tas gestolen.", "2026-09-15 15:00", "", "hour"},
		{"Gisteren omstreeks 15:20 is de tas gestolen.", "2026-09-15 15:20", "", "minute"},
		{"Gisteren ca. 16 uur is de tas gestolen.", "2026-09-15 16:00", "", "hour"},
		{"Gisteren tegen vijf uur 's middags is de tas gestolen.", "2026-09-15 17:00", "", "hour"},
		{"Yesterday at about 4 pm my bag was stolen.", "2026-09-15 16:00", "", "hour"},
		{"Yesterday around 4pm my bag was stolen.", "2026-09-15 16:00", "", "hour"},
		// what is no time
		{"Ons halfjaarrapport is gelekt.", "", "", "unknown"},
		{"De sleutel is gelekt, dit kost 14.30.", "", "", "unknown"},
		{"De sleutel is gelekt. Wij zijn 24 uur per dag bereikbaar.", "", "", "unknown"},
		{"De sleutel is gelekt. Binnen 72 uur moeten wij melden.", "", "", "unknown"},
		{"De sleutel is gelekt. Bel 010 12 34 567.", "", "", "unknown"},
		{"De sleutel in versie 2.10 is gelekt.", "", "", "unknown"},
		{"De cijfers over kwartaal 3 zijn gelekt.", "", "", "unknown"},
		// which one it is
		{"Jan is sinds 1 september uit dienst. Gisteren om 21:00 heeft hij ingelogd.", "2026-09-15 21:00", "", "minute"},
		{"Gisteren om 21:00 is er ingelogd. Ik belde u vanochtend om 9:00.", "2026-09-15 21:00", "", "minute"},
		{"Vanochtend om 8.30 uur ontdekten wij dat er maandag om 22.00 uur is ingelogd.", "2026-09-14 22:00", "", "minute"},
		{"Wij ontdekten het vanochtend om 8.30 uur.", "2026-09-16 08:30", "", "minute"},
		{"Graag voor vrijdag 12:00 antwoord. De tas is maandag gestolen.", "2026-09-14 00:00", "", "day"},
		{"Het rapport gaat elke maandag om 7:00 uit; gisteren ging het naar de verkeerde.", "2026-09-15 00:00", "", "day"},
		{"Het is maandag om 10:00 gelekt of dinsdag om 11:00 gelekt.", "", "", "unknown"},
		{"Gisteren om 23:00 morgen weer.", "2026-09-15 23:00", "", "minute"},
	} {
		p := cutProse(c.words)
		o, _, _ := p.occurredIn(at, func(int) bool { return false })
		if o.Precision == "" {
			o.Precision = "unknown"
		}
		got := [3]string{clockOf(o.From), clockOf(o.Until), string(o.Precision)}
		if want := [3]string{c.from, c.until, c.precision}; got != want {
			t.Errorf("%q: %q, want %q", c.words, got, want)
		}
	}
}

// TestDatesInDoubt holds that a time which the clock left out, and a weekday that
// does not fit its date, are read and flagged.
func TestDatesInDoubt(t *testing.T) {
	for _, c := range []struct{ words, from, warnings string }{
		{"Op 29 maart 2026 om 02:30 is er ingelogd.", "2026-03-29 03:30", WarnGap},
		{"Zondag 29 maart 2026 tussen 02:10 en 04:00 is er ingelogd.", "2026-03-29 03:10", WarnGap},
		{"Op 29 maart 2026 om 03:30 is er ingelogd.", "2026-03-29 03:30", ""},
		{"Op 25 oktober 2026 om 02:30 is er ingelogd.", "2026-10-25 02:30", ""},
		{"Gisteren om 24:00 is er ingelogd.", "2026-11-18 00:00", ""},
		{"Op maandag 17 november om 10:00 is er ingelogd.", "2026-11-17 10:00", WarnWeekday},
		{"Op dinsdag 17 november om 10:00 is er ingelogd.", "2026-11-17 10:00", ""},
		{"Op ma 17-11-2026 om 10:00 is er ingelogd.", "2026-11-17 10:00", WarnWeekday},
		{"On Monday, November 17 at 10:00 somebody signed in.", "2026-11-17 10:00", WarnWeekday},
		{"Op 17 november (maandag) om 10:00 is er ingelogd.", "2026-11-17 10:00", WarnWeekday},
		{"Op 27 oktober (dinsdag) om 10:00 is er ingelogd.", "2026-10-27 10:00", ""},
		{"Afgelopen maandag (17 november) om 10:00 is er ingelogd.", "2026-11-17 10:00", WarnWeekday},
		{"Wanneer: vrijdag 17 november 2026, 10:00", "2026-11-17 10:00", WarnWeekday},
		{"Datum: dinsdag 17 november 2026\nTijd: 10:00", "2026-11-17 10:00", ""},
	} {
		m := desk.Read([]byte("From: Rob Sender <rob@sender.example>\nDate: " + sent + "\nSubject: x\n\n" + c.words + "\n"))
		if got := clockOf(m.Report.Occurred.From); got != c.from || strings.Join(m.Warnings, " ") != c.warnings {
			t.Errorf("%q: %s %v, want %s %s", c.words, got, m.Warnings, c.from, c.warnings)
		}
	}
}

// TestDatesOfMails holds times as they stand in whole mails of Wednesday 18
// November 2026, 14:20. An end of "-" is not checked.
func TestDatesOfMails(t *testing.T) {
	for _, c := range []struct{ words, from, until, precision string }{
		{"Mijn laptop is op zaterdag de 14e rond een uur of elf 's avonds uit de auto gehaald.", "2026-11-14 23:00", "", "hour"},
		{"De sleutel stond van vrijdagavond 18.00 uur tot maandagochtend 8.00 uur online.", "2026-11-13 18:00", "2026-11-16 08:00", "minute"},
		{"De diefstal was in de nacht van 14 op 15 november, ergens tussen 2 en 4 uur.", "2026-11-15 02:00", "2026-11-15 04:00", "minute"},
		{"Het incident vond plaats op 16-11-2026 om 09h15.", "2026-11-16 09:15", "", "minute"},
		{"Gisteren (dinsdag 17 november) om 16:45 uur is er ingelogd.", "2026-11-17 16:45", "", "minute"},
		{"Er is ingelogd op maandag 16/11 om 21u10.", "2026-11-16 21:10", "", "minute"},
		{"Het rapport werd 's ochtends om 7.05 uur verstuurd, op 13 november.", "2026-11-13 07:05", "", "minute"},
		{"Om 22.40 uur op 12 november logde iemand in.", "2026-11-12 22:40", "", "minute"},
		{"Somebody logged in at 22:40 on 12 November.", "2026-11-12 22:40", "", "minute"},
		{"Somebody logged in on 12/11/2026 at 10.40pm.", "2026-11-12 22:40", "", "minute"},
		{"It happened last Thursday, shortly before 5 pm.", "2026-11-12 17:00", "", "hour"},
		{"It happened this morning at ten past nine.", "2026-11-18 09:10", "", "minute"},
		{"This happened on the evening of 15 November, about 21:30.", "2026-11-15 21:30", "", "minute"},
		{"My phone was stolen on Friday evening at quarter past ten.", "2026-11-13 22:15", "", "minute"},
		{"The laptop disappeared between Friday 6 pm and Monday 8 am.", "2026-11-13 18:00", "2026-11-16 08:00", "minute"},
		{"The file was public for two hours yesterday, from 10:00 to 12:00.", "2026-11-17 10:00", "2026-11-17 12:00", "minute"},
		{"De lijst stond gisteren twee uur lang online, van 10 tot 12 uur.", "2026-11-17 10:00", "2026-11-17 12:00", "minute"},
		{"Zondagochtend vroeg, om kwart voor zes, is er ingebroken.", "2026-11-15 05:45", "", "minute"},
		{"Zondag om 5:45 in de ochtend is er ingebroken.", "2026-11-15 05:45", "", "minute"},
		{"Afgelopen nacht rond half drie is er ingebroken.", "2026-11-18 02:30", "", "minute"},
		{"Vannacht tussen één en drie is er ingebroken.", "2026-11-18 01:00", "2026-11-18 03:00", "minute"},
		{"Eergisteren tegen middernacht is er ingelogd.", "2026-11-17 00:00", "", "hour"},
		{"Precies een week geleden, op 11 november om 14.00 uur, is de sleutel gelekt.", "2026-11-11 14:00", "", "minute"},
		{"Op de avond van 16 november is mijn tas gestolen.", "2026-11-16 00:00", "", "day"},
		{"Dinsdag j.l. om 15.30 uur is mijn tas gestolen.", "2026-11-17 15:30", "", "minute"},
		{"Op 16 november jongstleden is mijn tas gestolen.", "2026-11-16 00:00", "", "day"},
		{"D.d. 16-11 is om 11.00 uur de sleutel gelekt.", "2026-11-16 11:00", "", "minute"},
		{"Op maandag 16 november, in de loop van de middag, is er ingelogd.", "2026-11-16 00:00", "", "day"},
		{"Sinds vorige week woensdag wordt onze API misbruikt.", "2026-11-11 00:00", "", "day"},
		{"Vanaf 9 november 08:00 uur wordt onze API misbruikt.", "2026-11-09 08:00", "", "minute"},
		{"A few minutes ago I sent the key to the wrong person.", "", "", "unknown"},
		{"Tien minuten geleden heb ik de sleutel naar de verkeerde gestuurd.", "2026-11-18 14:10", "", "minute"},
		{"Drie kwartier geleden heb ik de sleutel naar de verkeerde gestuurd.", "2026-11-18 13:35", "", "minute"},
		{"Vandaag rond het middaguur is mijn tas gestolen.", "2026-11-18 12:00", "", "hour"},
		{"Today at lunchtime my bag was stolen.", "2026-11-18 00:00", "", "day"},
		{"In het weekend van 14 en 15 november is er ingebroken.", "2026-11-14 00:00", "2026-11-16 00:00", "day"},
		{"Op 14 en 15 november is er meermaals ingelogd.", "2026-11-14 00:00", "2026-11-16 00:00", "day"},
		{"On 14 and 15 November somebody logged in several times.", "2026-11-14 00:00", "2026-11-16 00:00", "day"},
		{"Tussen 10 en 12 november is er ingelogd.", "2026-11-10 00:00", "2026-11-13 00:00", "day"},
		{"In week 46 is er ingelogd.", "2026-11-09 00:00", "2026-11-16 00:00", "day"},
		{"Begin deze week is mijn tas gestolen.", "", "", "unknown"},
		{"Somewhere last week my bag was stolen.", "", "", "unknown"},
		{"Ik weet niet wanneer het is gebeurd.", "", "", "unknown"},
		{"We don't know exactly when it happened.", "", "", "unknown"},
		{"Hij is sinds 1 november uit dienst. Op 15 november 23:05 logde hij in.", "2026-11-15 23:05", "", "minute"},
		{"Wij kregen maandag om 9.00 uur een telefoontje dat zaterdag om 21.00 uur een tas is gestolen.", "2026-11-14 21:00", "", "minute"},
		{"Op 20 oktober is het contract opgezegd; op 2 november om 13.15 uur is er nog ingelogd.", "2026-11-02 13:15", "", "minute"},
		{"De tas is gestolen op het station, afgelopen zaterdag, 19:50.", "2026-11-14 19:50", "", "minute"},
		{"Datum: 16 november. Tijd: half vier 's middags. Mijn tas is gestolen.", "2026-11-16 15:30", "", "minute"},
		{"Het was gisteren kwart over drie in de middag toen de tas werd gestolen.", "2026-11-17 15:15", "", "minute"},
		{"Gistermiddag, het zal een uur of drie zijn geweest, is de tas gestolen.", "2026-11-17 15:00", "", "hour"},
		{"At 3:15 in the afternoon yesterday the bag was stolen.", "2026-11-17 15:15", "", "minute"},
		{"Yesterday, 17 November, at 3.15 in the afternoon the bag was stolen.", "2026-11-17 15:15", "", "minute"},
		{"Around 4 in the afternoon on Sunday the bag was stolen.", "2026-11-15 16:00", "", "hour"},
		{"The bag was stolen at approximately 16:20 on Sunday.", "2026-11-15 16:20", "", "minute"},
		{"The key was exposed from 3 November until yesterday.", "2026-11-03 00:00", "2026-11-18 00:00", "day"},
		{"De sleutel stond van 3 november tot gisteren online.", "2026-11-03 00:00", "2026-11-18 00:00", "day"},
		{"De sleutel stond online vanaf maandag 9:00; wij hebben hem om 11:00 verwijderd.", "2026-11-16 09:00", "-", "minute"},
		{"Mijn tas is vanmorgen op weg naar het werk, tussen 7.30 en 8.00 uur, gestolen.", "2026-11-18 07:30", "2026-11-18 08:00", "minute"},
	} {
		m := desk.Read([]byte("From: Rob Sender <rob@sender.example>\nDate: " + sent + "\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\nHallo,\n\n" + c.words + " Graag gebruiker x@y.example verwijderen.\n\nGroet,\nRob Sender\n"))
		o := m.Report.Occurred
		got := [3]string{clockOf(o.From), clockOf(o.Until), string(o.Precision)}
		if c.until == "-" {
			got[1] = "-"
		}
		if want := [3]string{c.from, c.until, c.precision}; got != want {
			t.Errorf("%q: %q, want %q", c.words, got, want)
		}
	}
}

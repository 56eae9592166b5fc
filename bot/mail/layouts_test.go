package mail

import (
	"strings"
	"testing"

	"meldwacht/bot"
)

// TestLayouts reads header blocks in the layouts that conversions, gateways and
// copying by hand leave: the words are the same each time.
func TestLayouts(t *testing.T) {
	const from, date = "Jan de Vries <jan@winkel.example>", "maandag 3 februari 2025 09:14"
	for name, body := range map[string]string{
		"glued, no separator":                    "FYI\n\nVan: " + from + "Verzonden: " + date + "Aan: Support <s@b.example>Onderwerp: Till\n\nHello text.",
		"glued, bold made stars":                 "FYI\n\n*Van:* " + from + " *Verzonden:* " + date + " *Aan:* Support <s@b.example> *Onderwerp:* Till\n\nHello text.",
		"all on one line":                        "FYI\n\nVan: " + from + " Verzonden: " + date + " Aan: Support Onderwerp: Till\n\nHello text.",
		"all on one line, English":               "FYI\n\nFrom: " + from + " Sent: Monday, February 3, 2025 9:14 AM To: Support Subject: Till\n\nHello text.",
		"glued and wrapped":                      "FYI\n\n----- Doorgestuurd bericht ----- Van: Jan de Vries\n<jan@winkel.example>Aan: \"Support\"\n<s@b.example>Verzonden: maandag 3\nfebruari 2025 09:14:00 CETOnderwerp: Till\nHello text.",
		"glued below its separator":              "FYI\n\n----- Doorgestuurd bericht -----\nVan: " + from + "Aan: Support <s@b.example>Verzonden: " + date + "Onderwerp: Till\n\nHello text.",
		"words without dashes":                   "FYI\n\nDoorgestuurd bericht\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"words without dashes, a colon":          "FYI\n\nForwarded message:\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"bold words in dashes":                   "FYI\n\n**---------- Doorgestuurd bericht ----------**\n\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"long dashes":                            "FYI\n\n—— Oorspronkelijk bericht ——\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"a short rule":                           "FYI\n\n-----\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"a rule with other words":                "FYI\n\n--- Bericht van de klant ---\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"a rule of underscores, parted":          "FYI\n\n________________________________\n\nVan: " + from + "\nVerzonden: " + date + "\nOnderwerp: Till\n\nHello text.",
		"a rule below too":                       "FYI\n\n---- Original Message ----\nFrom: " + from + "\nDate: " + date + "\nSubject: Till\n------------------------------------\n\nHello text.",
		"an appointment":                         "FYI\n\n-----Original Appointment-----\nFrom: " + from + "\nSent: Monday, February 3, 2025 9:14 AM\nTo: Support\nSubject: Till\n\nHello text.",
		"values below their labels":              "FYI\n\nVan:\n" + from + "\nVerzonden:\n" + date + "\nAan:\nSupport\nOnderwerp:\nTill\n\nHello text.",
		"values below their labels, parted":      "FYI\n\nVan:\n\n" + from + "\n\nVerzonden:\n\n" + date + "\n\nOnderwerp:\n\nTill\n\nHello text.",
		"a blank line between all labels":        "FYI\n\nVan: " + from + "\n\nVerzonden: " + date + "\n\nAan: Support\n\nCC: Piet\n\nOnderwerp: Till\n\nHello text.",
		"a wrapped from and date":                "FYI\n\nVan: Jan de Vries\n<jan@winkel.example>\nVerzonden: maandag 3 februari 2025\n09:14\nAan: Support\nOnderwerp: Till\n\nHello text.",
		"a list wrapped inside a name":           "FYI\n\nVan: " + from + "\nVerzonden: " + date + "\nAan: Piet Bakker <piet@winkel.example>; Klaas van der\nBerg <klaas@winkel.example>; Support\n<s@b.example>\nOnderwerp: Till\n\nHello text.",
		"a list of names wrapped":                "FYI\n\nVan: " + from + "\nVerzonden: " + date + "\nAan: Piet Bakker; Klaas van der Berg; Els Kok; Support Desk; Marie van\nden Heuvel; Jan\nOnderwerp: Till\n\nHello text.",
		"capitals":                               "FYI\n\nVAN: " + from + "\nVERZONDEN: " + date + "\nAAN: Support\nONDERWERP: Till\n\nHello text.",
		"no-break spaces and tabs":               "FYI\n\nVan:\u00a0" + from + "\nVerzonden:\t" + date + "\nAan\u00a0: Support\nOnderwerp:\u00a0Till\n\nHello text.",
		"zero-width spaces":                      "FYI\n\n\u200bVan: " + from + "\nVerzonden:\u200b " + date + "\n\ufeffAan: Support\nOnderwerp: Till\n\nHello text.",
		"indented":                               "FYI\n\n      Van: " + from + "\n      Verzonden: " + date + "\n      Aan: Support\n      Onderwerp: Till\n\nHello text.",
		"quoted twice":                           "FYI\n\n>> Van: " + from + "\n>> Verzonden: " + date + "\n>> Aan: Support\n>> Onderwerp: Till\n>>\n>> Hello text.",
		"quoted, a quoted blank line above":      "FYI\n> \n> Van: " + from + "\n> Verzonden: " + date + "\n> Onderwerp: Till\n> \n> Hello text.",
		"quoted, behind a tab":                   "FYI\n\t> Van: " + from + "\n\t> Verzonden: " + date + "\n\t> Onderwerp: Till\n\t> \n\t> Hello text.",
		"quoted without blanks":                  "FYI\n\n>Van: " + from + "\n>Verzonden: " + date + "\n>Onderwerp: Till\n>\n>Hello text.",
		"lone CR":                                "FYI\r\rVan: " + from + "\rVerzonden: " + date + "\rOnderwerp: Till\r\rHello text.",
		"a reply in the subject":                 "FYI\n\nVan: " + from + "\nVerzonden: " + date + "\nAan: Support\nOnderwerp: Antw: Till\n\nHello text.",
		"no subject":                             "FYI\n\nVan: " + from + "\nVerzonden: " + date + "\nAan: Support\nOnderwerp:\n\nHello text.",
		"no subject label":                       "FYI\n\nVan: " + from + "\nVerzonden: " + date + "\nAan: Support\n\nHello text.",
		"two labels under words":                 "FYI\n\n-------- Oorspronkelijk bericht --------\nVan: " + from + "\nDatum: " + date + "\n\nHello text.",
		"other fields of the mail":               "FYI\n\n---------- Forwarded message ---------\nReturn-Path: <x@b.example>\nX-Mailer: x\nDate: Mon, 3 Feb 2025 09:14:00 +0100\nFrom: " + from + "\nMessage-ID: <1@b.example>\nSubject: Till\nMIME-Version: 1.0\n\nHello text.",
		"an end below it":                        "FYI\n\n----- Forwarded message from " + from + " -----\n\nDate: Mon, 3 Feb 2025 09:14:00 +0100\nFrom: " + from + "\nSubject: Till\n\nHello text.\n\n----- End forwarded message -----\n\n-- \nE. M., Snoobi",
		"the text quoted, a signature below":     "FYI\n\n------- Forwarded Message -------\nFrom: " + from + "\nDate: Mon, 3 Feb 2025 09:14:00 +0100\nSubject: Till\n\n> Hello text.\n\nSent with a mail program.",
		"a reply's line with a person, FW":       "FYI\n\nOp 3-2-2025 09:14 heeft Jan de Vries <jan@winkel.example> het volgende geschreven:\n\n    Hello text.",
		"a reply's line, wrapped, FW":            "FYI\n\nOp maandag 3 februari 2025 om 09:14 heeft Jan de Vries\n<jan@winkel.example> geschreven:\n\nHello text.",
		"a banner and a telephone line above it": "LET OP: deze e-mail komt van buiten de organisatie.\n\nVerstuurd vanaf mijn iPhone\n\nBegin doorgestuurd bericht:\n\nVan: " + from + "\nDatum: 3 februari 2025 om 09:14:00 CET\nOnderwerp: Till\n\nHello text.",
	} {
		m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: Till\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n"))
		if m.Forwarded != bot.ForwardInline || m.Reporter != (bot.Mailbox{Name: "Jan de Vries", Address: "jan@winkel.example"}) || clockOf(m.SentAt) != "2025-02-03 09:14" || m.Subject != "Till" || m.Text != "Hello text." {
			t.Errorf("%s: %s, %q %q, %s, subject %q, text %q", name, m.Forwarded, m.Reporter.Name, string(m.Reporter.Address), clockOf(m.SentAt), m.Subject, m.Text)
		}
		if m.Note != "FYI" && !strings.HasPrefix(m.Note, "LET OP") {
			t.Errorf("%s: note %q", name, m.Note)
		}
	}
}

// TestGluedSubject holds that a label comes once: what looks like a second one is
// part of the subject.
func TestGluedSubject(t *testing.T) {
	m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: x\n\nVan: Jan <jan@winkel.example> Verzonden: 3 februari 2025 09:14 Onderwerp: Till Van: kassa 3\n\nHello text.\n"))
	if m.Subject != "Till Van: kassa 3" || m.Reporter.Address != "jan@winkel.example" {
		t.Errorf("subject %q, reporter %q", m.Subject, string(m.Reporter.Address))
	}
}

// TestNextPrefix holds that a block which shows no subject has that of the mail
// around it: what is pasted below a reply is its quote.
func TestNextPrefix(t *testing.T) {
	for subject, want := range map[string]string{"FW: RE: Till": "jan@winkel.example", "FW: Till": "s@b.example"} {
		m := desk.Read([]byte("From: e@snoobi.nl\nSubject: " + subject + "\n\nVan: Jan <jan@winkel.example>\nVerzonden: 3 februari 2025 09:14\nAan: Support\n\nHello text.\n\nVan: Support <s@b.example>\nVerzonden: 3 februari 2025 08:00\nAan: Jan\n\nWhat?\n"))
		if string(m.Reporter.Address) != want {
			t.Errorf("%s: reporter %q, want %q", subject, string(m.Reporter.Address), want)
		}
	}
}

// TestIndentedQuote holds that the blanks with which Windows Mail marks a quote
// go, and those of the text stay.
func TestIndentedQuote(t *testing.T) {
	m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: x\n\nOp 3-2-2025 09:14 heeft Jan <jan@winkel.example> geschreven:\n\n    Hello\n      text\n"))
	if m.Text != "Hello\n  text" {
		t.Errorf("text %q", m.Text)
	}
}

// TestWrappedSubject holds where a subject ends that is the last of its block:
// the subject of the mail around it tells.
func TestWrappedSubject(t *testing.T) {
	const long = "Inlog van een oud-medewerker is gisteren nog gebruikt bij de vestiging Breda"
	m := desk.Read([]byte("From: e@snoobi.nl\nSubject: FW: " + long + "\n\nVan: Jan <jan@winkel.example>\nVerzonden: 3 februari 2025 09:14\nOnderwerp: Inlog van een oud-medewerker is gisteren nog gebruikt bij\nde vestiging Breda\nHello text.\n"))
	if m.Subject != long || m.Text != "Hello text." {
		t.Errorf("subject %q, text %q", m.Subject, m.Text)
	}
}

// TestTextThatLooksLikeAMarker holds that nothing in a report is taken for the
// beginning of another mail, or cut away as one.
func TestTextThatLooksLikeAMarker(t *testing.T) {
	for _, text := range []string{
		"Van: kassa 3\nDatum: gisteren\nHet gaat om de kassa.",
		"Incidentformulier\n\nVan: 10:00 tot 12:00\nDatum: 3 februari 2025 09:14\nOnderwerp: printer\nAan: kassa 3\n\nPrinter hapert.",
		"Van: gebruiker\nOnderwerp: lek\nOmvang: een",
		"Wij kregen dit.\n________________________________\nWinkel BV. Dit bericht is vertrouwelijk.",
		"Wij kregen dit.\n\n-- \nJan\n--------------------\nWinkel BV",
		"Op 3 februari 2025 om 09:14 schreef de dader ons:\nGeef mij geld.\nWat nu?",
		"Op 3 februari 2025 om 09:14 schreef info@phish.example aan ons allemaal:\n\nGeef mij geld.\n\nWat nu?",
		"Wij kregen dit.\nOp 3 februari 2025 om 09:14 schreef info@phish.example aan ons allemaal:\n\nGeef mij geld.\n\nWat nu?",
		"Wij kregen dit.\nOp 3 februari om 09:14 schreef info@phish.example:\n\nGeef mij geld.\n\nWat nu?",
		"Wij kregen dit.\nOp 3 februari 2025 om 09:14 schreef Jan de Vries:\n\nGeef mij geld.\n\nWat nu?",
		"On 3 February 2025 somebody wrote:\nGive me money.\nWhat now?",
		"Wat is er gebeurd:\n3 februari 2025 om 09:14 is de laptop gestolen.",
		"---------- Forwarded message ---------\nzo begon die mail. Meer weet ik niet.",
		"Original message\n\nZo begon die mail.",
		"Doorgestuurd bericht: zie bijlage\nDatum: 3 februari 2025",
		"From: 3 February\nTo: 4 February\nSubject: all our users",
		"De: 5 gebruikers\nÀ: verwijderen\nDate: 3 février 2025 09:14",
	} {
		m := desk.Read([]byte("From: a@b.example\nSubject: Lek\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"))
		if m.Forwarded != bot.ForwardNone || collapse(m.Text) != collapse(text) {
			t.Errorf("%q: %s, text %q", text, m.Forwarded, m.Text)
		}
	}
}

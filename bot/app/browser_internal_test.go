package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// A leak at Snoobi itself, from the declaration to the close, by buttons and
// modals.
func TestTheInternalTrackInTheBrowser(t *testing.T) {
	t.Parallel()
	program := browser(t)
	b := openBrowser(t, program, startDemo(t))
	b.name = "internal-"
	const card, thread = "Een export van bezoekgegevens", `[data-testid="thread"]`

	b.opens("Lek bij onszelf", func() { b.send("/datalek meld") })
	b.write(field("text"), card+" stond twee dagen open.")
	b.shot("01-declare")
	b.submit()
	b.seeCard(card, "alle toegang stoppen")
	b.openThread(card)
	b.shot("02-declared")

	// Mira proposes not to notify, and Fatima turns it down.
	b.become("U0MIRA")
	b.openThread(card)
	b.fromHelp(card, "geen-melding", "Niet bij de AP melden")
	b.write(field("reason"), "Alleen tellingen, dacht ik.")
	b.shot("03-no-notice")
	b.submit()
	b.see(thread, "stelt voor om niet bij de AP te melden")
	b.click(thread + ` [data-action-id^="verb:geen-melding"]`)
	b.see(thread+` [data-ephemeral]`, "stelde dit voor")
	b.become("U0FATI")
	b.openThread(card)
	b.opens("Wel bij de AP melden", func() { b.click(thread + ` [data-action-id^="verb:wel-melden"]`) })
	b.write(field("reason"), "Er staan IP-adressen in.")
	b.submit()
	b.see(thread, "Niet melden is afgewezen")
	b.shot("04-turned-down")

	// She assesses how severe it is, and fills in a part of the dossier.
	b.opens("Ernst beoordelen", func() { b.inMessage(card, `[data-action-id^="verb:ernst"]`) })
	b.tick("categories", "simple")
	b.tick("categories", "behavioural")
	for _, choice := range []string{"ident 3", "conf 1", "integ 0", "avail 0", "malice 0"} {
		block, value, _ := strings.Cut(choice, " ")
		b.click(fmt.Sprintf(`%s [data-testid="radio-buttons"][data-block-id=%q] input[value=%q]`, modal, block, value))
	}
	b.shot("04b-assess")
	b.write(field("reason"), "Bezoekgegevens van veertien accounts, met IP-adressen.")
	b.shot("04c-assess-below")
	b.submit()
	b.see(thread, "Ernst beoordeeld")
	b.see(thread, "besluit een mens")
	b.shot("04d-assessed")
	b.send("/datalek dossier")
	b.see(`[data-testid="channel-messages"] [data-ephemeral]`, "te bevestigen")
	b.shot("04e-dossier")
	b.opens("Dossier voor de AP", func() { b.click(`[data-testid="channel-messages"] [data-action-id="verb:dossier:9"]`) })
	b.tick("confirm", "severity")
	b.shot("04f-section")
	b.submit()
	b.see(thread, "Dossier aangevuld")

	// She files at the AP and says so.
	b.opens("Melding bij de AP", func() { b.inMessage(card, `[data-action-id^="verb:ap"]`) })
	b.write(field("number"), "2026-44123")
	b.shot("05-notify")
	b.submit()
	b.see(thread, "meldingsnummer 2026-44123")

	b.fromHelp(card, "oorzaak", "Oorzaak")
	b.write(field("text"), "De map had de rechten van een testomgeving.")
	b.shot("06-cause")
	b.submit()
	b.see(thread, "Bevinding over de oorzaak")
	for _, stage := range []string{"stoppen de export is al dicht", "informeren elke klant is gebeld"} {
		b.send(fmt.Sprintf("/datalek sla-over %s", stage))
	}
	b.seeCard(card, "accounthouders informeren · overgeslagen")
	b.opens("Dienst hersteld", func() { b.inMessage(card, `[data-action-id^="verb:hersteld"]`) })
	b.write(field("text"), "De map is dicht en wordt elke nacht gecontroleerd.")
	b.shot("07-restored")
	b.submit()
	b.seeCard(card, "alle stappen zijn gezet")
	b.shot("08-all-steps")
	b.opens("Incident sluiten", func() { b.inMessage(card, `[data-action-id^="verb:sluit"]`) })
	b.submit()
	b.seeCard(card, "gesloten")
}

package app_test

import (
	"strings"
	"testing"
	"time"
)

// The whole customer track by buttons and modals alone: nothing is typed but
// what a person has to put into words, and the ref that a dangerous action asks for.
func TestTheCustomerTrackInTheBrowserByButtons(t *testing.T) {
	t.Parallel()
	program := browser(t)
	b := openBrowser(t, program, startDemo(t, "08-doorgestuurd-laptop"))
	b.name = "buttons-"
	const card, thread = "SN-10745", `[data-testid="thread"]`
	b.openThread(card)
	ref := b.ref(card)
	b.shot("01-thread")

	// The mail was misread: it is the API that must be stopped.
	b.fromMenu(card, "corrigeer", "Corrigeer de lezing")
	b.pick("account", "zeereep", "SN-10745")
	b.tick("scope", "user")
	b.tick("scope", "api")
	b.tick("actions", "revoke_user")
	b.tick("actions", "suspend_api")
	b.rewrite("targets", "zeereep-boekingen")
	b.shot("02-correct")
	b.submit()
	b.see(thread, "De melding is gecorrigeerd")
	b.seeCard(card, "api-toegang stoppen")

	// An admin gets a code, and answers from where he got it.
	b.fromMenu(card, "vraag", "Vraag om aanvulling")
	b.choose("code")
	b.pickNamed("admin", "G•••")
	b.shot("03-ask")
	b.submit()
	b.see(thread, "Er gaat een eenmalige code uit")
	b.click(`[data-testid="panel-toggle"]`)
	b.answer("Code om een melding", "Ja, dat was ik: ")
	b.see(thread, "gevalideerd als beheerder van SN-10745")
	b.shot("05-validated")
	b.click(`[data-testid="panel-close"]`)

	// Anna asks for the key to be stopped for some days, and nobody approves his own.
	b.opens("API-toegang stoppen", func() { b.click(thread + ` [data-action-id^="verb:stop-api"]`) })
	b.shotPicker("pick-suspend-api", "06-picker")
	b.pick("pick-suspend-api", "boek", "zeereep-boekingen")
	b.fillDate("until", time.Now().AddDate(0, 0, 3))
	b.write(field("ref"), ref)
	b.shot("07-request")
	b.submit()
	b.see(thread, "Keur goed")
	b.click(thread + ` [data-action-id^="verb:keur-goed"]`)
	b.see(thread+` [data-ephemeral]`, "zelf aangevraagd")
	b.shot("08-own-approval-refused")
	b.become("U0MIRA")
	b.openThread(card)
	b.click(thread + ` [data-action-id^="verb:keur-goed"]`)
	b.see(thread, "Actie 1 is goedgekeurd")
	b.become("U0ANNA")
	b.openThread(card)
	b.opens("Actie is gedaan", func() { b.click(thread + ` [data-action-id^="verb:gedaan"]`) })
	b.write(field("proof"), "Sleutel uitgezet, wijziging 4711.")
	b.shot("09-done")
	b.submit()
	b.see(thread, "Actie 1 is gedaan")
	b.seeCard(card, "tot en met")

	// It is opened again, under the same rules.
	b.fromHelp(card, "herstel", "Actie terugdraaien")
	b.write(field("ref"), ref)
	b.shot("10-restore")
	b.submit()
	b.see(thread, "API-toegang weer openen")
	b.become("U0MIRA")
	b.openThread(card)
	b.click(thread + ` [data-action-id^="verb:keur-goed"]`)
	b.see(thread, "Actie 2 is goedgekeurd")
	b.become("U0ANNA")
	b.openThread(card)
	b.opens("Actie is gedaan", func() { b.inMessage(card, `[data-action-id^="verb:gedaan"]`) })
	b.write(field("proof"), "Nieuwe sleutel uitgegeven, wijziging 4712.")
	b.submit()
	b.see(thread, "Actie 2 is gedaan")

	b.opens("Incident sluiten", func() { b.inMessage(card, `[data-action-id^="verb:sluit"]`) })
	b.shot("11-close")
	b.submit()
	b.seeCard(card, "gesloten")
	b.shot("12-closed")
	b.click(`[data-testid="panel-toggle"]`)
	if text := b.letter("Melding van een datalek"); !strings.Contains(text, "API-toegang weer geopend (zeereep-boekingen)") {
		t.Errorf("the last letter does not say what was done:\n%s", text)
	}
	b.shot("13-letters")
}

package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// Account holders are told of a leak, and somebody of support looks at who they
// are, and finds one among them.
func TestWhoWasToldInTheBrowser(t *testing.T) {
	t.Parallel()
	program := browser(t)
	b := openBrowser(t, program, startDemo(t))
	b.name = "told-"
	const card, thread = "Een export van bezoekgegevens", `[data-testid="thread"]`
	b.send("/datalek meld " + card + " stond twee dagen open.")
	b.seeCard(card, "alle toegang stoppen")
	b.openThread(card)

	b.become("U0MIRA")
	b.openThread(card)
	b.opens("Informeer houders", func() { b.send("/datalek informeer") })
	b.choose("list")
	list := []string{"SN-10001;Datalekdesk;avg-incident@snoobi.nl"} // an address of the desk itself: it is not written to
	for i := range 24 {
		list = append(list, fmt.Sprintf("SN-2%04d;Houder %d;houder%02d@winkel.example", i, i, i))
	}
	b.write(field("accounts"), strings.Join(list, "\n"))
	b.choose("controller")
	for _, block := range []string{"happened", "data", "consequences", "advice", "measures"} {
		b.write(field(block), "Zie het bericht.")
	}
	b.submit()
	b.see(thread, "Goedkeuring nodig")
	b.become("U0TOM")
	b.openThread(card)
	b.click(thread + ` [data-action-id="verb:keur-goed:1"]`)
	b.see(thread, "niet overal gelukt")

	b.become("U0ANNA")
	b.openThread(card)
	b.shot("01-thread")
	b.opens("Wie is verteld", func() { b.click(thread + ` [data-action-id="verb:verteld:1"]`) })
	b.see(modal, "1 niet aangenomen")
	b.see(modal, "houder23@winkel.example")
	b.shot("02-all")
	b.write(field("search"), "houder07")
	b.click(modal + ` [data-testid="modal-submit"]`)
	b.see(modal, "1 van 25")
	b.shot("03-found")
	b.until("the others are gone", fmt.Sprintf(`!document.querySelector('%s').textContent.includes("houder08@")`, modal))
	b.rewrite("search", "nergens")
	b.click(modal + ` [data-testid="modal-submit"]`)
	b.see(modal, "Niemand gevonden")
	b.shot("04-nobody")
	b.click(modal + ` [data-testid="modal-x"]`)
	b.closed()
}

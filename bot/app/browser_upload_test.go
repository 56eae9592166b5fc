package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// Recipients from a file, by somebody before the screen: a broken list is shown
// with its line and chosen anew, and another person is asked to approve the good one.
func TestAFileOfRecipientsInTheBrowser(t *testing.T) {
	t.Parallel()
	program := browser(t)
	b := openBrowser(t, program, startDemo(t))
	b.name = "upload-"
	const card, thread = "Een export lag op straat", `[data-testid="thread"]`
	const good = "account;naam;adres;taal\r\nSN-10423;\"Huls; Marleen\";marleen@fietsenhuls.example;nl\r\nSN-10432;Oliver Grant;oliver.grant@vandalenlogistics.example;en\r\n"

	b.see(`[data-testid="user-switch"]`, "") // the page is there
	b.become("U0MIRA")
	b.send("/datalek meld " + card)
	b.seeCard(card, "alle toegang stoppen")
	b.openThread(card)
	b.fromHelp(card, "informeer", "Informeer houders")
	b.choose("list")
	b.choose("controller")
	for _, field := range []string{"happened", "data", "consequences", "advice", "measures"} {
		b.write(`[data-testid="text-input"][data-block-id="`+field+`"]`, "Een export stond open ("+field+").")
		b.write(`[data-testid="text-input"][data-block-id="`+field+`-en"]`, "An export lay open ("+field+").")
	}
	b.shot("01-no-file")
	b.file("kapot.csv", good+"SN-10431;Kees van Dalen;kees\r\n")
	b.see(modal+` [data-testid="file-chosen"]`, "kapot.csv")
	b.shot("02-chosen")
	b.click(`[data-testid="modal-submit"]`)
	b.see(modal+` [data-testid="field-error"]`, "niet te lezen: 4")
	b.see(modal+` [data-testid="file-chosen"]`, "kapot.csv")
	b.shot("03-broken")
	b.file("goed.csv", good)
	b.see(modal+` [data-testid="file-chosen"]`, "goed.csv")
	b.submit()
	b.see(thread, "deze mail gaat naar 2 accounthouders")
	b.shot("04-asked")
}

// file chooses a file in the open modal.
func (b *tab) file(name, text string) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.run("choose "+name, chromedp.SetUploadFiles(modal+` [data-testid="file-input"]`, []string{path}, chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelector('[data-testid="file-input"]').scrollIntoView({block: "center"})`, nil))
}

package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The whole customer track by typing alone: lines of /datalek in the channel and
// of @meldwacht in the thread, and the keyboard in the one form that a line opens.
func TestTheCustomerTrackInTheBrowserByTyping(t *testing.T) {
	t.Parallel()
	program := browser(t)
	page := startDemo(t, "10-fw-json-feed")
	b := openBrowser(t, program, page)
	b.name = "typing-"
	const card, thread = "SN-10432", `[data-testid="thread"]`
	b.openThread(card)
	ref := b.ref(card)

	b.opens("Corrigeer de lezing", func() { b.line("/datalek corrigeer " + ref) })
	b.focused("requester")
	b.keys(kb.Tab, kb.Tab, " ") // past the account, to the first scope
	b.shot("01-correct")
	b.keys(kb.Enter)
	b.closed()
	b.see(thread, "De melding is gecorrigeerd")

	b.line("/datalek vraag " + ref + " code oliver")
	b.see(thread, "Er gaat een eenmalige code uit")
	reply(t, page, "Code to confirm a report", "Confirmed: ")
	b.see(thread, "gevalideerd als beheerder van SN-10432")
	b.shot("02-validated")

	b.line("/datalek stop-api tracking-json " + ref)
	b.see(thread, "Keur goed")
	b.inThread("@meldwacht keur-goed")
	b.see(thread, "zelf aangevraagd")
	b.shot("03-own-approval-refused")
	b.become("U0MIRA")
	b.openThread(card)
	b.inThread("@meldwacht keur-goed 1")
	b.see(thread, "Actie 1 is goedgekeurd")
	b.become("U0ANNA")
	b.openThread(card)
	b.inThread("@meldwacht gedaan 1 Feed uitgezet, wijziging 4711.")
	b.see(thread, "Actie 1 is gedaan")

	b.line("/datalek herstel 1 " + ref)
	b.see(thread, "API-toegang weer openen")
	b.become("U0MIRA")
	b.openThread(card)
	b.line("/datalek keur-goed 2 " + ref)
	b.see(thread, "Actie 2 is goedgekeurd")
	b.become("U0ANNA")
	b.openThread(card)
	b.line("/datalek gedaan 2 " + ref + " Feed staat weer aan, wijziging 4712.")
	b.see(thread, "Actie 2 is gedaan")
	b.shot("04-restored")
	b.line("/datalek toon " + ref)
	b.see(`[data-testid="channel-messages"] [data-ephemeral]`, "actie 2 gedaan")
	b.shot("05-record")

	b.inThread("@meldwacht sluit")
	b.seeCard(card, "gesloten")
	b.shot("06-closed")
}

// line types a line into the channel, and inThread one into the thread.
func (b *tab) line(words string)     { b.t.Helper(); b.enter("channel-composer", words) }
func (b *tab) inThread(words string) { b.t.Helper(); b.enter("thread-composer", words) }

// enter waits until the box is empty again: until then the line is not sent. The
// Enter of chromedp types a line break as well, which a keyboard would not.
func (b *tab) enter(composer, words string) {
	b.t.Helper()
	box := fmt.Sprintf(`[data-testid=%q]`, composer)
	b.write(box, words)
	b.until("typed "+words, fmt.Sprintf(`document.querySelector('%s').value.trim() === %q`, box, words))
	b.keys(kb.Enter)
	b.until("sent "+words, fmt.Sprintf(`(() => { const e = document.querySelector('%s'); if (e.value.trim()) return false; e.value = ""; return true; })()`, box))
}

// keys presses keys wherever the focus is.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	b.run("press keys", chromedp.KeyEvent(strings.Join(keys, "")))
}

// focused waits until the keyboard is in a field of the modal.
func (b *tab) focused(block string) {
	b.t.Helper()
	b.until("focus on "+block, fmt.Sprintf(`document.activeElement?.dataset.blockId === %q`, block))
}

var messageID = regexp.MustCompile(`(?im)^Message-ID:\s*(<[^>]+>)`)

// reply sends what whoever got a letter answers to it, with its code.
func reply(t *testing.T, page, subject, words string) {
	t.Helper()
	var got struct {
		Mails []struct {
			Direction, Subject, Text, Raw string
			To                            []string
		}
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); pause(t.Context(), 50*time.Millisecond) {
		r, err := http.Get("http://" + page + "/control/mails")
		if err != nil {
			t.Fatal(err)
		}
		err = json.NewDecoder(r.Body).Decode(&got)
		r.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range got.Mails {
			if m.Direction != "out" || !strings.Contains(m.Subject, subject) {
				continue
			}
			id := messageID.FindStringSubmatch(m.Raw)
			if id == nil {
				t.Fatal("the letter has no Message-ID")
			}
			raw := fmt.Sprintf("From: <%s>\r\nTo: avg-incident@snoobi.nl\r\nSubject: %s\r\nMessage-ID: <answer@elders.example>\r\nIn-Reply-To: %s\r\n"+
				"Date: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
				m.To[0], mime.QEncoding.Encode("utf-8", "Re: "+m.Subject), id[1], time.Now().Format(time.RFC1123Z), words+code.FindString(strings.ReplaceAll(m.Text, "DL-2", "")))
			body, err := json.Marshal(map[string]string{"raw": raw})
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.Post("http://"+page+"/control/mail", "application/json", bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			if r.StatusCode != http.StatusOK {
				t.Fatalf("the answer was not taken: %s", r.Status)
			}
			return
		}
	}
	t.Fatalf("no letter %q within %s", subject, patience)
}

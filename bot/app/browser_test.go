package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"meldwacht/bot/app"
)

// The whole customer track in a real browser, as the README shows it. Set
// MELDWACHT_SHOTS to a folder to keep a picture of each step.
func TestTheMainJobInTheBrowser(t *testing.T) {
	t.Parallel()
	program := browser(t)
	// Three forwards: what all of the demo's mails become takes Slack's pace longer.
	page := startDemo(t, "08-doorgestuurd-laptop", "10-fw-json-feed", "06-fwd-weekrapport")
	b := openBrowser(t, program, page)

	card := `[data-testid="channel-messages"] [data-testid="message"]`
	b.see(card, "SN-10745")
	b.shot("01-threads")

	// Anna finds the thread of the mail that a colleague forwarded.
	b.inMessage("SN-10745", `[data-testid="thread-link"]`)
	b.see(`[data-testid="thread"]`, "dezeereep")
	b.shot("02-thread")

	// She calls the admin back and says so.
	b.opens("Aanvrager valideren", func() { b.inMessage("SN-10745", `[data-action-id^="verb:valideer"]`) })
	b.see(modal, "SN-10745")
	b.choose("call-back")
	b.write(`[data-testid="modal"] [data-testid="text-input"]`, "Gesproken met mevrouw Postma, zij bevestigt.")
	b.shot("03-validate")
	b.click(`[data-testid="modal-submit"]`)
	b.see(`[data-testid="thread"]`, "Gesproken met")

	// She asks for the API to be stopped, and cannot approve that herself.
	b.send("/datalek stop-api zeereep-boekingen DL-2026-0001")
	b.see(`[data-testid="thread"]`, "Keur goed")
	b.click(`[data-testid="thread"] [data-action-id^="verb:keur-goed"]`)
	b.see(`[data-testid="thread"] [data-testid="message"][data-ephemeral]`, "zelf aangevraagd")
	b.shot("04-own-approval-refused")

	// Mira approves; Anna carries it out with proof.
	b.become("U0MIRA")
	b.openThread("SN-10745")
	b.click(`[data-testid="thread"] [data-action-id^="verb:keur-goed"]`)
	b.see(`[data-testid="thread"]`, "Meld gedaan")
	b.shot("05-approved")
	b.become("U0ANNA")
	b.openThread("SN-10745")
	b.opens("Actie is gedaan", func() { b.click(`[data-testid="thread"] [data-action-id^="verb:gedaan"]`) })
	b.write(`[data-testid="modal"] [data-testid="text-input"]`, "Sleutel ingetrokken, wijziging 4711.")
	b.click(`[data-testid="modal-submit"]`)
	b.see(`[data-testid="thread"]`, "wijziging 4711")
	b.shot("06-done")

	// The clock moves past three rungs, and Mira acknowledges.
	b.become("U0MIRA")
	b.openThread("SN-10745")
	b.forward(2, "4[78]")
	b.forward(2, "2[34]")
	b.forward(1, "1[12]")
	b.shot("07-rungs")
	b.click(`[data-testid="thread"] [data-action-id^="verb:bevestig"]`)
	b.see(`[data-testid="thread"]`, "is ermee bezig, tot")
	b.shot("08-acknowledged")

	// Nothing is owed, so closing needs no reason.
	b.become("U0ANNA")
	b.openThread("SN-10745")
	b.opens("Incident sluiten", func() { b.inMessage("SN-10745", `[data-action-id^="verb:sluit"]`) })
	b.click(`[data-testid="modal-submit"]`)
	b.seeCard("SN-10745", "gesloten")
	b.shot("09-closed")
}

// patience is how long anything in the browser is waited for. A machine on which
// others build as well needs much of it; what is waited for ends the wait.
const patience = 60 * time.Second

// browser returns Debian's chromium. In CI it must be there.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("no browser, and in CI none may be missing: install Debian's chromium")
	}
	t.Skip("no browser is installed: apt-get install chromium")
	return ""
}

// startDemo runs the demo on free ports with some sample mails, and returns the
// address of its page once each has its thread.
func startDemo(t *testing.T, mails ...string) string {
	t.Helper()
	page, mail, dir := freeAddress(t), freeAddress(t), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	out := &transcript{}
	ended := make(chan error, 1)
	go func() {
		ended <- app.Demo(ctx, app.DemoOptions{Page: page, SMTP: mail, Data: dir, NoMails: true, Samples: os.DirFS("../../testdata/sample")}, out)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("demo: %v", err)
			}
		case <-time.After(patience):
			t.Errorf("the demo did not stop within %s", patience)
		}
	})
	for _, name := range mails {
		feed(t, page, name)
	}
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if r, err := http.Get("http://" + page + "/control/messages?channel=C0DESK&user=U0ANNA"); err == nil {
			body, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if bytes.Count(body, []byte(`"reply_count"`)) >= len(mails) {
				return page
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the demo ended: %v\n%s", err, out)
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatalf("no %d threads within %s:\n%s", len(mails), patience, out)
	return ""
}

// feed sends a sample mail from the page's panel, once the desk is up.
func feed(t *testing.T, page, name string) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); pause(context.Background(), 50*time.Millisecond) {
		r, err := http.Post("http://"+page+"/control/mail", "application/json", strings.NewReader(`{"sample":"`+name+`"}`))
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
			err = fmt.Errorf("%s", r.Status)
		}
		last = err
	}
	t.Fatalf("mail %s: %v", name, last)
}

// A transcript is what the demo prints.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// A tab is a page in the browser, with the patience of a person.
type tab struct {
	t    *testing.T
	ctx  context.Context
	page string // its address
	dir  string // for pictures; "" for none
	name string // begins the name of each
}

func openBrowser(t *testing.T, program, page string) *tab {
	t.Helper()
	profile, err := os.MkdirTemp("", "meldwacht-browser-")
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WindowSize(1440, 900), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true), chromedp.UserDataDir(profile),
		chromedp.WSURLReadTimeout(patience))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	// The browser may still write into its profile while it ends.
	t.Cleanup(func() { stop(); cancel(); os.RemoveAll(profile) })
	b := &tab{t: t, ctx: ctx, page: page, dir: os.Getenv("MELDWACHT_SHOTS")}
	if err := chromedp.Run(ctx, chromedp.Navigate("http://"+page+"/")); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) run(what string, actions ...chromedp.Action) {
	b.t.Helper()
	if began := time.Now(); b.dir != "" {
		defer func() { b.t.Logf("%6.1f s  %s", time.Since(began).Seconds(), what) }()
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%s: %v\nthe wire, last:\n%s", what, err, b.wire())
	}
}

// wire is what the workspace and the desk said to each other last, in names.
func (b *tab) wire() string {
	var got struct {
		Entries []struct {
			At                time.Time
			Kind, Name, Error string
			Took              int `json:"took_ms"`
		}
	}
	r, err := http.Get("http://" + b.page + "/control/log?limit=15")
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		return err.Error()
	}
	var s strings.Builder
	for _, e := range got.Entries {
		fmt.Fprintf(&s, "%s %s %s %s (%d ms)\n", e.At.Format("15:04:05.000"), e.Kind, e.Name, e.Error, e.Took)
	}
	return s.String()
}

// until waits until a script returns true. What a script finds it also presses,
// in one go: nothing can be drawn again in between.
func (b *tab) until(what, script string) {
	b.t.Helper()
	b.answers(what, script, nil)
}

// answers waits until a script returns anything but false, and reads it. The
// patience is ours: chromedp's own ends after 30 seconds.
func (b *tab) answers(what, script string, into any) {
	b.t.Helper()
	b.run(what, chromedp.Poll(script, into, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(0)))
}

// see waits until one of the elements holds the words.
func (b *tab) see(selector, words string) {
	b.t.Helper()
	b.until("see "+words, fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))`, selector, words))
}

func (b *tab) seeCard(words, more string) {
	b.t.Helper()
	b.until("see "+more, fmt.Sprintf(`[...document.querySelectorAll('[data-testid="channel-messages"] [data-testid="message"]')]
		.some(e => e.textContent.includes(%q) && e.textContent.toLowerCase().includes(%q))`, words, more))
}

// click presses the last element that fits, as the newest is meant.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.until("click "+selector, fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(%q)].filter(e => e.offsetParent !== null && !e.disabled);
		if (!all.length) return false; const e = all.at(-1); e.scrollIntoView({block: "center"}); e.click(); return true; })()`, selector))
}

// inMessage presses something in the card that holds the words.
func (b *tab) inMessage(words, selector string) {
	b.t.Helper()
	b.until("in "+words+" "+selector, fmt.Sprintf(`(() => { const m = [...document.querySelectorAll('[data-testid="channel-messages"] [data-testid="message"]')]
		.find(e => e.textContent.includes(%q)); const e = m && m.querySelector(%q); if (!e) return false;
		e.scrollIntoView({block: "center"}); e.click(); return true; })()`, words, selector))
}

func (b *tab) openThread(words string) {
	b.t.Helper()
	b.inMessage(words, `[data-testid="thread-link"]`)
	b.see(`[data-testid="thread"]`, words)
}

// choose picks a radio button by its value.
func (b *tab) choose(value string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`[data-testid="modal"] [data-testid="radio-buttons"] input[value=%q]`, value))
}

// send types a line into the channel.
func (b *tab) send(words string) {
	b.t.Helper()
	b.write(`[data-testid="channel-composer"]`, words)
	b.click(`[data-testid="channel-send"]`)
}

// become switches the person who sits before the screen. The list of people
// closes when the side bar is drawn again, as when something arrives: it is then
// opened again, as anybody would.
func (b *tab) become(user string) {
	b.t.Helper()
	b.until("choose "+user, fmt.Sprintf(`(() => { const o = document.querySelector('[data-testid="user-option"][data-user=%q]');
		if (o && o.offsetParent !== null) { o.click(); return true; }
		document.querySelector('[data-testid="user-switch"]').click(); return false; })()`, user))
	b.until("become "+user, fmt.Sprintf(`document.querySelector('[data-testid="user-switch"]').dataset.user === %q`, user))
}

// forward moves the clock by so many times 12 hours, until the thread tells of
// the rung: a full number of hours, or a few minutes less.
func (b *tab) forward(times int, rung string) {
	b.t.Helper()
	for range times {
		b.click(`[data-testid="clock-12h"]`)
	}
	b.until("told of "+rung, fmt.Sprintf(`[...document.querySelectorAll('[data-testid="thread"] [data-testid="message"]')].some(e => /Nog %s uur/.test(e.textContent))`, rung))
}

// A width is one at which pictures are taken.
type width struct {
	name string
	x, y int64
}

var desktop, phone = width{"desktop", 1440, 900}, width{"phone", 390, 844}

// shot keeps pictures when somebody wants to look.
func (b *tab) shot(name string) {
	b.t.Helper()
	b.shotOf(name, desktop, phone)
}

func (b *tab) shotOf(name string, widths ...width) {
	b.t.Helper()
	if b.dir == "" {
		return
	}
	for _, w := range widths {
		var picture []byte
		if err := chromedp.Run(b.ctx, chromedp.EmulateViewport(w.x, w.y), chromedp.Sleep(300*time.Millisecond), chromedp.CaptureScreenshot(&picture)); err != nil {
			b.t.Error(err)
			return
		}
		if err := os.WriteFile(filepath.Join(b.dir, w.name+"-"+b.name+strings.TrimSpace(name)+".png"), picture, 0o644); err != nil {
			b.t.Error(err)
		}
	}
	if err := chromedp.Run(b.ctx, chromedp.EmulateViewport(desktop.x, desktop.y)); err != nil {
		b.t.Error(err)
	}
}

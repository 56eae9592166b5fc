package app_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// What a hand does in the browser, beside what the main job needs.

const modal = `[data-testid="modal"]`

// field is the text input of an input block in the open modal.
func field(block string) string {
	return fmt.Sprintf(`%s [data-testid="text-input"][data-block-id=%q]`, modal, block)
}

// write types words into a field, where its cursor is.
func (b *tab) write(selector, words string) { b.t.Helper(); b.enterWords(selector, words, false) }

// rewrite puts words in the place of those in a field of the modal.
func (b *tab) rewrite(block, words string) { b.t.Helper(); b.enterWords(field(block), words, true) }

// enterWords types with the keyboard. Keys go to whatever has the focus, and
// what is drawn again under somebody's hands loses it: words that did not all
// arrive are typed anew.
func (b *tab) enterWords(selector, words string, over bool) {
	b.t.Helper()
	var before struct{ Was string }
	for try := range 3 {
		b.answers("focus on "+selector, fmt.Sprintf(`(() => { const e = [...document.querySelectorAll(%q)].find(e => e.offsetParent !== null && !e.disabled);
			if (!e) return false; if (document.activeElement !== e) e.focus(); if (document.activeElement !== e) return false;
			if (%t) { e.value = %q; e.setSelectionRange(0, 0); }
			if (%t) e.select();
			return {was: e.value}; })()`, selector, try > 0, before.Was, over), &before)
		b.run("write into "+selector, chromedp.KeyEvent(words))
		var there bool
		b.run("read "+selector, chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.value.includes(%q))`, selector, words), &there))
		if there {
			return
		}
	}
	b.t.Fatalf("%q does not stay in %s", words, selector)
}

// opens presses what opens a modal, until it is open. Slack opens none once
// three seconds have passed (slack.md §1.3), and the desk then says to press
// again: whoever reads that does.
func (b *tab) opens(title string, press func()) {
	b.t.Helper()
	b.opensFrom(title, func() {}, press)
}

// opensFrom is opens for what must be at hand before each press, such as a menu.
func (b *tab) opensFrom(title string, ready, press func()) {
	b.t.Helper()
	const again = "Klik of typ het nog eens"
	for range 5 {
		ready()
		var told int
		b.run("count what is said", chromedp.Evaluate(fmt.Sprintf(`document.body.textContent.split(%q).length`, again), &told))
		press()
		var came string
		b.answers("open "+title, fmt.Sprintf(`[...document.querySelectorAll('%s [data-testid="modal-title"]')].some(e => e.textContent.includes(%q)) ? "open"
			: document.body.textContent.split(%q).length > %d ? "again" : false`, modal, title, again, told), &came)
		if came == "open" {
			return
		}
		b.t.Logf("%s: told to press again", title)
	}
	b.t.Fatalf("%s does not open", title)
}

// ref reads the number of the incident from its card.
func (b *tab) ref(card string) string {
	b.t.Helper()
	var ref string
	b.answers("read the ref", fmt.Sprintf(`(() => { const m = [...document.querySelectorAll('[data-testid="channel-messages"] [data-testid="message"]')]
		.find(e => e.textContent.includes(%q)); return /DL-\d{4}-\d{4}/.exec(m?.textContent)?.[0] || false; })()`, card), &ref)
	return ref
}

// fromMenu opens the form of a verb from the menu of the card's ⋯, and fromHelp
// from the same menu behind the card's own button.
func (b *tab) fromMenu(card, verb, title string) {
	b.t.Helper()
	b.throughMenu(verb, title, func() { b.shortcut(card) })
}

func (b *tab) fromHelp(card, verb, title string) {
	b.t.Helper()
	b.throughMenu(verb, title, func() { b.inMessage(card, `[data-action-id^="verb:help"]`) })
}

func (b *tab) throughMenu(verb, title string, press func()) {
	b.t.Helper()
	b.opensFrom(title, func() {
		b.until("close what is open", fmt.Sprintf(`(() => { const x = document.querySelector('%s [data-testid="modal-x"]'); x?.click(); return !x; })()`, modal))
		b.opens("Wat wil je doen?", press)
	}, func() { b.click(fmt.Sprintf(`%s [data-action-id^="verb:%s"]`, modal, verb)) })
}

// shortcut presses the message shortcut of a card. Its menu closes when the card
// is drawn again: it is then opened again.
func (b *tab) shortcut(card string) {
	b.t.Helper()
	b.until("the shortcut of "+card, fmt.Sprintf(`(() => { const item = document.querySelector('[data-testid="shortcut"][data-callback-id="incident_menu"]');
		if (item) { item.click(); return true; }
		[...document.querySelectorAll('[data-testid="channel-messages"] [data-testid="message"]')]
			.find(e => e.textContent.includes(%q))?.querySelector('[data-testid="message-menu"]')?.click(); return false; })()`, card))
}

// submit sends the modal and waits until it is gone.
func (b *tab) submit() {
	b.t.Helper()
	b.click(modal + ` [data-testid="modal-submit"]`)
	b.closed()
}

// closed waits until no modal is open: until then nothing below it takes keys.
func (b *tab) closed() {
	b.t.Helper()
	b.until("the modal closes", `!document.querySelector('[data-testid="modal"]').open`)
}

// tick presses a box.
func (b *tab) tick(block, value string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`%s [data-testid="checkboxes"][data-block-id=%q] input[value=%q]`, modal, block, value))
}

// pick looks for an option in a list that the desk offers, and takes it.
func (b *tab) pick(block, words, value string) {
	b.t.Helper()
	b.openPicker(block)
	b.write(`[data-testid="picker-search"]`, words)
	b.take(value, fmt.Sprintf(`e.dataset.value === %q`, value))
}

// pickNamed takes the option whose label begins so.
func (b *tab) pickNamed(block, label string) {
	b.t.Helper()
	b.openPicker(block)
	b.take(label, fmt.Sprintf(`e.textContent.startsWith(%q)`, label))
}

// take presses an option of the open list. A list that did not come in time says
// so, and is asked for again.
func (b *tab) take(what, fits string) {
	b.t.Helper()
	b.until("pick "+what, fmt.Sprintf(`(() => { const o = [...document.querySelectorAll('[data-testid="option"]')].find(e => %s);
		if (o) { o.click(); return true; }
		const failed = document.querySelector(".listbox-error");
		if (failed) { failed.remove(); document.querySelector('[data-testid="picker-search"]').dispatchEvent(new Event("input", {bubbles: true})); }
		return false; })()`, fits))
}

func (b *tab) openPicker(block string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`%s .picker[data-block-id=%q]`, modal, block))
	b.see(`[data-testid="picker-search"]`, "")
}

// fillDate chooses a day in a date field, whose keys differ with the language
// of the browser.
func (b *tab) fillDate(block string, day time.Time) {
	b.t.Helper()
	b.until("choose a day", fmt.Sprintf(`(() => { const e = document.querySelector('%s [data-testid="datepicker"][data-block-id=%q]');
		if (!e) return false; e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`, modal, block, day.Format(time.DateOnly)))
}

// letter waits for a letter of the desk on the panel and returns its text.
func (b *tab) letter(subject string) string {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll('[data-testid="mail"][data-direction="out"]')].find(e => e.querySelector("summary").textContent.includes(%q))`, subject)
	var text string
	b.answers("the letter "+subject, find+`?.querySelector("pre").textContent || false`, &text)
	return text
}

// answer is the reply of whoever got the letter, with the code in it.
func (b *tab) answer(subject, words string) {
	b.t.Helper()
	found := code.FindString(strings.ReplaceAll(b.letter(subject), "DL-2", ""))
	if found == "" {
		b.t.Fatalf("the letter %q holds no code", subject)
	}
	b.until("answer it", fmt.Sprintf(`(() => { const m = [...document.querySelectorAll('[data-testid="mail"][data-direction="out"]')].find(e => e.querySelector("summary").textContent.includes(%q));
		if (!m) return false; m.open = true; m.querySelector('[data-testid="reply-mail"]').click(); return true; })()`, subject))
	b.write(`[data-testid="mail-text"]`, words+found)
	b.shot("04-answer")
	b.click(`[data-testid="mail-send"]`)
}

// shotPicker keeps a picture of an open list, which closes again.
func (b *tab) shotPicker(block, name string) {
	b.t.Helper()
	if b.dir == "" {
		return
	}
	b.openPicker(block)
	b.click(`[data-testid="option"]:first-child`)
	b.openPicker(block)
	b.see(`[data-testid="option"]`, "")
	b.shotOf(name, desktop)
	b.click(fmt.Sprintf(`%s .picker[data-block-id=%q]`, modal, block)) // closes it
}

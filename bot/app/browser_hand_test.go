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

// rewrite puts words in the place of those in a field.
func (b *tab) rewrite(block, words string) {
	b.t.Helper()
	b.until("empty "+block, fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return false; e.focus(); e.select(); return true; })()`, field(block)))
	b.write(field(block), words)
}

// ref reads the number of the incident from its card.
func (b *tab) ref(card string) string {
	b.t.Helper()
	var ref string
	b.run("read the ref", chromedp.Evaluate(fmt.Sprintf(`(() => { const m = [...document.querySelectorAll('[data-testid="channel-messages"] [data-testid="message"]')]
		.find(e => e.textContent.includes(%q)); return /DL-\d{4}-\d{4}/.exec(m.textContent)[0]; })()`, card), &ref))
	return ref
}

// fromMenu opens the form of a verb from the ⋯ menu of the card.
func (b *tab) fromMenu(card, verb string) {
	b.t.Helper()
	b.inMessage(card, `[data-testid="message-menu"]`)
	b.click(`[data-testid="shortcut"][data-callback-id="incident_menu"]`)
	b.click(fmt.Sprintf(`%s [data-action-id^="verb:%s"]`, modal, verb))
}

func (b *tab) seeModal(title string) {
	b.t.Helper()
	b.see(modal+` [data-testid="modal-title"]`, title)
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
	b.click(fmt.Sprintf(`[data-testid="option"][data-value=%q]`, value))
}

// pickNamed takes the option whose label begins so.
func (b *tab) pickNamed(block, label string) {
	b.t.Helper()
	b.openPicker(block)
	b.until("pick "+label, fmt.Sprintf(`(() => { const o = [...document.querySelectorAll('[data-testid="option"]')].find(e => e.textContent.startsWith(%q));
		if (!o) return false; o.click(); return true; })()`, label))
}

func (b *tab) openPicker(block string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`%s .picker[data-block-id=%q]`, modal, block))
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
	b.until("the letter "+subject, "!!"+find)
	var text string
	b.run("read the letter", chromedp.Evaluate(find+`.querySelector("pre").textContent`, &text))
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
	b.openPicker(block)
}

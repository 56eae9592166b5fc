package commands

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// The reasons of this package, beside those of bot.
const (
	needsMethod  bot.Reason = "needs-method"  // called back, or evidence seen?
	needsConfirm bot.Reason = "needs-confirm" // type the ref
)

// hasTrigger reports whether Slack lets a modal be opened in answer to the
// door: an app_mention has no trigger_id (slack.md §2), and a submission has
// used up its modal.
func (d Door) hasTrigger() bool { return d == DoorSlash || d == DoorButton || d == DoorShortcut }

// written returns what the person wrote: behind the verb, or in the modal.
func (a ask) written() string {
	if a.Door == DoorModal {
		return strings.TrimSpace(a.Values[fieldText])
	}
	return a.text
}

// worded runs a decision that takes words. Where they are missing and the door
// allows, the modal asks for them.
func (d *Desk) worded(ctx context.Context, a ask, bind func(text string) decision) (Answer, error) {
	text := a.written()
	if a.Door == DoorModal && a.number == 0 {
		a.number = numberOf(a.Values[fieldAction])
	}
	if text == "" && a.Door.hasTrigger() && !d.wordless(ctx, a, bind("")) {
		return d.form(ctx, a, bind("…"))
	}
	return d.do(ctx, a, bind(text))
}

// wordless reports whether a typed verb may go ahead without words: sluit, when
// nothing is owed. A button never does: a slip of the finger would be enough.
func (d *Desk) wordless(ctx context.Context, a ask, decide decision) bool {
	if a.Door != DoorSlash {
		return false
	}
	in, err := d.Books.Incident(ctx, a.ref)
	if err != nil {
		return false
	}
	_, err = decide(in, a.now)
	return err == nil
}

// confirmed runs a decision for which the ref must be typed: behind the verb,
// or in the modal.
func (d *Desk) confirmed(ctx context.Context, a ask, decide decision) (Answer, error) {
	typed := a.at.ref
	if a.Door == DoorModal {
		typed, _ = bot.ParseRef(a.Values[fieldConfirm])
	}
	if typed == a.ref {
		return d.do(ctx, a, decide)
	}
	if a.Door.hasTrigger() {
		return d.form(ctx, a, decide)
	}
	r := bot.Refusal{Reason: needsConfirm, Ref: a.ref}
	if a.Door == DoorModal {
		return Answer{Errors: map[string]string{fieldConfirm: d.refuse(a.Call, r)}}, r
	}
	return Answer{}, r
}

// form opens the modal of the verb, unless the decision would be refused
// whatever is written there.
func (d *Desk) form(ctx context.Context, a ask, probe decision) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	var r bot.Refusal
	if _, err := probe(in, a.now); errors.As(err, &r) && !asksWords(r.Reason) && r.Reason != bot.WhichAction && r.Reason != bot.NoAccount {
		return d.refused(ctx, a, in, r)
	}
	return Answer{Modal: d.modal(in, a)}, nil
}

// formButton offers the modal where a door cannot open one by itself.
func (d *Desk) formButton(a ask, text string, version int) []slack.Block {
	value := view.ButtonValue{Ref: a.ref, Version: version, ID: a.number}
	return []slack.Block{
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil),
		slack.NewActionBlock("", slack.NewButtonBlockElement(view.ActionID(a.verb.Name, 0), value.Encode(),
			slack.NewTextBlockObject(slack.PlainTextType, d.say(a.Lang, "fill-in"), false, false))),
	}
}

// fieldFor returns the block of the modal in which a refusal can be mended, or "".
func fieldFor(r bot.Reason) string {
	switch r {
	case bot.NeedsReason, bot.NeedsProof, bot.NeedsTarget, bot.NeedsText, bot.TooLong, bot.StillOwed:
		return fieldText
	case bot.WhichAction, bot.NoAction:
		return fieldAction
	case bot.NoAccount:
		return fieldAccount
	case needsMethod:
		return fieldMethod
	case needsConfirm:
		return fieldConfirm
	}
	return ""
}

func numberOf(s string) int {
	if m := bareForm.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		n, _ := strconv.Atoi(m[1]) // nine digits
		return n
	}
	return 0
}

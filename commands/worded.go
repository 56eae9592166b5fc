package commands

import (
	"context"
	"errors"
	"slices"
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
	needsAdmin   bot.Reason = "needs-admin"   // to which admin?
)

// hasTrigger reports whether Slack lets a modal be opened in answer to the
// door: an app_mention has no trigger_id (slack.md §2), and a submission is
// the end of its modal.
func (d Door) hasTrigger() bool { return d == DoorSlash || d == DoorButton || d == DoorShortcut }

// written returns what the person wrote: behind the verb, or in the modal.
func (a ask) written() string {
	if a.Door == DoorModal && a.text == "" {
		return strings.TrimSpace(a.Values[textField(a.verb.Name)])
	}
	return a.text
}

// chosen is the number of the action that the modal is about, or 0.
func (a ask) chosen() int {
	if a.number != 0 || a.Door != DoorModal {
		return a.number
	}
	if m := bareForm.FindStringSubmatch(a.Values[view.BlockAction]); m != nil {
		n, _ := strconv.Atoi(m[1]) // nine digits
		return n
	}
	return 0
}

// worded runs a decision that takes words. Where they are missing and the door
// allows, the modal asks for them.
func (d *Desk) worded(ctx context.Context, a ask, bind func(number int, text string) decision) (Answer, error) {
	text := a.written()
	if text == "" && a.Door.hasTrigger() && !d.wordless(ctx, a, bind(a.number, "")) {
		return d.form(ctx, a, bind(a.number, "…"))
	}
	return d.do(ctx, a, bind(a.chosen(), text))
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
	modal, ok := d.modal(in, a)
	if !ok {
		return Answer{}, r
	}
	return Answer{Modal: &modal}, nil
}

// demandTyped refuses the submission of a dangerous action unless the ref was
// typed into its modal (slack.md §9.4).
func (a ask) demandTyped(in bot.Incident, kind bot.ActionKind) error {
	if a.Door != DoorModal || !slices.Contains(in.Rules.Approval, kind) {
		return nil
	}
	if typed, ok := bot.ParseRef(a.Values[view.BlockTyped]); !ok || typed != in.Ref {
		return bot.Refusal{Reason: needsConfirm, Ref: in.Ref}
	}
	return nil
}

// formButton offers the modal where a door cannot open one by itself.
func (d *Desk) formButton(a ask, text, label string, version int) []slack.Block {
	value := view.ButtonValue{Ref: a.ref, Version: version, ID: a.number}
	return []slack.Block{
		slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false), nil, nil),
		slack.NewActionBlock("", slack.NewButtonBlockElement(view.ActionID(a.verb.Name, 0), value.Encode(),
			slack.NewTextBlockObject(slack.PlainTextType, d.say(a.Lang, label), false, false))),
	}
}

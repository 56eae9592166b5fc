package commands

import (
	"strconv"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// The inputs of the modals, by block id. Each holds one element of the same id.
const (
	fieldText    = "text"    // reason, proof, target or note
	fieldAction  = "action"  // number of the action
	fieldMethod  = "method"  // how the requester was validated
	fieldAccount = "account" // where the incident has none yet
	fieldConfirm = "confirm" // the ref, typed again
)

// modal is the form of the verb: what it is about, and what is missing.
func (d *Desk) modal(in bot.Incident, a ask) *slack.ModalViewRequest {
	plain := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	input := func(id, label string, e slack.BlockElement) *slack.InputBlock {
		return slack.NewInputBlock(id, plain(label), nil, e)
	}
	value := view.ButtonValue{Ref: in.Ref, Version: in.Version, ID: a.number}
	blocks := []slack.Block{slack.NewSectionBlock(plain(string(in.Ref)+": "+a.verb.help(a.Lang)+"."), nil, nil)}
	switch {
	case a.verb.Name == view.VerbValidate:
		var options []*slack.OptionBlockObject
		for _, m := range []string{"callback", "evidence"} {
			options = append(options, slack.NewOptionBlockObject(m, plain(d.say(a.Lang, "method."+m)), nil))
		}
		radio := slack.NewRadioButtonsBlockElement(fieldMethod, options...)
		blocks = append(blocks, input(fieldMethod, d.say(a.Lang, "label.method"), radio))
		if in.Account == "" {
			blocks = append(blocks, input(fieldAccount, d.say(a.Lang, "label.account"),
				slack.NewPlainTextInputBlockElement(plain("SN-10423"), fieldAccount)))
		}
	case a.verb.takes == takesBoth && a.number == 0:
		if options := d.actionOptions(in, a); len(options) > 1 {
			blocks = append(blocks, input(fieldAction, d.say(a.Lang, "label.action"),
				slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldAction, options...)))
		}
	}
	if a.verb.Name == view.VerbStopAll {
		blocks = append(blocks, input(fieldConfirm, d.say(a.Lang, "label.confirm", "ref", string(in.Ref)),
			slack.NewPlainTextInputBlockElement(plain(string(in.Ref)), fieldConfirm)))
	} else {
		e := slack.NewPlainTextInputBlockElement(nil, fieldText)
		e.Multiline, e.MaxLength = a.verb.takes != takesTarget, bot.ReasonRunes
		if a.verb.takes == takesTarget {
			e.MaxLength = bot.TargetRunes
		}
		block := input(fieldText, d.say(a.Lang, "label."+a.verb.Name), e)
		block.Optional = optional(in, a.verb)
		blocks = append(blocks, block)
	}
	return &slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: view.CallbackID(a.verb.Name), PrivateMetadata: value.Encode(),
		Title: plain(string(in.Ref)), Submit: plain(d.say(a.Lang, "submit")), Close: plain(d.say(a.Lang, "cancel")),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// optional reports whether the text may stay empty: closing when nothing is
// owed, and the second person's word on evidence.
func optional(in bot.Incident, v Verb) bool {
	return v.Name == view.VerbClose && len(in.Owed()) == 0 || v.Name == view.VerbValidate && in.Evidence != nil
}

func (d *Desk) actionOptions(in bot.Incident, a ask) []*slack.OptionBlockObject {
	want := bot.ActionToDo
	if a.verb.Name == view.VerbDeny {
		want = bot.ActionWaiting
	}
	var options []*slack.OptionBlockObject
	for _, x := range in.Actions {
		if v, ok := Lookup(view.VerbOf(x.Kind)); ok && x.State == want && len(options) < 100 { // docs.slack.dev: 100 options
			no := strconv.Itoa(x.ID)
			options = append(options, slack.NewOptionBlockObject(no,
				slack.NewTextBlockObject(slack.PlainTextType, no+" · "+v.named(a.Lang), false, false), nil))
		}
	}
	return options
}

// menu is the modal of the message shortcut: a button for each verb that fits.
func (d *Desk) menu(in bot.Incident, a ask, verbs []Verb) *slack.ModalViewRequest {
	blocks, _ := d.Face.Help(in.Ref, shown(verbs), a.Lang)
	return d.window(in, a, append(d.menuButtons(in, a, verbs), blocks...))
}

// detailsModal is the window with the whole report.
func (d *Desk) detailsModal(in bot.Incident, events []bot.Event, a ask) *slack.ModalViewRequest {
	blocks, _ := d.Face.Show(in, events, a.now, a.Lang)
	return d.window(in, a, blocks)
}

func (d *Desk) window(in bot.Incident, a ask, blocks []slack.Block) *slack.ModalViewRequest {
	plain := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	return &slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "window:" + a.verb.Name,
		PrivateMetadata: view.ButtonValue{Ref: in.Ref, Version: in.Version}.Encode(),
		Title:           plain(string(in.Ref)), Close: plain(d.say(a.Lang, "close")),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

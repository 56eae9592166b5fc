package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// correct puts what a person read in the place of what the desk read. It is a
// form with a field for each part of the reading, so typing opens the form.
func correct(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	var m bot.Mail
	if all := view.MailsIn(events); len(all) > 0 {
		m = all[0]
	}
	decide := func(report bot.Report) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			read := m
			read.Report = report
			match := bot.Match{Account: in.Account, Name: in.AccountName, ByAddress: in.ByAddress, ByName: in.Admin != "",
				Admin: in.Admin, Address: in.Registered, Phone: in.Phone, Warnings: in.Warnings}
			if d.Accounts != nil {
				match = d.Accounts.Match(read)
			}
			return in.Correct(a.Who, report, m, match, now)
		}
	}
	if a.Door == DoorModal {
		report, err := view.CorrectedReport(in, a.Values, d.Face.Zone)
		switch {
		case errors.Is(err, view.ErrNoSuchHour):
			return Answer{Errors: map[string]string{view.BlockTime: d.say(a.Lang, string(noSuchHour))}}, nil
		case err != nil:
			return Answer{Errors: map[string]string{view.BlockDate: d.say(a.Lang, "bad-moment")}}, nil
		}
		return d.do(ctx, a, decide(report))
	}
	if !a.Door.hasTrigger() {
		text := d.say(a.Lang, "correct", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", in.Version)}, nil
	}
	if answer, err := d.form(ctx, a, decide(in.Report)); err != nil || answer.Modal == nil {
		return answer, err
	}
	modal := d.Face.In(a.Lang).CorrectModal(in, m, d.Accounts != nil)
	return Answer{Modal: &modal}, nil
}

// change changes what a pending action is about.
func change(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(no int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) {
			if at, ok := pending(in, no); ok {
				var err error
				if text, err = d.aim(in, at.Kind, text); err != nil {
					return bot.Change{}, err
				}
			}
			return in.Retarget(a.Who, no, text, now)
		}
	})
}

// pending is the action that a number means, or the only one that is pending.
func pending(in bot.Incident, no int) (bot.Action, bool) {
	if no > 0 {
		return in.Action(no)
	}
	waiting := slices.DeleteFunc(slices.Clone(in.Actions), func(a bot.Action) bool { return !a.State.Pending() })
	if len(waiting) != 1 {
		return bot.Action{}, false
	}
	return waiting[0], true
}

// picked is the target that was chosen in a modal, or typed beside it: what was
// typed goes first.
func (a ask) picked(kind bot.ActionKind) string {
	if typed := strings.TrimSpace(a.Values[view.BlockTarget]); typed != "" {
		return typed
	}
	return a.Values[view.PickBlock(kind)]
}

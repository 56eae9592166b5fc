package commands

import (
	"context"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// inform asks for account holders to be told of a leak. Whom and what is filled
// in in the modal.
func inform(ctx context.Context, d *Desk, a ask) (Answer, error) {
	probe := func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Tell(a.Who, bot.InformRequest{Message: bot.Message{Happened: "…", Data: "…", Consequences: "…", Advice: "…", Measures: "…"},
			Recipients: []bot.Recipient{{Address: "a@b.example", Accounts: []bot.AccountID{"…"}}}}, now)
	}
	if a.Door != DoorModal {
		if a.Door.hasTrigger() {
			return d.form(ctx, a, probe)
		}
		in, err := d.read(ctx, a.ref)
		if err != nil {
			return Answer{}, err
		}
		if _, err := probe(in, a.now); err != nil {
			return Answer{}, err
		}
		text := d.say(a.Lang, "inform", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", in.Version)}, nil
	}
	message, faults := messageIn(a)
	list, without, broken := d.recipients(ctx, a)
	approvers := d.approversOf(ctx, a, bot.Inform)
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return d.withFile(ctx, a, Answer{}, err)
	}
	answer, err := d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		if _, err := probe(in, now); err != nil {
			return bot.Change{}, err // whoever may not do this at all mends no words
		}
		if len(faults) > 0 {
			return bot.Change{}, faults
		}
		if broken != nil {
			return bot.Change{}, broken
		}
		return in.Tell(a.Who, bot.InformRequest{Recipients: list, Approvers: approvers, Message: message, Unreached: without, Again: in.ToldBefore(events, list)}, now)
	})
	return d.withFile(ctx, a, answer, err)
}

// recipients are the admins of all accounts, of those that were typed, or a
// list: pasted, or in a file; without are the accounts for which nobody has an
// address. A list with a line that cannot be read is refused whole.
func (d *Desk) recipients(ctx context.Context, a ask) (list []bot.Recipient, without []bot.AccountID, err error) {
	which, typed, file := a.Values[view.BlockWhich], a.Values[view.BlockAccounts], a.Values[view.BlockFile]
	switch {
	case file != "" && which != view.WhichList:
		// Who gives a list and a moment later all account holders were told cannot
		// take it back.
		return nil, nil, bot.Refusal{Reason: bot.FileNotMeant}
	case file != "" && strings.TrimSpace(typed) != "":
		return nil, nil, bot.Refusal{Reason: bot.TwoLists}
	case file != "":
		data, err := d.upload(ctx, a, file)
		if err != nil {
			return nil, nil, err
		}
		list, err = view.RecipientsIn(string(data))
		return list, nil, err
	case which == view.WhichList:
		list, err = view.RecipientsIn(typed)
		return list, nil, err
	}
	accounts, err := d.chosenAccounts(which == view.WhichAll, typed)
	if err != nil || d.Accounts == nil {
		return nil, nil, err
	}
	reached := map[bot.AccountID]bool{}
	for _, r := range d.Accounts.Holders(accounts) {
		if r.Address == "" {
			continue
		}
		list = append(list, r)
		for _, id := range r.Accounts {
			reached[id] = true
		}
	}
	for _, id := range accounts {
		if !reached[id] {
			without = append(without, id)
		}
	}
	return list, without, nil
}

// tryTelling has the mail sent to the one who asks first.
func tryTelling(ctx context.Context, d *Desk, a ask) (Answer, error) {
	var to bot.Address
	if d.MailOf != nil {
		to = d.MailOf(a.Who.ID)
	}
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.TryTelling(a.Who, a.number, to, now)
	})
}

func tells(in bot.Incident, now time.Time) bool {
	return isInternal(in, now) && (in.Rules.Letters || in.Drill)
}

func waitsToTell(in bot.Incident, now time.Time) bool {
	return isInternal(in, now) && slices.ContainsFunc(in.Actions, func(a bot.Action) bool { return a.Kind == bot.Inform && a.State == bot.ActionWaiting })
}

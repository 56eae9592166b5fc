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
	if a.Door != DoorModal {
		probe := func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.Tell(a.Who, bot.InformRequest{Message: bot.Message{Happened: "…", Data: "…", Consequences: "…", Advice: "…", Measures: "…"},
				Recipients: []bot.Recipient{{Address: "a@b.example", Accounts: []bot.AccountID{"…"}}}}, now)
		}
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
	list, broken := d.recipients(ctx, a)
	approvers := d.approversOf(ctx, a, bot.Inform)
	answer, err := d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		if broken != nil {
			return bot.Change{}, broken
		}
		return in.Tell(a.Who, bot.InformRequest{Recipients: list, Approvers: approvers, Message: bot.Message{As: bot.As(a.Values[view.BlockAs]),
			Happened: a.Values[view.BlockHappened], Data: a.Values[view.BlockData], Consequences: a.Values[view.BlockConsequences],
			Advice: a.Values[view.BlockAdvice], Measures: a.Values[view.BlockMeasures]}}, now)
	})
	return d.withFile(ctx, a, answer, err)
}

// recipients are the admins of all accounts, of those that were typed, or a
// list: pasted, or in a file. A list with a line that cannot be read is refused
// whole.
func (d *Desk) recipients(ctx context.Context, a ask) ([]bot.Recipient, error) {
	which, typed, file := a.Values[view.BlockWhich], a.Values[view.BlockAccounts], a.Values[view.BlockFile]
	switch {
	case file != "" && which != view.WhichList:
		// Who gives a list and a moment later all account holders were told cannot
		// take it back.
		return nil, bot.Refusal{Reason: bot.FileNotMeant}
	case file != "" && strings.TrimSpace(typed) != "":
		return nil, bot.Refusal{Reason: bot.TwoLists}
	case file != "":
		data, err := d.upload(ctx, a, file)
		if err != nil {
			return nil, err
		}
		return view.RecipientsIn(string(data))
	case which == view.WhichList:
		return view.RecipientsIn(typed)
	}
	accounts, err := d.chosenAccounts(which == view.WhichAll, typed)
	if err != nil || d.Accounts == nil {
		return nil, err
	}
	return d.Accounts.Holders(accounts), nil
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

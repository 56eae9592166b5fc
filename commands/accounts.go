package commands

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Accounts are what the directory knows. Without them the desk takes targets
// and accounts as they are typed.
type Accounts interface {
	// Match says what the directory says of a mail.
	Match(m bot.Mail) bot.Match
	// Target looks for what somebody typed among what an action of that kind can
	// be about; near holds what may have been meant. known is false when the
	// directory does not have the account.
	Target(id bot.AccountID, kind bot.ActionKind, typed string) (found string, near []string, known bool)
	// Targets returns what holds the query, at most 100.
	Targets(id bot.AccountID, kind bot.ActionKind, query string) []string
	// Search returns accounts that somebody may mean, at most limit.
	Search(query string, limit int) []view.Choice
	// Everybody returns the numbers of all accounts; ok is false while the
	// directory cannot be read, as what is known may be old.
	Everybody() (ids []bot.AccountID, ok bool)
	// Has reports whether there is such an account.
	Has(id bot.AccountID) bool
	// Holders returns the admins of accounts, as those who are told of a leak.
	Holders(ids []bot.AccountID) []bot.Recipient
	// Admins returns the admins of an account with their registered addresses.
	Admins(id bot.AccountID) []bot.Mailbox
}

// aim replaces a typed target by the registered one, and refuses one that the
// account does not have.
func (d *Desk) aim(in bot.Incident, kind bot.ActionKind, typed string) (string, error) {
	if d.Accounts == nil || kind == bot.StopAll || strings.TrimSpace(typed) == "" || typed == "…" {
		return typed, nil
	}
	found, near, known := d.Accounts.Target(in.Account, kind, typed)
	if !known || found != "" {
		return or(found, typed), nil
	}
	return "", bot.Refusal{Reason: bot.NoSuchTarget, Ref: in.Ref, Words: append([]string{short(typed)}, near...)}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// short cuts what is quoted back.
func short(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 60 {
		return string(r[:60]) + "…"
	} else {
		return string(r)
	}
}

// fixed returns who may approve a kind now: they stay the ones, whoever gets or
// loses the role afterwards. An error of Slack leaves it to the role.
func (d *Desk) fixed(ctx context.Context, in bot.Incident, kind bot.ActionKind) []bot.PersonID {
	if d.Approvers == nil || !in.Rules.NeedsApproval(kind) {
		return nil
	}
	who, err := d.Approvers(ctx, in.Rules.Action(kind).Approvers)
	if err != nil {
		d.Log.Warn().Err(err).Str("incident", string(in.Ref)).Msg("the approvers could not be read; whoever holds the role may approve")
		return nil
	}
	return who
}

// Suggest offers what fits a picker: accounts, or what the incident's account
// has. value is the private_metadata of the modal.
func (d *Desk) Suggest(ctx context.Context, action, value, query string) []*slack.OptionBlockObject {
	if d.Accounts == nil {
		return nil
	}
	if action == view.BlockAccount {
		return view.Options(d.Accounts.Search(query, 100))
	}
	kind, ok := view.PickedKind(action)
	if !ok {
		return nil
	}
	v, err := view.ParseButtonValue(value)
	if err != nil {
		return nil
	}
	in, err := d.Books.Incident(ctx, v.Ref)
	if err != nil {
		return nil
	}
	var choices []view.Choice
	for _, t := range d.Accounts.Targets(in.Account, kind, query) {
		choices = append(choices, view.Choice{Value: t, Label: t})
	}
	return view.Options(choices)
}

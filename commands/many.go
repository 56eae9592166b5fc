package commands

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// stopMany asks for all access of one account, some or all of them to be
// stopped: a leak at Snoobi itself. Which ones is chosen in the modal alone, and
// confirmed with the number of the incident and how many they are.
func stopMany(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if a.Door != DoorModal {
		probe := func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.StopMany(a.Who, bot.ManyRequest{Accounts: []bot.AccountID{"…"}}, now)
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
		text := d.say(a.Lang, "stop-many", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", in.Version)}, nil
	}
	all := a.Values[view.BlockWhich] == view.WhichAll
	accounts, err := d.chosenAccounts(all, a.Values[view.BlockAccounts])
	approvers := d.approversOf(ctx, a, bot.StopAll)
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		if err != nil {
			return bot.Change{}, err
		}
		change, err := in.StopMany(a.Who, bot.ManyRequest{All: all, Accounts: accounts, Of: d.directorySize(), Approvers: approvers}, now)
		if err != nil {
			return change, err
		}
		return change, a.demandCount(in, change)
	})
}

// chosenAccounts are all accounts of the directory, or those that were typed.
func (d *Desk) chosenAccounts(all bool, typed string) ([]bot.AccountID, error) {
	if all {
		if d.Accounts == nil {
			return nil, bot.Refusal{Reason: bot.NoDirectory}
		}
		ids, ok := d.Accounts.Everybody()
		if !ok || len(ids) == 0 {
			return nil, bot.Refusal{Reason: bot.NoDirectory}
		}
		return ids, nil
	}
	ids := view.AccountsIn(typed)
	var unknown []string
	for _, id := range ids {
		if d.Accounts != nil && !d.Accounts.Has(id) {
			unknown = append(unknown, short(string(id)))
		}
	}
	if len(unknown) > 0 {
		return nil, bot.Refusal{Reason: bot.NoSuchAccount, Words: unknown}
	}
	return ids, nil
}

// demandCount refuses unless the number of the incident and of the accounts were
// typed: what a slip of the finger cannot do.
func (a ask) demandCount(in bot.Incident, c bot.Change) error {
	count := 0
	for _, e := range c.Events {
		if b, ok := e.Body.(bot.ActionRequested); ok && b.Many != nil {
			count = b.Many.Count
		}
	}
	words := strings.Fields(a.Values[view.BlockTyped])
	if len(words) == 2 {
		ref, ok := bot.ParseRef(words[0])
		if n, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "").Replace(words[1])); ok && ref == in.Ref && err == nil && n == count {
			return nil
		}
	}
	return bot.Refusal{Reason: needsCount, Ref: in.Ref, Words: []string{strconv.Itoa(count)}}
}

// needsCount: type the ref and the number of accounts.
const needsCount bot.Reason = "needs-count"

// restoreMany gives access back to a part of what an action has stopped.
func restoreMany(ctx context.Context, d *Desk, a ask, id int) (Answer, error) {
	if a.Door != DoorModal {
		in, err := d.read(ctx, a.ref)
		if err != nil {
			return Answer{}, err
		}
		a.number = id
		if a.Door.hasTrigger() {
			modal := d.Face.In(a.Lang).RestoreManyModal(in, id)
			return Answer{Modal: &modal}, nil
		}
		text := d.say(a.Lang, "stop-many", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "fill-in", in.Version)}, nil
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	approvers := d.approversOf(ctx, a, bot.StopAll)
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		stopped := in.StillStopped(id, events)
		accounts := stopped[:view.ShareOf(a.Values[view.BlockShare], len(stopped))]
		if typed := view.AccountsIn(a.Values[view.BlockAccounts]); len(typed) > 0 {
			accounts = typed
			var unknown []string
			for _, acc := range typed {
				if !slices.Contains(stopped, acc) {
					unknown = append(unknown, short(string(acc)))
				}
			}
			if len(unknown) > 0 {
				return bot.Change{}, bot.Refusal{Reason: bot.NoSuchAccount, Ref: in.Ref, Words: unknown}
			}
		}
		change, err := in.StopMany(a.Who, bot.ManyRequest{Accounts: accounts, Of: d.directorySize(), Reverses: id, Approvers: approvers}, now)
		if err != nil {
			return change, err
		}
		if typed, ok := bot.ParseRef(a.Values[view.BlockTyped]); !ok || typed != in.Ref {
			return bot.Change{}, bot.Refusal{Reason: needsConfirm, Ref: in.Ref}
		}
		return change, nil
	})
}

// retry lets the accounts go again for which an action failed.
func retry(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retry(a.Who, a.number, now) })
}

func isStuck(in bot.Incident, now time.Time) bool {
	return isOpen(in, now) && has(in, bot.Action.Retryable)
}

// holders is how many account holders the directory has; 0 while it cannot be read.
func (d *Desk) holders() int {
	if d.Accounts == nil {
		return 0
	}
	ids, ok := d.Accounts.Everybody()
	if !ok {
		return 0
	}
	seen := map[bot.Address]bool{}
	for _, r := range d.Accounts.Holders(ids) {
		seen[r.Address] = true
	}
	return len(seen)
}

// directorySize is how many accounts the directory has; 0 while it cannot be read.
func (d *Desk) directorySize() int {
	if d.Accounts == nil {
		return 0
	}
	ids, ok := d.Accounts.Everybody()
	if !ok {
		return 0
	}
	return len(ids)
}

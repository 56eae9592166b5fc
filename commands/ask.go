package commands

import (
	"context"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// askFor writes to the requester for what is missing, or has a one-time code
// mailed to an admin of the account.
func askFor(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if a.Door == DoorModal {
		if a.Values[view.BlockHow] == view.HowCode {
			return d.do(ctx, a, d.sendCode(a, a.Values[view.BlockAdmin]))
		}
		return d.do(ctx, a, question(a, items(a.Values[view.BlockItems]), a.Values[view.BlockWords]))
	}
	if word, rest := cutWord(a.text); strings.EqualFold(bare(word), "code") {
		in, err := d.read(ctx, a.ref)
		if err != nil {
			return Answer{}, err
		}
		admin := d.meantAdmin(in, rest)
		if admin == "" && a.Door.hasTrigger() {
			return d.form(ctx, a, d.sendCode(a, "…"))
		}
		return d.do(ctx, a, d.sendCode(a, admin))
	}
	if a.text == "" && a.Door.hasTrigger() {
		return d.form(ctx, a, question(a, nil, "…"))
	}
	return d.do(ctx, a, func(in bot.Incident, now time.Time) (bot.Change, error) {
		missing := in.Report.Missing
		if a.text != "" {
			missing = nil // the words say what is asked
		}
		return in.AskFor(a.Who, missing, a.text, now)
	})
}

func question(a ask, missing []bot.MissingItem, words string) decision {
	return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.AskFor(a.Who, missing, words, now) }
}

// sendCode mails a code to the admin with that key; see view.AdminKey. A key
// that is no admin's any more is a refusal.
func (d *Desk) sendCode(a ask, key string) decision {
	return func(in bot.Incident, now time.Time) (bot.Change, error) {
		var admin bot.Mailbox
		for _, m := range d.admins(in) {
			if view.AdminKey(m) == key || key == "…" {
				admin = m
			}
		}
		if admin.Address == "" && in.Account != "" && !in.Verdict.Valid() && in.Closed == nil && a.Who.May(bot.Support) && in.Rules.Letters {
			return bot.Change{}, bot.Refusal{Reason: needsAdmin, Ref: in.Ref}
		}
		return in.SendCode(a.Who, in.Account, admin, now)
	}
}

func (d *Desk) admins(in bot.Incident) []bot.Mailbox {
	if d.Accounts == nil || in.Account == "" {
		return nil
	}
	return d.Accounts.Admins(in.Account)
}

// meantAdmin is the key of the admin that must be meant: the one whose name or
// address was typed, the one whom the directory recognised, or the only one.
func (d *Desk) meantAdmin(in bot.Incident, typed string) string {
	all := d.admins(in)
	typed = folded(typed)
	var hits []bot.Mailbox
	for _, m := range all {
		switch {
		case typed != "":
			if typed == string(m.Address) || strings.Contains(folded(m.Name), typed) {
				hits = append(hits, m)
			}
		case m.Address == in.Registered:
			return view.AdminKey(m)
		default:
			hits = append(hits, m)
		}
	}
	if len(hits) == 1 {
		return view.AdminKey(hits[0])
	}
	return ""
}

// items reads the boxes that were ticked.
func items(ticked string) (list []bot.MissingItem) {
	for s := range strings.FieldsSeq(ticked) {
		list = append(list, bot.MissingItem(s))
	}
	return list
}

// folded is a name as people type it: in lower case, without diacritics.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(strings.TrimSpace(s)))
}

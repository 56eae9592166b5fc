package commands

import (
	"context"
	"regexp"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

var accountForm = regexp.MustCompile(`^(?i:SN)-[0-9]{1,12}$`)

// validate raises the verdict on the requester. The method is named, because
// who called back and who saw evidence answer for different things.
func validate(ctx context.Context, d *Desk, a ask) (Answer, error) {
	method, account, reason := a.method, bot.AccountID(""), a.text
	if word, rest := cutWord(reason); accountForm.MatchString(word) {
		account, reason = bot.AccountID(strings.ToUpper(word)), rest
	}
	if a.Door == DoorModal {
		reason = a.written()
		account = bot.AccountID(strings.ToUpper(strings.TrimSpace(a.Values[view.BlockAccount])))
		method, _ = methodOf(a.Values[view.BlockMethod])
	}
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		if method == "" {
			// Whoever may not validate at all hears that first.
			if _, err := in.Validate(a.Who, bot.MethodCallBack, "SN-0", "…", now); err != nil {
				return bot.Change{}, err
			}
			return bot.Change{}, bot.Refusal{Reason: needsMethod, Ref: in.Ref}
		}
		return in.Validate(a.Who, method, account, reason, now)
	}
	if (method == "" || reason == "") && a.Door.hasTrigger() && (method != bot.MethodEvidence || !d.confirms(ctx, a)) {
		return d.form(ctx, a, decide)
	}
	return d.do(ctx, a, decide)
}

// confirms reports whether the caller would be the second person on evidence
// that waits, who adds nothing but their word.
func (d *Desk) confirms(ctx context.Context, a ask) bool {
	in, err := d.Books.Incident(ctx, a.ref)
	return err == nil && in.Evidence != nil
}

// reject turns the requester down.
func reject(ctx context.Context, d *Desk, a ask) (Answer, error) {
	return d.worded(ctx, a, func(_ int, text string) decision {
		return func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reject(a.Who, text, now) }
	})
}

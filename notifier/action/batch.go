package action

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"meldwacht/bot"
	"meldwacht/notifier"
)

const (
	// atOnce is how many accounts of a batch the API is asked for at the same time (chosen).
	atOnce = 8
	// batchTries is after how many attempts an account counts as failed of which
	// the API has said nothing (chosen). With the pauses between them that is some
	// minutes, after which a person should know.
	batchTries = 6
)

// batchOf returns the accounts that the event names.
func batchOf(events []bot.Event, no int) (b bot.ActionAccounts, ok bool) {
	if no < 1 || no > len(events) {
		return b, false
	}
	b, ok = events[no-1].Body.(bot.ActionAccounts)
	return b, ok
}

// sendBatch asks for an action on each account of a batch. Each has an
// Idempotency-Key of its own, so that a batch which is asked for again, after a
// crash or because some of it failed, does nothing twice.
func (s *Sender) sendBatch(ctx context.Context, p notifier.Pending, in bot.Incident, b bot.ActionAccounts) (bot.Receipt, error) {
	a, ok := in.Action(b.ID)
	if !ok || a.Many == nil || b.Batch < 1 || b.Batch > len(a.Many.Batches) {
		return bot.Receipt{}, notifier.Permanent{Code: "no_action"}
	}
	part := a.Many.Batches[b.Batch-1]
	if part.Over || !wanted(in, a, p.Event, s.now()) {
		return s.moot(p), nil
	}
	todo := b.Accounts
	if a.Many.Tries > 1 {
		todo = nil
		for _, f := range part.Failed {
			todo = append(todo, f.Account)
		}
	}
	results := s.each(ctx, p, in.Ref, a, b, todo)
	word := bot.ActionProgress{ID: b.ID, Batch: b.Batch, Try: a.Many.Tries, Done: part.Count - len(todo), Over: true}
	var later error
	for i, r := range results {
		var stop notifier.Stop
		switch {
		case r.err == nil && r.status == done:
			word.Done++
		case r.err == nil && r.status != accepted:
			word.Failed = append(word.Failed, bot.AccountFailure{Account: todo[i], Code: r.words})
		case errors.As(r.err, &stop):
			return bot.Receipt{}, stop // nothing gets through until people mend it
		default:
			word.Failed = append(word.Failed, bot.AccountFailure{Account: todo[i], Code: codeOf(r)})
			if later == nil {
				later = r.later()
			}
		}
	}
	if later != nil && p.Attempts+1 < batchTries {
		word.Over, word.Failed = false, nil // they are asked for again
		if word.Done == part.Done {
			return bot.Receipt{}, later
		}
	} else {
		later = nil
	}
	if err := s.along(ctx, p.Ref, word); err != nil {
		s.about(s.log.Error(), p).Err(err).Msg("how far many accounts have come cannot be recorded")
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	if later != nil {
		return bot.Receipt{}, later
	}
	return s.receipt(fmt.Sprintf("%d of %d", word.Done, part.Count)), nil
}

// A result is what the API says of one account.
type result struct {
	reply
	err error
}

// later says when to ask again.
func (r result) later() error {
	if r.err != nil {
		return r.err
	}
	return notifier.Later{Code: string(accepted), Until: r.until}
}

// codeOf says in a word why nothing is known of an account.
func codeOf(r result) string {
	var later notifier.Later
	var unknown notifier.Unknown
	switch {
	case r.err == nil:
		return string(accepted)
	case errors.As(r.err, &later):
		return later.Code
	case errors.As(r.err, &unknown):
		return unknown.Code
	}
	return "other"
}

// each asks for every account, some at a time, and returns what is said of each.
func (s *Sender) each(ctx context.Context, p notifier.Pending, ref bot.Ref, a bot.Action, b bot.ActionAccounts, todo []bot.AccountID) []result {
	results := make([]result, len(todo))
	var all sync.WaitGroup
	room := make(chan struct{}, atOnce)
	for i, account := range todo {
		one := a
		one.Account = account
		// The place in the list and not the number: a key holds no dot, and nobody
		// knows what an account number holds.
		key := bot.EffectKey(fmt.Sprintf("%s/%d", p.Key, 1+slices.Index(b.Accounts, account)))
		room <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-room; all.Done() }()
			r, err := s.inquire(ctx, ask(key, ref, one), p.Attempts)
			s.wait(key, err == nil && r.status == accepted)
			results[i] = result{r, err}
		}()
	}
	all.Wait()
	return results
}

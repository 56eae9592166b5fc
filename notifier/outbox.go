// Package notifier delivers effects: it takes them from an Outbox, most urgent
// lane first, and hands each to the Sender of its kind until the outside world
// has given a receipt, or has refused for good.
package notifier

import (
	"context"
	"time"

	"meldwacht/bot"
)

// A Pending is an effect in the outbox, with what delivery knows of it.
type Pending struct {
	bot.Effect
	ID       string      // opaque and random, 32 hex digits: the only thing of ours that Slack's metadata holds
	Attempts int         // begun so far, each recorded before anything was sent
	Last     time.Time   // start of the last attempt; zero before the first
	Next     time.Time   // not before: as the last Attempt or Postpone said; zero when Due still holds
	Prev     bot.Receipt // of the effect that this one follows
}

// at returns when p may be tried.
func (p Pending) at() time.Time {
	if p.Next.After(p.Due) {
		return p.Next
	}
	return p.Due
}

// A Queue is the effects of certain kinds in one lane, in the order in which
// they are due.
type Queue struct {
	Kinds []bot.EffectKind
	Lane  bot.Lane
}

// An Outbox keeps effects until they are done. Every method is durable when it
// returns.
type Outbox interface {
	// NextEffect returns the effect of the queue that is due soonest and whose
	// predecessor is done, also when it is due in the future. Of those due at
	// the same moment it is the one that was committed first. ok is false when
	// the queue holds none.
	NextEffect(ctx context.Context, q Queue) (p Pending, ok bool, err error)
	// Attempt records, before anything is sent, that the effect is about to be
	// tried and when it may be tried again.
	Attempt(ctx context.Context, key bot.EffectKey, now, again time.Time) error
	// Postpone moves the effect to another moment, which may be an earlier one,
	// without counting an attempt.
	Postpone(ctx context.Context, key bot.EffectKey, until time.Time) error
	// Done removes the effect and keeps its receipt for the effects that follow it.
	Done(ctx context.Context, key bot.EffectKey, r bot.Receipt) error
	// Park takes the effect out of its queue for good, with the code of the
	// refusal. What follows it stays where it is and is never sent unthreaded.
	Park(ctx context.Context, key bot.EffectKey, code string) error
}

// A Sender carries out effects of certain kinds.
type Sender interface {
	// Send carries out p, of which the incident and the record are read at that
	// moment. It returns a receipt once the other side has confirmed it.
	Send(ctx context.Context, p Pending) (bot.Receipt, error)
}

// Package outboxtest is an outbox in memory, for the tests of the senders and
// of the loop. It keeps the promises of notifier.Outbox, and can be told to fail.
package outboxtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// An Outbox keeps effects in memory. The zero Outbox is empty and ready to use.
type Outbox struct {
	Bell notifier.Bell // rung by Add
	// Fail, unless nil, is asked before each call and may return its error.
	Fail func(method string, key bot.EffectKey) error

	mu       sync.Mutex
	rows     []*row // in the order of Add
	receipts map[bot.EffectKey]bot.Receipt
	parked   map[bot.EffectKey]string
	writes   int
}

type row struct {
	notifier.Pending
}

// Add enqueues effects, unless one with the same key was there before.
func (o *Outbox) Add(effects ...bot.Effect) {
	o.mu.Lock()
	for _, e := range effects {
		if o.find(e.Key) == nil {
			id := fmt.Sprintf("%032x", len(o.rows)+len(o.receipts)+1)
			o.rows = append(o.rows, &row{notifier.Pending{Effect: e, ID: id}})
		}
	}
	o.mu.Unlock()
	o.Bell.Ring()
}

func (o *Outbox) find(key bot.EffectKey) *row {
	for _, r := range o.rows {
		if r.Key == key {
			return r
		}
	}
	return nil
}

// Receipt returns the receipt of an effect that is done.
func (o *Outbox) Receipt(key bot.EffectKey) (bot.Receipt, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r, ok := o.receipts[key]
	return r, ok
}

// Parked returns the code with which an effect was parked, or "".
func (o *Outbox) Parked(key bot.EffectKey) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.parked[key]
}

// Pending returns an effect that is not done.
func (o *Outbox) Pending(key bot.EffectKey) (notifier.Pending, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r := o.find(key); r != nil {
		return o.pending(r), true
	}
	return notifier.Pending{}, false
}

// Len returns how many effects are neither done nor parked.
func (o *Outbox) Len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.rows)
}

// Writes returns how many durable writes there were.
func (o *Outbox) Writes() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.writes
}

func (o *Outbox) pending(r *row) notifier.Pending {
	p := r.Pending
	p.Prev = o.receipts[p.After]
	return p
}

func at(p notifier.Pending) time.Time {
	if p.Next.After(p.Due) {
		return p.Next
	}
	return p.Due
}

// NextEffect implements notifier.Outbox.
func (o *Outbox) NextEffect(_ context.Context, q notifier.Queue) (notifier.Pending, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var best *row
	for _, r := range o.rows {
		if r.Lane != q.Lane || !slices.Contains(q.Kinds, r.Kind) {
			continue
		}
		if _, done := o.receipts[r.After]; r.After != "" && !done {
			continue
		}
		if best == nil || at(r.Pending).Before(at(best.Pending)) {
			best = r
		}
	}
	if best == nil {
		return notifier.Pending{}, false, nil
	}
	if err := o.fail("NextEffect", best.Key); err != nil {
		return notifier.Pending{}, false, err
	}
	return o.pending(best), true, nil
}

// Begun implements notifier.Recaller.
func (o *Outbox) Begun(_ context.Context, kinds []bot.EffectKind) (list []notifier.Pending, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.rows {
		if r.Attempts > 0 && slices.Contains(kinds, r.Kind) {
			list = append(list, o.pending(r))
		}
	}
	slices.SortFunc(list, func(a, b notifier.Pending) int { return cmp.Compare(a.Event, b.Event) })
	return list, nil
}

// Attempt implements notifier.Outbox.
func (o *Outbox) Attempt(_ context.Context, key bot.EffectKey, now, again time.Time) error {
	return o.write("Attempt", key, func(r *row) { r.Attempts, r.Last, r.Next = r.Attempts+1, now, again })
}

// Postpone implements notifier.Outbox.
func (o *Outbox) Postpone(_ context.Context, key bot.EffectKey, until time.Time) error {
	return o.write("Postpone", key, func(r *row) { r.Next = until })
}

// Done implements notifier.Outbox.
func (o *Outbox) Done(_ context.Context, key bot.EffectKey, receipt bot.Receipt) error {
	return o.write("Done", key, func(gone *row) {
		if o.receipts == nil {
			o.receipts = map[bot.EffectKey]bot.Receipt{}
		}
		o.receipts[key] = receipt
		o.remove(gone)
	})
}

// Park implements notifier.Outbox.
func (o *Outbox) Park(_ context.Context, key bot.EffectKey, code string) error {
	return o.write("Park", key, func(gone *row) {
		if o.parked == nil {
			o.parked = map[bot.EffectKey]string{}
		}
		o.parked[key] = code
		o.remove(gone)
	})
}

func (o *Outbox) remove(gone *row) {
	o.rows = slices.DeleteFunc(o.rows, func(r *row) bool { return r == gone })
}

func (o *Outbox) write(method string, key bot.EffectKey, change func(*row)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.fail(method, key); err != nil {
		return err
	}
	if r := o.find(key); r != nil {
		change(r)
		o.writes++
	}
	return nil
}

func (o *Outbox) fail(method string, key bot.EffectKey) error {
	if o.Fail == nil {
		return nil
	}
	return o.Fail(method, key)
}

package bolt

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
)

// An effect stands in exactly one index. Enqueue puts it under ready, or under
// waiting while what it follows is not done:
//
//	waiting ──Done of the other──▶ ready ──Done──▶ receipts
//	                                 │ ▲
//	                 Attempt, Postpone┘ └──Park──▶ parked
//
// Its key is never enqueued again: as long as it is under way it stands in
// effects, and afterwards in receipts.

// NextEffect implements notifier.Outbox.
func (s *Store) NextEffect(ctx context.Context, q notifier.Queue) (p notifier.Pending, ok bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		var best, key []byte
		for _, kind := range q.Kinds {
			prefix := queueKey(q.Lane, kind)
			k, v := tx.Bucket(bReady).Cursor().Seek(prefix)
			if k == nil || !bytes.HasPrefix(k, prefix) {
				continue
			}
			if when := k[len(prefix):]; best == nil || bytes.Compare(when, best) < 0 {
				best, key = when, v
			}
		}
		if ok = best != nil; !ok {
			return nil
		}
		p, err = s.loadPending(tx, bot.EffectKey(key))
		return err
	})
	if err != nil {
		return notifier.Pending{}, false, err
	}
	return p, ok, nil
}

// Begun returns the effects of some kinds that were tried and are neither done
// nor parked, in the order in which they were enqueued.
func (s *Store) Begun(ctx context.Context, kinds []bot.EffectKind) (list []notifier.Pending, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket(bBegun).ForEach(func(_, key []byte) error {
			p, err := s.loadPending(tx, bot.EffectKey(key))
			if slices.Contains(kinds, p.Kind) {
				list = append(list, p)
			}
			return err
		})
	})
	return list, err
}

// Undone returns the effects of a queue that are neither done nor parked, those
// decided first in front. Of what waits for an effect that was parked it returns
// nothing: that will never be told. It reads the whole outbox, unless the lane is
// empty.
func (s *Store) Undone(ctx context.Context, q notifier.Queue) (list []notifier.Pending, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if number(tx.Bucket(bCounts).Get([]byte("pending "+string(q.Lane)))) == 0 {
			return nil
		}
		return tx.Bucket(bEffects).ForEach(func(key, stored []byte) error {
			e, err := storage.Decode[storage.StoredEffect](fmt.Sprintf("effect %s", key), stored)
			if err != nil {
				return err
			}
			if e.Parked || e.Lane != q.Lane || !slices.Contains(q.Kinds, e.Kind) || barred(tx, e) {
				return nil
			}
			p, err := s.loadPending(tx, e.Key)
			list = append(list, p)
			return err
		})
	})
	slices.SortStableFunc(list, func(a, b notifier.Pending) int { return a.Due.Compare(b.Due) })
	return list, err
}

// barred reports whether what e waits for was parked.
func barred(tx *bbolt.Tx, e storage.StoredEffect) bool {
	for e.Waiting {
		before, err := loadEffect(tx, e.After)
		if err != nil {
			return false
		}
		if before.Parked {
			return true
		}
		e = before
	}
	return false
}

// loadPending reads an effect with the receipt of the one that it follows.
func (s *Store) loadPending(tx *bbolt.Tx, key bot.EffectKey) (notifier.Pending, error) {
	e, err := loadEffect(tx, key)
	if err != nil {
		return notifier.Pending{}, fmt.Errorf("effect %s: %w", key, err)
	}
	p := notifier.Pending{Effect: e.Effect(), ID: e.ID, Attempts: e.Attempts, Last: e.Last, Next: e.Next}
	if e.After != "" {
		r, _, err := s.loadReceipt(tx, e.After)
		if err != nil {
			return notifier.Pending{}, err
		}
		p.Prev = r.Receipt()
	}
	return p, nil
}

// Attempt implements notifier.Outbox. It returns storage.ErrNotPending when the
// effect is not there to be tried. An update whose place a newer one took
// between NextEffect and now is no error: sending it shows the incident as it
// is, and its Done changes nothing.
func (s *Store) Attempt(ctx context.Context, key bot.EffectKey, now, again time.Time) error {
	return s.change(ctx, key, "attempt", func(e *storage.StoredEffect) {
		e.Attempts++
		e.Last, e.Next = now.UTC().Round(0), again.UTC().Round(0)
	})
}

// Postpone implements notifier.Outbox.
func (s *Store) Postpone(ctx context.Context, key bot.EffectKey, until time.Time) error {
	return s.change(ctx, key, "postpone", func(e *storage.StoredEffect) { e.Next = until.UTC().Round(0) })
}

// change moves a ready effect to another moment.
func (s *Store) change(ctx context.Context, key bot.EffectKey, what string, edit func(*storage.StoredEffect)) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if r, _, err := s.loadReceipt(tx, key); r.Dropped || err != nil {
			return nil, err
		}
		old, err := loadEffect(tx, key)
		if err == nil && (old.Parked || old.Waiting) {
			err = storage.ErrNotPending
		}
		if err != nil {
			return nil, fmt.Errorf("effect %s: %s: %w", key, what, err)
		}
		e := old
		edit(&e)
		stored, err := storage.Encode(e)
		if err != nil {
			return nil, err
		}
		return func(w *batch) error {
			// Somebody may wait for a moment that has just become earlier.
			w.stirred = w.stirred || e.Next.Before(old.Next)
			if err := w.delete(bReady, readyKey(old)); err != nil {
				return err
			}
			if e.Attempts > 0 && old.Attempts == 0 {
				if err := w.put(bBegun, seqKey(e.Seq), []byte(key)); err != nil {
					return err
				}
			}
			if err := w.put(bReady, readyKey(e), []byte(key)); err != nil {
				return err
			}
			return w.put(bEffects, []byte(key), stored)
		}, nil
	})
}

// Done implements notifier.Outbox. Doing it again changes nothing: the first
// receipt stands.
func (s *Store) Done(ctx context.Context, key bot.EffectKey, r bot.Receipt) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if _, done, err := s.loadReceipt(tx, key); done || err != nil {
			return nil, err
		}
		e, err := loadEffect(tx, key)
		if err != nil {
			return nil, fmt.Errorf("effect %s: done: %w", key, err)
		}
		receipt := storage.StoredReceipt{Channel: r.Channel, ID: r.ID, At: r.At.UTC().Round(0)}
		return func(w *batch) error {
			w.stirred = true
			if err := w.finishEffect(e, receipt); err != nil {
				return err
			}
			if ref, ok := refKey(e.Ref); ok && e.Kind == bot.EffectCard && r.ID != "" {
				if err := w.put(bThreads, s.threadKey(r.Channel, r.ID), ref); err != nil {
					return err
				}
			}
			return w.release(key)
		}, nil
	})
}

// Park implements notifier.Outbox. Parking what is done or parked changes nothing.
func (s *Store) Park(ctx context.Context, key bot.EffectKey, code string) error {
	return s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if _, done, err := s.loadReceipt(tx, key); done || err != nil {
			return nil, err
		}
		e, err := loadEffect(tx, key)
		if err != nil {
			return nil, fmt.Errorf("effect %s: park: %w", key, err)
		}
		if e.Parked {
			return nil, nil
		}
		parked := e
		parked.Parked, parked.Waiting, parked.Code = true, false, code
		stored, err := storage.Encode(parked)
		if err != nil {
			return nil, err
		}
		return func(w *batch) error {
			w.stirred = true
			if err := w.unindex(e); err != nil {
				return err
			}
			w.counts["parked"]++
			if err := w.put(bParked, seqKey(e.Seq), []byte(key)); err != nil {
				return err
			}
			return w.put(bEffects, []byte(key), stored)
		}, nil
	})
}

// Parked returns the effects that were given up, oldest first.
func (s *Store) Parked(ctx context.Context) (list []storage.StoredEffect, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket(bParked).ForEach(func(_, key []byte) error {
			e, err := loadEffect(tx, bot.EffectKey(key))
			list = append(list, e)
			return err
		})
	})
	return list, err
}

// Receipt returns what the outside world gave for an effect. ok is false as
// long as it is not done, and when a newer update took its place.
func (s *Store) Receipt(ctx context.Context, key bot.EffectKey) (r bot.Receipt, ok bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		stored, done, err := s.loadReceipt(tx, key)
		r, ok = stored.Receipt(), done && !stored.Dropped
		return err
	})
	return r, ok, err
}

// RefOfThread returns the incident whose root card is the message ts in channel.
func (s *Store) RefOfThread(ctx context.Context, channel, ts string) (ref bot.Ref, ok bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if v := tx.Bucket(bThreads).Get(s.threadKey(channel, ts)); v != nil {
			ref, ok = keyRef(v)
		}
		return nil
	})
	return ref, ok, err
}

func (s *Store) threadKey(channel, ts string) []byte { return s.outsideKey(channel + "\x00" + ts) }

func readyKey(e storage.StoredEffect) []byte {
	return join(queueKey(e.Lane, e.Kind), timeKey(e.Next), seqKey(e.Seq))
}

func waitingKey(e storage.StoredEffect) []byte {
	return join([]byte(e.After), []byte{0}, seqKey(e.Seq))
}

func loadEffect(tx *bbolt.Tx, key bot.EffectKey) (storage.StoredEffect, error) {
	stored := tx.Bucket(bEffects).Get([]byte(key))
	if stored == nil {
		return storage.StoredEffect{}, storage.ErrNotPending
	}
	return storage.Decode[storage.StoredEffect](fmt.Sprintf("effect %s", key), stored)
}

func (s *Store) loadReceipt(tx *bbolt.Tx, key bot.EffectKey) (r storage.StoredReceipt, ok bool, err error) {
	stored := tx.Bucket(bReceipts).Get([]byte(key))
	if stored == nil {
		return r, false, nil
	}
	r, err = decode[storage.StoredReceipt](s.keys.Desk(), bReceipts, fmt.Sprintf("receipt of %s", key), stored)
	return r, true, err
}

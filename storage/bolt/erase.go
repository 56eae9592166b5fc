package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// errUnsealed says that an incident cannot be erased: its events would stay readable.
var errUnsealed = errors.New("the store is not sealed, so nothing in it can be erased: give it a master key first")

// erase deletes all that the store holds of an incident beside its chain and its
// line of the register, the key first. The receipts that effects of the same
// change need stay until those are done. The file is written anew later: see
// Compact.
func (sv saving) erase(w *batch) error {
	ref, need := sv.after.Ref, map[string]bool{}
	for _, e := range sv.effects {
		need[string(e.After)] = true
	}
	prefix := []byte(string(ref) + "/")
	for _, step := range []func() error{
		func() error { return w.delete(bKeys, sv.key) },
		func() error { return w.dropRaw(sv.before) },
		func() error { return w.dropEffects(prefix) },
		func() error {
			return w.drop(bReceipts, prefix, func(k, _ []byte) bool { return !need[string(k)] })
		},
		func() error {
			return w.drop(bMsgIDs, nil, func(k, _ []byte) bool { return len(k) == idSize+refSize && bytes.Equal(k[idSize:], sv.key) })
		},
		func() error {
			return w.drop(bThreads, nil, func(_, v []byte) bool { return bytes.Equal(v, sv.key) })
		},
		func() error { return w.drop(bHeads, sv.key, nil) },
		func() error { return w.drop(bSent, plainKey(string(prefix)), nil) },
		func() error {
			for _, m := range sv.before.Mails {
				if err := w.delete(bMails, w.store.outsideKey(string(m.Key))); err != nil {
					return err
				}
			}
			return nil
		},
		func() error { return w.put(bMeta, metaCompact, seqKey(1)) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	w.store.stale.Store(true)
	return nil
}

// mayErase refuses while something of the incident is being posted, or was since
// the decision looked: it would stay in Slack with nobody to take it away.
func (s *Store) mayErase(tx *bbolt.Tx, ref bot.Ref, effects []bot.Effect) error {
	if s.keys == nil {
		return fmt.Errorf("%s: %w", ref, errUnsealed)
	}
	busy, bad := false, error(nil)
	within(tx, bEffects, []byte(string(ref)+"/"), func(k, _ []byte) bool {
		e, err := loadEffect(tx, bot.EffectKey(k))
		busy, bad = busy || e.Attempts > 0 && !e.Parked, errors.Join(bad, err)
		return true
	})
	posted, err := s.posted(tx, ref)
	if err = errors.Join(bad, err); err != nil {
		return err
	}
	for _, key := range posted {
		busy = busy || !slices.ContainsFunc(effects, func(e bot.Effect) bool { return e.After == key })
	}
	if busy {
		return bot.Refusal{Reason: bot.StillPosting, Ref: ref}
	}
	return nil
}

// dropRaw deletes the mails of an incident as they came in.
func (w *batch) dropRaw(in bot.Incident) error {
	for _, m := range in.Mails {
		if err := w.delete(bRaw, w.store.rawKey(m.RawSum)); err != nil {
			return err
		}
	}
	w.store.stale.Store(true)
	return w.put(bMeta, metaCompact, seqKey(1))
}

// dropEffects takes what waits of an incident out of the outbox, undone.
func (w *batch) dropEffects(prefix []byte) error {
	var waiting []storage.StoredEffect
	var bad error
	within(w.tx, bEffects, prefix, func(k, _ []byte) bool {
		e, err := loadEffect(w.tx, bot.EffectKey(k))
		waiting, bad = append(waiting, e), errors.Join(bad, err)
		return true
	})
	if bad != nil {
		return bad
	}
	for _, e := range waiting {
		var err error
		if e.Parked {
			w.counts["parked"]--
			err = w.delete(bParked, seqKey(e.Seq))
		} else {
			err = w.unindex(e)
		}
		if err = errors.Join(err, w.delete(bEffects, []byte(e.Key))); err != nil {
			return err
		}
		if key, ok := refKey(e.Ref); ok {
			if err := w.delete(bUpdates, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop deletes the entries with a prefix of which is says so; a nil is means all.
func (w *batch) drop(bucket, prefix []byte, is func(k, v []byte) bool) error {
	if w.tx.Bucket(bucket) == nil {
		return nil // a file that never had it
	}
	var old [][]byte
	within(w.tx, bucket, prefix, func(k, v []byte) bool {
		if is == nil || is(k, v) {
			old = append(old, bytes.Clone(k))
		}
		return true
	})
	return w.forget(bucket, old)
}

// Messages of Slack are named by a conversation, and a ts or the id of a file.
var (
	aConversation = regexp.MustCompile(`^[CGD][A-Z0-9]+$`)
	aMessage      = regexp.MustCompile(`^([0-9]+\.[0-9]+|F[A-Z0-9]+)$`)
)

// Posted returns the effects of an incident whose messages and files stand in
// Slack, the card first, each message once.
func (s *Store) Posted(ctx context.Context, ref bot.Ref) (keys []bot.EffectKey, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		keys, err = s.posted(tx, ref)
		return err
	})
	return keys, err
}

func (s *Store) posted(tx *bbolt.Tx, ref bot.Ref) (keys []bot.EffectKey, err error) {
	seen := map[string]bool{}
	take := func(key bot.EffectKey) error {
		r, ok, err := s.loadReceipt(tx, key)
		if place := r.Channel + " " + r.ID; ok && err == nil && !seen[place] && aConversation.MatchString(r.Channel) && aMessage.MatchString(r.ID) {
			seen[place] = true
			keys = append(keys, key)
		}
		return err
	}
	if err := take(bot.CardKey(ref)); err != nil {
		return nil, err
	}
	var bad error
	within(tx, bReceipts, []byte(string(ref)+"/"), func(k, _ []byte) bool {
		bad = take(bot.EffectKey(k))
		return bad == nil
	})
	return keys, bad
}

// Closed gives the closed incidents that were not erased, a page at a time: the
// first limit of them behind after, in order. more is false at the end.
func (s *Store) Closed(ctx context.Context, after bot.Ref, limit int) (list []bot.Incident, more bool, err error) {
	start, _ := refKey(after)
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		n := 0
		for k := range from(tx.Bucket(bIncidents).Cursor(), start) {
			if p := decodePlace(tx.Bucket(bIndexed).Get(k)); p.deadline != nil {
				continue // it is open
			}
			if n++; n > limit {
				more = true
				return nil
			}
			ref, ok := keyRef(k)
			if !ok {
				return errBadKey(k)
			}
			in, err := s.loadIncident(tx, ref, k)
			if err != nil {
				return err
			}
			list = append(list, in)
		}
		return nil
	})
	return list, more, err
}

// DropAutomatic deletes the automatic mails that belong to no incident and were
// filed before that moment, and what is known of them. It returns how many.
func (s *Store) DropAutomatic(ctx context.Context, before time.Time) (n int, err error) {
	err = s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		var mails, raws [][]byte
		for k, v := range from(tx.Bucket(bMails).Cursor(), nil) {
			was, err := decode[storage.StoredMail](s.keys.Desk(), bMails, "the index entry of a mail", v)
			if err != nil {
				return nil, err
			}
			if was.Ref == "" && !was.At.IsZero() && was.At.Before(before) {
				mails, raws = append(mails, bytes.Clone(k)), append(raws, s.rawKey(was.RawSum))
			}
		}
		if n = len(mails); n == 0 {
			return nil, nil
		}
		return func(w *batch) error {
			s.stale.Store(true)
			return errors.Join(w.forget(bMails, mails), w.forget(bRaw, raws), w.put(bMeta, metaCompact, seqKey(1)))
		}, nil
	})
	return n, err
}

// Stale reports whether something was erased since the file was last written anew.
func (s *Store) Stale() bool { return s.stale.Load() }

// Compact writes the file anew when something was erased, so that not one byte
// of it is left. Nothing is written meanwhile; reads go on.
func (s *Store) Compact(ctx context.Context) error {
	if !s.stale.Load() {
		return nil
	}
	done := make(chan error, 1)
	select {
	case <-s.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case s.compactions <- done:
		return <-done
	}
}

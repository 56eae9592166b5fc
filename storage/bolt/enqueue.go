package bolt

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"meldwacht/bot"
	"meldwacht/storage"
)

// checkEffect refuses what has no place in the indexes, before anything is written.
func checkEffect(e bot.Effect) error {
	switch {
	case e.Key == "" || len(e.Key) > longest || len(e.After) > longest:
		return fmt.Errorf("its key is empty or longer than %d", longest)
	case strings.ContainsRune(string(e.Key)+string(e.After)+string(e.Kind), 0):
		return errors.New("a key or a kind holds a zero byte")
	case e.Kind == "":
		return errors.New("it has no kind")
	case !slices.Contains(bot.Lanes(), e.Lane):
		return fmt.Errorf("lane %q is not known", e.Lane)
	case e.After == e.Key:
		return errors.New("it follows itself")
	}
	return nil
}

// enqueue puts an effect into the outbox, unless it was ever there before.
func (w *batch) enqueue(e bot.Effect) error {
	if w.tx.Bucket(bEffects).Get([]byte(e.Key)) != nil || w.tx.Bucket(bReceipts).Get([]byte(e.Key)) != nil {
		return nil
	}
	w.stirred = true
	if e.Kind == bot.EffectUpdate {
		if err := w.replaceUpdate(e); err != nil {
			return err
		}
	}
	seq, err := w.next(bEffects)
	if err != nil {
		return err
	}
	due := e.Due.UTC().Round(0)
	se := storage.StoredEffect{Key: e.Key, Ref: e.Ref, Kind: e.Kind, After: e.After, Lane: e.Lane,
		Due: due, Event: e.Event, Path: e.Path, ID: randomID(), Seq: seq, Next: due}
	se.Waiting = e.After != "" && w.tx.Bucket(bReceipts).Get([]byte(e.After)) == nil
	w.counts["pending "+string(e.Lane)]++
	if se.Waiting {
		err = w.put(bWaiting, waitingKey(se), []byte(e.Key))
	} else {
		err = w.put(bReady, readyKey(se), []byte(e.Key))
	}
	if err != nil {
		return err
	}
	return w.putEffect(se)
}

// replaceUpdate drops the update of the same incident that nobody has tried
// yet: an update shows the incident as it is when it is sent, so the newest
// says it all.
func (w *batch) replaceUpdate(e bot.Effect) error {
	ref, ok := refKey(e.Ref)
	if !ok {
		return nil
	}
	if key := w.tx.Bucket(bUpdates).Get(ref); key != nil {
		old, err := loadEffect(w.tx, bot.EffectKey(key))
		if err != nil && !errors.Is(err, storage.ErrNotPending) {
			return err
		}
		if err == nil && old.Attempts == 0 && !old.Parked && old.After == e.After && !w.followed(old.Key) {
			if err := w.finishEffect(old, storage.StoredReceipt{Dropped: true}); err != nil {
				return err
			}
		}
	}
	return w.put(bUpdates, ref, []byte(e.Key))
}

// followed reports whether some effect waits for key.
func (w *batch) followed(key bot.EffectKey) bool {
	prefix, found := append([]byte(key), 0), false
	within(w.tx, bWaiting, prefix, func(_, _ []byte) bool { found = true; return false })
	return found
}

// finishEffect takes an effect out of the outbox and leaves its receipt.
func (w *batch) finishEffect(e storage.StoredEffect, r storage.StoredReceipt) error {
	if e.Parked {
		w.counts["parked"]--
		if err := w.delete(bParked, seqKey(e.Seq)); err != nil {
			return err
		}
	} else if err := w.unindex(e); err != nil {
		return err
	}
	if err := w.delete(bEffects, []byte(e.Key)); err != nil {
		return err
	}
	if e.Kind == bot.EffectBlank { // its message is gone, and nobody asks for it again
		if err := w.delete(bReceipts, []byte(e.After)); err != nil {
			return err
		}
	}
	stored, err := encode(w.store.keys.Desk(), bReceipts, r)
	if err != nil {
		return err
	}
	if err := w.put(bReceipts, []byte(e.Key), stored); err != nil {
		return err
	}
	if ref, ok := refKey(e.Ref); ok && bytes.Equal(w.tx.Bucket(bUpdates).Get(ref), []byte(e.Key)) {
		return w.delete(bUpdates, ref)
	}
	return nil
}

// unindex takes an effect that is under way out of its queue.
func (w *batch) unindex(e storage.StoredEffect) error {
	w.counts["pending "+string(e.Lane)]--
	if e.Attempts > 0 {
		if err := w.delete(bBegun, seqKey(e.Seq)); err != nil {
			return err
		}
	}
	if e.Waiting {
		return w.delete(bWaiting, waitingKey(e))
	}
	return w.delete(bReady, readyKey(e))
}

// release makes ready what waited for key.
func (w *batch) release(key bot.EffectKey) error {
	var waiting [][]byte
	var keys []bot.EffectKey
	within(w.tx, bWaiting, append([]byte(key), 0), func(k, v []byte) bool {
		waiting, keys = append(waiting, bytes.Clone(k)), append(keys, bot.EffectKey(v))
		return true
	})
	for i, k := range waiting {
		e, err := loadEffect(w.tx, keys[i])
		if err != nil {
			return fmt.Errorf("effect %s: release: %w", keys[i], err)
		}
		e.Waiting = false
		if err := w.delete(bWaiting, k); err != nil {
			return err
		}
		if err := w.put(bReady, readyKey(e), []byte(e.Key)); err != nil {
			return err
		}
		if err := w.putEffect(e); err != nil {
			return err
		}
	}
	return nil
}

func (w *batch) putEffect(e storage.StoredEffect) error {
	stored, err := storage.Encode(e)
	if err != nil {
		return err
	}
	return w.put(bEffects, []byte(e.Key), stored)
}

// randomID is what Slack's message metadata holds of an effect. It tells nobody
// anything about the incident.
func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

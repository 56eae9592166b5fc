package bolt

import (
	"context"
	"fmt"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
)

// Open implements bot.Store. The ref is given out in the transaction that uses
// it, as it is for a mail.
func (s *Store) Open(ctx context.Context, year int, once string, decide func(bot.Ref) (bot.Change, error)) (bot.Incident, error) {
	var after bot.Incident
	err := s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if s.wasHandled(tx, once) {
			return nil, bot.ErrHandled
		}
		n := lastOf(tx, year) + 1
		ref := bot.MakeRef(year, n)
		key, ok := refKey(ref)
		if !ok {
			return nil, fmt.Errorf("open: %q is no ref", ref)
		}
		c, err := decide(ref)
		if err != nil {
			return nil, err
		}
		if len(c.Events) == 0 {
			return nil, fmt.Errorf("open: %s would open without an event", ref)
		}
		saved, err := s.saving(tx, key, bot.Incident{Ref: ref}, c)
		if err != nil {
			return nil, err
		}
		after = saved.after
		return func(w *batch) error {
			if err := s.handled(w, once, changedAt(c)); err != nil {
				return err
			}
			if err := w.put(bYears, yearKey(year), uint32Key(uint32(n))); err != nil {
				return err
			}
			return saved.apply(w)
		}, nil
	})
	if err != nil {
		return bot.Incident{}, err
	}
	return after, nil
}

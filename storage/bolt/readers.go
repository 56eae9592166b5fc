package bolt

import (
	"context"
	"fmt"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
)

// Events returns the record of an incident, oldest first.
func (s *Store) Events(ctx context.Context, ref bot.Ref) (events []bot.Event, err error) {
	key, ok := refKey(ref)
	if !ok {
		return nil, fmt.Errorf("%s: %w", ref, bot.ErrNotFound)
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		events, err = s.loadEvents(tx, ref, key)
		if err == nil && len(events) == 0 {
			err = fmt.Errorf("%s: %w", ref, bot.ErrNotFound)
		}
		return err
	})
	return events, err
}

// OpenIncidents returns the open incidents with the least time left first, at
// most limit of them. Those that owe nothing come last.
func (s *Store) OpenIncidents(ctx context.Context, limit int) (list []bot.Incident, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bOpen).Cursor()
		for k, _ := c.First(); k != nil && len(list) < limit; k, _ = c.Next() {
			ref, _, ok := dueAt(k)
			if !ok {
				return fmt.Errorf("the index of open incidents holds %x, which is no entry", k)
			}
			in, err := s.loadIncident(tx, ref, k[timeSize:])
			if err != nil {
				return err
			}
			list = append(list, in)
		}
		return nil
	})
	return list, err
}

// NextDue returns the incident whose ladder comes due soonest, and when. ok is
// false when nothing is owed anywhere.
func (s *Store) NextDue(ctx context.Context) (ref bot.Ref, at time.Time, ok bool, err error) {
	list, err := s.DueBy(ctx, time.Time{}, 1)
	if err != nil || len(list) == 0 {
		return "", time.Time{}, false, err
	}
	return list[0].Ref, list[0].At, true, nil
}

// DueBy returns what comes due up to and including by, soonest first, at most
// limit of them; a zero by stands for any time. With it one incident that
// cannot be told cannot hide the others behind it.
func (s *Store) DueBy(ctx context.Context, by time.Time, limit int) (list []storage.Due, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bDue).Cursor()
		for k, _ := c.First(); k != nil && len(list) < limit; k, _ = c.Next() {
			ref, at, ok := dueAt(k)
			if !ok {
				return fmt.Errorf("the due index holds %x, which is no entry", k)
			}
			if !by.IsZero() && at.After(by) {
				return nil
			}
			list = append(list, storage.Due{Ref: ref, At: at})
		}
		return nil
	})
	return list, err
}

// Counts returns how much there is of what people should know. It reads
// numbers that are kept with each commit, and counts nothing.
func (s *Store) Counts(ctx context.Context) (c storage.Counts, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bCounts)
		n := func(name string) int { return int(number(b.Get([]byte(name)))) }
		c = storage.Counts{Open: n("open"), Automatic: n("automatic"), Parked: n("parked"), Pending: map[bot.Lane]int{}}
		for _, lane := range bot.Lanes() {
			c.Pending[lane] = n("pending " + string(lane))
		}
		return nil
	})
	return c, err
}

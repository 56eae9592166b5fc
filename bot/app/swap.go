package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/rota"
	"meldwacht/bot/view"
	"meldwacht/commands"
	"meldwacht/storage"
)

// A roster is the rota as the verb dienst asks for it, with the store in which
// changes by hand are kept.
type roster struct{ *App }

// undo is the kind of a row that takes back the rows of an earlier change.
const undo = "undo"

// load puts the changes by hand that are kept in force.
func (r roster) load(ctx context.Context) error {
	rows, err := r.store.Overrides(ctx)
	if err == nil {
		r.duty.keep(r.inForce(rows))
	}
	return err
}

// keep puts changes by hand in force.
func (d *duty) keep(overrides []rota.Override) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.overrides = overrides
}

// inForce are the overrides that were not taken back. One that is about somebody
// who has left the configuration, or can no longer be reached, is no longer in
// force: a page would go nowhere.
func (r roster) inForce(rows []storage.StoredOverride) (list []rota.Override) {
	for _, row := range rows {
		if row.Kind == undo {
			list = slices.DeleteFunc(list, func(o rota.Override) bool { return change(o.ID) == row.Undoes })
			continue
		}
		p, known := r.cfg.Person(row.Person)
		if row.Kind != string(rota.Remove) && (!known || !p.Reachable()) {
			r.log.Warn().Str("override", row.ID).Msg("an override is about somebody who is not known or cannot be reached; it is left out")
			continue
		}
		list = append(list, rota.Override{ID: row.ID, From: row.From, To: row.To, Kind: rota.Kind(row.Kind), Person: row.Person,
			For: row.For, Reason: row.Reason, By: row.By})
	}
	return list
}

// change is the number of the change to which a row belongs: one change may
// take several, 3 and 3.1.
func change(id string) string {
	no, _, _ := strings.Cut(id, ".")
	return no
}

// Duty implements [commands.Rota].
func (r roster) Duty(now time.Time, ahead time.Duration) view.Duty {
	plan := r.duty.plan()
	d := view.Duty{Rota: plan != nil, On: r.duty.on(now)}
	if plan == nil {
		return d
	}
	if next, ok := plan.NextHandover(now); ok {
		d.Until = next.At
	}
	for _, s := range plan.Shifts(now, now.Add(ahead)) {
		shift := view.Shift{Period: view.Period{From: s.From, To: s.To}, Person: s.Person}
		if i := slices.IndexFunc(r.duty.changes(), func(o rota.Override) bool { return o.ID == s.Override }); i >= 0 {
			o := r.duty.changes()[i]
			shift.Change, shift.By, shift.Reason = change(o.ID), o.By, o.Reason
		}
		// A shift of the rota ends at midnight where its window does; people read on.
		if i := slices.IndexFunc(d.Shifts, func(b view.Shift) bool {
			return b.To.Equal(shift.From) && b.Person == shift.Person && b.Change == shift.Change
		}); i >= 0 {
			d.Shifts[i].To = shift.To
			continue
		}
		d.Shifts = append(d.Shifts, shift)
	}
	for _, g := range plan.Gaps(now, now.Add(ahead)) {
		d.Gaps = append(d.Gaps, view.Period{From: g.From, To: g.To})
	}
	return d
}

func (d *duty) changes() []rota.Override {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.overrides
}

// At implements [commands.Rota].
func (r roster) At(wall time.Time) time.Time {
	if plan := r.duty.plan(); plan != nil {
		return plan.At(wall)
	}
	return wall
}

// Today implements [commands.Rota].
func (r roster) Today(t time.Time) time.Time {
	zone := r.cfg.Location
	if plan := r.duty.plan(); plan != nil {
		zone = plan.Zone()
	}
	local := t.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
}

// Change implements [commands.Rota]. What is kept and what holds then are read
// in the transaction that adds to it, so that two changes at once cannot leave
// together what neither would leave alone.
func (r roster) Change(ctx context.Context, once string, s commands.Swap) (string, error) {
	plan := r.duty.plan()
	if plan == nil {
		return "", bot.Refusal{Reason: commands.NoRota}
	}
	r.duty.changing.Lock()
	defer r.duty.changing.Unlock()
	now := r.opt.Clock.Now().UTC()
	if p, known := r.cfg.Person(s.Person); s.How != "" && !known || s.How != "" && s.How != view.SwapRemove && !p.Reachable() {
		return "", bot.Refusal{Reason: commands.NoSuchPerson, Words: []string{string(s.Person)}}
	}
	if s.How != "" && !s.To.After(now) {
		return "", bot.Refusal{Reason: commands.SwapOver}
	}
	var no string
	var after []rota.Override
	err := r.store.AddOverrides(ctx, once, now, func(kept []storage.StoredOverride) ([]storage.StoredOverride, error) {
		no = "1"
		if len(kept) > 0 {
			last, err := strconv.Atoi(change(kept[len(kept)-1].ID))
			if err != nil {
				return nil, fmt.Errorf("an override has no number: %w", err)
			}
			no = strconv.Itoa(last + 1)
		}
		standing := r.inForce(kept)
		rows, next, err := r.rows(plan.With(standing), standing, no, s, now)
		after = next
		return rows, err
	})
	if err != nil {
		return "", err
	}
	r.duty.keep(after)
	r.bell.Ring() // who is on call next may be somebody else
	r.log.Info().Str("override", no).Str("how", s.How).Str("undoes", s.Undo).Msg("the rota was changed by hand")
	return no, nil
}

// rows are what a change adds, and the overrides in force with it.
func (r roster) rows(plan *rota.Plan, standing []rota.Override, no string, s commands.Swap, now time.Time) ([]storage.StoredOverride, []rota.Override, error) {
	if s.How == "" {
		left := slices.DeleteFunc(slices.Clone(standing), func(o rota.Override) bool { return change(o.ID) == s.Undo })
		if len(left) == len(standing) {
			return nil, nil, bot.Refusal{Reason: commands.NoSuchSwap, Words: []string{s.Undo}}
		}
		return []storage.StoredOverride{{ID: no, Kind: undo, Undoes: s.Undo, Reason: s.Reason, By: s.By, Made: now}}, left, nil
	}
	var rows []storage.StoredOverride
	var empty []rota.Gap
	idle := true
	for i, o := range overridesOf(plan, s) {
		if o.ID = no; i > 0 {
			o.ID = fmt.Sprintf("%s.%d", no, i)
		}
		out, err := plan.Try(o)
		if err != nil {
			return nil, nil, refusalOf(err)
		}
		plan, standing, idle = out.Plan, append(slices.Clone(standing), o), idle && out.Idle
		empty = append(empty, out.Empty...)
		rows = append(rows, storage.StoredOverride{ID: o.ID, Kind: string(o.Kind), Person: o.Person, For: o.For, From: o.From.UTC(), To: o.To.UTC(),
			Reason: s.Reason, By: s.By, Made: now})
	}
	switch {
	case idle:
		return nil, nil, bot.Refusal{Reason: commands.SwapIdle}
	case len(empty) > 0 && !s.Sure:
		return nil, nil, bot.Refusal{Reason: commands.NobodyThen, Words: []string{r.face.When(empty[0].From, now)}}
	}
	return rows, standing, nil
}

func refusalOf(err error) error {
	var overlap *rota.Overlap
	var invalid *rota.Invalid
	switch {
	case errors.As(err, &overlap):
		return bot.Refusal{Reason: commands.SwapOverlap, Words: []string{change(overlap.With.ID)}}
	case errors.As(err, &invalid) && invalid.Field == "To":
		return bot.Refusal{Reason: commands.SwapLong}
	}
	return err
}

// overridesOf says a change in the words of the rota. Somebody who is on call in
// the place of whoever is takes over from one of them at a time, and the others
// are taken off; where nobody is, they are added.
func overridesOf(plan *rota.Plan, s commands.Swap) (list []rota.Override) {
	o := rota.Override{From: s.From, To: s.To, Person: s.Person, For: s.For, Reason: s.Reason, By: s.By}
	switch {
	case s.How == view.SwapAdd:
		o.Kind = rota.Add
		return []rota.Override{o}
	case s.How == view.SwapRemove:
		o.Kind = rota.Remove
		return []rota.Override{o}
	case s.For != "":
		o.Kind = rota.Replace
		return []rota.Override{o}
	}
	for o.From = s.From; o.From.Before(s.To); o.From = o.To {
		on := plan.On(o.From)
		o.To = s.To
		if next, ok := plan.NextHandover(o.From); ok && next.At.Before(s.To) {
			o.To = next.At
		}
		taken := slices.Contains(on, s.Person)
		if len(on) == 0 {
			o.Kind, o.Person, o.For = rota.Add, s.Person, ""
			list = append(list, o)
		}
		for _, other := range on {
			switch {
			case other == s.Person:
				continue
			case taken:
				o.Kind, o.Person, o.For = rota.Remove, other, ""
			default:
				o.Kind, o.Person, o.For, taken = rota.Replace, s.Person, other, true
			}
			list = append(list, o)
		}
	}
	return list
}

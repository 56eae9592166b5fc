package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// confirmWithin is how long a page may stay unconfirmed before the next path is
// tried: accepted is not paged (reference/oncall.md §4).
const confirmWithin = 5 * time.Minute

// levels is how far the audience of a page grows: those of the rung, then the
// managers with them, then everybody. After that it is repeated.
const levels = 3

// audience returns whom a page of the rung reaches at a level.
func (r Rung) audience(level int, closed bool) []Role {
	var roles []Role
	add := func(more ...Role) {
		for _, m := range more {
			if !slices.Contains(roles, m) {
				roles = append(roles, m)
			}
		}
	}
	add(r.Page...)
	if closed || len(roles) == 0 {
		add(r.Outside...)
	}
	if level >= 2 {
		add(Manager)
	}
	if level >= levels {
		add(Support, Privacy, OnCall)
	}
	return roles
}

// repeat is how long a page waits once the audience cannot grow any more: the
// less time is left, the shorter (reference/oncall.md §4). Long after the
// deadline it grows again: who is rung every five minutes for days stops
// hearing it (chosen).
func repeat(left time.Duration) time.Duration {
	switch {
	case left > 24*time.Hour, left < -24*time.Hour:
		return time.Hour
	case left > 6*time.Hour, left < -2*time.Hour:
		return 30 * time.Minute
	case left > 2*time.Hour:
		return 15 * time.Minute
	}
	return 5 * time.Minute
}

// again returns when a page that goes out at now, up to a path, is followed by
// the next unless somebody acknowledges.
func (in Incident) again(o Obligation, r Rung, level, path int, closed, confirmed bool, now time.Time) time.Time {
	wait := in.Rules.wait(closed)
	switch {
	case !confirmed && path+1 < len(in.Rules.Paths) && level <= levels:
		wait = confirmWithin // once everybody was tried over every path, the pace is that of the repetitions
	case level >= levels:
		wait = max(wait, repeat(o.Left(now)))
		if len(r.Page) == 0 {
			wait = max(wait, nightly)
		}
	}
	return now.Add(wait)
}

// nightly is how often everybody is paged at most for a rung that pages outside
// office hours alone: it is our own measure, and no law's (chosen).
const nightly = 30 * time.Minute

// paths are the indexes of the paths that a page takes from one on.
func (in Incident) paths(from int, second bool) []int {
	n := len(in.Rules.Paths)
	if n == 0 {
		return []int{0}
	}
	if second && from+1 < n {
		return []int{from, from + 1}
	}
	return []int{min(from, n-1)}
}

// pagesOf are the pages that an event sends, as its effects and the fold both
// name them.
func (in Incident) pagesOf(e Event, obligation string) []Paged {
	o, ok := in.obligation(obligation)
	if !ok {
		return nil
	}
	var roles []Role
	var key string
	from, second := 0, false
	switch b := e.Body.(type) {
	case RungReached:
		roles, key = b.Page, fmt.Sprintf("page/%s/1", rungKey(b.Obligation, b.Rung, o.Moved, b.Times))
		if r, ok := o.rung(b.Rung); ok {
			second = r.Second
		}
	case Escalated:
		if o.Standing == nil {
			return nil
		}
		roles, from, second = b.Page, b.Path, o.Standing.Rung.Second
		key = fmt.Sprintf("page/%s/%d", o.Standing.key(b.Obligation), b.Times)
	}
	if len(roles) == 0 {
		return nil
	}
	var pages []Paged
	for _, i := range in.paths(from, second) {
		p := Paged{Key: in.key("%s", key), Event: e.No}
		if i < len(in.Rules.Paths) {
			p.Path = in.Rules.Paths[i]
			p.Key += EffectKey(":" + p.Path)
		}
		pages = append(pages, p)
	}
	return pages
}

func (in Incident) obligation(name string) (Obligation, bool) {
	for _, o := range in.Obligations {
		if o.Rule.Name == name {
			return o, true
		}
	}
	return Obligation{}, false
}

func (o Obligation) rung(name string) (Rung, bool) {
	for _, r := range o.Rule.Ladder {
		if r.Name == name {
			return r, true
		}
	}
	return Rung{}, false
}

// page sends the pages of the last event.
func (d *draft) page(before Incident, obligation string) {
	e := d.change.Events[len(d.change.Events)-1]
	for _, p := range before.pagesOf(e, obligation) {
		d.effect(Effect{Key: p.Key, Kind: EffectPage, Lane: Urgent, Event: e.No, Path: p.Path})
	}
}

// A standingPage is a page whose rung stands, or of a silence, and whether it was acknowledged.
type standingPage struct {
	Paged
	acked bool
}

func (in Incident) pages() []standingPage {
	if in.Closed != nil {
		return nil
	}
	var all []standingPage
	for _, o := range in.Obligations {
		if s := o.Standing; s != nil && o.Open() {
			for _, p := range s.Paged {
				all = append(all, standingPage{p, !s.Expires.IsZero()})
			}
		}
	}
	if in.Silent != nil {
		for _, p := range in.Silent.Paged {
			all = append(all, standingPage{p, false})
		}
	}
	return all
}

// Stands reports whether the rung stands of which a page has this key, over
// whichever path.
func (in Incident) Stands(key string) bool {
	return slices.ContainsFunc(in.pages(), func(p standingPage) bool {
		k, _, _ := strings.Cut(string(p.Key), ":")
		return k == key
	})
}

// Pages returns the keys of the pages whose rungs stand, oldest first, and of
// those that say that Slack is silent.
func (in Incident) Pages() []EffectKey {
	var keys []EffectKey
	for _, p := range in.pages() {
		keys = append(keys, p.Key)
	}
	return keys
}

// follow tells the paths what became of their pages.
func (d *draft) follow() {
	is := d.in.pages()
	for _, p := range d.paged {
		i := slices.IndexFunc(is, func(q standingPage) bool { return q.Key == p.Key })
		switch {
		case i < 0:
			d.effect(Effect{Key: p.Key + "/end", Kind: EffectPageEnd, After: p.Key, Lane: Normal, Event: p.Event, Path: p.Path})
		case is[i].acked && !p.acked:
			d.effect(Effect{Key: p.Key + EffectKey(fmt.Sprintf("/ack/%d", d.in.Version)), Kind: EffectPageAck, After: p.Key, Lane: Normal, Event: p.Event, Path: p.Path})
		}
	}
}

// ConfirmPage records that the other side of a page has reached somebody. A
// page that is of no use any more, or was confirmed before, changes nothing; nor
// does one that was followed by another, which may go to others.
func (in Incident) ConfirmPage(key EffectKey, now time.Time) (Change, error) {
	for _, o := range in.Obligations {
		s := o.Standing
		if in.Closed != nil || s == nil || !o.Open() || !s.newest(key) || s.Confirmed {
			continue
		}
		d := in.draft(ActorDesk, now)
		b := PageConfirmed{Page: key}
		if !s.PageAt.IsZero() {
			b.Again = laterOf(s.PageAt, in.again(o, s.Rung, s.Level, s.Path, s.Closed, true, now))
		}
		d.record(b)
		return d.done(), nil
	}
	return Change{}, nil
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package bot

import (
	"context"
	"slices"
	"time"
)

// UnheardAfter is how long something urgent may wait for Slack: an urgent post
// that is older than 2 minutes means that the path is down
// (reference/oncall.md §7).
const UnheardAfter = 2 * time.Minute

// A Silence is a time in which the thread could not be told what is urgent.
type Silence struct {
	Since time.Time // when the oldest of it was decided
	Event int       // number of the event that noticed
	Paged []Paged   // the pages that say so
}

// Unheard notices that the thread has not been told of waiting, the events
// whose urgent replies Slack does not take, the oldest of them decided at since.
// It pages over the other paths whom those replies tell or ask, once for each
// silence. Who was paged already for a rung is not paged again.
func (in Incident) Unheard(waiting []Event, since time.Time, staff Staff, now time.Time) (Change, error) {
	if in.Closed != nil || in.Silent != nil || len(waiting) == 0 || now.Sub(since) < UnheardAfter {
		return Change{}, nil
	}
	b := SlackSilent{Since: since.UTC(), Waiting: len(waiting)}
	for _, e := range waiting {
		roles, people := in.asked(e, now)
		for _, r := range roles {
			if !slices.Contains(b.Page, r) {
				b.Page = append(b.Page, r)
			}
		}
		for _, p := range people {
			if !slices.Contains(b.Ask, p) {
				b.Ask = append(b.Ask, p)
			}
		}
	}
	if len(b.Page) > 0 && len(b.Ask) == 0 && !staff.reaches(b.Page) {
		b.Page = []Role{Support, Manager, Privacy, OnCall} // a path may know better than we do
	}
	d := in.draft(ActorDesk, now)
	before := d.in
	no := d.record(b)
	for _, p := range before.silentPages(b, no) {
		d.effect(Effect{Key: p.Key, Kind: EffectPage, Lane: Urgent, Event: no, Path: p.Path})
	}
	return d.done(), nil
}

// asked returns whom the reply about an event tells or asks, who do not know of
// it otherwise: nobody when a page has gone out, when the question was settled,
// or when the reply is for the record alone.
func (in Incident) asked(e Event, now time.Time) (roles []Role, people []PersonID) {
	obligation, rung, action := "", "", 0
	switch b := e.Body.(type) {
	case RungReached:
		obligation, rung = b.Obligation, b.Rung
	case Escalated:
		obligation, rung = b.Obligation, b.Rung
	case ActionRequested:
		action = b.ID
	case ActionRetargeted:
		action = b.ID
	default:
		return []Role{OnCall}, nil
	}
	if action > 0 {
		return in.deciders(action)
	}
	o, ok := in.obligation(obligation)
	if !ok || !o.Open() || o.Standing == nil || o.Standing.Rung.Name != rung || o.Standing.Pages > 0 {
		return nil, nil
	}
	if _, acked := o.Acked(now); acked {
		return nil, nil
	}
	if r := o.Standing.Rung; len(r.Page) > 0 {
		return r.Page, nil
	}
	return o.Standing.Rung.Tell, nil
}

// deciders are those who may approve an action, as long as it waits for that.
func (in Incident) deciders(id int) ([]Role, []PersonID) {
	a, ok := in.Action(id)
	switch {
	case !ok || a.State != ActionWaiting:
		return nil, nil
	case len(a.Approvers) > 0:
		return nil, a.Approvers
	case a.Approver != "":
		return []Role{a.Approver}, nil
	}
	return []Role{Manager}, nil
}

// silentPages are the pages of a silence, over the first two paths: nothing
// else is left that would say it, and nobody is asked to confirm.
func (in Incident) silentPages(b SlackSilent, event int) []Paged {
	if len(b.Page) == 0 && len(b.Ask) == 0 {
		return nil
	}
	key := in.key("page/silent/%d", in.Silences+1)
	var pages []Paged
	for _, i := range in.paths(0, true) {
		p := Paged{Key: key, Event: event}
		if i < len(in.Rules.Paths) {
			p.Path = in.Rules.Paths[i]
			p.Key += EffectKey(":" + p.Path)
		}
		pages = append(pages, p)
	}
	return pages
}

// Heard ends a silence: the thread was told of all that waited. One line in it
// says how much that was, and for how long.
func (in Incident) Heard(waited int, now time.Time) (Change, error) {
	if in.Silent == nil {
		return Change{}, nil
	}
	d := in.draft(ActorDesk, now)
	no := d.record(SlackBack{Since: in.Silent.Since, Until: now.UTC(), Waited: max(waited, 1)})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// Unheard has an incident notice that Slack does not take what is urgent.
func (d *Desk) Unheard(ctx context.Context, ref Ref, waiting []Event, since time.Time) (Incident, error) {
	return d.Do(ctx, ref, "", func(in Incident, now time.Time) (Change, error) {
		return in.Unheard(waiting, since, d.staff(now), now)
	})
}

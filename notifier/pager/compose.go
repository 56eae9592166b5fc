package pager

import (
	"context"
	"errors"
	"slices"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/path"
)

var errMoot = errors.New("nothing to page for any more")

// linkLife is how long an acknowledge link works: as long as a page may be the
// last thing that somebody saw before going to bed (chosen).
const linkLife = 12 * time.Hour

// compose makes the page of an event. It returns errMoot when the reason for it
// has gone: the obligation ended, a later rung stands, or somebody acknowledged.
func (s *Sender) compose(ctx context.Context, in bot.Incident, e bot.Event, key string, now time.Time) (path.Call, error) {
	name, roles := "", []bot.Role(nil)
	switch b := e.Body.(type) {
	case bot.SlackSilent:
		return s.silent(ctx, in, e, b, key, now)
	case bot.RungReached:
		name, roles = b.Obligation, b.Page
	case bot.Escalated:
		name, roles = b.Obligation, b.Page
	}
	i := slices.IndexFunc(in.Obligations, func(o bot.Obligation) bool { return o.Rule.Name == name })
	if i < 0 {
		return path.Call{}, notifier.Permanent{Code: "no_rung"}
	}
	o := in.Obligations[i]
	stands := o.Standing != nil && slices.ContainsFunc(o.Standing.Paged, func(p bot.Paged) bool { return p.Event == e.No })
	if _, acked := o.Acked(now); acked || !stands || !o.Open() || in.Closed != nil {
		return path.Call{}, errMoot
	}
	c := path.Call{Key: key, Ref: in.Ref, Text: s.o.Text(in, o, now), Severity: severity(o.Left(now)), At: e.At, Link: s.o.Link(ctx, in.Ref)}
	people := s.o.Contacts(roles, now)
	for _, p := range s.o.People(o.Standing.Needs(now)) { // of whom the page may name no role
		if !slices.ContainsFunc(people, func(q path.Contact) bool { return q.ID == p.ID }) {
			people = append(people, p)
		}
	}
	for _, p := range people {
		if o.Standing.Done(p.ID, now) {
			continue // of several who must acknowledge, this one has
		}
		p.Ack = s.o.Ack(in.Ref, key, p.ID, now.Add(linkLife))
		c.People = append(c.People, p)
	}
	return c, nil
}

// silent makes the page that says that Slack cannot be reached. It is of no use
// once the thread was told of what waited. Nobody acknowledges a silence: there
// is no link in it.
func (s *Sender) silent(ctx context.Context, in bot.Incident, e bot.Event, b bot.SlackSilent, key string, now time.Time) (path.Call, error) {
	if in.Closed != nil || in.Silent == nil || in.Silent.Event != e.No {
		return path.Call{}, errMoot
	}
	people := s.o.People(b.Ask)
	for _, p := range s.o.Contacts(b.Page, now) {
		if !slices.ContainsFunc(people, func(q path.Contact) bool { return q.ID == p.ID }) {
			people = append(people, p)
		}
	}
	return path.Call{Key: key, Ref: in.Ref, Text: s.o.Silent(in, b.Since, now), Severity: path.Critical, At: e.At,
		Link: s.o.Link(ctx, in.Ref), People: people}, nil
}

// severity is in the words of PagerDuty's Events API v2: what has less than two
// hours left rings, whatever the service is set to.
func severity(left time.Duration) path.Severity {
	switch {
	case left <= 2*time.Hour:
		return path.Critical
	case left <= 12*time.Hour:
		return path.Error
	}
	return path.Warning
}

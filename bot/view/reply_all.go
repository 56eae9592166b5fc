package view

import (
	"time"

	"meldwacht/bot"
)

// someDid returns who of those who must all acknowledge has not, when others
// have; nil where one is enough, and where nobody has.
func someDid(o bot.Obligation, at time.Time) []bot.PersonID {
	if s := o.Standing; s != nil && len(s.Must) > 0 && len(s.Standing(at)) > 0 {
		return s.Needs(at)
	}
	return nil
}

// lapsed returns whose acknowledgement ran out at a moment: the last that was
// given, or where all must those whose own is over.
func lapsed(o bot.Obligation, at time.Time) []bot.PersonID {
	s := o.Standing
	if s == nil || len(s.Acks) == 0 {
		return []bot.PersonID{""}
	}
	var people []bot.PersonID
	for _, p := range s.Needs(at) {
		for _, a := range s.Acks {
			if a.By == p {
				people = append(people, p)
				break
			}
		}
	}
	if len(people) == 0 {
		return []bot.PersonID{s.Acks[len(s.Acks)-1].By}
	}
	return people
}

// paged mentions whom a page goes to. Of those who must all acknowledge only
// those who have not are called by it.
func (f Face) paged(o bot.Obligation, r bot.Rung, b bot.Escalated, at time.Time) text {
	roles := without(b.Page, b.Nobody)
	if s := o.Standing; s != nil && len(s.Must) > 0 && len(s.Needs(at)) > 0 {
		return join(" ", f.people(s.Needs(at)), f.roles(without(roles, r.Ackers())))
	}
	return f.roles(roles)
}

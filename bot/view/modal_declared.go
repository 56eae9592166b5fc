package view

import (
	"strings"
	"time"

	"meldwacht/bot"
)

const (
	maxFindings = 10     // that the details show: the last
	maxListing  = 20_000 // bytes of account numbers, of all actions together: some 2,000 of them
)

// declared adds what is known of a leak at Snoobi itself, and returns what is
// left of the budget for mails.
func (s *sheet) declared(in bot.Incident, events []bot.Event, budget int, now time.Time) int {
	d := in.Suspicion
	if d == nil {
		return budget
	}
	s.add(header(s.f.say("details.declared").plain()))
	finder := s.f.who(d.By)
	if name := oneLine(d.Finder, bot.TargetRunes); name != "" {
		finder = of(data(name))
	}
	s.say("details.declared.by", "who", s.f.who(d.By), "when", s.f.at(d.At, now), "finder", finder)
	budget = s.words(d.What, "mail.empty", budget)
	for i, found := range in.Findings {
		if i < len(in.Findings)-maxFindings {
			continue
		}
		s.add(header(s.f.say("details.finding", "no", i+1).plain()))
		s.say("details.finding.by", "who", s.f.who(found.By), "when", s.f.at(found.At, now))
		budget = s.words(found.Finding, "mail.empty", budget)
		if strings.TrimSpace(found.Evidence) != "" {
			s.say("details.finding.proof")
			budget = s.words(found.Evidence, "mail.empty", budget)
		}
	}
	room := min(maxListing, budget)
	for i := len(in.Actions) - 1; i >= 0; i-- { // the last first: it is the one that somebody asks about
		switch a := in.Actions[i]; {
		case a.Many == nil:
		case a.Kind == bot.Inform:
			room = s.without(bot.UnreachedOf(events, a.ID), room)
		default:
			room = s.listed(a, in.Listed(a.ID, events), room, now)
		}
	}
	return budget - min(maxListing, budget) + room
}

// listed adds the accounts of an action by how far it has come for them, as far
// as there is room, and returns what is left of it.
func (s *sheet) listed(a bot.Action, list []bot.Listed, room int, now time.Time) int {
	s.add(header(s.f.say("details.action", "no", a.ID).plain()))
	s.say("details.action.what", "what", capital(s.f.actionOn(a)), "state", s.f.actionState(a, now))
	left := 0
	for _, state := range bot.ListedStates() {
		var ids []bot.AccountID
		for _, l := range list {
			if l.State == state {
				ids = append(ids, l.Account)
			}
		}
		if len(ids) == 0 {
			continue
		}
		s.say("details.listed."+string(state), "count", s.f.number(len(ids)))
		var more int
		more, room = s.numbers(ids, room)
		left += more
	}
	if left > 0 {
		s.say("details.listed.more", "count", s.f.number(left))
	}
	return room
}

// numbers adds account numbers as far as there is room, and returns how many are
// left, and what is left of the room.
func (s *sheet) numbers(ids []bot.AccountID, room int) (left, rest int) {
	var b strings.Builder
	for i, id := range ids {
		number := oneLine(string(id), 40)
		if len(number)+2 > room {
			left = len(ids) - i
			break
		}
		if room -= len(number) + 2; b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(number)
	}
	for t := b.String(); t != ""; {
		head, _ := cut(t, chunk)
		if i := strings.LastIndex(head, ", "); len(head) < len(t) && i > 0 {
			head = head[:i+2]
		}
		s.add(pre(strings.TrimSuffix(head, " ")))
		t = t[len(head):]
	}
	return left, room
}

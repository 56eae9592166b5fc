package bot

import (
	"slices"
	"time"
)

// Staff is whom the desk can reach at one moment. It chooses the people and the
// path, never whether somebody is told (DESIGN §9). The zero Staff is an open
// office in which everybody is.
type Staff struct {
	Closed  bool                // outside office hours: at night, in a weekend, on a holiday
	Holders map[Role][]PersonID // who holds a role now, OnCall by the rota; nil: somebody does
}

// Of returns who holds one of the roles, each once.
func (s Staff) Of(roles []Role) []PersonID {
	var people []PersonID
	for _, r := range roles {
		for _, p := range s.Holders[r] {
			if !slices.Contains(people, p) {
				people = append(people, p)
			}
		}
	}
	return people
}

// reaches reports whether anybody holds one of the roles.
func (s Staff) reaches(roles []Role) bool { return s.Holders == nil || len(s.Of(roles)) > 0 }

// A Trigger is what starts the clock of an obligation.
type Trigger string

const (
	TriggerAware    Trigger = "aware"    // the moment of awareness, which can be corrected; also when empty
	TriggerMail     Trigger = "mail"     // our server took the mail
	TriggerDeclared Trigger = "declared" // a person declared the incident, or converted it
	TriggerAction   Trigger = "action"   // an action was requested for the first time
)

// Triggers returns all triggers.
func Triggers() []Trigger {
	return []Trigger{TriggerAware, TriggerMail, TriggerDeclared, TriggerAction}
}

// A MetBy is the fact that meets an obligation. One without it is ended by
// closing alone.
type MetBy string

const (
	MetByVerdict MetBy = "validated" // the requester was validated or turned down
	MetByActions MetBy = "contained" // an action was carried out and none waits, or the requester was turned down; of a leak at Snoobi: all access was stopped, or need not be
	MetByNotice  MetBy = "notified"  // the AP was notified, or it was decided not to (GDPR art. 33)
	MetByInform  MetBy = "informed"  // the account holders were informed (GDPR art. 33(2), 34)
)

// MetBys returns all of them.
func MetBys() []MetBy { return []MetBy{MetByVerdict, MetByActions, MetByNotice, MetByInform} }

// meets reports whether the fact has come about.
func (in Incident) meets(by MetBy) bool {
	switch by {
	case MetByVerdict:
		return in.Verdict.Valid() || in.Verdict == VerdictRejected || in.Track == Internal
	case MetByNotice:
		return in.Stage(StageNotify).Progress.Over()
	case MetByInform:
		return in.Stage(StageInform).Progress.Over()
	case MetByActions:
		if in.Track == Internal {
			return in.Stage(StageStop).Progress.Over()
		}
		if in.Verdict == VerdictRejected {
			return true
		}
		done := false
		for _, a := range in.Actions {
			if a.Reverses == 0 && a.State.Pending() {
				return false
			}
			done = done || a.Reverses == 0 && a.State == ActionIsDone
		}
		return done
	}
	return false
}

// settle ends the obligations that e has met, and takes it back when e has
// undone what met them: a correction may void a verdict.
func (in Incident) settle(mark Mark) Incident {
	if in.Closed != nil {
		return in
	}
	for i, o := range in.Obligations {
		if by := o.Rule.MetBy; by == "" || in.meets(by) == (o.Met != nil) {
			continue
		}
		in.Obligations = slices.Clone(in.Obligations)
		if o.Met = nil; in.meets(o.Rule.MetBy) {
			o.end(mark)
		}
		in.Obligations[i] = o
	}
	return in
}

// owe adds the obligations that a trigger starts at from. Of rules of one name
// the one counts that was in force latest.
func (in Incident) owe(from time.Time, triggers ...Trigger) Incident {
	for _, rule := range in.Rules.Obligations {
		trigger := rule.Trigger
		if trigger == "" {
			trigger = TriggerAware
		}
		if !slices.Contains(triggers, trigger) || !slices.Contains(rule.Tracks, in.Track) || in.superseded(rule) || in.owes(rule.Name) {
			continue
		}
		if !slices.Contains(rule.Theirs, in.Track) {
			rule.Theirs = nil // so that what it says of this incident is plain
		}
		in.Obligations = append(slices.Clone(in.Obligations), Obligation{Rule: rule, From: from, Deadline: from.Add(rule.Within)})
	}
	return in
}

func (in Incident) owes(name string) bool {
	return slices.ContainsFunc(in.Obligations, func(o Obligation) bool { return o.Rule.Name == name })
}

// superseded reports whether the rule was not in force yet when the incident
// opened, or another of its name came after it. Open incidents keep the rule
// that they opened under.
func (in Incident) superseded(rule ObligationRule) bool {
	if rule.From.After(in.Opened) {
		return true
	}
	return slices.ContainsFunc(in.Rules.Obligations, func(r ObligationRule) bool {
		return r.Name == rule.Name && r.From.After(rule.From) && !r.From.After(in.Opened) && slices.Contains(r.Tracks, in.Track)
	})
}

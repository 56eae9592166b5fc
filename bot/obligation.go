package bot

import (
	"slices"
	"time"
)

// Rules are what was in force when an incident opened. They are part of its
// record, so that a later change of the configuration, or of the law, does not
// move a clock that is running.
type Rules struct {
	Obligations []ObligationRule `json:"obligations"`
	Approval    []ActionKind     `json:"approval"` // the kinds that a second person must approve
	Actions     []ActionRule     `json:"actions,omitempty"`
	Letters     bool             `json:"letters,omitempty"` // the desk writes mail to people outside
}

// An ActionRule says what one kind of action demands, and who carries it out.
type ActionRule struct {
	Kind      ActionKind    `json:"kind"`
	Anybody   bool          `json:"anybody,omitempty"`   // also for a requester who was not validated
	Approvers Role          `json:"approvers,omitempty"` // who may approve; Manager when empty
	Stands    time.Duration `json:"stands,omitempty"`    // how long a request waits for its approval, and an approval for its action; approvalStands when zero
	Carrier   Carrier       `json:"carrier,omitempty"`   // ByHand when empty
}

// A Carrier is how an action is carried out.
type Carrier string

const (
	ByHand Carrier = "manual" // a task for Customer Service, finished with proof
	ByAPI  Carrier = "http"   // the product's admin API
)

// approvalStands is how long a request and an approval hold unless the rules
// say otherwise: long enough for a night shift, short enough that nobody
// carries out yesterday's approval (chosen).
const approvalStands = 4 * time.Hour

// Action returns the rule for one kind, with what it leaves out filled in.
func (r Rules) Action(kind ActionKind) ActionRule {
	rule := ActionRule{Kind: kind}
	for _, a := range r.Actions {
		if a.Kind == kind {
			rule = a
		}
	}
	if rule.Approvers == "" {
		rule.Approvers = Manager
	}
	if rule.Stands <= 0 {
		rule.Stands = approvalStands
	}
	if rule.Carrier == "" {
		rule.Carrier = ByHand
	}
	return rule
}

// NeedsApproval reports whether a second person must approve the kind.
func (r Rules) NeedsApproval(kind ActionKind) bool { return slices.Contains(r.Approval, kind) }

// An ObligationRule is a duty with a clock, as data.
type ObligationRule struct {
	Name   string        `json:"name"`   // "ap": notify the Autoriteit Persoonsgegevens
	Tracks []Track       `json:"tracks"` // on which tracks it is owed
	Within time.Duration `json:"within"` // elapsed time from awareness: 72 h, GDPR art. 33(1)
	Ladder []Rung        `json:"ladder"` // least urgent first
}

// A Rung is one step of an escalation ladder.
type Rung struct {
	Name      string        `json:"name"`                 // "12h"
	Left      time.Duration `json:"left"`                 // time left at which it is due; 0 at the deadline, below zero after it
	Every     time.Duration `json:"every,omitempty"`      // comes again after each such time, until the obligation is met
	Tell      []Role        `json:"tell,omitempty"`       // whom the reminder mentions; nobody: the thread alone
	Ack       bool          `json:"ack,omitempty"`        // a manager or the person on call must acknowledge
	Page      []Role        `json:"page,omitempty"`       // whom to page
	PageAfter time.Duration `json:"page_after,omitempty"` // only if nobody has acknowledged by then; 0 pages at once
	Second    bool          `json:"second,omitempty"`     // also over the second path
	Broadcast bool          `json:"broadcast,omitempty"`  // shown in the channel too
}

// DefaultRules are what the desk follows unless its configuration says
// otherwise: 72 elapsed hours (GDPR art. 33(1)) and a ladder that ends only
// when the obligation is met.
func DefaultRules() Rules {
	everybody := []Role{Support, Manager, Privacy, OnCall}
	return Rules{
		Obligations: []ObligationRule{{
			Name: "ap", Tracks: []Track{Customer, Internal}, Within: 72 * time.Hour,
			Ladder: []Rung{
				{Name: "48h", Left: 48 * time.Hour},
				{Name: "24h", Left: 24 * time.Hour, Tell: []Role{Support}},
				{Name: "12h", Left: 12 * time.Hour, Tell: []Role{Manager}, Ack: true},
				{Name: "6h", Left: 6 * time.Hour, Tell: []Role{Manager}, Ack: true, Page: []Role{Manager, OnCall}, PageAfter: 30 * time.Minute},
				{Name: "2h", Left: 2 * time.Hour, Tell: []Role{Manager, OnCall}, Ack: true, Page: []Role{Manager, OnCall}, Second: true, Broadcast: true},
				{Name: "1h", Left: time.Hour, Tell: everybody, Ack: true, Page: everybody, Second: true, Broadcast: true},
				{Name: "0h", Left: 0, Tell: everybody, Ack: true, Page: everybody, Second: true, Broadcast: true},
				{Name: "overdue", Left: -time.Hour, Every: time.Hour, Tell: everybody, Ack: true, Page: everybody, Second: true, Broadcast: true},
			},
		}},
		Approval: []ActionKind{SuspendAPI, StopAll},
	}
}

// An Obligation is a duty that an incident owes, and how far its ladder has come.
type Obligation struct {
	Rule     ObligationRule
	From     time.Time // when the clock started
	Deadline time.Time // From plus elapsed hours, never calendar days
	Reached  int       // how many rungs of the ladder have been passed
	Times    int       // how often the last, repeating rung has come
	Standing *Standing // the rung that stands now; nil before the first
	Met      *Met      // nil while it is owed
}

// A Standing is the rung that was told last and what has come of it.
type Standing struct {
	Rung    Rung
	Times   int // which repetition, for a rung that repeats
	At      time.Time
	Event   int       // number of the event that told it last
	Again   int       // how often it was told again; 0: the rung's own reply is the last
	PageAt  time.Time // when to page unless somebody acknowledges; zero: not again
	Pages   int       // how often it has been paged
	Acks    []Ack     // oldest first
	Expires time.Time // when the last acknowledgement runs out; zero: none stands
}

// An Ack is a named person who has seen a rung and is on it.
type Ack struct {
	By    PersonID
	At    time.Time
	Until time.Time
}

// Met says how an obligation ended.
type Met struct {
	By PersonID
	At time.Time
}

// Open reports whether the obligation is still owed.
func (o Obligation) Open() bool { return o.Met == nil }

// Left returns the time left at now, below zero when it is overdue.
func (o Obligation) Left(now time.Time) time.Duration { return o.Deadline.Sub(now) }

// Acked returns the acknowledgement that stands at now.
func (o Obligation) Acked(now time.Time) (Ack, bool) {
	if s := o.Standing; s != nil && len(s.Acks) > 0 {
		if a := s.Acks[len(s.Acks)-1]; now.Before(a.Until) {
			return a, true
		}
	}
	return Ack{}, false
}

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
	Paths       []string         `json:"paths,omitempty"`   // by which people are paged, in the order in which they are tried
	Acks        []AckBand        `json:"acks,omitempty"`    // how long acknowledgements stand; defaultAcks when empty
	Waits       Waits            `json:"waits,omitzero"`    // defaultWaits where zero
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
	Name    string        `json:"name"`              // "ap": notify the Autoriteit Persoonsgegevens
	Tracks  []Track       `json:"tracks"`            // on which tracks it is owed
	Theirs  []Track       `json:"theirs,omitempty"`  // on which of them it is the customer's own: reminded of, never owed by us
	Trigger Trigger       `json:"trigger,omitempty"` // what starts the clock; TriggerAware when empty
	Within  time.Duration `json:"within"`            // elapsed time: 72 h for the AP, GDPR art. 33(1)
	From    time.Time     `json:"from,omitzero"`     // in force from then; of two rules of one name the later counts
	MetBy   MetBy         `json:"met_by,omitempty"`  // what meets it; closing alone when empty
	Ladder  []Rung        `json:"ladder"`            // least urgent first
}

// A Rung is one step of an escalation ladder.
type Rung struct {
	Name      string        `json:"name"`                 // "12h"
	Left      time.Duration `json:"left"`                 // time left at which it is due; 0 at the deadline, below zero after it
	Every     time.Duration `json:"every,omitempty"`      // comes again after each such time, until the obligation is met
	Tell      []Role        `json:"tell,omitempty"`       // whom the reminder mentions; nobody: the thread alone
	Ack       bool          `json:"ack,omitempty"`        // somebody must acknowledge
	AckBy     []Role        `json:"ack_by,omitempty"`     // who may; Manager and OnCall when empty
	All       bool          `json:"ack_all,omitempty"`    // everybody who may must
	Page      []Role        `json:"page,omitempty"`       // whom to page
	PageAfter time.Duration `json:"page_after,omitempty"` // only if nobody has acknowledged by then; 0 pages at once
	Outside   []Role        `json:"outside,omitempty"`    // whom to page at once outside office hours
	Second    bool          `json:"second,omitempty"`     // over the second path too
	Broadcast bool          `json:"broadcast,omitempty"`  // shown in the channel too
}

// Ackers are the roles that may acknowledge the rung.
func (r Rung) Ackers() []Role {
	if len(r.AckBy) > 0 {
		return r.AckBy
	}
	return []Role{Manager, OnCall}
}

// An AckBand says how long an acknowledgement stands that is given with at most
// so much time left.
type AckBand struct {
	Left   time.Duration `json:"left"`
	Stands time.Duration `json:"stands"`
}

// Waits say how long a page waits for an acknowledgement before it is repeated
// to more people. At night nobody is behind a screen to see the thread as well
// (oncall.md §3: PagerDuty's own practice is 5 minutes).
type Waits struct {
	Office  time.Duration `json:"office,omitempty"`
	Outside time.Duration `json:"outside,omitempty"`
}

// An Obligation is a duty that an incident owes, and how far its ladder has come.
type Obligation struct {
	Rule     ObligationRule
	From     time.Time // when the clock started
	Deadline time.Time // From plus elapsed hours, never calendar days
	Moved    int       // how often the deadline was moved
	Reached  int       // how many rungs of the ladder have been passed
	Times    int       // how often the last, repeating rung has come
	Standing *Standing // the rung that stands now; nil before the first
	Met      *Met      // nil while it is owed
}

// A Standing is the rung that was told last and what has come of it.
type Standing struct {
	Rung      Rung
	Times     int // which repetition, for a rung that repeats
	Moved     int // how often the deadline had been moved when it was first told
	At        time.Time
	Closed    bool      // the office was closed when it was told last
	Event     int       // number of the event that told it last
	Again     int       // how often it was told again; 0: the rung's own reply is the last
	PageAt    time.Time // when to page, or page more people, unless somebody acknowledges; zero: not again
	Pages     int       // how often it has been paged
	Level     int       // how far the audience of its pages has grown, from 1
	Path      int       // the last of the paths that its last page took, counted from 0
	Confirmed bool      // the last page is known to have reached somebody
	Paged     []Paged   // those of its pages that still stand, oldest first
	Must      []PersonID
	Acks      []Ack     // oldest first
	Expires   time.Time // when what was acknowledged runs out; zero: it does not stand
}

// A Paged is one page over one path.
type Paged struct {
	Key   EffectKey
	Path  string // a name of Rules.Paths; "" for the only one
	Event int    // number of the event that it tells of
}

// An Ack is a named person who has seen a rung and is on it.
type Ack struct {
	By    PersonID
	At    time.Time
	Until time.Time
	Via   Via
}

// A Via is the way by which somebody acknowledged, or had something erased.
type Via string

const (
	ViaSlack   Via = "slack"
	ViaPager   Via = "pager" // in the pager's own app
	ViaLink    Via = "link"  // the one-time link in a mail
	ViaCommand Via = "command line"
)

// Met says how an obligation ended.
type Met struct {
	By PersonID
	At time.Time
}

// Open reports whether the obligation is still owed.
func (o Obligation) Open() bool { return o.Met == nil }

// Left returns the time left at now, below zero when it is overdue.
func (o Obligation) Left(now time.Time) time.Duration { return o.Deadline.Sub(now) }

// Acked returns the acknowledgement that stands at now: the last that was given.
// Where everybody must, it stands once everybody did.
func (o Obligation) Acked(now time.Time) (Ack, bool) {
	if s := o.Standing; s != nil && len(s.Acks) > 0 && now.Before(s.Expires) {
		return s.Acks[len(s.Acks)-1], true
	}
	return Ack{}, false
}

// Standing acknowledgements at now, the last of each person, oldest first.
func (s Standing) Standing(now time.Time) []Ack {
	var acks []Ack
	for i, a := range s.Acks {
		later := slices.ContainsFunc(s.Acks[i+1:], func(b Ack) bool { return b.By == a.By })
		if !later && now.Before(a.Until) {
			acks = append(acks, a)
		}
	}
	return acks
}

// Needs returns who of those who must acknowledge has not, or not any more.
func (s Standing) Needs(now time.Time) []PersonID {
	var people []PersonID
	for _, p := range s.Must {
		if !slices.ContainsFunc(s.Standing(now), func(a Ack) bool { return a.By == p }) {
			people = append(people, p)
		}
	}
	return people
}

// Done reports whether a person has acknowledged where everybody must.
func (s Standing) Done(who PersonID, now time.Time) bool {
	return len(s.Must) > 0 && slices.ContainsFunc(s.Standing(now), func(a Ack) bool { return a.By == who })
}

// asks reports whether the rung waits for an acknowledgement: it says so, or it
// was paged.
func (s Standing) asks() bool { return s.Rung.Ack || s.Level > 0 }

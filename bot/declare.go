package bot

import (
	"slices"
	"strings"
	"time"
)

// A Declaration is what a member of staff knows of a suspected leak at Snoobi
// itself. Its moments are kept apart (law.md §1.1): none is made from another.
type Declaration struct {
	What   string    `json:"what"`             // what is known, in their own words
	From   time.Time `json:"from,omitzero"`    // when it happened, or began; zero: not known yet
	To     time.Time `json:"to,omitzero"`      // when it ended; zero: not known, or it still goes on
	Found  time.Time `json:"found,omitzero"`   // when it was discovered
	Finder string    `json:"finder,omitempty"` // who discovered it; "" is whoever declares
	Aware  time.Time `json:"aware"`            // when there was a reasonable degree of certainty: the start of the clock (art. 33(1))
	Later  string    `json:"later,omitempty"`  // why we were certain only after it was discovered (EDPB 9/2022: a short investigation)
	Drill  bool      `json:"drill,omitempty"`
}

type (
	// Declared is the first event of an incident that no mail began: a member of
	// staff suspects a leak at Snoobi itself.
	Declared struct {
		Declaration
		Rules Rules `json:"rules"`
	}
	// Converted says that what a customer reported has its cause at Snoobi. The
	// history stays; the clock of the law starts when we were certain.
	Converted struct {
		Declaration
		Was time.Time `json:"was"` // the start of the customer's clock
	}
)

// Kind names each body in the record.
func (Declared) Kind() Kind  { return "declared" }
func (Converted) Kind() Kind { return "converted" }

// A Suspicion is what was declared of an internal incident, and by whom.
type Suspicion struct {
	Mark
	Declaration
	Event     int       // number of the event that holds it
	Converted bool      // from a customer's report
	Was       time.Time // the start of the customer's clock, when it was converted
}

// The moments of a declaration, where a refusal is about one of them.
const (
	MomentFrom  = "from"
	MomentTo    = "to"
	MomentFound = "found"
	MomentAware = "aware"
)

// drillFaster is how much faster the clocks of an exercise run: an hour takes a
// minute, so that the 72 hours fit in a morning.
const drillFaster = 60

// drillEvery is how often an exercise repeats itself at most.
const drillEvery = 15 * time.Minute

// Declare returns the change that opens an internal incident. The clock starts
// when it was discovered, else now; a later start takes a reason (law.md §2.4).
// No other moment is made from another.
func Declare(ref Ref, who Person, dec Declaration, rules Rules, now time.Time) (Change, error) {
	var none Incident // a refusal names no ref: there is none yet
	if err := none.demand(who, Support); err != nil {
		return Change{}, err
	}
	dec, err := none.declaration(dec, now)
	if err != nil {
		return Change{}, err
	}
	if dec.Drill {
		rules = rules.faster(drillFaster)
		dec.Aware = now.UTC() // an exercise starts when it starts
	}
	d := Incident{Ref: ref}.draft(who.ID, now)
	no := d.record(Declared{Declaration: dec, Rules: rules})
	d.card()
	d.reply(no, Urgent, "event/%d", no)
	return d.done(), nil
}

// Convert makes an internal incident of a customer's report. It keeps its
// history, and what the customer asked stays asked.
func (in Incident) Convert(who Person, dec Declaration, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	if in.Track == Internal {
		return Change{}, in.refuseAfter(IsInternal, in.Suspicion.By)
	}
	if dec.Drill {
		return Change{}, in.refuse(NoExercise)
	}
	dec, err := in.declaration(dec, now)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(Converted{Declaration: dec, Was: in.Aware})
	d.reply(no, Urgent, "event/%d", no)
	return d.done(), nil
}

// declaration checks what was declared, and brings its moments to UTC.
func (in Incident) declaration(dec Declaration, now time.Time) (Declaration, error) {
	what, err := in.reason(dec.What, NeedsWhat)
	if err != nil {
		return dec, err
	}
	now = now.UTC()
	dec.What, dec.Finder = what, strings.TrimSpace(dec.Finder)
	if len([]rune(dec.Finder)) > TargetRunes {
		return dec, in.refuse(TooLong, "200")
	}
	dec.From, dec.To, dec.Found, dec.Aware = utc(dec.From), utc(dec.To), utc(dec.Found), utc(dec.Aware)
	switch {
	case dec.Aware.IsZero() && !dec.Found.IsZero() && !dec.Drill:
		dec.Aware = dec.Found
	case dec.Aware.IsZero():
		dec.Aware = now
	}
	for _, m := range []struct {
		at    time.Time
		which string
	}{{dec.From, MomentFrom}, {dec.To, MomentTo}, {dec.Aware, MomentAware}, {dec.Found, MomentFound}} {
		if m.at.After(now) {
			return dec, in.refuse(NotYet, m.which)
		}
	}
	if dec.Aware.Before(now.Add(-longestAware)) {
		return dec, in.refuse(TooLongAgo)
	}
	if !dec.To.IsZero() && dec.To.Before(dec.From) {
		return dec, in.refuse(EndsFirst)
	}
	dec.Later = strings.TrimSpace(dec.Later)
	if late := !dec.Found.IsZero() && dec.Found.Before(dec.Aware) && !dec.Drill; late || dec.Later != "" {
		if dec.Later, err = in.reason(dec.Later, NeedsLater); err != nil {
			return dec, err
		}
	}
	return dec, nil
}

// faster returns the rules of an exercise.
func (r Rules) faster(n time.Duration) Rules {
	out := r
	out.Obligations = nil
	for _, o := range r.Obligations {
		o.Within /= n
		ladder := make([]Rung, len(o.Ladder))
		for i, rung := range o.Ladder {
			rung.Left /= n
			if rung.Every > 0 { // people still have to act at their own pace
				rung.Every = max(rung.Every/n, drillEvery)
			}
			if rung.PageAfter > 0 {
				rung.PageAfter = max(rung.PageAfter/n, time.Minute)
			}
			ladder[i] = rung
		}
		o.Ladder = ladder
		out.Obligations = append(out.Obligations, o)
	}
	out.Acks = nil
	for _, b := range r.acks() {
		if b.Left < 1<<62 {
			b.Left /= n
		}
		out.Acks = append(out.Acks, AckBand{Left: b.Left, Stands: max(b.Stands/n, time.Minute)})
	}
	out.Actions = nil
	for _, k := range ActionKinds() { // in an exercise nothing is carried out
		a := r.Action(k)
		a.Carrier = ByHand
		out.Actions = append(out.Actions, a)
	}
	out.Letters = false // and no mail leaves
	return out
}

func (in Incident) declared(b Declared, e Event) Incident {
	in.Track, in.Opened, in.ClockSet, in.Aware, in.Rules = Internal, e.At, e.At, b.Aware, b.Rules
	in.Verdict, in.Drill, in.Owner = VerdictStaff, b.Drill, e.Actor
	in.Suspicion = &Suspicion{Mark: Mark{By: e.Actor, At: e.At}, Declaration: b.Declaration, Event: e.No}
	return in.owe(b.Aware, TriggerAware).owe(e.At, TriggerMail, TriggerDeclared)
}

func (in Incident) converted(b Converted, e Event) Incident {
	in.Track = Internal
	in.Suspicion = &Suspicion{Mark: Mark{By: e.Actor, At: e.At}, Declaration: b.Declaration, Event: e.No, Converted: true, Was: b.Was}
	in.Aware, in.ClockSet = b.Aware, e.At
	theirs := map[string]int{} // how often their clock was moved
	var kept, anew []Obligation
	for _, o := range in.Obligations {
		switch {
		case len(o.Rule.Theirs) > 0:
			theirs[o.Rule.Name] = o.Moved + 1
		case o.Rule.MetBy == MetByActions && !o.Open() && slices.Contains(o.Rule.Tracks, Internal):
			// What closed off one account has not closed off the leak at Snoobi.
			anew = append(anew, Obligation{Rule: o.Rule, From: e.At, Deadline: e.At.Add(o.Rule.Within), Moved: o.Moved + 1})
		default:
			kept = append(kept, o)
		}
	}
	in.Obligations = slices.Concat(kept, anew)
	in = in.owe(b.Aware, TriggerAware).owe(e.At, TriggerDeclared)
	place := func(o Obligation) int {
		return slices.IndexFunc(in.Rules.Obligations, func(r ObligationRule) bool { return r.Name == o.Rule.Name })
	}
	slices.SortStableFunc(in.Obligations, func(a, b Obligation) int { return place(a) - place(b) }) // the law's first
	return in.eachObligation(func(o *Obligation) {
		if moved, ok := theirs[o.Rule.Name]; ok && o.Moved == 0 {
			o.Moved = moved // so that our rungs are others than theirs were
		}
	})
}

package rota

import (
	"fmt"
	"slices"
	"time"

	"meldwacht/bot"
)

// A Kind is what an override does.
type Kind string

// What an override does. Where several hold at once, remove comes first, then
// replace, then add.
const (
	Replace Kind = "replace" // Person is on where For would be
	Add     Kind = "add"     // Person is on as well
	Remove  Kind = "remove"  // Person is not on
)

// An Override changes by hand who is on call from an instant until another,
// which does not belong to it.
type Override struct {
	ID       string
	From, To time.Time
	Kind     Kind
	Person   bot.PersonID
	For      bot.PersonID // Replace alone: who is replaced
	Reason   string
	By       bot.PersonID
}

// An Invalid override says nothing that could be done.
type Invalid struct {
	Field string // of Override
	Text  string
}

// Error says what is wrong and what to do.
func (e *Invalid) Error() string { return e.Text }

// An Overlap is an override of somebody for whom another one holds at a time.
// Which of the two is meant is not guessed.
type Overlap struct {
	Person bot.PersonID
	With   Override // the one that holds already
}

// Error names the override that is in the way.
func (e *Overlap) Error() string {
	return fmt.Sprintf("override %s already says what %s does from %s to %s; change that one, or choose another time",
		e.With.ID, e.Person, e.With.From.UTC().Format(time.RFC3339), e.With.To.UTC().Format(time.RFC3339))
}

// An Outcome is what an override would do to a plan.
type Outcome struct {
	Plan  *Plan // the plan with it
	Empty []Gap // when nobody would be on call because of it: ask once more
	Idle  bool  // it changes nothing: who it takes off is not on
}

// Try says what an override would do. The error is an [*Invalid] or an
// [*Overlap]. An override with the ID of one that the plan has takes its place.
func (p *Plan) Try(o Override) (Outcome, error) {
	if err := o.check(); err != nil {
		return Outcome{}, err
	}
	before := p.With(slices.DeleteFunc(slices.Clone(p.overrides), func(other Override) bool { return other.ID == o.ID }))
	for _, other := range before.overrides {
		if !(span{o.From, o.To}).clip(span{other.From, other.To}).empty() {
			for _, person := range o.people() {
				if slices.Contains(other.people(), person) {
					return Outcome{}, &Overlap{Person: person, With: other}
				}
			}
		}
	}
	after := p.With(append(slices.Clone(before.overrides), o))
	out := Outcome{Plan: after}
	already := before.empty(span{o.From, o.To})
	for _, g := range after.empty(span{o.From, o.To}) {
		for _, part := range (span{g.From, g.To}).minus(gapSpans(already)) {
			out.Empty = append(out.Empty, Gap{part.from, part.to})
		}
	}
	out.Idle = slices.Equal(before.Shifts(o.From, o.To), after.Shifts(o.From, o.To))
	return out, nil
}

func (o Override) check() error {
	switch {
	case o.ID == "":
		return &Invalid{"ID", "an override needs an ID"}
	case !o.From.Before(o.To):
		return &Invalid{"To", "an override ends after it begins; name a later end"}
	case o.To.Sub(o.From) > horizon:
		return &Invalid{"To", "an override lasts a year at most; change the rota instead"}
	case o.Person == "":
		return &Invalid{"Person", "say who it is about"}
	case o.Kind == Replace && (o.For == "" || o.For == o.Person):
		return &Invalid{"For", "say whom they replace: somebody else"}
	case o.Kind == Replace:
	case o.Kind != Add && o.Kind != Remove:
		return &Invalid{"Kind", "an override replaces, adds or removes somebody"}
	case o.For != "":
		return &Invalid{"For", "only a replacement is for somebody"}
	}
	return nil
}

// people are those whom an override is about.
func (o Override) people() []bot.PersonID {
	if o.Kind == Replace {
		return []bot.PersonID{o.Person, o.For}
	}
	return []bot.PersonID{o.Person}
}

// override applies overrides to shifts: remove, replace, add. Somebody who is on
// already stays so as they were, and is not on twice.
func override(shifts []Shift, overrides []Override, during span) []Shift {
	shifts = once(shifts)
	for _, kind := range []Kind{Remove, Replace, Add} {
		for _, o := range overrides {
			hold := span{o.From.UTC(), o.To.UTC()}.clip(during)
			if o.Kind != kind || hold.empty() {
				continue
			}
			var on []Shift
			switch kind {
			case Remove:
				theirs, others := split(shifts, o.Person)
				shifts = append(others, outside(theirs, []span{hold})...)
			case Replace:
				theirs, others := split(shifts, o.For)
				shifts = append(others, outside(theirs, []span{hold})...)
				for _, s := range inside(theirs, []span{hold}) {
					s.Person, s.Source, s.Override = o.Person, ByHand, o.ID
					on = append(on, s)
				}
			case Add:
				on = []Shift{{From: hold.from, To: hold.to, Person: o.Person, Source: ByHand, Override: o.ID}}
			}
			theirs, _ := split(shifts, o.Person)
			shifts = append(shifts, outside(on, spans(theirs))...)
		}
	}
	return shifts
}

// once leaves nobody in two shifts at a time: the one that began first stays.
func once(shifts []Shift) []Shift {
	slices.SortStableFunc(shifts, func(a, b Shift) int { return a.From.Compare(b.From) })
	until := map[bot.PersonID]time.Time{}
	var out []Shift
	for _, s := range shifts {
		if end := until[s.Person]; end.After(s.From) {
			s.From = end
		}
		if s.span().empty() {
			continue
		}
		until[s.Person] = s.To
		out = append(out, s)
	}
	return out
}

func gapSpans(gaps []Gap) []span {
	out := make([]span, len(gaps))
	for i, g := range gaps {
		out[i] = span{g.From, g.To}
	}
	return out
}

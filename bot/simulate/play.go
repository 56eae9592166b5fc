package simulate

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"meldwacht/bot"
)

// A Case is what is played.
type Case struct {
	Rules bot.Rules
	Track bot.Track
	Aware time.Time                    // our server takes the mail
	Staff func(at time.Time) bot.Staff // who can be reached at a moment
	// AckAfter is how long it takes the first person who is asked to
	// acknowledge, each time that a rung asks. Zero: nobody ever does.
	AckAfter time.Duration
}

// Played is how it went.
type Played struct {
	Incident bot.Incident
	Events   []bot.Event
	Lines    []Line
	Law      bot.Obligation // the obligation of the law, as it was when the incident opened
	Until    time.Time      // to where it was played
}

// ref is an incident that cannot exist: numbers begin at 1.
func ref(aware time.Time) bot.Ref { return bot.MakeRef(aware.Year(), 0) }

// maxEvents is far above what a ladder that comes every minute does in a week
// (chosen); a play that goes on longer would never end.
const maxEvents = 50_000

var errEndless = errors.New("simulate: this ladder does not end; look for a rung that comes again too soon")

// Play lets an incident run from the moment of awareness until the law's
// obligation has been overdue for two rungs.
func Play(c Case) (Played, error) { return run(c, maxEvents) }

func run(c Case, limit int) (Played, error) {
	p := &play{Case: c}
	aware := c.Aware.UTC()
	p.take(bot.Open(ref(aware), bot.Opened{Track: c.Track, Verdict: bot.VerdictUnknown, Aware: aware, Rules: c.Rules}, aware), aware, bot.Staff{})
	law, ok := p.in.Law()
	if !ok {
		return Played{}, fmt.Errorf("simulate: nothing is owed on the track %s; give its obligations in the configuration", c.Track)
	}
	p.law, p.until = law, untilOf(law)
	for {
		at, acks := p.next()
		if at.IsZero() || at.After(p.until) {
			return Played{Incident: p.in, Events: p.events, Lines: p.lines, Law: law, Until: p.until}, nil
		}
		step := p.comeDue
		if acks {
			step = p.acknowledge
		}
		if err := step(at); err != nil {
			return Played{}, err
		}
		if len(p.events) > limit {
			return Played{}, errEndless
		}
	}
}

// untilOf is the moment of the second rung that comes when the obligation is
// overdue: a third one would say nothing new.
func untilOf(o bot.Obligation) time.Time {
	n := len(o.Rule.Ladder)
	if n == 0 {
		return o.Deadline
	}
	last := o.Rule.Ladder[n-1]
	return o.Deadline.Add(max(0, -last.Left) + last.Every)
}

// A play is a case on its way.
type play struct {
	Case
	in     bot.Incident
	events []bot.Event
	lines  []Line
	law    bot.Obligation
	until  time.Time
	ack    time.Time // when the one who was asked will acknowledge; zero: nobody was
	asked  bot.Person
}

// next returns the next moment, and whether it is an acknowledgement. What is
// due goes first, as it would at the desk: the clock does not wait for a click.
func (p *play) next() (at time.Time, acks bool) {
	due, ok := p.in.Due()
	switch {
	case p.ack.IsZero() && !ok:
		return time.Time{}, false
	case p.ack.IsZero(), ok && !due.After(p.ack):
		return due, false
	}
	return p.ack, true
}

func (p *play) comeDue(at time.Time) error {
	staff := p.Staff(at)
	change, err := p.in.ComeDue(at, staff)
	if err != nil {
		return fmt.Errorf("simulate: %s: %w", at.Format(time.RFC3339), err)
	}
	if len(change.Events) == 0 {
		return errEndless // due, and yet nothing came of it
	}
	p.take(change, at, staff)
	if _, asks := p.in.Asking(at); asks && p.AckAfter > 0 && p.ack.IsZero() {
		if who, ok := p.firstAsked(staff); ok {
			p.ack, p.asked = at.Add(p.AckAfter), who
		}
	}
	return nil
}

func (p *play) acknowledge(at time.Time) error {
	who := p.asked
	p.ack, p.asked = time.Time{}, bot.Person{}
	change, err := p.in.Acknowledge(who, bot.ViaSlack, at)
	if _, refused := errors.AsType[bot.Refusal](err); refused {
		return nil // somebody clicks on what needs no click any more
	}
	if err != nil {
		return fmt.Errorf("simulate: %s: %w", at.Format(time.RFC3339), err)
	}
	p.take(change, at, p.Staff(at))
	return nil
}

// take folds a change, and writes a line for each event that people see.
func (p *play) take(change bot.Change, at time.Time, staff bot.Staff) {
	for _, e := range change.Events {
		p.in = p.in.Apply(e)
		p.events = append(p.events, e)
		if line, ok := lineOf(p.in, e, change.Effects, staff); ok {
			p.lines = append(p.lines, line)
		}
	}
}

// firstAsked returns who of those that were asked last comes first and may
// acknowledge, with the roles that they hold.
func (p *play) firstAsked(staff bot.Staff) (bot.Person, bool) {
	last := p.lines[len(p.lines)-1]
	for _, id := range slices.Concat(last.Paged, last.Told, staff.Of([]bot.Role{bot.OnCall, bot.Manager})) {
		who := bot.Person{ID: id}
		for _, role := range []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall} {
			if slices.Contains(staff.Holders[role], id) {
				who.Roles = append(who.Roles, role)
			}
		}
		if who.May(bot.Manager) || who.May(bot.OnCall) {
			return who, true
		}
	}
	return bot.Person{}, false
}

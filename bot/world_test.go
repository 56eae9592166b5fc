package bot

import (
	"slices"
	"time"

	"pgregory.net/rapid"
)

// staffed are the people of the random desks, and the roles that they may hold.
var staffed = []Person{
	{ID: "anna", Roles: []Role{Support}},
	{ID: "mira", Roles: []Role{Manager}},
	{ID: "hugo", Roles: []Role{Manager, Privacy}},
	{ID: "lena", Roles: []Role{Manager, OnCall}},
	{ID: "fati", Roles: []Role{Privacy}},
	{ID: "night", Roles: []Role{OnCall}},
}

var allRoles = []Role{Support, Manager, Privacy, OnCall}

// A world is what happens around an incident: when it opens, under which rules,
// and who can be reached at which hour.
type world struct {
	opens time.Time
	rules Rules
	shift []Staff // each for two hours, over and over
}

func (w world) staff(at time.Time) Staff {
	return w.shift[int(at.Unix()/7200)%len(w.shift)]
}

func drawWorld(t *rapid.T) world {
	w := world{opens: rapid.SampledFrom(nights).Draw(t, "night").Add(draw(t, "opens", 0, 48*60, time.Minute))}
	w.rules.Paths = []string{"first", "second", "third"}[:rapid.IntRange(0, 3).Draw(t, "paths")]
	w.rules.Approval = []ActionKind{SuspendAPI}
	w.rules.Actions = []ActionRule{{Kind: SuspendAPI, Stands: draw(t, "approval", 1, 8, time.Hour)}}
	for _, name := range []string{"alpha", "beta", "gamma"}[:rapid.IntRange(1, 3).Draw(t, "obligations")] {
		w.rules.Obligations = append(w.rules.Obligations, drawObligation(t, name))
	}
	w.rules.Waits = Waits{Office: draw(t, "office", 0, 30, time.Minute), Outside: draw(t, "outside", 0, 30, time.Minute)}
	if rapid.Bool().Draw(t, "bands") {
		w.rules.Acks = []AckBand{
			{1<<63 - 1, draw(t, "stands", 120, 300, time.Minute)},
			{draw(t, "left", 10, 40, time.Hour), draw(t, "stands", 40, 120, time.Minute)},
			{draw(t, "left", 0, 9, time.Hour), draw(t, "stands", 5, 40, time.Minute)},
		}
	}
	for range rapid.IntRange(1, 6).Draw(t, "shifts") {
		w.shift = append(w.shift, drawStaff(t))
	}
	return w
}

// nights are midnights in UTC: an ordinary one, and the two before the clock
// changes in Amsterdam.
var nights = []time.Time{
	time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC),
	time.Date(2026, 10, 24, 0, 0, 0, 0, time.UTC),
	time.Date(2027, 3, 27, 0, 0, 0, 0, time.UTC),
}

func draw(t *rapid.T, name string, least, most int, unit time.Duration) time.Duration {
	return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * unit
}

func drawRoles(t *rapid.T, name string) []Role {
	return slices.Clip(rapid.SampledFrom([][]Role{nil, {Manager}, {OnCall}, {Manager, OnCall}, {Support}, {Privacy}, allRoles}).Draw(t, name))
}

// drawStaff draws an open office with everybody in it, or who holds which role
// now: somebody, several, or nobody.
func drawStaff(t *rapid.T) Staff {
	s := Staff{Closed: rapid.Bool().Draw(t, "closed")}
	if rapid.IntRange(0, 3).Draw(t, "who") == 0 {
		return s
	}
	s.Holders = map[Role][]PersonID{}
	for _, p := range staffed {
		for _, r := range p.Roles {
			if rapid.Bool().Draw(t, "there") {
				s.Holders[r] = append(s.Holders[r], p.ID)
			}
		}
	}
	return s
}

// drawObligation draws a rule that the configuration would take: its rungs in
// order, and the last one repeats.
func drawObligation(t *rapid.T, name string) ObligationRule {
	rule := ObligationRule{Name: name, Tracks: []Track{Customer},
		Trigger: rapid.SampledFrom([]Trigger{"", TriggerAware, TriggerMail, TriggerAction}).Draw(t, "trigger"),
		MetBy:   rapid.SampledFrom([]MetBy{"", MetByVerdict, MetByActions, MetByNotice}).Draw(t, "met by"),
		Within:  draw(t, "within", 1, 96, time.Hour)}
	left := rule.Within
	for _, n := range []string{"first", "second", "third", "fourth", "last"}[5-rapid.IntRange(1, 5).Draw(t, "rungs"):] {
		r := drawRung(t, n)
		r.Left = left - draw(t, "later", 0, 30*60, time.Minute)
		left = r.Left - time.Minute
		if n == "last" {
			r.Every = draw(t, "every", 10, 8*60, time.Minute)
		}
		rule.Ladder = append(rule.Ladder, r)
	}
	return rule
}

func drawRung(t *rapid.T, name string) Rung {
	r := Rung{Name: name, Tell: drawRoles(t, "tell"), Page: drawRoles(t, "page"), Outside: drawRoles(t, "outside"),
		Ack: rapid.Bool().Draw(t, "ack"), Second: rapid.Bool().Draw(t, "second")}
	if r.Ack {
		r.AckBy, r.All = drawRoles(t, "ack by"), rapid.Bool().Draw(t, "all")
		if len(r.Page) > 0 {
			r.PageAfter = draw(t, "page after", 0, 40, time.Minute)
		}
	}
	return r
}

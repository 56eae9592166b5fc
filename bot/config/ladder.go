package config

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// An Obligation is a duty with a clock, as the file gives it.
type Obligation struct {
	Name   string      `yaml:"name"`
	Tracks []bot.Track `yaml:"tracks"`
	Hours  int         `yaml:"hours"`
	Ladder []Rung      `yaml:"ladder"`
}

// A Rung is one step of its ladder; see [bot.Rung].
type Rung struct {
	Name      string        `yaml:"name"`
	Left      time.Duration `yaml:"left"`
	Every     time.Duration `yaml:"every"`
	Tell      []bot.Role    `yaml:"tell"`
	Ack       bool          `yaml:"ack"`
	Page      []bot.Role    `yaml:"page"`
	PageAfter time.Duration `yaml:"page_after"`
	Second    bool          `yaml:"second"`
	Broadcast bool          `yaml:"broadcast"`
}

const (
	// maxHours keeps a slip of the keyboard from becoming a deadline that
	// nobody lives to see (chosen: a leap year).
	maxHours = 8784
	// minEvery keeps a ladder from flooding its thread (chosen).
	minEvery = time.Minute
)

// Rules returns what is owed, what each action demands, what a second person
// must approve, and whether the desk writes letters. What the file leaves out is
// that of [bot.DefaultRules].
func (c Config) Rules() bot.Rules {
	rules := bot.DefaultRules()
	if c.Approval != nil {
		rules.Approval = slices.Clone(c.Approval)
	}
	for _, a := range c.Actions {
		rules.Actions = append(rules.Actions, bot.ActionRule(a))
	}
	rules.Letters = c.Mail.Out != nil
	if len(c.Obligations) == 0 {
		return rules
	}
	rules.Obligations = nil
	for _, o := range c.Obligations {
		rule := bot.ObligationRule{Name: o.Name, Tracks: slices.Clone(o.Tracks), Within: time.Duration(o.Hours) * time.Hour}
		for _, r := range o.Ladder {
			rule.Ladder = append(rule.Ladder, bot.Rung(r))
		}
		rules.Obligations = append(rules.Obligations, rule)
	}
	return rules
}

func (k *check) obligations(c *Config) {
	for i, a := range c.Approval {
		if !slices.Contains(bot.ActionKinds(), a) {
			unknown(k, index("approval", i), a, "action", bot.ActionKinds())
		}
	}
	if k.outline.has("obligations") && len(c.Obligations) == 0 {
		k.problem("obligations", "obligations is empty. List at least one, or leave the field out for the 72 hours of GDPR art. 33.")
	}
	names := map[string]string{}
	for i, o := range c.Obligations {
		at := index("obligations", i)
		k.form(at+".name", o.Name, word, "Write a short name in lower case, such as ap.", true)
		k.once(at+".name", o.Name, claim(names, o.Name, at), "Two obligations need two names.")
		if len(o.Tracks) == 0 {
			k.problem(at+".tracks", "%s.tracks is missing. Write [customer, internal], or the one of them on which it is owed.", at)
		}
		for j, t := range o.Tracks {
			if t != bot.Customer && t != bot.Internal {
				unknown(k, index(at+".tracks", j), t, "track", []bot.Track{bot.Customer, bot.Internal})
			}
		}
		if o.Hours < 1 || o.Hours > maxHours {
			k.problem(at+".hours", "%s.hours must be from 1 to %d. Write the hours from awareness to the deadline, such as 72.", at, maxHours)
		}
		k.ladder(at, o)
	}
}

func (k *check) ladder(at string, o Obligation) {
	if len(o.Ladder) == 0 {
		k.problem(at+".ladder", "%s.ladder has no rungs, so nobody would be reminded. Leave the obligation out, or list rungs.", at)
		return
	}
	names := map[string]string{}
	for i, r := range o.Ladder {
		rung := index(at+".ladder", i)
		k.form(rung+".name", r.Name, word, "Write a short name in lower case, such as 12h.", true)
		k.once(rung+".name", r.Name, claim(names, r.Name, rung), "Two rungs need two names.")
		switch {
		case !k.outline.has(rung + ".left"):
			k.problem(rung+".left", "%s.left is missing. Write how much time is left when the rung is due, such as 12h.", rung)
		case i == 0 && o.Hours > 0 && r.Left > time.Duration(o.Hours)*time.Hour:
			k.problem(rung+".left", "%s.left is before the clock starts. Write at most %dh.", rung, o.Hours)
		case i > 0 && k.mistyped(index(at+".ladder", i-1)+".left"):
		case i > 0 && r.Left == o.Ladder[i-1].Left:
			k.problem(rung+".left", "%s.left is that of the rung before it. Make one rung of the two.", rung)
		case i > 0 && r.Left > o.Ladder[i-1].Left:
			k.problem(rung+".left", "%s.left comes before the rung above it. List the rungs with the most time left first.", rung)
		}
		k.repeats(rung, r, i == len(o.Ladder)-1)
		k.paging(rung, r, o.Ladder[i+1:])
	}
}

// repeats demands that the last rung comes again, and no other does: a ladder
// may only end because the obligation is met.
func (k *check) repeats(rung string, r Rung, isLast bool) {
	switch {
	case k.mistyped(rung + ".every"):
	case isLast && r.Every == 0:
		k.problem(rung, "the ladder ends here and the obligation may still be owed. Let the last rung repeat with every: 1h.")
	case isLast && r.Every < minEvery:
		k.problem(rung+".every", "%s.every is too short. Write at least %s.", rung, "1m")
	case !isLast && r.Every != 0:
		k.problem(rung+".every", "only the last rung of a ladder repeats. Remove every here.")
	}
}

func (k *check) paging(rung string, r Rung, later []Rung) {
	at := rung + ".page_after"
	switch {
	case r.PageAfter < 0:
		k.problem(at, "%s is below zero. Write how long to wait for an acknowledgement, such as 30m.", at)
	case r.PageAfter > 0 && len(r.Page) == 0:
		k.problem(at, "%s waits with a page that nobody gets. List roles in page, or remove page_after.", at)
	case r.PageAfter > 0 && !r.Ack:
		k.problem(at, "%s waits for an acknowledgement that is not asked for. Write ack: true beside it.", at)
	case r.PageAfter > 0 && len(later) > 0 && r.PageAfter >= r.Left-later[0].Left && r.Left > later[0].Left,
		r.PageAfter > 0 && r.Every > 0 && r.PageAfter >= r.Every:
		k.problem(at, "%s is not over when the next rung is due, so nobody would be paged. Write less.", at)
	}
}

// reach demands that each rung reaches somebody. A Slack group can be told and
// cannot be paged: it has no numbers.
func (k *check) reach(c *Config) {
	if k.anyMistyped("people", "roles", "obligations") {
		return // what is missing here may be what could not be read
	}
	said := map[bot.Role]bool{}
	say := func(path string, role bot.Role, format string, args ...any) {
		if len(c.Obligations) == 0 {
			path = "roles" // the default ladder stands in no file: once for each role
			if said[role] {
				return
			}
		}
		said[role] = true
		k.problem(path, format, args...)
	}
	paged := map[bot.Role]bool{}
	for i, o := range c.Rules().Obligations {
		for j, r := range o.Ladder {
			rung := index(index("obligations", i)+".ladder", j)
			for n, list := range [][]bot.Role{r.Tell, r.Page} {
				field := rung + []string{".tell", ".page"}[n]
				for m, role := range list {
					at := index(field, m)
					switch {
					case !slices.Contains(roleNames(), role):
						unknown(k, at, role, "role", roleNames())
					case n == 1 && len(c.Roles[role].People) == 0:
						say(at, role, "the rung %s pages the role %s, in which no people are listed. List some in roles.%s.people, or page another role.", r.Name, role, role)
					case !c.held(role):
						say(at, role, "the rung %s tells the role %s, which nobody holds. List people or groups in roles.%s, or tell another role.", r.Name, role, role)
					}
					paged[role] = true
				}
			}
		}
	}
	for i, p := range c.People {
		onLadder := slices.ContainsFunc(c.RolesOf(p.ID), func(r bot.Role) bool { return paged[r] })
		if onLadder && len(p.Slack) == 0 && p.Mail == "" && p.Phone == "" {
			k.problem(index("people", i), "people[%d] is on the ladder and cannot be reached. Write slack, mail or phone.", i)
		}
	}
}

// pages reports whether the rules ever page anybody.
func pages(rules bot.Rules) bool {
	return slices.ContainsFunc(rules.Obligations, func(o bot.ObligationRule) bool {
		return slices.ContainsFunc(o.Ladder, func(r bot.Rung) bool { return len(r.Page) > 0 })
	})
}

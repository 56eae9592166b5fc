package config

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// An Obligation is a duty with a clock, as the file gives it.
type Obligation struct {
	Name    string      `yaml:"name"`
	Tracks  []bot.Track `yaml:"tracks"`
	Theirs  []bot.Track `yaml:"theirs"`
	Trigger bot.Trigger `yaml:"trigger"`
	Hours   int         `yaml:"hours"`
	From    string      `yaml:"from"`
	MetBy   bot.MetBy   `yaml:"met_by"`
	Ladder  []Rung      `yaml:"ladder"`
}

// A Rung is one step of its ladder; see [bot.Rung].
type Rung struct {
	Name      string         `yaml:"name"`
	Left      time.Duration  `yaml:"left"`
	Since     *time.Duration `yaml:"since"` // instead of left
	Every     time.Duration  `yaml:"every"`
	Tell      []bot.Role     `yaml:"tell"`
	Ack       bool           `yaml:"ack"`
	AckBy     []bot.Role     `yaml:"ack_by"`
	AckAll    bool           `yaml:"ack_all"`
	Page      []bot.Role     `yaml:"page"`
	PageAfter time.Duration  `yaml:"page_after"`
	Outside   []bot.Role     `yaml:"page_outside"`
	Second    bool           `yaml:"second"`
	Broadcast bool           `yaml:"broadcast"`
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
	for _, b := range c.Escalation.Acks {
		rules.Acks = append(rules.Acks, b.band())
	}
	rules.Waits = bot.Waits(c.Escalation.Wait)
	rules.Paths = c.Pager.Paths()
	if len(c.Obligations) == 0 {
		return rules
	}
	rules.Obligations = nil
	for _, o := range c.Obligations {
		rule := bot.ObligationRule{Name: o.Name, Tracks: slices.Clone(o.Tracks), Theirs: slices.Clone(o.Theirs), Trigger: o.Trigger,
			Within: o.within(), MetBy: o.MetBy, From: c.from(o)}
		for _, r := range o.Ladder {
			rule.Ladder = append(rule.Ladder, bot.Rung{Name: r.Name, Left: o.left(r), Every: r.Every, Tell: r.Tell, Ack: r.Ack, AckBy: r.AckBy, All: r.AckAll,
				Page: r.Page, PageAfter: r.PageAfter, Outside: r.Outside, Second: r.Second, Broadcast: r.Broadcast})
		}
		rules.Obligations = append(rules.Obligations, rule)
	}
	return rules
}

func (o Obligation) within() time.Duration { return time.Duration(o.Hours) * time.Hour }

// left is the time left at a rung, which may be given as the time since the start.
func (o Obligation) left(r Rung) time.Duration {
	if r.Since != nil {
		return o.within() - *r.Since
	}
	return r.Left
}

// from is when the rule comes into force: midnight in the desk's zone.
func (c Config) from(o Obligation) time.Time {
	zone := c.Location
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation(time.DateOnly, o.From, zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
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
		k.once(at+".name", o.Name, claim(names, o.Name+" "+o.From, at), "Two obligations need two names, or the later of the two a from.")
		if o.From != "" && c.from(o).IsZero() {
			k.problem(at+".from", "%s.from is no date. Write the day on which the rule comes into force, such as 2027-01-01.", at)
		}
		if o.Trigger != "" && !slices.Contains(bot.Triggers(), o.Trigger) {
			unknown(k, at+".trigger", o.Trigger, "trigger", bot.Triggers())
		}
		if o.Trigger == bot.TriggerDeclared && !slices.Contains(o.Tracks, bot.Internal) {
			k.problem(at+".trigger", "%s.trigger never comes: only internal incidents are declared. Add internal to tracks, or choose another trigger.", at)
		}
		if o.MetBy != "" && !slices.Contains(bot.MetBys(), o.MetBy) {
			unknown(k, at+".met_by", o.MetBy, "way to meet an obligation", bot.MetBys())
		}
		for j, t := range o.Theirs {
			if !slices.Contains(o.Tracks, t) {
				k.problem(index(at+".theirs", j), "%s.theirs names a track on which the obligation is not owed. Name one of tracks.", at)
			}
		}
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
		case k.outline.has(rung+".left") && r.Since != nil:
			k.problem(rung+".since", "%s has both left and since. Write the one that you mean.", rung)
		case !k.outline.has(rung+".left") && r.Since == nil:
			k.problem(rung+".left", "%s.left is missing. Write how much time is left when the rung is due, such as 12h; or since, how much has passed.", rung)
		case r.Since != nil && *r.Since < 0:
			k.problem(rung+".since", "%s.since is before the clock starts. Write 0s or more.", rung)
		case i == 0 && o.Hours > 0 && o.left(r) > o.within():
			k.problem(rung+".left", "%s.left is before the clock starts. Write at most %dh.", rung, o.Hours)
		case i > 0 && k.mistyped(index(at+".ladder", i-1)+".left"):
		case i > 0 && o.left(r) == o.left(o.Ladder[i-1]):
			k.problem(rung+".left", "%s.left is that of the rung before it. Make one rung of the two.", rung)
		case i > 0 && o.left(r) > o.left(o.Ladder[i-1]):
			k.problem(rung+".left", "%s.left comes before the rung above it. List the rungs with the most time left first.", rung)
		}
		k.repeats(rung, r, i == len(o.Ladder)-1)
		k.paging(rung, o, i)
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

func (k *check) paging(rung string, o Obligation, i int) {
	r, later, at := o.Ladder[i], o.Ladder[i+1:], rung+".page_after"
	if !r.Ack && (r.AckAll || len(r.AckBy) > 0) {
		k.problem(rung, "%s says who must acknowledge and asks for no acknowledgement. Write ack: true beside it.", rung)
	}
	switch {
	case r.PageAfter < 0:
		k.problem(at, "%s is below zero. Write how long to wait for an acknowledgement, such as 30m.", at)
	case r.PageAfter > 0 && len(r.Page) == 0:
		k.problem(at, "%s waits with a page that nobody gets. List roles in page, or remove page_after.", at)
	case r.PageAfter > 0 && !r.Ack:
		k.problem(at, "%s waits for an acknowledgement that is not asked for. Write ack: true beside it.", at)
	case r.PageAfter > 0 && len(later) > 0 && r.PageAfter >= o.left(r)-o.left(later[0]) && o.left(r) > o.left(later[0]),
		r.PageAfter > 0 && r.Every > 0 && r.PageAfter >= r.Every:
		k.problem(at, "%s is not over when the next rung is due, so nobody would be paged. Write less.", at)
	}
}

// reach demands that each rung reaches somebody. A Slack group can be told and
// cannot be paged: it has no numbers.
func (k *check) reach(c *Config) {
	if k.anyMistyped("people", "roles", "rota", "obligations") {
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
			for n, list := range [][]bot.Role{r.Tell, r.Page, r.Outside, r.AckBy} {
				field := rung + []string{".tell", ".page", ".page_outside", ".ack_by"}[n]
				for m, role := range list {
					at := index(field, m)
					switch {
					case !slices.Contains(roleNames(), role):
						unknown(k, at, role, "role", roleNames())
					case (n == 1 || n == 2) && !c.pageable(role):
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
		if onLadder && !p.Reachable() {
			k.problem(index("people", i), "people[%d] is on the ladder and cannot be reached. Write slack, mail or phone.", i)
		}
	}
}

// pages reports whether the rules ever page anybody.
func pages(rules bot.Rules) bool {
	return slices.ContainsFunc(rules.Obligations, func(o bot.ObligationRule) bool {
		return slices.ContainsFunc(o.Ladder, func(r bot.Rung) bool { return len(r.Page)+len(r.Outside) > 0 })
	})
}

// pageable reports whether somebody of the role can be paged.
func (c Config) pageable(role bot.Role) bool {
	return len(c.Roles[role].People) > 0 || c.turns(role)
}

// turns reports whether the rota says who holds the role.
func (c Config) turns(role bot.Role) bool { return role == bot.OnCall && c.Rota != nil }

// Escalation is how long acknowledgements stand and pages wait.
type Escalation struct {
	Acks []AckBand `yaml:"acknowledgements"` // absent: 4h, from 24h on 1h, from 6h on 20m
	Wait Waits     `yaml:"wait"`
}

// An AckBand is one line of it; the one without left holds for all the time before.
type AckBand struct {
	Left   *time.Duration `yaml:"left"`
	Stands time.Duration  `yaml:"stands"`
}

// Waits are how long a page waits; see [bot.Waits].
type Waits struct {
	Office  time.Duration `yaml:"office"`
	Outside time.Duration `yaml:"outside"`
}

func (b AckBand) band() bot.AckBand {
	left := time.Duration(1<<63 - 1)
	if b.Left != nil {
		left = *b.Left
	}
	return bot.AckBand{Left: left, Stands: b.Stands}
}

// minAck keeps an acknowledgement from expiring before its page was read,
// maxAck from standing over a night (chosen).
const (
	minAck = 5 * time.Minute
	maxAck = 12 * time.Hour
)

func (k *check) escalation(c *Config) {
	for i, b := range c.Escalation.Acks {
		at := index("escalation.acknowledgements", i)
		switch before := c.Escalation.Acks[max(0, i-1)].band(); {
		case k.mistyped(at + ".stands"):
		case b.Stands < minAck || b.Stands > maxAck:
			k.problem(at+".stands", "%s.stands must be from 5m to 12h. Write how long an acknowledgement holds, such as 4h.", at)
		case i == 0 && b.Left != nil:
			k.problem(at+".left", "the first line of escalation.acknowledgements holds from the start. Remove left here.")
		case i > 0 && b.Left == nil:
			k.problem(at, "%s has no left. Write from how much time left on it holds, such as 24h.", at)
		case i > 0 && b.band().Left >= before.Left:
			k.problem(at+".left", "%s.left is not below that of the line before it. List the most time left first.", at)
		case i > 0 && b.Stands > before.Stands:
			k.problem(at+".stands", "%s.stands is longer than that of the line before it. The less time is left, the shorter.", at)
		}
	}
	for _, w := range []struct {
		name string
		wait time.Duration
	}{{"office", c.Escalation.Wait.Office}, {"outside", c.Escalation.Wait.Outside}} {
		if at := "escalation.wait." + w.name; w.wait != 0 && (w.wait < minEvery || w.wait > time.Hour) && !k.mistyped(at) {
			k.problem(at, "%s must be from 1m to 1h. Write how long a page waits before more people are paged.", at)
		}
	}
}

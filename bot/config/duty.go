package config

import (
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/rota"
)

// duty checks when the office is open and who is on call when. Both are read by
// package rota, which names what is wrong; here it gets its line and column.
func (k *check) duty(c *Config) {
	if c.Hours != nil && !k.anyMistyped("hours") {
		k.say("hours", c.Hours.Check())
	}
	if c.Rota == nil {
		return
	}
	if k.outline.has("roles.oncall") {
		k.problem("roles.oncall", "roles.oncall has no effect: the rota says who is on call. Remove it, or the rota.")
	}
	for i := range c.Rota.Layers {
		if cal := c.Rota.Layers[i].Calendar; cal != nil {
			cal.File = k.path(cal.File)
		}
	}
	if !k.anyMistyped("rota") {
		k.say("rota", c.Rota.Check(func(id bot.PersonID) string { return k.reachable(c, id) }))
	}
}

func (k *check) say(section string, problems []rota.Problem) {
	for _, p := range problems {
		at := join(section, p.Path)
		k.problem(at, "%s: %s.", at, strings.TrimSuffix(p.Text, "."))
	}
}

// reachable says what to do about somebody in the rota who cannot be called out.
func (k *check) reachable(c *Config, id bot.PersonID) string {
	p, ok := c.Person(id)
	switch {
	case k.anyMistyped("people"):
		return "" // who could not be read may be meant
	case ok && p.Reachable() && len(c.Pager.named()) > 0 && !c.reachable(p) && !k.anyMistyped("pager"):
		return "they are in the rota and none of the paths of the pager (" + strings.Join(c.Pager.Paths(), ", ") + ") reaches them; write what the path needs: mail, phone, ntfy_topic_env, or add a path"
	case ok && p.Reachable():
		return ""
	case ok:
		return "they are in the rota and cannot be reached; write slack, mail or phone of this person in people"
	}
	if near := nearest(string(id), strs(ids(c.People))); near != "" {
		return "this is no person that the desk knows; write " + near + " if that is who is meant"
	}
	return "this is no person that the desk knows; list them in people"
}

// Reachable reports whether there is any way to reach the person.
func (p Person) Reachable() bool { return len(p.Slack) > 0 || p.Mail != "" || p.Phone != "" }

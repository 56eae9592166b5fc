package view

import (
	"slices"

	"meldwacht/bot"
)

// maxMentions bounds how many are mentioned for one role: beyond it a company
// has a user group.
const maxMentions = 10

// who names a person: by their Slack account, else by the name in the
// configuration, else by the id. The desk and a mail are named for what they are.
func (f Face) who(id bot.PersonID) text {
	switch id {
	case bot.ActorDesk, bot.ActorMail:
		return f.say("actor." + string(id))
	case "":
		return f.say("actor.somebody")
	}
	if t := mention(string(f.Cast.Users[id])); t != nil {
		return t
	}
	return of(data(oneLine(f.nameOf(id), 60)))
}

// name is who without a mention, for where Slack shows plain text.
func (f Face) name(id bot.PersonID) string {
	switch id {
	case bot.ActorDesk, bot.ActorMail:
		return f.say("actor." + string(id)).plain()
	case "":
		return f.say("actor.somebody").plain()
	}
	return quotable(f.nameOf(id))
}

func (f Face) nameOf(id bot.PersonID) string {
	if n := f.Cast.Names[id]; n != "" {
		return n
	}
	return string(id)
}

// mentions are the ids that stand for a role now.
func (c Cast) mentions(r bot.Role) []string {
	if r == bot.OnCall && c.OnCall != nil {
		return c.OnCall()
	}
	return c.Groups[r]
}

// roles mentions everybody who holds one of the roles, each once. A role that
// nobody is listed for is named in words, so that it is seen that nobody is.
func (f Face) roles(roles []bot.Role) text {
	var out []text
	var seen []string
	for _, r := range roles {
		found := false
		for _, id := range f.Cast.mentions(r) {
			t := mention(id)
			if t == nil {
				continue
			}
			found = true
			if !slices.Contains(seen, id) && len(seen) < maxMentions*len(roles) {
				seen = append(seen, id)
				out = append(out, t)
			}
		}
		if !found {
			out = append(out, f.say("role."+string(r)))
		}
	}
	return join(" ", out[:min(len(out), 4*maxMentions)]...)
}

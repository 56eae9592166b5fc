package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"meldwacht/bot"
)

// A Person is somebody who works at the desk, or whom it must be able to reach.
type Person struct {
	ID    bot.PersonID `yaml:"id"`
	Name  string       `yaml:"name"`
	Slack []bot.UserID `yaml:"slack"` // one person may have several accounts
	Mail  bot.Address  `yaml:"mail"`
	Phone Phone        `yaml:"phone"`

	TopicEnv  string `yaml:"ntfy_topic_env"` // a topic is as good as a password
	TopicFile string `yaml:"ntfy_topic_file"`
	PagerDuty string `yaml:"pagerduty"` // id there: PXXXXXX

	Topic Secret `yaml:"-"`
}

// A Phone is a number to call. It prints itself masked, as an address does;
// string(p) is the full number.
type Phone string

// String shows the last two digits alone.
func (p Phone) String() string {
	if len(p) < 6 {
		return "•••"
	}
	return "••• •• " + string(p[len(p)-2:])
}

// GoString masks as String does, for %#v.
func (p Phone) GoString() string { return p.String() }

// A Role is who holds it: people by their id here, and the members of Slack
// user groups.
type Role struct {
	People []bot.PersonID `yaml:"people"`
	Groups []string       `yaml:"groups"`
}

// roleNames are the roles of the desk, in the order of the escalation.
func roleNames() []bot.Role { return []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall} }

// Person returns somebody by their id.
func (c Config) Person(id bot.PersonID) (Person, bool) {
	i := slices.IndexFunc(c.People, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return c.People[i], true
}

// PersonOf returns who has that Slack account.
func (c Config) PersonOf(user bot.UserID) (Person, bool) {
	i := slices.IndexFunc(c.People, func(p Person) bool { return slices.Contains(p.Slack, user) })
	if i < 0 {
		return Person{}, false
	}
	return c.People[i], true
}

// Holders returns the people who are listed for a role, each once.
func (c Config) Holders(role bot.Role) []Person {
	var list []Person
	for _, id := range c.Roles[role].People {
		if p, ok := c.Person(id); ok {
			list = append(list, p)
		}
	}
	return list
}

// RolesOf returns the roles for which a person is listed. What they hold by a
// Slack user group comes on top of it.
func (c Config) RolesOf(id bot.PersonID) []bot.Role {
	var list []bot.Role
	for _, role := range roleNames() {
		if slices.Contains(c.Roles[role].People, id) {
			list = append(list, role)
		}
	}
	return list
}

var (
	word  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	phone = regexp.MustCompile(`^\+[0-9 ]{6,20}$`)
)

func (k *check) people(c *Config) {
	ids, users := map[bot.PersonID]string{}, map[bot.UserID]string{}
	mails := map[bot.Address]string{}
	for i := range c.People {
		p, at := &c.People[i], index("people", i)
		k.form(at+".id", string(p.ID), word, "Write a short id in lower case, such as anna.", true)
		if p.ID == bot.ActorDesk || p.ID == bot.ActorMail {
			k.problem(at+".id", "%s.id is kept for the desk itself. Choose another one.", at)
		}
		k.once(at+".id", string(p.ID), claim(ids, p.ID, at), "Two people need two ids.")
		k.required(at+".name", strings.TrimSpace(p.Name), "Write the name that colleagues know.")
		for j, u := range p.Slack {
			field := index(at+".slack", j)
			k.form(field, string(u), userID, "Write the id of a Slack user, such as U0123ABCD (profile, copy member ID).", true)
			k.once(field, string(u), claim(users, u, at), "One Slack account belongs to one person: nobody may approve their own request under a second name.")
		}
		p.Mail = bot.Address(strings.ToLower(strings.TrimSpace(string(p.Mail))))
		if p.Mail != "" {
			k.address(at+".mail", p.Mail)
			k.once(at+".mail", "x", claim(mails, p.Mail, at), "One mail address belongs to one person.")
		}
		k.form(at+".phone", string(p.Phone), phone, "Write the number with its country, such as +31 50 000 04 23.", false)
	}
}

// claim notes who holds a value, and returns who held it before.
func claim[K comparable](held map[K]string, value K, by string) string {
	if before, ok := held[value]; ok {
		return before
	}
	held[value] = by
	return ""
}

func (k *check) once(path, value, before, why string) {
	if value != "" && before != "" {
		k.problem(path, "%s has the value that %s has already. %s", path, before, why)
	}
}

func (k *check) roles(c *Config) {
	names := roleNames()
	for _, role := range slices.Sorted(maps.Keys(c.Roles)) {
		at := "roles." + string(role)
		if !slices.Contains(names, role) {
			unknown(k, at, role, "role", names)
			continue
		}
		r := c.Roles[role]
		for i, id := range r.People {
			field := index(at+".people", i)
			if _, ok := c.Person(id); !ok && !k.anyMistyped("people") {
				unknown(k, field, id, "person", ids(c.People))
			} else if slices.Index(r.People, id) < i {
				k.problem(field, "%s names somebody twice. Remove one of the two.", field)
			}
		}
		for i, g := range r.Groups {
			k.form(index(at+".groups", i), g, groupID, "Write the id of a Slack user group, such as S0123ABCD.", true)
		}
	}
	if k.anyMistyped("roles") {
		return // who holds what could not be read
	}
	if !c.held(bot.Support) {
		k.problem("roles.support", "nobody holds the role support, so nobody could work at the desk. List people or groups in roles.support.")
	}
	if !c.held(bot.Manager) && !c.held(bot.Privacy) {
		k.problem("roles.manager", "nobody holds the role manager or privacy, so nobody could approve or acknowledge. List people or groups in roles.manager.")
	}
}

// held reports whether somebody has the role, by name, by a group or by turns.
func (c Config) held(role bot.Role) bool {
	return len(c.Roles[role].People) > 0 || len(c.Roles[role].Groups) > 0 || c.turns(role)
}

func ids(people []Person) []bot.PersonID {
	var list []bot.PersonID
	for _, p := range people {
		if p.ID != "" {
			list = append(list, p.ID)
		}
	}
	return list
}

// unknown says that a word stands for nothing, and which one was meant.
func unknown[S ~string](k *check, path string, value S, what string, known []S) {
	words := strs(known)
	hint := "Write one of " + joined(known) + "."
	if near := nearest(string(value), words); near != "" {
		hint = "Did you mean " + near + "?"
	} else if len(words) == 0 {
		hint = "List one first."
	}
	k.problem(path, "%s is no %s that the desk knows. %s", path, what, hint)
}

func joined[S ~string](words []S) string { return strings.Join(strs(words), ", ") }

func strs[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// Who says which person stands behind a Slack account, and what they may do.
// Slack is asked when somebody acts; an answer is used for at most a minute,
// and anew when two people must count (slack.md §8). When Slack says "not so
// fast" we wait as long as it asks: a press must not fail by the presses before it.
type Who struct {
	API    *slack.Client
	Team   string                       // id of the workspace
	People map[bot.UserID]bot.PersonID  // one person may have several accounts
	Names  map[bot.PersonID]string      // as the desk calls them
	Roles  map[bot.Role][]string        // accounts (U…, W…) and user groups (S…)
	OnCall func() []bot.UserID          // whoever is on call now; nil: those of Roles
	Off    func(bot.PersonID) time.Time // when their turn on call ends, as of bot.Person; nil: it does not
	Lang   bot.Lang                     // of whoever has no locale
	Now    func() time.Time

	mu     sync.Mutex
	users  map[bot.UserID]known
	groups map[string]group
}

type known struct {
	user slack.User
	at   time.Time
}

type group struct {
	users []string
	at    time.Time
}

// whoAge is how old an answer of Slack may be: usergroups.users.list allows 20
// calls a minute, users.info 100 (docs.slack.dev apis/web-api/rate-limits).
// What must be fresh may be two seconds old: one press reads the same group for
// who presses and for who may approve.
const (
	whoAge   = time.Minute
	freshAge = 2 * time.Second
)

// An outsider is somebody whom the desk does not serve.
type outsider struct{ why string }

func (o outsider) Error() string { return "not served: " + o.why }

// Person returns who acts. A guest, a bot, a stranger, somebody who has left
// and somebody of another workspace get an error of type outsider. With fresh
// nothing older than freshAge counts, and what cannot be read is a no.
func (w *Who) Person(ctx context.Context, id bot.UserID, fresh bool) (bot.Person, bot.Lang, error) {
	u, err := w.user(ctx, id, fresh)
	if err != nil {
		return bot.Person{}, w.Lang, err
	}
	lang := w.Lang
	switch {
	case strings.HasPrefix(u.Locale, "en"):
		lang = bot.EN
	case strings.HasPrefix(u.Locale, "nl"):
		lang = bot.NL
	}
	if why := w.outside(u); why != "" {
		return bot.Person{}, lang, outsider{why}
	}
	p := bot.Person{ID: w.People[id], User: id}
	if p.ID == "" {
		p.ID = bot.PersonID("slack:" + id)
	}
	if p.Name = w.Names[p.ID]; p.Name == "" {
		p.Name = u.RealName
	}
	if w.Off != nil {
		p.Off = w.Off(p.ID)
	}
	p.Roles, err = w.roles(ctx, id, fresh)
	return p, lang, err
}

func (w *Who) outside(u slack.User) string {
	switch {
	case u.Deleted:
		return "deleted"
	case u.IsStranger || u.TeamID != "" && w.Team != "" && u.TeamID != w.Team && !slices.Contains(u.Enterprise.Teams, w.Team):
		return "stranger"
	case u.IsBot:
		return "bot"
	case u.IsRestricted || u.IsUltraRestricted:
		return "guest"
	}
	return ""
}

func (w *Who) user(ctx context.Context, id bot.UserID, fresh bool) (slack.User, error) {
	w.mu.Lock()
	k, ok := w.users[id]
	w.mu.Unlock()
	if ok && w.Now().Sub(k.at) < age(fresh) {
		return k.user, nil
	}
	var u *slack.User
	err := patiently(ctx, func() (err error) {
		u, err = w.API.GetUserInfoContext(ctx, string(id))
		return err
	})
	if err != nil {
		return slack.User{}, fmt.Errorf("gateway: who is it: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.users == nil {
		w.users = map[bot.UserID]known{}
	}
	w.users[id] = known{user: *u, at: w.Now()}
	return *u, nil
}

// roles are those that list the account or one of its groups. A group that
// cannot be read gives nobody a role: an error for whoever would need it, and
// nothing to those who are listed by id.
func (w *Who) roles(ctx context.Context, id bot.UserID, fresh bool) ([]bot.Role, error) {
	var roles []bot.Role
	var broken error
	for _, role := range []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall} {
		in, err := w.listed(ctx, w.list(role), string(id), fresh)
		if in {
			roles = append(roles, role)
		}
		if err != nil {
			broken = err
		}
	}
	if len(roles) > 0 {
		return roles, nil
	}
	return nil, broken
}

// list are the accounts and groups that hold a role now.
func (w *Who) list(role bot.Role) []string {
	if role != bot.OnCall || w.OnCall == nil {
		return w.Roles[role]
	}
	var list []string
	for _, user := range w.OnCall() {
		list = append(list, string(user))
	}
	return list
}

func (w *Who) listed(ctx context.Context, list []string, id string, fresh bool) (bool, error) {
	if slices.Contains(list, id) {
		return true, nil
	}
	for _, g := range list {
		if !strings.HasPrefix(g, "S") {
			continue
		}
		users, err := w.group(ctx, g, fresh)
		if err != nil {
			return false, err
		}
		if slices.Contains(users, id) {
			return true, nil
		}
	}
	return false, nil
}

func (w *Who) group(ctx context.Context, id string, fresh bool) ([]string, error) {
	w.mu.Lock()
	g, ok := w.groups[id]
	w.mu.Unlock()
	if ok && w.Now().Sub(g.at) < age(fresh) {
		return g.users, nil
	}
	var users []string
	err := patiently(ctx, func() (err error) {
		users, err = w.API.GetUserGroupMembersContext(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("gateway: user group: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.groups == nil {
		w.groups = map[string]group{}
	}
	w.groups[id] = group{users: users, at: w.Now()}
	return users, nil
}

// Holders returns the people of the configuration who hold a role now, by their
// own account or through a user group, each once.
func (w *Who) Holders(ctx context.Context, role bot.Role) ([]bot.PersonID, error) {
	roles := []bot.Role{role}
	if role == bot.Manager {
		roles = append(roles, bot.Privacy) // may do all that a manager may
	}
	var people []bot.PersonID
	add := func(user string) {
		id := w.People[bot.UserID(user)]
		if id == "" {
			id = bot.PersonID("slack:" + user)
		}
		if !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	for _, role := range roles {
		for _, entry := range w.list(role) {
			if !strings.HasPrefix(entry, "S") {
				add(entry)
				continue
			}
			users, err := w.group(ctx, entry, true)
			if err != nil {
				return nil, err
			}
			for _, u := range users {
				add(u)
			}
		}
	}
	return people, nil
}

func age(fresh bool) time.Duration {
	if fresh {
		return freshAge
	}
	return whoAge
}

// patiently asks Slack again after as long as it says, until ctx would end
// before that: then the refusal stands.
func patiently(ctx context.Context, ask func() error) error {
	for {
		err := ask()
		var limited *slack.RateLimitedError
		if !errors.As(err, &limited) {
			return err
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < limited.RetryAfter {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(limited.RetryAfter):
		}
	}
}

package sandbox

import (
	"slices"
	"strings"
)

// wireUser is a person as users.info shows them: the address needs its own
// scope, the locale must be asked for. Needs mu held.
func (w *Workspace) wireUser(u *User, locale bool) object {
	profile := object{"real_name": u.RealName, "display_name": u.Name, "title": u.Title, "team": u.TeamID}
	if slices.Contains(w.opt.Scopes, "users:read.email") && u.Email != "" {
		profile["email"] = u.Email
	}
	o := object{"id": u.ID, "team_id": u.TeamID, "name": u.Name, "real_name": u.RealName, "profile": profile,
		"deleted": u.Kind == Deleted, "is_bot": u.Kind == Bot, "is_app_user": false, "is_admin": false, "is_owner": false,
		"is_restricted": u.Kind == Guest || u.Kind == SingleGuest, "is_ultra_restricted": u.Kind == SingleGuest,
		"is_stranger": u.Kind == Stranger, "tz": u.TZ}
	if locale {
		o["locale"] = u.Locale
	}
	return o
}

func usersInfo(w *Workspace, c *call) (object, error) {
	u := w.user(c.str("user"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	return object{"user": w.wireUser(u, c.truth("include_locale"))}, nil
}

// usersLookupByEmail finds active members only.
func usersLookupByEmail(w *Workspace, c *call) (object, error) {
	for _, u := range w.users {
		if u.Email != "" && strings.EqualFold(u.Email, c.str("email")) && u.Kind != Deleted && u.Kind != Stranger {
			return object{"user": w.wireUser(u, false)}, nil
		}
	}
	return nil, fail("users_not_found")
}

func usergroupsList(w *Workspace, c *call) (object, error) {
	list := []object{}
	for _, g := range w.groups {
		o := object{"id": g.ID, "team_id": w.seed.Team.ID, "is_usergroup": true, "name": g.Name, "handle": g.Handle,
			"description": "", "date_delete": 0}
		if c.truth("include_users") {
			o["users"] = slices.Clone(g.Users)
		}
		if c.truth("include_count") {
			o["user_count"] = len(g.Users)
		}
		list = append(list, o)
	}
	return object{"usergroups": list}, nil
}

func usergroupsUsersList(w *Workspace, c *call) (object, error) {
	for _, g := range w.groups {
		if g.ID == c.str("usergroup") {
			return object{"users": slices.Clone(g.Users)}, nil
		}
	}
	return nil, fail("no_such_subteam")
}

// SetUser adds a person or replaces the one with the same id: people become
// guests and leave in the middle of an incident.
func (w *Workspace) SetUser(u User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old := w.user(u.ID); old != nil {
		*old = u
	} else {
		w.users = append(w.users, &u)
		w.dm(&u)
	}
	w.publish("workspace", object{})
}

// SetGroup adds a user group or replaces the one with the same id.
func (w *Workspace) SetGroup(g UserGroup) {
	w.mu.Lock()
	defer w.mu.Unlock()
	g.Users = slices.Clone(g.Users)
	for _, old := range w.groups {
		if old.ID == g.ID {
			*old = g
			w.publish("workspace", object{})
			return
		}
	}
	w.groups = append(w.groups, &g)
	w.publish("workspace", object{})
}

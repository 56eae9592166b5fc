package sandbox

import (
	"errors"
	"fmt"
	"slices"
)

// A Rearrangement changes a channel in the middle of an incident.
type Rearrangement struct {
	Channel string `json:"channel"`
	Do      string `json:"do"` // archive, unarchive, share, unshare, invite, kick
	User    string `json:"user"`
	NewID   string `json:"new_id"`
}

// Rearrange carries it out and sends the events that Slack sends.
func (w *Workspace) Rearrange(r Rearrangement) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channel(r.Channel)
	if ch == nil || ch.Kind == IM {
		return Channel{}, fmt.Errorf("there is no channel %q", r.Channel)
	}
	bot := ch.has(w.seed.BotUser)
	tell := func(name string, e object) {
		e["type"] = name
		if bot {
			w.emit(name, e)
		}
	}
	switch r.Do {
	case "archive":
		ch.Archived = true
		tell("group_archive", object{"channel": ch.ID, "user": "U0MIRA"})
	case "unarchive":
		ch.Archived = false
	case "share":
		ch.Shared = true
		tell("channel_shared", object{"channel": ch.ID, "connected_team_id": "T0ELSE"})
		if r.NewID != "" && r.NewID != ch.ID {
			// Sharing a private channel gives it a new id the moment it is
			// initiated (reference/events/channel_id_changed).
			old := ch.ID
			w.messages[r.NewID] = w.messages[old]
			delete(w.messages, old)
			for _, m := range w.messages[r.NewID] {
				m.Channel = r.NewID
			}
			ch.ID = r.NewID
			tell("channel_id_changed", object{"old_channel_id": old, "new_channel_id": ch.ID})
		}
	case "unshare":
		ch.Shared = false
	case "invite", "kick":
		if w.user(r.User) == nil {
			return Channel{}, fmt.Errorf("there is no user %q", r.User)
		}
		was := ch.has(r.User)
		ch.Members = slices.DeleteFunc(slices.Clone(ch.Members), func(id string) bool { return id == r.User })
		switch {
		case r.Do == "invite":
			ch.Members = append(ch.Members, r.User)
		case was && r.User == w.seed.BotUser:
			tell("group_left", object{"channel": ch.ID, "actor_id": "U0MIRA"})
		case was:
			tell("member_left_channel", object{"channel": ch.ID, "user": r.User, "channel_type": "G", "team": w.seed.Team.ID})
		}
		ch.BotMember = ch.has(w.seed.BotUser)
	default:
		return Channel{}, fmt.Errorf("one cannot %q a channel", r.Do)
	}
	w.publish("workspace", object{})
	out := *ch
	out.Members = slices.Clone(ch.Members)
	return out, nil
}

// Uninstall removes the app, or installs it again. It reports whether the app
// is installed now.
func (w *Workspace) Uninstall() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.installed {
		w.emit("tokens_revoked", object{"type": "tokens_revoked", "tokens": object{"bot": []string{w.seed.BotUser}}})
		w.emit("app_uninstalled", object{"type": "app_uninstalled"})
	}
	w.installed = !w.installed
	w.publish("workspace", object{})
	return w.installed
}

// Erase deletes any message, as an administrator may.
func (w *Workspace) Erase(user, channel, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, _, err := w.actor(user, channel); err != nil {
		return err
	}
	m := w.message(channel, ts)
	if m == nil {
		return errors.New("that message is gone")
	}
	w.remove(m)
	return nil
}

// Messages returns all posts of a channel, replies included, oldest first.
func (w *Workspace) Messages(channel string) []Message {
	return w.listed(channel, func(*Message) bool { return true }, "")
}

// Thread returns a root and its replies, oldest first.
func (w *Workspace) Thread(channel, ts string) []Message {
	return w.listed(channel, func(m *Message) bool { return m.TS == ts || m.ThreadTS == ts }, "")
}

// Ephemerals returns what only this person was shown, oldest first.
func (w *Workspace) Ephemerals(user string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Message{}
	for _, m := range w.ephemerals {
		if m.EphemeralFor == user {
			out = append(out, m.copied())
		}
	}
	return out
}

// listed copies the messages that fit, with a person's ephemeral ones.
func (w *Workspace) listed(channel string, fits func(*Message) bool, user string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Message{}
	for _, m := range w.messages[channel] {
		if fits(m) {
			out = append(out, m.copied())
		}
	}
	for _, m := range w.ephemerals {
		if user != "" && m.EphemeralFor == user && m.Channel == channel && fits(m) {
			out = append(out, m.copied())
		}
	}
	slices.SortFunc(out, func(a, b Message) int {
		x, _ := microseconds(a.TS)
		y, _ := microseconds(b.TS)
		return int(x - y)
	})
	return out
}

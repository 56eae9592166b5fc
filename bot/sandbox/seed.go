package sandbox

import "slices"

// A Seed is what a workspace holds at the start.
type Seed struct {
	Team       Team
	AppID      string
	BotID      string // bot_id, B…
	BotUser    string // the bot's user id, one of Users
	Users      []User
	Channels   []Channel
	UserGroups []UserGroup
	Commands   []SlashCommand
	Shortcuts  []MessageShortcut
}

// A SlashCommand of the app's manifest.
type SlashCommand struct {
	Command      string `json:"command"`
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint"`
	ShouldEscape bool   `json:"-"`
}

// A MessageShortcut of the app's manifest.
type MessageShortcut struct {
	CallbackID string `json:"callback_id"`
	Name       string `json:"name"`
}

// DefaultScopes are the bot scopes of the desk's manifest, optional ones
// included.
func DefaultScopes() []string {
	return []string{"app_mentions:read", "chat:write", "commands", "groups:history", "groups:read", "im:history",
		"im:write", "users:read", "files:read", "files:write", "pins:write", "usergroups:read", "users:read.email"}
}

// DefaultBotEvents are the event subscriptions of the desk's manifest.
func DefaultBotEvents() []string {
	return []string{"app_home_opened", "app_mention", "app_uninstalled", "channel_id_changed", "channel_shared",
		"group_archive", "group_left", "member_left_channel", "message.groups", "message.im", "tokens_revoked"}
}

// DemoSeed is the workspace of the demo: the desk channel, one channel without
// the bot, and one person of each kind that the desk must tell apart.
func DemoSeed() Seed {
	const team, zone = "T0DESK", "Europe/Amsterdam"
	person := func(id, name, real, title, locale string) User {
		return User{ID: id, TeamID: team, Name: name, RealName: real, Email: name + "@snoobi.example",
			Title: title, Kind: Member, Locale: locale, TZ: zone}
	}
	guest := person("U0GAST", "gast", "Gerda Gast", "guest", "nl-NL")
	guest.Kind = Guest
	stranger := person("U0XENO", "xeno", "Xeno Vreemd", "another company", "en-GB")
	stranger.Kind, stranger.TeamID, stranger.Email = Stranger, "T0ELSE", "xeno@elders.example"
	gone := person("U0OUD", "oud", "Otto Oudman", "left the company", "nl-NL")
	gone.Kind = Deleted
	staff := []string{"U0BOT", "U0ANNA", "U0PIET", "U0MIRA", "U0TOM", "U0FATI"}
	return Seed{
		Team:  Team{ID: team, Name: "Snoobi", Domain: "snoobi-demo"},
		AppID: "A0MELD", BotID: "B0BOT", BotUser: "U0BOT",
		Users: []User{
			{ID: "U0BOT", TeamID: team, Name: "meldwacht", RealName: "Meldwacht", Kind: Bot, Locale: "nl-NL", TZ: zone},
			person("U0ANNA", "anna", "Anna de Boer", "support", "nl-NL"),
			person("U0PIET", "piet", "Piet Jansen", "support", "nl-NL"),
			person("U0MIRA", "mira", "Mira Visser", "manager", "nl-NL"),
			person("U0TOM", "tom", "Tom Baker", "manager", "en-US"),
			person("U0FATI", "fatima", "Fatima Yilmaz", "privacy", "nl-NL"),
			guest, stranger, gone,
		},
		Channels: []Channel{
			{ID: "C0DESK", Name: "avg-desk", Kind: Private, Members: append(slices.Clone(staff), "U0GAST")},
			{ID: "C0ALG", Name: "algemeen", Kind: Public, Members: append(staff[1:len(staff):len(staff)], "U0GAST", "U0XENO"), Shared: true},
		},
		UserGroups: []UserGroup{
			{ID: "S0SUPPORT", Handle: "support", Name: "Support", Users: []string{"U0ANNA", "U0PIET"}},
			{ID: "S0MANAGER", Handle: "manager", Name: "Managers", Users: []string{"U0MIRA", "U0TOM"}},
		},
		Commands: []SlashCommand{{Command: "/datalek", Description: "Work on a data-breach incident",
			UsageHint: "lijst | toon DL-2026-0007 | <verb> [ref] | help", ShouldEscape: true}},
		Shortcuts: []MessageShortcut{{CallbackID: "incident_menu", Name: "Datalek behandelen"}},
	}
}

// plant fills the workspace from its seed, with a DM for each person.
func (w *Workspace) plant() {
	for _, u := range w.seed.Users {
		w.users = append(w.users, &u)
	}
	for _, c := range w.seed.Channels {
		c.Members = slices.Clone(c.Members)
		c.BotMember = c.has(w.seed.BotUser)
		w.channels = append(w.channels, &c)
	}
	for _, g := range w.seed.UserGroups {
		g.Users = slices.Clone(g.Users)
		w.groups = append(w.groups, &g)
	}
	for _, u := range w.users {
		w.dm(u)
	}
}

// dm returns the direct message between the bot and u, the same one each time
// (conversations.open). Needs mu held.
func (w *Workspace) dm(u *User) *Channel {
	if u.ID == w.seed.BotUser {
		return nil
	}
	id := "D" + u.ID[1:]
	if c := w.channel(id); c != nil {
		return c
	}
	c := &Channel{ID: id, Name: u.ID, Kind: IM, Members: []string{w.seed.BotUser, u.ID}, BotMember: true}
	w.channels = append(w.channels, c)
	return c
}

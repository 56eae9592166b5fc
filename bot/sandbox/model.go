package sandbox

import (
	"encoding/json"
	"slices"
	"time"
)

// object is JSON whose shape is Slack's business: payloads and blocks.
type object = map[string]any

type rawJSON = json.RawMessage

// Kinds of people ([User.Kind]).
const (
	Member      = "member"
	Guest       = "guest"        // multi-channel guest, is_restricted
	SingleGuest = "single_guest" // is_ultra_restricted too
	Stranger    = "stranger"     // of another team, here by Slack Connect
	Bot         = "bot"
	Deleted     = "deleted"
)

// Kinds of channels ([Channel.Kind]).
const (
	Private = "private"
	Public  = "public"
	IM      = "im"
)

// A Team is the workspace itself.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// A User is a person or a bot.
type User struct {
	ID       string `json:"id"`
	TeamID   string `json:"team_id"`
	Name     string `json:"name"` // what one types after @
	RealName string `json:"real_name"`
	Email    string `json:"email,omitempty"`
	Title    string `json:"title,omitempty"`
	Kind     string `json:"kind"`
	Locale   string `json:"locale,omitempty"`
	TZ       string `json:"tz,omitempty"`
}

// A Channel is a channel or a direct message with the bot.
type Channel struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Kind          string   `json:"kind"`
	Members       []string `json:"members"`
	Archived      bool     `json:"archived"`
	Shared        bool     `json:"shared"`
	PendingShared bool     `json:"pending_shared,omitempty"`
	BotMember     bool     `json:"bot_member"`
	Topic         string   `json:"topic,omitempty"`
}

func (c *Channel) has(user string) bool { return slices.Contains(c.Members, user) }

// A UserGroup is a handle that stands for several people.
type UserGroup struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Name   string   `json:"name"`
	Users  []string `json:"users"`
}

// Metadata travels with a message, invisible to people.
type Metadata struct {
	EventType    string          `json:"event_type"`
	EventPayload json.RawMessage `json:"event_payload"`
}

// A File has been uploaded: to be shared with a message, or in a modal.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Size  int    `json:"size"`
	URL   string `json:"url"`
	User  string `json:"user,omitempty"` // who put it into a modal; nobody else sees it
	// Email is set on a mail that Slack's e-mail app has posted; Preview is its text.
	Email   bool   `json:"email,omitempty"`
	Preview string `json:"preview,omitempty"`
}

// A Message is a post in a channel or, with EphemeralFor, what one person was
// shown and nobody else.
type Message struct {
	Channel      string          `json:"channel"`
	TS           string          `json:"ts"`
	ThreadTS     string          `json:"thread_ts,omitempty"`
	User         string          `json:"user"`
	BotID        string          `json:"bot_id,omitempty"`
	Text         string          `json:"text"`
	Blocks       json.RawMessage `json:"blocks,omitempty"`
	Metadata     *Metadata       `json:"metadata,omitempty"`
	Subtype      string          `json:"subtype,omitempty"`
	Broadcast    bool            `json:"broadcast,omitempty"`
	EditedTS     string          `json:"edited_ts,omitempty"`
	ReplyCount   int             `json:"reply_count,omitempty"`
	ReplyUsers   []string        `json:"reply_users,omitempty"`
	LatestReply  string          `json:"latest_reply,omitempty"`
	Pinned       bool            `json:"pinned,omitempty"`
	EphemeralFor string          `json:"ephemeral_for,omitempty"`
	Files        []File          `json:"files,omitempty"`

	visible time.Time // in history and replies; later than now under the fault "late"
}

func (m *Message) isReply() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }

// copied returns a snapshot that shares nothing that changes in place.
func (m *Message) copied() Message {
	c := *m
	c.ReplyUsers = slices.Clone(m.ReplyUsers)
	c.Files = slices.Clone(m.Files)
	return c
}

// A View is a modal or a Home tab.
type View struct {
	ID              string          `json:"id"`
	Type            string          `json:"type"`
	User            string          `json:"user"`
	Hash            string          `json:"hash"`
	CallbackID      string          `json:"callback_id,omitempty"`
	ExternalID      string          `json:"external_id,omitempty"`
	Title           json.RawMessage `json:"title,omitempty"`
	Submit          json.RawMessage `json:"submit,omitempty"`
	Close           json.RawMessage `json:"close,omitempty"`
	Blocks          json.RawMessage `json:"blocks"`
	PrivateMetadata string          `json:"private_metadata,omitempty"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	ClearOnClose    bool            `json:"clear_on_close"`
	RootViewID      string          `json:"root_view_id,omitempty"`
	PreviousViewID  string          `json:"previous_view_id,omitempty"`
}

// user finds a person or bot by id. Needs mu held.
func (w *Workspace) user(id string) *User {
	for _, u := range w.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// channel finds a channel by id. Needs mu held.
func (w *Workspace) channel(id string) *Channel {
	for _, c := range w.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// message finds a post, not an ephemeral message. Needs mu held.
func (w *Workspace) message(channel, ts string) *Message {
	for _, m := range w.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// mustJSON encodes what this package built itself; it cannot fail.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sandbox: encode own value: " + err.Error())
	}
	return b
}

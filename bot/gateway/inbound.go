package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// What came in.
type kind string

const (
	aCommand    kind = "command"
	aMention    kind = "mention"
	aMessage    kind = "message" // a DM to the desk
	aMail       kind = "mail"    // a mail that Slack's e-mail app posted into a channel
	aHome       kind = "home"
	aClick      kind = "click"
	aShortcut   kind = "shortcut"
	aSubmission kind = "submission"
	aSuggestion kind = "suggestion"
	aChange     kind = "change" // of a channel or of the app itself
	ofNoUse     kind = "of-no-use"
	unreadable  kind = "unreadable"
)

// inbound is the little of an envelope that the desk reads. It is decoded
// leniently: slack-go's own types reject a whole envelope for one block that
// they do not know (slack.md §4.1, 7).
type inbound struct {
	what      kind
	id        string // event_id, trigger_id, …: what makes the key
	team, app string
	user      string
	userTeam  string
	channel   string
	ts        string // of the message that was clicked on, or that mentions us
	thread    string // its root, where it is a reply
	trigger   string
	response  string // response_url
	ephemeral bool   // the message that was clicked on is for this person alone
	text      string
	action    string // action_id or callback_id
	block     string
	value     string // of the button, or private_metadata of the modal
	view      string // id of the view, when it happened in one
	root      string // id of the first modal of its stack
	inHome    bool   // the view is the App Home
	values    map[string]string
	files     bool   // somebody put a file into the modal
	event     string // type of the event
	moved     string
	shared    bool // the channel is shared with another company
}

func read(kind string, payload []byte) inbound {
	switch kind {
	case kindEvent:
		return readEvent(payload)
	case kindCommand:
		return readCommand(payload)
	case kindInteraction:
		return readInteraction(payload)
	}
	return inbound{what: unreadable}
}

// key is the idempotency key of slack.md §3. What has no id is known by its bytes.
func (in inbound) key(payload []byte) string {
	if in.id != "" {
		return string(in.what) + ":" + in.id
	}
	sum := sha256.Sum256(payload)
	return "raw:" + hex.EncodeToString(sum[:])
}

// line is what the work on it must be in order with: its incident, else its
// thread, else its person.
func (in inbound) line() string {
	if v := in.button(); v.Ref != "" {
		return string(v.Ref)
	}
	if in.thread != "" {
		return in.channel + "/" + in.thread
	}
	return in.user
}

func (in inbound) button() view.ButtonValue {
	v, err := view.ParseButtonValue(in.value)
	if err != nil {
		return view.ButtonValue{}
	}
	if _, ok := bot.ParseRef(string(v.Ref)); !ok {
		return view.ButtonValue{}
	}
	return v
}

// head is the message at the head of the thread.
func (in inbound) head() string {
	if in.thread != "" {
		return in.thread
	}
	return in.ts
}

func readEvent(payload []byte) inbound {
	var e struct {
		ID     string `json:"event_id"`
		Team   string `json:"team_id"`
		App    string `json:"api_app_id"`
		Shared bool   `json:"is_ext_shared_channel"`
		Event  struct {
			Type        string          `json:"type"`
			Subtype     string          `json:"subtype"`
			User        json.RawMessage `json:"user"` // an id, or an object in some events
			UserTeam    string          `json:"user_team"`
			Bot         string          `json:"bot_id"`
			Text        string          `json:"text"`
			TS          string          `json:"ts"`
			Thread      string          `json:"thread_ts"`
			Channel     json.RawMessage `json:"channel"`
			ChannelType string          `json:"channel_type"`
			Tab         string          `json:"tab"`
			Old         string          `json:"old_channel_id"`
			New         string          `json:"new_channel_id"`
			Files       []struct {
				Type string `json:"filetype"`
				Mode string `json:"mode"`
			} `json:"files"`
		} `json:"event"`
	}
	if json.Unmarshal(payload, &e) != nil {
		// An event that cannot be read still has an id, and is known by it when
		// Slack sends it again.
		var id struct {
			ID string `json:"event_id"`
		}
		_ = json.Unmarshal(payload, &id) // without an id it is known by its bytes
		return inbound{what: unreadable, id: id.ID}
	}
	in := inbound{what: ofNoUse, id: e.ID, team: e.Team, app: e.App, shared: e.Shared, event: e.Event.Type,
		user: text(e.Event.User), userTeam: e.Event.UserTeam, channel: text(e.Event.Channel),
		ts: e.Event.TS, thread: e.Event.Thread, text: e.Event.Text}
	own := e.Event.Bot != "" || e.Event.Subtype != "" // a bot, an edit, a join: nobody asks us anything
	switch e.Event.Type {
	case "app_mention":
		if !own {
			in.what = aMention
		}
	case "message":
		switch {
		case e.Event.ChannelType == "im":
			if !own {
				in.what = aMessage
			}
		case e.Event.Subtype == "" || e.Event.Subtype == "file_share":
			for _, f := range e.Event.Files { // slack.md §7
				if f.Type == "email" || f.Mode == "email" {
					in.what, in.text = aMail, ""
				}
			}
		}
	case "app_home_opened":
		if e.Event.Tab != "messages" {
			in.what = aHome
		}
	case "channel_id_changed":
		in.what, in.channel, in.moved = aChange, e.Event.Old, e.Event.New
	case "channel_shared", "group_left", "group_archive", "member_left_channel", "app_uninstalled", "tokens_revoked":
		in.what = aChange
	}
	return in
}

// bare is the event again, without the mail that it holds: that is not ours to
// keep in this form.
func (in inbound) bare() []byte {
	type file struct {
		Mode string `json:"mode"`
	}
	b, err := json.Marshal(map[string]any{"event_id": in.id, "team_id": in.team, "api_app_id": in.app, "is_ext_shared_channel": in.shared,
		"event": map[string]any{"type": "message", "channel": in.channel, "ts": in.ts, "thread_ts": in.thread, "files": []file{{"email"}}}})
	if err != nil {
		panic(err) // strings and a boolean
	}
	return b
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s) // not text: not used
	return s
}

func readCommand(payload []byte) inbound {
	var c struct {
		Team     string `json:"team_id"`
		App      string `json:"api_app_id"`
		User     string `json:"user_id"`
		Channel  string `json:"channel_id"`
		Text     string `json:"text"`
		Trigger  string `json:"trigger_id"`
		Response string `json:"response_url"`
	}
	if json.Unmarshal(payload, &c) != nil {
		return inbound{what: unreadable}
	}
	return inbound{what: aCommand, id: c.Trigger, team: c.Team, app: c.App, user: c.User, channel: c.Channel,
		text: c.Text, trigger: c.Trigger, response: c.Response}
}

func readInteraction(payload []byte) inbound {
	var p struct {
		Type     string `json:"type"`
		App      string `json:"api_app_id"`
		Trigger  string `json:"trigger_id"`
		Response string `json:"response_url"`
		Callback string `json:"callback_id"`
		Action   string `json:"action_id"` // of a suggestion
		Block    string `json:"block_id"`
		Query    string `json:"value"`
		Team     struct {
			ID string `json:"id"`
		} `json:"team"`
		User struct {
			ID   string `json:"id"`
			Team string `json:"team_id"`
		} `json:"user"`
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
		Message struct {
			TS     string `json:"ts"`
			Thread string `json:"thread_ts"`
		} `json:"message"`
		Container struct {
			TS        string `json:"message_ts"`
			Thread    string `json:"thread_ts"`
			Channel   string `json:"channel_id"`
			Ephemeral bool   `json:"is_ephemeral"`
		} `json:"container"`
		Actions []struct {
			ID    string `json:"action_id"`
			Block string `json:"block_id"`
			TS    string `json:"action_ts"`
			Value string `json:"value"`
		} `json:"actions"`
		View struct {
			ID       string `json:"id"`
			Type     string `json:"type"`
			Root     string `json:"root_view_id"`
			Callback string `json:"callback_id"`
			Metadata string `json:"private_metadata"`
			State    struct {
				Values map[string]map[string]element `json:"values"`
			} `json:"state"`
		} `json:"view"`
	}
	if json.Unmarshal(payload, &p) != nil {
		return inbound{what: unreadable}
	}
	in := inbound{what: ofNoUse, id: p.Trigger, team: p.Team.ID, app: p.App, user: p.User.ID, userTeam: p.User.Team,
		channel: or(p.Channel.ID, p.Container.Channel), ts: or(p.Message.TS, p.Container.TS),
		thread: or(p.Message.Thread, p.Container.Thread), ephemeral: p.Container.Ephemeral,
		trigger: p.Trigger, response: p.Response, event: p.Type, action: p.Callback, view: p.View.ID, root: or(p.View.Root, p.View.ID), inHome: p.View.Type == "home"}
	switch p.Type {
	case "block_actions":
		if len(p.Actions) == 0 {
			break
		}
		a := p.Actions[0]
		in.what, in.action, in.block, in.value = aClick, a.ID, a.Block, a.Value
		in.id = or(p.Trigger, strings.Join([]string{a.TS, p.User.ID, a.ID}, "/"))
	case "message_action", "shortcut":
		in.what = aShortcut
	case "view_submission":
		in.what, in.action, in.value = aSubmission, p.View.Callback, p.View.Metadata
		in.values = map[string]string{}
		for block, elements := range p.View.State.Values {
			for _, e := range elements {
				in.values[block] = e.text()
				in.files = in.files || len(e.Files) > 0
			}
		}
	case "block_suggestion":
		in.what, in.action, in.block, in.value, in.text = aSuggestion, p.Action, p.Block, p.View.Metadata, p.Query
	case "view_closed":
		in.id = p.View.ID
	}
	return in
}

// An element is the state of one input.
type element struct {
	Value    *string `json:"value"`
	Selected *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
	All []struct {
		Value string `json:"value"`
	} `json:"selected_options"`
	User string `json:"selected_user"`
	Date string `json:"selected_date"`
	Time string `json:"selected_time"`
	When int64  `json:"selected_date_time"`
	// Of a file the id is enough: what else the payload says of it is asked for
	// when it is read, and may be missing (docs.slack.dev reference/objects/file-object).
	Files []struct {
		ID string `json:"id"`
	} `json:"files"`
}

func (e element) text() string {
	switch {
	case e.Value != nil:
		return *e.Value
	case e.Selected != nil:
		return e.Selected.Value
	case len(e.All) > 0:
		all := make([]string, len(e.All))
		for i, o := range e.All {
			all[i] = o.Value
		}
		return strings.Join(all, "\n")
	case len(e.Files) > 0:
		return e.Files[0].ID // the modal takes one
	case e.When != 0:
		return strconv.FormatInt(e.When, 10)
	}
	return or(e.User, or(e.Date, e.Time))
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

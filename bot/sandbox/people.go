package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
)

// An Outcome is how the app took what a person did, and what the person sees.
type Outcome struct {
	OK         bool              `json:"ok"`
	Error      string            `json:"error,omitempty"` // timeout, no_connection, bad_ack, refused, errors
	Shown      string            `json:"shown,omitempty"`
	Errors     map[string]string `json:"errors,omitempty"` // under inputs, by block_id
	Ack        json.RawMessage   `json:"ack,omitempty"`
	EnvelopeID string            `json:"envelope_id,omitempty"`
	TookMS     int               `json:"took_ms"`
}

func refusedBy(sentence string) Outcome { return Outcome{Error: "refused", Shown: sentence} }

// A Post is what a person types into a channel, a thread or a DM.
type Post struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	Text      string `json:"text"`
	ThreadTS  string `json:"thread_ts"`
	Broadcast bool   `json:"broadcast"`
}

// A Command is a slash command, typed whole: "/datalek toon #7".
type Command struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	Text     string `json:"text"`
	ThreadTS string `json:"thread_ts"`
}

// actor checks that somebody can act at all, and in this channel. Needs mu held.
func (w *Workspace) actor(user, channel string) (*User, *Channel, error) {
	u := w.user(user)
	switch {
	case u == nil:
		return nil, nil, fmt.Errorf("there is no user %q", user)
	case u.Kind == Deleted:
		return nil, nil, fmt.Errorf("%s is deactivated and cannot do anything", u.RealName)
	case channel == "":
		return u, nil, nil
	}
	ch := w.channel(channel)
	switch {
	case ch == nil:
		return nil, nil, fmt.Errorf("there is no channel %q", channel)
	case !ch.has(user):
		return nil, nil, fmt.Errorf("%s is not in %s", u.RealName, ch.Name)
	case ch.Archived:
		return nil, nil, fmt.Errorf("%s is archived", ch.Name)
	}
	return u, ch, nil
}

// Post says something. The bot hears of it where the manifest lets it: a
// mention in a channel that it is in, anything in a DM.
func (w *Workspace) Post(p Post) (Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ch, err := w.actor(p.User, p.Channel)
	if err != nil {
		return Message{}, err
	}
	if ch == nil || strings.TrimSpace(p.Text) == "" {
		return Message{}, errors.New("a message needs a channel and a text")
	}
	m := &Message{Channel: ch.ID, User: u.ID, Text: w.typed(p.Text)}
	if u.Kind == Bot {
		m.BotID = "B" + u.ID[1:]
	}
	if p.ThreadTS != "" {
		root := w.message(ch.ID, p.ThreadTS)
		if root == nil {
			return Message{}, fmt.Errorf("there is no message %s to reply to", p.ThreadTS)
		}
		if root.isReply() {
			p.ThreadTS = root.ThreadTS
		}
		m.ThreadTS, m.Broadcast = p.ThreadTS, p.Broadcast
	}
	w.add(m)
	mention := "<@" + w.seed.BotUser + ">"
	if ch.Kind != IM && ch.has(w.seed.BotUser) && strings.Contains(m.Text, mention) {
		e := w.wire(m, false)
		e["type"], e["channel"], e["event_ts"] = "app_mention", ch.ID, m.TS
		w.emit("app_mention", e)
	}
	return m.copied(), nil
}

// PostMail is what Slack's e-mail app does with a mail to the channel's own
// address: a message without words, with the mail as a file.
func (w *Workspace) PostMail(channel, subject, words string) (Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channel(channel)
	if ch == nil {
		return Message{}, fmt.Errorf("there is no channel %q", channel)
	}
	m := &Message{Channel: ch.ID, User: "USLACKBOT", Subtype: "file_share",
		Files: []File{{ID: w.nextID("F"), Name: subject, Title: subject, Size: len(words), Email: true, Preview: words}}}
	w.add(m)
	return m.copied(), nil
}

var entity = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+)(\|[^<>]*)?>`)

// typed turns what a person types into what Slack stores: the three characters
// escaped, names of people turned into mentions. Needs mu held.
func (w *Workspace) typed(s string) string {
	return w.withNames(s, func(u *User) string { return "<@" + u.ID + ">" }, nil)
}

// withNames escapes s and replaces @name, @real name and #channel, longest
// name first. Entities that stand there already are kept. Needs mu held.
func (w *Workspace) withNames(s string, person func(*User) string, channel func(*Channel) string) string {
	swaps := map[string]string{}
	if person != nil {
		for _, u := range w.users {
			swaps["@"+u.Name], swaps["@"+u.RealName] = person(u), person(u)
		}
		for _, g := range w.groups {
			swaps["@"+g.Handle] = "<!subteam^" + g.ID + ">"
		}
	}
	if channel != nil {
		for _, c := range w.channels {
			if c.Kind != IM {
				swaps["#"+c.Name] = channel(c)
			}
		}
	}
	names := make([]string, 0, len(swaps))
	for n := range swaps {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		return len(names[i]) > len(names[j]) || len(names[i]) == len(names[j]) && names[i] < names[j]
	})
	var b strings.Builder
	for s != "" {
		if loc := entity.FindStringIndex(s); loc != nil && loc[0] == 0 {
			b.WriteString(s[:loc[1]])
			s = s[loc[1]:]
			continue
		}
		if s[0] == '@' || s[0] == '#' {
			if i := slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(s, n) && !letterAt(s, len(n)) }); i >= 0 {
				b.WriteString(swaps[names[i]])
				s = s[len(names[i]):]
				continue
			}
		}
		switch s[0] {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		default:
			b.WriteByte(s[0])
		}
		s = s[1:]
	}
	return b.String()
}

func letterAt(s string, i int) bool {
	return i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || s[i] >= '0' && s[i] <= '9' || s[i] == '-' || s[i] == '_')
}

// Command runs a slash command and waits for the app to take it.
func (w *Workspace) Command(c Command) (Outcome, error) {
	w.mu.Lock()
	u, ch, err := w.actor(c.User, c.Channel)
	if err != nil || ch == nil {
		w.mu.Unlock()
		return Outcome{}, errors.Join(err, needChannel(c.Channel))
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(c.Text), " ")
	i := slices.IndexFunc(w.seed.Commands, func(x SlashCommand) bool { return x.Command == name })
	var refusal string
	switch {
	case i < 0 || !w.installed:
		refusal = name + " is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands."
	case c.ThreadTS != "":
		// interactivity/implementing-slash-commands: not in threads.
		refusal = name + " is not supported in threads. Sorry!"
	case u.Kind == Stranger || u.Kind == Bot:
		refusal = name + " is for members of " + w.seed.Team.Name + " only."
	}
	if refusal != "" {
		w.notice(u.ID, refusal)
		w.mu.Unlock()
		return refusedBy(refusal), nil
	}
	rest = strings.TrimSpace(rest)
	if w.seed.Commands[i].ShouldEscape {
		rest = w.withNames(rest,
			func(u *User) string { return "<@" + u.ID + "|" + u.Name + ">" },
			func(c *Channel) string {
				if c.Kind == Private {
					return "<#" + c.ID + "|>"
				}
				return "<#" + c.ID + "|" + c.Name + ">"
			})
	}
	label := map[string]string{IM: "directmessage", Private: "privategroup", Public: ch.Name}[ch.Kind]
	p := w.send(envelope{kind: "slash_commands", payload: object{"token": "sandbox", "command": name, "text": rest,
		"team_id": w.seed.Team.ID, "team_domain": w.seed.Team.Domain, "channel_id": ch.ID, "channel_name": label,
		"user_id": u.ID, "user_name": u.Name, "api_app_id": w.seed.AppID, "is_enterprise_install": "false",
		"trigger_id": w.newTrigger(u.ID), "response_url": w.newHook(u.ID, ch.ID, nil)}})
	w.mu.Unlock()

	out := w.outcome(p, u.ID, name)
	if out.OK && len(out.Ack) > 0 {
		w.mu.Lock()
		defer w.mu.Unlock()
		if err := w.answerHere(out.Ack, u.ID, ch.ID, c.Text); err != nil {
			out.OK, out.Error, out.Shown = false, "bad_ack", name+" failed with the error \"invalid_command_response\""
			w.notice(u.ID, out.Shown)
		}
	}
	return out, nil
}

func needChannel(id string) error {
	if id == "" {
		return errors.New("say in which channel")
	}
	return nil
}

// outcome waits for the ack and says what the person sees without one.
func (w *Workspace) outcome(p *pending, user, what string) Outcome {
	start := time.Now()
	payload, err := w.await(p)
	out := Outcome{OK: err == nil, Ack: payload, EnvelopeID: p.id, TookMS: int(time.Since(start).Milliseconds())}
	if string(payload) == "null" {
		out.Ack = nil
	}
	if err == nil {
		return out
	}
	out.Error = "no_connection"
	out.Shown = what + " failed with the error \"dispatch_failed\""
	if err == errTimeout {
		out.Error = "timeout"
		out.Shown = what + " failed because the app did not respond"
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notice(user, out.Shown)
	return out
}

// notice is what the client or Slackbot tells one person. Needs mu held.
func (w *Workspace) notice(user, sentence string) {
	w.publish("notice", object{"user": user, "text": sentence})
}

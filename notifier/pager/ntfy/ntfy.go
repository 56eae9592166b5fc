// Package ntfy pages through a server of ntfy: one message for each topic, which
// a person's telephone listens to. Nobody can acknowledge there, so no rung
// counts as seen by it.
//
//	p, err := ntfy.New(ntfy.Options{Server: "https://ntfy.snoobi.nl", Token: token, …}) // a path.Path
//
// A page may be repeated: its Sequence-ID is the same each time, and a telephone
// that has the message already updates it. When some people were reached and
// others were not, a path.Partial says who was.
package ntfy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/internal/each"
	"meldwacht/notifier/pager/internal/wire"
	"meldwacht/notifier/pager/path"
)

const (
	// channel is what a receipt names.
	channel = "ntfy"
	// textMost is how much text is a message, in bytes; ntfy makes an attachment
	// of a longer one (docs.ntfy.sh, Limitations).
	textMost = 4096
	// titleMost is 1 KB (reference/oncall.md §6).
	titleMost = 1024
)

// topicForm is what ntfy takes for a topic (reference/oncall.md §6).
var topicForm = regexp.MustCompile(`^[-_A-Za-z0-9]{1,64}$`)

// A Token is an access token of ntfy. It prints itself redacted.
type Token struct{ token string }

// tokenForm is what ntfy makes (docs.ntfy.sh, Access tokens).
var tokenForm = regexp.MustCompile(`^tk_[A-Za-z0-9]{16,}$`)

// ParseToken reads a token.
func ParseToken(s string) (Token, error) {
	if !tokenForm.MatchString(s) {
		return Token{}, errors.New("the token of ntfy does not begin with tk_ and letters and digits; make one with ntfy token add")
	}
	return Token{s}, nil
}

// String hides the token.
func (Token) String() string { return "[redacted]" }

// GoString hides it for %#v too.
func (Token) GoString() string { return "[redacted]" }

// Options are what a Pager needs.
type Options struct {
	Server string
	Token  Token // zero: the server lets anybody write
	Now    func() time.Time
	// Transport is for tests; nil is one that dials no link-local addresses.
	Transport http.RoundTripper
}

// A Pager sends messages to one server. It is a path.Path.
type Pager struct {
	server *url.URL
	token  Token
	now    func() time.Time
	client *http.Client
}

// New returns a Pager, or says why these options cannot page anybody.
func New(o Options) (*Pager, error) {
	u, err := wire.Address(o.Server)
	if err != nil {
		return nil, fmt.Errorf("the server of ntfy: %w", err)
	}
	if u.RawQuery != "" {
		return nil, errors.New("the server of ntfy has a query; write its address alone, without topic")
	}
	return &Pager{server: u, token: o.Token, now: o.Now, client: wire.Client(o.Transport)}, nil
}

// Page sends one message for each topic. People who listen to the same topic
// share one; people without a topic are not reached, and that is no error as
// long as somebody is.
func (p *Pager) Page(ctx context.Context, c path.Call) (bot.Receipt, error) {
	groups := each.Groups(c.People, func(c path.Contact) string { return c.Topic })
	if len(groups) == 0 {
		return bot.Receipt{}, notifier.Permanent{Code: "nobody_has_a_topic"}
	}
	return each.Call(groups, func(g each.Group) (bot.Receipt, error) { return p.send(ctx, c, g.First.Topic) })
}

// Acknowledge does nothing: ntfy knows of no such thing.
func (p *Pager) Acknowledge(context.Context, string) error { return nil }

// Resolve does nothing. A message could be cleared by its Sequence-ID; for that
// the desk would have to keep who got it.
func (p *Pager) Resolve(context.Context, string) error { return nil }

// priorities and tags make a telephone ring as loudly as it should
// (docs.ntfy.sh, Message priority, Tags & emojis).
var (
	priorities = map[path.Severity]string{path.Critical: "5", path.Error: "4", path.Warning: "3", path.Info: "2"}
	tags       = map[path.Severity]string{path.Critical: "rotating_light", path.Error: "rotating_light", path.Warning: "warning", path.Info: "information_source"}
)

// send sends one message. Its errors do not hold the topic: whoever knows it can
// listen to it.
func (p *Pager) send(ctx context.Context, c path.Call, topic string) (bot.Receipt, error) {
	if !topicForm.MatchString(topic) {
		return bot.Receipt{}, notifier.Permanent{Code: "bad_topic"}
	}
	q, err := http.NewRequest(http.MethodPost, p.server.JoinPath(topic).String(), strings.NewReader(wire.Cut(c.Text, textMost)))
	if err != nil {
		return bot.Receipt{}, notifier.Stop{Code: "bad_address"}
	}
	title := "Meldwacht " + string(c.Ref)
	if c.Test {
		title = "Meldwacht: test"
	}
	id := sequence(c.Key)
	q.Header.Set("Content-Type", "text/plain; charset=utf-8")
	q.Header.Set("Title", wire.Cut(title, titleMost))
	q.Header.Set("Priority", cmp.Or(priorities[c.Severity], priorities[path.Critical]))
	q.Header.Set("Tags", cmp.Or(tags[c.Severity], tags[path.Critical]))
	q.Header.Set("Sequence-ID", id)
	q.Header.Set("Firebase", "no") // nothing of an incident passes through Google
	q.Header.Set("Markdown", "no")
	if c.Link != "" {
		q.Header.Set("Click", c.Link)
	}
	if p.token != (Token{}) {
		q.Header.Set("Authorization", "Bearer "+p.token.token)
	}
	answer, err := wire.Do(ctx, p.client, q, p.now())
	if err != nil {
		return bot.Receipt{}, err
	}
	// ntfy answers with the message as it took it. Whoever answers otherwise,
	// such as the page of a proxy, has rung nobody's telephone.
	var taken struct {
		ID    string `json:"id"`
		Event string `json:"event"`
	}
	if json.Unmarshal(answer.Body, &taken) != nil || taken.ID == "" || taken.Event != "message" {
		return bot.Receipt{}, notifier.Unknown{Code: "broken_answer"}
	}
	return bot.Receipt{Channel: channel, ID: id, At: p.now().UTC()}, nil
}

// sequence returns the Sequence-ID of a key, in ntfy's alphabet. It is the same
// for all topics: each has messages of its own.
func sequence(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

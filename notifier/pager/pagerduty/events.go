// Package pagerduty pages through PagerDuty: out by Events API v2, and back by
// Webhooks v3, which say that an incident was opened and who took it.
//
//	p, err := pagerduty.New(pagerduty.Options{Key: key, …})    // a path.Path
//	w, err := pagerduty.NewWebhook(pagerduty.WebhookOptions{…}) // an http.Handler
//
// That PagerDuty accepts an event says nothing of anybody being paged: a service
// that is disabled or in maintenance opens no incident (reference/oncall.md
// §5.1). The webhook incident.triggered says so.
package pagerduty

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/internal/wire"
	"meldwacht/notifier/pager/path"
)

const (
	// Host is where events go. An account in another service region has another
	// host, which its administrators know.
	Host = "https://events.pagerduty.com"
	// channel is what a receipt names.
	channel = "pagerduty"
	// PagerDuty: Events API v2, limits of an event.
	summaryMost = 1024 // bytes, to be safe; PagerDuty says characters
	keyMost     = 255
)

// Options are what a Pager needs.
type Options struct {
	Host string // "": Host
	Key  RoutingKey
	Now  func() time.Time
	// Transport is for tests; nil is one that dials no link-local addresses.
	Transport http.RoundTripper
}

// A Pager sends events to one service of PagerDuty. It is a path.Path. Every
// event may be repeated: PagerDuty makes one alert of all triggers with a key.
//
// The order is the caller's: a trigger after the resolve of its key opens a new
// incident, so after Resolve a key is never paged again.
type Pager struct {
	url    string
	key    RoutingKey
	now    func() time.Time
	client *http.Client
}

// New returns a Pager, or says why these options cannot page anybody.
func New(o Options) (*Pager, error) {
	if o.Key == (RoutingKey{}) {
		return nil, errors.New("there is no routing key of PagerDuty")
	}
	if o.Host == "" {
		o.Host = Host
	}
	u, err := wire.Address(o.Host)
	if err != nil {
		return nil, fmt.Errorf("the host of PagerDuty: %w", err)
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return nil, errors.New("the host of PagerDuty has a path; write https:// and the host alone")
	}
	return &Pager{url: u.JoinPath("/v2/enqueue").String(), key: o.Key, now: o.Now, client: wire.Client(o.Transport)}, nil
}

// An event is the body of Events API v2.
type event struct {
	RoutingKey string   `json:"routing_key"`
	Action     string   `json:"event_action"`
	DedupKey   string   `json:"dedup_key"`
	Payload    *payload `json:"payload,omitempty"`
	Links      []link   `json:"links,omitempty"`
	Client     string   `json:"client,omitempty"`
}

type payload struct {
	Summary   string        `json:"summary"`
	Source    string        `json:"source"`
	Severity  path.Severity `json:"severity"`
	Timestamp time.Time     `json:"timestamp"`
	Component string        `json:"component"`
	Group     string        `json:"group"`
	Class     string        `json:"class"`
}

type link struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// Page triggers an alert. Whom to reach is PagerDuty's to know: the people of
// the call are not sent.
func (p *Pager) Page(ctx context.Context, c path.Call) (bot.Receipt, error) {
	e := event{Action: "trigger", DedupKey: DedupKey(c.Key), Client: "meldwacht",
		Payload: &payload{Summary: wire.Cut(c.Text, summaryMost), Source: "meldwacht", Severity: cmp.Or(c.Severity, path.Critical),
			Timestamp: c.At.UTC().Truncate(time.Second), Component: "escalation", Group: "data-breach", Class: "deadline"}}
	if c.Test {
		e.Payload.Class = "test"
	}
	if c.Link != "" {
		e.Links = []link{{c.Link, "Slack"}}
	}
	if err := p.send(ctx, e); err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Channel: channel, ID: e.DedupKey, At: p.now().UTC()}, nil
}

// Acknowledge stops the paging for a key. PagerDuty drops it when there is no
// open alert of that key.
func (p *Pager) Acknowledge(ctx context.Context, key string) error {
	return p.send(ctx, event{Action: "acknowledge", DedupKey: DedupKey(key)})
}

// Resolve ends the alert of a key.
func (p *Pager) Resolve(ctx context.Context, key string) error {
	return p.send(ctx, event{Action: "resolve", DedupKey: DedupKey(key)})
}

func (p *Pager) send(ctx context.Context, e event) error {
	e.RoutingKey = p.key.key
	body, err := json.Marshal(e)
	if err != nil {
		return notifier.Permanent{Code: "no_event"}
	}
	q, err := http.NewRequest(http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return notifier.Stop{Code: "bad_address"}
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := wire.Do(ctx, p.client, q, p.now())
	if err == nil && answer.Status != http.StatusAccepted {
		// PagerDuty says 202. Whoever says 200 here, such as the login page of
		// some network, is not PagerDuty, and nobody is paged.
		return notifier.Unknown{Code: wire.Code(answer.Status)}
	}
	return err
}

// DedupKey returns the key under which PagerDuty knows a page, and which its
// webhooks call incident_key: the page's own, or a digest of one that is too long.
func DedupKey(key string) string {
	if len(key) <= keyMost {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256/" + hex.EncodeToString(sum[:])
}

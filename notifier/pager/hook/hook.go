// Package hook pages through a webhook of Standard Webhooks 1.0, behind which
// stands whatever rings people's telephones.
//
//	p, err := hook.New(hook.Options{URL: url, Secret: secret, …}) // a path.Path
//
// A page may be repeated: its webhook-id is the same each time.
package hook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/internal/wire"
	"meldwacht/notifier/pager/path"
	"meldwacht/notifier/webhook"
)

// channel is what a receipt names.
const channel = "webhook"

// Options are what a Pager needs.
type Options struct {
	URL    string         // may hold a token, so it is never logged
	Secret webhook.Secret // parsed, so it has 24 bytes or more
	Now    func() time.Time
	// Transport is for tests; nil is one that dials no link-local addresses.
	Transport http.RoundTripper
}

// A Pager calls one webhook. It is a path.Path.
type Pager struct {
	url    string
	secret webhook.Secret
	now    func() time.Time
	client *http.Client
}

// New returns a Pager, or says why these options cannot page anybody.
func New(o Options) (*Pager, error) {
	u, err := wire.Address(o.URL)
	if err != nil {
		return nil, fmt.Errorf("the webhook: %w", err)
	}
	if o.Secret.IsZero() {
		return nil, errors.New("the webhook has no secret")
	}
	return &Pager{url: u.String(), secret: o.Secret, now: o.Now, client: wire.Client(o.Transport)}, nil
}

// Page sends one webhook with all people of the call, also when there are none:
// the other side may know whom to call then.
func (p *Pager) Page(ctx context.Context, c path.Call) (bot.Receipt, error) {
	body, err := compose(c)
	if err != nil {
		return bot.Receipt{}, notifier.Permanent{Code: "no_page"}
	}
	now, id := p.now().UTC(), messageID(c.Key)
	q, err := http.NewRequest(http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return bot.Receipt{}, notifier.Stop{Code: "bad_address"}
	}
	q.Header.Set("Content-Type", "application/json")
	p.secret.Sign(q.Header, id, now, body)
	if _, err := wire.Do(ctx, p.client, q, now); err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Channel: channel, ID: id, At: p.now().UTC()}, nil
}

// Acknowledge does nothing: what stands behind a webhook may ring a telephone
// for whatever comes.
func (p *Pager) Acknowledge(context.Context, string) error { return nil }

// Resolve does nothing, as Acknowledge.
func (p *Pager) Resolve(context.Context, string) error { return nil }

// messageID returns the webhook-id of a page. An id must hold no dot (Standard
// Webhooks 1.0), and the name of a rung may.
func messageID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "msg_" + hex.EncodeToString(sum[:16])
}

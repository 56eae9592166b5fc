// Package pager places pages through a signed webhook (Standard Webhooks 1.0),
// behind which stands whatever rings people's telephones. Another path is
// another notifier.Sender.
//
// A page may arrive twice: its webhook-id and dedup_key are the same each time,
// and one rung has one key for each time that it is paged.
package pager

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/webhook"
)

// Kinds are the effects that a Sender carries out.
func Kinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectPage} }

const (
	// clientTimeout bounds one attempt (reference/oncall.md §6).
	clientTimeout = 10 * time.Second
	// answerMost is how much of an answer is read. Nothing in it is used.
	answerMost = 64 << 10
	// path is what a receipt names.
	path = "webhook"
)

// A Reader gives the incident and its record as they are now.
type Reader interface {
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// A Sender pages through one webhook. It is a notifier.Sender.
type Sender struct {
	url    string
	secret webhook.Secret
	client *http.Client
	reader Reader
	reach  func([]bot.Role) []bot.PersonID
	now    func() time.Time
	log    zerolog.Logger
}

// Options are what a Sender needs.
type Options struct {
	URL    string // may hold a token, so it is never logged
	Secret webhook.Secret
	Reader Reader
	// Reach returns who of some roles can be reached at this moment.
	Reach func(roles []bot.Role) []bot.PersonID
	Now   func() time.Time
	Log   zerolog.Logger
	// Transport is for tests; nil is the default one.
	Transport http.RoundTripper
}

// New returns a Sender, or says why these options cannot page anybody.
func New(o Options) (*Sender, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, errors.New("the address of the webhook is not an http or https URL")
	}
	if o.Secret.IsZero() {
		return nil, errors.New("the webhook has no secret")
	}
	return &Sender{url: o.URL, secret: o.Secret, reader: o.Reader, reach: o.Reach, now: o.Now, log: o.Log,
		client: &http.Client{Timeout: clientTimeout, Transport: o.Transport,
			// A signed body goes to the address in the configuration and nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}, nil
}

// Send implements notifier.Sender. It never says Unknown: a page is safe to
// repeat, and is repeated until somebody takes it.
func (s *Sender) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	now := s.now().UTC()
	body, err := s.body(ctx, p, now)
	if errors.Is(err, errMoot) {
		s.log.Info().Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a page is not needed any more")
		return bot.Receipt{Channel: path, ID: "moot", At: now}, nil
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	id := messageID(p.Key)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return bot.Receipt{}, notifier.Permanent{Code: "bad_address"}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "meldwacht")
	s.secret.Sign(request.Header, id, now, body)
	answer, err := s.client.Do(request)
	if err != nil {
		return bot.Receipt{}, notifier.Later{Code: "connection"} // the error holds the address
	}
	defer answer.Body.Close()
	// Read, so that the connection can be used again; capped, so that nobody
	// keeps us reading.
	_, _ = io.CopyN(io.Discard, answer.Body, answerMost)
	return s.judge(id, answer)
}

// body is the page in JSON, from the incident as it is now.
func (s *Sender) body(ctx context.Context, p notifier.Pending, now time.Time) ([]byte, error) {
	in, err := s.reader.Incident(ctx, p.Ref)
	if errors.Is(err, bot.ErrNotFound) {
		return nil, notifier.Permanent{Code: "no_incident"}
	}
	if err != nil {
		return nil, notifier.Later{Code: "store"}
	}
	events, err := s.reader.Events(ctx, p.Ref)
	if err != nil {
		return nil, notifier.Later{Code: "store"}
	}
	for _, e := range events {
		if e.No != p.Event {
			continue
		}
		page, err := compose(p.Key, in, e, s.reach, now)
		if errors.Is(err, errNotAPage) {
			return nil, notifier.Permanent{Code: "no_rung"}
		}
		if err != nil {
			return nil, err
		}
		if page.Data.NobodyOnCall {
			s.log.Error().Str("incident", string(p.Ref)).Str("rung", page.Data.Rung).Msg("a page has nobody to reach")
		}
		body, err := json.Marshal(page)
		if err != nil {
			return nil, fmt.Errorf("%s: page: %w", p.Key, err)
		}
		return body, nil
	}
	return nil, notifier.Permanent{Code: "no_event"}
}

// judge turns an answer into a receipt or a class. Accepted is all that 2xx
// proves; that a human was reached is proven by an acknowledgement alone.
func (s *Sender) judge(id string, answer *http.Response) (bot.Receipt, error) {
	now, code := s.now().UTC(), "http_"+strconv.Itoa(answer.StatusCode)
	switch status := answer.StatusCode; {
	case status >= 200 && status < 300:
		return bot.Receipt{Channel: path, ID: id, At: now}, nil
	case status == http.StatusRequestTimeout || status == http.StatusTooManyRequests:
		return bot.Receipt{}, notifier.Later{Code: code, Until: retryAfter(answer, now)}
	case status >= 400 && status < 500:
		return bot.Receipt{}, notifier.Permanent{Code: code}
	}
	return bot.Receipt{}, notifier.Later{Code: code}
}

// longestRetry bounds what a receiver may ask for: a page does not wait for
// half an hour because somebody's gateway says so.
const longestRetry = time.Minute

// retryAfter returns when the receiver wants the next attempt, or zero.
func retryAfter(answer *http.Response, now time.Time) time.Time {
	seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return now.Add(min(time.Duration(seconds)*time.Second, longestRetry))
}

// messageID returns the webhook-id of an effect: the same on every attempt, so
// that the receiver can tell a repetition. An id must hold no dot, and the name
// of a rung may.
func messageID(key bot.EffectKey) string {
	sum := sha256.Sum256([]byte(key))
	return "msg_" + hex.EncodeToString(sum[:16])
}

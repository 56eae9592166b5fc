// Package action has the product's own API carry out what was requested, and
// approved where that is needed. docs/action-api.yaml is the contract; package
// actiontest keeps the other side of it.
//
// An action is done once the API has confirmed it, and not before. What comes
// of it is recorded in the incident first, and the receipt is kept second: a
// stop in between asks the API again under the same Idempotency-Key, which
// answers as before, and records the same thing once.
//
// What nobody waits for any more is not sent. When it may have been sent
// before, the API is asked what became of it: a fact is recorded whoever still
// wants it.
package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/webhook"
)

// Kinds are the effects that a Sender carries out.
func Kinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectAction} }

// path is what a receipt names.
const path = "http"

// A Reader gives the incident and its record as they are now.
type Reader interface {
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// A Sender has actions carried out by one API. It is a notifier.Sender.
type Sender struct {
	url    string
	secret webhook.Secret
	client *http.Client
	reader Reader
	finish func(ctx context.Context, ref bot.Ref, e bot.Errand, proof string) error
	refuse func(ctx context.Context, ref bot.Ref, e bot.Errand, words string) error
	along  func(ctx context.Context, ref bot.Ref, p bot.ActionProgress) error
	now    func() time.Time
	log    zerolog.Logger

	mu      sync.Mutex
	waiting map[bot.EffectKey]bool // accepted and not yet done; lost with the process, and then asked for again
}

// Options are what a Sender needs.
type Options struct {
	URL    string // of the API; /actions is added
	Secret webhook.Secret
	Reader Reader
	// Finish records that the API has carried out an errand, and Refuse that it
	// will not, with its words. Both may be called again for the same errand, and
	// record it once; both know whether the action is still about the same thing.
	Finish func(ctx context.Context, ref bot.Ref, e bot.Errand, proof string) error
	Refuse func(ctx context.Context, ref bot.Ref, e bot.Errand, words string) error
	// Progress records how far a batch of many accounts has come. The same word
	// given again changes nothing.
	Progress func(ctx context.Context, ref bot.Ref, p bot.ActionProgress) error
	Now      func() time.Time
	Log      zerolog.Logger
	// Transport is for tests; nil is the default one.
	Transport http.RoundTripper
}

// New returns a Sender, or says why these options cannot have anything done.
func New(o Options) (*Sender, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("the address of the actions API is no web address; write one like https://host/path, without name, password and query")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, errors.New("the actions API must be called over https: its answers would not be the product's own")
	}
	if o.Secret.IsZero() {
		return nil, errors.New("the actions API has no secret; make one and give it to both sides")
	}
	return &Sender{url: u.JoinPath("actions").String(), secret: o.Secret, reader: o.Reader, finish: o.Finish, refuse: o.Refuse, along: o.Progress,
		now: o.Now, log: o.Log, waiting: map[bot.EffectKey]bool{},
		client: &http.Client{Timeout: clientTimeout, Transport: o.Transport,
			// What is signed goes to the address in the configuration and nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send implements notifier.Sender.
func (s *Sender) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	in, err := s.incident(ctx, p.Ref)
	if err != nil {
		return bot.Receipt{}, err
	}
	events, err := s.reader.Events(ctx, p.Ref)
	if err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	if b, ok := batchOf(events, p.Event); ok {
		return s.sendBatch(ctx, p, in, b)
	}
	a, errand, err := s.action(p, in, events)
	if err != nil {
		return bot.Receipt{}, err
	}
	if !wanted(in, a, p.Event, s.now()) {
		return s.unwanted(ctx, p, errand)
	}
	r, err := s.inquire(ctx, ask(p.Key, p.Ref, a), p.Attempts)
	return s.settle(ctx, p, errand, r, err)
}

// inquire asks for an action, or what became of it.
func (s *Sender) inquire(ctx context.Context, q request, attempts int) (reply, error) {
	if s.waits(q.ID) {
		r, err := s.look(ctx, q.ID)
		if err != nil || r.known() {
			return r, err
		}
		// It has forgotten what it accepted, so it is asked once more.
	}
	r, err := s.post(ctx, q)
	if err == nil && !r.known() && (r.code == http.StatusConflict || attempts > 0) {
		// An earlier attempt may have arrived, whatever this one is told.
		seen, err := s.look(ctx, q.ID)
		if err != nil || seen.known() {
			return seen, err
		}
	}
	return r, err
}

// unwanted ends an effect that nobody waits for any more. An action that may
// have been asked for is looked at first: the API may have carried it out.
func (s *Sender) unwanted(ctx context.Context, p notifier.Pending, e bot.Errand) (bot.Receipt, error) {
	if p.Attempts == 0 {
		return s.moot(p), nil
	}
	r, err := s.look(ctx, p.Key)
	switch {
	case err != nil || r.known():
		return s.settle(ctx, p, e, r, err)
	case r.code == http.StatusMethodNotAllowed:
		return bot.Receipt{}, notifier.Later{Code: code(r.code)} // that is no word on the action
	}
	return s.moot(p), nil
}

// settle records what the API says, and then returns the receipt.
func (s *Sender) settle(ctx context.Context, p notifier.Pending, e bot.Errand, r reply, err error) (bot.Receipt, error) {
	if err != nil {
		return bot.Receipt{}, err
	}
	s.wait(p.Key, r.status == accepted)
	if r.status == accepted {
		return bot.Receipt{}, notifier.Later{Code: string(accepted), Until: r.until}
	}
	if r.status == done {
		err = s.finish(ctx, p.Ref, e, r.words)
	} else {
		err = s.refuse(ctx, p.Ref, e, r.words)
	}
	if err != nil {
		s.about(s.log.Error(), p).Err(err).Msg("what became of an action cannot be recorded")
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	if r.status == done {
		return s.receipt(r.words), nil
	}
	s.about(s.log.Warn(), p).Int("status", r.code).Msg("the actions API refuses an action")
	return s.receipt("refused"), nil
}

func (s *Sender) receipt(id string) bot.Receipt {
	return bot.Receipt{Channel: path, ID: id, At: s.now().UTC()}
}

func (s *Sender) moot(p notifier.Pending) bot.Receipt {
	s.wait(p.Key, false)
	s.about(s.log.Info(), p).Msg("nobody waits for an action any more")
	return s.receipt("moot")
}

func (s *Sender) waits(key bot.EffectKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting[key]
}

func (s *Sender) wait(key bot.EffectKey, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		s.waiting[key] = true
	} else {
		delete(s.waiting, key)
	}
}

func (s *Sender) about(e *zerolog.Event, p notifier.Pending) *zerolog.Event {
	return e.Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Int("attempt", p.Attempts+1)
}

// post asks for an action.
func (s *Sender) post(ctx context.Context, r request) (reply, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return reply{}, fmt.Errorf("%s: action: %w", r.ID, err)
	}
	return s.call(ctx, http.MethodPost, s.url, r.ID, body)
}

// look asks what became of an action. The key stands in the query: it holds
// slashes, and gateways read those of a path in their own ways.
//
// A reply that is not known means that the API knows nothing of the action, or
// cannot be looked at. Any other 4xx settles nothing.
func (s *Sender) look(ctx context.Context, key bot.EffectKey) (reply, error) {
	r, err := s.call(ctx, http.MethodGet, s.url+"?"+url.Values{"id": {string(key)}}.Encode(), key, nil)
	if err != nil || r.known() {
		return r, err
	}
	switch r.code {
	case http.StatusNotFound, http.StatusGone, http.StatusMethodNotAllowed:
		return r, nil
	}
	return reply{}, notifier.Later{Code: code(r.code)}
}

package action_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/action"
	"meldwacht/notifier/action/actiontest"
	"meldwacht/notifier/internal/outboxtest"
	"meldwacht/notifier/webhook"
)

const (
	ref    = bot.Ref("DL-2026-0007")
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	other  = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
)

var (
	sanne = bot.Person{ID: "sanne", Roles: []bot.Role{bot.Support}}
	mira  = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
)

// A world is one incident under the real decisions, a loop with the real sender,
// and the API at the other end of a network of pipes: time in it is the bubble's.
type world struct {
	t     *testing.T
	start time.Time
	api   *actiontest.Server
	box   outboxtest.Outbox
	wire  http.RoundTripper
	log   strings.Builder
	down  bool // the incident cannot be written
	alarm []string

	answered func()   // unless nil
	once     []string // what was recorded

	mu     sync.Mutex
	in     bot.Incident
	events []bot.Event
}

// newWorld sets the scene: an admin has reported a leak. It must be called
// inside the bubble.
func newWorld(t *testing.T) *world {
	api, err := actiontest.New(actiontest.Options{Secret: secret, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, start: time.Now(), api: api, wire: serve(t, api)}
	w.open()
	return w
}

// open is an admin's report, under rules by which the API carries out every
// kind of action.
func (w *world) open() {
	rules := bot.DefaultRules()
	rules.Obligations = rules.Obligations[:1] // the 72 hours alone
	for _, kind := range bot.ActionKinds() {
		rules.Actions = append(rules.Actions, bot.ActionRule{Kind: kind, Carrier: bot.ByAPI})
	}
	w.commit(bot.Change{Events: []bot.Event{{No: 1, At: w.start, Actor: bot.ActorMail, Body: bot.Opened{
		Track: bot.Customer, Aware: w.start, Rules: rules, Verdict: bot.VerdictAdmin,
		Match: bot.Match{Account: "SN-10423", Name: "Fietsen Huls"}}}}})
	w.in.Ref = ref
}

// serve runs h behind a real HTTP server, and returns a client's way to it.
func serve(t *testing.T, h http.Handler) http.RoundTripper {
	l := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = server.Serve(l)
	}()
	wire := &http.Transport{DialContext: l.dial}
	t.Cleanup(func() {
		wire.CloseIdleConnections()
		server.Close()
		<-gone
	})
	return wire
}

// pipes is a listener without sockets, which would hold the bubble's time still.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Incident implements action.Reader.
func (w *world) Incident(context.Context, bot.Ref) (bot.Incident, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.in, nil
}

// Events implements action.Reader.
func (w *world) Events(context.Context, bot.Ref) ([]bot.Event, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events), nil
}

var errFull = errors.New("the disk is full")

// Write takes the log.
func (w *world) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(b)
}

func (w *world) commit(c bot.Change) {
	w.mu.Lock()
	for _, e := range c.Events {
		e.Kind = e.Body.Kind()
		w.events = append(w.events, e)
		w.in = w.in.Apply(e)
	}
	w.mu.Unlock()
	for _, e := range c.Effects {
		if e.Kind == bot.EffectAction {
			w.box.Add(e)
		}
	}
}

// do is what somebody decides now.
func (w *world) do(decide func(in bot.Incident, now time.Time) (bot.Change, error)) {
	w.t.Helper()
	in, _ := w.Incident(w.t.Context(), ref)
	c, err := decide(in, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	w.commit(c)
}

// record is how the app records what the sender found.
func (w *world) record(decide func(in bot.Incident, now time.Time) (bot.Change, error)) error {
	if w.down {
		return errFull
	}
	w.do(decide)
	return nil
}

// recordOnce is record with a key that the store remembers; answered happens
// between the API's answer and the decision.
func (w *world) recordOnce(once string, decide func(in bot.Incident, now time.Time) (bot.Change, error)) error {
	if w.answered != nil {
		w.answered()
	}
	if slices.Contains(w.once, once) {
		return nil
	}
	err := w.record(decide)
	if err == nil {
		w.once = append(w.once, once)
	}
	return err
}

func (w *world) options() action.Options {
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		w.t.Fatal(err)
	}
	return action.Options{URL: "http://127.0.0.1/", Secret: key, Reader: w, Transport: w.wire,
		Finish: func(_ context.Context, _ bot.Ref, e bot.Errand, proof string) error {
			return w.recordOnce(fmt.Sprint("done ", e), func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Carried(e, proof, now) })
		},
		Refuse: func(_ context.Context, _ bot.Ref, e bot.Errand, words string) error {
			return w.recordOnce(fmt.Sprint("refused ", e), func(in bot.Incident, now time.Time) (bot.Change, error) { return in.NotCarried(e, words, now) })
		},
		Progress: func(ctx context.Context, _ bot.Ref, p bot.ActionProgress) error { return w.progress(ctx, p) },
		Now:      time.Now, Log: zerolog.New(w)}
}

// sender is a new one, as after a start of the desk.
func (w *world) sender() *action.Sender {
	s, err := action.New(w.options())
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// run delivers for some time, and stops then.
func (w *world) run(d time.Duration) {
	w.t.Helper()
	loop := notifier.Loop{Kinds: action.Kinds(), Outbox: &w.box, Sender: w.sender(), Now: time.Now,
		Nudge: w.box.Bell.Listen(), Log: zerolog.New(w),
		GiveUp: func(_ context.Context, e bot.Effect, code string) error {
			return w.record(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.GiveUp(e, code, now) })
		},
		Stopped: func(code string) { w.alarm = append(w.alarm, code) }}
	ctx, cancel := context.WithTimeout(w.t.Context(), d)
	defer cancel()
	if err := loop.Run(ctx); err != nil {
		w.t.Error(err)
	}
	synctest.Wait()
}

// stopAPI asks for the API key of the account to be stopped, and has it approved.
func (w *world) stopAPI() {
	w.t.Helper()
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.RequestAction(sanne, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "key-7"}, now)
	})
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 0, 0, now) })
}

// revoke asks for a user to be removed, which needs no approval.
func (w *world) revoke() {
	w.t.Helper()
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.RequestAction(sanne, bot.ActionRequest{Kind: bot.RevokeUser, Target: "kees"}, now)
	})
}

// said is what the record says of actions since the second event.
func (w *world) said() (lines []string) {
	for _, e := range w.events {
		switch b := e.Body.(type) {
		case bot.ActionDone:
			lines = append(lines, fmt.Sprintf("done %d: %s", b.ID, b.Proof))
		case bot.ActionFailed:
			lines = append(lines, fmt.Sprintf("failed %d: %s", b.ID, b.Reason))
		case bot.ActionOvertaken:
			lines = append(lines, fmt.Sprintf("overtaken %d (%s of event %d): %s", b.ID, b.Target, b.Event, b.Proof))
		case bot.Undelivered:
			lines = append(lines, fmt.Sprintf("undelivered %s: %s", b.Effect, b.Error))
		}
	}
	return lines
}

// calls is what reached the API, and when.
func (w *world) calls() (lines []string) {
	for _, c := range w.api.Calls() {
		lines = append(lines, fmt.Sprintf("+%v %s %d", c.At.Sub(w.start).Round(time.Second), c.Method, c.Status))
	}
	return lines
}

func (w *world) equal(what string, got []string, want ...string) {
	w.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		w.t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// ended reports how the effect ended, once there is none left.
func (w *world) ended(key bot.EffectKey, id string) {
	w.t.Helper()
	r, ok := w.box.Receipt(key)
	if !ok || r.Channel != "http" || r.ID != id || w.box.Len() != 0 {
		w.t.Errorf("receipt %+v, %v with %d effects left; want %q", r, ok, w.box.Len(), id)
	}
}

package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	ackBudget    = 3 * time.Second // Ack without a context blocks for ever (slack.md §4.1, 3)
	readLimit    = 4 << 20         // of one frame; slack-go has no limit of its own
	apiTimeout   = 10 * time.Second
	silence      = 6 * time.Hour // without any event: the connection is replaced
	restartFirst = time.Minute   // after slack-go has given up
	restartMax   = 5 * time.Minute
	stagger      = 30 * time.Second // between two connections, so that not both are refreshed at once
)

// A Socket is how Slack comes in without a public endpoint: one or two
// connections over which envelopes arrive. slack-go keeps a connection alive;
// this keeps slack-go in bounds (slack.md §4.1).
type Socket struct {
	Gateway  *Gateway
	AppToken string // xapp-, with connections:write
	APIURL   string // of another workspace's Web API, with a slash at the end; "" for Slack's
	// Connections is how many are kept: with two, one takes what comes while
	// the other is refreshed. 0 is one.
	Connections int
	// Dial opens the connections; nil dials TCP.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Transport is below the calls of apps.connections.open; nil is net/http's.
	Transport http.RoundTripper

	mu    sync.Mutex
	links []*link
	up    atomic.Int32 // connections that said hello
	seen  atomic.Bool  // one of them did, ever
}

// A Health says how the connections are.
type Health struct {
	Connected int       // connections that are up
	LastByte  time.Time // when something last came, a ping at least; zero for never
}

// Health returns how the connections are now. Pings come every few seconds, so
// a last byte of a minute ago means that nothing will come any more.
func (s *Socket) Health() Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := Health{Connected: int(s.up.Load())}
	for _, l := range s.links {
		l.mu.Lock()
		if l.last.After(h.LastByte) {
			h.LastByte = l.last
		}
		l.mu.Unlock()
	}
	return h
}

// Run keeps the connections until ctx ends. It returns an error when Slack
// refuses the configuration before any connection was up: a wrong token, a
// missing scope. Later the same is logged, told to the alarm and tried again.
func (s *Socket) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for i := range max(s.Connections, 1) {
		all.Go(func() {
			if !wait(ctx, time.Duration(i)*stagger) {
				return
			}
			if err := s.keep(ctx); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// keep supervises one connection: slack-go's RunContext ends on errors that it
// takes for final, and retries all others for ever.
func (s *Socket) keep(ctx context.Context) error {
	g := s.Gateway
	l := &link{now: g.Now, log: g.Log}
	s.mu.Lock()
	s.links = append(s.links, l)
	s.mu.Unlock()
	for pause := restartFirst; ; pause = min(2*pause, restartMax) {
		err := s.connect(ctx, l)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errSilent):
			g.Log.Warn().Msg("nothing came for hours: the connection to slack is replaced")
			pause = restartFirst
			continue
		case !s.seen.Load() && isConfiguration(err):
			return fmt.Errorf("socket mode: %w: check the app token and its scope connections:write", err)
		}
		g.Log.Error().Err(err).Dur("pause", pause).Msg("socket mode has ended and is started again")
		g.alarm(ctx, Alarm{What: "socket_mode_ended"})
		if !wait(ctx, pause) {
			return nil
		}
	}
}

var errSilent = errors.New("no event for hours")

// connect runs slack-go until it gives up, or until its connection has been
// silent for too long or its configuration is refused.
func (s *Socket) connect(ctx context.Context, l *link) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	smc := s.client(l)
	ended := make(chan error, 1)
	go func() { ended <- smc.RunContext(ctx) }()
	up := false
	down := func() {
		if up {
			up = false
			s.up.Add(-1)
		}
	}
	defer down()
	quiet := time.NewTimer(silence)
	defer quiet.Stop()
	for {
		select {
		case err := <-ended:
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return err
		case <-quiet.C:
			cancel(errSilent)
		case e := <-smc.Events:
			switch e.Type {
			case socketmode.EventTypeHello:
				if !up {
					up = true
					s.up.Add(1)
				}
				s.seen.Store(true)
				s.hello(e)
			case socketmode.EventTypeConnecting:
				down()
			case socketmode.EventTypeConnectionError:
				if err := connectionError(e); isConfiguration(err) && !s.seen.Load() {
					cancel(err)
				} else if err != nil && !errors.Is(err, errTooSoon) {
					s.Gateway.Log.Warn().Err(withoutURL(err)).Msg("a connection to slack could not be opened")
				}
			case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
				// Only these: hello and disconnect carry a request without an id.
				quiet.Reset(silence)
				if e.Request != nil {
					s.envelope(ctx, smc, e.Request.EnvelopeID, e.Request.Type, e.Request.Payload)
				}
			case socketmode.EventTypeErrorBadMessage:
				quiet.Reset(silence)
				s.badMessage(ctx, smc, e)
			case socketmode.EventTypeErrorWriteFailed:
				s.Gateway.Log.Warn().Msg("an ack could not be written; slack sends events again")
			case socketmode.EventTypeIncomingError:
				s.Gateway.Log.Info().Msg("a connection to slack was cut")
			}
		}
	}
}

func (s *Socket) client(l *link) *socketmode.Client {
	next := s.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	options := []slack.Option{slack.OptionAppLevelToken(s.AppToken),
		slack.OptionHTTPClient(&http.Client{Timeout: apiTimeout, Transport: floor{next: next, link: l}})}
	if s.APIURL != "" {
		options = append(options, slack.OptionAPIURL(s.APIURL))
	}
	return socketmode.New(slack.New("", options...), socketmode.OptionDialer(l.dialer(s.Dial)), socketmode.OptionReadLimit(readLimit))
}

// envelope stores what came and acknowledges it. This is the read loop: while
// it waits slack-go reads nothing and answers no ping, so no call to Slack is
// made here (slack.md §4.1, 2). What cannot be stored is not acknowledged:
// Slack sends events again, and shows the others an error.
func (s *Socket) envelope(ctx context.Context, smc *socketmode.Client, id, kind string, payload []byte) {
	r := &reply{send: func(p any) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackBudget)
		defer cancel()
		// nil says that it is queued, not that Slack has it; dedup covers the rest.
		if err := smc.AckCtx(ctx, id, p); err != nil {
			s.Gateway.Log.Warn().Err(err).Msg("an envelope could not be acknowledged")
		}
	}}
	if err := s.Gateway.take(ctx, kind, payload, r); err != nil {
		s.Gateway.Log.Error().Err(err).Msg("an envelope could not be stored")
	}
}

// badMessage takes an envelope that slack-go rejects whole: one block or one
// event type that it does not know is enough. It is stored and acknowledged
// like any other, or Slack would send it again and count failures.
func (s *Socket) badMessage(ctx context.Context, smc *socketmode.Client, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var raw struct {
		ID      string          `json:"envelope_id"`
		Type    string          `json:"type"`
		Payload json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(bad.Message, &raw); err != nil || raw.ID == "" {
		s.Gateway.Log.Warn().Msg("a frame without an envelope was left out")
		return
	}
	s.Gateway.Log.Warn().Str("kind", raw.Type).Msg("an envelope that the client library cannot read was stored as it came")
	s.envelope(ctx, smc, raw.ID, raw.Type, raw.Payload)
}

// hello warns of ghosts: half-open connections that still get payloads.
func (s *Socket) hello(e socketmode.Event) {
	if e.Request == nil {
		return
	}
	if n, ours := e.Request.NumConnections, max(s.Connections, 1); n > ours {
		s.Gateway.Log.Warn().Int("connections", n).Int("ours", ours).Msg("slack counts more connections than the desk has")
	}
}

func connectionError(e socketmode.Event) error {
	if c, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
		return c.ErrorObj
	}
	return nil
}

// isConfiguration reports whether only a person can mend it. slack-go returns
// on some of these and retries the others for ever (slack.md §4.1, 5).
func isConfiguration(err error) bool {
	if err == nil {
		return false
	}
	var status slack.StatusCodeError
	if errors.As(err, &status) {
		return status.Code == http.StatusNotFound
	}
	switch err.Error() {
	case "invalid_auth", "account_inactive", "not_authed", "token_revoked", "token_expired",
		"missing_scope", "not_allowed_token_type", "socket_mode_not_enabled", "app_not_installed":
		return true
	}
	return false
}

func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

package gateway

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"
)

const (
	minPause = time.Second      // between two apps.connections.open
	maxPause = time.Minute      // while connections keep dying young
	adult    = 30 * time.Second // a connection that lived so long did not die young
)

// errTooSoon answers apps.connections.open in Slack's place. slack-go takes it
// as a failed connect, and then backs off by itself.
var errTooSoon = errors.New("too soon after the last connection")

// A link is what is known of one connection: when it was opened, when it ended,
// when a byte last came.
type link struct {
	now func() time.Time
	log zerolog.Logger

	mu     sync.Mutex
	asked  time.Time // last apps.connections.open that was let through
	pause  time.Duration
	opened time.Time
	ended  time.Time
	last   time.Time
	open   int
}

// allow reports whether a connection may be asked for now. slack-go reconnects
// without any pause when connecting works and the connection then dies: 6,000
// calls in three seconds were measured (slack.md §4.1, 1). The pause doubles as
// long as connections die young.
func (l *link) allow() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if !l.asked.IsZero() && now.Sub(l.asked) < max(l.pause, minPause) {
		return false
	}
	switch {
	case l.asked.IsZero() || !l.opened.Before(l.asked) && l.livedFor(now) >= adult:
		l.pause = minPause
	default:
		l.pause = min(max(l.pause, minPause)*2, maxPause)
		l.log.Warn().Dur("pause", l.pause).Msg("connections to slack die young")
	}
	l.asked = now
	return true
}

func (l *link) livedFor(now time.Time) time.Duration {
	if l.ended.After(l.opened) || l.ended.Equal(l.opened) {
		return l.ended.Sub(l.opened)
	}
	return now.Sub(l.opened)
}

func (l *link) connected() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open++
	l.opened = l.now()
	l.last = l.opened
}

func (l *link) gone() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	l.ended = l.now()
}

func (l *link) heard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = l.now()
}

// A floor is the transport below apps.connections.open. It answers with an
// error and never sleeps: the client's timeout would hit.
type floor struct {
	next http.RoundTripper
	link *link
}

func (f floor) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		return f.next.RoundTrip(r)
	}
	if !f.link.allow() {
		if r.Body != nil {
			_ = r.Body.Close() // it was not read, and nobody else will
		}
		return nil, errTooSoon
	}
	resp, err := f.next.RoundTrip(r)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" {
		// Without the header slack-go would not take it for a rate limit
		// (slack.md §4.1, 13).
		resp.Header.Set("Retry-After", "60")
	}
	return resp, err
}

// dialer is slack-go's own (32 KiB to write, because Slack does not put
// fragments together; 45 s to shake hands; the proxy of the environment), and
// notes each byte that comes: slack-go judges a connection by pings alone.
func (l *link) dialer(dial func(ctx context.Context, network, addr string) (net.Conn, error)) *websocket.Dialer {
	if dial == nil {
		dial = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	return &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: 45 * time.Second,
		WriteBufferSize:  32 << 10,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			l.connected()
			return &watched{Conn: c, link: l}, nil
		},
	}
}

// A watched connection tells its link what it lives through.
type watched struct {
	net.Conn
	link *link
	once sync.Once
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if n > 0 {
		w.link.heard()
	}
	return n, err
}

func (w *watched) Close() error {
	w.once.Do(w.link.gone)
	return w.Conn.Close()
}

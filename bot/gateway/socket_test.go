package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

const hello = `{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0MELD"},"debug_info":{"approximate_connection_time":3600}}`

// A peer is Slack's end of one socket: it greets, pings as Slack does, and
// notes each ack.
type peer struct {
	ws   *websocket.Conn
	turn chan struct{} // one writer at a time: a mutex would hold up the bubble's clock
	acks *acks
}

type acks struct {
	t   *testing.T
	mu  sync.Mutex
	all []string
}

func (a *acks) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.all...)
}

func (p *peer) send(frame string) error {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	return p.ws.WriteMessage(websocket.TextMessage, []byte(frame))
}

func (p *peer) ping() error {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	return p.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
}

// serve greets, lets talk say what it wants, and reads until the client leaves.
func (a *acks) serve(ws *websocket.Conn, talk func(p *peer)) {
	p := &peer{ws: ws, acks: a, turn: make(chan struct{}, 1)}
	if p.send(hello) != nil {
		return
	}
	gone := make(chan struct{})
	defer func() { <-gone }()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(gone)
		ping := time.NewTicker(5 * time.Second) // as Slack does
		defer ping.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ping.C:
				if p.ping() != nil {
					return
				}
			}
		}
	}()
	talked := make(chan struct{})
	defer func() { <-talked }()
	go func() { defer close(talked); talk(p) }()
	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &ack) == nil {
			for _, e := range RefusedAck(ack.Payload) {
				a.t.Errorf("ack %s: %.300s", ack.ID, e)
			}
			a.mu.Lock()
			a.all = append(a.all, strings.TrimSpace(ack.ID+" "+string(ack.Payload)))
			a.mu.Unlock()
		}
	}
}

func frame(id, kind, payload string) string {
	return fmt.Sprintf(`{"envelope_id":%q,"type":%q,"accepts_response_payload":true,"payload":%s}`, id, kind, payload)
}

func (w *wire) connect(t *testing.T, g *Gateway) (s *Socket, stop func() error) {
	t.Helper()
	tr := w.transport()
	t.Cleanup(tr.CloseIdleConnections)
	s = &Socket{Gateway: g, AppToken: "xapp-test", APIURL: "http://slack.test/api/", Dial: w.listener.dial, Transport: tr}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s, func() error { cancel(); return <-ended }
}

// slack-go alone opened 6,000 connections in three seconds here (slack.md §4.1, 1).
func TestAStormOfDisconnectsOpensFewConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t)
		w.socket = func(ws *websocket.Conn) {
			_ = ws.WriteMessage(websocket.TextMessage, []byte(hello))
			_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"disconnect","reason":"refresh_requested"}`))
			_, _, _ = ws.ReadMessage() // until the client leaves
		}
		_, stop := w.connect(t, w.gateway(newInbox(), &desk{}))
		time.Sleep(10 * time.Second)
		if n, _ := w.count("apps.connections.open"); n < 2 || n > 7 {
			t.Errorf("%d opens in 10 s", n)
		}
		time.Sleep(10 * time.Minute)
		if n, _ := w.count("apps.connections.open"); n > 20 {
			t.Errorf("%d opens in 10 min", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// An hourly refresh is no storm: the next connection is there within seconds.
func TestARefreshIsFollowedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a := newWire(t), &acks{t: t}
		w.socket = func(ws *websocket.Conn) {
			a.serve(ws, func(p *peer) {
				if wait(context.Background(), time.Hour) {
					_ = p.send(`{"type":"disconnect","reason":"warning"}`)
				}
			})
		}
		s, stop := w.connect(t, w.gateway(newInbox(), &desk{}))
		time.Sleep(time.Hour + time.Second)
		if n, _ := w.count("apps.connections.open"); n != 2 {
			t.Errorf("%d opens", n)
		}
		synctest.Wait()
		if h := s.Health(); h.Connected != 1 || time.Since(h.LastByte) > 10*time.Second {
			t.Errorf("health %+v at %s", h, time.Now())
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if h := s.Health(); h.Connected != 0 {
			t.Errorf("health %+v after the end", h)
		}
		time.Sleep(2 * time.Hour) // the peers' own ends
	})
}

func TestWhatTheLibraryRejectsIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a, d := newWire(t), &acks{t: t}, &desk{}
		w.socket = func(ws *websocket.Conn) {
			a.serve(ws, func(p *peer) {
				_ = p.send(frame("e1", "events_api", event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> toon","ts":"1.2","channel":"C0DESK","blocks":[{"type":"rich_text","elements":"no list"}]}`)))
				_ = p.send(frame("e2", "events_api", event("Ev2", `{"type":"a_type_of_next_year","user":{"id":"U0ANNA"}}`)))
				_ = p.send(frame("e3", "events_api", `{"type":"event_callback","event_id":"Ev3","event":"text"}`))
				_ = p.send(`{"type":"a_frame_without_an_envelope"}`)
				_ = p.send(`not JSON`)
				_ = p.send(frame("e4", "slash_commands", command("toon", "1.4")))
			})
		}
		b := newInbox()
		g := w.gateway(b, d)
		defer run(t, g)()
		_, stop := w.connect(t, g)
		time.Sleep(3 * time.Second)
		if got := strings.Join(a.list(), ", "); got != "e1, e2, e3, e4" {
			t.Errorf("acks %s", got)
		}
		// What is of no use to us is acknowledged and not kept.
		if got := strings.Join(b.order, " "); got != "mention:Ev1 unreadable:Ev3 command:1.4" || len(b.unfinished()) != 0 {
			t.Errorf("stored %s, unfinished %d", got, len(b.unfinished()))
		}
		// A block that slack-go cannot read does not keep the words from us.
		if calls := d.seen(); len(calls) != 2 {
			t.Errorf("calls %+v", calls)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// 200 envelopes, a store that needs 100 ms for each, and work that stands
// still: slack-go alone lost three quarters of them (slack.md §4.1, 2).
func TestAStalledConsumerLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a, d := newWire(t), &acks{t: t}, &desk{hold: make(chan struct{})}
		w.socket = func(ws *websocket.Conn) {
			a.serve(ws, func(p *peer) {
				for i := range 200 {
					if p.send(frame(fmt.Sprint("e", i), "slash_commands", command("toon", fmt.Sprint("1.", i)))) != nil {
						return
					}
				}
			})
		}
		b := newInbox()
		b.delay = 100 * time.Millisecond
		g := w.gateway(b, d)
		stopGateway := run(t, g)
		_, stop := w.connect(t, g)
		time.Sleep(time.Minute)
		if n := len(a.list()); n != 200 {
			t.Errorf("%d acks", n)
		}
		if n, _ := w.count("apps.connections.open"); n != 1 {
			t.Errorf("%d connections", n)
		}
		if n := len(d.seen()); n > 2 {
			t.Errorf("%d calls of one person side by side", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		stopGateway()
		if n := len(b.unfinished()); n < 190 {
			t.Errorf("only %d are left for the next start", n)
		}
	})
}

func TestAStoreThatIsDownAcknowledgesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a := newWire(t), &acks{t: t}
		w.socket = func(ws *websocket.Conn) {
			a.serve(ws, func(p *peer) { _ = p.send(frame("e1", "slash_commands", command("toon", "1.1"))) })
		}
		b, d := newInbox(), &desk{}
		b.down = errDown
		g := w.gateway(b, d)
		defer run(t, g)()
		_, stop := w.connect(t, g)
		time.Sleep(10 * time.Second)
		if len(a.list()) != 0 || len(d.seen()) != 0 {
			t.Errorf("acks %v, calls %v", a.list(), d.seen())
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatOnlyAPersonCanMend(t *testing.T) {
	refuse := func(code string) func(string, map[string]any) map[string]any {
		return func(method string, _ map[string]any) map[string]any {
			if method == "apps.connections.open" {
				return map[string]any{"ok": false, "error": code}
			}
			return nil
		}
	}
	for _, code := range []string{"invalid_auth", "account_inactive", "not_authed", "token_revoked", "missing_scope", "not_allowed_token_type"} {
		t.Run(code+" at the start is fatal", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t)
				w.api = refuse(code)
				s, _ := w.connect(t, w.gateway(newInbox(), &desk{}))
				_ = s
				time.Sleep(time.Second)
				if n, _ := w.count("apps.connections.open"); n != 1 {
					t.Errorf("%d opens", n)
				}
			})
		})
	}
	t.Run("a fault of Slack is tried again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWire(t)
			w.api = func(method string, _ map[string]any) map[string]any {
				return map[string]any{"status": http.StatusInternalServerError}
			}
			_, stop := w.connect(t, w.gateway(newInbox(), &desk{}))
			time.Sleep(time.Minute)
			if n, _ := w.count("apps.connections.open"); n < 3 || n > 12 {
				t.Errorf("%d opens in a minute", n)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("later it is told and tried again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWire(t)
			w.socket = func(ws *websocket.Conn) {
				_ = ws.WriteMessage(websocket.TextMessage, []byte(hello))
				time.Sleep(time.Minute) // then the token is taken back
			}
			g := w.gateway(newInbox(), &desk{})
			var mu sync.Mutex
			var alarms []string
			g.Alarm = func(_ context.Context, a Alarm) {
				mu.Lock()
				defer mu.Unlock()
				alarms = append(alarms, a.What)
			}
			w.api = func(method string, _ map[string]any) map[string]any {
				if n, _ := w.count(method); n == 2 {
					return map[string]any{"ok": false, "error": "token_revoked"}
				}
				return nil
			}
			_, stop := w.connect(t, g)
			time.Sleep(150 * time.Second)
			mu.Lock()
			if n, _ := w.count("apps.connections.open"); len(alarms) != 1 || n < 3 {
				t.Errorf("alarms %v, %d opens", alarms, n)
			}
			mu.Unlock()
			if err := stop(); err != nil {
				t.Error(err)
			}
			time.Sleep(2 * time.Minute)
		})
	})
}

// Connected and silent is how sockets die: nothing for six hours, and the
// connection is replaced, pings or not.
func TestASilentConnectionIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a := newWire(t), &acks{t: t}
		w.socket = func(ws *websocket.Conn) { a.serve(ws, func(*peer) {}) }
		_, stop := w.connect(t, w.gateway(newInbox(), &desk{}))
		time.Sleep(silence - time.Minute)
		if n, _ := w.count("apps.connections.open"); n != 1 {
			t.Errorf("%d connections before", n)
		}
		time.Sleep(2 * time.Minute)
		if n, _ := w.count("apps.connections.open"); n != 2 {
			t.Errorf("%d connections after", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestARateLimitWithoutAnEndIsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t)
		w.api = func(string, map[string]any) map[string]any {
			return map[string]any{"status": http.StatusTooManyRequests}
		}
		_, stop := w.connect(t, w.gateway(newInbox(), &desk{}))
		time.Sleep(59 * time.Second)
		if n, _ := w.count("apps.connections.open"); n != 1 {
			t.Errorf("%d opens in 59 s", n)
		}
		time.Sleep(2 * time.Second)
		if n, _ := w.count("apps.connections.open"); n != 2 {
			t.Errorf("%d opens in 61 s", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/commands"
)

// inbox keeps envelopes in memory.
type inbox struct {
	mu    sync.Mutex
	order []string
	all   map[string][]byte // payload; nil when finished
	delay time.Duration
	down  error
}

func newInbox() *inbox { return &inbox{all: map[string][]byte{}} }

func (b *inbox) Keep(ctx context.Context, key string, payload []byte, _ time.Time) (bool, error) {
	if !wait(ctx, b.delay) {
		return false, ctx.Err()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down != nil {
		return false, b.down
	}
	if _, ok := b.all[key]; ok {
		return false, nil
	}
	b.order = append(b.order, key)
	b.all[key] = slices.Clone(payload)
	return true, nil
}

func (b *inbox) Finish(_ context.Context, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all[key] = nil
	return nil
}

func (b *inbox) Unfinished(context.Context) iter.Seq2[Kept, error] {
	return func(yield func(Kept, error) bool) {
		for _, k := range b.unfinished() {
			if !yield(k, nil) {
				return
			}
		}
	}
}

func (b *inbox) unfinished() []Kept {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Kept
	for _, k := range b.order {
		if p := b.all[k]; p != nil {
			out = append(out, Kept{Key: k, Payload: p})
		}
	}
	return out
}

// desk notes what it is asked, and answers what it is told to.
type desk struct {
	mu     sync.Mutex
	calls  []commands.Call
	answer commands.Answer
	hold   chan struct{} // nil, or closed to go on
}

func (d *desk) Run(ctx context.Context, c commands.Call) commands.Answer {
	d.mu.Lock()
	d.calls = append(d.calls, c)
	hold, answer := d.hold, d.answer
	d.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
		}
	}
	return answer
}

func (d *desk) Home(context.Context, bot.Person, bot.Lang) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{sentence("DL-2026-0007")}}}
}

func (d *desk) seen() []commands.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.calls)
}

func (d *desk) RefOfThread(_ context.Context, channel, ts string) (bot.Ref, bool, error) {
	return "DL-2026-0007", channel == "C0DESK" && ts == "100.1", nil
}

// A wire is Slack as a gateway sees it: a few methods of the Web API and a
// socket, in memory, so that a test can run in a synctest bubble.
type wire struct {
	t        *testing.T
	listener *pipes
	api      func(method string, args map[string]any) map[string]any // nil: ok
	socket   func(ws *websocket.Conn)

	mu    sync.Mutex
	calls []wireCall
}

type wireCall struct {
	method string
	args   map[string]any
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{t: t, listener: &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}}
	server := &http.Server{Handler: http.HandlerFunc(w.serve)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(w.listener) // ends when the test closes it
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return w
}

// pipes is a listener of connections that are nothing but memory.
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

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *wire) transport() *http.Transport { return &http.Transport{DialContext: w.listener.dial} }

func (w *wire) serve(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/socket" {
		up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
		if ws, err := up.Upgrade(rw, r, nil); err == nil {
			defer ws.Close()
			w.socket(ws)
		}
		return
	}
	method, ok := strings.CutPrefix(r.URL.Path, "/api/")
	if !ok {
		method = strings.TrimPrefix(r.URL.Path, "/")
	}
	args := map[string]any{}
	body, _ := io.ReadAll(r.Body) // what is missing is seen by the test
	if json.Unmarshal(body, &args) != nil {
		form, _ := url.ParseQuery(string(body))
		for k := range form {
			args[k] = form.Get(k)
		}
	}
	for _, e := range Refused(method, args) {
		w.t.Errorf("%s: %.300s", method, e)
	}
	w.mu.Lock()
	w.calls = append(w.calls, wireCall{method, args})
	w.mu.Unlock()
	answer := map[string]any{"ok": true}
	switch method {
	case "apps.connections.open":
		answer["url"] = "ws://slack.test/socket"
	case "users.info":
		answer["user"] = map[string]any{"id": args["user"], "team_id": "T0DESK", "real_name": "Anna", "locale": "nl-NL"}
	case "usergroups.users.list":
		answer["users"] = []string{"U0MIRA"}
	case "views.open", "views.push", "views.update":
		answer["view"] = map[string]any{"id": "V01"}
	case "chat.postEphemeral", "chat.postMessage", "views.publish", "response":
	case "conversations.info":
		answer["channel"] = map[string]any{"id": args["channel"], "is_ext_shared": true}
	default:
		w.t.Errorf("unknown method %s", method)
	}
	if w.api != nil {
		if other := w.api(method, args); other != nil {
			answer = other
		}
	}
	if status, ok := answer["status"].(int); ok {
		rw.WriteHeader(status)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(answer) // a client that has gone is the test's doing
}

// count returns how often a method was called, and its last arguments.
func (w *wire) count(method string) (n int, last map[string]any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.calls {
		if c.method == method {
			n, last = n+1, c.args
		}
	}
	return n, last
}

// gateway returns one that talks to the wire.
func (w *wire) gateway(b Inbox, d *desk) *Gateway {
	tr := w.transport()
	w.t.Cleanup(tr.CloseIdleConnections)
	client := &http.Client{Transport: tr, Timeout: apiTimeout}
	api := slack.New("xoxb-test", slack.OptionAPIURL("http://slack.test/api/"), slack.OptionHTTPClient(client))
	return &Gateway{API: api, Inbox: b, Commands: d, Threads: d, HTTP: client, Now: time.Now, Log: zerolog.Nop(),
		Who: &Who{API: api, Team: "T0DESK", Lang: bot.NL, Now: time.Now, People: map[bot.UserID]bot.PersonID{"U0ANNA": "anna"},
			Roles: map[bot.Role][]string{bot.Support: {"U0ANNA"}, bot.Manager: {"S0MANAGER"}}},
		Team: "T0DESK", App: "A0MELD", BotUser: "U0BOT", Channel: "C0DESK", APIURL: "http://slack.test/api/"}
}

// run runs the gateway until the returned function is called.
func run(t *testing.T, g *Gateway) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func command(text, trigger string) string {
	return `{"command":"/datalek","text":` + quoted(text) + `,"team_id":"T0DESK","channel_id":"C0DESK","user_id":"U0ANNA","trigger_id":"` + trigger +
		`","response_url":"http://slack.test/response","api_app_id":"A0MELD"}`
}

func event(id, body string) string {
	return `{"type":"event_callback","event_id":"` + id + `","team_id":"T0DESK","api_app_id":"A0MELD","event":` + body + `}`
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var errDown = errors.New("store is down")

// post sends a signed request to the handler.
func post(t *testing.T, h http.Handler, path, secret string, at time.Time, body string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for k, v := range header {
		r.Header[k] = v
	}
	sign(r.Header, secret, at, body)
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "application/json") {
		for _, e := range RefusedAck(rec.Body.Bytes()) {
			t.Errorf("%s: the ack: %.300s", path, e)
		}
	}
	return rec
}

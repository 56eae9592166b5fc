package sandbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options says what workspace to build. The zero value is the demo workspace
// without rate limits and without an outside.
type Options struct {
	// Now is the clock that people see: message ts, 30 minutes of a
	// response_url, faults with a duration. Default [time.Now].
	Now func() time.Time
	// Rate scales Slack's rate limits: 1 is Slack's own, 0 none.
	Rate float64
	// BaseURL is where the handler is reachable, without a trailing slash; it
	// stands in the socket, response and upload URLs.
	BaseURL string

	BotToken      string   // default xoxb-demo
	AppToken      string   // default xapp-demo
	SigningSecret string   // HTTP mode; default sandbox-signing-secret
	Scopes        []string // bot scopes granted; default [DefaultScopes]
	BotEvents     []string // event subscriptions; default [DefaultBotEvents]

	// Seed is who and what is there at the start; default [DemoSeed].
	Seed Seed

	// RequestURLs switches to HTTP mode.
	RequestURLs *RequestURLs
	// HTTPClient sends in HTTP mode; default a client of its own.
	HTTPClient *http.Client

	// PingEvery is the pace of WebSocket pings; default 5 s, Slack's own.
	PingEvery time.Duration
	// ConnectionTime is how long a socket lives before it is refreshed;
	// default 1 h, as Slack does (apis/events-api/using-socket-mode).
	ConnectionTime time.Duration
	// DelayedEvents adds hourly retries for 24 h (apis/events-api).
	DelayedEvents bool

	// Page serves everything that is not the sandbox's own.
	Page http.Handler

	// The outside, for the page. Each may be nil.
	Forward     func(d time.Duration)            // moves the clock
	NextRung    func() (time.Time, string, bool) // what is due next
	SendMail    func(raw []byte) error           // feeds a mail to the desk
	SampleMails func() []SampleMail              // mails worth feeding
	// OnUnexpected hears of every call to a method that the desk should not
	// use; a test fails there.
	OnUnexpected func(method string)
}

// RequestURLs are the three endpoints of HTTP mode.
type RequestURLs struct {
	Events        string
	Interactivity string
	Commands      string
}

// A SampleMail can be fed to the desk from the page.
type SampleMail struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Raw   string `json:"raw"`
}

// A Workspace is one Slack workspace with one app installed.
type Workspace struct {
	opt   Options
	boot  string // distinguishes ids of this run from those of an earlier one
	seed  Seed
	done  chan struct{}
	stop  sync.Once
	tasks sync.WaitGroup

	// mu guards all below. It is never held while waiting or doing I/O.
	// Methods that need it held say so.
	mu         sync.Mutex
	closed     bool
	changed    chan struct{}
	listeners  map[*listener]bool
	seq        map[string]int // counters for ids, by prefix
	lastTS     int64          // last message ts, in microseconds
	users      []*User
	channels   []*Channel
	groups     []*UserGroup
	messages   map[string][]*Message // by channel, ts ascending
	ephemerals []*Message
	stacks     map[string][]*View // open modals by user, bottom first
	homes      map[string]*View
	triggers   map[string]*trigger
	hooks      map[string]*responseHook
	uploads    map[string]*upload
	installed  bool
	buckets    map[string]*bucket
	tickets    map[string]time.Time
	conns      []*conn
	turn       int // round robin
	pending    map[string]*pending
	faults     []*Fault
	random     *rand.Rand
	entries    []Entry
	unexpected []string
	mails      []Mail
	pages      []Page
}

// New returns a running workspace; end it with [Workspace.Close].
func New(o Options) *Workspace {
	if o.Now == nil {
		o.Now = time.Now
	}
	setDefault(&o.BaseURL, "http://127.0.0.1:8484")
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	setDefault(&o.BotToken, "xoxb-demo")
	setDefault(&o.AppToken, "xapp-demo")
	setDefault(&o.SigningSecret, "sandbox-signing-secret")
	if o.Scopes == nil {
		o.Scopes = DefaultScopes()
	}
	if o.BotEvents == nil {
		o.BotEvents = DefaultBotEvents()
	}
	if o.Seed.Team.ID == "" {
		o.Seed = DemoSeed()
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{}
	}
	if o.PingEvery == 0 {
		o.PingEvery = pingEvery
	}
	if o.ConnectionTime == 0 {
		o.ConnectionTime = connectionTime
	}
	if o.Page == nil {
		o.Page = http.NotFoundHandler()
	}
	w := &Workspace{
		opt: o, seed: o.Seed, done: make(chan struct{}), changed: make(chan struct{}),
		boot:      fmt.Sprintf("%x", o.Now().Unix()),
		listeners: map[*listener]bool{}, seq: map[string]int{},
		messages: map[string][]*Message{}, stacks: map[string][]*View{}, homes: map[string]*View{},
		triggers: map[string]*trigger{}, hooks: map[string]*responseHook{}, uploads: map[string]*upload{},
		buckets: map[string]*bucket{}, tickets: map[string]time.Time{}, pending: map[string]*pending{},
		// A fixed seed: a fault with a probability hits the same calls in
		// each run of a test.
		random:    rand.New(rand.NewPCG(72, 33)),
		installed: true,
	}
	w.plant()
	return w
}

func setDefault(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

// Close cuts all connections and waits until every goroutine of the workspace
// has ended. It is safe to call twice.
func (w *Workspace) Close() {
	w.stop.Do(func() {
		w.mu.Lock()
		w.closed = true
		close(w.done)
		for _, c := range w.conns {
			c.shut()
		}
		w.mu.Unlock()
	})
	w.tasks.Wait()
}

// spawn runs f in a goroutine that Close waits for. Needs mu held, so that no
// task can start after Close has begun to wait.
func (w *Workspace) spawn(f func()) {
	if !w.closed {
		w.tasks.Go(f)
	}
}

// sleep waits for d, or less when the workspace closes or ctx ends. It reports
// whether the whole time has passed.
func (w *Workspace) sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
	case <-w.done:
	}
	return false
}

// Handler serves the workspace: /api, /socket, /response, /files, /files-pri,
// /pager, /control, and the page at everything else.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("/socket/", w.serveSocket)
	mux.HandleFunc("/response/{id}", w.serveResponse)
	mux.HandleFunc("/files/", w.serveFiles)
	mux.HandleFunc("/files-pri/", w.servePrivate)
	mux.HandleFunc("/pager", w.servePager)
	mux.HandleFunc("/pager/", w.servePager)
	mux.Handle("/control/", w.controlHandler())
	mux.Handle("/", w.opt.Page)
	return mux
}

// Changed returns a channel that is closed at the next change of anything: a
// message, a view, a log entry. Take it before looking, then wait:
//
//	for ch := w.Changed(); !seen(); ch = w.Changed() { <-ch }
func (w *Workspace) Changed() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

// Wait returns nil as soon as cond holds, looking again after each change, or
// the context's error. cond must not block.
func (w *Workspace) Wait(ctx context.Context, cond func() bool) error {
	for {
		ch := w.Changed()
		if cond() {
			return nil
		}
		select {
		case <-ch:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-w.done:
			return fmt.Errorf("sandbox: closed while waiting")
		}
	}
}

// Unexpected lists the calls that the sandbox does not know. A test that ends
// with any of them has failed.
func (w *Workspace) Unexpected() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.unexpected...)
}

// nextID counts per prefix: F01, F02, … Needs mu held.
func (w *Workspace) nextID(prefix string) string {
	w.seq[prefix]++
	return fmt.Sprintf("%s%02d", prefix, w.seq[prefix])
}

// nextTS returns a fresh ts. Slack's are unique in a channel and ascend; these
// are unique in the workspace. The clock may stand still or go back, ts never
// do. Needs mu held.
func (w *Workspace) nextTS() string {
	us := w.opt.Now().Unix()*1e6 + 100
	if us <= w.lastTS {
		us = w.lastTS + 100
	}
	w.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

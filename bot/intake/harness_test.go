package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// A pipe is a listener whose connections are pipes in memory, so that a dialogue
// can be held inside a bubble of testing/synctest.
type pipe struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipe() *pipe { return &pipe{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Net: "pipe", Name: "pipe"} }

func (p *pipe) dial(t *testing.T) *client {
	t.Helper()
	return p.dialFrom(t, p.Addr())
}

// dialFrom connects as a peer with that address.
func (p *pipe) dialFrom(t *testing.T, peer net.Addr) *client {
	t.Helper()
	ours, theirs := net.Pipe()
	select {
	case p.conns <- at{theirs, peer}:
	case <-p.done:
		t.Fatal("the listener is closed")
	}
	return newClient(t, ours)
}

// At is a connection from somewhere else.
type at struct {
	net.Conn
	addr net.Addr
}

func (a at) RemoteAddr() net.Addr { return a.addr }

func newClient(t *testing.T, nc net.Conn) *client {
	return &client{t: t, conn: nc, r: bufio.NewReader(nc)}
}

// A client types commands and compares the beginnings of the replies.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func (c *client) send(text string) {
	c.t.Helper()
	if _, err := fmt.Fprint(c.conn, text); err != nil {
		c.t.Fatalf("sending %.40q: %v", text, err)
	}
}

// want reads one reply, all of its lines, and returns the last.
func (c *client) want(begin string) string {
	c.t.Helper()
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			c.t.Fatalf("waiting for %q: %v", begin, err)
		}
		if line = strings.TrimRight(line, "\r\n"); len(line) > 3 && line[3] == '-' {
			continue
		}
		if !strings.HasPrefix(line, begin) {
			c.t.Fatalf("got %q, want %q", line, begin)
		}
		return line
	}
}

// talk sends commands, each with the beginning of the reply to it:
// "MAIL FROM:<>", "250", …
func (c *client) talk(lines ...string) {
	c.t.Helper()
	for i := 0; i < len(lines); i += 2 {
		c.send(lines[i] + "\r\n")
		c.want(lines[i+1])
	}
}

// ended fails the test unless the other side has closed the connection.
func (c *client) ended() {
	c.t.Helper()
	if rest, err := c.r.ReadString('\n'); err == nil {
		c.t.Fatalf("still talking: %q", rest)
	}
}

const hello = "220 desk.snoobi.nl"

// envelope brings a dialogue to the point where the mail follows.
func (c *client) envelope(from string) {
	c.t.Helper()
	c.want(hello)
	c.talk("EHLO out.winkel.example", "250", "MAIL FROM:<"+from+">", "250", "RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354")
}

// A box is where the mails of a test end up.
type box struct {
	mu    sync.Mutex
	raws  []string
	mails []bot.Mail
	times []time.Time
	fail  error
	gate  chan struct{} // when set, Receive waits for it
	in    chan struct{} // when set, Receive says that it has begun
}

func (b *box) receive(ctx context.Context, m bot.Mail, raw []byte, at time.Time) (bot.Filing, error) {
	if b.in != nil {
		b.in <- struct{}{}
	}
	if b.gate != nil {
		select {
		case <-b.gate:
		case <-ctx.Done():
			return bot.Filing{}, ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return bot.Filing{}, b.fail
	}
	b.raws, b.mails, b.times = append(b.raws, string(raw)), append(b.mails, m), append(b.times, at)
	return bot.Filing{Outcome: bot.OutcomeOpened, Ref: "DL-2026-0001"}, nil
}

func (b *box) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.raws)
}

// empty forgets the mails, and lets the next ones fail or not.
func (b *box) empty(fail error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.raws, b.mails, b.times, b.fail = nil, nil, nil, fail
}

func (b *box) only(t *testing.T) string {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.raws) != 1 {
		t.Fatalf("%d mails were received", len(b.raws))
	}
	return b.raws[0]
}

var errDisk = errors.New("disk full")

func server(b *box) *Server {
	return &Server{
		Filer: &Filer{
			Read:    func(raw []byte) bot.Mail { return bot.Mail{RawSum: sum(raw), Class: bot.ClassReport} },
			Receive: b.receive, Log: zerolog.Nop()},
		Now:      time.Now,
		Hostname: "desk.snoobi.nl", Recipients: []string{"avg-incident@snoobi.nl", "datalek@snoobi.nl"},
		AuthservID: "mx.snoobi.nl", Trusted: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
	}
}

// serve runs s on a pipe; stop ends it and fails the test if it ends in an error.
func serve(t *testing.T, s *Server, lmtp bool) (p *pipe, stop func()) {
	t.Helper()
	p = newPipe()
	return p, serveOn(t, s, p, lmtp)
}

func serveOn(t *testing.T, s *Server, l net.Listener, lmtp bool) (stop func()) {
	serve := s.ServeSMTP
	if lmtp {
		serve = s.ServeLMTP
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, l) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serving ended in %v", err)
		}
	}
}

// listen runs s on a real socket until the test is over, and returns its address.
func listen(t *testing.T, s *Server, network, address string, lmtp bool) string {
	t.Helper()
	address, stop := listenUntil(t, s, network, address, lmtp)
	t.Cleanup(stop)
	return address
}

// listenUntil runs s on a real socket until stop is called.
func listenUntil(t *testing.T, s *Server, network, address string, lmtp bool) (at string, stop func()) {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	return l.Addr().String(), serveOn(t, s, l, lmtp)
}

// dial connects to a real socket.
func dial(t *testing.T, network, address string) *client {
	t.Helper()
	nc, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nc.Close() })
	_ = nc.SetDeadline(time.Now().Add(30 * time.Second)) // a test that waits for ever tells nobody why
	return newClient(t, nc)
}

package intake

import (
	"bufio"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A door accepts connections from the allowed networks up to a number, knows
// those that are open, and can close those in which no mail is under way.
type door struct {
	net.Listener
	*Server
	most int

	mu      sync.Mutex
	conns   map[*conn]struct{}
	turned  map[net.Conn]struct{} // those that are being turned away
	stopped bool
	work    sync.WaitGroup // mails under way, and connections being turned away

	outsiders int // peers outside the allowed networks since logged
	logged    time.Time
}

const (
	// turnTimeout is how long a client that is turned away may take to read why
	// and to say QUIT (chosen).
	turnTimeout = 5 * time.Second
	// turnRead is how much is read of what such a client has to say (chosen).
	turnRead = 4 << 10
	// outsiderLog is how often the log may get a line about outsiders (chosen).
	outsiderLog = time.Minute
)

func newDoor(l net.Listener, s *Server) *door {
	return &door{Listener: l, Server: s, most: s.maxConns(), conns: map[*conn]struct{}{}, turned: map[net.Conn]struct{}{}}
}

// Accept returns the next connection that is allowed and for which there is room.
func (d *door) Accept() (net.Conn, error) {
	for {
		nc, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !d.admits(nc.RemoteAddr()) {
			d.countOutsider()
			d.turn(nc, d.refuse)
			continue
		}
		if c := d.enter(nc); c != nil {
			return c, nil
		}
		d.turn(nc, busy)
	}
}

// enter returns nil when there is no room.
func (d *door) enter(nc net.Conn) *conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped || len(d.conns) >= d.most {
		return nil
	}
	c := &conn{Conn: nc, door: d, until: time.Now().Add(sessionLimit)}
	d.conns[c] = struct{}{}
	return c
}

// turn lets say tell a client why it is turned away. That holds a goroutine for
// a while, so the number of these is limited as well.
func (d *door) turn(nc net.Conn, say func(net.Conn)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped || len(d.turned) >= d.most {
		_ = nc.Close()
		return
	}
	d.turned[nc] = struct{}{}
	d.work.Add(1)
	go func() {
		defer d.work.Done()
		_ = nc.SetDeadline(time.Now().Add(turnTimeout))
		say(nc)
		_ = nc.Close()
		d.mu.Lock()
		delete(d.turned, nc)
		d.mu.Unlock()
	}()
}

// busy answers 421, as a server may at any time (RFC 5321 §3.8), so that the
// mail is tried again.
func busy(nc net.Conn) {
	_, _ = io.WriteString(nc, "421 4.3.2 Too many connections, try again later\r\n")
}

// refuse answers 554 and waits for QUIT (RFC 5321 §3.1): with what the client
// says unread, closing would take the reply away from it.
func (d *door) refuse(nc net.Conn) {
	_, _ = io.WriteString(nc, "554 "+d.Hostname+" takes no mail from this network\r\n")
	lines := bufio.NewScanner(io.LimitReader(nc, turnRead))
	for lines.Scan() {
		if strings.EqualFold(strings.TrimSpace(lines.Text()), "QUIT") {
			_, _ = io.WriteString(nc, "221 2.0.0 Bye\r\n")
			return
		}
		_, _ = io.WriteString(nc, "503 5.5.1 Bad sequence of commands\r\n")
	}
}

func (d *door) countOutsider() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outsiders++
	if time.Since(d.logged) >= outsiderLog {
		d.logOutsiders()
	}
}

// logOutsiders says how many there were, without their addresses. The caller
// holds mu.
func (d *door) logOutsiders() {
	if d.outsiders > 0 {
		d.Log.Warn().Int("connections", d.outsiders).Msg("refused peers outside the allowed networks")
		d.outsiders, d.logged = 0, time.Now()
	}
}

// stop closes the listener and every connection in which no mail is under way.
func (d *door) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = true
	d.logOutsiders()
	_ = d.Listener.Close()
	for c := range d.conns {
		if c.mails == 0 {
			_ = c.Conn.Close()
		}
	}
	for nc := range d.turned {
		_ = nc.Close()
	}
}

// kill closes the other connections too.
func (d *door) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.conns {
		_ = c.Conn.Close()
	}
}

// wait returns when no mail is under way.
func (d *door) wait() { d.work.Wait() }

// A conn is one connection. Its deadlines never pass the end of the session.
type conn struct {
	net.Conn
	door     *door
	until    time.Time
	mails    int         // under way and not yet answered; guarded by the door's mu
	answered bool        // the next reply is the answer; guarded by the door's mu
	cut      atomic.Bool // the peer's side has ended, or was too slow
}

// begin says that a mail is under way. It is until the reply after end is written.
func (c *conn) begin() {
	c.door.mu.Lock()
	defer c.door.mu.Unlock()
	c.mails++
	c.door.work.Add(1)
}

func (c *conn) end() {
	c.door.mu.Lock()
	defer c.door.mu.Unlock()
	c.answered = true
	c.door.work.Done()
}

// Read notes the end of the stream, after which nothing is read any more. The
// library would go on: it takes what came before a timeout for a whole line, and
// a mail that was cut off in the last chunk of BDAT (RFC 3030 §2) for a whole mail.
// One end is not seen here: a client that leaves TLS in good order within such a
// chunk. That half is filed; the client has no 250, and sends the mail again.
func (c *conn) Read(b []byte) (int, error) {
	if c.cut.Load() {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := c.Conn.Read(b)
	if err != nil {
		c.cut.Store(true)
	}
	return n, err
}

// Write sends a reply; after the last one of a server that stops, the
// connection is closed.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.door.mu.Lock()
	defer c.door.mu.Unlock()
	if c.answered {
		c.answered, c.mails = false, 0
	}
	if c.door.stopped && c.mails == 0 {
		_ = c.Conn.Close()
	}
	return n, err
}

func (c *conn) Close() error {
	c.door.mu.Lock()
	delete(c.door.conns, c)
	c.door.mu.Unlock()
	return c.Conn.Close()
}

func (c *conn) SetReadDeadline(t time.Time) error  { return c.Conn.SetReadDeadline(c.cap(t)) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.Conn.SetWriteDeadline(c.cap(t)) }
func (c *conn) SetDeadline(t time.Time) error      { return c.Conn.SetDeadline(c.cap(t)) }

func (c *conn) cap(t time.Time) time.Time {
	if t.IsZero() || t.After(c.until) {
		return c.until
	}
	return t
}

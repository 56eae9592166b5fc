package intake

import (
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A door accepts connections up to a number, knows those that are open, and can
// close those in which no mail is under way.
type door struct {
	net.Listener
	most int

	mu      sync.Mutex
	conns   map[*conn]struct{}
	turned  map[net.Conn]struct{} // those that are being turned away
	stopped bool
	work    sync.WaitGroup // mails under way, and connections being turned away
}

// turnTimeout is how long a reply of one line may take to a client that is
// turned away (chosen).
const turnTimeout = 5 * time.Second

func newDoor(l net.Listener, most int) *door {
	return &door{Listener: l, most: most, conns: map[*conn]struct{}{}, turned: map[net.Conn]struct{}{}}
}

// Accept returns the next connection for which there is room. The others get
// 421, with which a server may answer at any time (RFC 5321 §3.8), so that
// their mail is tried again.
func (d *door) Accept() (net.Conn, error) {
	for {
		nc, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		if !d.stopped && len(d.conns) < d.most {
			c := &conn{Conn: nc, door: d, until: time.Now().Add(sessionLimit)}
			d.conns[c] = struct{}{}
			d.mu.Unlock()
			return c, nil
		}
		// Who is turned away holds a goroutine for a while, so that is limited too.
		if d.stopped || len(d.turned) >= d.most {
			d.mu.Unlock()
			_ = nc.Close()
			continue
		}
		d.turned[nc] = struct{}{}
		d.work.Add(1)
		d.mu.Unlock()
		go d.turnAway(nc)
	}
}

func (d *door) turnAway(nc net.Conn) {
	defer d.work.Done()
	_ = nc.SetDeadline(time.Now().Add(turnTimeout))
	_, _ = nc.Write([]byte("421 4.3.2 Too many connections, try again later\r\n"))
	_ = nc.Close()
	d.mu.Lock()
	delete(d.turned, nc)
	d.mu.Unlock()
}

// stop closes the listener and every connection in which no mail is under way.
func (d *door) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = true
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

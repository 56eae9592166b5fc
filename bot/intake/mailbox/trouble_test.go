package mailbox

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// A mail that the server does not give, or over which it breaks the connection, is
// in nobody's way. It is counted, said once, tried again each hour, and filed when
// it can be.
func TestPoison(t *testing.T) {
	for _, c := range []struct {
		how   string
		keeps bool // the connection
		give  func(c *imapserver.Conn) error
	}{
		{"NO", true, func(*imapserver.Conn) error { return no(imap.ResponseCodeServerBug) }},
		{"BAD", true, func(*imapserver.Conn) error { return &imap.Error{Type: imap.StatusResponseTypeBad, Text: user} }},
		{"the connection breaks", false, func(c *imapserver.Conn) error { return c.NetConn().Close() }},
		{"a literal that ends too soon", false, func(c *imapserver.Conn) error {
			_, _ = c.NetConn().Write([]byte("* 2 FETCH (UID 2 BODY[]<0> {100}\r\nSubject: half\r\n"))
			return c.NetConn().Close()
		}},
		{"something that is not IMAP", false, func(c *imapserver.Conn) error {
			_, err := c.NetConn().Write([]byte("* 2 FETCH (UID 2 BODY[]<0> jan@winkel.example datalek)\r\n"))
			return err
		}},
		{"nothing, where there is a mail", true, func(c *imapserver.Conn) error {
			_, err := c.NetConn().Write([]byte("* 2 FETCH (UID 2 BODY[]<0> {0}\r\n)\r\n"))
			return err
		}},
		{"a mail that is NIL", true, func(c *imapserver.Conn) error {
			_, err := c.NetConn().Write([]byte("* 2 FETCH (UID 2 BODY[]<0> NIL)\r\n"))
			return err
		}},
		{"an answer about another mail", false, func(c *imapserver.Conn) error {
			_, err := c.NetConn().Write([]byte("* 2 FETCH (UID 7 BODY[]<0> {3}\r\nabc)\r\nT7 OK datalek\r\n"))
			return errors.Join(err, c.NetConn().Close())
		}},
	} {
		t.Run(c.how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, st := serve(t, fullCaps), newStore()
				bad := true
				s.give = func(conn *imapserver.Conn, uid imap.UID) error {
					s.mu.Lock()
					hurts := bad && uid == 2
					s.mu.Unlock()
					if hurts {
						return c.give(conn)
					}
					return nil
				}
				a, poison, b := s.deliver("INBOX", "a"), s.deliver("INBOX", "poison"), s.deliver("INBOX", "b")
				w := begin(t, watcher(s.pipe.dial, st))
				settle(5 * time.Second)
				st.want(t, a, b)
				settle(5 * time.Minute)
				d := s.deliver("INBOX", "d")
				settle(5 * time.Second)
				st.want(t, a, b, d)
				settle(6 * time.Hour)
				w.logged("mail left in its folder", 1)
				if h := w.Health(); h.Left != 1 || h.Waiting != 0 || !h.Connected {
					t.Errorf("%+v", h)
				}
				if n := s.asked(2); n < 12 || n > 18 { // 8 times in the first hour
					t.Errorf("asked for %d times in 6 hours", n)
				}
				if c.keeps && s.logins != 1 {
					t.Errorf("%d logins", s.logins)
				}
				s.set(func() { bad = false })
				settle(65 * time.Minute)
				st.want(t, a, b, d, poison)
				if h := w.Health(); h.Left != 0 || h.Waiting != 0 || h.Trouble != "" {
					t.Errorf("%+v", h)
				}
			})
		})
	}
}

// A mail of the junk folder that the server does not give is tried again at its
// own time, and is no longer when its folder goes.
func TestPoisonInJunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.create("Junk")
		s.give = func(*imapserver.Conn, imap.UID) error { return no("") }
		s.deliver("Junk", "a")
		w := watcher(s.pipe.dial, st)
		w.Folders = append(w.Folders, Folder{"Junk", true})
		r := begin(t, w)
		settle(time.Minute) // at once, after 15 s, after 30 s more
		if n := s.asked(1); n != 3 {
			t.Errorf("asked for %d times in the first minute", n)
		}
		if h := r.Health(); h.Left != 1 {
			t.Errorf("%+v", h)
		}
		if err := s.user.Delete("Junk"); err != nil {
			t.Fatal(err)
		}
		settle(time.Hour)
		if h := r.Health(); h.Left != 0 || h.Trouble != TroubleFolder || s.logins != 1 {
			t.Errorf("%+v, %d logins", h, s.logins)
		}
	})
}

// A mail that somebody takes away between the search and the fetch is not missed.
func TestMailTakenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.create("Elsewhere")
		s.deliver("INBOX", "a")
		s.give = func(_ *imapserver.Conn, uid imap.UID) error {
			if uid == 1 {
				x := reader(s, "INBOX")
				defer x.Close()
				return errors.Join(x.Store(nil, imap.UIDSetNum(1), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil),
					x.Expunge(nil, nil))
			}
			return nil
		}
		b := s.deliver("INBOX", "b")
		w := begin(t, watcher(s.pipe.dial, st))
		settle(time.Hour)
		st.want(t, b)
		w.logged("left in its folder", 0)
		if h := w.Health(); h.Left != 0 || h.Waiting != 0 || h.Trouble != "" {
			t.Errorf("%+v", h)
		}
	})
}

// A link is a way to a server on which the far side can fall silent.
type link struct {
	net.Conn
	mu     sync.Mutex
	silent bool
}

func (l *link) Write(b []byte) (int, error) {
	l.mu.Lock()
	silent := l.silent
	l.mu.Unlock()
	if silent {
		return len(b), nil // into the socket's buffer, and no further
	}
	return l.Conn.Write(b)
}

// A peer that is gone without a word is noticed within 10 minutes, whatever was
// being done, and what came meanwhile is filed.
func TestDeadPeer(t *testing.T) {
	for _, when := range []string{"while it waits", "during a search", "during a fetch", "during a move", "before the greeting"} {
		t.Run(when, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, st := serve(t, fullCaps), newStore()
				var first *link
				dials := 0
				hush := func() {
					first.mu.Lock()
					defer first.mu.Unlock()
					first.silent = true
				}
				once := func() {
					s.mu.Lock()
					defer s.mu.Unlock()
					if dials == 1 {
						hush()
					}
				}
				stall := func(c *imapserver.Conn) {
					once()
					s.mu.Lock()
					again := dials > 1
					s.mu.Unlock()
					if !again {
						_, _ = c.NetConn().Read(make([]byte, 1)) // never comes
					}
				}
				switch when {
				case "during a search":
					s.search = stall
				case "during a fetch":
					s.give = func(c *imapserver.Conn, _ imap.UID) error { stall(c); return nil }
				case "during a move":
					s.move = func(c *imapserver.Conn) error { stall(c); return nil }
				}
				w := begin(t, watcher(func(ctx context.Context, network, address string) (net.Conn, error) {
					s.mu.Lock()
					defer s.mu.Unlock()
					if dials++; dials > 1 {
						return s.pipe.dial(ctx, network, address)
					}
					var c net.Conn
					if when == "before the greeting" {
						c, _ = net.Pipe()
					} else {
						c, _ = s.pipe.dial(ctx, network, address)
					}
					first = &link{Conn: c}
					return first, nil
				}, st))
				if when == "while it waits" {
					settle(10 * time.Second)
					hush()
				}
				a := s.deliver("INBOX", "a")
				began := time.Now()
				for st.count() == 0 && time.Since(began) < time.Hour {
					settle(time.Second)
				}
				if took := time.Since(began); took > 10*time.Minute || took < 20*time.Second && when != "during a move" {
					t.Errorf("noticed after %s", took)
				}
				settle(10 * time.Minute)
				st.want(t, a)
				w.logged(errSilent.Error(), 1)
				w.trouble("")
			})
		})
	}
}

// A server that sends without end, or a little at a time without end, does not
// hold the desk up, and does not fill its memory.
func TestFlood(t *testing.T) {
	for _, c := range []struct {
		what string
		send func(net.Conn) error
		said string
	}{
		{"notices", func(c net.Conn) error { _, err := c.Write(make([]byte, 4096)); return err }, "is not IMAP"},
		{"one line", func(c net.Conn) error { _, err := c.Write(bytesOf('a', 4096)); return err }, errFlood.Error()},
		{"drops", func(c net.Conn) error { time.Sleep(30 * time.Second); _, err := c.Write([]byte("a")); return err }, errSilent.Error()},
	} {
		t.Run(c.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, st := serve(t, fullCaps), newStore()
				bad, sent := true, 0
				s.give = func(conn *imapserver.Conn, _ imap.UID) error {
					s.mu.Lock()
					floods := bad
					bad = false
					s.mu.Unlock()
					for floods && c.send(conn.NetConn()) == nil {
						sent++
					}
					return nil
				}
				a := s.deliver("INBOX", "a")
				w := watcher(s.pipe.dial, st)
				w.MaxBytes = 1000
				r := begin(t, w)
				settle(20 * time.Minute)
				st.want(t, a)
				r.logged(c.said, 1)
				if sent > 300 { // of 4 KB
					t.Errorf("taken %d times", sent)
				}
			})
		})
	}
}

func bytesOf(c byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = c
	}
	return b
}

// A server that is away is tried again after one second, two, four, up to five
// minutes, and as soon again when it was there for a while.
func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		var at []time.Time
		away := true
		w := begin(t, watcher(func(ctx context.Context, network, address string) (net.Conn, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			at = append(at, time.Now())
			if away {
				return nil, errors.New("connection refused")
			}
			return s.pipe.dial(ctx, network, address)
		}, st))
		settle(2 * time.Hour)
		w.trouble(TroubleUnreachable)
		if h := w.Health(); h.Connected {
			t.Errorf("%+v", h)
		}
		for i := 1; i < len(at); i++ {
			want := min(time.Second<<min(i-1, 20), 5*time.Minute)
			if got := at[i].Sub(at[i-1]); got > want || got < want*3/4 {
				t.Errorf("pause %d: %s, want %s and up to a quarter less", i, got, want)
			}
		}
		s.set(func() { away = false })
		settle(10 * time.Minute)
		w.trouble("")
		s.set(func() { at = nil; away = true })
		_ = s.imap.Close()
		settle(20 * time.Second)
		if len(at) < 4 {
			t.Errorf("%d tries within 20 s after the server went away", len(at))
		}
	})
}

// A server that takes the login and then hangs up is not run down.
func TestHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		s.search = func(c *imapserver.Conn) { _ = c.NetConn().Close() }
		w := begin(t, watcher(s.pipe.dial, st))
		settle(2 * time.Hour)
		if s.logins > 45 {
			t.Errorf("%d logins in 2 hours", s.logins)
		}
		w.trouble(TroubleLost)
	})
}

// The folder that mail comes into must be there.
func TestNoFirstFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, st := serve(t, fullCaps), newStore()
		w := watcher(s.pipe.dial, st)
		w.Folders = []Folder{{Name: "Postvak IN"}}
		r := begin(t, w)
		settle(time.Hour)
		r.trouble(TroubleFolder)
		s.create("Postvak IN")
		a := s.deliver("Postvak IN", "a")
		settle(6 * time.Minute)
		st.want(t, a)
		r.trouble("")
	})
}

// Run ends when it is told to, whatever it is doing, and nothing of it runs on: a
// bubble does not end with goroutines in it.
func TestStop(t *testing.T) {
	for _, when := range []string{"waiting", "dialling", "greeting", "searching", "fetching", "moving", "pausing"} {
		t.Run(when, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, st := serve(t, fullCaps), newStore()
				hang := func(c *imapserver.Conn) { _, _ = c.NetConn().Read(make([]byte, 1)) }
				dial := s.pipe.dial
				switch when {
				case "dialling":
					dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
				case "greeting":
					dial = func(context.Context, string, string) (net.Conn, error) { c, _ := net.Pipe(); return c, nil }
				case "pausing":
					dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") }
				case "searching":
					s.search = hang
				case "fetching":
					s.give = func(c *imapserver.Conn, _ imap.UID) error { hang(c); return nil }
				case "moving":
					s.move = func(c *imapserver.Conn) error { hang(c); return nil }
				}
				s.deliver("INBOX", "a")
				w := begin(t, watcher(dial, st))
				settle(20 * time.Second)
				began := time.Now()
				w.stop()
				if took := time.Since(began); took > time.Second {
					t.Errorf("stopped after %s", took)
				}
			})
		})
	}
}

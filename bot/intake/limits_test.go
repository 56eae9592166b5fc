package intake

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
)

// A client that sends too slowly does not keep its connection.
func TestSlowClients(t *testing.T) {
	for _, tc := range []struct {
		rule  string
		begin func(*client)
		drip  string // one byte a second
		reply string
		limit time.Duration
	}{
		{rule: "a command that never ends", begin: func(c *client) { c.want(hello) }, drip: "N", reply: "501", limit: readTimeout},
		{rule: "a mail that never ends", begin: func(c *client) { c.envelope("") }, drip: "x", reply: "451 4.4.2", limit: readTimeout},
		{rule: "silence", begin: func(c *client) { c.want(hello) }, reply: "421", limit: readTimeout},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &box{}
				p, stop := serve(t, server(b), false)
				c := p.dial(t)
				tc.begin(c)
				begun := time.Now()
				dripped := make(chan struct{})
				go func() {
					defer close(dripped)
					for tc.drip != "" {
						if _, err := io.WriteString(c.conn, tc.drip); err != nil {
							return
						}
						time.Sleep(time.Second)
					}
				}()
				c.want(tc.reply)
				_, _ = io.Copy(io.Discard, c.r) // until it is closed
				if took := time.Since(begun); took > tc.limit {
					t.Errorf("it was let go on for %v", took)
				}
				_ = c.conn.Close()
				<-dripped
				stop()
				if b.count() != 0 {
					t.Error("half a mail was received")
				}
			})
		})
	}
}

// A client that says NOOP for ever is sent away when its session is over.
func TestSessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, stop := serve(t, server(&box{}), false)
		c := p.dial(t)
		c.want(hello)
		begun := time.Now()
		for time.Since(begun) < 2*sessionLimit {
			time.Sleep(4 * time.Minute)
			if _, err := io.WriteString(c.conn, "NOOP\r\n"); err != nil {
				break
			}
			if _, err := c.r.ReadString('\n'); err != nil {
				break
			}
		}
		if took := time.Since(begun); took > sessionLimit+5*time.Minute {
			t.Errorf("the session lasted %v", took)
		}
		stop()
	})
}

// Over the number of connections a client is told to come back, and room that
// comes free is used.
func TestConnectionLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server(&box{})
		s.MaxConns = 2
		p, stop := serve(t, s, false)
		first, second := p.dial(t), p.dial(t)
		first.want(hello)
		second.want(hello)
		third := p.dial(t)
		third.want("421 4.3.2")
		third.ended()
		silent := p.dial(t) // never reads its reply, and holds up nobody
		synctest.Wait()
		first.talk("QUIT", "221")
		first.ended()
		synctest.Wait()
		fourth := p.dial(t)
		fourth.want(hello)
		begun := time.Now()
		stop()
		if took := time.Since(begun); took > closeGrace {
			t.Errorf("stopping took %v", took)
		}
		_ = silent.conn.Close()
	})
}

// A command line that never ends is cut off long before memory is short.
func TestEndlessLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, stop := serve(t, server(&box{}), false)
		c := p.dial(t)
		c.want(hello)
		sent := make(chan int, 1)
		go func() {
			n, junk := 0, strings.Repeat("x", 32<<10)
			for {
				m, err := io.WriteString(c.conn, junk)
				if n += m; err != nil {
					sent <- n
					return
				}
			}
		}()
		c.want("500 5.4.0")
		_ = c.conn.Close()
		if n := <-sent; n > 2*maxLine {
			t.Errorf("%d bytes of one line were read", n)
		}
		stop()
	})
}

// A reader that takes too long does not hold up the mail: it is filed unread
// after two seconds. When too many of them are stuck, mails are filed at once.
func TestStuckReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		s := server(b)
		free := make(chan struct{})
		s.Read = func([]byte) bot.Mail { <-free; return bot.Mail{} }
		p, stop := serve(t, s, false)
		for i := range maxStuck + 2 {
			begun := time.Now()
			c := p.dial(t)
			c.envelope("jan@winkel.example")
			c.send(mail + ".\r\n")
			c.want("250")
			c.talk("QUIT", "221")
			want := readLimit
			if i >= maxStuck {
				want = 0
			}
			if took := time.Since(begun); took != want {
				t.Errorf("mail %d was answered after %v, want %v", i, took, want)
			}
		}
		close(free)
		synctest.Wait()
		c := p.dial(t)
		c.envelope("jan@winkel.example")
		c.send(mail + ".\r\n")
		c.want("250")
		stop()
		for i, m := range b.mails[:maxStuck+2] {
			if m.Unreadable != TookTooLong || m.Class != bot.ClassReport || m.RawSum != sum([]byte(b.raws[i])) {
				t.Errorf("filed as %+v", m)
			}
			if m.Key != b.mails[0].Key {
				t.Error("the same mail has two keys")
			}
		}
		if n := len(b.mails); b.mails[n-1].Unreadable != "" {
			t.Error("the reader is free again and not used")
		}
	})
}

// Told to stop, the server closes idle connections at once, lets a mail under
// way be committed and answered, and gives up on one that takes too long: it may
// still hear that it was not taken, if that comes before the end.
func TestShutdown(t *testing.T) {
	for _, slow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := &box{gate: make(chan struct{}), in: make(chan struct{})}
			p := newPipe()
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- server(b).ServeSMTP(ctx, p) }()
			idle, busy := p.dial(t), p.dial(t)
			idle.want(hello)
			busy.envelope("jan@winkel.example")
			busy.send(mail + ".\r\n")
			<-b.in
			begun := time.Now()
			cancel()
			idle.ended()
			if !slow {
				close(b.gate)
				busy.want("250")
			}
			if rest, err := busy.r.ReadString('\n'); err == nil && !(slow && strings.HasPrefix(rest, "451 ")) {
				t.Errorf("still talking: %q", rest)
			}
			busy.ended()
			if err := <-done; err != nil {
				t.Errorf("serving ended in %v", err)
			}
			if took := time.Since(begun); took > closeGrace || took > 0 && !slow {
				t.Errorf("stopping took %v", took)
			}
			if n := b.count(); n > 0 == slow {
				t.Errorf("%d mails were received", n)
			}
			if _, err := p.Accept(); err == nil {
				t.Error("the listener is open")
			}
		})
	}
}

// A listener that breaks is an error.
func TestBrokenListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipe()
		_ = l.Close()
		if err := server(&box{}).ServeSMTP(context.Background(), l); err == nil {
			t.Error("serving a closed listener ended without an error")
		}
	})
}

// The same dialogue works over a real socket, TCP and unix.
func TestRealSockets(t *testing.T) {
	dir := t.TempDir()
	for _, at := range []struct{ network, address string }{{"tcp", "127.0.0.1:0"}, {"unix", dir + "/lmtp.sock"}} {
		l, err := net.Listen(at.network, at.address)
		if err != nil {
			t.Fatal(err)
		}
		b := &box{}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- server(b).ServeSMTP(ctx, l) }()
		nc, err := net.Dial(at.network, l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c := newClient(t, nc)
		c.envelope("jan@winkel.example")
		c.send(mail + ".\r\n")
		c.want("250")
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = nc.Close()
		// Whoever may open the socket's file is one of us.
		if got := strings.Contains(b.only(t), "\nReceived: "); got != (at.network == "tcp") {
			t.Errorf("%s: %q", at.network, b.only(t))
		}
	}
}

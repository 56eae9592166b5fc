package intake

import (
	"bytes"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
)

func tcp(peer string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(peer)) }

// Who may connect, when networks are named.
func TestAllowedNetworks(t *testing.T) {
	s := server(&box{})
	s.Allowed = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("fe80::/10")}
	for _, tc := range []struct {
		rule string
		peer net.Addr
		want bool
	}{
		{"a peer in one of them", tcp("198.51.100.7:25"), true},
		{"also as IPv6 writes it", tcp("[::ffff:198.51.100.7]:25"), true},
		{"also by the name of an interface", tcp("[fe80::1%eth0]:25"), true},
		{"our own mail servers, which need not be named again", tcp("192.0.2.9:25"), true},
		{"a peer on our own machine", &net.UnixAddr{Net: "unix"}, true},
		{"nobody else", tcp("203.0.113.5:25"), false},
		{"nobody without an address", &net.UnixAddr{Net: "pipe"}, false},
	} {
		if got := s.admits(tc.peer); got != tc.want {
			t.Errorf("%s: %v", tc.rule, got)
		}
	}
	s.Allowed = nil
	if !s.admits(tcp("203.0.113.5:25")) {
		t.Error("without networks somebody is refused")
	}
}

// A peer from outside the networks gets 554 in the place of a greeting and can
// say QUIT (RFC 5321 §3.1). He takes nobody's room, and the log counts him
// without his address.
func TestOutsider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		var log bytes.Buffer
		s := server(b)
		s.Log = zerolog.New(zerolog.SyncWriter(&log))
		s.Allowed = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
		s.MaxConns = 1
		p, stop := serve(t, s, false)
		outsider := tcp("203.0.113.5:4711")

		c := p.dialFrom(t, outsider)
		c.want("554 desk.snoobi.nl")
		c.talk("EHLO x", "503 5.5.1", "MAIL FROM:<>", "503", "quit", "221")
		c.ended()
		synctest.Wait() // the server lets its place go after it said goodbye

		silent := p.dialFrom(t, outsider)
		silent.want("554")
		begun := time.Now()
		insider := p.dialFrom(t, tcp("198.51.100.7:4711"))
		insider.envelope("jan@winkel.example")
		silent.ended()
		if took := time.Since(begun); took != turnTimeout {
			t.Errorf("a silent peer was kept for %v", took)
		}
		insider.send(mail + ".\r\n")
		insider.want("250")
		insider.talk("QUIT", "221")
		synctest.Wait()
		for _, wait := range []time.Duration{0, 0, 0, outsiderLog, 0} {
			time.Sleep(wait)
			again := p.dialFrom(t, outsider)
			again.want("554")
			_ = again.conn.Close()
			synctest.Wait()
		}
		stop()

		b.only(t)
		var counts []string
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, "outside the allowed networks") {
				_, n, _ := strings.Cut(line, `"connections":`)
				counts = append(counts, n[:1])
			}
		}
		if got := strings.Join(counts, " "); got != "1 5 1" {
			t.Errorf("the log counts %s, want 1 5 1", got)
		}
		if strings.Contains(log.String(), "203.0.113") {
			t.Errorf("the log holds an address: %s", log.String())
		}
	})
}

// A peer who says too much, or never reads, is cut off.
func TestOutsiderCannotHoldOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server(&box{})
		s.Allowed = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
		p, stop := serve(t, s, false)
		deaf, loud := p.dialFrom(t, tcp("203.0.113.5:1")), p.dialFrom(t, tcp("203.0.113.5:2"))
		loud.want("554")
		sent := 0
		for {
			n, err := loud.conn.Write(bytes.Repeat([]byte("x"), 1<<10))
			if sent += n; err != nil {
				break
			}
		}
		if sent > 2*turnRead {
			t.Errorf("%d bytes were read", sent)
		}
		begun := time.Now()
		stop()
		if took := time.Since(begun); took != 0 {
			t.Errorf("stopping took %v", took)
		}
		deaf.ended()
	})
}

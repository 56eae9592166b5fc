package intake

import (
	"net"
	"net/netip"
	"testing"
	"time"
)

// A peer on the same link is known by its address: the interface it came in by is
// of this machine, and says nothing of the sender.
func TestOriginHasNoZone(t *testing.T) {
	x := &session{service: &service{Server: server(&box{})}, conn: &conn{Conn: elsewhere{tcp("[fe80::7%eth0]:4000")}}, helo: "mail.winkel.example"}
	if o := x.origin("", time.Time{}); o.Peer != netip.MustParseAddr("fe80::7") || o.Helo != x.helo {
		t.Errorf("%+v", o)
	}
}

// What our own door writes on top of a mail can be read back; what a stranger
// writes in its form cannot.
func TestEdgeOf(t *testing.T) {
	const raw = "From: a@winkel.example\r\n\r\nx"
	for addr, trusted := range map[string]bool{"192.0.2.7:4000": false, "[2001:db8::7]:4000": false, "192.0.2.8:4000": true} {
		at, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		x := &session{service: &service{Server: server(&box{})}, conn: &conn{Conn: elsewhere{at}}, trusted: trusted, helo: "mail.winkel.example"}
		got := EdgeOf(x.stamp([]byte(raw), "bounces@winkel.example", nil, time.Unix(0, 0)), "desk.snoobi.nl")
		want := Origin{From: "bounces@winkel.example"}
		if !trusted {
			want.Peer, want.Helo = netip.MustParseAddrPort(addr).Addr(), "mail.winkel.example"
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", addr, got, want)
		}
	}
	forged := "Return-Path: <x@y.example>\r\nReceived: from a ([192.0.2.9]) by other.example (Meldwacht) with ESMTP\r\n" + raw
	if got := EdgeOf([]byte(forged), "desk.snoobi.nl"); got.Peer.IsValid() {
		t.Errorf("somebody else's Received is believed: %+v", got)
	}
}

// elsewhere is a connection from an address.
type elsewhere struct{ at net.Addr }

func (e elsewhere) RemoteAddr() net.Addr           { return e.at }
func (elsewhere) Read([]byte) (int, error)         { return 0, net.ErrClosed }
func (elsewhere) Write([]byte) (int, error)        { return 0, net.ErrClosed }
func (elsewhere) Close() error                     { return nil }
func (elsewhere) LocalAddr() net.Addr              { return nil }
func (elsewhere) SetDeadline(time.Time) error      { return nil }
func (elsewhere) SetReadDeadline(time.Time) error  { return nil }
func (elsewhere) SetWriteDeadline(time.Time) error { return nil }

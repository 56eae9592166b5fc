package intake

import (
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func from(peer string, trusted bool) *session {
	return &session{service: &service{Server: server(&box{})}, helo: "mx.snoobi.nl\r\nX: y",
		conn: &conn{Conn: at{addr: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(peer))}}, trusted: trusted}
}

var noon = time.Date(2026, 9, 1, 10, 42, 20, 0, time.UTC)

func lines(s ...string) string { return strings.Join(s, "\r\n") }

func TestStamp(t *testing.T) {
	ours := lines("Received: from out.winkel.example by mx.snoobi.nl (Postfix) with ESMTPS; Tue, 1 Sep 2026 10:42:20 +0200",
		"Authentication-Results: mx.snoobi.nl; spf=pass smtp.mailfrom=winkel.example;", "\tdkim=pass header.d=winkel.example", "")
	const received = "Received: from mx.snoobi.nlX:y ([198.51.100.7])\r\n\tby desk.snoobi.nl (Meldwacht) with ESMTP\r\n\tfor <avg-incident@snoobi.nl>; Tue, 01 Sep 2026 10:42:20 +0000\r\n"
	const body = "From: Jan <jan@winkel.example>\r\n\r\nReturn-Path: <tekst@winkel.example>\r\n"
	for _, tc := range []struct {
		rule    string
		trusted bool
		from    string
		raw     string
		want    string
	}{
		{"what our own server wrote stays on top, and the envelope's sender above it", true, "jan@winkel.example",
			ours + body, "Return-Path: <jan@winkel.example>\r\n" + ours + body},
		{"a Return-Path that the mail brings along is not the envelope's", true, "jan@winkel.example",
			"Return-Path: <>\r\n" + ours + "return-path:\r\n\t<>\r\n" + body, "Return-Path: <jan@winkel.example>\r\n" + ours + body},
		{"a bounce has an empty one", true, "", body, "Return-Path: <>\r\n" + body},
		{"from a stranger our server's words go, and our Received comes on top", false, "jan@winkel.example",
			ours + body, "Return-Path: <jan@winkel.example>\r\n" + received + "Received: from out.winkel.example by mx.snoobi.nl (Postfix) with ESMTPS; Tue, 1 Sep 2026 10:42:20 +0200\r\n" + body},
		{"the results of others may stay", false, "",
			"Authentication-Results: mx.elders.example; dkim=pass header.d=x.example\r\n" + body,
			"Return-Path: <>\r\n" + received + "Authentication-Results: mx.elders.example; dkim=pass header.d=x.example\r\n" + body},
		{"however they are written", false, "",
			lines("authentication-RESULTS : \"MX.snoobi.nl\"; dkim=pass", "Authentication-Results:", " mx.snoobi.nl; dkim=pass",
				"X: y\rAuthentication-Results: (c) mx.snoobi.nl 1; dkim=pass\nAuthentication-Results:mx.snoobi.nl;spf=pass", body),
			"Return-Path: <>\r\n" + received + "X: y\r" + body},
		{"an indented first line does not continue ours", false, "",
			" \tAuthentication-Results: x\r\n" + body, "Return-Path: <>\r\n" + received + "Authentication-Results: x\r\n" + body},
		{"a mail without a header stays one", true, "", "\r\nhallo\r\n", "Return-Path: <>\r\n\r\nhallo\r\n"},
		{"an empty mail too", true, "", "", "Return-Path: <>\r\n"},
		{"the sender cannot end the line", true, "a>\r\nX: <\"b c\"@d", body, "Return-Path: <aX: \"b c\"@d>\r\n" + body},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			x := from("198.51.100.7:4711", tc.trusted)
			got := string(x.stamp([]byte(tc.raw), tc.from, []string{"avg-incident@snoobi.nl"}, noon))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestTrust(t *testing.T) {
	s := server(&box{})
	for peer, want := range map[string]bool{"192.0.2.9:25": true, "[::ffff:192.0.2.9]:25": true, "192.0.3.1:25": false, "[2001:db8::1]:25": false} {
		if got := s.trusts(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(peer))); got != want {
			t.Errorf("%s is trusted: %v", peer, got)
		}
	}
	if !s.trusts(&net.UnixAddr{Net: "unix"}) {
		t.Error("a peer on our own machine is not trusted")
	}
}

// The key of a mail that nobody read is the same when it comes again by
// another path, and another one for another mail.
func TestUnreadKey(t *testing.T) {
	a := unread([]byte("Return-Path: <a@b>\r\nReceived: from x\r\n\tby y; today\r\n"+mail), ReadFailed)
	b := unread([]byte("Received: from z; tomorrow\r\n"+mail), ReadFailed)
	if a.Key != b.Key || a.RawSum == b.RawSum {
		t.Errorf("keys %s and %s", a.Key, b.Key)
	}
	if c := unread([]byte(mail+"!"), ReadFailed); c.Key == a.Key {
		t.Error("two mails have one key")
	}
}

// Whatever a stranger sends, no line of its header speaks for our server once
// it is stamped, and nothing else of it is lost.
func FuzzStamp(f *testing.F) {
	f.Add([]byte(lines("Authentication-Results: mx.snoobi.nl; dkim=pass", "From: x", "", "y")), "a@b")
	f.Add([]byte(" x\rAuthentication-Results\t:\n\tmx.snoobi.nl;\r\n\v\r\nA: b"), "")
	claim := regexp.MustCompile(`(?i)(?:^|[\r\n])[ \t]*authentication-results[ \t]*:\s*"?mx\.snoobi\.nl"?\s*;`)
	blank := regexp.MustCompile(`(?:\r\n|\n|\r)[ \t\v\f]*(?:\r\n|\n|\r)`)
	f.Fuzz(func(t *testing.T, raw []byte, sender string) {
		x := from("198.51.100.7:4711", false)
		got := x.stamp(raw, sender, nil, noon)
		head := got
		if end := blank.FindIndex(got); end != nil {
			head = got[:end[0]]
		}
		if claim.Match(head) {
			t.Errorf("%q speaks for us", head)
		}
		if n := strings.Count(strings.ToLower(string(raw)), "\nreturn-path") + strings.Count(strings.ToLower(string(raw)), "\nauth"); n == 0 && len(got) < len(raw) {
			t.Errorf("%d bytes became %d", len(raw), len(got))
		}
		if len(untraced(raw)) > len(raw) {
			t.Error("untraced adds")
		}
	})
}

package proof

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/foxcpp/go-mockdns"

	"meldwacht/bot"
)

// FuzzProve feeds whole mails to a desk whose DNS is down: whatever comes, it
// ends, and nothing is proven.
func FuzzProve(f *testing.F) {
	f.Add([]byte(direct), "jan@winkel.example", "winkel.example")
	f.Add([]byte(signer{}.sign(direct)), "", "out.winkel.example")
	f.Add([]byte(attach(colleague, signer{}.sign(direct), "base64")), "\"a@b\"@c", "[::1]")
	f.Add([]byte("From: a@b.example\nDKIM-Signature: v=1; d=b.example; s=x; h=from:from; b=; bh=\n\n"), "@", ".")
	c := Checker{Resolver: &counter{down: true}, Reader: reader}
	f.Fuzz(func(t *testing.T, raw []byte, from, helo string) {
		m := c.Prove(t.Context(), reader.Read(raw), raw, Edge{Peer: netip.MustParseAddr("192.0.2.7"), From: from, Helo: helo, Received: received})
		if m.Authentic.Pass || m.Original != nil && m.Original.Pass {
			t.Errorf("%+v, %+v", m.Authentic, m.Original)
		}
		if m.Unreadable == "" {
			checkShape(t, m)
		}
	})
}

// FuzzInsert puts something into a mail that was signed: while the mail is proven,
// the desk reads what the admin wrote.
func FuzzInsert(f *testing.F) {
	raw := signer{}.sign(direct)
	want := reader.Read([]byte(raw))
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, insert := range []string{"", "From: x@y.example\r\n", "Subject: x\r\n", " \r\nx\r\n", "\rX: y", "From: jan@winkel.example\r\r", "Content-Type: text/html\r\n", "a\r\nb\r\n", "\x00", "\u00a0\r\n", "From \r\n", "From x\r\nFrom: y@z.example\r\n\r\n"} {
		f.Add(0, insert)
		f.Add(strings.Index(raw, "From:"), insert)
		f.Add(strings.Index(raw, "\r\n\r\n")+2, insert)
		f.Add(len(raw), insert)
	}
	c := Checker{Resolver: &mockdns.Resolver{Zones: zones()}, Reader: reader}
	f.Fuzz(func(t *testing.T, at int, insert string) {
		if at < 0 || at > len(raw) {
			return
		}
		now := []byte(raw[:at] + insert + raw[at:])
		m := c.Prove(t.Context(), reader.Read(now), now, Edge{})
		if m.Unreadable != "" {
			return
		}
		checkShape(t, m)
		if !m.Authentic.Pass || m.Class != bot.ClassReport {
			return
		}
		if m.Reporter != want.Reporter || words(m.Subject) != words(want.Subject) || words(m.Text) != words(want.Text) || !m.SentAt.Equal(want.SentAt) || m.Forwarded != want.Forwarded {
			t.Errorf("%q at %d is proven and reads %q, %q, %q", insert, at, m.Reporter.Name, m.Subject, m.Text)
		}
	})
}

package proof

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "crypto/sha1"

	"github.com/foxcpp/go-mockdns"

	"meldwacht/bot"
	"meldwacht/bot/mail"
)

// reader is the one of a desk whose mail server checks nothing.
var reader = mail.Reader{Desk: []string{"avg-incident@snoobi.nl"}, StaffDomains: []string{"snoobi.nl"}}

var received = time.Date(2027, 2, 1, 9, 5, 0, 0, time.UTC)

// direct is a mail of an admin. Its lines end as they come over the wire.
const direct = "From: Jan de Vries <jan@winkel.example>\r\n" +
	"To: avg-incident@snoobi.nl\r\n" +
	"Date: Mon, 1 Feb 2027 10:00:00 +0100\r\n" +
	"Subject: Sleutel gelekt\r\n" +
	"Message-ID: <1@winkel.example>\r\n" +
	"Content-Type: text/plain\r\n" +
	"\r\n" +
	"Graag de sleutel c-api blokkeren.\r\n\r\nJan\r\n"

var allFields = []string{"from", "to", "date", "subject", "message-id", "content-type"}

var rsaKey = sync.OnceValue(func() crypto.Signer { return newRSA(2048) })
var edKey = sync.OnceValue(func() crypto.Signer {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
})

func newRSA(bits int) crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

// A signer signs as RFC 6376 says, relaxed, and also what nobody should: with l=,
// SHA-1, small keys, few fields. Bodies end in one line break and hold no runs of
// blanks, so that they are canonical already.
type signer struct {
	domain   string // winkel.example when empty
	selector string // mail when empty
	key      crypto.Signer
	fields   []string
	extra    string // tags
	sha1     bool
}

func (s signer) sign(raw string) string {
	if s.domain == "" {
		s.domain = "winkel.example"
	}
	if s.selector == "" {
		s.selector = "mail"
	}
	if s.key == nil {
		s.key = rsaKey()
	}
	if s.fields == nil {
		s.fields = allFields
	}
	algorithm, hash := "rsa-sha256", crypto.SHA256
	if _, ok := s.key.(ed25519.PrivateKey); ok {
		algorithm = "ed25519-sha256"
	}
	if s.sha1 {
		algorithm, hash = "rsa-sha1", crypto.SHA1
	}
	sum := func(text string) []byte {
		h := hash.New()
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	head, body, _ := strings.Cut(strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n"), "\r\n\r\n")
	value := "v=1; a=" + algorithm + "; c=relaxed/relaxed; d=" + s.domain + "; s=" + s.selector + ";" + s.extra +
		" h=" + strings.Join(s.fields, ":") + "; bh=" + base64.StdEncoding.EncodeToString(sum(body)) + "; b="
	lines := strings.Split(strings.ReplaceAll(head, "\r\n ", " "), "\r\n")
	var canonical strings.Builder
	for _, name := range s.fields {
		for i := len(lines) - 1; i >= 0; i-- {
			if n, v, _ := strings.Cut(lines[i], ":"); strings.EqualFold(n, name) {
				canonical.WriteString(strings.ToLower(n) + ":" + strings.Join(strings.Fields(v), " ") + "\r\n")
				lines = append(lines[:i], lines[i+1:]...)
				break
			}
		}
	}
	canonical.WriteString("dkim-signature:" + value)
	digest := sum(canonical.String())
	opts := crypto.SignerOpts(hash)
	if algorithm == "ed25519-sha256" {
		opts = crypto.Hash(0) // RFC 8463 §3 signs the hash as a message
	}
	sig, err := s.key.Sign(rand.Reader, digest, opts)
	if err != nil {
		panic(err)
	}
	return "DKIM-Signature: " + value + base64.StdEncoding.EncodeToString(sig) + "\r\n" + raw
}

// record is the TXT record of a key.
func record(key crypto.Signer, extra string) []string {
	switch pub := key.Public().(type) {
	case ed25519.PublicKey:
		return []string{"v=DKIM1; k=ed25519;" + extra + " p=" + base64.StdEncoding.EncodeToString(pub)}
	default:
		der, err := x509.MarshalPKIXPublicKey(pub)
		if err != nil {
			panic(err)
		}
		return []string{"v=DKIM1; k=rsa;" + extra + " p=" + base64.StdEncoding.EncodeToString(der)}
	}
}

// zones is what the DNS holds: a key, a policy and the server of winkel.example.
func zones() map[string]mockdns.Zone {
	return map[string]mockdns.Zone{
		"mail._domainkey.winkel.example.": {TXT: record(rsaKey(), "")},
		"_dmarc.winkel.example.":          {TXT: []string{"v=DMARC1; p=reject"}},
		"winkel.example.":                 {TXT: []string{"x", "v=spf1 ip4:192.0.2.7 ~all"}},
	}
}

// A counter counts what is asked, and does not answer when down or slow.
type counter struct {
	Resolver
	asked      int
	names      []string // of TXT records
	down, slow bool
}

func (c *counter) stop(ctx context.Context) error {
	c.asked++
	if c.slow {
		<-ctx.Done()
		return &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	}
	if c.down {
		return &net.DNSError{Err: "server misbehaving", IsTemporary: true}
	}
	return nil
}

func (c *counter) LookupTXT(ctx context.Context, name string) ([]string, error) {
	c.names = append(c.names, name)
	if err := c.stop(ctx); err != nil {
		return nil, err
	}
	return c.Resolver.LookupTXT(ctx, name)
}

func (c *counter) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	if err := c.stop(ctx); err != nil {
		return nil, err
	}
	return c.Resolver.LookupMX(ctx, name)
}

func (c *counter) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	if err := c.stop(ctx); err != nil {
		return nil, err
	}
	return c.Resolver.LookupIPAddr(ctx, host)
}

// prove reads and proves one mail, with the DNS as zones says.
func prove(t testing.TB, zones map[string]mockdns.Zone, raw string, e Edge) bot.Mail {
	t.Helper()
	c := Checker{Resolver: &mockdns.Resolver{Zones: zones}, Reader: reader}
	m := c.Prove(t.Context(), reader.Read([]byte(raw)), []byte(raw), e)
	checkShape(t, m)
	return m
}

// checkShape holds what is true of every outcome.
func checkShape(t testing.TB, m bot.Mail) {
	t.Helper()
	all := []bot.Authentic{m.Authentic}
	if m.Original != nil {
		all = append(all, *m.Original)
	}
	for _, a := range all {
		if a.Pass && a.Pending || len(a.Evidence) > maxEvidence || a.Evidence == "" || strings.ContainsAny(a.Evidence, "@<>&\r\n") {
			t.Errorf("no fit outcome: %+v", a)
		}
	}
}

var keyHash = regexp.MustCompile(`key=[0-9a-f]{16}\b`)

// said is the evidence without the hash of a key that is another one each time.
func said(a bot.Authentic) string { return keyHash.ReplaceAllString(a.Evidence, "key=K") }

func hashOf(txt string) string {
	sum := sha256.Sum256([]byte(txt))
	return hex.EncodeToString(sum[:8])
}

var winkelServer = Edge{Peer: netip.MustParseAddr("192.0.2.7"), Helo: "out.winkel.example", From: "jan@winkel.example", Received: received}

// attach puts a mail into another one.
func attach(head, inner, encoding string) string {
	switch encoding {
	case "base64":
		var b bytes.Buffer
		for text := base64.StdEncoding.EncodeToString([]byte(inner)); text != ""; text = text[min(76, len(text)):] {
			b.WriteString(text[:min(76, len(text))] + "\r\n")
		}
		inner = b.String()
	}
	return head + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b-" + hashOf(inner) + "\r\n\r\n" +
		"--b-" + hashOf(inner) + "\r\nContent-Type: text/plain\r\n\r\nTer info.\r\n" +
		"--b-" + hashOf(inner) + "\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + inner +
		"\r\n--b-" + hashOf(inner) + "--\r\n"
}

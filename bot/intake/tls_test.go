package intake

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// A pair is a certificate for desk.snoobi.nl that signs itself, and its key.
type pair struct{ cert, key []byte }

func newPair(t *testing.T) pair {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "desk.snoobi.nl"}, DNSNames: []string{"desk.snoobi.nl"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pair{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})}
}

// secured returns a server that offers STARTTLS, and how a client trusts it.
func secured(t *testing.T, b *box) (*Server, *tls.Config) {
	t.Helper()
	own := newPair(t)
	cert, err := tls.X509KeyPair(own.cert, own.key)
	if err != nil {
		t.Fatal(err)
	}
	s := server(b)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(own.cert)
	return s, &tls.Config{RootCAs: roots, ServerName: "desk.snoobi.nl"}
}

// handshake continues the dialogue over TLS.
func (c *client) handshake(config *tls.Config) error {
	over := tls.Client(c.conn, config)
	if err := over.Handshake(); err != nil {
		return err
	}
	c.conn, c.r = over, bufio.NewReader(over)
	return nil
}

// offers says EHLO or LHLO and returns what the server can do.
func (c *client) offers(greeting string) string {
	c.t.Helper()
	c.send(greeting + "\r\n")
	var all strings.Builder
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			c.t.Fatal(err)
		}
		all.WriteString(line)
		if !strings.HasPrefix(line, "250-") {
			return all.String()
		}
	}
}

// After STARTTLS nothing is left of what was said before it (RFC 3207 §4.2), and
// Received says how the mail came (RFC 3848).
func TestStartTLS(t *testing.T) {
	for greeting, with := range map[string]string{"EHLO out.winkel.example": "ESMTPS", "LHLO out.winkel.example": "LMTPS"} {
		t.Run(with, func(t *testing.T) {
			b := &box{}
			s, trust := secured(t, b)
			c := dial(t, "tcp", listen(t, s, "tcp", "127.0.0.1:0", with == "LMTPS"))
			c.want(hello)
			if got := c.offers(greeting); !strings.Contains(got, "STARTTLS\r\n") {
				t.Errorf("offered before: %s", got)
			}
			c.talk("MAIL FROM:<eva@elders.example>", "250", "RCPT TO:<avg-incident@snoobi.nl>", "250", "STARTTLS", "220")
			if err := c.handshake(trust); err != nil {
				t.Fatal(err)
			}
			c.talk("DATA", "502", "RCPT TO:<avg-incident@snoobi.nl>", "502", "MAIL FROM:<eva@elders.example>", "502 5.5.1 Please introduce")
			if got := c.offers(greeting); strings.Contains(got, "STARTTLS") {
				t.Errorf("offered twice: %s", got)
			}
			c.talk("RCPT TO:<avg-incident@snoobi.nl>", "502", "MAIL FROM:<jan@winkel.example>", "250",
				"RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354")
			c.send(mail + ".\r\n")
			c.want("250")
			c.talk("STARTTLS", "502", "QUIT", "221")
			got := b.only(t)
			if !strings.HasPrefix(got, "Return-Path: <jan@winkel.example>\r\n") || !strings.Contains(got, "(Meldwacht) with "+with+"\r\n") {
				t.Errorf("received %q", got)
			}
		})
	}
}

// What somebody on the line puts behind STARTTLS in the clear must not be taken
// for something that was said under TLS (CVE-2011-0411).
func TestStartTLSInjection(t *testing.T) {
	b := &box{}
	s, trust := secured(t, b)
	c := dial(t, "tcp", listen(t, s, "tcp", "127.0.0.1:0", false))
	c.want(hello)
	c.offers("EHLO out.winkel.example")
	c.send("STARTTLS\r\nEHLO eve.example\r\nMAIL FROM:<eva@elders.example>\r\nRCPT TO:<avg-incident@snoobi.nl>\r\n")
	c.want("220")
	if err := c.handshake(trust); err != nil {
		t.Fatal(err)
	}
	if got := c.offers("EHLO out.winkel.example"); !strings.HasPrefix(got, "250-Hello out.winkel.example") {
		t.Errorf("the first answer under TLS is %q", got)
	}
	c.talk("DATA", "502", "NOOP", "250 2.0.0", "QUIT", "221")
	c.ended()
	if b.count() != 0 {
		t.Error("a mail was made of it")
	}
}

// Versions before 1.2 are refused (RFC 8996), also when the configuration
// would take them. What follows is not taken for TLS.
func TestOldTLS(t *testing.T) {
	b := &box{}
	s, trust := secured(t, b)
	trust.MinVersion, trust.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	c := dial(t, "tcp", listen(t, s, "tcp", "127.0.0.1:0", false))
	c.want(hello)
	c.talk("EHLO out.winkel.example", "250", "STARTTLS", "220")
	if err := c.handshake(trust); err == nil {
		t.Fatal("TLS 1.1 was accepted")
	}
	c.send("EHLO out.winkel.example\r\n")
	for line := ""; !strings.HasPrefix(line, "250 "); { // behind an alert and what the handshake left of 550
		var err error
		if line, err = c.r.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	c.talk("MAIL FROM:<>", "250", "RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354")
	c.send(mail + ".\r\n")
	c.want("250")
	if got := b.only(t); !strings.Contains(got, "(Meldwacht) with ESMTP\r\n") {
		t.Errorf("received %q", got)
	}
}

func TestStartTLSIsNotOffered(t *testing.T) {
	c := dial(t, "tcp", listen(t, server(&box{}), "tcp", "127.0.0.1:0", false))
	c.want(hello)
	if got := c.offers("EHLO x"); strings.Contains(got, "STARTTLS") {
		t.Errorf("offered: %s", got)
	}
	c.talk("STARTTLS", "502")
}

// A mail under way is answered under TLS too when the server stops.
func TestShutdownUnderTLS(t *testing.T) {
	b := &box{gate: make(chan struct{}), in: make(chan struct{})}
	s, trust := secured(t, b)
	address, stop := listenUntil(t, s, "tcp", "127.0.0.1:0", false)
	idle, busy := dial(t, "tcp", address), dial(t, "tcp", address)
	for _, c := range []*client{idle, busy} {
		c.want(hello)
		c.talk("EHLO x", "250", "STARTTLS", "220")
		if err := c.handshake(trust); err != nil {
			t.Fatal(err)
		}
	}
	busy.talk("EHLO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<avg-incident@snoobi.nl>", "250", "DATA", "354")
	busy.send(mail + ".\r\n")
	<-b.in
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	idle.ended()
	close(b.gate)
	busy.want("250")
	busy.ended()
	<-stopped
	b.only(t)
}

// A renewed certificate needs no restart, and one that cannot be used does not
// take the old one away.
func TestCertificate(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	when := time.Now()
	put := func(path string, content []byte) {
		t.Helper()
		when = when.Add(time.Second) // whatever the file system's clock can tell apart
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	first, second := newPair(t), newPair(t)
	put(certFile, first.cert)
	put(keyFile, first.key)
	var log bytes.Buffer
	get, err := Certificate(certFile, keyFile, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	in := func(want pair, lines int) {
		t.Helper()
		for range 3 {
			got, err := get(nil)
			if err != nil || !bytes.Equal(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: got.Certificate[0]}), want.cert) {
				t.Fatalf("another certificate is in force, %v", err)
			}
		}
		if n := bytes.Count(log.Bytes(), []byte("\n")); n != lines {
			t.Errorf("%d lines in the log, want %d: %s", n, lines, log.Bytes())
		}
	}
	in(first, 0)
	put(certFile, second.cert) // the key of the first does not belong to it
	in(first, 1)
	put(keyFile, second.key)
	in(second, 2)
	put(certFile, []byte("-----BEGIN CERT"))
	in(second, 3)
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	in(second, 4)
	put(certFile, first.cert)
	in(second, 5)
	put(keyFile, first.key)
	in(first, 6)
	if strings.Contains(log.String(), "PRIVATE") {
		t.Errorf("the log holds a key: %s", log.String())
	}
}

func TestCertificateThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	one, other := newPair(t), newPair(t)
	path := func(name string, content []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	cert, key := path("cert", one.cert), path("key", one.key)
	for _, tc := range []struct{ rule, cert, key, says string }{
		{"no such file", filepath.Join(dir, "nowhere"), key, "let the desk read this file"},
		{"no such key", cert, filepath.Join(dir, "nowhere"), "key of the certificate"},
		{"the key of another", cert, path("other", other.key), "the key that belongs to it"},
		{"no PEM", path("junk", []byte("junk")), key, "in PEM"},
		{"the two swapped", key, cert, "in PEM"},
	} {
		if _, err := Certificate(tc.cert, tc.key, zerolog.Nop()); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", tc.rule, err, tc.says)
		}
	}
}

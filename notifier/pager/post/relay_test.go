package post_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	smtp "github.com/emersion/go-smtp"

	"meldwacht/notifier/mail"
)

// A server is a mail server on loopback that keeps what it is given.
type server struct {
	t     *testing.T
	port  int
	roots *x509.CertPool

	mu   sync.Mutex
	rcpt map[string]error // how a recipient is answered; one that it lacks is taken
	data func(*smtp.Conn) error
	got  []delivery
}

// A delivery is one mail as it came over the wire.
type delivery struct {
	from, to string
	tls      bool
	raw      []byte
}

// newServer listens, with STARTTLS.
func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, roots: x509.NewCertPool(), rcpt: map[string]error{}}
	h := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	h.Domain, h.ErrorLog = "relay.snoobi.example", log.New(io.Discard, "", 0)
	cert := certificate(t)
	s.roots.AddCert(cert.Leaf)
	h.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = h.Serve(listener)
	}()
	t.Cleanup(func() {
		h.Close()
		listener.Close() // Close knows of no listener that Serve has not come to yet
		<-done
	})
	return s
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (s *server) relay() *mail.Relay {
	s.t.Helper()
	r, err := mail.NewRelay(mail.RelayOptions{Host: "localhost", Port: s.port, TLS: mail.STARTTLS, Roots: s.roots,
		ReturnPath: "avg-bounce@snoobi.example", Domain: "snoobi.example"})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// mails returns what came, by recipient.
func (s *server) mails() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortStableFunc(s.got, func(a, b delivery) int { return strings.Compare(a.to, b.to) })
	return s.got
}

type session struct {
	server *server
	conn   *smtp.Conn
	d      delivery
}

func (s *session) Reset()        { s.d = delivery{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, s.d.tls = s.conn.TLSConnectionState()
	s.d.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.d.to != "" {
		s.server.t.Error("a mail has a second recipient")
	}
	s.d.to = to
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.rcpt[to]
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.d.raw = bytes.Clone(raw)
	s.server.mu.Lock()
	s.server.got = append(s.server.got, s.d)
	answer := s.server.data
	s.server.mu.Unlock()
	if answer != nil {
		return answer(s.conn)
	}
	return nil
}

package mail_test

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
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	smtp "github.com/emersion/go-smtp"
)

// A relay is a mail server on loopback that keeps what it is given.
type relay struct {
	t     *testing.T
	port  int
	roots *x509.CertPool

	mu sync.Mutex
	manners
	got []delivery
}

// Manners are what a relay answers; nil takes everything.
type manners struct {
	mail func(from string) error
	rcpt func(to string) error
	data func(c *smtp.Conn) error // after the letter is here, before the answer
	auth func(user, password string) error
	ir   func(response string) error // what comes with AUTH XOAUTH2
}

// now changes how the relay answers from here on.
func (r *relay) now(m manners) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.manners = m
}

func (r *relay) has() manners {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.manners
}

// A delivery is one letter as it came over the wire.
type delivery struct {
	from, to, user string
	tls            bool
	raw            []byte
}

// newRelay listens in one of the three ways.
func newRelay(t *testing.T, way string) *relay {
	t.Helper()
	r := &relay{t: t, roots: x509.NewCertPool()}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{relay: r, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth = "relay.snoobi.nl", true
	server.ErrorLog = log.New(io.Discard, "", 0)
	cert := certificate(t, "localhost")
	r.roots.AddCert(cert.Leaf)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.port = listener.Addr().(*net.TCPAddr).Port
	switch way {
	case "starttls":
		server.TLSConfig = config
	case "implicit":
		listener = tls.NewListener(listener, config)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		server.Close()
		listener.Close() // Close knows of no listener that Serve has not come to yet
		<-done
	})
	return r
}

func certificate(t *testing.T, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
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

func (r *relay) deliveries() []delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivery(nil), r.got...)
}

// only returns the one letter that came.
func (r *relay) only() delivery {
	r.t.Helper()
	got := r.deliveries()
	if len(got) != 1 {
		r.t.Fatalf("%d letters came, want 1", len(got))
	}
	return got[0]
}

// A session implements smtp.Session and smtp.AuthSession.
type session struct {
	relay *relay
	conn  *smtp.Conn
	d     delivery
}

func (s *session) Reset()        { s.d = delivery{user: s.d.user} }
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string {
	switch m := s.relay.has(); {
	case m.ir != nil:
		return []string{sasl.Plain, "XOAUTH2"}
	case m.auth == nil:
		return nil
	}
	return []string{"XOAUTH2", sasl.Plain}
}

func (s *session) Auth(way string) (sasl.Server, error) {
	if answer := s.relay.has().ir; answer != nil {
		if way != "XOAUTH2" {
			s.relay.t.Errorf("the desk logs in by %s", way)
		}
		return &xoauth2{answer: answer}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.d.user = user
		return s.relay.has().auth(user, password)
	}), nil
}

// xoauth2 is the server's side of it: a refusal is a challenge first, which the
// client answers with nothing.
type xoauth2 struct {
	answer func(string) error
	no     error
}

func (x *xoauth2) Next(response []byte) (challenge []byte, done bool, err error) {
	if x.no != nil {
		if len(response) > 0 {
			return nil, false, smtp.ErrAuthFailed
		}
		return nil, false, x.no
	}
	if x.no = x.answer(string(response)); x.no != nil {
		return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
	}
	return nil, true, nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, s.d.tls = s.conn.TLSConnectionState()
	s.d.from = from
	if answer := s.relay.has().mail; answer != nil {
		return answer(from)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.d.to != "" {
		s.relay.t.Errorf("a letter has a second recipient")
	}
	s.d.to = to
	if answer := s.relay.has().rcpt; answer != nil {
		return answer(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.d.raw = bytes.Clone(raw)
	s.relay.mu.Lock()
	s.relay.got = append(s.relay.got, s.d)
	s.relay.mu.Unlock()
	if answer := s.relay.has().data; answer != nil {
		return answer(s.conn)
	}
	return nil
}

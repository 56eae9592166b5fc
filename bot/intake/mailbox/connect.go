package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// A TLSMode says how the connection is protected.
type TLSMode string

const (
	TLSImplicit TLSMode = "implicit" // TLS from the first byte (RFC 8314 §3.2)
	TLSStart    TLSMode = "starttls" // TLS before the login (RFC 9051 §6.2.1)
	TLSNone     TLSMode = "none"     // for a server on this very machine
)

// How much a server may send in answer to one command (chosen).
const (
	loginRoom = 1 << 20  // greeting, handshake and login; and each small command
	listRoom  = 16 << 20 // the UIDs of a million mails
)

const (
	// dialLimit is for one connection to be made, with all addresses of the host.
	dialLimit = 30 * time.Second
	// renewAhead is how long before its login ends a connection makes place for
	// the next one. Tokens are asked for earlier than that: see refreshAhead.
	renewAhead = 2 * time.Minute
	// renewLeast keeps a login that ends at once from being repeated at once.
	renewLeast = time.Minute
)

// A session is one connection.
type session struct {
	*run
	wire     *wire
	client   *imapclient.Client
	caps     imap.CapSet
	news     chan struct{} // has a value when the server said that mails have come
	selected *folder
	deaf     bool      // the server refused IDLE
	renew    time.Time // when to make place for the next one; zero: never
}

// session connects, logs in and reads, and says why that ended; nil when the
// login is about to end.
func (r *run) session(ctx context.Context) error {
	r.progress = false
	login, err := r.Auth.ready(ctx)
	if err != nil {
		return err
	}
	nc, err := r.dial(ctx)
	if err != nil {
		return &trouble{code: TroubleUnreachable, err: err, next: "check the host and the port of the mailbox, and whether this machine may connect to them"}
	}
	defer nc.Close()
	defer context.AfterFunc(ctx, func() { _ = nc.Close() })()

	s := &session{run: r, wire: &wire{Conn: nc}, news: make(chan struct{}, 1)}
	s.wire.allow(r.times.answer, r.times.command, loginRoom)
	if err := s.secure(ctx); err != nil {
		return err
	}
	defer s.close()
	if err := s.login(login); err != nil {
		return err
	}
	r.note(func(h *Health) { h.Connected = true })
	r.clear(TroubleUnreachable, TroubleTLS, TroubleRefused, TroubleToken)
	r.log.Info().Bool("idle", s.caps.Has(imap.CapIdle)).Bool("move", s.caps.Has(imap.CapMove)).Msg("mailbox connected")
	return s.work(ctx)
}

func (r *run) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	if r.Dial != nil {
		return r.Dial(ctx, "tcp", r.Address)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", r.Address)
}

// secure starts the protocol on a connection that nobody else can read.
func (s *session) secure(ctx context.Context) (err error) {
	o := &imapclient.Options{
		TLSConfig: s.tlsConfig(),
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				s.tell()
			}
		}},
	}
	switch s.TLS {
	case TLSNone:
		s.client = imapclient.New(s.wire, o)
	case TLSStart:
		if s.client, err = imapclient.NewStartTLS(s.wire, o); err != nil {
			return s.insecure(err, "check that the server offers STARTTLS, or write implicit when it wants TLS from the start")
		}
	default:
		_ = s.wire.SetWriteDeadline(time.Now().Add(s.times.answer)) // the library sets its own afterwards
		c := tls.Client(s.wire, o.TLSConfig)
		if err := c.HandshakeContext(ctx); err != nil {
			return s.insecure(err, "check the name of the host and the server's certificate, or write starttls when it wants that")
		}
		s.client = imapclient.New(c, o)
	}
	return nil
}

// insecure is why there is no protected connection. What is wrong with a
// certificate is said in full: it is about the server.
func (s *session) insecure(err error, next string) error {
	var no *imap.Error
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &no):
		err = &answer{kind: no.Type, code: known(no.Code)}
	case errors.As(err, &cert):
	case s.wire.broken() != nil:
		return s.explain(err)
	default:
		err = errors.New("the server does not speak TLS as it should")
	}
	return &trouble{code: TroubleTLS, next: next, err: err}
}

// tlsConfig never goes below TLS 1.2 (RFC 8996), whatever the configuration says.
func (s *session) tlsConfig() *tls.Config {
	c := &tls.Config{}
	if s.TLSConfig != nil {
		c = s.TLSConfig.Clone()
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	if c.ServerName == "" {
		c.ServerName, _, _ = net.SplitHostPort(s.Address)
	}
	return c
}

// login waits for the greeting, logs in and asks what the server can do: that
// may be more than it says before.
func (s *session) login(c credentials) error {
	defer s.rest()
	if err := s.client.WaitGreeting(); err != nil {
		return s.explain(err)
	}
	if s.client.State() != imap.ConnStateAuthenticated { // unless the server knows us already (PREAUTH)
		if err := c.login(s); err != nil {
			return err
		}
	}
	var err error
	if s.caps, err = s.client.Capability().Wait(); err != nil {
		return s.explain(err)
	}
	if !c.until.IsZero() {
		s.renew = time.Now().Add(max(time.Until(c.until)-renewAhead, renewLeast))
	}
	return s.makeDone()
}

// tell notes that mails may have come. It runs where answers are read, so it must
// not wait.
func (s *session) tell() {
	select {
	case s.news <- struct{}{}:
	default: // it is noted already
	}
}

// ask carries out one command, and what breaks in it can be logged.
func (s *session) ask(room int64, command func() error) error {
	s.wire.allow(s.times.answer, s.times.command, room)
	defer s.rest()
	return s.explain(command())
}

// rest lets the server be silent while nothing is asked of it.
func (s *session) rest() { s.wire.allow(0, 0, restRoom) }

// close drops the connection and waits for what reads from it.
func (s *session) close() {
	_ = s.wire.Close()
	_ = s.client.Close()
}

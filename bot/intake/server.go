// Package intake is where mail comes in: a listener for SMTP (RFC 5321) and one
// for LMTP (RFC 2033). What it promises to the server at the other end is that
// 250 means the mail is safe, and that nothing which can be wrong with a mail is
// a reason to refuse it:
//
//	filer := &intake.Filer{Read: reader.Read, Receive: desk.Receive, …}
//	s := &intake.Server{Filer: filer, Now: time.Now, …}
//	err := s.ServeSMTP(ctx, listener)
//
// Read turns bytes into a mail and Receive files it; both come from elsewhere.
// A mail that Read cannot cope with (it panics, or takes too long) is filed
// unread, with its raw bytes, and a person looks at it.
//
// Before a mail is read and filed it gets the trace fields of final delivery: a
// Return-Path with the envelope's sender, in the place of any that it brought
// along. What our own mail servers wrote above it stays on top, and the clock
// starts when they took the mail. From any other peer it also gets a Received of
// ours, and loses each Authentication-Results that speaks in our server's name:
// see stamp.
package intake

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rs/zerolog"
)

// A Server takes mail for the desk. Its fields must not change once it serves.
type Server struct {
	*Filer
	Now func() time.Time

	Hostname   string         // our name in the greeting and in Received
	Recipients []string       // the desk's addresses, in lower case; others get 550
	AuthservID string         // what speaks in our mail server's name (RFC 8601 §2.2)
	Trusted    []netip.Prefix // the networks of our own mail servers; peers on a unix socket are trusted
	Allowed    []netip.Prefix // the networks that may connect, beside the trusted ones; empty: all of them
	TLS        *tls.Config    // for STARTTLS (RFC 3207), TLS 1.2 at least; nil: it is not offered
	MaxBytes   int64          // of one mail; 0 stands for DefaultMaxBytes
	MaxConns   int            // at once on each listener; 0 stands for DefaultMaxConns
}

// A service is a Server at work on one listener.
type service struct {
	*Server
	ctx  context.Context // ends when mails under way must be given up
	lmtp bool
	door *door
}

const (
	// DefaultMaxBytes is what the reader reads at most, and what Exchange
	// Online sends by default: 35 MB.
	DefaultMaxBytes = 35 << 20
	// DefaultMaxConns is more than a mail server opens to one host (Postfix:
	// default_destination_concurrency_limit = 20), twice over for two servers (chosen).
	DefaultMaxConns = 100
)

const (
	// readTimeout is for one command, and for the whole of one mail. RFC 5321
	// §4.5.3.2.7: a server waits at least 5 minutes.
	readTimeout = 5 * time.Minute
	// writeTimeout is for one reply of a line or two (chosen).
	writeTimeout = time.Minute
	// sessionLimit ends a connection that lives on NOOP alone. A mail server
	// closes an idle one after seconds and uses one for at most 5 minutes
	// (Postfix: smtp_connection_reuse_time_limit = 300s).
	sessionLimit = 30 * time.Minute
	// commitTimeout must stay under the 10 minutes that a client waits for the
	// reply to DATA (RFC 5321 §4.5.3.2.6).
	commitTimeout = time.Minute
	// closeGrace is how long a mail that is being taken may go on after the
	// server was told to stop: the whole program stops within 2 seconds.
	closeGrace = time.Second

	// maxRecipients is the least that a server must take (RFC 5321 §4.5.3.1.8).
	maxRecipients = 100
	// maxLine is far above the 1,000 octets of RFC 5321 §4.5.3.1.6, which mail
	// that was made by programs does not always keep; it bounds what one
	// connection can make us hold before the first command is whole (chosen).
	maxLine = 1 << 20
	// heldMails bounds the memory of all mails that come in at once, in mails of
	// the largest size (chosen). Over it a client is asked to come back.
	heldMails = 4
)

// ServeSMTP takes mail by SMTP from l until ctx is cancelled, and then returns
// nil. A mail that is being taken gets closeGrace to be committed. Nothing that
// it started runs on, except a Read that never returns.
func (s *Server) ServeSMTP(ctx context.Context, l net.Listener) error {
	return s.serve(ctx, l, false)
}

// ServeLMTP does the same by LMTP, in which each recipient gets an answer.
func (s *Server) ServeLMTP(ctx context.Context, l net.Listener) error {
	return s.serve(ctx, l, true)
}

func (s *Server) serve(ctx context.Context, l net.Listener, lmtp bool) error {
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	v := &service{Server: s, ctx: work, lmtp: lmtp, door: newDoor(l, s)}
	srv := v.protocol()

	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(v.door) }()
	var err error
	select {
	case err = <-failed: // the listener broke
		v.door.stop()
	case <-ctx.Done():
		v.door.stop()
		<-failed
	}
	force := time.AfterFunc(closeGrace, func() { abandon(); v.door.kill() })
	defer force.Stop()
	_ = srv.Shutdown(context.Background()) // waits for the connections, which the door closes
	v.door.wait()
	v.waitReads()
	return err
}

func (v *service) protocol() *smtp.Server {
	srv := smtp.NewServer(smtp.BackendFunc(v.newSession))
	srv.LMTP = v.lmtp
	srv.Domain = v.Hostname
	srv.MaxMessageBytes = v.maxBytes()
	srv.MaxRecipients = maxRecipients
	srv.MaxLineLength = maxLine
	srv.ReadTimeout = readTimeout
	srv.WriteTimeout = writeTimeout
	srv.EnableSMTPUTF8 = true
	srv.TLSConfig = v.secure()
	srv.ErrorLog = errorLog{v.Log}
	return srv
}

func (s *Server) maxBytes() int64 {
	if s.MaxBytes > 0 {
		return s.MaxBytes
	}
	return DefaultMaxBytes
}

func (s *Server) maxConns() int {
	if s.MaxConns > 0 {
		return s.MaxConns
	}
	return DefaultMaxConns
}

// errorLog passes on what the protocol library complains of, without its
// details: they hold addresses of peers, and what these have sent.
type errorLog struct{ log zerolog.Logger }

func (l errorLog) Printf(format string, _ ...any) {
	l.log.Warn().Str("form", format).Msg("mail connection broke")
}

func (l errorLog) Println(...any) { l.log.Warn().Msg("mail connection broke") }

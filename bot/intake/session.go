package intake

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// The replies of our own. All but two ask the client to try again: its queue is
// the safest place for a mail that we cannot keep yet.
var (
	errNoSuchBox = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox here"}
	errLongLine  = &smtp.SMTPError{Code: 500, EnhancedCode: smtp.EnhancedCode{5, 5, 2}, Message: "Line too long (RFC 5321 4.5.3.1.6)"}
	errNotKept   = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Could not be stored, try again later"}
	errTooMuch   = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "Too much mail at once, try again later"}
	errCutOff    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 4, 2}, Message: "The mail did not arrive whole, try again"}
)

// A session is one client on one connection.
type session struct {
	*service
	conn    *conn
	tls     bool
	trusted bool
	helo    string

	mu    sync.Mutex // a mail that comes in chunks (RFC 3030) is taken beside the commands
	from  string
	rcpts []string
}

func (v *service) newSession(c *smtp.Conn) (smtp.Session, error) {
	nc := c.Conn()
	over, secure := nc.(*tls.Conn) // after STARTTLS, which ends the session before it
	if secure {
		nc = over.NetConn()
	}
	own, ok := nc.(*conn)
	if !ok {
		return nil, errNotKept // a connection that did not come through the door
	}
	return &session{service: v, conn: own, tls: secure, trusted: v.trusts(own.RemoteAddr()), helo: c.Hostname()}, nil
}

// Reset forgets the mail that was begun.
func (x *session) Reset() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.from, x.rcpts = "", nil
}

// Logout ends the session.
func (x *session) Logout() error { return nil }

// Mail notes the sender. The empty one is that of bounces, which must be taken
// (RFC 5321 §6.1).
func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.from = from
	return nil
}

// Rcpt takes the desk's own addresses, also with a tag: avg-incident+x@snoobi.nl.
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, domain, _ := strings.Cut(strings.ToLower(to), "@")
	local, _, _ = strings.Cut(local, "+")
	if !slices.Contains(x.Recipients, local+"@"+domain) {
		return errNoSuchBox
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.rcpts = append(x.rcpts, to)
	return nil
}

// Data takes one mail. When it returns nil the client gets 250 and forgets the
// mail, so it does only after the commit. By LMTP the answer holds for each
// recipient: they are all the same desk, and one commit.
func (x *session) Data(r io.Reader) error {
	x.conn.begin()
	defer x.conn.end()
	x.mu.Lock()
	from, rcpts := x.from, slices.Clone(x.rcpts)
	x.mu.Unlock()
	raw, err := x.take(r)
	defer x.held.Add(-int64(len(raw)))
	if err != nil {
		x.Log.Info().Int("bytes", len(raw)).Int("code", err.Code).Msg("mail not taken")
		return err
	}
	now := x.Now().UTC()
	received := x.receivedAt(raw, now)
	raw = x.stamp(raw, from, rcpts, now)
	ctx, cancel := context.WithTimeout(x.ctx, commitTimeout)
	defer cancel()
	m, filing, failed := x.File(ctx, raw, x.origin(from, received))
	if failed != nil {
		x.Log.Error().Err(failed).Int("bytes", len(raw)).Msg("mail not stored")
		return errNotKept
	}
	x.Log.Info().Str("outcome", string(filing.Outcome)).Str("incident", string(filing.Ref)).
		Int("bytes", len(raw)).Bool("trusted", x.trusted).Bool("unreadable", m.Unreadable != "").
		Dur("waited", now.Sub(received)).Msg("mail received")
	return nil
}

// receivedAt is when our own side took the mail. One that comes from our own mail
// server may have waited in its queue for as long as the desk was away, and the
// clock runs meanwhile. What anybody else says of that proves nothing.
func (x *session) receivedAt(raw []byte, now time.Time) time.Time {
	if !x.trusted {
		return now
	}
	return ReceivedAt(raw, []string{x.AuthservID, x.Hostname}, time.Time{}, now)
}

// origin is what is known of the sender. What our own mail server called itself
// says nothing of who wrote the mail.
func (x *session) origin(from string, received time.Time) Origin {
	o := Origin{Received: received, From: from}
	if ip, ok := ipOf(x.conn.RemoteAddr()); ok && !x.trusted {
		o.Peer, o.Helo = ip, x.helo
	}
	return o
}

// take reads the mail to its end. What is held counts, also when an error comes
// with it, and the caller gives it back.
func (x *session) take(r io.Reader) (raw []byte, fail *smtp.SMTPError) {
	var b bytes.Buffer
	chunk := make([]byte, 32<<10)
	for {
		n, err := r.Read(chunk)
		b.Write(chunk[:n])
		held := x.held.Add(int64(n))
		switch {
		case held > heldMails*x.maxBytes():
			return b.Bytes(), errTooMuch
		case err == nil:
		case errors.Is(err, io.EOF) && !x.conn.cut.Load():
			return b.Bytes(), nil
		case errors.Is(err, smtp.ErrDataTooLarge):
			return b.Bytes(), smtp.ErrDataTooLarge
		case errors.Is(err, smtp.ErrTooLongLine):
			return b.Bytes(), errLongLine
		default:
			return b.Bytes(), errCutOff
		}
	}
}

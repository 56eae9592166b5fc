package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"meldwacht/notifier"
)

const (
	// attemptTime bounds one delivery, from the call to the server's last word.
	// The loop gives up after 15 s.
	attemptTime = 12 * time.Second
	// quitTime is how long the goodbye may take, when all is said.
	quitTime = time.Second
	// answersMost is how much of the server's words is read in one delivery, a
	// handshake included.
	answersMost = 1 << 20
	// giveUp is how long a letter is tried that the other side takes no more than
	// for later (RFC 5321 §4.5.4.1: at least four to five days). After that people
	// must know that somebody is not being reached.
	giveUp = 5 * 24 * time.Hour
)

// A step is how far a delivery has come. What an error means depends on it.
type step int

const (
	greet  step = iota // connecting, TLS, authenticating, MAIL: about us and the server
	rcpt               // about the recipient
	data               // about the letter; nothing has been taken yet
	taking             // the letter is out, and the server's word about it is not here
)

// deliver hands m to the mail server. Its errors are those of package notifier.
func (s *Sender) deliver(ctx context.Context, m message) error {
	at, err := s.talk(ctx, m)
	if err == nil {
		return nil
	}
	var ours errStop
	var reply *textproto.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &ours):
		return notifier.Stop{Code: string(ours)}
	case errors.As(err, &certificate):
		return notifier.Stop{Code: "certificate"}
	case errors.As(err, &reply) && reply.Code/100 == 4:
		if at != greet && m.at.Sub(m.due) > giveUp {
			return notifier.Permanent{Code: status(reply)}
		}
		return notifier.Later{Code: status(reply)}
	case errors.As(err, &reply) && reply.Code/100 == 5:
		// 530: authentication is required (RFC 4954 §6), at whatever command.
		if at == greet || reply.Code == 530 {
			return notifier.Stop{Code: status(reply)}
		}
		return notifier.Permanent{Code: status(reply)}
	case at == taking:
		return notifier.Unknown{Code: "no-answer"}
	}
	return notifier.Later{Code: "connection"}
}

// errStop is the code of something that keeps every letter from being sent.
type errStop string

func (e errStop) Error() string { return string(e) }

// talk holds the dialogue of RFC 5321 §3.3, and says how far it came.
func (s *Sender) talk(ctx context.Context, m message) (step, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	token, err := s.token(ctx)
	if err != nil {
		return greet, err
	}
	conn, err := s.o.Dial(ctx, "tcp", net.JoinHostPort(s.o.Host, strconv.Itoa(s.o.Port)))
	if err != nil {
		return greet, err
	}
	defer conn.Close()
	// When the time is over, or the desk stops, nobody waits for the server.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	client, err := s.connect(ctx, bounded{conn, &io.LimitedReader{R: conn, N: answersMost}}, token)
	if err != nil {
		return greet, err
	}
	if err := client.Mail("<" + string(s.o.ReturnPath) + ">"); err != nil {
		return greet, err
	}
	if err := client.Rcpt("<" + string(m.to) + ">"); err != nil {
		return rcpt, err
	}
	w, err := client.Data()
	if err != nil {
		return data, err
	}
	// The server takes nothing before the dot, which Close writes: without it a
	// letter that breaks off here does not exist (RFC 5321 §4.1.1.4).
	if err := s.write(w, m); err != nil {
		return data, err
	}
	if err := w.Close(); err != nil {
		return taking, err
	}
	_ = conn.SetDeadline(time.Now().Add(quitTime))
	_ = client.Quit() // whatever it answers, the letter is taken
	return taking, nil
}

// connect greets the server over an encrypted connection, unless the server is
// on this machine, and proves who we are.
func (s *Sender) connect(ctx context.Context, conn net.Conn, token string) (*smtp.Client, error) {
	config := &tls.Config{ServerName: s.o.Host, RootCAs: s.o.Roots, MinVersion: tls.VersionTLS12}
	if s.o.TLS == Implicit {
		over := tls.Client(conn, config)
		if err := over.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = over
	}
	client, err := smtp.NewClient(conn, s.o.Host)
	if err != nil {
		return nil, err
	}
	client.SkipSMTPUTF8(true) // our addresses are ASCII
	if err := client.Hello(s.o.Domain); err != nil {
		return nil, err
	}
	if s.o.TLS == STARTTLS {
		if ok, _ := client.Extension("STARTTLS"); !ok {
			return nil, errStop("no-starttls")
		}
		if err := client.StartTLS(config); err != nil {
			return nil, err
		}
	}
	if s.o.User == "" {
		return client, nil
	}
	return client, s.authenticate(client, token)
}

// statusForm is a status code of RFC 3463 at the beginning of a reply.
var statusForm = regexp.MustCompile(`^[45]\.\d{1,3}\.\d{1,3}\b`)

// status is the code of a reply, without its words: smtp-5.1.1, or smtp-550
// from a server that gives no more.
func status(reply *textproto.Error) string {
	if code := statusForm.FindString(reply.Msg); code != "" && code[0] == '0'+byte(reply.Code/100) {
		return "smtp-" + code
	}
	return fmt.Sprintf("smtp-%d", reply.Code)
}

// A bounded connection reads only so much.
type bounded struct {
	net.Conn
	r io.Reader
}

func (b bounded) Read(p []byte) (int, error) { return b.r.Read(p) }

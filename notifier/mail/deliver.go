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
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"meldwacht/bot"
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
	at, err := s.relay.hand(ctx, m.to, func(w io.Writer) error { return s.write(w, m) })
	var later notifier.Later
	if at != greet && errors.As(err, &later) && strings.HasPrefix(later.Code, replied) && m.at.Sub(m.due) > giveUp {
		return notifier.Permanent{Code: later.Code}
	}
	return err
}

// hand hands a letter to the mail server, and says how far it came.
func (r *Relay) hand(ctx context.Context, to bot.Address, write func(io.Writer) error) (step, error) {
	at, err := r.talk(ctx, to, write)
	if err == nil {
		return at, nil
	}
	return at, class(at, err)
}

// class says in the words of package notifier what an error means there.
func class(at step, err error) error {
	var ours errStop
	var reply *textproto.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &ours):
		return notifier.Stop{Code: string(ours)}
	case errors.As(err, &certificate):
		return notifier.Stop{Code: "certificate"}
	case errors.As(err, &reply) && reply.Code/100 == 4:
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
func (r *Relay) talk(ctx context.Context, to bot.Address, write func(io.Writer) error) (step, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	token, err := r.token(ctx)
	if err != nil {
		return greet, err
	}
	conn, err := r.o.Dial(ctx, "tcp", net.JoinHostPort(r.o.Host, strconv.Itoa(r.o.Port)))
	if err != nil {
		return greet, err
	}
	defer conn.Close()
	// When the time is over, or the desk stops, nobody waits for the server.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	client, err := r.connect(ctx, bounded{conn, &io.LimitedReader{R: conn, N: answersMost}}, token)
	if err != nil {
		return greet, err
	}
	if err := client.Mail("<" + string(r.o.ReturnPath) + ">"); err != nil {
		return greet, err
	}
	if err := client.Rcpt("<" + string(to) + ">"); err != nil {
		return rcpt, err
	}
	w, err := client.Data()
	if err != nil {
		return data, err
	}
	// The server takes nothing before the dot, which Close writes: without it a
	// letter that breaks off here does not exist (RFC 5321 §4.1.1.4).
	if err := write(w); err != nil {
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
func (r *Relay) connect(ctx context.Context, conn net.Conn, token string) (*smtp.Client, error) {
	config := &tls.Config{ServerName: r.o.Host, RootCAs: r.o.Roots, MinVersion: tls.VersionTLS12}
	if r.o.TLS == Implicit {
		over := tls.Client(conn, config)
		if err := over.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = over
	}
	client, err := smtp.NewClient(conn, r.o.Host)
	if err != nil {
		return nil, err
	}
	client.SkipSMTPUTF8(true) // our addresses are ASCII
	if err := client.Hello(r.o.Domain); err != nil {
		return nil, err
	}
	if r.o.TLS == STARTTLS {
		if ok, _ := client.Extension("STARTTLS"); !ok {
			return nil, errStop("no-starttls")
		}
		if err := client.StartTLS(config); err != nil {
			return nil, err
		}
	}
	if r.o.User == "" {
		return client, nil
	}
	return client, r.authenticate(client, token)
}

// replied begins the code of what the server said, and of nothing else.
const replied = "smtp-"

// statusForm is a status code of RFC 3463 at the beginning of a reply.
var statusForm = regexp.MustCompile(`^[45]\.\d{1,3}\.\d{1,3}\b`)

// status is the code of a reply, without its words: smtp-5.1.1, or smtp-550
// from a server that gives no more.
func status(reply *textproto.Error) string {
	if code := statusForm.FindString(reply.Msg); code != "" && code[0] == '0'+byte(reply.Code/100) {
		return replied + code
	}
	return fmt.Sprintf(replied+"%d", reply.Code)
}

// A bounded connection reads only so much.
type bounded struct {
	net.Conn
	r io.Reader
}

func (b bounded) Read(p []byte) (int, error) { return b.r.Read(p) }

package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// RelayOptions are what a Relay needs.
type RelayOptions struct {
	Host     string
	Port     int    // 0: the one that goes with TLS
	TLS      string // STARTTLS, Implicit or Plain
	User     string // "": no authentication
	Password string
	Tokens   Tokens // nil: a password

	ReturnPath bot.Address // where non-delivery reports go
	Domain     string      // of the greeting, and of the Message-IDs

	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil: a net.Dialer
	Roots *x509.CertPool                                                       // nil: those of the system
	Log   zerolog.Logger
}

// A Relay is our mail server and the way to it. It knows nothing of what is
// sent, so that pages leave by it as letters do.
type Relay struct{ o RelayOptions }

// NewRelay returns a Relay, or says why these options reach no mail server.
func NewRelay(o RelayOptions) (*Relay, error) {
	ports := map[string]int{STARTTLS: 587, Implicit: 465, Plain: 25} // RFC 8314 §3.3, RFC 6409 §3.1
	port, known := ports[o.TLS]
	switch {
	case o.Host == "":
		return nil, errors.New("there is no mail server; name its host")
	case !known:
		return nil, errors.New("how the mail server is reached must be starttls, implicit or none")
	case o.TLS == Plain && !loopback(o.Host):
		return nil, errors.New("letters would cross the network unencrypted; choose starttls or implicit")
	case o.Tokens != nil && o.User == "":
		return nil, errors.New("there are tokens and nobody whose they are; name the mailbox")
	case !plausible(o.ReturnPath):
		return nil, errors.New("the return path must be a plain mail address, such as avg-bounce@snoobi.nl")
	case !hostForm.MatchString(o.Domain):
		return nil, errors.New("the domain of the Message-IDs is none; write one such as snoobi.nl")
	}
	if o.Port == 0 {
		o.Port = port
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	return &Relay{o}, nil
}

// Relay is the way by which a Sender's letters leave.
func (s *Sender) Relay() *Relay { return s.relay }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Domain is that of Message-IDs.
func (r *Relay) Domain() string { return r.o.Domain }

// Deliver hands over one letter for one recipient. write writes it whole, and is
// called once the server takes its recipient. The errors are the classes of
// package notifier, without addresses and the server's words.
func (r *Relay) Deliver(ctx context.Context, to bot.Address, write func(io.Writer) error) error {
	if !plausible(to) {
		return notifier.Permanent{Code: "bad-address"}
	}
	_, err := r.hand(ctx, to, write)
	return err
}

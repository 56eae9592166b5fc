// Package mail sends the letters of the desk to people outside, through one
// mail server of ours. DKIM is that server's work.
//
//	s, err := mail.New(mail.Options{Host: "smtp.snoobi.nl", TLS: mail.STARTTLS, From: desk, …})
//	loop := notifier.Loop{Kinds: mail.Kinds(), Sender: s, …}
//
// A letter may go out twice: when the server takes it and its answer is lost,
// nobody knows that it did. Its Message-ID follows from the effect's key, so it
// is the same each time, and what receives it can tell the copy. Each such copy
// counts as one of the letters that an address may get in a day.
package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
)

// Kinds are the effects that a Sender carries out.
func Kinds() []bot.EffectKind { return []bot.EffectKind{bot.EffectMail} }

// The three ways to reach the mail server.
const (
	STARTTLS = "starttls" // RFC 3207, and no letter without it
	Implicit = "implicit" // RFC 8314 §3.3
	Plain    = "none"     // on this very machine alone
)

// path is what a receipt names, and moot the id of a letter that was not needed
// any more.
const (
	path = "mail"
	moot = "moot"
)

// A Reader gives the incident and its record as they are now.
type Reader interface {
	Incident(ctx context.Context, ref bot.Ref) (bot.Incident, error)
	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
}

// A Store keeps what must be known of letters that were sent.
type Store interface {
	// IndexMail lets answers find the incident by the ids of a letter.
	IndexMail(ctx context.Context, ref bot.Ref, ids ...string) error
	// Mailed returns which letters went to an address since then, and when.
	Mailed(ctx context.Context, to bot.Address, since time.Time) (map[bot.EffectKey]time.Time, error)
	// NoteMailed counts a letter to an address; the same one counts once.
	NoteMailed(ctx context.Context, to bot.Address, letter bot.EffectKey, at time.Time) error
	// Sent returns which parts of a letter to many are done, by their place, and
	// NoteSent notes one.
	Sent(ctx context.Context, letter bot.EffectKey) (map[int]time.Time, error)
	NoteSent(ctx context.Context, letter bot.EffectKey, no int, at time.Time) error
}

// Options are what a Sender needs.
type Options struct {
	Host     string
	Port     int    // 0: the one that goes with TLS
	TLS      string // STARTTLS, Implicit or Plain
	User     string // "": no authentication
	Password string
	Tokens   Tokens // nil: a password

	From       bot.Mailbox
	ReturnPath bot.Address   // where non-delivery reports go: a mailbox that the desk reads
	ReplyTo    bot.Address   // the desk
	Own        []bot.Address // more addresses of the desk: it never writes to itself
	Domain     string        // of the Message-IDs, and of the greeting
	Instance   string        // the value of X-Meldwacht, by which the desk knows its own mail
	PerDay     int           // letters to one address in 24 hours, at most
	PerMinute  int           // letters to many in a minute, at most; 0: manyPerMinute
	// Progress records how far a letter to many has come. The same word given
	// again changes nothing.
	Progress func(ctx context.Context, ref bot.Ref, p bot.ActionProgress) error
	pace     *pace

	Secret  []byte // of this desk: makes Message-IDs and one-time codes
	Letters *view.Letters
	Reader  Reader
	Store   Store
	Now     func() time.Time
	Log     zerolog.Logger

	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil: a net.Dialer
	Roots *x509.CertPool                                                       // nil: those of the system
}

// Tokens gives tokens with which User logs in (XOAUTH2).
type Tokens interface {
	// Token returns a token. An error that is ErrNoToken says that there will be
	// none before somebody mends something; any other passes.
	Token(ctx context.Context) (string, error)
	// Forget is told that the server did not take the last token.
	Forget()
}

// ErrNoToken says that the giver of tokens refuses the desk.
var ErrNoToken = errors.New("no token is given to the desk")

// A Sender sends letters. It is a notifier.Sender.
type Sender struct {
	o     Options
	relay *Relay
	limit limit
}

// leastSecret is what an id needs that nobody can guess.
const leastSecret = 16

// New returns a Sender, or says why these options cannot send anything.
func New(o Options) (*Sender, error) {
	switch {
	case !plausible(o.From.Address) || !plausible(o.ReturnPath) || !plausible(o.ReplyTo):
		return nil, errors.New("the sender, the return path and the address for answers must be plain mail addresses, such as avg-incident@snoobi.nl")
	case !instanceForm.MatchString(o.Instance):
		return nil, errors.New("the name of this desk must be letters, digits, dots and dashes")
	case o.PerDay < 1:
		return nil, errors.New("the letters to one address in a day must be 1 or more")
	case len(o.Secret) < leastSecret:
		return nil, errors.New("the desk has no secret, and its Message-IDs could be guessed")
	}
	relay, err := NewRelay(RelayOptions{Host: o.Host, Port: o.Port, TLS: o.TLS, User: o.User, Password: o.Password, Tokens: o.Tokens, Log: o.Log,
		ReturnPath: o.ReturnPath, Domain: o.Domain, Dial: o.Dial, Roots: o.Roots})
	if err != nil {
		return nil, err
	}
	if o.PerMinute <= 0 {
		o.PerMinute = manyPerMinute
	}
	o.pace = &pace{every: time.Minute / time.Duration(o.PerMinute)}
	return &Sender{o: o, relay: relay, limit: limit{store: o.Store, most: o.PerDay}}, nil
}

// Send implements notifier.Sender.
func (s *Sender) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	now := s.o.Now().UTC()
	in, events, err := s.read(ctx, p.Ref)
	if err != nil {
		return bot.Receipt{}, err
	}
	if b, ok := listed(events, p.Event); ok {
		return s.sendMany(ctx, p, in, b, events)
	}
	m, err := s.compose(p, in, events, now)
	if errors.Is(err, errMoot) {
		s.o.Log.Info().Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a letter is not needed any more")
		return bot.Receipt{Channel: path, ID: moot, At: now}, nil
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	// Answers must find their incident also when this attempt is the last thing
	// that the desk does.
	if err := s.o.Store.IndexMail(ctx, p.Ref, m.id, m.thread); err != nil {
		return bot.Receipt{}, notifier.Later{Code: "store"}
	}
	if err := s.limit.take(ctx, m.to, p.Key, now); err != nil {
		return bot.Receipt{}, err
	}
	err = s.deliver(ctx, m)
	var unknown notifier.Unknown
	if errors.As(err, &unknown) {
		if err := s.limit.copied(ctx, m.to, p, now); err != nil {
			s.o.Log.Error().Err(err).Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a letter that may have gone out cannot be counted")
		}
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Channel: path, ID: m.id, At: now}, nil
}

package mailbox

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// Auth is how a Watcher logs in: with a Password, or by OAuth.
type Auth interface {
	user() string
	// ready gets what a login takes, before there is a connection.
	ready(ctx context.Context) (credentials, error)
}

// credentials are good for one login.
type credentials struct {
	login func(*session) error
	until time.Time // when what comes of it ends; zero: never
}

// A Password is a user with a password.
type Password struct{ User, Secret string }

// String hides the password, and the user with it.
func (Password) String() string { return "[redacted]" }

// GoString hides them too.
func (p Password) GoString() string { return p.String() }

// MarshalText hides them too.
func (p Password) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

func (p Password) user() string { return p.User }

func (p Password) ready(context.Context) (credentials, error) {
	return credentials{login: p.login}, nil
}

// login prefers AUTHENTICATE: a password with letters beyond ASCII has no place in
// LOGIN (RFC 9051 §6.2.3).
func (p Password) login(s *session) error {
	const next = "check the user and the password, and whether the account may use IMAP"
	switch caps := s.client.Caps(); {
	case caps.Has(imap.AuthCap(sasl.Plain)):
		return s.refusal(s.client.Authenticate(sasl.NewPlainClient("", p.User, p.Secret)), next)
	case caps.Has(imap.CapLoginDisabled):
		return &trouble{code: TroubleRefused, err: fmt.Errorf("the server takes no password on this connection"),
			next: "write implicit or starttls, or use oauth if the server takes no passwords at all"}
	}
	return s.refusal(s.client.Login(p.User, p.Secret).Wait(), next)
}

// OAuth is a user with tokens, by XOAUTH2 as Exchange Online and Google have it
// (developers.google.com/workspace/gmail/imap/xoauth2-protocol).
type OAuth struct {
	User   string
	Tokens Tokens
}

// Tokens gives tokens for a mailbox: ClientCredentials or a ServiceAccount.
type Tokens interface {
	// Token returns a token and when it ends; the zero time when nobody knows.
	Token(ctx context.Context) (token string, until time.Time, err error)
	// Forget is told that the server did not take the last token.
	Forget()
}

func (o OAuth) user() string { return o.User }

func (o OAuth) ready(ctx context.Context) (credentials, error) {
	token, until, err := o.Tokens.Token(ctx)
	if err != nil {
		return credentials{}, err
	}
	return credentials{until: until, login: func(s *session) error { return o.login(s, token) }}, nil
}

func (o OAuth) login(s *session, token string) error {
	const next = "check that the application may use IMAP and may open this mailbox; for Exchange Online " +
		"the service principal must be made with the object id of the enterprise application"
	if caps := s.client.Caps(); !caps.Has(imap.AuthCap(xoauth2Name)) {
		return &trouble{code: TroubleRefused, err: fmt.Errorf("the server does not offer XOAUTH2"), next: "use a password"}
	}
	x := &xoauth2{user: o.User, token: token}
	err := s.refusal(s.client.Authenticate(x), next)
	if err != nil {
		// What was set right on the server's side may need a new token to be seen.
		o.Tokens.Forget()
	}
	if t, ok := err.(*trouble); ok && x.status != "" {
		t.err = fmt.Errorf("%w, with status %s", t.err, x.status)
	}
	return err
}

// refusal tells a login that was refused from a server that cannot say just now.
func (s *session) refusal(err error, next string) error {
	err = s.explain(err)
	if a, ok := said(err); ok && !a.passing() {
		return &trouble{code: TroubleRefused, next: next, err: err}
	}
	return err
}

package mail

import (
	"context"
	"errors"
	"net/textproto"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// token gets what a login takes, before there is a connection that would wait
// for it; "" when no token is needed.
func (r *Relay) token(ctx context.Context) (string, error) {
	if r.o.Tokens == nil {
		return "", nil
	}
	token, err := r.o.Tokens.Token(ctx)
	if err == nil {
		return token, nil
	}
	r.o.Log.Warn().Err(err).Msg("no token for the mail server")
	if errors.Is(err, ErrNoToken) {
		return "", errStop("no-token")
	}
	return "", err
}

// ways are those in which the desk can log in. Over TLS a password is safe in
// each of them; a token goes by XOAUTH2 alone
// (developers.google.com/workspace/gmail/imap/xoauth2-protocol, which Exchange
// Online has too).
func (r *Relay) ways(token string) map[string]smtp.Auth {
	if r.o.Tokens != nil {
		return map[string]smtp.Auth{"XOAUTH2": smtp.XOAuth2Auth(r.o.User, token)}
	}
	return map[string]smtp.Auth{
		"PLAIN":         smtp.PlainAuth("", r.o.User, r.o.Password, r.o.Host, false),
		"LOGIN":         smtp.LoginAuth(r.o.User, r.o.Password, r.o.Host, false),
		"SCRAM-SHA-256": smtp.ScramSHA256Auth(r.o.User, r.o.Password),
	}
}

// authenticate takes the first way that the server offers.
func (r *Relay) authenticate(client *smtp.Client, token string) error {
	ways := r.ways(token)
	_, offered := client.Extension("AUTH")
	for way := range strings.FieldsSeq(offered) {
		auth, ok := ways[strings.ToUpper(way)]
		if !ok {
			continue
		}
		err := client.Auth(auth)
		var reply *textproto.Error
		if errors.As(err, &reply) && reply.Code/100 == 5 {
			if r.o.Tokens != nil {
				// What was set right on the server's side may need a new token to be seen.
				r.o.Tokens.Forget()
			}
			return errStop("auth-refused")
		}
		return err
	}
	return errStop("no-auth")
}

package mailbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// ClientCredentials gives the tokens that an application gets in its own name
// (RFC 6749 §4.4). Exchange Online wants the scope
// https://outlook.office365.com/.default.
type ClientCredentials struct {
	to, id, secret, scope string

	http   *http.Client
	source source
}

// NewClientCredentials returns the tokens of an application; to is the address
// that gives them.
func NewClientCredentials(to, id, secret, scope string) (*ClientCredentials, error) {
	if !private(to) {
		return nil, errors.New("the address that gives tokens must begin with https://, since the application's secret goes there")
	}
	return &ClientCredentials{to: to, id: id, secret: secret, scope: scope, http: tokenClient(), source: newSource()}, nil
}

// Token implements Tokens.
func (c *ClientCredentials) Token(ctx context.Context) (token string, until time.Time, err error) {
	return c.source.get(ctx, func(ctx context.Context) (string, time.Duration, error) {
		return post(ctx, c.http, c.to, url.Values{
			"grant_type": {"client_credentials"}, "client_id": {c.id}, "client_secret": {c.secret}, "scope": {c.scope},
		}, "check the id of the application, its secret, which may have run out, and the scope")
	})
}

// Forget implements Tokens.
func (c *ClientCredentials) Forget() { c.source.forget() }

// String hides the secret.
func (c *ClientCredentials) String() string { return "[redacted]" }

// GoString hides it too.
func (c *ClientCredentials) GoString() string { return c.String() }

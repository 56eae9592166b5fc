package mailbox

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// A ServiceAccount gives the tokens that a service account of Google gets for the
// mailbox of a user: a statement that it signs is turned into a token (RFC 7523).
// Google gives no client credentials for mail.
type ServiceAccount struct {
	account
	key         *rsa.PrivateKey
	user, scope string

	http   *http.Client
	source source
}

// account is the key file as Google makes it.
type account struct {
	Type  string `json:"type"`
	Email string `json:"client_email"`
	KeyID string `json:"private_key_id"`
	Key   string `json:"private_key"` // PEM
	To    string `json:"token_uri"`
}

// NewServiceAccount reads the key file, in JSON, of a service account that acts
// for user; its scope for mail is https://mail.google.com/.
func NewServiceAccount(keyFile []byte, user, scope string) (*ServiceAccount, error) {
	const next = "give the key file as Google made it"
	a := &ServiceAccount{user: user, scope: scope, http: tokenClient(), source: newSource()}
	if err := json.Unmarshal(keyFile, &a.account); err != nil { // its words may quote the file
		return nil, fmt.Errorf("the key file is no JSON object; %s", next)
	}
	switch {
	case a.Type != "service_account":
		return nil, fmt.Errorf("the key file is not that of a service account; %s", next)
	case a.Email == "" || a.Key == "":
		return nil, fmt.Errorf("the key file lacks client_email or private_key; %s", next)
	case !private(a.To):
		return nil, fmt.Errorf("token_uri in the key file does not begin with https://; %s", next)
	}
	key, err := parseKey(a.Key)
	if err != nil {
		return nil, fmt.Errorf("the private key in the key file: %w; %s", err, next)
	}
	a.key, a.Key = key, ""
	return a, nil
}

// leastBits is what RFC 7518 §3.3 demands of a key for RS256.
const leastBits = 2048

func parseKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("is not in PEM")
	}
	var parsed any
	var err error
	if block.Type == "RSA PRIVATE KEY" {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	} else {
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	switch {
	case err != nil || !ok:
		return nil, errors.New("is no RSA key")
	case key.N.BitLen() < leastBits:
		return nil, fmt.Errorf("is shorter than %d bits", leastBits)
	}
	return key, nil
}

// Token implements Tokens.
func (a *ServiceAccount) Token(ctx context.Context) (token string, until time.Time, err error) {
	return a.source.get(ctx, func(ctx context.Context) (string, time.Duration, error) {
		statement, err := a.statement(time.Now())
		if err != nil {
			return "", 0, err
		}
		return post(ctx, a.http, a.To, url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {statement},
		}, "check that the service account has domain-wide delegation for the scope of mail, and that the user exists; the clock of this machine must be right")
	})
}

// Forget implements Tokens.
func (a *ServiceAccount) Forget() { a.source.forget() }

// String hides the key.
func (a *ServiceAccount) String() string { return "[redacted]" }

// GoString hides it too.
func (a *ServiceAccount) GoString() string { return a.String() }

// statementLasts is the longest that Google takes
// (developers.google.com/identity/protocols/oauth2/service-account).
const statementLasts = time.Hour

// statement is what the account signs: a JWT (RFC 7519) with RS256 (RFC 7518 §3.3).
func (a *ServiceAccount) statement(now time.Time) (string, error) {
	head, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": a.KeyID})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"iss": a.Email, "sub": a.user, "scope": a.scope, "aud": a.To,
		"iat": now.Unix(), "exp": now.Add(statementLasts).Unix()})
	if err != nil {
		return "", err
	}
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString(head) + "." + b64.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	signed, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return text + "." + b64.EncodeToString(signed), nil
}

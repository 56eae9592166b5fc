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
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// A giver is who gives tokens, on this machine.
type giver struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []url.Values
	status int
	body   string
	lasts  int // seconds; 0 leaves it out
	wait   chan struct{}
}

func newGiver(t *testing.T) *giver {
	g := &giver{status: http.StatusOK, lasts: 3599}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		g.mu.Lock()
		defer g.mu.Unlock()
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			t.Errorf("asked by %s with %q", r.Method, r.Header.Get("Content-Type"))
		}
		g.asked = append(g.asked, r.PostForm)
		if g.wait != nil {
			<-g.wait
		}
		if g.status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(g.status)
		body := g.body
		if body == "" {
			body = fmt.Sprintf(`{"token_type":"Bearer","access_token":"token-%d"`, len(g.asked))
			if g.lasts != 0 {
				body += fmt.Sprintf(`,"expires_in":%d`, g.lasts)
			}
			body += "}"
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *giver) credentials(t *testing.T) *ClientCredentials {
	t.Helper()
	c, err := NewClientCredentials(g.URL+"/tenant/oauth2/v2.0/token", "app-1", secret, "https://outlook.office365.example/.default")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func token(t *testing.T, k Tokens) (string, time.Time) {
	t.Helper()
	token, until, err := k.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token, until
}

// The grant has the form of RFC 6749 §4.4.2, and a token is kept until five minutes
// before its end, or until it is forgotten.
func TestClientCredentials(t *testing.T) {
	g := newGiver(t)
	c := g.credentials(t)
	before := time.Now()
	first, until := token(t, c)
	if first != "token-1" || until.Before(before.Add(3599*time.Second)) || until.After(time.Now().Add(3599*time.Second)) {
		t.Errorf("%s until %s", first, until)
	}
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app-1"}, "client_secret": {secret}, "scope": {"https://outlook.office365.example/.default"}}
	if got := g.asked[0].Encode(); got != want.Encode() {
		t.Errorf("asked with %s", got)
	}
	if again, _ := token(t, c); again != first {
		t.Errorf("a token that is good was not kept: %s", again)
	}
	c.source.until = time.Now().Add(refreshAhead - time.Second)
	if second, _ := token(t, c); second != "token-2" {
		t.Errorf("a token that is about to end was given out: %s", second)
	}
	c.Forget()
	if third, _ := token(t, c); third != "token-3" {
		t.Errorf("a token that was forgotten was given out: %s", third)
	}
	if text := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(text, secret) {
		t.Errorf("printed as %s", text)
	}
}

// What comes back is not trusted: a token without an end is not kept, one that
// would last for years is not, and what is no token is none.
func TestTokenAnswers(t *testing.T) {
	for _, c := range []struct {
		rule   string
		status int
		body   string
		lasts  time.Duration // -1: an error
		code   Trouble
		says   string
	}{
		{"a number as a string", 200, `{"access_token":"t","expires_in":"3600"}`, time.Hour, "", ""},
		{"no end", 200, `{"access_token":"t"}`, 0, "", ""},
		{"an end in the past", 200, `{"access_token":"t","expires_in":-5}`, 0, "", ""},
		{"an end in years", 200, `{"access_token":"t","expires_in":9223372036854775807}`, longestToken, "", ""},
		{"an end that is no number", 200, `{"access_token":"t","expires_in":"soon"}`, -1, TroubleToken, "holds no token"},
		{"a token that would end the command", 200, `{"access_token":"t\r\nx LOGOUT","expires_in":3600}`, -1, TroubleToken, "holds no token"},
		{"a token with the separator of XOAUTH2", 200, `{"access_token":"t\u0001auth=x","expires_in":3600}`, -1, TroubleToken, "holds no token"},
		{"no token", 200, `{}`, -1, TroubleToken, "holds no token"},
		{"a page", 200, `<html>`, -1, TroubleToken, "holds no token"},
		{"without end", 200, strings.Repeat(" ", tokenBytes) + `{"access_token":"t","expires_in":3600}`, -1, TroubleToken, "holds no token"},
		{"a wrong secret", 401, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided for jan@winkel.example"}`, -1, TroubleRefused, "no token: status 401, invalid_client, AADSTS7000215"},
		{"words for a code", 400, `{"error":"jan@winkel.example is not known"}`, -1, TroubleRefused, "no token: status 400"},
		{"no words", 403, ``, -1, TroubleRefused, "no token: status 403"},
		{"too many at once", 429, `{"error":"invalid_client"}`, -1, TroubleToken, "no token: status 429"},
		{"unwell", 503, `{"error":"temporarily_unavailable"}`, -1, TroubleToken, "no token: status 503"},
		{"elsewhere", 302, ``, -1, TroubleToken, "no token: status 302"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			g := newGiver(t)
			g.status, g.body = c.status, c.body
			before := time.Now()
			got, until, err := g.credentials(t).Token(t.Context())
			if len(g.asked) != 1 {
				t.Errorf("asked %d times", len(g.asked))
			}
			if c.lasts < 0 {
				var tr *trouble
				if !errors.As(err, &tr) || tr.code != c.code || !strings.HasSuffix(tr.err.Error(), c.says) || strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), secret) {
					t.Errorf("got %q, %v", got, err)
				}
				if c.code == TroubleRefused && tr.next == "" {
					t.Error("the error does not say what to do")
				}
				return
			}
			if err != nil || got != "t" {
				t.Fatalf("got %q, %v", got, err)
			}
			if c.lasts == 0 && !until.IsZero() || c.lasts > 0 && (until.Before(before.Add(c.lasts)) || until.After(time.Now().Add(c.lasts))) {
				t.Errorf("until %s", until)
			}
		})
	}
}

// The secret goes nowhere where others can read it.
func TestTokenAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://login.example/token": true, "http://127.0.0.1:8080/token": true, "http://[::1]/token": true, "http://localhost/token": true,
		"http://login.example/token": false, "http://localhost.evil.example/token": false, "http://127.0.0.1.evil.example/": false,
		"login.example/token": false, "ftp://127.0.0.1/": false, "": false, "https://": false, "%": false,
	} {
		if _, err := NewClientCredentials(address, "id", secret, "scope"); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// Who waits for a token can be told to stop, also while another asks.
func TestTokenStops(t *testing.T) {
	g := newGiver(t)
	g.wait = make(chan struct{})
	defer close(g.wait)
	c := g.credentials(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	for range 2 {
		go func() { _, _, err := c.Token(ctx); done <- err }()
	}
	cancel()
	for range 2 {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func keyFile(t *testing.T, to string, change func(map[string]string)) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(rsaKey())
	if err != nil {
		t.Fatal(err)
	}
	file := map[string]string{"type": "service_account", "client_email": "desk@project.iam.example", "private_key_id": "key-7",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), "token_uri": to}
	if change != nil {
		change(file)
	}
	b, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A service account signs that it acts for the user of the mailbox (RFC 7523 §3),
// and what it signs can be verified with its key.
func TestServiceAccount(t *testing.T) {
	g := newGiver(t)
	a, err := NewServiceAccount(keyFile(t, g.URL, nil), user, "https://mail.google.example/")
	if err != nil {
		t.Fatal(err)
	}
	if got, until := token(t, a); got != "token-1" || until.IsZero() {
		t.Errorf("%s until %s", got, until)
	}
	if again, _ := token(t, a); again != "token-1" {
		t.Errorf("a token that is good was not kept: %s", again)
	}
	form := g.asked[0]
	if form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(form) != 2 {
		t.Errorf("asked with %v", form)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("the statement has %d parts", len(parts))
	}
	var b [3][]byte
	for i, p := range parts {
		if b[i], err = base64.RawURLEncoding.DecodeString(p); err != nil {
			t.Fatal(err)
		}
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&rsaKey().PublicKey, crypto.SHA256, sum[:], b[2]); err != nil {
		t.Errorf("the signature: %v", err)
	}
	if string(b[0]) != `{"alg":"RS256","kid":"key-7","typ":"JWT"}` {
		t.Errorf("the head is %s", b[0])
	}
	var claims struct {
		Iss, Sub, Scope, Aud string
		Iat, Exp             int64
	}
	if err := json.Unmarshal(b[1], &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Iss != "desk@project.iam.example" || claims.Sub != user || claims.Scope != "https://mail.google.example/" || claims.Aud != g.URL ||
		claims.Exp-claims.Iat != 3600 || time.Since(time.Unix(claims.Iat, 0)) > time.Minute {
		t.Errorf("the claims are %s", b[1])
	}
	a.Forget()
	if third, _ := token(t, a); third != "token-2" {
		t.Errorf("a token that was forgotten was given out: %s", third)
	}
	if text := fmt.Sprintf("%v %+v %#v", a, a, a); strings.Contains(text, "PRIVATE") || strings.Contains(text, user) {
		t.Errorf("printed as %s", text)
	}
}

// A key file that cannot be used is refused with what to do, and without a word of
// what stands in it.
func TestKeyFile(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule   string
		change func(map[string]string)
		says   string // "" when it can be used
	}{
		{"an older form of key", func(f map[string]string) {
			f["private_key"] = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey())}))
		}, ""},
		{"a key of a person", func(f map[string]string) { f["type"] = "authorized_user" }, "not that of a service account"},
		{"no name", func(f map[string]string) { delete(f, "client_email") }, "lacks client_email"},
		{"no key", func(f map[string]string) { delete(f, "private_key") }, "lacks client_email or private_key"},
		{"not in PEM", func(f map[string]string) { f["private_key"] = "secret" }, "is not in PEM"},
		{"no key in it", func(f map[string]string) {
			f["private_key"] = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("secret")}))
		}, "is no RSA key"},
		{"too short", func(f map[string]string) {
			f["private_key"] = string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(small)}))
		}, "shorter than 2048 bits"},
		{"an address that others can read", func(f map[string]string) { f["token_uri"] = "http://oauth2.example/token" }, "does not begin with https://"},
	} {
		_, err := NewServiceAccount(keyFile(t, "https://oauth2.example/token", c.change), user, "scope")
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", c.rule, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "give the key file") || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	if _, err := NewServiceAccount([]byte("secret"), user, "scope"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("no JSON: %v", err)
	}
}

package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	// refreshAhead is how long before its end a token is no longer given out.
	refreshAhead = 5 * time.Minute
	// longestToken bounds what a giver of tokens may promise (chosen): Exchange
	// Online and Google give about an hour.
	longestToken = 24 * time.Hour
	// tokenLimit is for one answer of a giver of tokens, with its connection.
	tokenLimit = 30 * time.Second
	// tokenBytes is how much of an answer is read; real ones have 2 KB.
	tokenBytes = 1 << 20
)

// A source keeps a token until it is about to end. Its zero value is empty.
type source struct {
	busy  chan struct{} // holds one value while a token is asked for
	token string
	until time.Time
}

func newSource() source { return source{busy: make(chan struct{}, 1)} }

// get returns the token that is kept, or asks for one.
func (s *source) get(ctx context.Context, ask func(context.Context) (string, time.Duration, error)) (string, time.Time, error) {
	select {
	case s.busy <- struct{}{}:
	case <-ctx.Done():
		return "", time.Time{}, ctx.Err()
	}
	defer func() { <-s.busy }()
	if s.token != "" && time.Until(s.until) > refreshAhead {
		return s.token, s.until, nil
	}
	began := time.Now()
	token, lasts, err := ask(ctx)
	switch {
	case err != nil:
		return "", time.Time{}, err
	case lasts <= 0:
		return token, time.Time{}, nil // nobody knows for how long, so it is not kept
	}
	s.token, s.until = token, began.Add(min(lasts, longestToken))
	return s.token, s.until, nil
}

// forget drops the token. One that is just being asked for is new, and stays.
func (s *source) forget() {
	select {
	case s.busy <- struct{}{}:
		s.token = ""
		<-s.busy
	default:
	}
}

// tokenClient goes nowhere else than it was told, since the request holds a
// secret, and keeps no connection for an hour later.
func tokenClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableKeepAlives = true
	return &http.Client{Transport: t, Timeout: tokenLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// post asks for a token (RFC 6749 §4.4.2, RFC 7523 §2.1).
func post(ctx context.Context, c *http.Client, to string, form url.Values, next string) (token string, lasts time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, &trouble{code: TroubleRefused, next: "check the address that gives tokens", err: errors.New("the address that gives tokens cannot be read")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	res, err := c.Do(req)
	if err != nil {
		return "", 0, &trouble{code: TroubleToken, err: err, next: "check the address that gives tokens, and whether this machine may connect to it"}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, tokenBytes))
	if err != nil {
		return "", 0, &trouble{code: TroubleToken, err: err}
	}
	var answer struct {
		Token       string      `json:"access_token"`
		Lasts       json.Number `json:"expires_in"` // some write it as a string
		Error       string      `json:"error"`
		Description string      `json:"error_description"`
	}
	bad := json.Unmarshal(body, &answer)
	switch {
	case res.StatusCode == http.StatusOK && bad == nil && answer.Token != "" && !strings.ContainsFunc(answer.Token, notVisible):
		n, _ := answer.Lasts.Int64()
		return answer.Token, time.Duration(min(max(n, 0), int64(longestToken/time.Second))) * time.Second, nil
	case res.StatusCode == http.StatusOK:
		return "", 0, &trouble{code: TroubleToken, err: errors.New("the answer holds no token"), next: "check the address that gives tokens"}
	case res.StatusCode >= 400 && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusRequestTimeout:
		return "", 0, &trouble{code: TroubleRefused, next: next, err: fmt.Errorf("no token: status %d%s", res.StatusCode, reasons(answer.Error, answer.Description))}
	}
	return "", 0, &trouble{code: TroubleToken, err: fmt.Errorf("no token: status %d", res.StatusCode)}
}

func notVisible(r rune) bool { return r <= ' ' || r > '~' }

var (
	oauthError = regexp.MustCompile(`^[a-z_]{1,40}$`)        // RFC 6749 §5.2
	entraError = regexp.MustCompile(`\bAADSTS[0-9]{1,10}\b`) // learn.microsoft.com/entra/identity-platform/reference-error-codes
)

// reasons is what may be logged of a refusal: its codes, not its words.
func reasons(code, words string) (s string) {
	if oauthError.MatchString(code) {
		s = ", " + code
	}
	if entra := entraError.FindString(words[:min(len(words), 1000)]); entra != "" {
		s += ", " + entra
	}
	return s
}

// private reports whether nobody can read what goes to an address: https, or this
// very machine.
func private(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

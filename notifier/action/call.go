package action

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

const (
	// clientTimeout bounds one call (reference/oncall.md §6).
	clientTimeout = 10 * time.Second
	// answerMost is how much of an answer is read; one has a few hundred bytes.
	answerMost = 64 << 10
	// longestRetry bounds what the API may ask for: while a leak is open it is
	// asked again after five minutes at most, and may say the same again (chosen).
	longestRetry = 5 * time.Minute
)

// A reply is what the API says about an action.
type reply struct {
	code   int       // of HTTP
	status status    // "" when it refuses the call with a 4xx
	words  string    // the reference of what was done, or why it was not: fit to be shown
	until  time.Time // of accepted: when it wants to be asked again; zero when it does not say
}

// known reports whether the API says how far the action has come.
func (r reply) known() bool { return r.status != "" }

// call makes one signed call. An error says when to call again.
func (s *Sender) call(ctx context.Context, method, address string, key bot.EffectKey, body []byte) (reply, error) {
	now := s.now().UTC()
	q, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return reply{}, notifier.Stop{Code: "bad_address"}
	}
	q.Header.Set("Accept", "application/json, application/problem+json")
	q.Header.Set("User-Agent", "meldwacht")
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Idempotency-Key", string(key))
	}
	// The id is the effect's key, so that also a GET, which has no body, is signed
	// for one action alone. A key holds no dot.
	s.secret.Sign(q.Header, string(key), now, body)
	res, err := s.client.Do(q)
	if err != nil {
		return reply{}, unanswered(err)
	}
	defer res.Body.Close()
	// What is cut off, by the connection or by us, is no JSON.
	data, _ := io.ReadAll(io.LimitReader(res.Body, answerMost))
	return judge(key, res, data, now)
}

// unanswered says what it means that no answer came. The error itself holds
// the address.
func unanswered(err error) error {
	var (
		network     *net.OpError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &certificate):
		return notifier.Stop{Code: "certificate"}
	case errors.As(err, &network) && network.Op == "dial":
		return notifier.Later{Code: "dial"} // nothing was sent
	case errors.As(err, &timeout) && timeout.Timeout():
		return notifier.Unknown{Code: "timeout"}
	}
	return notifier.Unknown{Code: "connection"}
}

// judge turns an answer into a reply, or into when to call again. A 4xx is the
// API's last word, except for those that speak of this call and not of the action.
func judge(key bot.EffectKey, res *http.Response, data []byte, now time.Time) (reply, error) {
	switch c := res.StatusCode; {
	case c == http.StatusOK || c == http.StatusCreated || c == http.StatusAccepted:
		return state(key, res, data, now)
	case c >= 300 && c < 400:
		return reply{}, notifier.Stop{Code: "redirect"} // the address in the configuration is not that of the API
	case c == http.StatusUnauthorized || c == http.StatusForbidden:
		return reply{}, notifier.Stop{Code: code(c)}
	case c == http.StatusRequestTimeout || c == http.StatusTooEarly || c == http.StatusTooManyRequests || c == http.StatusServiceUnavailable:
		return reply{}, notifier.Later{Code: code(c), Until: notifier.RetryAfter(res.Header, longestRetry, now)}
	case c >= 400 && c < 500:
		var p problem
		if json.Unmarshal(data, &p) != nil {
			p = problem{} // a page of HTML is no word of the API's
		}
		return reply{code: c, words: p.why("HTTP " + strconv.Itoa(c) + " " + http.StatusText(c))}, nil
	}
	return reply{}, notifier.Unknown{Code: code(res.StatusCode)}
}

// code is what logs and the record call an HTTP status.
func code(status int) string { return "http_" + strconv.Itoa(status) }

// state reads how far the API has come.
func state(key bot.EffectKey, res *http.Response, data []byte, now time.Time) (reply, error) {
	var a answer
	if json.Unmarshal(data, &a) != nil {
		return reply{}, notifier.Unknown{Code: "broken_answer"}
	}
	r := reply{code: res.StatusCode, status: a.Status}
	switch a.Status {
	case accepted:
		r.until = notifier.RetryAfter(res.Header, longestRetry, now)
	case done:
		if r.words = clean(a.Reference); r.words == "" {
			r.words = string(key) // under which the API knows it too
		}
	case failed:
		r.words = problem{a.Title, a.Detail}.why(string(failed))
	default:
		return reply{}, notifier.Unknown{Code: "broken_answer"}
	}
	return r, nil
}

// Package wire makes one call over HTTP for a path, and says in the classes of
// package notifier what became of it. No error of it holds an address, a header
// or what the other side wrote.
package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"meldwacht/notifier"
)

const (
	// CallTime bounds one call, its answer included (reference/oncall.md §6).
	CallTime = 10 * time.Second
	// answerMost is how much of an answer is read; one has a few hundred bytes.
	answerMost = 64 << 10
	// longestRetry bounds what the other side may ask for: a page does not wait
	// for half an hour because somebody's gateway says so.
	longestRetry = time.Minute
)

// Client returns a client that follows no redirects: what is signed, or holds a
// token, goes to the address in the configuration and nowhere else. A nil
// transport is one that never dials the addresses of safe.
func Client(transport http.RoundTripper) *http.Client {
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.DialContext = (&net.Dialer{Timeout: CallTime, Control: safe}).DialContext
		transport = own
	}
	return &http.Client{Timeout: CallTime, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// An Answer is what the other side said, when it took the call.
type Answer struct {
	Status int    // 2xx
	Body   []byte // its first 64 KB
}

// Do makes the call. Any answer but a 2xx is an error:
//
//   - Later: nobody was there, or the other side says when it can take it.
//   - Unknown: it may have been taken, such as when no answer came in time.
//   - Stop: the configuration is wrong, and so will be every other call.
//   - Permanent: the other side refuses this call.
func Do(ctx context.Context, client *http.Client, q *http.Request, now time.Time) (Answer, error) {
	q.Header.Set("User-Agent", "meldwacht")
	res, err := client.Do(q.WithContext(ctx))
	if err != nil {
		return Answer{}, unanswered(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	status, code := res.StatusCode, Code(res.StatusCode)
	switch {
	case status >= 200 && status < 300 && err != nil:
		return Answer{}, unanswered(err)
	case status >= 200 && status < 300:
		return Answer{status, body}, nil
	case status >= 300 && status < 400:
		return Answer{}, notifier.Stop{Code: "redirect"} // the address in the configuration is not the real one
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return Answer{}, notifier.Stop{Code: code}
	case status == http.StatusRequestTimeout || status == http.StatusTooEarly ||
		status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return Answer{}, notifier.Later{Code: code, Until: notifier.RetryAfter(res.Header, longestRetry, now)}
	case status >= 400 && status < 500:
		return Answer{}, notifier.Permanent{Code: code}
	}
	return Answer{}, notifier.Unknown{Code: code} // also a gateway that lost the answer (502, 504)
}

// Code is what logs and the record call an HTTP status.
func Code(status int) string { return "http_" + strconv.Itoa(status) }

// unanswered says what it means that no whole answer came. The error itself
// holds the address.
func unanswered(err error) error {
	var (
		network     *net.OpError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.Is(err, errUnsafe):
		return notifier.Stop{Code: "unsafe_address"}
	case errors.As(err, &certificate):
		return notifier.Stop{Code: "certificate"}
	case errors.As(err, &network) && network.Op == "dial":
		return notifier.Later{Code: "dial"} // nothing was sent
	case errors.As(err, &timeout) && timeout.Timeout():
		return notifier.Unknown{Code: "timeout"}
	}
	return notifier.Unknown{Code: "connection"}
}

package heartbeat

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// pingTime bounds one ping.
const pingTime = 10 * time.Second

// Pinger returns a function that calls address once with method, which must be
// GET or POST. Any answer but a 2xx is an error, and so is a redirect: the
// address holds a token, which goes nowhere else. No error holds the address.
// dial, unless nil, makes the connections.
func Pinger(method, address string, dial func(ctx context.Context, network, address string) (net.Conn, error)) func(context.Context) error {
	client := &http.Client{
		Timeout: pingTime,
		// A fresh connection for each call: on one that was kept, net/http sends
		// a call again of which it does not know what became.
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: dial, DisableKeepAlives: true,
			TLSHandshakeTimeout: pingTime},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context) error {
		q, err := http.NewRequestWithContext(ctx, method, address, nil)
		if err != nil {
			return errors.New("its address is none")
		}
		q.Header.Set("User-Agent", "meldwacht")
		answer, err := client.Do(q)
		if err != nil {
			return errors.New(unanswered(err))
		}
		answer.Body.Close() // what it says is of no interest: the status says all
		if answer.StatusCode < 200 || answer.StatusCode > 299 {
			return fmt.Errorf("it answers %d", answer.StatusCode)
		}
		return nil
	}
}

// unanswered says why no answer came. The error itself holds the address.
func unanswered(err error) string {
	var (
		network     *net.OpError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &certificate):
		return "its certificate is not good"
	case errors.As(err, &network) && network.Op == "dial":
		return "it cannot be reached"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "it does not answer in time"
	}
	return "the connection broke"
}

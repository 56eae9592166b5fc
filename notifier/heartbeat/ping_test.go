package heartbeat_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"meldwacht/notifier/heartbeat"
)

const token = "canary-token"

// A ping is one call with the method of the configuration, and whatever comes
// back but a 2xx is an error that does not hold the address.
func TestPing(t *testing.T) {
	for _, c := range []struct {
		name, method string
		answer       func(w http.ResponseWriter, q *http.Request)
		wrong        string // "" when it is taken
	}{
		{"taken", http.MethodGet, func(w http.ResponseWriter, _ *http.Request) {}, ""},
		{"taken with a body that has no end", http.MethodPost, func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write([]byte("tick")); err != nil {
					return
				}
			}
		}, ""},
		{"refused", http.MethodGet, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, "it answers 404"},
		{"sent elsewhere", http.MethodPost, func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "/other", http.StatusTemporaryRedirect)
		}, "it answers 307"},
		{"cut off", http.MethodGet, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "the connection broke"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			calls := make(chan string, 9)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				calls <- q.Method + " " + q.URL.Path
				c.answer(w, q)
			}))
			defer server.Close()
			ping := heartbeat.Pinger(c.method, server.URL+"/"+token, nil)
			for range 2 { // the second over a connection that could have been kept
				err := ping(t.Context())
				if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || err.Error() != c.wrong) {
					t.Errorf("ping = %v, want %q", err, c.wrong)
				}
				if got := <-calls; got != c.method+" /"+token {
					t.Errorf("it called %s", got)
				}
			}
			if len(calls) != 0 {
				t.Errorf("and then %s", <-calls)
			}
		})
	}
}

func TestPingThatFindsNobody(t *testing.T) {
	nobody := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	}
	err := heartbeat.Pinger(http.MethodGet, "https://ping.example/"+token, nobody)(t.Context())
	if err == nil || err.Error() != "it cannot be reached" {
		t.Errorf("ping = %v", err)
	}
	err = heartbeat.Pinger(http.MethodGet, "https://ping.example/%zz"+token, nobody)(t.Context())
	if err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("ping = %v", err)
	}
}

// Over a connection that was kept, net/http would send a ping again that was cut
// off, and a monitor that counts would count two.
func TestACutOffPingIsNotSentAgain(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if calls.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	ping := heartbeat.Pinger(http.MethodGet, server.URL, nil)
	if err := ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := ping(t.Context()); err == nil || calls.Load() != 2 {
		t.Errorf("ping = %v after %d calls, want 2", err, calls.Load())
	}
}

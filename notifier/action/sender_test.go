package action_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/action"
	"meldwacht/notifier/action/actiontest"
	"meldwacht/notifier/webhook"
)

// A wire answers every call with the same.
type wire struct {
	status int
	header http.Header
	body   io.Reader
	err    error
	calls  int
	hosts  []string
}

func (w *wire) RoundTrip(q *http.Request) (*http.Response, error) {
	w.calls++
	w.hosts = append(w.hosts, q.URL.Host)
	if w.err != nil {
		return nil, w.err
	}
	if w.body == nil {
		w.body = strings.NewReader("")
	}
	if w.header == nil {
		w.header = http.Header{}
	}
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(w.body)}, nil
}

// send has the sender make the first attempt at stopping an API key.
func send(w *world, rt http.RoundTripper) (bot.Receipt, error) {
	w.t.Helper()
	w.stopAPI()
	p, ok := w.box.Pending(carry)
	if !ok {
		w.t.Fatal("there is nothing to send")
	}
	o := w.options()
	o.Transport = rt
	s, err := action.New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Send(w.t.Context(), p)
}

func TestAnswers(t *testing.T) {
	after := func(s string) http.Header { return http.Header{"Retry-After": {s}} }
	at := func(seconds int) time.Time { return time.Date(2000, 1, 1, 0, 0, seconds, 0, time.UTC) }
	dated := http.Header{"Retry-After": {"Fri, 01 Jan 2027 12:00:30 GMT"}, "Date": {"Fri, 01 Jan 2027 12:00:00 GMT"}}
	tests := []struct {
		says   string
		status int
		header http.Header
		body   string
		err    error
		want   error
	}{
		{says: "credentials", status: 401, want: notifier.Stop{Code: "http_401"}},
		{says: "rights", status: 403, body: `{"title":"no"}`, want: notifier.Stop{Code: "http_403"}},
		{says: "too slow", status: 408, want: notifier.Later{Code: "http_408"}},
		{says: "too early", status: 425, want: notifier.Later{Code: "http_425"}},
		{says: "too fast", status: 429, header: after("20"), want: notifier.Later{Code: "http_429", Until: at(20)}},
		{says: "a date by its own clock", status: 503, header: dated, want: notifier.Later{Code: "http_503", Until: at(30)}},
		{says: "a date by ours", status: 503, header: after("Sat, 01 Jan 2000 00:00:40 GMT"), want: notifier.Later{Code: "http_503", Until: at(40)}},
		{says: "a date too far away", status: 503, header: after("Sat, 01 Jan 2000 06:00:00 GMT"), want: notifier.Later{Code: "http_503", Until: at(300)}},
		{says: "a date long ago", status: 503, header: after("Fri, 01 Jan 1999 00:00:40 GMT"), want: notifier.Later{Code: "http_503"}},
		{says: "too long", status: 503, header: after("86400"), want: notifier.Later{Code: "http_503", Until: at(300)}},
		{says: "far too long", status: 503, header: after("99999999999999999999"), want: notifier.Later{Code: "http_503"}},
		{says: "less than nothing", status: 503, header: after("-9223372036854775807"), want: notifier.Later{Code: "http_503"}},
		{says: "accepted, with a wish", status: 202, header: after("45"), body: `{"status":"accepted"}`, want: notifier.Later{Code: "accepted", Until: at(45)}},
		{says: "accepted", status: 202, body: `{"status":"accepted"}`, want: notifier.Later{Code: "accepted"}},
		{says: "broken inside", status: 500, want: notifier.Unknown{Code: "http_500"}},
		{says: "a gateway", status: 502, body: "<h1>Bad Gateway</h1>", want: notifier.Unknown{Code: "http_502"}},
		{says: "a slow gateway", status: 504, want: notifier.Unknown{Code: "http_504"}},
		{says: "elsewhere", status: 307, header: http.Header{"Location": {"https://169.254.169.254/"}}, want: notifier.Stop{Code: "redirect"}},
		{says: "no body", status: 200, want: notifier.Unknown{Code: "broken_answer"}},
		{says: "no content", status: 204, want: notifier.Unknown{Code: "http_204"}},
		{says: "a page for visitors", status: 200, body: "<h1>Welcome</h1>", want: notifier.Unknown{Code: "broken_answer"}},
		{says: "half an answer", status: 200, body: `{"status":"done"`, want: notifier.Unknown{Code: "broken_answer"}},
		{says: "two answers", status: 200, body: `{"status":"done"}{"status":"failed"}`, want: notifier.Unknown{Code: "broken_answer"}},
		{says: "another state", status: 200, body: `{"status":"Done"}`, want: notifier.Unknown{Code: "broken_answer"}},
		{says: "too much", status: 200, body: `{"status":"done","reference":"` + strings.Repeat("x", 64<<10) + `"}`, want: notifier.Unknown{Code: "broken_answer"}},
		{says: "nobody there", err: &net.OpError{Op: "dial", Err: errors.New("refused")}, want: notifier.Later{Code: "dial"}},
		{says: "a stranger's certificate", err: &tls.CertificateVerificationError{Err: errors.New("unknown")}, want: notifier.Stop{Code: "certificate"}},
		{says: "cut off", err: io.ErrUnexpectedEOF, want: notifier.Unknown{Code: "connection"}},
		{says: "no answer", err: context.DeadlineExceeded, want: notifier.Unknown{Code: "timeout"}},
	}
	for _, test := range tests {
		t.Run(test.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				api := &wire{status: test.status, header: test.header, body: strings.NewReader(test.body), err: test.err}
				_, err := send(w, api)
				if got, want := fmt.Sprintf("%T %v", err, err), fmt.Sprintf("%T %v", test.want, test.want); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				if api.calls != 1 || len(w.said()) != 0 {
					t.Errorf("%d calls, and the record says %q", api.calls, w.said())
				}
			})
		})
	}
}

// What the API says goes into the record and the thread: as words, on one line.
func TestTheWordsOfTheAPIAreInert(t *testing.T) {
	long := strings.Repeat("é", 400)
	for _, test := range []struct {
		says   string
		status int
		body   string
		want   string
	}{
		{"the reference is the proof", 200, `{"status":"done","reference":"ADM-7"}`, "done 1: ADM-7"},
		{"without one, the key is", 201, `{"status":"done"}`, "done 1: " + string(carry)},
		{"a state is a state, whatever the status", 202, `{"status":"done","reference":" "}`, "done 1: " + string(carry)},
		{"controls and bidi", 200, `{"status":"done","reference":"A\u0000D\u202eM\u0007\n-\t8\u200b"}`, "done 1: ADM - 8"},
		{"a link", 422, `{"title":"See https://evil.example/x?a=1"}`, "failed 1: See hxxps://evil[.]example/x?a=1"},
		{"an address", 422, `{"detail":"Ask kees@partner.example"}`, "failed 1: Ask kees[@]partner[.]example"},
		{"too long", 422, `{"title":"` + long + `","detail":"x"}`, "failed 1: " + strings.Repeat("é", 299) + "…"},
		{"title and detail", 422, `{"type":"about:blank","status":422,"title":"No","detail":"Never"}`, "failed 1: No: Never"},
		{"a page of HTML", 404, `<script>alert(1)</script>`, "failed 1: HTTP 404 Not Found"},
		{"nothing", 400, ``, "failed 1: HTTP 400 Bad Request"},
		{"a body without end", 413, strings.Repeat(" ", 65<<10) + `{"title":"x"}`, "failed 1: HTTP 413 Request Entity Too Large"},
		{"failed without a word", 200, `{"status":"failed"}`, "failed 1: failed"},
		{"not UTF-8", 422, "{\"title\":\"a\xffb\"}", "failed 1: a\uFFFDb"},
	} {
		t.Run(test.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				if _, err := send(w, &wire{status: test.status, body: strings.NewReader(test.body)}); err != nil {
					t.Error(err)
				}
				w.equal("record", w.said(), test.want)
			})
		})
	}
}

func TestAnAnswerWithoutEndIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endless := &spaces{}
		_, err := send(newWorld(t), &wire{status: 200, body: endless})
		var unknown notifier.Unknown
		if !errors.As(err, &unknown) || endless.read > 128<<10 {
			t.Errorf("%v after %d bytes", err, endless.read)
		}
	})
}

type spaces struct{ read int }

func (s *spaces) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	s.read += len(b)
	return len(b), nil
}

// A signed call goes to the address in the configuration and nowhere else.
func TestNoRedirectIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{301, 302, 303, 307, 308} {
			api := &wire{status: status, header: http.Header{"Location": {"https://elsewhere.example/actions"}}}
			_, err := send(newWorld(t), api)
			if fmt.Sprint(api.hosts) != "[127.0.0.1]" || !errors.Is(err, notifier.Stop{Code: "redirect"}) {
				t.Errorf("HTTP %d: called %v, %v", status, api.hosts, err)
			}
		}
	})
}

func TestAnEffectOfNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.stopAPI()
		for event, want := range map[int]error{
			1: notifier.Permanent{Code: "no_action"}, // the report
			9: notifier.Permanent{Code: "no_event"},
		} {
			_, err := w.sender().Send(t.Context(), notifier.Pending{Effect: bot.Effect{Key: carry, Ref: ref, Event: event}})
			if !errors.Is(err, want) {
				t.Errorf("event %d: %v, want %v", event, err, want)
			}
		}
		for gone, want := range map[error]error{
			bot.ErrNotFound: notifier.Permanent{Code: "no_incident"},
			errFull:         notifier.Later{Code: "store"},
		} {
			o := w.options()
			o.Reader = failing{gone}
			s, err := action.New(o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Send(t.Context(), notifier.Pending{Effect: bot.Effect{Key: carry, Ref: ref, Event: 3}}); !errors.Is(err, want) {
				t.Errorf("%v: %v, want %v", gone, err, want)
			}
		}
		w.equal("calls", w.calls())
	})
}

type failing struct{ err error }

func (f failing) Incident(context.Context, bot.Ref) (bot.Incident, error) {
	return bot.Incident{}, f.err
}
func (f failing) Events(context.Context, bot.Ref) ([]bot.Event, error) { return nil, f.err }

func TestOnlySafeAddressesAreTaken(t *testing.T) {
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	for address, ok := range map[string]bool{
		"https://admin.example":             true,
		"https://10.0.0.7:8443/v1/":         true, // the product's own network
		"http://127.0.0.1:8080":             true,
		"http://[::1]/":                     true,
		"http://localhost/":                 true,
		"http://admin.example":              false,
		"http://127.0.0.1.example/":         false,
		"http://localhost.example/":         false,
		"https://kees:geheim@admin.example": false,
		"https://admin.example/?token=1":    false,
		"https://admin.example/#x":          false,
		"ftp://admin.example/":              false,
		"admin.example":                     false,
		"https:///actions":                  false,
		"":                                  false,
	} {
		_, err := action.New(action.Options{URL: address, Secret: key})
		if (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error quotes the address: %v", err)
		}
	}
	if _, err := action.New(action.Options{URL: "https://admin.example"}); err == nil {
		t.Error("a sender without a secret is taken")
	}
}

// Over a real socket, under a path, with a secret that both sides know.
func TestOverARealConnection(t *testing.T) {
	w := &world{t: t, start: time.Now()}
	api, err := actiontest.New(actiontest.Options{Secret: secret, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	w.api = api
	server := httptest.NewUnstartedServer(http.StripPrefix("/admin/v1", api))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of those who do not trust it
	server.StartTLS()
	defer server.Close()
	w.open()
	w.stopAPI()
	o := w.options()
	o.URL, o.Transport, o.Log = server.URL+"/admin/v1/", server.Client().Transport, zerolog.Nop()
	s, err := action.New(o)
	if err != nil {
		t.Fatal(err)
	}
	api.Next(actiontest.Queue(1))
	p, _ := w.box.Pending(carry)
	var later notifier.Later
	if _, err := s.Send(t.Context(), p); !errors.As(err, &later) || later.Code != "accepted" {
		t.Fatal(err)
	}
	r, err := s.Send(t.Context(), p)
	if err != nil || r.ID != "ADM-0001" || len(api.Carried()) != 1 {
		t.Errorf("receipt %+v, %v", r, err)
	}
	o.Transport = nil // does not trust the certificate
	if s, err = action.New(o); err != nil {
		t.Fatal(err)
	}
	p.Attempts = 1
	if _, err := s.Send(t.Context(), p); !errors.Is(err, notifier.Stop{Code: "certificate"}) {
		t.Errorf("a certificate of nobody: %v", err)
	}
	server.Close()
	o.Transport = server.Client().Transport
	if s, err = action.New(o); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(t.Context(), p); !errors.Is(err, notifier.Later{Code: "dial"}) {
		t.Errorf("nobody there: %v", err)
	}
}

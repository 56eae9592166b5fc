package wire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/notifier"
	"meldwacht/notifier/pager/internal/wire"
)

var now = time.Date(2026, 3, 28, 22, 10, 0, 0, time.UTC)

func call(t *testing.T, url string) (wire.Answer, error) {
	t.Helper()
	q, err := http.NewRequest(http.MethodPost, url, strings.NewReader("geheim"))
	if err != nil {
		t.Fatal(err)
	}
	return wire.Do(t.Context(), wire.Client(nil), q, now)
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if g, w := fmt.Sprintf("%T %v", got, got), fmt.Sprintf("%T %v", want, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// What each answer means for the page.
func TestAnswers(t *testing.T) {
	in := func(d time.Duration) time.Time { return now.Add(d) }
	tests := []struct {
		name   string
		status int
		header http.Header
		want   error
	}{
		{"taken", 202, nil, nil},
		{"taken, nothing to say", 204, nil, nil},
		{"refused", 400, nil, notifier.Permanent{Code: "http_400"}},
		{"gone", 410, nil, notifier.Permanent{Code: "http_410"}},
		{"the key is wrong", 401, nil, notifier.Stop{Code: "http_401"}},
		{"the key may not do this", 403, nil, notifier.Stop{Code: "http_403"}},
		{"too many", 429, nil, notifier.Later{Code: "http_429"}},
		{"too many, for seconds", 429, http.Header{"Retry-After": {"7"}}, notifier.Later{Code: "http_429", Until: in(7 * time.Second)}},
		{"too many, for a day", 429, http.Header{"Retry-After": {"86400"}}, notifier.Later{Code: "http_429", Until: in(time.Minute)}},
		{"too many, until a moment by its clock", 429, http.Header{"Retry-After": {"Sat, 28 Mar 2026 23:00:20 GMT"}, "Date": {"Sat, 28 Mar 2026 23:00:00 GMT"}},
			notifier.Later{Code: "http_429", Until: in(20 * time.Second)}},
		{"too many, nonsense", 429, http.Header{"Retry-After": {"-5"}}, notifier.Later{Code: "http_429"}},
		{"closed", 503, http.Header{"Retry-After": {"30"}}, notifier.Later{Code: "http_503", Until: in(30 * time.Second)}},
		{"it broke in the middle", 500, nil, notifier.Unknown{Code: "http_500"}},
		{"a gateway lost the answer", 504, nil, notifier.Unknown{Code: "http_504"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				for name, values := range tc.header {
					w.Header()[name] = values
				}
				w.WriteHeader(tc.status)
			}))
			defer s.Close()
			_, err := call(t, s.URL)
			wantError(t, err, tc.want)
		})
	}
}

// What is signed goes nowhere else, whoever sends it there.
func TestRedirectsAreNotFollowed(t *testing.T) {
	visits := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits++ }))
	defer elsewhere.Close()
	for _, to := range []string{elsewhere.URL, "http://169.254.169.254/latest/meta-data/", "/here"} {
		for _, status := range []int{301, 302, 307, 308} {
			s := httptest.NewServer(http.RedirectHandler(to, status))
			_, err := call(t, s.URL)
			wantError(t, err, notifier.Stop{Code: "redirect"})
			s.Close()
		}
	}
	if visits > 0 {
		t.Errorf("the other host was called %d times", visits)
	}
}

// A name may lead anywhere by the time it is looked up.
func TestUnsafeAddressesAreNotDialled(t *testing.T) {
	for _, host := range []string{"169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "224.0.0.1", "0.0.0.0", "[::]"} {
		_, err := call(t, "https://"+host+"/hook")
		wantError(t, err, notifier.Stop{Code: "unsafe_address"})
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	s := httptest.NewServer(nil)
	s.Close()
	_, err := call(t, s.URL+"/geheim")
	wantError(t, err, notifier.Later{Code: "dial"})
}

func TestACertificateOfNobody(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = discard
	s.StartTLS()
	defer s.Close()
	_, err := call(t, s.URL)
	wantError(t, err, notifier.Stop{Code: "certificate"})
}

func TestAServerThatHangsUp(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"without a word":         func(http.ResponseWriter) {},
		"in the middle of a 202": func(w http.ResponseWriter) { w.Header().Set("Content-Length", "9"); w.WriteHeader(202) },
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				answer(w)
				panic(http.ErrAbortHandler)
			}))
			defer s.Close()
			_, err := call(t, s.URL)
			wantError(t, err, notifier.Unknown{Code: "connection"})
		})
	}
}

// A server that never stops talking is heard for 64 KB.
func TestALongAnswerIsCut(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 1 << 10 {
			if _, err := w.Write(make([]byte, 1<<10)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	a, err := call(t, s.URL)
	if err != nil || len(a.Body) != 64<<10 {
		t.Errorf("%d bytes were read, %v", len(a.Body), err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

// A silent server is left after ten seconds: it may have taken the page.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := roundTrip(func(q *http.Request) (*http.Response, error) {
			<-q.Context().Done()
			return nil, q.Context().Err()
		})
		q, _ := http.NewRequest(http.MethodPost, "https://pager.example/geheim", nil)
		before := time.Now()
		_, err := wire.Do(context.Background(), wire.Client(silent), q, now)
		wantError(t, err, notifier.Unknown{Code: "timeout"})
		if took := time.Since(before); took != 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestErrorsHoldNoAddress(t *testing.T) {
	broken := roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("geheim") })
	q, _ := http.NewRequest(http.MethodPost, "https://pager.example/geheim", nil)
	_, err := wire.Do(t.Context(), wire.Client(broken), q, now)
	if err == nil || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "pager.example") {
		t.Errorf("the error is %v", err)
	}
}

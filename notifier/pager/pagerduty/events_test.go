package pagerduty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/pagerduty"
	"meldwacht/notifier/pager/path"
)

const routingKey = "0123456789abcdefABCDEF0123456789"

var (
	now  = time.Date(2026, 3, 28, 22, 10, 1, 0, time.UTC)
	call = path.Call{Key: "DL-2026-0042/ap/12h/1", Ref: "DL-2026-0042", Text: "DL-2026-0042 needs a manager, 12 h left. Open Slack.",
		Severity: path.Critical, At: now.Add(-time.Second), Link: "https://snoobi.example/archives/C1/p1",
		People: []path.Contact{{ID: "anna", Mail: "anna@snoobi.example", Phone: "+31600000001", Topic: "geheim"}}}
)

var _ path.Path = (*pagerduty.Pager)(nil)

// A service is PagerDuty as far as events go: it checks what the API documents,
// and keeps what it was sent.
type service struct {
	t      *testing.T
	url    string
	mu     sync.Mutex
	answer http.HandlerFunc // nil: 202
	got    []map[string]any
}

func newService(t *testing.T) *service {
	s := &service{t: t}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(q.Body)
	if err != nil || len(body) > 512<<10 || q.Method != http.MethodPost || q.URL.Path != "/v2/enqueue" || q.Header.Get("Content-Type") != "application/json" {
		s.t.Errorf("%s %s with %d bytes: %v", q.Method, q.URL.Path, len(body), err)
	}
	var e map[string]any
	if err := json.Unmarshal(body, &e); err != nil || e["routing_key"] != routingKey {
		s.t.Errorf("%s: %v", body, err)
	}
	delete(e, "routing_key")
	s.got = append(s.got, e)
	if s.answer != nil {
		s.answer(w, q)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	fmt.Fprintf(w, `{"status":"success","message":"Event processed","dedup_key":%q}`, e["dedup_key"])
}

func (s *service) pager() *pagerduty.Pager {
	s.t.Helper()
	key, err := pagerduty.ParseRoutingKey(routingKey)
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := pagerduty.New(pagerduty.Options{Host: s.url, Key: key, Now: func() time.Time { return now }})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func TestEvents(t *testing.T) {
	s := newService(t)
	p := s.pager()
	receipt, err := p.Page(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	if want := (bot.Receipt{Channel: "pagerduty", ID: call.Key, At: now}); receipt != want {
		t.Errorf("the receipt is %+v", receipt)
	}
	if err := p.Acknowledge(t.Context(), call.Key); err != nil {
		t.Error(err)
	}
	if err := p.Resolve(t.Context(), call.Key); err != nil {
		t.Error(err)
	}
	want := []map[string]any{
		{"event_action": "trigger", "dedup_key": call.Key, "client": "meldwacht",
			"links": []any{map[string]any{"href": call.Link, "text": "Slack"}},
			"payload": map[string]any{"summary": call.Text, "source": "meldwacht", "severity": "critical", "timestamp": "2026-03-28T22:10:00Z",
				"component": "escalation", "group": "data-breach", "class": "deadline"}},
		{"event_action": "acknowledge", "dedup_key": call.Key},
		{"event_action": "resolve", "dedup_key": call.Key},
	}
	if d := cmp.Diff(want, s.got); d != "" {
		t.Error(d)
	}
}

// reference/oncall.md §5.1: longer ones are refused, and a page with them lost.
func TestLimitsOfAnEvent(t *testing.T) {
	s := newService(t)
	c := call
	c.Key, c.Text = strings.Repeat("k", 256), "a"+strings.Repeat("é", 600)
	c.Severity, c.Link, c.Test = "", "", true
	other := c
	other.Key = c.Key + "2"
	for _, c := range []path.Call{c, c, other} {
		if _, err := s.pager().Page(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	payload := s.got[0]["payload"].(map[string]any)
	if text := payload["summary"].(string); len(text) != 1023 || !utf8.ValidString(text) {
		t.Errorf("the summary has %d bytes, or half a rune", len(text))
	}
	if payload["severity"] != "critical" || payload["class"] != "test" || s.got[0]["links"] != nil {
		t.Errorf("the event is %v", s.got[0])
	}
	key := s.got[0]["dedup_key"].(string)
	if len(key) > 255 || key != pagerduty.DedupKey(c.Key) || key != s.got[1]["dedup_key"] || key == s.got[2]["dedup_key"] {
		t.Errorf("the key is %s", key)
	}
	if fits := strings.Repeat("k", 255); pagerduty.DedupKey(fits) != fits {
		t.Error("a key that fits is changed")
	}
}

func TestAnswersOfTheService(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			fmt.Fprint(w, `{"status":"invalid event","errors":["geheim"]}`)
		}
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"refused", status(400), notifier.Permanent{Code: "http_400"}},
		{"too many, not ingested", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(429)
		}, notifier.Later{Code: "http_429", Until: now.Add(30 * time.Second)}},
		{"broken", status(500), notifier.Unknown{Code: "http_500"}},
		{"down", status(503), notifier.Later{Code: "http_503"}},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notifier.Unknown{Code: "connection"}},
		{"somebody else answers", status(200), notifier.Unknown{Code: "http_200"}},
		{"redirected", http.RedirectHandler("http://169.254.169.254/v2/enqueue", http.StatusTemporaryRedirect).ServeHTTP, notifier.Stop{Code: "redirect"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s := newService(t)
			s.answer = tc.answer
			p := s.pager()
			receipt, err := p.Page(t.Context(), call)
			for _, err := range []error{err, p.Acknowledge(t.Context(), call.Key), p.Resolve(t.Context(), call.Key)} {
				if g, w := fmt.Sprintf("%T %v", err, err), fmt.Sprintf("%T %v", tc.want, tc.want); g != w {
					t.Errorf("got  %s\nwant %s", g, w)
				}
			}
			if receipt != (bot.Receipt{}) {
				t.Errorf("there is a receipt: %+v", receipt)
			}
		})
	}
}

// A page that failed is sent again just as it was: PagerDuty makes one alert of
// both.
func TestARepeatedPageIsTheSamePage(t *testing.T) {
	s := newService(t)
	s.answer = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	p := s.pager()
	var unknown notifier.Unknown
	if _, err := p.Page(t.Context(), call); !errors.As(err, &unknown) {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.answer = nil
	s.mu.Unlock()
	if _, err := p.Page(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s.got[0], s.got[1]); d != "" {
		t.Error(d)
	}
}

func TestOptionsThatCannotPage(t *testing.T) {
	for _, s := range []string{"", routingKey[1:], routingKey + "0", routingKey[1:] + "-", routingKey + "\n"} {
		if _, err := pagerduty.ParseRoutingKey(s); err == nil {
			t.Errorf("%q is a key", s)
		} else if s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("the error quotes the key: %v", err)
		}
	}
	key, err := pagerduty.ParseRoutingKey(routingKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []pagerduty.Options{{}, {Key: key, Host: "http://events.example"}, {Key: key, Host: "https://events.example/v2/enqueue"},
		{Key: key, Host: "events.example"}} {
		if _, err := pagerduty.New(o); err == nil {
			t.Errorf("%+v can page", o)
		}
	}
	if _, err := pagerduty.New(pagerduty.Options{Key: key}); err != nil {
		t.Error(err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	key, _ := pagerduty.ParseRoutingKey(routingKey)
	secret, _ := pagerduty.ParseSecret(strings.Repeat("geheim", 6))
	o := pagerduty.Options{Key: key}
	w := pagerduty.WebhookOptions{Secrets: []pagerduty.Secret{secret}}
	e := pagerduty.Event{Agent: pagerduty.Agent{ID: "P1", Mail: "anna@snoobi.example"}}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		s := fmt.Sprintf(strings.Repeat(verb, 5), key, secret, o, w, e)
		for _, hidden := range []string{"abcdef", "geheim", "103, 101", "0x67", "anna"} {
			if strings.Contains(s, hidden) {
				t.Errorf("%s prints %q: %s", verb, hidden, s)
			}
		}
	}
}

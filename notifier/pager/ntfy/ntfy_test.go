package ntfy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/ntfy"
	"meldwacht/notifier/pager/path"
)

const token = "tk_0123456789abcdef0123456789abc"

var (
	now  = time.Date(2026, 3, 28, 22, 10, 1, 0, time.UTC)
	call = path.Call{Key: "DL-2026-0042/ap/12h/1", Ref: "DL-2026-0042", Text: "DL-2026-0042 needs a manager, 12 h left. Open Slack.",
		Severity: path.Critical, At: now, Link: "https://snoobi.example/archives/C1/p1",
		People: []path.Contact{{ID: "anna", Topic: "topic-of-anna", Mail: "anna@snoobi.example", Ack: "https://desk.example/ack/x"},
			{ID: "mira", Phone: "+31600000001"}, {ID: "piet", Topic: "topic-of-piet"}, {ID: "saar", Topic: "topic-of-anna"}}}
)

var _ path.Path = (*ntfy.Pager)(nil)

// A message is one as a server got it.
type message struct {
	Topic, Text string
	Header      map[string]string
}

// A server is ntfy as far as publishing goes.
type server struct {
	t   *testing.T
	url string
	mu  sync.Mutex
	// answers is how a topic is answered; a topic that it lacks is taken.
	answers map[string]http.HandlerFunc
	got     []message
}

func newServer(t *testing.T) *server {
	s := &server{t: t, answers: map[string]http.HandlerFunc{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil || q.Method != http.MethodPost {
		s.t.Errorf("%s: %v", q.Method, err)
	}
	m := message{Topic: strings.TrimPrefix(q.URL.Path, "/push/"), Text: string(body), Header: map[string]string{}}
	for name := range q.Header {
		if !slices.Contains([]string{"Accept-Encoding", "Content-Length", "User-Agent"}, name) {
			m.Header[name] = q.Header.Get(name)
		}
	}
	s.mu.Lock()
	s.got = append(s.got, m)
	answer := s.answers[m.Topic]
	s.mu.Unlock()
	if answer != nil {
		answer(w, q)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"id": "sPs71M8A2T", "time": 1, "event": "message", "topic": m.Topic})
}

// messages returns what came, by topic.
func (s *server) messages() []message {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortStableFunc(s.got, func(a, b message) int { return strings.Compare(a.Topic, b.Topic) })
	return s.got
}

func (s *server) pager() *ntfy.Pager {
	s.t.Helper()
	key, err := ntfy.ParseToken(token)
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := ntfy.New(ntfy.Options{Server: s.url + "/push/", Token: key, Now: func() time.Time { return now }})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func TestOneMessageForEachTopic(t *testing.T) {
	s := newServer(t)
	receipt, err := s.pager().Page(t.Context(), call)
	if err != nil || receipt.Channel != "ntfy" || receipt.ID == "" || !receipt.At.Equal(now) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	header := map[string]string{"Authorization": "Bearer " + token, "Click": call.Link, "Content-Type": "text/plain; charset=utf-8", "Firebase": "no",
		"Markdown": "no", "Priority": "5", "Sequence-Id": receipt.ID, "Tags": "rotating_light", "Title": "Meldwacht DL-2026-0042"}
	want := []message{{"topic-of-anna", call.Text, header}, {"topic-of-piet", call.Text, header}}
	if d := cmp.Diff(want, s.messages()); d != "" {
		t.Error(d)
	}
}

func TestHowLoudlyItRings(t *testing.T) {
	for severity, want := range map[path.Severity]string{path.Critical: "5", path.Error: "4", path.Warning: "3", path.Info: "2", "": "5"} {
		s := newServer(t)
		c := call
		c.Severity, c.Link, c.Test = severity, "", true
		if _, err := s.pager().Page(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		h := s.messages()[0].Header
		if _, click := h["Click"]; h["Priority"] != want || click || h["Title"] != "Meldwacht: test" || h["Tags"] == "" {
			t.Errorf("%q: %v", severity, h)
		}
	}
}

// docs.ntfy.sh: a text of 4,097 bytes would come as a file.
func TestALongTextStaysAMessage(t *testing.T) {
	for _, text := range []string{strings.Repeat("x", 4097), strings.Repeat("x", 4095) + "é"} {
		s := newServer(t)
		c := call
		c.Text = text
		if _, err := s.pager().Page(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := s.messages()[0].Text; len(got) > 4096 || len(got) < 4095 || !utf8.ValidString(got) {
			t.Errorf("%d bytes were sent", len(got))
		}
	}
}

// A repetition updates the message that is there; another page is another one.
func TestSequence(t *testing.T) {
	s := newServer(t)
	other := call
	other.Key += "2"
	var ids []string
	for _, c := range []path.Call{call, call, other} {
		receipt, err := s.pager().Page(t.Context(), c)
		if err != nil || len(receipt.ID) > 64 {
			t.Fatal(receipt, err)
		}
		ids = append(ids, receipt.ID)
	}
	if ids[0] != ids[1] || ids[0] == ids[2] {
		t.Errorf("the ids are %v", ids)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"code":%d00,"error":"no %s"}`, code, q.URL.Path)
	}
}

// Anna and Saar are reached, and Piet is not.
func TestOneTopicFails(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"too many", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "5"); w.WriteHeader(429) },
			notifier.Later{Code: "http_429", Until: now.Add(5 * time.Second)}},
		{"refused", status(400), notifier.Permanent{Code: "http_400"}},
		{"not allowed", status(403), notifier.Stop{Code: "http_403"}},
		{"broken", status(500), notifier.Unknown{Code: "http_500"}},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notifier.Unknown{Code: "connection"}},
		{"the page of a proxy", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>welcome</html>") }, notifier.Unknown{Code: "broken_answer"}},
		{"no message", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":"x","event":"open"}`) }, notifier.Unknown{Code: "broken_answer"}},
		{"redirected", http.RedirectHandler("http://169.254.169.254/", http.StatusTemporaryRedirect).ServeHTTP, notifier.Stop{Code: "redirect"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s := newServer(t)
			s.answers["topic-of-piet"] = tc.answer
			receipt, err := s.pager().Page(t.Context(), call)
			var partial path.Partial
			if !errors.As(err, &partial) || receipt != (bot.Receipt{}) {
				t.Fatalf("%+v, %v", receipt, err)
			}
			if d := cmp.Diff([]bot.PersonID{"anna", "saar"}, partial.Reached); d != "" {
				t.Error(d)
			}
			wantError(t, partial.Err, tc.want)
			if s := err.Error(); strings.Contains(s, "topic") || strings.Contains(s, "127.0.0.1") {
				t.Errorf("the error says where: %s", s)
			}
		})
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if g, w := fmt.Sprintf("%T %v", got, got), fmt.Sprintf("%T %v", want, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func TestNobodyIsReached(t *testing.T) {
	s := newServer(t)
	for name, tc := range map[string]struct {
		people []path.Contact
		want   error
	}{
		"nobody at all":   {nil, notifier.Permanent{Code: "nobody_has_a_topic"}},
		"nobody listens":  {[]path.Contact{{ID: "mira"}}, notifier.Permanent{Code: "nobody_has_a_topic"}},
		"a path":          {[]path.Contact{{ID: "mira", Topic: "../admin"}}, notifier.Permanent{Code: "bad_topic"}},
		"a long topic":    {[]path.Contact{{ID: "mira", Topic: strings.Repeat("x", 65)}}, notifier.Permanent{Code: "bad_topic"}},
		"a line in it":    {[]path.Contact{{ID: "mira", Topic: "x\n"}}, notifier.Permanent{Code: "bad_topic"}},
		"a query with it": {[]path.Contact{{ID: "mira", Topic: "x?actions=view"}}, notifier.Permanent{Code: "bad_topic"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := call
			c.People = tc.people
			_, err := s.pager().Page(t.Context(), c)
			wantError(t, err, tc.want)
		})
	}
	if n := len(s.messages()); n > 0 {
		t.Errorf("%d messages were sent", n)
	}
}

func TestOptionsThatCannotPage(t *testing.T) {
	for _, address := range []string{"", "http://ntfy.example", "https://ntfy.example/?auth=x", "ntfy.example"} {
		if _, err := ntfy.New(ntfy.Options{Server: address}); err == nil {
			t.Errorf("%q is a server", address)
		}
	}
	for _, s := range []string{"", "tk_", token[3:], "tk_geheim", token + "\r\nX: y"} {
		if _, err := ntfy.ParseToken(s); err == nil {
			t.Errorf("%q is a token", s)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error quotes the token: %v", err)
		}
	}
	key, err := ntfy.ParseToken(token)
	if s := fmt.Sprintf("%v %+v %#v", key, ntfy.Options{Token: key}, ntfy.Options{Token: key}); err != nil || strings.Contains(s, "abcdef") {
		t.Errorf("a token prints itself as %s, %v", s, err)
	}
}

// A server that lets anybody write gets no header of ours.
func TestWithoutAToken(t *testing.T) {
	s := newServer(t)
	p, err := ntfy.New(ntfy.Options{Server: s.url + "/push", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Page(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.messages()[0].Header["Authorization"]; ok {
		t.Error("there is an Authorization")
	}
	if p.Acknowledge(t.Context(), call.Key) != nil || p.Resolve(t.Context(), call.Key) != nil || len(s.messages()) != 2 {
		t.Error("ntfy heard of an acknowledgement")
	}
}

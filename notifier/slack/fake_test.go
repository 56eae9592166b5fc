package slack_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A workspace is one Slack channel that speaks the wire protocol of the five
// methods that a Sender uses. Any other method fails the test.
type workspace struct {
	t *testing.T
	// fault, unless nil, may change the answer to a call.
	fault func(method string, form url.Values) *fault
	page  int // messages per page; 0: all
	lag   time.Duration

	mu       sync.Mutex
	messages []*posted
	calls    []call
	next     int
}

// A fault is what happens to one call instead of the usual.
type fault struct {
	accepted bool // the call takes effect all the same
	err      error
	hang     bool
	status   int
	header   map[string]string
	body     string
}

type call struct {
	method string
	form   url.Values
	at     time.Time
}

type posted struct {
	TS       string `json:"ts"`
	Thread   string `json:"thread_ts,omitempty"`
	Text     string `json:"text"`
	BotID    string `json:"bot_id"`
	Metadata any    `json:"metadata,omitempty"`
	blocks   string
	at       time.Time
}

const (
	channel = "C0DESK"
	botID   = "B0MELD"
)

// RoundTrip implements http.RoundTripper.
func (w *workspace) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		w.t.Errorf("a body that is no form: %v", err)
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	if r.URL.Host != "slack.test" || form.Get("token") != "xoxb-test" || form.Get("channel") != channel {
		w.t.Errorf("%s %s: wrong address, token or channel", method, r.URL.Host)
	}
	w.mu.Lock()
	w.calls = append(w.calls, call{method, form, time.Now()})
	w.mu.Unlock()
	f := &fault{accepted: true}
	if w.fault != nil {
		if armed := w.fault(method, form); armed != nil {
			f = armed
		}
	}
	answer := ""
	if f.accepted {
		answer = w.do(method, form)
	}
	switch {
	case f.hang:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case f.err != nil:
		return nil, f.err
	case f.body != "":
		answer = f.body
	}
	return response(f.status, f.header, answer), nil
}

func response(status int, header map[string]string, body string) *http.Response {
	if status == 0 {
		status = http.StatusOK
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for k, v := range header {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: status, Status: strconv.Itoa(status), Header: h,
		Body: io.NopCloser(strings.NewReader(body))}
}

func (w *workspace) do(method string, form url.Values) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch method {
	case "chat.postMessage":
		w.next++
		m := &posted{TS: fmt.Sprintf("%d.%06d", time.Now().Unix(), w.next), Thread: form.Get("thread_ts"),
			Text: form.Get("text"), BotID: botID, blocks: form.Get("blocks"), at: time.Now()}
		if raw := form.Get("metadata"); raw != "" {
			if err := json.Unmarshal([]byte(raw), &m.Metadata); err != nil {
				w.t.Errorf("metadata: %v", err)
			}
		}
		w.messages = append(w.messages, m)
		return fmt.Sprintf(`{"ok":true,"channel":%q,"ts":%q}`, channel, m.TS)
	case "chat.update":
		for _, m := range w.messages {
			if m.TS == form.Get("ts") {
				m.Text, m.blocks = form.Get("text"), form.Get("blocks")
				return fmt.Sprintf(`{"ok":true,"channel":%q,"ts":%q,"text":%q}`, channel, m.TS, m.Text)
			}
		}
		return failed("message_not_found")
	case "chat.delete":
		w.messages = slices.DeleteFunc(w.messages, func(m *posted) bool { return m.TS == form.Get("ts") })
		return fmt.Sprintf(`{"ok":true,"channel":%q,"ts":%q}`, channel, form.Get("ts"))
	case "conversations.history", "conversations.replies":
		return w.list(method == "conversations.replies", form)
	}
	w.t.Errorf("unknown method %s", method)
	return failed("unknown_method")
}

func (w *workspace) list(replies bool, form url.Values) string {
	var all []posted
	for _, m := range w.messages {
		if time.Since(m.at) < w.lag || m.TS < form.Get("oldest") {
			continue
		}
		if replies && (m.TS == form.Get("ts") || m.Thread == form.Get("ts")) || !replies && m.Thread == "" {
			one := *m
			if form.Get("include_all_metadata") != "1" {
				one.Metadata = nil
			}
			all = append(all, one)
		}
	}
	if replies && len(all) == 0 {
		return failed("thread_not_found")
	}
	if !replies {
		slices.Reverse(all)
	}
	from, _ := strconv.Atoi(form.Get("cursor"))
	to, cursor := len(all), ""
	if w.page > 0 && from+w.page < len(all) {
		to = from + w.page
		cursor = strconv.Itoa(to)
	}
	page, err := json.Marshal(all[from:to])
	if err != nil {
		w.t.Error(err)
	}
	return fmt.Sprintf(`{"ok":true,"messages":%s,"response_metadata":{"next_cursor":%q}}`, page, cursor)
}

func failed(code string) string { return fmt.Sprintf(`{"ok":false,"error":%q}`, code) }

// say posts text as somebody else.
func (w *workspace) say(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next++
	w.messages = append(w.messages, &posted{TS: fmt.Sprintf("%d.%06d", time.Now().Unix(), w.next), Text: text, at: time.Now()})
}

// methods returns the calls so far, by method.
func (w *workspace) methods() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, c := range w.calls {
		list = append(list, c.method)
	}
	return list
}

// texts returns what stands in the channel.
func (w *workspace) texts() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, m := range w.messages {
		list = append(list, m.Text)
	}
	return list
}

package app_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A duty is PagerDuty on the network of the bubble: Events API v2 in, Webhooks
// v3 out (reference/oncall.md §5).
type duty struct {
	mu     sync.Mutex
	next   []int  // statuses of the next answers; 202 when there is none
	last   string // dedup key of the last trigger that was taken
	sent   []byte // the last webhook
	events int
	lines  []string
}

func (d *duty) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	var e struct {
		Action  string `json:"event_action"`
		Key     string `json:"dedup_key"`
		Payload struct {
			Summary  string `json:"summary"`
			Severity string `json:"severity"`
		} `json:"payload"`
	}
	body, _ := io.ReadAll(q.Body)
	d.mu.Lock()
	defer d.mu.Unlock()
	status := http.StatusAccepted
	if len(d.next) > 0 {
		status, d.next = d.next[0], d.next[1:]
	}
	if err := json.Unmarshal(body, &e); err != nil {
		status = http.StatusBadRequest
	}
	what := fmt.Sprintf("pagerduty (%d): %s %s", status, e.Action, e.Key)
	if e.Action == "trigger" {
		what += fmt.Sprintf(" %s: %s", e.Payload.Severity, e.Payload.Summary)
		if status == http.StatusAccepted {
			d.last = e.Key
		}
	}
	d.lines = append(d.lines, stamp(time.Now())+"  "+what+"\n")
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "20")
	}
	w.WriteHeader(status)
}

// write writes down the events that are new.
func (d *duty) write(s *stage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lines {
		s.lines.WriteString(l)
	}
	d.lines = nil
}

func (s *stage) openDuty() error {
	l, err := s.net.Listen("tcp", "127.0.0.1:8686")
	if err != nil {
		return err
	}
	s.duty = &duty{}
	server := &http.Server{Handler: s.duty}
	go server.Serve(l)
	s.closers = append(s.closers, func() { server.Close() })
	return nil
}

// pagerDuty is what happens there: "reaches somebody", "mira acknowledges",
// "again" (the last webhook once more), "forged", "unknown", "429 500".
func (s *stage) pagerDuty(what string) error {
	kind, agent, key := "incident.triggered", "", s.duty.last
	switch what {
	case "reaches somebody":
	case "mira acknowledges":
		kind, agent = "incident.acknowledged", "P0MIRA1"
	case "unknown":
		key = "DL-2031-0099/page/ap/2h/1"
	case "again", "forged":
	default:
		s.say("pagerduty answers: %s", what)
		for _, w := range strings.Fields(what) {
			status, err := strconv.Atoi(w)
			if err != nil {
				return err
			}
			s.duty.mu.Lock()
			s.duty.next = append(s.duty.next, status)
			s.duty.mu.Unlock()
		}
		return nil
	}
	s.duty.mu.Lock()
	if what != "again" {
		s.duty.events++
		event := map[string]any{"id": fmt.Sprintf("01EVENT%d", s.duty.events), "event_type": kind, "occurred_at": time.Now().UTC(),
			"data": map[string]any{"id": "PINC1", "incident_key": key, "html_url": "https://snoobi.pagerduty.example/incidents/PINC1"}}
		if agent != "" {
			event["agent"] = map[string]any{"id": agent, "type": "user_reference"}
		}
		s.duty.sent, _ = json.Marshal(map[string]any{"event": event})
	}
	body := s.duty.sent
	s.duty.mu.Unlock()
	mac := hmac.New(sha256.New, []byte(scenarioSecrets["SCENARIO_PAGERDUTY_SECRET"]))
	mac.Write(body)
	signature := "v1=" + hex.EncodeToString(mac.Sum(nil))
	if what == "forged" {
		signature = "v1=" + strings.Repeat("0", 64)
	}
	q, err := http.NewRequest(http.MethodPost, "http://127.0.0.1:8282/pagerduty", bytes.NewReader(body))
	if err != nil {
		return err
	}
	q.Header.Set("X-PagerDuty-Signature", signature)
	status, _, err := s.browse(q)
	s.say("pagerduty: %s → %d", what, status)
	s.settle()
	return err
}

var ackLink = regexp.MustCompile(`http://127\.0\.0\.1:8282/ack/\S+`)

// follow has somebody open the link in the last mail that they got, and press
// the button there.
func (s *stage) follow(who string) error {
	s.post.mu.Lock()
	link := ""
	for _, l := range s.post.letters {
		if strings.HasPrefix(l.to, who+"@") {
			link = ackLink.FindString(l.body)
		}
	}
	s.post.mu.Unlock()
	if link == "" {
		return fmt.Errorf("%s got no link", who)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		q, err := http.NewRequest(method, link, strings.NewReader("confirm=yes"))
		if err != nil {
			return err
		}
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		status, page, err := s.browse(q)
		if err != nil {
			return err
		}
		s.say("%s: %s of the link → %d %s", who, method, status, page)
		s.settle()
	}
	return nil
}

var heading = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)

func (s *stage) browse(q *http.Request) (status int, title string, err error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return s.net.Dial(ctx, network, address)
	}}}
	r, err := client.Do(q)
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if m := heading.FindSubmatch(body); m != nil {
		title = "“" + strings.TrimSpace(string(m[1])) + "”"
	}
	return r.StatusCode, title, err
}

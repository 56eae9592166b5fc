package actiontest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"meldwacht/notifier/action/actiontest"
)

const (
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	id     = "DL-2026-0007/carry/1/2"
	body   = `{"id":"DL-2026-0007/carry/1/2","incident":"DL-2026-0007","action":"revoke-user","hold":"DL-2026-0007/1","account":"SN-10423",` +
		`"target":"kees","reverse":false,"requested_by":"sanne","requested_at":"2026-04-02T09:00:00Z"}`
)

var now = time.Unix(1775120700, 0)

// A call is what goes to the server; the zero parts of it are those of a good one.
type call struct {
	method, id, key, look, kind, body, signature string
	at                                           time.Time
}

func (c call) to(api *actiontest.Server) (int, actiontest.Answer) {
	if c.method == "" {
		c.method = http.MethodPost
	}
	for part, good := range map[*string]string{&c.id: id, &c.key: id, &c.look: id, &c.kind: "application/json"} {
		if *part == "" {
			*part = good
		}
	}
	if c.method == http.MethodPost && c.body == "" {
		c.body = body
	}
	if c.at.IsZero() {
		c.at = now
	}
	q := httptest.NewRequest(c.method, "/actions?id="+c.look, strings.NewReader(c.body))
	q.Header.Set("Content-Type", c.kind)
	q.Header.Set("Idempotency-Key", c.key)
	q.Header.Set("webhook-id", c.id)
	q.Header.Set("webhook-timestamp", strconv.FormatInt(c.at.Unix(), 10))
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(c.id + "." + strconv.FormatInt(c.at.Unix(), 10) + "." + c.body))
	good := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	q.Header.Set("webhook-signature", strings.ReplaceAll(c.signature, "good", good))
	if c.signature == "" {
		q.Header.Set("webhook-signature", good)
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, q)
	var a actiontest.Answer
	_ = json.Unmarshal(w.Body.Bytes(), &a)
	return w.Code, a
}

func newServer(t *testing.T) *actiontest.Server {
	t.Helper()
	api, err := actiontest.New(actiontest.Options{Secret: secret, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func TestOnlyWhatTheContractAllowsIsTakenIn(t *testing.T) {
	for _, c := range []struct {
		says string
		call call
		want int
	}{
		{"a good call", call{}, 201},
		{"another signature beside the good one", call{signature: "v1,AAAA good"}, 201},
		{"one that is a little late", call{at: now.Add(-5 * time.Minute)}, 201},
		{"one that is too late", call{at: now.Add(-5*time.Minute - time.Second)}, 401},
		{"one from the future", call{at: now.Add(5*time.Minute + time.Second)}, 401},
		{"a wrong signature", call{signature: "v1,AAAA"}, 401},
		{"another version of signatures", call{signature: "v2 good,"}, 401},
		{"no signature", call{signature: " "}, 401},
		{"an id with a dot", call{id: "a.b"}, 401},
		{"another id than was signed for", call{id: "DL-2026-0007/carry/2/5"}, 400},
		{"another key", call{key: "DL-2026-0007/carry/2/5"}, 400},
		{"text", call{kind: "text/plain"}, 415},
		{"no JSON", call{body: "id=1"}, 400},
		{"two requests", call{body: body + body}, 400},
		{"a member that nobody knows", call{body: strings.Replace(body, `"reverse"`, `"force":true,"reverse"`, 1)}, 400},
		{"too much", call{body: body + strings.Repeat(" ", 16<<10)}, 413},
		{"another kind of action", call{body: strings.Replace(body, "revoke-user", "delete-account", 1)}, 422},
		{"no account", call{body: strings.Replace(body, "SN-10423", "", 1)}, 422},
		{"no target", call{body: strings.Replace(body, `"target":"kees",`, "", 1)}, 422},
		{"a target for stop-all", call{body: strings.Replace(body, "revoke-user", "stop-all", 1)}, 422},
		{"another method", call{method: http.MethodPut}, 405},
	} {
		api := newServer(t)
		if got, a := c.call.to(api); got != c.want || len(api.Carried()) != map[bool]int{true: 1}[got == 201] {
			t.Errorf("%s: HTTP %d %+v and %d done, want %d", c.says, got, a, len(api.Carried()), c.want)
		}
	}
}

func TestAKeyIsWorkedOnOnce(t *testing.T) {
	api := newServer(t)
	for i, want := range []int{201, 200, 200} {
		if code, a := (call{}).to(api); code != want || a.Status != "done" || a.Reference != "ADM-0001" {
			t.Errorf("call %d: HTTP %d %+v", i+1, code, a)
		}
	}
	another := strings.Replace(body, "kees", "piet", 1)
	if code, a := (call{body: another}).to(api); code != 422 || a.Title == "" {
		t.Errorf("another request under the same key: HTTP %d %+v", code, a)
	}
	if n := len(api.Carried()); n != 1 {
		t.Errorf("done %d times", n)
	}
	if code, _ := (call{method: http.MethodGet, look: "DL-2026-0007/carry/2/5"}).to(api); code != 400 {
		t.Errorf("a look at another action than was signed for: HTTP %d", code)
	}
	if code, _ := (call{method: http.MethodGet, look: "x", id: "x"}).to(api); code != 404 {
		t.Errorf("a look at an unknown one: HTTP %d", code)
	}
}

func TestFaultsComeInOrder(t *testing.T) {
	api := newServer(t)
	api.Next(actiontest.Unavailable(503, "7"), actiontest.Queue(2), actiontest.Fault{}, actiontest.Busy())
	var got []int
	for range 5 {
		code, _ := (call{}).to(api)
		got = append(got, code)
	}
	for i, want := range []int{503, 202, 202, 409, 200} {
		if got[i] != want {
			t.Fatalf("HTTP %v", got)
		}
	}
	api = newServer(t)
	api.Next(actiontest.Refuse(409, "No", ""))
	for range 2 { // a refusal is an answer like any other: it is kept
		if code, a := (call{}).to(api); code != 409 || a.Title != "No" {
			t.Errorf("HTTP %d %+v", code, a)
		}
	}
	if code, a := (call{method: http.MethodGet}).to(api); code != 200 || a.Status != "failed" || a.Title != "No" {
		t.Errorf("HTTP %d %+v", code, a)
	}
	if len(api.Carried()) != 0 {
		t.Error("what was refused was done")
	}
}

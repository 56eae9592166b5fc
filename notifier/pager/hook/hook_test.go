package hook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/hook"
	"meldwacht/notifier/pager/path"
	"meldwacht/notifier/webhook"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

var (
	now  = time.Date(2026, 3, 28, 22, 10, 1, 0, time.UTC)
	call = path.Call{Key: "DL-2026-0042/ap/1.5h/1", Ref: "DL-2026-0042", Text: "DL-2026-0042 needs a manager, 90 min left. Open Slack.",
		Severity: path.Critical, At: now.Add(-time.Second), Link: "https://snoobi.example/archives/C1/p1",
		People: []path.Contact{{ID: "anna", Phone: "+31600000001", Mail: "anna@snoobi.example", Topic: "geheim", Ack: "https://desk.example/ack/x"}, {ID: "piet"}}}
)

var _ path.Path = (*hook.Pager)(nil)

// A receiver is the webhook's other side. It checks signatures as Standard
// Webhooks 1.0 tells receivers to.
type receiver struct {
	t      *testing.T
	url    string
	now    time.Time // by the desk's clock
	answer http.HandlerFunc
	ids    []string
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, now: now}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.url = s.URL + "/hooks/geheim"
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		r.t.Error(err)
	}
	id, stamp := q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp")
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); q.Header.Get("webhook-signature") != want {
		r.t.Errorf("signature %q, want %q", q.Header.Get("webhook-signature"), want)
	}
	if stamp != strconv.FormatInt(r.now.Unix(), 10) {
		r.t.Errorf("timestamp %s is not that of this attempt", stamp)
	}
	if strings.Contains(id, ".") || q.Method != http.MethodPost || q.Header.Get("Content-Type") != "application/json" || len(body) >= 20_000 {
		r.t.Errorf("%s of %d bytes with id %q", q.Method, len(body), id)
	}
	r.ids, r.bodies = append(r.ids, id), append(r.bodies, string(body))
	if r.answer != nil {
		r.answer(w, q)
	}
}

func (r *receiver) pager() *hook.Pager {
	r.t.Helper()
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		r.t.Fatal(err)
	}
	p, err := hook.New(hook.Options{URL: r.url, Secret: key, Now: func() time.Time { return r.now }})
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// The body in full: receivers rely on it.
func TestBody(t *testing.T) {
	r := newReceiver(t)
	receipt, err := r.pager().Page(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Channel != "webhook" || receipt.ID != r.ids[0] || !receipt.At.Equal(now) {
		t.Errorf("the receipt is %+v", receipt)
	}
	want := `{"type":"rung","timestamp":"2026-03-28T22:10:00Z","data":{"key":"DL-2026-0042/ap/1.5h/1","ref":"DL-2026-0042",` +
		`"text":"DL-2026-0042 needs a manager, 90 min left. Open Slack.","severity":"critical","link":"https://snoobi.example/archives/C1/p1",` +
		`"people":[{"id":"anna","phone":"+31600000001"},{"id":"piet"}],` +
		`"incident":"DL-2026-0042","dedup_key":"DL-2026-0042/ap/1.5h/1","audience":["anna","piet"]}}`
	if d := cmp.Diff(want, r.bodies[0]); d != "" {
		t.Error(d)
	}
}

func TestATestPageForNobody(t *testing.T) {
	r := newReceiver(t)
	if _, err := r.pager().Page(t.Context(), path.Call{Key: "k", Ref: "DL-2026-0042", Text: "x", Severity: path.Info, At: now, Test: true}); err != nil {
		t.Fatal(err)
	}
	want := `{"type":"test","timestamp":"2026-03-28T22:10:01Z","data":{"key":"k","ref":"DL-2026-0042","text":"x","severity":"info",` +
		`"people":[],"incident":"DL-2026-0042","dedup_key":"k","audience":[],"nobody_on_call":true}}`
	if d := cmp.Diff(want, r.bodies[0]); d != "" {
		t.Error(d)
	}
}

// Each attempt has its own timestamp and the same id; another page another id.
func TestARepeatedPage(t *testing.T) {
	r := newReceiver(t)
	other := call
	other.Key += "2"
	for _, c := range []path.Call{call, call, other} {
		r.now = r.now.Add(time.Minute)
		if _, err := r.pager().Page(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if r.ids[0] != r.ids[1] || r.ids[0] == r.ids[2] || r.bodies[0] != r.bodies[1] {
		t.Errorf("the ids are %v", r.ids)
	}
}

// However many people there are, the first of them are paged.
func TestTheBodyStaysThin(t *testing.T) {
	r := newReceiver(t)
	c := call
	c.Text = strings.Repeat("é", 5000)
	c.People = nil
	for i := range 1000 {
		c.People = append(c.People, path.Contact{ID: bot.PersonID(fmt.Sprintf("person-%d", i)), Phone: "+31600000001"})
	}
	if _, err := r.pager().Page(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var body struct {
		Data struct {
			Text   string `json:"text"`
			People []struct {
				ID string `json:"id"`
			} `json:"people"`
			Audience []string `json:"audience"`
			LeftOut  int      `json:"people_left_out"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(r.bodies[0]), &body); err != nil {
		t.Fatal(err)
	}
	d := body.Data
	if len(r.bodies[0]) < 19_000 || d.People[0].ID != "person-0" || len(d.People) != len(d.Audience) || len(d.People)+d.LeftOut != 1000 || strings.Contains(d.Text, "\uFFFD") {
		t.Errorf("%d bytes, %d people and %d left out", len(r.bodies[0]), len(d.People), d.LeftOut)
	}
}

func TestAnswers(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, q *http.Request) {
			w.WriteHeader(code)
			fmt.Fprint(w, q.URL.Path)
		}
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
	}{
		{"taken, nothing to say", status(204), nil},
		{"refused", status(400), notifier.Permanent{Code: "http_400"}},
		{"the secret is wrong", status(401), notifier.Stop{Code: "http_401"}},
		{"too many", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "5"); w.WriteHeader(429) },
			notifier.Later{Code: "http_429", Until: now.Add(5 * time.Second)}},
		{"broken", status(502), notifier.Unknown{Code: "http_502"}},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notifier.Unknown{Code: "connection"}},
		{"redirected", http.RedirectHandler("http://169.254.169.254/", http.StatusTemporaryRedirect).ServeHTTP, notifier.Stop{Code: "redirect"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := newReceiver(t)
			r.answer = tc.answer
			_, err := r.pager().Page(t.Context(), call)
			if g, w := fmt.Sprintf("%T %v", err, err), fmt.Sprintf("%T %v", tc.want, tc.want); g != w {
				t.Errorf("got  %s\nwant %s", g, w)
			}
		})
	}
}

// The secret of the specification's own vector, signed by the same means; the
// vector itself is a test of notifier/webhook. An empty or short secret does not
// get as far as a Pager.
func TestOptionsThatCannotPage(t *testing.T) {
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []hook.Options{{URL: "https://pager.example/geheim"}, {URL: "http://pager.example/geheim", Secret: key}, {URL: "pager.example/geheim", Secret: key},
		{URL: "https://desk:geheim@pager.example", Secret: key}, {Secret: key}} {
		if _, err := hook.New(o); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v: %v", o.Secret.IsZero(), err)
		}
	}
	for _, s := range []string{"", "whsec_", "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23))} {
		short, err := webhook.ParseSecret(s)
		if _, err2 := hook.New(hook.Options{URL: "https://pager.example/", Secret: short}); err == nil || err2 == nil {
			t.Errorf("%q can sign", s)
		}
	}
}

func TestNothingIsSaidOfAcknowledgements(t *testing.T) {
	r := newReceiver(t)
	if p := r.pager(); p.Acknowledge(t.Context(), call.Key) != nil || p.Resolve(t.Context(), call.Key) != nil || len(r.ids) > 0 {
		t.Error("the receiver heard of an acknowledgement, and may ring a telephone for it")
	}
}

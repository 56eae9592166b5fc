package pagerduty_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/notifier/pager/pagerduty"
)

const (
	oldSecret = "old-secret-of-the-webhook-0001"
	newSecret = "new-secret-of-the-webhook-0002"
)

// A desk takes events, as whoever uses a Webhook does.
type desk struct {
	t    *testing.T
	hook *pagerduty.Webhook
	take func(context.Context, pagerduty.Event) error // nil: it is kept
	now  time.Time
	got  []pagerduty.Event
	log  strings.Builder
}

func newDesk(t testing.TB, secrets ...string) *desk {
	d := &desk{now: now}
	d.t, _ = t.(*testing.T)
	o := pagerduty.WebhookOptions{Take: d.keep, Now: func() time.Time { return d.now }, Log: zerolog.New(&d.log)}
	for _, s := range secrets {
		secret, err := pagerduty.ParseSecret(s)
		if err != nil {
			t.Fatal(err)
		}
		o.Secrets = append(o.Secrets, secret)
	}
	var err error
	if d.hook, err = pagerduty.NewWebhook(o); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) keep(ctx context.Context, e pagerduty.Event) error {
	if d.take != nil {
		return d.take(ctx, e)
	}
	d.got = append(d.got, e)
	return nil
}

func sign(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// post posts a body with its signatures and returns the status.
func (d *desk) post(body string, signatures ...string) int {
	q := httptest.NewRequest(http.MethodPost, "/pagerduty", strings.NewReader(body))
	q.Header.Set("X-Webhook-Id", "delivery-1")
	for _, s := range signatures {
		q.Header.Add("X-PagerDuty-Signature", s)
	}
	w := httptest.NewRecorder()
	d.hook.ServeHTTP(w, q)
	if w.Body.Len() > 0 {
		d.t.Errorf("the answer says %q", w.Body)
	}
	return w.Code
}

func (d *desk) want(status int, body string, signatures ...string) {
	d.t.Helper()
	if got := d.post(body, signatures...); got != status {
		d.t.Errorf("the answer is %d, want %d", got, status)
	}
}

// sample is a webhook as PagerDuty sends it, with people of nowhere.
func sample(t testing.TB) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "acknowledged.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAnEventIsTaken(t *testing.T) {
	d := newDesk(t, newSecret)
	d.want(202, sample(t), sign(newSecret, sample(t)))
	want := []pagerduty.Event{{ID: "01CH754SM17TWPE2V2H4VPBRO7", Delivery: "delivery-1", Type: pagerduty.Acknowledged,
		OccurredAt: time.Date(2026, 3, 28, 22, 11, 30, 123e6, time.UTC), Key: "DL-2026-0042/ap/12h/1", Incident: "PGR0VU2",
		Agent: pagerduty.Agent{ID: "PTUXL6G"}, URL: "https://snoobi.pagerduty.example/incidents/PGR0VU2"}}
	if diff := cmp.Diff(want, d.got); diff != "" {
		t.Error(diff)
	}
	if d.log.Len() > 0 {
		t.Errorf("the log says %s", d.log.String())
	}
}

func TestSignatures(t *testing.T) {
	body := sample(t)
	good, old, wrong := sign(newSecret, body), sign(oldSecret, body), sign("another-secret-altogether-00", body)
	tests := []struct {
		name       string
		signatures []string
		want       int
	}{
		{"the new secret", []string{good}, 202},
		{"the old one", []string{old}, 202},
		{"two signatures, the second is good", []string{wrong + "," + good}, 202},
		{"two signatures with a blank", []string{good + ", " + wrong}, 202},
		{"two headers", []string{wrong, old}, 202},
		{"a version that nobody knows beside it", []string{"v2=00," + good}, 202},
		{"none", nil, 401},
		{"an empty one", []string{""}, 401},
		{"an empty sum", []string{"v1="}, 401},
		{"a wrong one", []string{wrong}, 401},
		{"half a good one", []string{good[:35]}, 401},
		{"no version", []string{good[3:]}, 401},
		{"another version", []string{"v2" + good[2:]}, 401},
		{"no hex", []string{"v1=" + strings.Repeat("zz", 32)}, 401},
		{"the ninth", []string{strings.Repeat(wrong+",", 8) + good}, 401},
		{"of another body", []string{sign(newSecret, body+" ")}, 401},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := newDesk(t, oldSecret, newSecret)
			d.want(tc.want, body, tc.signatures...)
			if taken, alarm := len(d.got) == 1, strings.Contains(d.log.String(), `"error"`); taken != (tc.want == 202) || alarm == taken {
				t.Errorf("taken: %v, alarm: %v", taken, alarm)
			}
		})
	}
}

// One stranger does not fill the log, and one a minute is enough to see that a
// secret is wrong.
func TestTheAlarmIsRaisedOnceAMinute(t *testing.T) {
	d := newDesk(t, newSecret)
	for range 50 {
		d.want(401, "{}")
	}
	d.now = d.now.Add(time.Minute)
	d.want(401, "{}")
	if n := strings.Count(d.log.String(), "\n"); n != 2 {
		t.Errorf("the log has %d lines", n)
	}
}

// A 4xx would end the feed, and a 5xx bring the same again for two days.
func TestWhatCannotBeUsedIsTakenAllTheSame(t *testing.T) {
	of := func(fields string) string { return `{"event":{` + fields + `}}` }
	const head, data = `"id":"E1","event_type":"incident.resolved","occurred_at":"2026-03-28T22:11:30Z"`, `,"data":{"id":"P1"}`
	tests := []struct {
		name, body string
		taken, odd bool
	}{
		{"no agent, no key", of(head + data), true, false},
		{"an agent of null", of(head + data + `,"agent":null`), true, false},
		{"an agent of another form", of(head + data + `,"agent":["x"]`), true, false},
		{"fields that nobody knows", of(head + data + `,"x":{"y":[1]}`), true, false},
		{"an event that nobody asked for", of(`"event_type":"incident.annotated","data":7`), false, false},
		{"a ping", of(`"event_type":"pagey.ping","occurred_at":"2026-03-28T22:11:30Z","data":{"message":"hi"}`), false, false},
		{"no JSON", "anna@snoobi.example", false, true},
		{"an empty body", "", false, true},
		{"a list", "[]", false, true},
		{"no type", of(`"id":"E1"`), false, true},
		{"no id", of(`"event_type":"incident.resolved","occurred_at":"2026-03-28T22:11:30Z"` + data), false, true},
		{"no time", of(`"id":"E1","event_type":"incident.resolved"` + data), false, true},
		{"a time of no form", of(`"id":"E1","event_type":"incident.resolved","occurred_at":"anna@snoobi.example"` + data), false, true},
		{"no incident", of(head + `,"data":{}`), false, true},
		{"no data", of(head), false, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := newDesk(t, newSecret)
			d.want(202, tc.body, sign(newSecret, tc.body))
			if taken, odd := len(d.got) == 1, d.log.Len() > 0; taken != tc.taken || odd != tc.odd {
				t.Errorf("taken: %v, log: %s", taken, d.log.String())
			}
			if strings.Contains(d.log.String(), "anna") {
				t.Errorf("the log quotes the body: %s", d.log.String())
			}
		})
	}
}

func TestEveryDocumentedTypeIsTaken(t *testing.T) {
	for _, kind := range []string{"triggered", "acknowledged", "unacknowledged", "escalated", "reassigned", "delegated", "resolved", "reopened"} {
		d := newDesk(t, newSecret)
		body := strings.Replace(sample(t), "incident.acknowledged", "incident."+kind, 1)
		d.want(202, body, sign(newSecret, body))
		if len(d.got) != 1 || d.got[0].Type != "incident."+kind {
			t.Errorf("%s gives %+v", kind, d.got)
		}
	}
}

func TestAnIncidentThatIsNotOurs(t *testing.T) {
	d := newDesk(t, newSecret)
	d.take = func(context.Context, pagerduty.Event) error { return pagerduty.ErrUnknown }
	d.want(202, sample(t), sign(newSecret, sample(t)))
}

func TestWhatWasNotKeptComesAgain(t *testing.T) {
	d := newDesk(t, newSecret)
	d.take = func(context.Context, pagerduty.Event) error { return errors.New("the disk is full") }
	d.want(503, sample(t), sign(newSecret, sample(t)))
	d.take = nil
	d.want(202, sample(t), sign(newSecret, sample(t)))
	if len(d.got) != 1 {
		t.Errorf("%d events were taken", len(d.got))
	}
}

// PagerDuty waits for five seconds.
func TestAStoreThatHangsIsAnsweredForInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, newSecret)
		d.take = func(ctx context.Context, _ pagerduty.Event) error {
			<-ctx.Done()
			return ctx.Err()
		}
		before := time.Now()
		d.want(503, sample(t), sign(newSecret, sample(t)))
		if took := time.Since(before); took >= 5*time.Second {
			t.Errorf("the answer took %v", took)
		}
	})
}

// The same webhook again, and an older one behind a newer, reach whoever takes
// them with all that is needed to tell: this one does as Event asks.
func TestReplayAndReorder(t *testing.T) {
	d := newDesk(t, newSecret)
	seen, last := map[string]bool{}, map[string]time.Time{}
	var done []string
	d.take = func(_ context.Context, e pagerduty.Event) error {
		if seen[e.ID] || e.OccurredAt.Before(last[e.Incident]) {
			return nil
		}
		seen[e.ID], last[e.Incident] = true, e.OccurredAt
		done = append(done, e.Type)
		return nil
	}
	acknowledged := sample(t)
	resolved := strings.NewReplacer("incident.acknowledged", "incident.resolved", "01CH754SM17TWPE2V2H4VPBRO7", "01DFE", "22:11:30", "22:15:00").Replace(acknowledged)
	late := strings.NewReplacer("incident.acknowledged", "incident.triggered", "01CH754SM17TWPE2V2H4VPBRO7", "01AAA", "22:11:30", "22:10:00").Replace(acknowledged)
	for _, body := range []string{acknowledged, acknowledged, resolved, acknowledged, late} {
		d.want(202, body, sign(newSecret, body))
	}
	if diff := cmp.Diff([]string{pagerduty.Acknowledged, pagerduty.Resolved}, done); diff != "" {
		t.Error(diff)
	}
}

func TestABodyWithoutEnd(t *testing.T) {
	d := newDesk(t, newSecret)
	body := strings.Repeat(" ", 256<<10) + sample(t)
	d.want(401, body, sign(newSecret, body)) // what is not read whole cannot be checked
	if len(d.got) > 0 {
		t.Error("it was taken")
	}
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestABodyThatIsCutOffComesAgain(t *testing.T) {
	d := newDesk(t, newSecret)
	w := httptest.NewRecorder()
	d.hook.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/pagerduty", cutOff{}))
	if w.Code != 503 || d.log.Len() > 0 {
		t.Errorf("the answer is %d, the log %s", w.Code, d.log.String())
	}
}

func TestWeakSecretsAreRefused(t *testing.T) {
	for _, s := range []string{"", "geheim", strings.Repeat("x", 23)} {
		if _, err := pagerduty.ParseSecret(s); err == nil {
			t.Errorf("%q is taken", s)
		} else if s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("the error quotes the secret: %v", err)
		}
	}
	for _, secrets := range [][]pagerduty.Secret{nil, {{}}} {
		if _, err := pagerduty.NewWebhook(pagerduty.WebhookOptions{Secrets: secrets}); err == nil {
			t.Errorf("a webhook trusts %v", secrets)
		}
	}
}

// Whatever is signed is answered with 202 and gives at most one whole event;
// whatever is not gives none.
func FuzzWebhook(f *testing.F) {
	f.Add(sample(f), true)
	f.Add(`{"event":{"event_type":"pagey.ping"}}`, true)
	f.Add(`{"event":{"id":"E","event_type":"incident.resolved","occurred_at":"2026-03-28T22:11:30Z","agent":7,"data":{"id":"P"}}}`, true)
	f.Add("", false)
	f.Fuzz(func(t *testing.T, body string, signed bool) {
		d := newDesk(t, newSecret)
		want, signature := 202, sign(newSecret, body)
		if !signed || len(body) > 256<<10 {
			want, signature = 401, body
		}
		if strings.ContainsAny(signature, "\r\n\x00") {
			signature = ""
		}
		d.want(want, body, signature)
		if len(d.got) > 1 || want == 401 && len(d.got) > 0 {
			t.Fatalf("%d events", len(d.got))
		}
		for _, e := range d.got {
			if e.ID == "" || e.Incident == "" || e.OccurredAt.IsZero() || e.OccurredAt.Location() != time.UTC {
				t.Errorf("half an event: %+v", e)
			}
		}
	})
}

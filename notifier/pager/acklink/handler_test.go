package acklink_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/notifier/pager/acklink"
)

// A desk takes each claim once, as whoever uses a Handler must.
type desk struct {
	t       *testing.T
	handler *acklink.Handler
	now     time.Time
	taken   []acklink.Claim
	outcome acklink.Outcome // instead, when it is set
	err     error
	log     strings.Builder
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, now: now}
	var err error
	d.handler, err = acklink.New(acklink.Options{Signer: signer(t, key), Take: d.take, Lang: "nl", Slack: "https://snoobi.slack.example/", Now: func() time.Time { return d.now },
		Log: zerolog.New(&d.log)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) take(_ context.Context, c acklink.Claim) (acklink.Outcome, error) {
	if d.err != nil || d.outcome != 0 {
		return d.outcome, d.err
	}
	for _, before := range d.taken {
		if before == c {
			return acklink.Already, nil
		}
	}
	d.taken = append(d.taken, c)
	return acklink.Acknowledged, nil
}

// ask sends a request for a link and returns the answer.
func (d *desk) ask(method, link, form string, header ...string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, link, strings.NewReader(form))
	if form != "" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, q)
	return w
}

const confirm = "confirm=yes"

// Mail scanners open links, and some post to what they find: neither
// acknowledges.
func TestOpeningChangesNothing(t *testing.T) {
	d := newDesk(t)
	link := signer(t, key).Link(claim)
	for _, a := range []struct{ method, form string }{
		{http.MethodGet, ""}, {http.MethodGet, confirm}, {http.MethodHead, ""}, {http.MethodPost, ""}, {http.MethodPost, "confirm=no"}, {http.MethodPost, strings.Repeat("x", 2000) + "&" + confirm},
	} {
		if w := d.ask(a.method, link, a.form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<button>") {
			t.Errorf("%s %.20q: %d", a.method, a.form, w.Code)
		}
	}
	if w := d.ask(http.MethodPost, link+"?"+confirm, "x=y"); w.Code != http.StatusOK || len(d.taken) > 0 {
		t.Error("a link with a query acknowledges by itself")
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions} {
		if w := d.ask(method, link, confirm); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	if len(d.taken) > 0 {
		t.Errorf("it acknowledged %+v", d.taken)
	}
}

func TestPostingAcknowledgesOnce(t *testing.T) {
	d := newDesk(t)
	link := signer(t, key).Link(claim)
	for _, want := range []string{"<h1>Bevestigd</h1>", "<h1>Al bevestigd</h1>", "<h1>Al bevestigd</h1>"} {
		if w := d.ask(http.MethodPost, link, confirm); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d, and not %s", w.Code, want)
		}
	}
	if diff := cmp.Diff([]acklink.Claim{claim}, d.taken); diff != "" {
		t.Error(diff)
	}
}

func TestOutcomes(t *testing.T) {
	tests := []struct {
		name    string
		outcome acklink.Outcome
		err     error
		status  int
		title   string
		button  bool
	}{
		{"no longer needed", acklink.Over, nil, 200, "Niet meer nodig", false},
		{"may not", acklink.Refused, nil, 403, "U kunt dit niet bevestigen", false},
		{"an outcome that nobody knows", 99, nil, 403, "U kunt dit niet bevestigen", false},
		{"the store is down", acklink.Acknowledged, errors.New("disk"), 503, "Nog niet bevestigd", true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := newDesk(t)
			d.outcome, d.err = tc.outcome, tc.err
			w := d.ask(http.MethodPost, signer(t, key).Link(claim), confirm)
			body := w.Body.String()
			if w.Code != tc.status || !strings.Contains(body, "<h1>"+tc.title) || strings.Contains(body, "<button>") != tc.button || !strings.Contains(body, "https://snoobi.slack.example/") {
				t.Errorf("%d: %s", w.Code, body)
			}
			if logged := d.log.Len() > 0; logged != (tc.err != nil) || strings.Contains(d.log.String(), "anna") || strings.Contains(d.log.String(), token(signer(t, key).Link(claim))) {
				t.Errorf("the log says %s", d.log.String())
			}
		})
	}
}

// Whoever holds a link that is no good is told what to do, and nothing else.
func TestLinksThatAreNoGood(t *testing.T) {
	link := signer(t, key).Link(claim)
	tests := []struct {
		name, link string
		late       time.Duration
		status     int
		title      string
		ref        bool
	}{
		{"expired", link, time.Hour, http.StatusGone, "Deze link is verlopen", true},
		{"cut off", link[:len(link)-3], 0, http.StatusNotFound, "Deze link werkt niet", false},
		{"of another desk", signer(t, make([]byte, 32)).Link(claim), 0, http.StatusNotFound, "Deze link werkt niet", false},
		{"nothing", host + "/ack/", 0, http.StatusNotFound, "Deze link werkt niet", false},
		{"with more behind it", link + "/x", 0, http.StatusNotFound, "Deze link werkt niet", false},
		{"hostile", host + "/ack/%3Cscript%3E", 0, http.StatusNotFound, "Deze link werkt niet", false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				d := newDesk(t)
				d.now = now.Add(tc.late)
				w := d.ask(method, tc.link, confirm)
				body := w.Body.String()
				if w.Code != tc.status || !strings.Contains(body, tc.title) || !strings.Contains(body, "Open Slack") || strings.Contains(body, "DL-2026-0042") != tc.ref || strings.Contains(body, "<button>") {
					t.Errorf("%s: %d: %s", method, w.Code, body)
				}
				if len(d.taken) > 0 || strings.Contains(body, "<script") {
					t.Errorf("%s: taken %v", method, d.taken)
				}
			}
		})
	}
}

// What every answer must carry, so that the link stays with whoever has it and
// the page runs nothing.
func TestHeaders(t *testing.T) {
	d := newDesk(t)
	link := signer(t, key).Link(claim)
	for _, w := range []*httptest.ResponseRecorder{d.ask(http.MethodGet, link, ""), d.ask(http.MethodPost, link, confirm), d.ask(http.MethodGet, host+"/ack/x", ""), d.ask(http.MethodPut, link, "")} {
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
			"Content-Type": "text/html; charset=utf-8", "Content-Language": "nl", "X-Robots-Tag": "noindex, nofollow, noarchive"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		// The style is the one that the policy lets through, and the only one.
		body := w.Body.String()
		_, rest, _ := strings.Cut(body, "<style>")
		style, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
		if got := w.Header().Get("Content-Security-Policy"); got != want {
			t.Errorf("the policy is %s, want %s", got, want)
		}
		if len(style) < 1000 || strings.Contains(body, " style=") || strings.Contains(body, "<script") || strings.Contains(body, "src=") || len(body) > 8<<10 {
			t.Errorf("the page is not self-contained: %s", body)
		}
		if strings.Contains(body, token(link)) || strings.Contains(body, "anna") {
			t.Error("the page holds the link or the person")
		}
	}
}

func TestLanguages(t *testing.T) {
	d := newDesk(t)
	link := signer(t, key).Link(claim)
	for accept, want := range map[string]string{"": "nl", "en": "en", "en-GB,en;q=0.9,nl;q=0.8": "en", "nl-NL,nl;q=0.9,en;q=0.8": "nl", "de-DE, EN;q=0.5": "en", "de": "nl", ",;,-": "nl"} {
		w := d.ask(http.MethodGet, link, "", "Accept-Language", accept)
		if !strings.Contains(w.Body.String(), `<html lang="`+want+`">`) || w.Header().Get("Content-Language") != want {
			t.Errorf("%q is answered in %s", accept, w.Header().Get("Content-Language"))
		}
	}
}

// A telephone that goes out of reach after it has posted has acknowledged.
func TestAGoneTelephoneHasAcknowledged(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	taken := false
	h, err := acklink.New(acklink.Options{Signer: signer(t, key), Lang: "en", Now: func() time.Time { return now },
		Take: func(ctx context.Context, _ acklink.Claim) (acklink.Outcome, error) {
			taken = ctx.Err() == nil
			return acklink.Acknowledged, ctx.Err()
		}})
	if err != nil {
		t.Fatal(err)
	}
	q := httptest.NewRequestWithContext(ctx, http.MethodPost, signer(t, key).Link(claim), strings.NewReader(confirm))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	if !taken || w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<a ") {
		t.Errorf("taken: %v, %d", taken, w.Code)
	}
}

func TestOptionsThatCannotAnswer(t *testing.T) {
	good := acklink.Options{Signer: signer(t, key), Take: func(context.Context, acklink.Claim) (acklink.Outcome, error) { return 0, nil }, Lang: "nl"}
	for name, spoil := range map[string]func(*acklink.Options){
		"no signer":   func(o *acklink.Options) { o.Signer = nil },
		"no take":     func(o *acklink.Options) { o.Take = nil },
		"no language": func(o *acklink.Options) { o.Lang = "de" },
		"a script":    func(o *acklink.Options) { o.Slack = "javascript:alert(1)" },
	} {
		o := good
		spoil(&o)
		if _, err := acklink.New(o); err == nil {
			t.Errorf("%s: it answers", name)
		}
	}
}

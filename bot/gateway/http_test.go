package gateway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot/view"
	"meldwacht/commands"
)

const secret = "meldwacht-example-secret"

func sign(h http.Header, secret string, at time.Time, body string) {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", ts, body)
	h.Set("X-Slack-Request-Timestamp", ts)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// The vectors of Slack's page and our own, at the second for which they were made.
func TestSignatures(t *testing.T) {
	const slackSecret = "8f742231b10e8888abcd99yyyzzz85a5"
	const slackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	const slackSum = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	const at = 1796083200
	const challenge, challengeSum = `{"type":"url_verification","challenge":"dl-72"}`, "v0=6d1189378d1a940dfe8d84e765a879f3f6c62115c9f758f615c0ae5677b9d841"
	for _, c := range []struct {
		name, secret, body, ts, sum string
		now                         int64
		ok                          bool
	}{
		{"slack's example", slackSecret, slackBody, "1531420618", slackSum, 1531420618, true},
		{"empty", secret, "", "1796083200", "v0=e873733e410a6449531c2ceb1aaf747c5f711544efb254ca8f4eabcb1c115e0e", at, true},
		{"challenge", secret, challenge, "1796083200", challengeSum, at, true},
		{"diacritics", secret, `{"text":"géén melding"}`, "1796083200", "v0=a929a8bea10c2a74213d3e5031a5d34a2ef21aca265de3cebed58813feb44fd5", at, true},
		{"command", secret, "command=%2Fdatalek&text=toon+DL-2026-0007&team_id=T0DESK&user_id=U0PIET&trigger_id=1.2.abc", "1796083200",
			"v0=6239203ee243c48846968690276c8dd777ea18bf2ee9e4b65375e6b7b9da6655", at, true},
		{"five minutes late", secret, challenge, "1796083200", challengeSum, at + 300, true},
		{"a second more", secret, challenge, "1796083200", challengeSum, at + 301, false},
		{"five minutes early", secret, challenge, "1796083200", challengeSum, at - 300, true},
		{"a second earlier", secret, challenge, "1796083200", challengeSum, at - 301, false},
		{"upper case", secret, challenge, "1796083200", "v0=" + strings.ToUpper(challengeSum[3:]), at, true},
		{"another version", secret, challenge, "1796083200", "v1=" + challengeSum[3:], at, false},
		{"no version", secret, challenge, "1796083200", challengeSum[3:], at, false},
		{"one byte more", secret, challenge + " ", "1796083200", challengeSum, at, false},
		{"no signature", secret, challenge, "1796083200", "", at, false},
		{"no timestamp", secret, challenge, "", challengeSum, at, false},
		{"empty secret", "", challenge, "1796083200", challengeSum, at, false},
		{"odd digits", secret, challenge, "1796083200", challengeSum[:10] + "f", at, false},
		{"no digits", secret, challenge, "1796083200", "v0=zz", at, false},
		{"timestamp abc", secret, challenge, "abc", challengeSum, at, false},
		{"timestamp with a space", secret, challenge, "1796083200 ", challengeSum, at, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Unix(c.now, 0)))
				h := http.Header{}
				if c.ts != "" {
					h.Set("X-Slack-Request-Timestamp", c.ts)
				}
				if c.sum != "" {
					h.Set("X-Slack-Signature", c.sum)
				}
				if err := verify(h, []byte(c.body), c.secret); (err == nil) != c.ok {
					t.Fatalf("verify: %v", err)
				}
				if c.ok {
					return
				}
				b := newInbox()
				g := newWire(t).gateway(b, &desk{})
				r := httptest.NewRequest(http.MethodPost, "/slack/events", strings.NewReader(c.body))
				r.Header = h
				rec := httptest.NewRecorder()
				g.Handler(c.secret).ServeHTTP(rec, r)
				if rec.Code != http.StatusUnauthorized || rec.Body.String() != "unauthorized\n" || len(b.order) != 0 {
					t.Errorf("%d %q, %d stored", rec.Code, rec.Body, len(b.order))
				}
			})
		})
	}
}

func TestRequests(t *testing.T) {
	form := func(payload string) string { return url.Values{"payload": {payload}}.Encode() }
	mention := event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> toon","ts":"1.2","thread_ts":"100.1","channel":"C0DESK"}`)
	click := `{"type":"block_actions","trigger_id":"1.1","api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA","team_id":"T0DESK"},` +
		`"channel":{"id":"C0DESK"},"container":{"message_ts":"100.1"},"actions":[{"action_id":"verb:pak","value":"{\"ref\":\"DL-2026-0007\",\"v\":4}"}]}`
	for _, c := range []struct {
		name, path, body string
		down             bool
		header           http.Header
		code, stored     int
		says             string
	}{
		{"challenge", "/slack/events", `{"type":"url_verification","challenge":"dl-72"}`, false, nil, 200, 0, "dl-72"},
		{"ssl check", "/slack/commands", "ssl_check=1", false, nil, 200, 0, ""},
		{"event", "/slack/events", mention, false, nil, 200, 1, ""},
		{"event, sent again", "/slack/events", mention, false, http.Header{"X-Slack-Retry-Num": {"1"}}, 200, 1, ""},
		{"event, store down", "/slack/events", mention, true, nil, 503, 0, "try again"},
		{"command, store down", "/slack/commands", "command=%2Fdatalek&trigger_id=1.2", true, nil, 503, 0, "try again"},
		{"command", "/slack/commands", "command=%2Fdatalek&text=toon&team_id=T0DESK&user_id=U0ANNA&trigger_id=1.2", false, nil, 200, 1, ""},
		{"click", "/slack/interactivity", form(click), false, nil, 200, 1, ""},
		{"click in the query string", "/slack/interactivity?payload=" + url.QueryEscape(click), "", false, nil, 400, 0, "no payload"},
		{"half an event", "/slack/events", mention[:40], false, nil, 400, 0, "not JSON"},
		{"too large", "/slack/events", strings.Repeat("x", maxBody+1), false, nil, 413, 0, "too large"},
		{"another route", "/slack/else", "", false, nil, 404, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newInbox()
				if c.down {
					b.down = errDown
				}
				g := newWire(t).gateway(b, &desk{})
				defer run(t, g)()
				rec := post(t, g.Handler(secret), c.path, secret, time.Now(), c.body, c.header)
				synctest.Wait()
				if rec.Code != c.code || !strings.Contains(rec.Body.String(), c.says) || len(b.order) != c.stored {
					t.Errorf("%d %q, %d stored", rec.Code, rec.Body, len(b.order))
				}
				if again := rec.Header().Get("X-Slack-No-Retry"); again != "" && c.stored == 0 {
					t.Errorf("no retry is asked for what was not stored")
				}
			})
		})
	}
	t.Run("only POST", func(t *testing.T) {
		g := newWire(t).gateway(newInbox(), &desk{})
		rec := httptest.NewRecorder()
		g.Handler(secret).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/slack/events", nil))
		if rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("%d", rec.Code)
		}
	})
}

func TestASubmissionIsAnsweredInItsAck(t *testing.T) {
	body := url.Values{"payload": {`{"type":"view_submission","trigger_id":"9.9","api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA","team_id":"T0DESK"},` +
		`"view":{"id":"V01","callback_id":"verb:sluit","private_metadata":"{\"ref\":\"DL-2026-0007\",\"v\":4}","state":{"values":{"reason":{"reason":{"type":"plain_text_input","value":"g\u00e9\u00e9n lek"}},"method":{"method":{"selected_option":{"value":"evidence"}}},"x":{"x":{"value":null}}}}}}`}}.Encode()
	for _, c := range []struct {
		name   string
		answer commands.Answer
		slow   time.Duration
		ack    string
		told   int
	}{
		{"errors keep it open", commands.Answer{Errors: map[string]string{"reason": "te lang"}}, 0, `{"response_action":"errors","errors":{"reason":"te lang"}}`, 0},
		{"done closes it", commands.Answer{Text: "DL-2026-0007 is gesloten."}, 0, `{"response_action":"clear"}`, 1},
		{"slow work closes it and tells the person beside it", commands.Answer{Errors: map[string]string{"reason": "te lang"}}, 4 * time.Second, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t)
				d := &desk{answer: c.answer, hold: make(chan struct{})}
				g := w.gateway(newInbox(), d)
				defer run(t, g)()
				time.AfterFunc(c.slow, func() { close(d.hold) })
				begin := time.Now()
				rec := post(t, g.Handler(secret), "/slack/interactivity", secret, begin, body, nil)
				if took := time.Since(begin); took > 2*time.Second || rec.Code != 200 || strings.TrimSpace(rec.Body.String()) != c.ack {
					t.Errorf("after %s: %d %q", took, rec.Code, rec.Body)
				}
				time.Sleep(5 * time.Second)
				if n, last := w.count("chat.postEphemeral"); n != c.told {
					t.Errorf("told %d times: %v", n, last)
				}
				call := d.seen()[0]
				if call.Door != commands.DoorModal || call.Verb != view.VerbClose || call.Ref != "DL-2026-0007" || call.Version != 4 ||
					call.Values["reason"] != "géén lek" || call.Values["method"] != "evidence" || call.Once == "" {
					t.Errorf("call %+v", call)
				}
				if _, ok := call.Values["x"]; !ok {
					t.Error("an empty input is not named")
				}
			})
		})
	}
}

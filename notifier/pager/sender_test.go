package pager_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/internal/outboxtest"
	"meldwacht/notifier/pager"
	"meldwacht/notifier/webhook"
)

const (
	ref    = bot.Ref("DL-2026-0007")
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

// A receiver is the webhook's other side, with the incident that it is about.
type receiver struct {
	t      *testing.T
	answer func(n int) (*http.Response, error) // to the n-th request, from 1; nil: 204
	in     bot.Incident
	event  bot.Event
	people []bot.PersonID
	log    strings.Builder

	mu   sync.Mutex
	got  []request
	asks [][]bot.Role
}

type request struct {
	id, body string
	at       time.Time
}

func (r *receiver) Incident(context.Context, bot.Ref) (bot.Incident, error) { return r.in, nil }

func (r *receiver) Events(context.Context, bot.Ref) ([]bot.Event, error) {
	return []bot.Event{{No: 1, Kind: "opened", Body: bot.Opened{}}, r.event}, nil
}

func (r *receiver) reach(roles []bot.Role) []bot.PersonID {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asks = append(r.asks, roles)
	return r.people
}

// RoundTrip checks the signature as Standard Webhooks 1.0 tells receivers to.
func (r *receiver) RoundTrip(q *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	id, stamp := q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp")
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); q.Header.Get("webhook-signature") != want {
		r.t.Errorf("signature %q, want %q", q.Header.Get("webhook-signature"), want)
	}
	if strings.Contains(id, ".") || q.Method != http.MethodPost || q.Header.Get("Content-Type") != "application/json" {
		r.t.Errorf("%s with id %q and %q", q.Method, id, q.Header.Get("Content-Type"))
	}
	if stamp != strconv.FormatInt(time.Now().Unix(), 10) {
		r.t.Errorf("timestamp %s is not that of this attempt", stamp)
	}
	r.mu.Lock()
	r.got = append(r.got, request{id, string(body), time.Now()})
	n := len(r.got)
	r.mu.Unlock()
	if r.answer != nil {
		return r.answer(n)
	}
	return status(204), nil
}

func status(code int) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("ok"))}
}

// newReceiver sets the scene: the 2 h rung was reached just now.
func newReceiver(t *testing.T) (*receiver, *pager.Sender) {
	r := &receiver{t: t, people: []bot.PersonID{"anna", "piet"}}
	rule := bot.DefaultRules().Obligations[0]
	r.in = bot.Incident{Ref: ref, Obligations: []bot.Obligation{{Rule: rule, Deadline: time.Now().Add(2 * time.Hour),
		Standing: &bot.Standing{Rung: rule.Ladder[4], At: time.Now()}}}}
	r.event = bot.Event{No: 2, At: time.Now(), Kind: "rung-reached", Body: bot.RungReached{Obligation: "ap", Rung: "2h"}}
	return r, r.sender()
}

func (r *receiver) sender() *pager.Sender {
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		r.t.Fatal(err)
	}
	s, err := pager.New(pager.Options{URL: "https://pager.test/hook/token-4711", Secret: key, Reader: r, Reach: r.reach,
		Now: time.Now, Log: zerolog.New(zerolog.SyncWriter(&r.log)), Transport: r})
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func effect() bot.Effect {
	return bot.Effect{Key: "DL-2026-0007/page/ap/2h/1", Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Due: time.Now(), Event: 2}
}

func TestThePageIsThin(t *testing.T) {
	const head = `{"type":"rung","timestamp":"2000-01-01T00:00:00Z","data":{"incident":"DL-2026-0007","obligation":"ap","rung":"2h",`
	const tail = `"dedup_key":"DL-2026-0007/page/ap/2h/1"}}`
	tests := []struct {
		name string
		set  func(*receiver)
		want string
	}{
		{"a rung", func(*receiver) {},
			head + `"left_seconds":7200,"audience":["anna","piet"],"level":5,"text":"DL-2026-0007: 2 h left, nobody has acknowledged. Open Slack.",` + tail},
		{"overdue", func(r *receiver) { r.in.Obligations[0].Deadline = time.Now().Add(-90 * time.Minute) },
			head + `"left_seconds":-5400,"audience":["anna","piet"],"level":5,"text":"DL-2026-0007: 1 h 30 min overdue, nobody has acknowledged. Open Slack.",` + tail},
		{"nobody to reach", func(r *receiver) { r.people = nil },
			head + `"left_seconds":7200,"audience":[],"nobody_on_call":true,"level":5,"text":"DL-2026-0007: 2 h left, nobody has acknowledged. Open Slack.",` + tail},
		{"paged again", func(r *receiver) { r.event.Body = bot.Escalated{Obligation: "ap", Rung: "2h", Times: 2} },
			strings.Replace(head, `"rung",`, `"escalated",`, 1) + `"left_seconds":7200,"audience":["anna","piet"],"level":5,"text":"DL-2026-0007: 2 h left, nobody has acknowledged. Open Slack.",` + tail},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, s := newReceiver(t)
				test.set(r)
				receipt, err := s.Send(t.Context(), notifier.Pending{Effect: effect()})
				if err != nil || receipt.Channel != "webhook" || receipt.ID != r.got[0].id {
					t.Fatalf("receipt %+v, %v", receipt, err)
				}
				if d := cmp.Diff(test.want, r.got[0].body); d != "" {
					t.Errorf("body (-want +got):\n%s", d)
				}
				// The people are those of the rung, asked for at this moment.
				if d := cmp.Diff([][]bot.Role{{bot.Manager, bot.OnCall}}, r.asks); d != "" {
					t.Errorf("roles (-want +got):\n%s", d)
				}
			})
		})
	}
}

func TestAPageWithoutAReasonIsNotPlaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		acks := []bot.Ack{{By: "anna", Until: time.Now().Add(time.Hour)}}
		for name, set := range map[string]func(*receiver){
			"closed":       func(r *receiver) { r.in.Closed = &bot.Closing{} },
			"met":          func(r *receiver) { r.in.Obligations[0].Met = &bot.Met{} },
			"acknowledged": func(r *receiver) {
				r.in.Obligations[0].Standing.Acks, r.in.Obligations[0].Standing.Expires = acks, acks[0].Until
			},
		} {
			r, s := newReceiver(t)
			set(r)
			receipt, err := s.Send(t.Context(), notifier.Pending{Effect: effect()})
			if err != nil || receipt.ID != "moot" || len(r.got) != 0 {
				t.Errorf("%s: %+v, %v after %d requests", name, receipt, err, len(r.got))
			}
		}
		r, s := newReceiver(t)
		r.in.Obligations[0].Standing.Rung.Name = "1h" // an acknowledgement of another rung silences nothing
		r.in.Obligations[0].Standing.Acks = acks
		if receipt, err := s.Send(t.Context(), notifier.Pending{Effect: effect()}); err != nil || receipt.ID == "moot" {
			t.Errorf("another rung: %+v, %v", receipt, err)
		}
	})
}

func TestAnswers(t *testing.T) {
	limited := status(429)
	limited.Header.Set("Retry-After", "20")
	greedy := status(429)
	greedy.Header.Set("Retry-After", "7200")
	moved := status(307)
	moved.Header.Set("Location", "http://169.254.169.254/")
	tests := []struct {
		answer *http.Response
		err    error
		want   error
	}{
		{answer: status(200)}, {answer: status(202)},
		{answer: limited, want: notifier.Later{Code: "http_429", Until: time.Date(2000, 1, 1, 0, 0, 20, 0, time.UTC)}},
		{answer: greedy, want: notifier.Later{Code: "http_429", Until: time.Date(2000, 1, 1, 0, 1, 0, 0, time.UTC)}},
		{answer: status(408), want: notifier.Later{Code: "http_408"}},
		{answer: status(500), want: notifier.Later{Code: "http_500"}},
		{answer: status(503), want: notifier.Later{Code: "http_503"}},
		{answer: moved, want: notifier.Later{Code: "http_307"}},
		{answer: status(400), want: notifier.Permanent{Code: "http_400"}},
		{answer: status(401), want: notifier.Permanent{Code: "http_401"}},
		{answer: status(404), want: notifier.Permanent{Code: "http_404"}},
		{answer: status(410), want: notifier.Permanent{Code: "http_410"}},
		{err: errors.New("connection reset by peer"), want: notifier.Later{Code: "connection"}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.want), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, s := newReceiver(t)
				r.answer = func(int) (*http.Response, error) { return test.answer, test.err }
				_, err := s.Send(t.Context(), notifier.Pending{Effect: effect()})
				if got, want := fmt.Sprintf("%T %v", err, err), fmt.Sprintf("%T %v", test.want, test.want); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				if len(r.got) != 1 {
					t.Errorf("%d requests for one attempt", len(r.got))
				}
				if s := fmt.Sprint(r.log.String(), err); strings.Contains(s, "4711") {
					t.Error("the address, which may hold a token, gets out")
				}
			})
		})
	}
}

func TestAPageIsRepeatedUntilSomebodyTakesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, s := newReceiver(t)
		r.in.Obligations[0].Deadline = time.Now().Add(100 * time.Hour)
		back := time.Now().Add(6 * time.Hour)
		r.answer = func(n int) (*http.Response, error) {
			if time.Now().After(back) {
				return status(200), nil
			}
			return status(502), nil
		}
		var box outboxtest.Outbox
		box.Add(effect())
		loop := notifier.Loop{Kinds: pager.Kinds(), Outbox: &box, Sender: s, Now: time.Now, Nudge: box.Bell.Listen(),
			Log: zerolog.Nop(), GiveUp: func(context.Context, bot.Effect, string) error {
				t.Error("a page was given up")
				return nil
			}}
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Hour)
		defer cancel()
		if err := loop.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if _, ok := box.Receipt(effect().Key); !ok {
			t.Error("the page was never placed")
		}
		ids, gap := map[string]bool{}, time.Duration(0)
		for i, g := range r.got {
			ids[g.id] = true
			if i > 0 {
				gap = max(gap, g.at.Sub(r.got[i-1].at))
			}
		}
		if len(ids) != 1 || gap > time.Minute {
			t.Errorf("%d ids, at most %v apart; want one id and a minute", len(ids), gap)
		}
	})
}

func TestAnAnswerWithoutEndIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, s := newReceiver(t)
		endless := &zeros{}
		r.answer = func(int) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(endless)}, nil
		}
		if _, err := s.Send(t.Context(), notifier.Pending{Effect: effect()}); err != nil {
			t.Error(err)
		}
		if endless.read > 128<<10 {
			t.Errorf("read %d bytes of an answer", endless.read)
		}
	})
}

type zeros struct{ read int }

func (z *zeros) Read(b []byte) (int, error) {
	z.read += len(b)
	return len(b), nil
}

func TestASenderNeedsASecret(t *testing.T) {
	if _, err := pager.New(pager.Options{URL: "https://pager.test/"}); err == nil {
		t.Error("a sender without a secret is taken")
	}
}

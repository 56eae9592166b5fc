package action_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier/action"
)

// A product answers by account: what it is told to say, one answer for each
// call about that account, and after those that it is done.
type product struct {
	mu    sync.Mutex
	slow  time.Duration
	says  map[string][]int // HTTP status, by account
	calls int
}

func (p *product) RoundTrip(q *http.Request) (*http.Response, error) {
	var body struct {
		Account string `json:"account"`
	}
	if q.Body != nil {
		_ = json.NewDecoder(q.Body).Decode(&body)
	}
	select {
	case <-time.After(p.slow):
	case <-q.Context().Done():
		return nil, q.Context().Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	status, text := http.StatusOK, `{"status":"done","reference":"x"}`
	if list := p.says[body.Account]; len(list) > 0 {
		status, text = list[0], `{"title":"no"}`
		p.says[body.Account] = list[1:]
	}
	if q.Method == http.MethodGet {
		status, text = http.StatusNotFound, `{}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewBufferString(text))}, nil
}

// many makes the incident one at Snoobi itself, and stops all access of n accounts.
func (w *world) many(n int) {
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Convert(sanne, bot.Declaration{What: "ours"}, now)
	})
	var accounts []bot.AccountID
	for i := range n {
		accounts = append(accounts, bot.AccountID(fmt.Sprintf("SN-%05d", i+1)))
	}
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.StopMany(sanne, bot.ManyRequest{Accounts: accounts}, now)
	})
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 0, 0, now) })
}

func (w *world) retry() {
	w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retry(sanne, 0, now) })
}

// came is how far the action on many accounts has come.
func (w *world) came() string {
	a, _ := w.in.Action(1)
	var failed []string
	for _, f := range a.Many.Failed() {
		failed = append(failed, string(f.Account))
	}
	return fmt.Sprintf("%s, %d of %d, failed: %s", a.State, a.Many.Done(), a.Many.Count, strings.Join(failed, " "))
}

// What the product says of some accounts in a second try says nothing of the
// others: they are asked for again, and none is called stopped that is not.
func TestAHalfAnsweredRetryClaimsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.wire = &product{says: map[string][]int{"SN-00002": {422}, "SN-00003": {422, 503, 422}}}
		w.many(3)
		w.run(time.Hour)
		if got, want := w.came(), "to-do, 1 of 3, failed: SN-00002 SN-00003"; got != want {
			t.Errorf("after the first try: %s; want %s", got, want)
		}
		w.retry()
		w.run(time.Hour)
		if got, want := w.came(), "to-do, 2 of 3, failed: SN-00003"; got != want {
			t.Errorf("after the second: %s; want %s", got, want)
		}
	})
}

// A product that is slow is asked for the rest of a batch in the next attempt:
// what an attempt has no time for has not failed.
func TestASlowProductIsAskedForTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		p := &product{slow: 8 * time.Second}
		w.wire = p
		w.many(100)
		w.run(time.Hour)
		if got, want := w.came(), "done, 100 of 100, failed: "; got != want {
			t.Errorf("%s; want %s", got, want)
		}
		if p.calls > 150 {
			t.Errorf("%d calls for 100 accounts", p.calls)
		}
	})
}

func (w *world) progress(ctx context.Context, p bot.ActionProgress) error {
	if err := ctx.Err(); err != nil {
		return err // as a store does
	}
	return w.record(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Progressed(p, now) })
}

// What the product did for a batch before a crash is known also when the action
// was called off before the desk came back.
func TestWhatWasDoneBeforeACrashIsKnownOfAnActionThatIsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.many(3)
		key := bot.EffectKey(ref + "/carry/1/batch/1/1")
		w.cut(key, 2)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Fail(sanne, 1, "called off", now) })
		w.run(time.Hour)
		a, _ := w.in.Action(1)
		if got := w.in.Stopped(a); got != 2 {
			t.Errorf("%d accounts are known to be stopped, of 2", got)
		}
	})
}

// cut makes an attempt at a batch that is broken off after so many accounts.
func (w *world) cut(key bot.EffectKey, after int) {
	w.t.Helper()
	p, ok := w.box.Pending(key)
	if !ok {
		w.t.Fatalf("%s does not wait", key)
	}
	if err := w.box.Attempt(w.t.Context(), key, time.Now(), time.Now().Add(time.Second)); err != nil {
		w.t.Fatal(err)
	}
	o := w.options()
	full := w.down
	w.down = true // dies before it records
	o.Transport = broken{w.wire, make(chan struct{}, after)}
	s, err := action.New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = s.Send(w.t.Context(), p)
	w.down = full
}

// A broken wire lets some calls through, and no other.
type broken struct {
	http.RoundTripper
	room chan struct{}
}

func (b broken) RoundTrip(q *http.Request) (*http.Response, error) {
	select {
	case b.room <- struct{}{}:
		return b.RoundTripper.RoundTrip(q)
	default:
		return nil, io.ErrUnexpectedEOF
	}
}

// Giving back what one action stopped opens nothing that another still holds:
// the customer's own stop outlives the one of all accounts, in either order.
func TestWhatAnotherActionHoldsStaysClosed(t *testing.T) {
	for _, order := range [][]int{{1, 2}, {2, 1}} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			stop := func(r bot.ManyRequest) {
				w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.StopMany(sanne, r, now) })
				w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 0, 0, now) })
				w.run(time.Minute)
			}
			w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.Convert(sanne, bot.Declaration{What: "ours"}, now)
			})
			lists := map[int][]bot.AccountID{1: {"SN-1", "SN-2"}, 2: {"SN-2", "SN-3"}}
			stop(bot.ManyRequest{Accounts: lists[1]})
			stop(bot.ManyRequest{Accounts: lists[2], All: true})
			closed := func() (list []string) {
				for _, account := range []string{"SN-1", "SN-2", "SN-3"} {
					if w.api.Stopped(account, "stop-all", "") {
						list = append(list, account)
					}
				}
				return list
			}
			if got := closed(); len(got) != 3 {
				t.Errorf("closed: %v", got)
			}
			for i, id := range order {
				left := w.in.StillStopped(id, w.events)
				if len(left) != 2 {
					t.Errorf("%v: action %d still stops %v", order, id, left)
				}
				stop(bot.ManyRequest{Accounts: left, Reverses: id})
				var want []string
				if i == 0 {
					for _, account := range lists[3-id] {
						want = append(want, string(account))
					}
				}
				if got := closed(); !slices.Equal(got, want) {
					t.Errorf("%v: after %d was given back these are closed: %v, want %v", order, id, got, want)
				}
			}
		})
	}
}

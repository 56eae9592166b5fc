package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/view"
	"meldwacht/notifier/action"
	"meldwacht/notifier/action/actiontest"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// A product is the other side of the actions API without a network: it refuses
// one account in a hundred each first time, is busy for one in fifty, and can
// be cut off from the desk after it has acted.
type product struct {
	t   *testing.T
	api *actiontest.Server

	mu    sync.Mutex
	calls int
	busy  map[string]bool
	ids   map[string][]string // of the requests for an account, in order
	cut   func(calls int) bool
}

func (p *product) RoundTrip(q *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	var asked struct{ ID, Account string }
	_ = json.Unmarshal(body, &asked)
	p.mu.Lock()
	p.calls++
	gone := p.cut != nil && p.cut(p.calls)
	refused := false
	if strings.HasSuffix(asked.Account, "07") {
		ids := p.ids[asked.Account]
		if !slices.Contains(ids, asked.ID) {
			ids = append(ids, asked.ID)
			p.ids[asked.Account] = ids
		}
		refused = slices.Index(ids, asked.ID)%2 == 0
	}
	busy := strings.HasSuffix(asked.Account, "33") && !p.busy[asked.Account]
	p.busy[asked.Account] = true
	p.mu.Unlock()
	w := httptest.NewRecorder()
	switch {
	case q.Method == http.MethodPost && refused:
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.WriteString(`{"title":"account is being moved"}`)
	case q.Method == http.MethodPost && busy:
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		server := q.Clone(q.Context())
		server.Body = io.NopCloser(bytes.NewReader(body))
		p.api.ServeHTTP(w, server)
	}
	if gone {
		return nil, io.ErrUnexpectedEOF // it has acted, and nobody hears of it
	}
	return w.Result(), nil
}

const manySecret = "whsec_bWFueSBhY2NvdW50cyBhdCBvbmNlLCBpbiBhIHRlc3Q="

// manyDesk is a desk that has the product stop accounts.
func manyDesk(t *testing.T, path string, p *product) (*App, *action.Sender) {
	t.Helper()
	store, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clock := &Clock{}
	a := &App{store: store, log: zerolog.Nop(), opt: Options{Clock: clock, Log: zerolog.Nop()}, http: &http.Client{Transport: p},
		cfg: config.Config{ActionsAPI: config.Webhook{URL: "https://product.example/", Secret: config.NewSecret(manySecret)}}}
	a.desk = &bot.Desk{Store: store, Now: clock.Now, Rules: func() bot.Rules {
		r := bot.DefaultRules()
		r.Actions = []bot.ActionRule{{Kind: bot.StopAll, Carrier: bot.ByAPI}}
		return r
	}}
	s, err := a.actions()
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

// deliver runs the loop of the actions until the action stands still, or the
// product was asked so often.
func (a *App) deliver(t *testing.T, s *action.Sender, p *product, ref bot.Ref, id int, calls int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.ring(ctx) }()
	go func() { _ = a.loop(view.HealthActions, action.Kinds(), s).Run(ctx); ended <- nil }()
	for {
		time.Sleep(time.Second)
		in, err := a.store.Incident(ctx, ref)
		if err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		crash := calls > 0 && p.calls >= calls
		p.mu.Unlock()
		if got, _ := in.Action(id); crash || !got.Many.Running() {
			break
		}
	}
	cancel()
	<-ended
	<-ended
}

// All access of 5,000 accounts is stopped while the desk crashes in the middle
// and one account in a hundred is refused: each account is stopped once, those
// that failed are named, and tried again when a person says so. Then they are
// given back, a few first.
func TestFiveThousandAccountsAreStopped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.db")
	synctest.Test(t, func(t *testing.T) {
		api, err := actiontest.New(actiontest.Options{Secret: manySecret, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		p := &product{t: t, api: api, busy: map[string]bool{}, ids: map[string][]string{}}
		a, s := manyDesk(t, path, p)
		anna, mira := bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}, bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
		accounts := make([]bot.AccountID, manyAccounts)
		for i := range accounts {
			accounts[i] = bot.AccountID(fmt.Sprintf("SN-%05d", 10_000+i))
		}
		in, err := a.desk.Declare(t.Context(), "", anna, bot.Declaration{What: "alle sleutels liggen op straat"})
		if err != nil {
			t.Fatal(err)
		}
		do := func(decide func(bot.Incident, time.Time) (bot.Change, error)) {
			t.Helper()
			if in, err = a.desk.Do(t.Context(), in.Ref, "", decide); err != nil {
				t.Fatal(err)
			}
		}
		do(func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.StopMany(anna, bot.ManyRequest{All: true, Accounts: accounts}, now)
		})
		do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 1, in.Version, now) })

		// The desk is cut off in the middle and dies.
		const middle = manyAccounts * 2 / 5
		p.cut = func(calls int) bool { return calls >= middle }
		a.deliver(t, s, p, in.Ref, 1, middle)
		if err := a.store.Close(); err != nil {
			t.Fatal(err)
		}
		p.cut = nil
		a, s = manyDesk(t, path, p)
		defer func() { a.store.Close() }()
		a.deliver(t, s, p, in.Ref, 1, 0)
		if in, err = a.store.Incident(t.Context(), in.Ref); err != nil {
			t.Fatal(err)
		}
		one, _ := in.Action(1)
		if !one.Stuck() || one.Many.Done() != manyAccounts*99/100 || len(one.Many.Failed()) != manyAccounts/100 {
			t.Fatalf("stuck %t, %d done, %d failed", one.Stuck(), one.Many.Done(), len(one.Many.Failed()))
		}
		for _, f := range one.Many.Failed() {
			if !strings.HasSuffix(string(f.Account), "07") || f.Code != "account is being moved" {
				t.Errorf("failed: %+v", f)
			}
		}
		if p := in.Stage(bot.StageStop).Progress; p != bot.StageDoing {
			t.Errorf("the stage is %s while some failed", p)
		}
		do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retry(anna, 0, now) })
		a.deliver(t, s, p, in.Ref, 1, 0)
		if in, err = a.store.Incident(t.Context(), in.Ref); err != nil {
			t.Fatal(err)
		}
		if one, _ = in.Action(1); one.State != bot.ActionIsDone || in.Stage(bot.StageStop).Progress != bot.StageDone {
			t.Errorf("after trying again it is %s", one.State)
		}
		stopped := map[string]int{}
		for _, c := range api.Carried() {
			stopped[c.Account]++
		}
		for _, acc := range accounts {
			if stopped[string(acc)] != 1 {
				t.Errorf("%s was stopped %d times", acc, stopped[string(acc)])
			}
		}

		// They are given back: one in a hundred, then the rest.
		for wave, n := range []int{manyAccounts / 100, manyAccounts - manyAccounts/100} {
			events, err := a.store.Events(t.Context(), in.Ref)
			if err != nil {
				t.Fatal(err)
			}
			left := in.StillStopped(1, events)
			if want := manyAccounts - wave*manyAccounts/100; len(left) != want || in.Stopped(one) != want {
				t.Fatalf("wave %d: %d accounts are still stopped, %d by count", wave, len(left), in.Stopped(one))
			}
			do(func(in bot.Incident, now time.Time) (bot.Change, error) {
				return in.StopMany(anna, bot.ManyRequest{Accounts: left[:n], Reverses: 1}, now)
			})
			id := len(in.Actions)
			do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, id, in.Version, now) })
			a.deliver(t, s, p, in.Ref, id, 0)
			if in, err = a.store.Incident(t.Context(), in.Ref); err != nil {
				t.Fatal(err)
			}
			// The product refuses the same accounts the first time.
			if back, _ := in.Action(id); back.Stuck() {
				do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retry(anna, id, now) })
				a.deliver(t, s, p, in.Ref, id, 0)
				if in, err = a.store.Incident(t.Context(), in.Ref); err != nil {
					t.Fatal(err)
				}
			}
			one, _ = in.Action(1)
		}
		if one.Reversed == 0 || in.Stopped(one) != 0 || len(in.Suspended()) > 0 {
			t.Errorf("after the last wave: reversed by %d, %d stopped, %d suspended", one.Reversed, in.Stopped(one), len(in.Suspended()))
		}
		stats, err := storage.Verify(t.Context(), a.store, func(p storage.Problem) { t.Error(p) })
		if err != nil || stats.Problems > 0 {
			t.Errorf("verify: %v, %+v", err, stats)
		}
		t.Logf("%d calls, %d events", p.calls, stats.Events)
	})
}

package gateway_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/gateway"
	"meldwacht/commands"
	"meldwacht/storage/bolt"
)

// nothing answers every call at once: what is measured is the way to the ack.
type nothing struct{}

func (nothing) Run(context.Context, commands.Call) commands.Answer { return commands.Answer{} }

func (nothing) Home(context.Context, bot.Person, bot.Lang) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{}
}

// BenchmarkAck sends slash commands over signed HTTP, 200 a second whatever the
// answers do, into a real store, and reports how long Slack waits for the ack.
//
//	go test -run '^$' -bench Ack -benchtime 4000x ./bot/gateway
func BenchmarkAck(b *testing.B) {
	const secret, rate = "meldwacht-example-secret", 200
	store, err := bolt.Open(filepath.Join(b.TempDir(), "desk.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	slackEnd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true,"user":{"id":"U0ANNA","team_id":"T0DESK"}}`))
	}))
	defer slackEnd.Close()
	api := slack.New("xoxb-test", slack.OptionAPIURL(slackEnd.URL+"/"))
	g := &gateway.Gateway{API: api, Inbox: boltInbox{store}, Commands: nothing{}, Threads: store, Now: time.Now, Log: zerolog.Nop(),
		Who:  &gateway.Who{API: api, Team: "T0DESK", Now: time.Now, Roles: map[bot.Role][]string{bot.Support: {"U0ANNA"}}},
		Team: "T0DESK", App: "A0MELD", BotUser: "U0BOT", Channel: "C0DESK"}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	srv := httptest.NewServer(g.Handler(secret))
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	b.ResetTimer()
	for i := range b.N {
		<-tick.C
		all.Go(func() {
			body := url.Values{"command": {"/datalek"}, "text": {"toon DL-2026-0007"}, "team_id": {"T0DESK"}, "user_id": {"U0ANNA"},
				"channel_id": {"C0DESK"}, "api_app_id": {"A0MELD"}, "trigger_id": {fmt.Sprint("1.", i)}}.Encode()
			req, err := http.NewRequest(http.MethodPost, srv.URL+"/slack/commands", bytes.NewReader([]byte(body)))
			if err != nil {
				b.Error(err)
				return
			}
			ts := strconv.FormatInt(time.Now().Unix(), 10)
			mac := hmac.New(sha256.New, []byte(secret))
			fmt.Fprintf(mac, "v0:%s:%s", ts, body)
			req.Header.Set("X-Slack-Request-Timestamp", ts)
			req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
			begin := time.Now()
			resp, err := client.Do(req)
			if err != nil || resp.StatusCode != http.StatusOK {
				b.Errorf("%v, %v", resp, err)
				return
			}
			took[i] = time.Since(begin)
			_ = resp.Body.Close() // empty
		})
	}
	all.Wait()
	b.StopTimer()
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(took[len(took)-1]), "max-ms")
	b.ReportMetric(0, "ns/op")
}

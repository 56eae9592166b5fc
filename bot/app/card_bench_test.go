package app_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"meldwacht/bot/app"
	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
)

// BenchmarkCommandToCard measures what somebody waits for who types a command:
// the ack, and the card that shows what came of it, at 20 commands a second over
// Socket Mode. The workspace's rate limits are off, and the desk keeps to none.
func BenchmarkCommandToCard(b *testing.B) {
	const incidents = 40
	dir := b.TempDir()
	deskConfig(b, dir)
	page, mail := listen(b), listen(b)
	w := sandbox.New(sandbox.Options{BaseURL: "http://" + page.Addr().String()})
	server := &http.Server{Handler: w.Handler()}
	go server.Serve(page)
	defer func() { w.Close(); server.Close() }()
	file := filepath.Join(dir, "config.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	changed := strings.NewReplacer("127.0.0.1:8484", page.Addr().String(), "mode: socket", "mode: socket\n  pace: 100000").Replace(string(text))
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		b.Fatal(err)
	}
	cfg, err := config.Load(file, func(name string) (string, bool) { v, ok := scenarioSecrets[name]; return v, ok })
	if err != nil {
		b.Fatal(err)
	}
	a, err := app.New(cfg, app.Options{Log: quiet, Resolver: readNames(b), Listen: only(mail)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	c, err := dialMail(mail.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.conn.Close()
	for n := range incidents {
		if err := c.send(n); err != nil {
			b.Fatal(err)
		}
	}
	// A card, what the mail said, and the first reminder each.
	if err := w.Wait(ctx, func() bool { return len(w.Messages(channel)) == 3*incidents }); err != nil {
		b.Fatal(err)
	}

	var mu sync.Mutex
	var acks, cards []time.Duration
	versions := map[int]int{}
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / 20)
	defer tick.Stop()
	b.ResetTimer()
	for n := range b.N {
		<-tick.C
		i := n % incidents
		versions[i]++
		ref, want := fmt.Sprintf("DL-%d-%04d", time.Now().Year(), i+1), fmt.Sprintf("Versie %d", versions[i]+2)
		all.Go(func() {
			began := time.Now()
			out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: channel, Text: "/datalek notitie " + ref + " regel"})
			if err != nil || !out.OK {
				b.Errorf("%s: %+v %v", ref, out, err)
				return
			}
			ack := time.Since(began)
			if err := w.Wait(ctx, func() bool {
				return slices.ContainsFunc(w.Messages(channel), func(m sandbox.Message) bool {
					card := string(m.Blocks)
					return strings.Contains(card, ref) && strings.Contains(card, want)
				})
			}); err != nil {
				b.Error(err)
				return
			}
			card := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			acks, cards = append(acks, ack), append(cards, card)
		})
	}
	all.Wait()
	b.StopTimer()
	for name, list := range map[string][]time.Duration{"ack": acks, "card": cards} {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, name+"_p50_ms")
		b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, name+"_p99_ms")
	}
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

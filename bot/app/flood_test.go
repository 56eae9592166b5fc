package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/sandbox"
	"meldwacht/storage/bolt"
)

// The desk is killed at random while mails pour in and Slack cannot be reached.
// Every 250 has its incident, and no incident is without a mail that got one.
// MELDWACHT_FLOOD=100,5000 sets the kills and the mails (make flood).
func TestEveryMailThatIsTakenIsKept(t *testing.T) {
	t.Parallel()
	kills, mails := 4, 200
	if size := os.Getenv("MELDWACHT_FLOOD"); size != "" {
		if _, err := fmt.Sscanf(size, "%d,%d", &kills, &mails); err != nil {
			t.Fatalf("MELDWACHT_FLOOD=%q: want kills,mails", size)
		}
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d kills, %d mails", seed, kills, mails)
	c := newChaos(t, rand.New(rand.NewPCG(seed, 0)))
	if _, err := c.slack.Arm(sandbox.Fault{Kind: "outage", Seconds: 3600}); err != nil {
		t.Fatal(err)
	}
	c.start()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()

	var sent sync.WaitGroup
	next := make(chan int)
	for range 8 {
		sent.Go(func() {
			for n := range next {
				c.send(ctx, n) // returns once it got its 250
			}
		})
	}
	share := make(chan struct{}, 1)
	go func() {
		defer close(next)
		for n := range mails {
			if n%(mails/kills) == mails/kills/2 {
				share <- struct{}{}
			}
			next <- n
		}
	}()
	for range kills { // one in each share of the mails, at a random moment of it
		<-share
		pause(ctx, time.Duration(c.random.IntN(200))*time.Millisecond)
		c.kill()
		c.start()
	}
	sent.Wait()
	c.up(ctx)
	c.stop()

	path := filepath.Join(c.dir, "meldwacht.db")
	store, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	incidents, opened := 0, map[string]int{}
	for ref, err := range store.Refs(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		incidents++
		events, err := store.Events(ctx, ref)
		if err != nil {
			t.Fatal(err)
		}
		mail := ""
		for _, e := range events {
			if b, ok := e.Body.(bot.Opened); ok {
				mail = b.Mail.MessageID
				if _, err := store.Raw(ctx, b.Mail.RawSum); err != nil {
					t.Errorf("%s: %v", ref, err)
				}
			}
		}
		opened[mail]++
	}
	for n := range mails {
		id := fmt.Sprintf("chaos-%d@customer.example", n)
		if opened[id] != 1 {
			t.Errorf("mail %d got its 250 and opened %d incidents", n, opened[id])
		}
		delete(opened, id)
	}
	for id, n := range opened {
		t.Errorf("%d incidents of mail %q, which nobody sent", n, id)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	var report strings.Builder
	if err := app.Verify(ctx, "", path, &report); err != nil {
		t.Errorf("verify: %v\n%s", err, report.String())
	}
	t.Logf("%d incidents of %d mails in %s; %s", incidents, mails, time.Since(c.begun).Round(time.Second), strings.TrimSpace(report.String()))
}

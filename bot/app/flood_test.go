package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/sandbox"
	"meldwacht/storage/bolt"
)

// The desk is killed at random while mails pour in and Slack cannot be reached.
// Every 250 has its incident, and no incident is without a mail that got one.
// MELDWACHT_FLOOD=100,5000 sets the kills and the mails (make flood).
func TestEveryMailThatIsTakenIsKept(t *testing.T) {
	t.Parallel()
	c := newChaos(t, "MELDWACHT_FLOOD", 4, 200)
	if _, err := c.slack.Arm(sandbox.Fault{Kind: "outage", Seconds: 3600}); err != nil {
		t.Fatal(err)
	}
	c.start()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()

	share := make(chan struct{}, 1)
	sent := c.pour(ctx, 8, func(n int) {
		if part := c.mails / c.kills; n%part == part/2 {
			share <- struct{}{}
		}
	})
	for range c.kills { // one in each share of the mails, at a random moment of it
		<-share
		pause(ctx, time.Duration(c.random.IntN(200))*time.Millisecond)
		c.kill()
		c.start()
	}
	sent.Wait()
	c.up(ctx)
	c.stop()

	store, err := bolt.Open(c.record(), bolt.Options{ReadOnly: true, Master: scenarioKey()})
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
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	c.kept(ctx, opened, fmt.Sprintf("%d incidents of %d mails", incidents, c.mails))
}

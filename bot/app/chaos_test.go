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

// The desk is killed at random moments while mails arrive and Slack misbehaves.
// Whatever got a 250 has exactly one thread, no reminder is missing or doubled,
// and the record is whole. MELDWACHT_CHAOS=200,400 sets the kills and the mails
// (make chaos); without it a small run is made.
func TestChaos(t *testing.T) {
	t.Parallel()
	c := newChaos(t, "MELDWACHT_CHAOS", 4, 16)
	c.start()

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	sent := c.pour(ctx, 4, func(int) {
		// The mails are spread over the kills.
		pause(ctx, time.Duration(c.kills)*400*time.Millisecond/time.Duration(c.mails))
	})
	for range c.kills {
		c.spoil()
		pause(ctx, time.Duration(50+c.random.IntN(400))*time.Millisecond)
		c.kill()
		c.start()
	}
	sent.Wait()
	c.slack.Disarm("")
	c.settle(ctx)
}

// spoil arms one of Slack's faults.
func (c *chaos) spoil() {
	faults := []sandbox.Fault{
		{Kind: "ratelimited", RetryAfter: 1, Count: 2},
		{Kind: "status", Status: 500, Count: 2},
		{Kind: "status", Status: 500, After: true, Method: "chat.postMessage"},
		{Kind: "error", Error: "internal_error", After: true, Method: "chat.postMessage"},
		{Kind: "reset", After: true, Method: "chat.postMessage"},
		{Kind: "silence", After: true, Method: "chat.postMessage"},
		{Kind: "html", Count: 2},
		{Kind: "drop"},
		{Kind: "duplicate", Count: 3},
	}
	c.slack.Disarm("")
	if _, err := c.slack.Arm(faults[c.random.IntN(len(faults))]); err != nil {
		c.t.Error(err)
	}
}

// settle waits until the desk has nothing left to say, and holds what it said
// against its record.
func (c *chaos) settle(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, 2*time.Second)
		c.stop()
		done, why := c.check(ctx)
		if done {
			return
		}
		c.t.Logf("not yet: %s", why)
		c.start()
		pause(ctx, 8*time.Second)
	}
	c.t.Error("the desk did not come to rest")
}

// check compares record and workspace. done is false while something is still
// to be said.
func (c *chaos) check(ctx context.Context) (done bool, why string) {
	store, err := bolt.Open(c.record(), bolt.Options{ReadOnly: true, Master: scenarioKey()})
	if err != nil {
		c.t.Fatal(err)
	}
	defer store.Close()
	counts, err := store.Counts(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	for lane, n := range counts.Pending {
		if n > 0 {
			return false, fmt.Sprintf("%d effects in lane %s", n, lane)
		}
	}
	posted := c.posted()
	opened := map[string]int{}
	expected, reminders := 0, 0
	for ref, err := range store.Refs(ctx) {
		if err != nil {
			c.t.Fatal(err)
		}
		events, err := store.Events(ctx, ref)
		if err != nil {
			c.t.Fatal(err)
		}
		keys := []bot.EffectKey{bot.CardKey(ref), bot.EffectKey(ref) + "/mail/1"}
		told := map[string]int{}
		for _, e := range events {
			switch b := e.Body.(type) {
			case bot.Opened:
				opened[b.Mail.MessageID]++
			case bot.RungReached:
				keys = append(keys, bot.EffectKey(fmt.Sprintf("%s/rung/%s/%s", ref, b.Obligation, b.Rung)))
				for _, name := range append(b.Missed, b.Rung) {
					told[name]++
				}
				reminders++
			}
		}
		for _, name := range []string{"first", "second"} {
			if told[name] == 0 {
				return false, fmt.Sprintf("%s: rung %s is not due yet", ref, name)
			}
			if told[name] > 1 {
				c.t.Errorf("%s: rung %s was told or named %d times", ref, name, told[name])
			}
		}
		for _, key := range keys {
			expected++
			r, ok, err := store.Receipt(ctx, key)
			if err != nil || !ok {
				c.t.Errorf("%s: no receipt (%v)", key, err)
				continue
			}
			if !posted[r.ID] {
				c.t.Errorf("%s: its receipt names %s, which is not in Slack", key, r.ID)
			}
			delete(posted, r.ID)
		}
	}
	for ts := range posted {
		c.t.Errorf("Slack holds a message %s that no receipt names", ts)
	}
	c.kept(ctx, opened, fmt.Sprintf("%d incidents, %d messages, %d reminders", len(opened), expected, reminders))
	return true, ""
}

// posted returns the ts of all that the desk said for everybody.
func (c *chaos) posted() map[string]bool {
	all := map[string]bool{}
	for _, root := range c.slack.Messages(channel) {
		for _, m := range append(c.slack.Thread(channel, root.TS), root) {
			if m.BotID != "" && m.EphemeralFor == "" {
				all[m.TS] = true
			}
		}
	}
	return all
}

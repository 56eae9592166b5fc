package slack_test

import (
	"fmt"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
)

// once returns a fault for the first call of a method, and none afterwards.
func once(method string, f fault) func(string, url.Values) *fault {
	used := false
	return func(m string, _ url.Values) *fault {
		if m != method || used {
			return nil
		}
		used = true
		return &f
	}
}

func TestAnInterruptedPostIsFoundOrSentAgain(t *testing.T) {
	one := func() []bot.Effect { return []bot.Effect{card()} }
	kinds := map[string]struct {
		before func() []bot.Effect
		effect func() bot.Effect
		lookup string
	}{
		"card":         {func() []bot.Effect { return nil }, card, "conversations.history"},
		"reply":        {one, func() bot.Effect { return reply(3, bot.Normal) }, "conversations.replies"},
		"urgent reply": {one, func() bot.Effect { return reply(3, bot.Urgent) }, "conversations.replies"},
	}
	faults := map[string]fault{
		"no answer":      {hang: true},
		"500":            {status: 500},
		"internal_error": {body: failed("internal_error")},
		"half JSON":      {body: `{"ok":`},
	}
	for name, kind := range kinds {
		for what, f := range faults {
			for _, accepted := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, accepted %v", name, what, accepted), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						d := newDesk(t)
						d.box.Add(kind.before()...)
						d.run(t, time.Second)
						already := len(d.texts())
						f.accepted = accepted
						d.fault = once("chat.postMessage", f)
						e := kind.effect()
						d.box.Add(e)
						d.run(t, time.Minute)
						want := []string{"chat.postMessage", kind.lookup}
						if !accepted {
							want = append(want, kind.lookup, "chat.postMessage")
						}
						equal(t, "calls", d.methods()[already:], want)
						if n := len(d.texts()) - already; n != 1 {
							t.Errorf("it stands in the channel %d times", n)
						}
						if r, ok := d.box.Receipt(e.Key); !ok || r.ID != d.messages[already].TS || r.Channel != channel {
							t.Errorf("receipt %+v", r)
						}
					})
				})
			}
		}
	}
}

func TestAPostThatShowsLateIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.lag = 20 * time.Second // the first look comes 15 s after the post, the second at 25 s
		d.fault = once("chat.postMessage", fault{accepted: true, status: 502})
		d.box.Add(card())
		d.run(t, time.Minute)
		equal(t, "calls", d.methods(), []string{"chat.postMessage", "conversations.history", "conversations.history"})
		if n := len(d.texts()); n != 1 {
			t.Errorf("it stands in the channel %d times", n)
		}
	})
}

func TestACrashBetweenPostAndReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.page = 2 // the look-up follows cursors
		d.box.Add(card())
		p, _ := d.box.Pending(card().Key)
		now := time.Now()
		if err := d.box.Attempt(t.Context(), p.Key, now, now.Add(20*time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.sender.Send(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		// Others post on top of it, and one of them wears our id.
		for range 7 {
			d.messages = append(d.messages, &posted{TS: fmt.Sprintf("%d.9%05d", now.Unix(), len(d.messages)), Text: "chat", BotID: "B0OTHER",
				Metadata: d.messages[0].Metadata})
		}
		d.restart()
		d.run(t, time.Minute)
		if r, _ := d.box.Receipt(p.Key); r.ID != d.messages[0].TS {
			t.Errorf("receipt %+v, want that of the first message", r)
		}
		if n := len(d.texts()); n != 8 {
			t.Errorf("%d messages in the channel, want 8", n)
		}
	})
}

func TestDuplicatesAreDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.box.Add(card())
		d.run(t, time.Second)
		root := d.messages[0].TS
		// Twice no answer and no look-up: the urgent post goes out three times.
		posts := 0
		d.fault = func(m string, _ url.Values) *fault {
			switch {
			case m == "chat.postMessage" && posts < 3:
				posts++
				return &fault{accepted: true, hang: true}
			case m == "conversations.replies" && posts < 3:
				return &fault{status: 500}
			}
			return nil
		}
		d.box.Add(reply(3, bot.Urgent))
		d.run(t, 2*time.Minute)
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 v9", "DL-2026-0007 reply 3"})
		if r, _ := d.box.Receipt(reply(3, bot.Urgent).Key); r.ID != d.messages[1].TS || d.messages[1].Thread != root {
			t.Errorf("receipt %+v, want the oldest", r)
		}
	})
}

// A message that arrives while the channel is read shifts what follows to the
// next page. What stands on two pages is one message, not its own duplicate.
func TestAPageThatShiftsMakesNoDuplicate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.page = 1
		d.say("before")
		posted, arrived := false, false
		d.fault = func(m string, form url.Values) *fault {
			switch {
			case m == "chat.postMessage" && !posted:
				posted = true
				return &fault{accepted: true, hang: true}
			case m == "conversations.history" && form.Get("cursor") == "1" && !arrived:
				arrived = true
				d.say("meanwhile")
			}
			return nil
		}
		d.box.Add(card())
		d.run(t, 2*time.Minute)
		equal(t, "channel", d.texts(), []string{"before", "DL-2026-0007 v9", "meanwhile"})
		if r, ok := d.box.Receipt(bot.CardKey(ref)); !ok || r.ID != d.messages[1].TS {
			t.Errorf("receipt %+v, want the card's", r)
		}
	})
}

func TestWhenTheLookUpFails(t *testing.T) {
	for _, answer := range []fault{
		{hang: true}, {status: 500}, {body: failed("missing_scope")}, {body: `{"ok":false}`}, {body: `{}`},
	} {
		for _, lane := range []bot.Lane{bot.Normal, bot.Urgent} {
			t.Run(fmt.Sprintf("%+v %s", answer, lane), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d := newDesk(t)
					d.box.Add(card())
					d.run(t, time.Second)
					first := once("chat.postMessage", fault{accepted: true, hang: true})
					d.fault = func(m string, f url.Values) *fault {
						if m == "conversations.replies" {
							return &answer
						}
						return first(m, f)
					}
					d.box.Add(reply(3, lane))
					d.run(t, time.Hour)
					posts := len(d.texts()) - 1
					if _, done := d.box.Receipt(reply(3, lane).Key); lane == bot.Urgent && (!done || posts != 2) {
						t.Errorf("urgent: done %v after %d posts; a duplicate is better than a miss", done, posts)
					} else if lane != bot.Urgent && (done || posts != 1) {
						t.Errorf("normal: done %v after %d posts; unknown has to stay unknown", done, posts)
					}
				})
			})
		}
	}
}

func TestACardThatCannotBeLookedUpIsNotPostedTwice(t *testing.T) {
	for _, answer := range []fault{{status: 500}, {body: `{"ok":false}`}, {body: `{}`}} {
		t.Run(fmt.Sprintf("%+v", answer), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				first := once("chat.postMessage", fault{accepted: true, hang: true})
				d.fault = func(m string, f url.Values) *fault {
					if m == "conversations.history" && time.Since(d.in.Opened) < time.Hour {
						return &answer
					}
					return first(m, f)
				}
				d.box.Add(card())
				d.run(t, 2*time.Hour)
				if r, ok := d.box.Receipt(card().Key); !ok || len(d.texts()) != 1 {
					t.Errorf("%d cards, receipt %+v; want one, found once Slack could be asked", len(d.texts()), r)
				}
			})
		})
	}
}

func TestTooFastNeedsNoLookUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.fault = once("chat.postMessage", fault{status: 429, header: map[string]string{"Retry-After": "30"}})
		start := time.Now()
		d.box.Add(card(), reply(1, bot.Normal))
		d.run(t, time.Minute)
		equal(t, "calls", d.methods(), []string{"chat.postMessage", "chat.postMessage", "chat.postMessage"})
		if at := d.calls[1].at.Sub(start); at < 30*time.Second || at > 32*time.Second {
			t.Errorf("tried again after %v, want 30 s", at)
		}
	})
}

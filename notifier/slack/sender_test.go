package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	slackgo "github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
	"meldwacht/notifier/internal/outboxtest"
	"meldwacht/notifier/slack"
)

const ref bot.Ref = "DL-2026-0007"

// A desk is a Sender on a workspace, with one incident.
type desk struct {
	*workspace
	box    outboxtest.Outbox
	sender *slack.Sender
	in     bot.Incident
	log    strings.Builder
	logger zerolog.Logger
	gaveUp []string
	broken error // of the store
	panics bool  // of the view
}

func (d *desk) Incident(context.Context, bot.Ref) (bot.Incident, error) { return d.in, d.broken }

func (d *desk) Events(context.Context, bot.Ref) (list []bot.Event, err error) {
	for i := range d.in.Version {
		list = append(list, bot.Event{No: i + 1, Kind: "noted", Body: bot.Noted{Text: "x"}})
	}
	return list, d.broken
}

func (d *desk) Card(in bot.Incident, _ time.Time) view.Message {
	if d.panics {
		panic("a card with m.jansen@winkel.example")
	}
	return view.Message{Text: fmt.Sprintf("%s v%d", in.Ref, in.Version), Blocks: block("card")}
}

func (d *desk) Reply(in bot.Incident, e bot.Event, _ time.Time) view.Message {
	return view.Message{Text: fmt.Sprintf("%s reply %d", in.Ref, e.No), Blocks: block("reply"), Broadcast: e.No == 9}
}

func (d *desk) Again(in bot.Incident, e bot.Event, _, _ time.Time) view.Message {
	return view.Message{Text: fmt.Sprintf("%s reply %d again v%d", in.Ref, e.No, in.Version), Blocks: block("again")}
}

func (d *desk) Plain(in bot.Incident, e *bot.Event, _ time.Time) string {
	if e == nil {
		return fmt.Sprintf("%s plain", in.Ref)
	}
	return fmt.Sprintf("%s plain %d", in.Ref, e.No)
}

func block(text string) []slackgo.Block {
	return []slackgo.Block{slackgo.NewSectionBlock(slackgo.NewTextBlockObject(slackgo.PlainTextType, text, false, false), nil, nil)}
}

// newDesk must be called inside the bubble.
func newDesk(t *testing.T) *desk {
	d := &desk{workspace: &workspace{t: t}}
	d.logger = zerolog.New(zerolog.SyncWriter(&d.log))
	d.in = bot.Incident{Ref: ref, Version: 9, Opened: time.Now()}
	d.restart()
	return d
}

// restart gives the desk a Sender that remembers nothing.
func (d *desk) restart() {
	d.sender = slack.New(slack.Options{API: slack.NewClient("xoxb-test", "https://slack.test/api/", d.workspace),
		Channel: channel, BotID: botID, Reader: d, Render: d, Now: time.Now, Log: d.logger})
}

// run delivers for so long.
func (d *desk) run(t *testing.T, long time.Duration) {
	t.Helper()
	loop := notifier.Loop{Kinds: slack.Kinds(), Outbox: &d.box, Sender: d.sender, Now: time.Now,
		Nudge: d.box.Bell.Listen(), Log: d.logger,
		GiveUp: func(_ context.Context, e bot.Effect, code string) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.gaveUp = append(d.gaveUp, string(e.Key)+" "+code)
			return nil
		}}
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	if err := loop.Run(ctx); err != nil {
		t.Errorf("Run = %v", err)
	}
}

func card() bot.Effect {
	return bot.Effect{Key: bot.CardKey(ref), Ref: ref, Kind: bot.EffectCard, Lane: bot.Normal, Due: time.Now()}
}

func reply(event int, lane bot.Lane) bot.Effect {
	return bot.Effect{Key: bot.EffectKey(fmt.Sprintf("%s/event/%d", ref, event)), Ref: ref, Kind: bot.EffectReply,
		After: bot.CardKey(ref), Lane: lane, Due: time.Now(), Event: event}
}

func redraw(version int) bot.Effect {
	return bot.Effect{Key: bot.EffectKey(fmt.Sprintf("%s/update/%d", ref, version)), Ref: ref, Kind: bot.EffectUpdate,
		After: bot.CardKey(ref), Lane: bot.Normal, Due: time.Now()}
}

func again(event, version int) bot.Effect {
	return bot.Effect{Key: bot.EffectKey(fmt.Sprintf("%s/redraw/%d/%d", ref, event, version)), Ref: ref, Kind: bot.EffectRedraw,
		After: reply(event, bot.Normal).Key, Lane: bot.Normal, Due: time.Now(), Event: event}
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestAThreadOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.box.Add(card(), reply(1, bot.Normal), reply(9, bot.Urgent))
		d.run(t, 10*time.Second)
		d.in.Version = 10
		d.box.Add(redraw(10))
		d.run(t, 10*time.Second)
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 v10", "DL-2026-0007 reply 9", "DL-2026-0007 reply 1"})

		root := d.messages[0].TS
		for i, c := range d.calls {
			f := c.form
			if f.Get("parse") != "none" || f.Get("unfurl_links") != "false" || f.Get("unfurl_media") != "false" || f.Has("link_names") {
				t.Errorf("%s is not inert: %v", c.method, f)
			}
			if f.Get("text") == "" || f.Get("blocks") == "" {
				t.Errorf("%s without text or blocks", c.method)
			}
			if i > 0 && c.method == "chat.postMessage" && f.Get("thread_ts") != root {
				t.Errorf("a reply outside its thread: %v", f)
			}
			if want := strings.HasSuffix(f.Get("text"), "reply 9"); (f.Get("reply_broadcast") == "true") != want {
				t.Errorf("broadcast of %q", f.Get("text"))
			}
		}
		want := fmt.Sprintf(`{"event_type":"meldwacht_effect","event_payload":{"id":"%032x"}}`, 1)
		if got := d.calls[0].form.Get("metadata"); got != want {
			t.Errorf("metadata %s, want %s", got, want)
		}
		if r, _ := d.box.Receipt(card().Key); r.ID != root || r.Channel != channel {
			t.Errorf("receipt %+v", r)
		}
	})
}

// A reply is drawn again in its place, whatever the card shows by then.
func TestAReplyIsDrawnAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.box.Add(card(), reply(1, bot.Normal), reply(2, bot.Normal))
		d.run(t, 10*time.Second)
		d.in.Version = 10
		d.box.Add(redraw(10), again(1, 10))
		d.run(t, 10*time.Second)
		d.restart()
		d.box.Add(again(1, 11))
		d.in.Version = 11
		d.run(t, 10*time.Second)
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 v10", "DL-2026-0007 reply 1 again v11", "DL-2026-0007 reply 2"})
	})
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name string
		fault
		want error
	}{
		{"429 with Retry-After", fault{status: 429, header: map[string]string{"Retry-After": "30"}}, later("http_429", 30)},
		{"429 without Retry-After", fault{status: 429, body: failed("ratelimited")}, later("http_429", 60)},
		{"ratelimited", fault{body: failed("ratelimited")}, later("ratelimited", 60)},
		{"rate_limited", fault{body: failed("rate_limited")}, later("rate_limited", 60)},
		{"the whole workspace is too fast", fault{body: failed("message_limit_exceeded")}, later("message_limit_exceeded", 60)},

		{"no answer", fault{accepted: true, hang: true}, notifier.Unknown{Code: "timeout"}},
		{"reset", fault{err: errors.New("connection reset by peer")}, notifier.Unknown{Code: "connection", Err: errors.New("connection reset by peer")}},
		{"500", fault{status: 500, body: "<html>"}, notifier.Unknown{Code: "http_500"}},
		{"503", fault{status: 503}, notifier.Unknown{Code: "http_503"}},
		{"HTML with 200", fault{body: "<html>"}, notifier.Unknown{Code: "broken_answer"}},
		{"half JSON", fault{body: `{"ok":tr`}, notifier.Unknown{Code: "broken_answer"}},
		{"not ok without an error", fault{body: `{"ok":false}`}, notifier.Unknown{Code: "broken_answer"}},
		{"internal_error", fault{body: failed("internal_error")}, notifier.Unknown{Code: "internal_error"}},
		{"fatal_error", fault{body: failed("fatal_error")}, notifier.Unknown{Code: "fatal_error"}},
		{"service_unavailable", fault{body: failed("service_unavailable")}, notifier.Unknown{Code: "service_unavailable"}},
		{"a code that nobody knows", fault{body: failed("full_moon")}, notifier.Unknown{Code: "full_moon"}},
		{"redirect", fault{status: 302, header: map[string]string{"Location": "https://evil.example/"}}, notifier.Unknown{Code: "http_302"}},

		{"channel_not_found", fault{body: failed("channel_not_found")}, notifier.Permanent{Code: "channel_not_found"}},
		{"not_in_channel", fault{body: failed("not_in_channel")}, notifier.Permanent{Code: "not_in_channel"}},
		{"is_archived", fault{body: failed("is_archived")}, notifier.Permanent{Code: "is_archived"}},
		{"restricted_action", fault{body: failed("restricted_action_thread_locked")}, notifier.Permanent{Code: "restricted_action_thread_locked"}},
		{"cannot_reply_to_message", fault{body: failed("cannot_reply_to_message")}, notifier.Permanent{Code: "cannot_reply_to_message"}},
		{"thread_not_found", fault{body: failed("thread_not_found")}, notifier.Permanent{Code: "thread_not_found"}},
		{"malformed, also in plain text", fault{body: failed("invalid_arguments")}, notifier.Permanent{Code: "invalid_arguments"}},

		{"invalid_auth", fault{body: failed("invalid_auth")}, notifier.Stop{Code: "invalid_auth"}},
		{"token_revoked", fault{body: failed("token_revoked")}, notifier.Stop{Code: "token_revoked"}},
		{"token_expired", fault{body: failed("token_expired")}, notifier.Stop{Code: "token_expired"}},
		{"account_inactive", fault{body: failed("account_inactive")}, notifier.Stop{Code: "account_inactive"}},
		{"missing_scope", fault{body: `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`}, notifier.Stop{Code: "missing_scope"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.fault = func(string, url.Values) *fault { return &test.fault }
				_, err := d.sender.Send(t.Context(), notifier.Pending{Effect: card(), ID: "1"})
				if got, want := fmt.Sprintf("%T %v", err, err), fmt.Sprintf("%T %v", test.want, test.want); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				if strings.Contains(d.log.String(), "slack.test") {
					t.Error("the log holds the address")
				}
			})
		})
	}
}

// later is made inside and outside the bubble: its clock starts in 2000.
func later(code string, seconds int) error {
	return notifier.Later{Code: code, Until: time.Date(2000, 1, 1, 0, 0, seconds, 0, time.UTC)}
}

func TestMalformedBlocksGoOutAsPlainText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.fault = func(_ string, f url.Values) *fault {
			if f.Get("blocks") != "[]" {
				return &fault{body: failed("invalid_blocks")}
			}
			return nil
		}
		d.box.Add(card(), reply(3, bot.Normal), redraw(9))
		d.run(t, time.Minute)
		// The thread goes on under the plain card, and the record says what happened.
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 plain", "DL-2026-0007 plain 3"})
		if d.messages[1].Thread != d.messages[0].TS {
			t.Error("the reply is not in the thread")
		}
		equal(t, "gave up", d.gaveUp, []string{"DL-2026-0007/card invalid_blocks", "DL-2026-0007/event/3 invalid_blocks"})
	})
}

func TestAViewThatPanicsSilencesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.panics = true
		d.box.Add(card(), reply(3, bot.Urgent))
		d.run(t, time.Minute)
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 plain", "DL-2026-0007 reply 3"})
		equal(t, "gave up", d.gaveUp, []string{"DL-2026-0007/card not_rendered"})
		if strings.Contains(d.log.String(), "jansen") {
			t.Error("the log quotes a message")
		}
	})
}

func TestUpdatesInARowAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.box.Add(card())
		d.run(t, time.Second)
		d.in.Version = 14
		d.box.Add(redraw(10), redraw(11), redraw(12), redraw(13), redraw(14))
		d.run(t, time.Second)
		equal(t, "calls", d.methods(), []string{"chat.postMessage", "chat.update"})
		if d.box.Len() != 0 {
			t.Errorf("%d updates are left", d.box.Len())
		}
		time.Sleep(time.Hour) // the card shows the time left
		d.box.Add(redraw(15))
		d.run(t, time.Second)
		equal(t, "calls", d.methods(), []string{"chat.postMessage", "chat.update", "chat.update"})
	})
}

func TestNothingIsPostedLoose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for _, e := range []bot.Effect{reply(1, bot.Urgent), redraw(1)} {
			if _, err := d.sender.Send(t.Context(), notifier.Pending{Effect: e}); !errors.As(err, new(notifier.Permanent)) {
				t.Errorf("%s without a card: %v", e.Key, err)
			}
		}
		equal(t, "calls", d.methods(), nil)
	})
}

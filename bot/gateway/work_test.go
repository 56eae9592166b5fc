package gateway

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// take hands an envelope in as a transport does.
func take(t *testing.T, g *Gateway, kind, payload string) {
	t.Helper()
	if err := g.take(t.Context(), kind, []byte(payload), checked(t)); err != nil {
		t.Errorf("take: %v", err)
	}
}

// notice is a modal.
func notice() *slack.ModalViewRequest {
	v := view.Face{Lang: bot.NL, Zone: time.UTC}.NoticeModal("DL-2026-0007")
	return &v
}

func TestTheSameThingTwiceIsOneCall(t *testing.T) {
	click := func(trigger, ts string) string {
		return `{"type":"block_actions","trigger_id":"` + trigger + `","api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA"},"channel":{"id":"C0DESK"},` +
			`"actions":[{"action_id":"verb:pak","action_ts":"` + ts + `","value":"{\"ref\":\"DL-2026-0007\",\"v\":4}"}]}`
	}
	mention := func(id string) string {
		return event(id, `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> pak","ts":"1.2","thread_ts":"100.1","channel":"C0DESK"}`)
	}
	for _, c := range []struct {
		name, kind, first, second string
		calls                     int
	}{
		{"an event sent again", kindEvent, mention("Ev1"), mention("Ev1"), 1},
		{"two events", kindEvent, mention("Ev1"), mention("Ev2"), 2},
		{"a command", kindCommand, command("pak", "1.1"), command("pak", "1.1"), 1},
		{"a click on two sockets", kindInteraction, click("1.1", "5.1"), click("1.1", "5.1"), 1},
		{"a click without a trigger", kindInteraction, click("", "5.1"), click("", "5.1"), 1},
		{"two clicks", kindInteraction, click("1.1", "5.1"), click("1.2", "5.2"), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, d := newWire(t), &desk{}
				g := w.gateway(newInbox(), d)
				defer run(t, g)()
				take(t, g, c.kind, c.first)
				synctest.Wait()
				take(t, g, c.kind, c.second)
				synctest.Wait()
				calls := d.seen()
				if len(calls) != c.calls {
					t.Fatalf("%d calls", len(calls))
				}
				if calls[0].Once == "" || len(calls) == 2 && calls[0].Once == calls[1].Once {
					t.Errorf("keys %q", calls[0].Once)
				}
			})
		})
	}
}

// A crash between the ack and the work: the next run does it, under the same key.
func TestWhatWasAcknowledgedIsDoneAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, b := newWire(t), newInbox()
		d := &desk{hold: make(chan struct{})}
		g := w.gateway(b, d)
		stop := run(t, g)
		take(t, g, kindCommand, command("notitie gebeld", "1.1"))
		take(t, g, kindCommand, command("pak", "1.2"))
		synctest.Wait()
		stop() // in the middle of the first
		if n := len(b.unfinished()); n != 2 {
			t.Fatalf("%d unfinished", n)
		}
		first := d.seen()[0].Once

		again := &desk{answer: commands.Answer{Text: "DL-2026-0007: klaar."}}
		defer run(t, w.gateway(b, again))()
		time.Sleep(time.Second)
		calls := again.seen()
		if len(calls) != 2 || calls[0].Once != first || calls[0].Verb != "notitie" || calls[1].Verb != "pak" {
			t.Errorf("calls %+v", calls)
		}
		if n := len(b.unfinished()); n != 0 {
			t.Errorf("%d unfinished", n)
		}
		if n, _ := w.count("response"); n != 2 {
			t.Errorf("%d answers", n)
		}
	})
}

func TestDoorsAndAnswers(t *testing.T) {
	block := `"api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA","team_id":"T0DESK"},"trigger_id":"1.1"`
	value := `"value":"{\"ref\":\"DL-2026-0007\",\"v\":4,\"id\":2}"`
	text := commands.Answer{Text: "DL-2026-0007 is <nu> van jou."}
	modal := commands.Answer{Modal: notice()}
	for _, c := range []struct {
		name, kind, payload string
		answer              commands.Answer
		want                commands.Call
		method              string
		args                map[string]string
	}{
		{"a command is answered through its response_url", kindCommand, command("pak 7", "1.1"), text,
			commands.Call{Door: commands.DoorSlash, Verb: "pak", Args: "7"}, "response", map[string]string{"response_type": "ephemeral", "text": "DL-2026-0007 is &lt;nu&gt; van jou."}},
		{"a command opens a modal", kindCommand, command("notitie", "1.1"), modal,
			commands.Call{Door: commands.DoorSlash, Verb: "notitie"}, "views.open", map[string]string{"trigger_id": "1.1"}},
		{"a button on the card is answered in the thread", kindInteraction,
			`{"type":"block_actions",` + block + `,"channel":{"id":"C0DESK"},"container":{"message_ts":"100.1"},"message":{"ts":"100.1"},"actions":[{"action_id":"verb:gedaan:2",` + value + `}]}`, text,
			commands.Call{Door: commands.DoorButton, Verb: "gedaan", Args: "2", Ref: "DL-2026-0007", Version: 4}, "chat.postEphemeral",
			map[string]string{"channel": "C0DESK", "user": "U0ANNA", "thread_ts": "100.1", "parse": "none", "unfurl_links": "false"}},
		{"a button of an ephemeral message replaces it", kindInteraction,
			`{"type":"block_actions",` + block + `,"channel":{"id":"C0DESK"},"response_url":"http://slack.test/response","container":{"message_ts":"200.1","is_ephemeral":true},"actions":[{"action_id":"verb:pak:1",` + value + `}]}`, text,
			commands.Call{Door: commands.DoorButton, Verb: "pak", Args: "2", Ref: "DL-2026-0007", Version: 4}, "response", map[string]string{"replace_original": "true"}},
		{"a button in a modal opens the next on top", kindInteraction,
			`{"type":"block_actions",` + block + `,"view":{"id":"V01","type":"modal"},"container":{"type":"view"},"actions":[{"action_id":"verb:notitie",` + value + `}]}`, modal,
			commands.Call{Door: commands.DoorButton, Verb: "notitie", Args: "2", Ref: "DL-2026-0007", Version: 4}, "views.push", nil},
		{"a button in a modal is answered in it", kindInteraction,
			`{"type":"block_actions",` + block + `,"view":{"id":"V01","type":"modal"},"container":{"type":"view"},"actions":[{"action_id":"verb:pak",` + value + `}]}`, text,
			commands.Call{Door: commands.DoorButton, Verb: "pak", Args: "2", Ref: "DL-2026-0007", Version: 4}, "views.update", map[string]string{"view_id": "V01"}},
		{"a button in Home opens a window", kindInteraction,
			`{"type":"block_actions",` + block + `,"view":{"id":"V00","type":"home"},"container":{"type":"view"},"actions":[{"action_id":"verb:toon",` + value + `}]}`, text,
			commands.Call{Door: commands.DoorButton, Verb: "toon", Args: "2", Ref: "DL-2026-0007", Version: 4}, "views.open", nil},
		{"the shortcut on a reply", kindInteraction,
			`{"type":"message_action","callback_id":"incident_menu",` + block + `,"channel":{"id":"C0DESK"},"message":{"ts":"100.5","thread_ts":"100.1"}}`, modal,
			commands.Call{Door: commands.DoorShortcut, Ref: "DL-2026-0007"}, "views.open", nil},
		{"a mention that changes is answered to the person", kindEvent,
			event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> pak","ts":"100.5","thread_ts":"100.1","channel":"C0DESK"}`), text,
			commands.Call{Door: commands.DoorMention, Verb: "pak", Ref: "DL-2026-0007"}, "chat.postEphemeral", map[string]string{"thread_ts": "100.1"}},
		{"a mention that reads is answered to all", kindEvent,
			event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"toon <@U0BOT|meldwacht>","ts":"100.5","thread_ts":"100.1","channel":"C0DESK"}`), text,
			commands.Call{Door: commands.DoorMention, Verb: "toon", Ref: "DL-2026-0007"}, "chat.postMessage", map[string]string{"thread_ts": "100.1", "channel": "C0DESK"}},
		{"a DM", kindEvent,
			event("Ev1", `{"type":"message","channel_type":"im","user":"U0ANNA","text":"lijst","ts":"100.5","channel":"D0ANNA"}`), text,
			commands.Call{Door: commands.DoorMention, Verb: "lijst"}, "chat.postMessage", map[string]string{"channel": "D0ANNA"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, d := newWire(t), &desk{answer: c.answer}
				g := w.gateway(newInbox(), d)
				defer run(t, g)()
				take(t, g, c.kind, c.payload)
				time.Sleep(time.Second)
				calls := d.seen()
				if len(calls) != 1 {
					t.Fatalf("%d calls", len(calls))
				}
				got := calls[0]
				if got.Door != c.want.Door || got.Verb != c.want.Verb || got.Args != c.want.Args || got.Ref != c.want.Ref || got.Version != c.want.Version {
					t.Errorf("call %+v", got)
				}
				if got.Who.ID != "anna" || got.Lang != bot.NL || !got.Who.May(bot.Support) {
					t.Errorf("by %+v in %s", got.Who, got.Lang)
				}
				n, last := w.count(c.method)
				if n != 1 {
					t.Fatalf("%s: %d times; %v", c.method, n, w.calls)
				}
				for k, v := range c.args {
					if fmt.Sprint(last[k]) != v {
						t.Errorf("%s: %s is %v, want %s", c.method, k, last[k], v)
					}
				}
			})
		})
	}
}

func TestATriggerThatRanOutAsksToClickAgain(t *testing.T) {
	for _, late := range []time.Duration{0, 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			w := newWire(t)
			w.api = func(method string, _ map[string]any) map[string]any {
				if method == "views.open" {
					return map[string]any{"ok": false, "error": "expired_trigger_id"}
				}
				return nil
			}
			d := &desk{answer: commands.Answer{Modal: notice()}, hold: make(chan struct{})}
			g := w.gateway(newInbox(), d)
			defer run(t, g)()
			take(t, g, kindCommand, command("notitie", "1.1"))
			time.AfterFunc(late, func() { close(d.hold) })
			time.Sleep(10 * time.Second)
			opens, _ := w.count("views.open")
			_, last := w.count("response")
			if late == 0 && opens != 1 || late > 0 && opens != 0 {
				t.Errorf("%d opens after %s", opens, late)
			}
			if !strings.Contains(fmt.Sprint(last["text"]), "nog eens") {
				t.Errorf("told %v", last["text"])
			}
		})
	}
}

func TestWhatIsNotForUs(t *testing.T) {
	for name, payload := range map[string]string{
		"our own post":         event("Ev1", `{"type":"message","channel_type":"im","user":"U0BOT","text":"lijst","channel":"D0ANNA"}`),
		"a bot's":              event("Ev1", `{"type":"app_mention","bot_id":"B01","user":"U0ANNA","text":"<@U0BOT> pak","channel":"C0DESK"}`),
		"an edit":              event("Ev1", `{"type":"message","subtype":"message_changed","channel_type":"im","user":"U0ANNA","text":"lijst","channel":"D0ANNA"}`),
		"another workspace's":  strings.ReplaceAll(event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> pak","channel":"C0DESK"}`), "T0DESK", "T0ELSE"),
		"another app's":        strings.ReplaceAll(event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> pak","channel":"C0DESK"}`), "A0MELD", "A0ELSE"),
		"a channel's chatter":  event("Ev1", `{"type":"message","channel_type":"group","user":"U0ANNA","text":"pak","channel":"C0DESK"}`),
		"the messages of Home": event("Ev1", `{"type":"app_home_opened","tab":"messages","user":"U0ANNA"}`),
		"no JSON":              `half`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, d, b := newWire(t), &desk{}, newInbox()
				g := w.gateway(b, d)
				defer run(t, g)()
				if payload != "half" {
					take(t, g, kindEvent, payload)
				} else {
					take(t, g, kindEvent, `{"event":`+payload[:0]+`7}`)
				}
				synctest.Wait()
				if n := len(d.seen()); n != 0 || len(w.calls) != 0 || len(b.unfinished()) != 0 {
					t.Errorf("%d calls to the desk, %v to slack", n, w.calls)
				}
			})
		})
	}
}

func TestAChannelThatBecomesSharedIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, d := newWire(t), &desk{}
		g := w.gateway(newInbox(), d)
		var alarms []string
		var private atomic.Bool
		w.api = func(method string, _ map[string]any) map[string]any {
			if method == "conversations.info" && private.Load() {
				return map[string]any{"ok": true, "channel": map[string]any{"id": "C0DESK"}}
			}
			return nil
		}
		g.Alarm = func(_ context.Context, a Alarm) { alarms = append(alarms, a.What+" "+a.Channel) }
		defer run(t, g)()
		take(t, g, kindEvent, event("Ev1", `{"type":"channel_shared","connected_team_id":"T0ELSE","channel":"C0DESK"}`))
		take(t, g, kindEvent, event("Ev2", `{"type":"tokens_revoked","tokens":{"bot":["U0BOT"]}}`))
		take(t, g, kindEvent, event("Ev3", `{"type":"member_left_channel","user":"U0ANNA","channel":"C0DESK"}`))
		synctest.Wait()
		take(t, g, kindCommand, command("pak", "1.1"))
		time.Sleep(time.Second)
		if len(d.seen()) != 0 {
			t.Error("the desk works in a shared channel")
		}
		if _, last := w.count("response"); !strings.Contains(fmt.Sprint(last["text"]), "gedeeld") {
			t.Errorf("told %v", last["text"])
		}
		if len(alarms) != 2 {
			t.Errorf("alarms %q", alarms)
		}
		// When Slack says that it is not shared any more, the desk goes on.
		private.Store(true)
		time.Sleep(time.Minute)
		take(t, g, kindCommand, command("pak", "1.2"))
		time.Sleep(time.Second)
		if len(d.seen()) != 1 {
			t.Error("the desk stays silent for ever")
		}
	})
}

func TestAPanicIsTheEndOfOneEnvelopeOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, b := newWire(t), newInbox()
		g := w.gateway(b, &desk{})
		g.Threads = nil // refOf panics
		defer run(t, g)()
		take(t, g, kindEvent, event("Ev1", `{"type":"app_mention","user":"U0ANNA","text":"<@U0BOT> pak","ts":"1.1","channel":"C0DESK"}`))
		take(t, g, kindCommand, command("pak", "1.2"))
		synctest.Wait()
		if n := len(b.unfinished()); n != 0 {
			t.Errorf("%d unfinished", n)
		}
	})
}

// A guest, a bot, a stranger, and somebody who left get a sentence and nothing
// else; what takes two people is asked afresh.
func TestWhoMay(t *testing.T) {
	user := func(extra map[string]any) func(string, map[string]any) map[string]any {
		return func(method string, args map[string]any) map[string]any {
			if method != "users.info" {
				return nil
			}
			u := map[string]any{"id": args["user"], "team_id": "T0DESK", "real_name": "X", "locale": "en-US"}
			for k, v := range extra {
				u[k] = v
			}
			return map[string]any{"ok": true, "user": u}
		}
	}
	for name, c := range map[string]struct {
		extra map[string]any
		says  string
	}{
		"guest":        {map[string]any{"is_restricted": true}, "Guests"},
		"single guest": {map[string]any{"is_ultra_restricted": true}, "Guests"},
		"bot":          {map[string]any{"is_bot": true}, "Bots"},
		"stranger":     {map[string]any{"is_stranger": true}, "members of this workspace"},
		"other team":   {map[string]any{"team_id": "T0ELSE"}, "members of this workspace"},
		"deleted":      {map[string]any{"deleted": true}, "closed"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, d := newWire(t), &desk{}
				w.api = user(c.extra)
				g := w.gateway(newInbox(), d)
				defer run(t, g)()
				take(t, g, kindCommand, command("pak", "1.1"))
				time.Sleep(time.Second)
				_, last := w.count("response")
				if len(d.seen()) != 0 || !strings.Contains(fmt.Sprint(last["text"]), c.says) {
					t.Errorf("%d calls, told %v", len(d.seen()), last["text"])
				}
			})
		})
	}
	t.Run("a minute for most, nothing for approvals", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, d := newWire(t), &desk{}
			w.api = user(nil)
			g := w.gateway(newInbox(), d)
			defer run(t, g)()
			count := func(what string, want int) {
				t.Helper()
				synctest.Wait()
				if n, _ := w.count("users.info"); n != want {
					t.Errorf("%s: users.info was asked %d times, want %d", what, n, want)
				}
			}
			take(t, g, kindCommand, command("pak", "1.1"))
			count("first", 1)
			take(t, g, kindCommand, command("pak", "1.2"))
			count("second", 1)
			time.Sleep(freshAge)
			take(t, g, kindCommand, command("keur-goed", "1.3"))
			count("approval", 2)
			take(t, g, kindCommand, command("keur-goed", "1.35"))
			count("right behind it", 2)
			time.Sleep(61 * time.Second)
			take(t, g, kindCommand, command("pak", "1.4"))
			count("a minute later", 3)
		})
	})
	t.Run("what cannot be read is a no", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, d := newWire(t), &desk{}
			w.api = func(method string, _ map[string]any) map[string]any {
				if method == "users.info" {
					return map[string]any{"ok": false, "error": "internal_error"}
				}
				return nil
			}
			g := w.gateway(newInbox(), d)
			defer run(t, g)()
			take(t, g, kindCommand, command("keur-goed", "1.1"))
			time.Sleep(time.Second)
			if _, last := w.count("response"); len(d.seen()) != 0 || !strings.Contains(fmt.Sprint(last["text"]), "minuut") {
				t.Errorf("%d calls, told %v", len(d.seen()), last["text"])
			}
		})
	})
	t.Run("roles from a group", func(t *testing.T) {
		w := newWire(t)
		p, _, err := w.gateway(newInbox(), &desk{}).Who.Person(t.Context(), "U0MIRA", true)
		if err != nil || !p.May(bot.Manager) || p.ID != "slack:U0MIRA" {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

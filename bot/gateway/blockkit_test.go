package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/bot/view/blockkit"
	"meldwacht/commands"
)

// rule is what the desks of these tests may show: none of their people has an
// account in Slack, so that no mention is their own.
var rule = blockkit.Rule{Tokens: regexp.MustCompile(blockkit.Date), Button: func(action, value string) error {
	verb, _ := view.ParseVerb(action)
	if _, ok := commands.Lookup(verb); !ok {
		return errors.New("no verb of the table")
	}
	_, err := view.ParseButtonValue(value)
	return err
}}

// Refused returns what Slack would refuse, and the desk does not want, in a call
// of the Web API or of a response_url ("response").
func Refused(method string, args map[string]any) []string {
	switch method {
	case "chat.postMessage", "chat.postEphemeral", "chat.update", "response":
		text, _ := args["text"].(string)
		blocks := decoded(args["blocks"])
		if blocks == nil && method != "response" { // what a response_url says stays with who asked
			return []string{method + ": a sentence that is not in blocks is read as mrkdwn"}
		}
		return rule.Message(text, blocks)
	case "views.open", "views.push", "views.update":
		return rule.Check(blockkit.Modal, decoded(args["view"]))
	case "views.publish":
		return rule.Check(blockkit.Home, decoded(args["view"]))
	}
	return nil
}

// decoded is an argument of JSON, or of a form with JSON in it.
func decoded(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	var tree any
	if err := json.Unmarshal([]byte(s), &tree); err != nil {
		return s // of no shape
	}
	return tree
}

// socketAck is how long the payload of an ack may be: Socket Mode drops acks of
// 20,480 bytes and more without a word (slack-go socketmode, maxResponseSize), and
// around the payload stands the id of the envelope.
const socketAck = 20*1024 - len(`{"envelope_id":"01234567-89ab-cdef-0123-456789abcdef","payload":}`)

// RefusedAck returns the same for what an ack carries.
func RefusedAck(payload []byte) (found []string) {
	if len(payload) == 0 || string(payload) == "null" {
		return nil
	}
	var ack struct {
		Action  string            `json:"response_action"`
		Errors  map[string]string `json:"errors"`
		View    any               `json:"view"`
		Options any               `json:"options"`
	}
	if err := json.Unmarshal(payload, &ack); err != nil {
		return []string{err.Error()}
	}
	if len(payload) >= socketAck {
		found = append(found, fmt.Sprintf("an ack of %d bytes", len(payload)))
	}
	switch ack.Action {
	case "":
		return append(found, rule.Check(blockkit.Options, ack.Options)...)
	case "errors":
		for block, e := range ack.Errors {
			if block == "" || e == "" {
				found = append(found, fmt.Sprintf("%q: no sentence for a field: %q", block, e))
			}
		}
	case "update":
		return append(found, rule.Check(blockkit.Modal, ack.View)...)
	case "clear":
	default:
		found = append(found, "response_action "+ack.Action)
	}
	return found
}

// checked is the ack of an envelope in a test: it fails t on what Slack would
// refuse.
func checked(t *testing.T) *reply {
	return &reply{send: func(payload any) {
		raw, err := json.Marshal(payload)
		if err != nil {
			t.Error(err)
		}
		for _, e := range RefusedAck(raw) {
			t.Errorf("ack: %.300s", e)
		}
	}}
}

// Whatever the gateway says by itself fits wherever it may say it: in a message,
// over a button, and as the whole Home of somebody who is turned away.
func TestEverySentenceIsWhatSlackTakes(t *testing.T) {
	g := &Gateway{Face: view.Face{Zone: time.UTC, Command: "/datalek"}}
	for key := range sentences {
		for _, lang := range []bot.Lang{bot.NL, bot.EN} {
			s := sentences[key][lang]
			s = strings.ReplaceAll(s, "{desk}", strings.Repeat("a", 64)+"@"+strings.Repeat("b", 250)+".example") // RFC 5321 §4.5.3.1
			for where, found := range map[string][]string{
				"message": rule.Message(literal(s), []slack.Block{sentence(s)}),
				"modal":   rule.Check(blockkit.Modal, g.Face.In(lang).NoticeModal(s)),
				"home":    rule.Check(blockkit.Home, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{sentence(s)}}}),
			} {
				for _, e := range found {
					t.Errorf("%s, %s, %s: %s", key, lang, where, e)
				}
			}
		}
	}
	for _, long := range []string{strings.Repeat("x", 3001), strings.Repeat("👩‍👩‍👧 ", 3000)} {
		for _, e := range rule.Check(blockkit.Blocks, []slack.Block{sentence(long)}) {
			t.Errorf("a long sentence: %.100s", e)
		}
	}
}

// Everybody who is turned away reads why, in each place where they may ask.
func TestWhoIsTurnedAwayReadsWhy(t *testing.T) {
	whys := []error{errors.New("slack is down"), outsider{"guest"}, outsider{"stranger"}, outsider{"bot"}, outsider{"deleted"}}
	for _, what := range []kind{aCommand, aMention, aMessage, aHome, aClick, aShortcut, aSubmission} {
		for _, lang := range []bot.Lang{bot.NL, bot.EN} {
			for _, why := range whys {
				synctest.Test(t, func(t *testing.T) {
					w := newWire(t)
					g := w.gateway(newInbox(), &desk{})
					p := place{lang: lang, at: time.Now(), reply: checked(t), in: inbound{what: what, user: "U0GAST", channel: "C0DESK", ts: "100.1", response: "http://slack.test/response"}}
					g.turnAway(t.Context(), p, why)
					w.mu.Lock()
					defer w.mu.Unlock()
					if len(w.calls) != 1 {
						t.Errorf("%s, %s, %v: told %d times: %v", what, lang, why, len(w.calls), w.calls)
					}
				})
			}
		}
	}
}

// A directory of any size answers a picker with what Slack takes, which over a
// socket is not much.
func TestSuggestionsFitIntoAnAck(t *testing.T) {
	for name, c := range map[string]struct {
		label      string
		count, fit int
	}{
		"none": {"", 0, 0}, "many": {"x", 150, 100}, "long": {strings.Repeat("x", 75), 150, 80},
		"two bytes": {strings.Repeat("é", 75), 100, 50}, "JSON escapes": {strings.Repeat("<", 75), 100, 15},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newWire(t).gateway(newInbox(), &desk{})
				g.Suggest = func(context.Context, Suggestion) (all []*slack.OptionBlockObject) {
					for range c.count {
						all = append(all, slack.NewOptionBlockObject(c.label, slack.NewTextBlockObject(slack.PlainTextType, c.label, false, false), nil))
					}
					return all
				}
				given := make(chan []byte, 1)
				r := checked(t)
				send := r.send
				r.send = func(payload any) {
					send(payload)
					raw, _ := json.Marshal(payload) // checked above
					given <- raw
				}
				defer run(t, g)()
				if err := g.take(t.Context(), kindInteraction, []byte(`{"type":"block_suggestion","api_app_id":"A0MELD","team":{"id":"T0DESK"},"user":{"id":"U0ANNA","team_id":"T0DESK"},`+
					`"action_id":"account","block_id":"account","value":"x","view":{"id":"V01"}}`), r); err != nil {
					t.Fatal(err)
				}
				if n := strings.Count(string(<-given), `"value"`); n < c.fit {
					t.Errorf("%d of %d options, want %d", n, c.count, c.fit)
				}
			})
		})
	}
}

package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"meldwacht/bot/sandbox"
)

type answer struct {
	OK       bool     `json:"ok"`
	Error    string   `json:"error"`
	Errors   []string `json:"errors"`
	Needed   string   `json:"needed"`
	Warning  string   `json:"warning"`
	TS       string   `json:"ts"`
	Metadata struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// ask calls a method as a form, with the bot token as a field.
func ask(t *testing.T, w *sandbox.Workspace, method string, args ...string) answer {
	t.Helper()
	form := url.Values{"token": {"xoxb-demo"}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	r := httptest.NewRequest("POST", "/api/"+method, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	var a answer
	if err := json.NewDecoder(rec.Body).Decode(&a); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return a
}

func repeat(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
}

func txt(kind string, n int) string {
	return fmt.Sprintf(`{"type":%q,"text":%q}`, kind, strings.Repeat("é", n))
}

// TestBlocksKeepSlacksLimits holds each limit from both sides: what just fits
// is accepted, one more is refused at the right place.
func TestBlocksKeepSlacksLimits(t *testing.T) {
	w := sandbox.New(sandbox.Options{})
	defer w.Close()
	button := func(more string) string {
		return `{"type":"button","text":` + txt("plain_text", 4) + more + `}`
	}
	actions := func(elements string) string { return `[{"type":"actions","elements":` + elements + `}]` }
	section := func(more string) string { return `[{"type":"section",` + more + `}]` }
	opt := `{"text":` + txt("plain_text", 3) + `,"value":"v"}`
	for _, c := range []struct{ why, fits, refused, at string }{
		{"blocks in a message", repeat(50, `{"type":"divider"}`), repeat(51, `{"type":"divider"}`), "/blocks]"},
		{"section text", section(`"text":` + txt("mrkdwn", 3000)), section(`"text":` + txt("mrkdwn", 3001)), "/blocks/0/text/text]"},
		{"section fields", section(`"fields":` + repeat(10, txt("mrkdwn", 9))), section(`"fields":` + repeat(11, txt("mrkdwn", 9))), "/blocks/0/fields]"},
		{"a field's text", section(`"fields":` + repeat(1, txt("mrkdwn", 2000))), section(`"fields":` + repeat(1, txt("mrkdwn", 2001))), "/blocks/0/fields/0/text]"},
		{"a section needs something", section(`"text":` + txt("mrkdwn", 1)), `[{"type":"section"}]`, "/blocks/0]"},
		{"header", `[{"type":"header","text":` + txt("plain_text", 150) + `}]`, `[{"type":"header","text":` + txt("plain_text", 151) + `}]`, "/blocks/0/text/text]"},
		{"header is plain", `[{"type":"header","text":` + txt("plain_text", 1) + `}]`, `[{"type":"header","text":` + txt("mrkdwn", 1) + `}]`, "/blocks/0/text/type]"},
		{"empty text", section(`"text":` + txt("mrkdwn", 1)), section(`"text":` + txt("mrkdwn", 0)), "/blocks/0/text/text]"},
		{"context", `[{"type":"context","elements":` + repeat(10, txt("mrkdwn", 1)) + `}]`, `[{"type":"context","elements":` + repeat(11, txt("mrkdwn", 1)) + `}]`, "/blocks/0/elements]"},
		{"actions", actions(repeat(25, button(""))), actions(repeat(26, button(""))), "/blocks/0/elements]"},
		{"button value", actions("[" + button(`,"value":"`+strings.Repeat("v", 2000)+`"`) + "]"), actions("[" + button(`,"value":"`+strings.Repeat("v", 2001)+`"`) + "]"), "/elements/0/value]"},
		{"button text", actions(`[{"type":"button","text":` + txt("plain_text", 75) + `}]`), actions(`[{"type":"button","text":` + txt("plain_text", 76) + `}]`), "/elements/0/text/text]"},
		{"button style", actions("[" + button(`,"style":"danger"`) + "]"), actions("[" + button(`,"style":"warning"`) + "]"), "/elements/0/style]"},
		{"action_id", actions("[" + button(`,"action_id":"`+strings.Repeat("a", 255)+`"`) + "]"), actions("[" + button(`,"action_id":"`+strings.Repeat("a", 256)+`"`) + "]"), "/action_id]"},
		{"action_id is unique in its block", actions("[" + button(`,"action_id":"a"`) + "," + button(`,"action_id":"b"`) + "]"), actions("[" + button(`,"action_id":"a"`) + "," + button(`,"action_id":"a"`) + "]"), "/blocks/0]"},
		{"block_id is unique", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"b"}]`, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, "/blocks/1/block_id]"},
		{"known types", `[{"type":"divider"}]`, `[{"type":"carousel"}]`, "/blocks/0/type]"},
		{"known properties", `[{"type":"divider"}]`, `[{"type":"divider","colour":"red"}]`, "/blocks/0]"},
		{"select options", actions(`[{"type":"static_select","options":` + repeat(100, opt) + `}]`), actions(`[{"type":"static_select","options":` + repeat(101, opt) + `}]`), "/options]"},
		{"overflow", actions(`[{"type":"overflow","options":` + repeat(5, opt) + `}]`), actions(`[{"type":"overflow","options":` + repeat(6, opt) + `}]`), "/options]"},
		{"radio buttons", actions(`[{"type":"radio_buttons","options":` + repeat(10, opt) + `}]`), actions(`[{"type":"radio_buttons","options":` + repeat(11, opt) + `}]`), "/options]"},
		{"text objects are objects", section(`"text":` + txt("mrkdwn", 1)), section(`"text":"bare"`), "/blocks/0/text]"},
		{"confirm title", actions("[" + button(`,"confirm":{"title":`+txt("plain_text", 100)+`,"text":`+txt("mrkdwn", 300)+`,"confirm":`+txt("plain_text", 30)+`,"deny":`+txt("plain_text", 30)+`}`) + "]"),
			actions("[" + button(`,"confirm":{"title":`+txt("plain_text", 101)+`,"text":`+txt("mrkdwn", 300)+`,"confirm":`+txt("plain_text", 30)+`,"deny":`+txt("plain_text", 30)+`}`) + "]"), "/confirm/title/text]"},
		{"rich text", `[{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"text","text":"<!channel>"}]}]}]`,
			`[{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"mention"}]}]}]`, "/elements/0/elements/0/type]"},
	} {
		if a := ask(t, w, "chat.postMessage", "channel", "C0DESK", "blocks", c.fits); !a.OK {
			t.Errorf("%s: what fits is refused: %s %v", c.why, a.Error, a.Errors)
		}
		a := ask(t, w, "chat.postMessage", "channel", "C0DESK", "blocks", c.refused)
		if a.Error != "invalid_blocks" || len(a.Errors) == 0 || !strings.HasSuffix(a.Errors[0], c.at) {
			t.Errorf("%s: %s %v, want a pointer to …%s", c.why, a.Error, a.Errors, c.at)
		} else if a.Metadata.Messages[0] != "[ERROR] "+a.Errors[0] {
			t.Errorf("%s: message %q", c.why, a.Metadata.Messages[0])
		}
	}
	a := ask(t, w, "chat.postMessage", "channel", "C0DESK", "blocks", section(`"text":`+txt("mrkdwn", 3001)))
	if want := "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"; a.Errors[0] != want {
		t.Errorf("Slack's own sentence: %q, want %q", a.Errors[0], want)
	}
}

func TestModalsKeepSlacksLimits(t *testing.T) {
	w := sandbox.New(sandbox.Options{})
	defer w.Close()
	input := `[{"type":"input","label":` + txt("plain_text", 3) + `,"element":{"type":"plain_text_input"}}]`
	for _, c := range []struct{ why, view, at string }{
		{"fits", `{"type":"home","blocks":` + repeat(100, `{"type":"divider"}`) + `,"private_metadata":"` + strings.Repeat("m", 3000) + `"}`, ""},
		{"101 blocks", `{"type":"home","blocks":` + repeat(101, `{"type":"divider"}`) + `}`, "/view/blocks]"},
		{"private_metadata", `{"type":"home","blocks":[],"private_metadata":"` + strings.Repeat("m", 3001) + `"}`, "/view/private_metadata]"},
		{"a modal as Home", `{"type":"modal","title":` + txt("plain_text", 3) + `,"blocks":[]}`, "/view/type]"},
	} {
		a := ask(t, w, "views.publish", "user_id", "U0ANNA", "view", c.view)
		if c.at == "" {
			if !a.OK {
				t.Errorf("%s: %s %v", c.why, a.Error, a.Metadata.Messages)
			}
			continue
		}
		if a.Error != "invalid_arguments" || len(a.Metadata.Messages) == 0 || !strings.HasSuffix(a.Metadata.Messages[0], c.at) {
			t.Errorf("%s: %s %v, want a pointer to %s", c.why, a.Error, a.Metadata.Messages, c.at)
		}
	}
	for _, c := range []struct{ why, view, at string }{
		{"title too long", `{"type":"modal","title":` + txt("plain_text", 25) + `,"blocks":[]}`, "/view/title/text]"},
		{"input without submit", `{"type":"modal","title":` + txt("plain_text", 24) + `,"blocks":` + input + `}`, "/view/blocks/0]"},
		{"no title", `{"type":"modal","blocks":[]}`, "/view]"},
	} {
		ack := problemOf(t, w, c.view)
		if !strings.HasSuffix(ack, c.at) {
			t.Errorf("%s: %q, want a pointer to %s", c.why, ack, c.at)
		}
	}
}

// problemOf opens a view with a fresh trigger and returns the first problem.
func problemOf(t *testing.T, w *sandbox.Workspace, view string) string {
	t.Helper()
	a := ask(t, w, "views.open", "trigger_id", w.TestTrigger("U0ANNA"), "view", view)
	if a.Error != "invalid_arguments" || len(a.Metadata.Messages) == 0 {
		t.Fatalf("views.open: %+v", a)
	}
	return a.Metadata.Messages[0]
}

func TestCallsAreRefusedWithSlacksErrors(t *testing.T) {
	w := sandbox.New(sandbox.Options{Scopes: []string{"chat:write", "groups:history", "im:history", "im:write", "groups:read", "users:read"}})
	defer w.Close()
	root := ask(t, w, "chat.postMessage", "channel", "C0DESK", "text", "root").TS
	reply := ask(t, w, "chat.postMessage", "channel", "C0DESK", "text", "reply", "thread_ts", root).TS
	theirs, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", Text: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	big := `{"event_type":"e","event_payload":{"id":"` + strings.Repeat("x", 2000) + `"}}`
	for _, c := range []struct {
		want string
		call []string
	}{
		{"channel_not_found", []string{"chat.postMessage", "channel", "C0NOPE", "text", "x"}},
		{"not_in_channel", []string{"chat.postMessage", "channel", "C0ALG", "text", "x"}},
		{"no_text", []string{"chat.postMessage", "channel", "C0DESK"}},
		{"no_text", []string{"chat.postMessage", "channel", "C0DESK", "blocks", "[]"}},
		{"invalid_blocks_format", []string{"chat.postMessage", "channel", "C0DESK", "blocks", "[{"}},
		{"markdown_text_conflict", []string{"chat.postMessage", "channel", "C0DESK", "text", "x", "markdown_text", "x"}},
		{"metadata_too_large", []string{"chat.postMessage", "channel", "C0DESK", "text", "x", "metadata", big}},
		{"invalid_metadata_schema", []string{"chat.postMessage", "channel", "C0DESK", "text", "x", "metadata", `{"event_type":""}`}},
		{"thread_not_found", []string{"chat.postMessage", "channel", "C0DESK", "text", "x", "thread_ts", "1.000001"}},
		{"cannot_reply_to_message", []string{"chat.postMessage", "channel", "C0DESK", "text", "x", "thread_ts", reply}},
		{"cant_update_message", []string{"chat.update", "channel", "C0DESK", "ts", theirs.TS, "text", "x"}},
		{"message_not_found", []string{"chat.update", "channel", "C0DESK", "ts", "1.000001", "text", "x"}},
		{"channel_not_found", []string{"chat.update", "channel", "U0ANNA", "ts", root, "text", "x"}},
		{"cant_delete_message", []string{"chat.delete", "channel", "C0DESK", "ts", theirs.TS}},
		{"user_not_in_channel", []string{"chat.postEphemeral", "channel", "C0DESK", "user", "U0XENO", "text", "x"}},
		{"thread_not_found", []string{"conversations.replies", "channel", "C0DESK", "ts", "1.000001"}},
		{"invalid_cursor", []string{"conversations.history", "channel", "C0DESK", "cursor", "x"}},
		{"invalid_limit", []string{"conversations.history", "channel", "C0DESK", "limit", "many"}},
		{"missing_scope", []string{"pins.add", "channel", "C0DESK", "timestamp", root}},
		{"missing_scope", []string{"conversations.info", "channel", "D0ANNA"}},
		{"missing_scope", []string{"users.lookupByEmail", "email", "anna@snoobi.example"}},
		{"user_not_found", []string{"users.info", "user", "U0NOPE"}},
		{"invalid_trigger_id", []string{"views.open", "trigger_id", "x", "view", "{}"}},
		{"not_found", []string{"views.update", "view_id", "V99", "view", "{}"}},
		{"not_allowed_token_type", []string{"apps.connections.open"}},
		{"invalid_auth", []string{"auth.test", "token", "xoxb-other"}},
		{"not_authed", []string{"auth.test", "token", ""}},
		{"unknown_method", []string{"chat.scheduleMessage"}},
	} {
		if a := ask(t, w, c.call[0], c.call[1:]...); a.Error != c.want {
			t.Errorf("%v: %q, want %q", c.call, a.Error, c.want)
		}
	}
	if a := ask(t, w, "chat.postMessage", "channel", "C0DESK", "text", strings.Repeat("x", 40_001)); !a.OK || a.Warning != "message_truncated" {
		t.Errorf("40,001 characters: %+v", a)
	}
}

// TestArgumentsComeAsFormQueryOrJSON reads the same call three ways.
func TestArgumentsComeAsFormQueryOrJSON(t *testing.T) {
	w := sandbox.New(sandbox.Options{})
	defer w.Close()
	for _, r := range []*http.Request{
		httptest.NewRequest("GET", "/api/users.info?user=U0ANNA&include_locale=true&token=xoxb-demo", nil),
		httptest.NewRequest("POST", "/api/users.info", strings.NewReader(`{"user":"U0ANNA","include_locale":true}`)),
	} {
		if r.Method == "POST" {
			r.Header.Set("Content-Type", "application/json; charset=utf-8")
			r.Header.Set("Authorization", "Bearer xoxb-demo")
		}
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		body, err := io.ReadAll(rec.Body)
		if err != nil || !strings.Contains(string(body), `"locale":"nl-NL"`) || !strings.Contains(rec.Header().Get("X-OAuth-Scopes"), "chat:write") {
			t.Errorf("%s: %s %v", r.Method, body, err)
		}
	}
}

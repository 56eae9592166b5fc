package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"meldwacht/bot/sandbox"
)

// start serves a workspace on loopback and returns a client for it.
func start(t *testing.T, o sandbox.Options) (*sandbox.Workspace, *slack.Client) {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	o.BaseURL = "http://" + srv.Listener.Addr().String()
	w := sandbox.New(o)
	srv.Config.Handler = w.Handler()
	srv.Start()
	t.Cleanup(func() {
		w.Close()
		srv.Close()
	})
	return w, slack.New("xoxb-demo", slack.OptionAPIURL(o.BaseURL+"/api/"), slack.OptionAppLevelToken("xapp-demo"))
}

// connect runs a Socket Mode client that hands every envelope to handle until
// the test ends, and waits for the socket to open.
func connect(t *testing.T, w *sandbox.Workspace, api *slack.Client, handle func(*socketmode.Client, socketmode.Event)) {
	t.Helper()
	smc := socketmode.New(api)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{}, 2)
	go func() {
		_ = smc.RunContext(ctx) // ends with the context
		ended <- struct{}{}
	}()
	go func() {
		defer func() { ended <- struct{}{} }()
		for {
			select {
			case e := <-smc.Events:
				handle(smc, e)
			case <-ctx.Done():
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		<-ended
	})
	until(t, w, "a socket is open", func() bool { return w.Connections() > 0 })
}

// until waits for cond without sleeping.
func until(t *testing.T, w *sandbox.Workspace, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := w.Wait(ctx, cond); err != nil {
		t.Fatalf("waiting until %s: %v", what, err)
	}
}

func TestPostsThreadsAndUpdatesAsSlackGoSeesThem(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	channel, root, err := api.PostMessage("C0DESK", slack.MsgOptionText("DL-2026-0001", false),
		slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "DL-2026-0001", false, false))),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "meldwacht_effect", EventPayload: map[string]any{"id": "e1"}}))
	if err != nil || channel != "C0DESK" {
		t.Fatalf("post: %q, %v", channel, err)
	}
	if _, _, err := api.PostMessage("C0DESK", slack.MsgOptionText("reply", false), slack.MsgOptionTS(root)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.PostMessage("C0DESK", slack.MsgOptionText("loud", false), slack.MsgOptionTS(root), slack.MsgOptionBroadcast()); err != nil {
		t.Fatal(err)
	}

	replies, more, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: "C0DESK", Timestamp: root, IncludeAllMetadata: true})
	if err != nil || more || len(replies) != 3 {
		t.Fatalf("replies: %d, more %v, %v", len(replies), more, err)
	}
	if got := replies[0].Metadata.EventPayload["id"]; got != "e1" || replies[0].BotID != "B0BOT" {
		t.Errorf("root: metadata %v, bot %q", got, replies[0].BotID)
	}
	history, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "C0DESK"})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, m := range history.Messages {
		texts = append(texts, m.Text)
	}
	if want := []string{"loud", "DL-2026-0001"}; !slices.Equal(texts, want) {
		t.Errorf("history holds %q, want %q: newest first, replies only when broadcast", texts, want)
	}
	if p := history.Messages[1].Metadata.EventPayload; p != nil {
		t.Errorf("metadata payload %v came without being asked for", p)
	}

	// chat.update: text alone removes the blocks, metadata stays.
	if _, _, _, err := api.UpdateMessage("C0DESK", root, slack.MsgOptionText("closed", false)); err != nil {
		t.Fatal(err)
	}
	m := w.Thread("C0DESK", root)[0]
	if m.Text != "closed" || m.Blocks != nil || m.Metadata == nil || m.ReplyCount != 2 {
		t.Errorf("after the update: %+v", m)
	}
	dm, _, err := api.PostMessage("U0ANNA", slack.MsgOptionText("hi", false))
	if err != nil || dm != "D0ANNA" {
		t.Errorf("DM: %q, %v", dm, err)
	}
	link, err := api.GetPermalink(&slack.PermalinkParameters{Channel: "C0DESK", Ts: root})
	if err != nil || !strings.Contains(link, "/archives/C0DESK/p") {
		t.Errorf("permalink %q, %v", link, err)
	}
	if u := w.Unexpected(); len(u) > 0 {
		t.Errorf("unexpected: %v", u)
	}
}

func TestFilesGoThroughThreeSteps(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	const body = "AP dossier"
	f, err := api.UploadFile(slack.UploadFileParameters{Reader: strings.NewReader(body), FileSize: len(body), Filename: "dossier.txt", Channel: "C0DESK"})
	if err != nil {
		t.Fatal(err)
	}
	got := w.Messages("C0DESK")
	if len(got) != 1 || len(got[0].Files) != 1 || got[0].Files[0].ID != f.ID {
		t.Fatalf("messages: %+v", got)
	}
	resp, err := http.Get(got[0].Files[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("a file is shown as %q", kind)
	}
}

func TestAPictureIsShownAsOne(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	const body = "\x89PNG\r\n\x1a\n<script>"
	if _, err := api.UploadFile(slack.UploadFileParameters{Reader: strings.NewReader(body), FileSize: len(body), Filename: "a.png", Channel: "C0DESK"}); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(w.Messages("C0DESK")[0].Files[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); kind != "image/png" || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a picture is shown as %q", kind)
	}
}

func TestPostingTooFastIsRateLimited(t *testing.T) {
	t.Parallel()
	_, api := start(t, sandbox.Options{Rate: 1})
	var limited *slack.RateLimitedError
	for i := range 5 {
		_, _, err := api.PostMessage("C0DESK", slack.MsgOptionText("x", false))
		if errors.As(err, &limited) {
			if i < 3 {
				t.Errorf("post %d was refused: a burst of three is tolerated", i+1)
			}
			break
		}
	}
	if limited == nil || limited.RetryAfter < time.Second {
		t.Fatalf("five posts at once: %v", limited)
	}
	if _, _, err := api.PostMessage("U0ANNA", slack.MsgOptionText("x", false)); err != nil {
		t.Errorf("another channel waits too: %v", err)
	}
}

func TestFaultsSpoilTheAnswerBeforeOrAfterTheDeed(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	post := func() error {
		_, _, err := api.PostMessage("C0DESK", slack.MsgOptionText("x", false))
		return err
	}
	for _, c := range []struct {
		why   string
		fault sandbox.Fault
		posts int
	}{
		{"a 500 before it is accepted", sandbox.Fault{Kind: "status"}, 0},
		{"a 500 after it is accepted", sandbox.Fault{Kind: "status", After: true}, 1},
		{"internal_error after it is accepted", sandbox.Fault{Kind: "error", After: true}, 1},
		{"HTML with 200", sandbox.Fault{Kind: "html"}, 0},
		{"half of the JSON", sandbox.Fault{Kind: "half", After: true}, 1},
		{"the connection is reset", sandbox.Fault{Kind: "reset"}, 0},
		{"429 without Retry-After", sandbox.Fault{Kind: "ratelimited"}, 0},
		{"message_limit_exceeded", sandbox.Fault{Kind: "error", Error: "message_limit_exceeded"}, 0},
	} {
		c.fault.Method, c.fault.Channel = "chat.postMessage", "C0DESK"
		before := len(w.Messages("C0DESK"))
		if _, err := w.Arm(c.fault); err != nil {
			t.Fatal(err)
		}
		if err := post(); err == nil {
			t.Errorf("%s: the client sees no error", c.why)
		}
		if got := len(w.Messages("C0DESK")) - before; got != c.posts {
			t.Errorf("%s: %d posts, want %d", c.why, got, c.posts)
		}
		if err := post(); err != nil {
			t.Errorf("%s: the next call fails too: %v", c.why, err)
		}
	}
	if _, err := w.Arm(sandbox.Fault{Kind: "outage"}); err != nil {
		t.Fatal(err)
	}
	if err := post(); err == nil {
		t.Error("a post goes through in an outage")
	}
	w.Disarm("")
	if err := post(); err != nil {
		t.Errorf("after the outage: %v", err)
	}
	if _, err := w.Arm(sandbox.Fault{Kind: "status", Nth: 2, Method: "chat.postMessage"}); err != nil {
		t.Fatal(err)
	}
	if first, second := post(), post(); first != nil || second == nil {
		t.Errorf("the second call is to fail: %v, %v", first, second)
	}
}

func TestUnknownMethodsAreLoud(t *testing.T) {
	t.Parallel()
	var heard []string
	w, api := start(t, sandbox.Options{OnUnexpected: func(m string) { heard = append(heard, m) }})
	if err := api.AddReaction("x", slack.NewRefToMessage("C0DESK", "1.1")); err == nil || err.Error() != "unknown_method" {
		t.Errorf("reactions.add: %v", err)
	}
	if want := []string{"reactions.add"}; !slices.Equal(w.Unexpected(), want) || !slices.Equal(heard, want) {
		t.Errorf("unexpected %v, heard %v", w.Unexpected(), heard)
	}
}

func TestCommandIsEscapedAckedAndAnswered(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	got := make(chan slack.SlashCommand, 1)
	connect(t, w, api, func(smc *socketmode.Client, e socketmode.Event) {
		if cmd, ok := e.Data.(slack.SlashCommand); ok {
			_ = smc.Ack(*e.Request, map[string]any{"text": "seen"})
			got <- cmd
		}
	})
	out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek dienst @piet & <b> #avg-desk"})
	if err != nil || !out.OK {
		t.Fatalf("%+v, %v", out, err)
	}
	cmd := <-got
	if want := "dienst <@U0PIET|piet> &amp; &lt;b&gt; <#C0DESK|>"; cmd.Text != want || cmd.TriggerID == "" {
		t.Errorf("text %q, want %q", cmd.Text, want)
	}
	if e := w.Ephemerals("U0ANNA"); len(e) != 1 || e[0].Text != "seen" {
		t.Errorf("Anna sees %+v", e)
	}
	if len(w.Messages("C0DESK")) != 0 {
		t.Error("an ephemeral answer is in the history")
	}
	for range 5 {
		if err := slack.PostWebhook(cmd.ResponseURL, &slack.WebhookMessage{Text: "more"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := slack.PostWebhook(cmd.ResponseURL, &slack.WebhookMessage{Text: "more"}); err == nil {
		t.Error("a response_url works six times")
	}

	for _, c := range []struct {
		why string
		cmd sandbox.Command
	}{
		{"in a thread", sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst", ThreadTS: "1.1"}},
		{"by a stranger", sandbox.Command{User: "U0XENO", Channel: "C0ALG", Text: "/datalek lijst"}},
		{"that no app has", sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/nope"}},
	} {
		if out, err := w.Command(c.cmd); err != nil || out.Error != "refused" || out.Shown == "" {
			t.Errorf("a command %s: %+v, %v", c.why, out, err)
		}
	}
}

func TestModalRoundTrip(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	label := slack.NewTextBlockObject("plain_text", "Reason", false, false)
	modal := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "why", Title: label, Submit: label, PrivateMetadata: "DL-2026-0001",
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("reason", label, nil, slack.NewPlainTextInputBlockElement(nil, "text"))}}}
	triggers, opened, said := make(chan string, 1), make(chan *slack.ViewResponse, 1), make(chan string, 4)
	connect(t, w, api, func(smc *socketmode.Client, e socketmode.Event) {
		cb, ok := e.Data.(slack.InteractionCallback)
		if !ok {
			return
		}
		switch cb.Type {
		case slack.InteractionTypeBlockActions:
			_ = smc.Ack(*e.Request)
			v, err := api.OpenView(cb.TriggerID, modal)
			if err != nil {
				t.Errorf("views.open: %v", err)
			}
			triggers <- cb.TriggerID
			opened <- v
			said <- cb.ActionCallback.BlockActions[0].Value + " " + cb.Container.MessageTs
		case slack.InteractionTypeViewSubmission:
			text := cb.View.State.Values["reason"]["text"].Value
			if text == "no" {
				_ = smc.Ack(*e.Request, slack.NewErrorsViewSubmissionResponse(map[string]string{"reason": "Say more."}))
				return
			}
			_ = smc.Ack(*e.Request)
			said <- text
		}
	})
	button := slack.NewButtonBlockElement("claim", "DL-2026-0001/3", slack.NewTextBlockObject("plain_text", "Pak", false, false))
	_, ts, err := api.PostMessage("C0DESK", slack.MsgOptionBlocks(slack.NewActionBlock("row", button)))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := w.Click(sandbox.Click{User: "U0ANNA", Channel: "C0DESK", TS: ts, ActionID: "claim"}); err != nil || !out.OK {
		t.Fatalf("click: %+v, %v", out, err)
	}
	trigger, view := <-triggers, <-opened
	if got := <-said; got != "DL-2026-0001/3 "+ts {
		t.Errorf("the click said %q", got)
	}
	if _, err := api.OpenView(trigger, modal); err == nil || err.Error() != "exchanged_trigger_id" {
		t.Errorf("the trigger a second time: %v", err)
	}
	if _, err := api.UpdateView(modal, "", "stale", view.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("update with a stale hash: %v", err)
	}
	submit := func(text string) sandbox.Outcome {
		t.Helper()
		out, err := w.Submit(sandbox.Submit{User: "U0ANNA", ViewID: view.ID, State: sandbox.State{"reason": {"text": text}}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := submit(""); out.Error != "refused" || out.Errors["reason"] == "" {
		t.Errorf("an empty required input: %+v", out)
	}
	if out := submit("no"); out.Error != "errors" || out.Errors["reason"] != "Say more." || len(w.Views("U0ANNA")) != 1 {
		t.Errorf("errors from the app: %+v", out)
	}
	if out := submit("géén melding"); !out.OK || len(w.Views("U0ANNA")) != 0 || <-said != "géén melding" {
		t.Errorf("submission: %+v, open: %v", out, w.Views("U0ANNA"))
	}
}

func TestDisconnectMakesTheClientComeBack(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	connect(t, w, api, func(*socketmode.Client, socketmode.Event) {})
	for _, kind := range []string{"disconnect", "drop"} {
		hellos := func() (n int) {
			for _, e := range w.Log() {
				if e.Name == "hello" {
					n++
				}
			}
			return n
		}
		before := hellos()
		if _, err := w.Arm(sandbox.Fault{Kind: kind}); err != nil {
			t.Fatal(err)
		}
		until(t, w, "the client is back after "+kind, func() bool { return hellos() > before && w.Connections() == 1 })
	}
}

func TestPeopleChangeDuringAnIncident(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	w.SetUser(sandbox.User{ID: "U0TOM", TeamID: "T0DESK", Name: "tom", RealName: "Tom Baker", Kind: sandbox.Guest})
	if u, err := api.GetUserInfo("U0TOM"); err != nil || !u.IsRestricted {
		t.Errorf("Tom: %+v, %v", u, err)
	}
	w.SetGroup(sandbox.UserGroup{ID: "S0MANAGER", Handle: "manager", Users: []string{"U0MIRA"}})
	if ids, err := api.GetUserGroupMembers("S0MANAGER"); err != nil || len(ids) != 1 {
		t.Errorf("managers: %v, %v", ids, err)
	}
	if _, err := w.Rearrange(sandbox.Rearrangement{Channel: "C0DESK", Do: "kick", User: "U0BOT"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.PostMessage("C0DESK", slack.MsgOptionText("x", false)); err == nil || err.Error() != "channel_not_found" {
		t.Errorf("posting after the bot was removed: %v", err)
	}
}

func TestControlAPISpeaksAsDocumented(t *testing.T) {
	t.Parallel()
	w, _ := start(t, sandbox.Options{})
	h := w.Handler()
	do := func(method, path, body string, header ...string) (int, map[string]any) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		if len(header) == 2 {
			r.Header.Set(header[0], header[1])
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		var out map[string]any
		_ = json.Unmarshal(rec.Body.Bytes(), &out) // refusals of net/http are text
		return rec.Code, out
	}
	if code, out := do("POST", "/control/post", `{"user":"U0ANNA","channel":"C0DESK","text":"hi <all>"}`); code != 200 || out["message"].(map[string]any)["text"] != "hi &lt;all&gt;" {
		t.Errorf("post: %d %v", code, out)
	}
	if code, out := do("POST", "/control/post", `{"user":"U0OUD","channel":"C0DESK","text":"hi"}`); code != 400 || out["error"] == "" {
		t.Errorf("a deactivated person posts: %d %v", code, out)
	}
	if code, _ := do("POST", "/control/post", `{}`, "Sec-Fetch-Site", "cross-site"); code != 403 {
		t.Errorf("a page of another site: %d", code)
	}
	for _, path := range []string{"state", "channels?user=U0ANNA", "messages?channel=C0DESK&user=U0ANNA", "thread?channel=C0DESK&ts=1.1", "views?user=U0ANNA",
		"home?user=U0ANNA", "log", "mails", "pages", "faults", "samples", "clock"} {
		if code, out := do("GET", "/control/"+path, ""); code != 200 || len(out) == 0 {
			t.Errorf("GET %s: %d %v", path, code, out)
		}
	}
	if code, out := do("POST", "/control/fault", `{"kind":"status","method":"pager","status":503}`); code != 200 || out["fault"] == nil {
		t.Errorf("fault: %d %v", code, out)
	}
	if code, _ := do("POST", "/pager/oncall", `{"key":"DL-2026-0001/rung/ap/2h"}`); code != 503 || len(w.Pages()) != 0 {
		t.Errorf("page under a fault: %d", code)
	}
	if code, _ := do("POST", "/pager/oncall", `{"key":"DL-2026-0001/rung/ap/2h"}`); code != 202 || len(w.Pages()) != 1 {
		t.Errorf("page: %d, %v", code, w.Pages())
	}
}

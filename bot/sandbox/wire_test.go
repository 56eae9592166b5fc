package sandbox_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"meldwacht/bot/sandbox"
)

func TestShortcutSuggestionPushAndClose(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	word := slack.NewTextBlockObject("plain_text", "Account", false, false)
	modal := func(notify bool) slack.ModalViewRequest {
		pick := slack.NewOptionsSelectBlockElement("external_select", word, "account")
		return slack.ModalViewRequest{Type: slack.VTModal, Title: word, Submit: word, NotifyOnClose: notify,
			Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("b", word, nil, pick)}}}
	}
	said := make(chan string, 8)
	connect(t, w, api, func(smc *socketmode.Client, e socketmode.Event) {
		cb, ok := e.Data.(slack.InteractionCallback)
		if !ok {
			return
		}
		switch cb.Type {
		case slack.InteractionTypeMessageAction:
			if _, err := api.OpenView(cb.TriggerID, modal(false)); err != nil {
				t.Error(err)
			}
			_ = smc.Ack(*e.Request)
		case slack.InteractionTypeBlockSuggestion:
			_ = smc.Ack(*e.Request, slack.OptionsResponse{Options: []*slack.OptionBlockObject{
				slack.NewOptionBlockObject("4711", slack.NewTextBlockObject("plain_text", cb.Value+" BV", false, false), nil)}})
		case slack.InteractionTypeViewSubmission:
			next := modal(true)
			_ = smc.Ack(*e.Request, slack.NewPushViewSubmissionResponse(&next))
			said <- cb.View.State.Values["b"]["account"].SelectedOption.Value
		case slack.InteractionTypeViewClosed:
			_ = smc.Ack(*e.Request)
			said <- "closed"
		}
	})
	m, err := w.Post(sandbox.Post{User: "U0PIET", Channel: "C0DESK", Text: "kijk"})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := w.Shortcut(sandbox.Shortcut{User: "U0ANNA", Channel: "C0DESK", TS: m.TS, CallbackID: "incident_menu"}); err != nil || !out.OK {
		t.Fatalf("shortcut: %+v, %v", out, err)
	}
	root := w.Views("U0ANNA")[0]
	s, err := w.Suggest(sandbox.Click{User: "U0ANNA", ViewID: root.ID, ActionID: "account", Query: "Bakker"})
	if err != nil || len(s.Options) != 1 || !strings.Contains(string(s.Options[0]), "Bakker BV") {
		t.Errorf("suggestion: %+v, %v", s, err)
	}
	choice := sandbox.State{"b": {"account": map[string]any{"value": "4711", "text": "Bakker BV"}}}
	if out, err := w.Submit(sandbox.Submit{User: "U0ANNA", ViewID: root.ID, State: choice}); err != nil || !out.OK || <-said != "4711" {
		t.Errorf("submit: %+v, %v", out, err)
	}
	views := w.Views("U0ANNA")
	if len(views) != 2 || views[1].PreviousViewID != root.ID || views[1].RootViewID != root.ID {
		t.Fatalf("stack: %+v", views)
	}
	if out, err := w.Dismiss(sandbox.Submit{User: "U0ANNA", ViewID: views[1].ID}); err != nil || !out.OK || <-said != "closed" || len(w.Views("U0ANNA")) != 1 {
		t.Errorf("dismiss: %+v, %v", out, err)
	}
}

func TestFaultsOfTheSocket(t *testing.T) {
	commands, bad := 0, 0
	handle := func(smc *socketmode.Client, e socketmode.Event) {
		switch {
		case e.Type == socketmode.EventTypeErrorBadMessage:
			bad++
		case e.Type == socketmode.EventTypeSlashCommand:
			commands++
			_ = smc.Ack(*e.Request)
		}
	}
	inBubble(t, handle, func(t *testing.T, w *sandbox.Workspace) {
		run := func(f sandbox.Fault) sandbox.Outcome {
			t.Helper()
			if _, err := w.Arm(f); err != nil {
				t.Fatal(err)
			}
			out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"})
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			return out
		}
		if out := run(sandbox.Fault{Kind: "duplicate"}); !out.OK || commands != 2 {
			t.Errorf("duplicate: %+v, seen %d times", out, commands)
		}
		if out := run(sandbox.Fault{Kind: "lose_ack"}); out.Error != "timeout" || commands != 3 {
			t.Errorf("lose_ack: %+v, seen %d times", out, commands)
		}
		if out := run(sandbox.Fault{Kind: "mute"}); out.Error != "timeout" || commands != 3 {
			t.Errorf("mute: %+v, seen %d times", out, commands)
		}
		w.Disarm("")
		if out := run(sandbox.Fault{Kind: "malformed"}); !out.OK || bad != 1 {
			t.Errorf("after a malformed envelope: %+v, bad %d", out, bad)
		}
		if out := run(sandbox.Fault{Kind: "unknown_event"}); !out.OK || bad < 2 {
			t.Errorf("after an unknown event: %+v, bad %d", out, bad)
		}
		before := connects(w)
		if _, err := w.Arm(sandbox.Fault{Kind: "no_pings", Seconds: 90}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if connects(w) == before || w.Connections() != 1 {
			t.Errorf("without pings the client connected %d times, %d open", connects(w)-before, w.Connections())
		}
		if _, err := w.Arm(sandbox.Fault{Kind: "late", Method: "chat.postMessage", Delay: 8}); err != nil {
			t.Fatal(err)
		}
		ts := ask(t, w, "chat.postMessage", "channel", "C0DESK", "text", "x").TS
		if a := historySize(t, w); a != 0 {
			t.Errorf("a late post is visible at once")
		}
		time.Sleep(9 * time.Second)
		if a := historySize(t, w); a != 1 || ts == "" {
			t.Errorf("a late post is never visible")
		}
	})
}

func connects(w *sandbox.Workspace) (n int) {
	for _, e := range w.Log() {
		if e.Name == "hello" {
			n++
		}
	}
	return n
}

func historySize(t *testing.T, w *sandbox.Workspace) int {
	t.Helper()
	ask(t, w, "conversations.history", "channel", "C0DESK")
	log := w.Log()
	return strings.Count(string(log[len(log)-1].Response), `"ts":`)
}

func TestEleventhSocketIsTurnedAway(t *testing.T) {
	t.Parallel()
	w, api := start(t, sandbox.Options{})
	for range 10 {
		connect(t, w, api, func(*socketmode.Client, socketmode.Event) {})
	}
	until(t, w, "ten are open", func() bool { return w.Connections() == 10 })
	connect(t, w, api, func(*socketmode.Client, socketmode.Event) {})
	until(t, w, "the eleventh is refused", func() bool {
		for _, e := range w.Log() {
			if e.Error == "too_many_websockets" {
				return true
			}
		}
		return false
	})
}

func TestEventsStreamTellsThePage(t *testing.T) {
	t.Parallel()
	w, _ := start(t, sandbox.Options{})
	srv := &http.Server{Handler: w.Handler()}
	l := newPipes()
	go func() { _ = srv.Serve(l) }() // ends with Close
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{DialContext: l.dial}}
	resp, err := client.Get("http://slack.test/control/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	posted := false
	for lines.Scan() {
		switch line := lines.Text(); {
		case line == "event: hello":
			if _, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", Text: "hi"}); err != nil {
				t.Fatal(err)
			}
			posted = true
		case posted && strings.HasPrefix(line, "data: ") && strings.Contains(line, `"text":"hi"`):
			return
		}
	}
	t.Errorf("the stream ended: %v", lines.Err())
}

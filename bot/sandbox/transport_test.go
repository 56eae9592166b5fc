package sandbox_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"meldwacht/bot/sandbox"
)

// pipes is an in-memory listener: a synctest bubble cannot wait on a network.
type pipes struct {
	accept chan net.Conn
	done   chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{accept: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accept:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.accept <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble runs f with a workspace and a real client that is connected over
// pipes, on fake time. handle gets every envelope.
func inBubble(t *testing.T, handle func(*socketmode.Client, socketmode.Event), f func(t *testing.T, w *sandbox.Workspace)) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		w := sandbox.New(sandbox.Options{BaseURL: "http://slack.test"})
		srv := &http.Server{Handler: w.Handler()}
		go func() { _ = srv.Serve(l) }() // ends with Close
		tr := &http.Transport{DialContext: l.dial}
		api := slack.New("xoxb-demo", slack.OptionAPIURL("http://slack.test/api/"), slack.OptionAppLevelToken("xapp-demo"),
			slack.OptionHTTPClient(&http.Client{Transport: tr}))
		smc := socketmode.New(api, socketmode.OptionDialer(&websocket.Dialer{NetDialContext: l.dial}))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- smc.RunContext(ctx) }()
		go func() {
			for {
				select {
				case e := <-smc.Events:
					handle(smc, e)
				case <-ctx.Done():
					return
				}
			}
		}()
		synctest.Wait()
		f(t, w)
		cancel()
		w.Close()
		_ = srv.Close()
		_ = l.Close()
		tr.CloseIdleConnections()
		<-ended
	})
}

// TestSeventyTwoHoursPassInABubble keeps a real client connected for the whole
// term of a breach: Slack refreshes its socket each hour, and nothing is lost.
func TestSeventyTwoHoursPassInABubble(t *testing.T) {
	mentions := map[string]bool{}
	inBubble(t, func(smc *socketmode.Client, e socketmode.Event) {
		switch d := e.Data.(type) {
		case slack.SlashCommand:
			_ = smc.Ack(*e.Request)
		case slackevents.EventsAPIEvent:
			if d.InnerEvent.Type == "app_mention" {
				mentions[d.Data.(*slackevents.EventsAPICallbackEvent).EventID] = true
			}
			_ = smc.Ack(*e.Request)
		}
	}, func(t *testing.T, w *sandbox.Workspace) {
		for range 72 {
			time.Sleep(time.Hour) // fake: this is the time that passes, not a wait
			if _, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", Text: "@meldwacht lijst"}); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(10 * time.Minute) // the longest retry
		synctest.Wait()
		if len(mentions) != 72 {
			t.Errorf("%d of 72 mentions arrived", len(mentions))
		}
		if out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"}); err != nil || !out.OK {
			t.Errorf("a command after 72 hours: %+v, %v", out, err)
		}
		if n := w.Connections(); n != 1 {
			t.Errorf("%d connections", n)
		}
	})
}

func TestEventsAreSentAgainInteractionsAreNot(t *testing.T) {
	type seen struct {
		id      string
		attempt int
		event   slackevents.EventsAPIEvent
	}
	var got []seen
	inBubble(t, func(smc *socketmode.Client, e socketmode.Event) {
		if ev, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			if ev.InnerEvent.Type == "message" { // the same words, for those who follow the channel
				_ = smc.Ack(*e.Request)
				return
			}
			got = append(got, seen{e.Request.EnvelopeID, e.Request.RetryAttempt, ev})
			if e.Request.RetryAttempt > 0 {
				_ = smc.Ack(*e.Request)
			}
		}
	}, func(t *testing.T, w *sandbox.Workspace) {
		if _, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", Text: "@meldwacht toon #7"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // fake; nobody acks the first
		synctest.Wait()
		if len(got) != 2 {
			t.Fatalf("seen %d times, want the event and one retry", len(got))
		}
		first, second := got[0], got[1]
		if first.attempt != 0 || second.attempt != 1 || first.id == second.id {
			t.Errorf("attempts %d and %d, envelopes %q and %q", first.attempt, second.attempt, first.id, second.id)
		}
		a, b := first.event.Data.(*slackevents.EventsAPICallbackEvent), second.event.Data.(*slackevents.EventsAPICallbackEvent)
		if a.EventID != b.EventID {
			t.Errorf("event ids %q and %q: a retry is the same event", a.EventID, b.EventID)
		}
		if m, ok := first.event.InnerEvent.Data.(*slackevents.AppMentionEvent); !ok || m.Text != "<@U0BOT> toon #7" {
			t.Errorf("event %+v", first.event.InnerEvent.Data)
		}
		out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"}) // nobody acks
		if err != nil || out.Error != "timeout" {
			t.Errorf("unacked command: %+v, %v", out, err)
		}
		n := 0
		for _, e := range w.Log() {
			if e.Kind == "envelope" && e.Name == "slash_commands" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the command was sent %d times", n)
		}
	})
}

func TestTriggerLivesThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := sandbox.New(sandbox.Options{})
		defer w.Close()
		const view = `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}`
		for _, c := range []struct {
			after time.Duration
			want  string
		}{{3 * time.Second, ""}, {3*time.Second + time.Millisecond, "expired_trigger_id"}} {
			id := w.TestTrigger("U0ANNA")
			time.Sleep(c.after)
			if a := ask(t, w, "views.open", "trigger_id", id, "view", view); a.Error != c.want {
				t.Errorf("after %v: %q, want %q", c.after, a.Error, c.want)
			}
		}
	})
}

func TestEventsWithoutASocketComeAsRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := sandbox.New(sandbox.Options{})
		start := time.Now()
		if _, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "D0ANNA", Text: "hallo"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		var at []time.Duration
		for _, e := range w.Log() {
			if e.Kind == "envelope" {
				at = append(at, e.At.Sub(start))
			}
		}
		if len(at) != 4 || at[1] != 0 || at[2] != time.Minute || at[3] != 6*time.Minute {
			t.Errorf("sent at %v: at once, again at once, after 1 and 5 minutes more", at)
		}
		w.Close()
	})
}

func TestHTTPModeIsSigned(t *testing.T) {
	t.Parallel()
	const secret = "meldwacht-example-secret"
	for _, v := range []struct{ body, want string }{
		{"", "v0=e873733e410a6449531c2ceb1aaf747c5f711544efb254ca8f4eabcb1c115e0e"},
		{`{"text":"géén melding"}`, "v0=a929a8bea10c2a74213d3e5031a5d34a2ef21aca265de3cebed58813feb44fd5"},
	} {
		if got := sandbox.Sign(secret, 1796083200, []byte(v.body)); got != v.want {
			t.Errorf("signature of %q: %s", v.body, got)
		}
	}
	retries := make(chan string, 4)
	desk := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		sv, err := slack.NewSecretsVerifier(r.Header, secret)
		if err != nil {
			t.Error(err)
			return
		}
		body, _ := io.ReadAll(io.TeeReader(r.Body, &sv))
		if err := sv.Ensure(); err != nil {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		switch {
		case strings.Contains(string(body), "url_verification"):
			_, _ = rw.Write(body)
		case r.URL.Path == "/events":
			retries <- r.Header.Get("X-Slack-Retry-Num")
			if r.Header.Get("X-Slack-Retry-Num") == "" {
				rw.WriteHeader(http.StatusServiceUnavailable)
			}
		case r.URL.Path == "/commands":
			_, _ = io.WriteString(rw, "seen")
		}
	}))
	defer desk.Close()
	w := sandbox.New(sandbox.Options{SigningSecret: secret, RequestURLs: &sandbox.RequestURLs{
		Events: desk.URL + "/events", Interactivity: desk.URL + "/interactivity", Commands: desk.URL + "/commands"}})
	defer w.Close()
	if err := w.VerifyURL(); err != nil {
		t.Error(err)
	}
	if out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"}); err != nil || !out.OK || len(w.Ephemerals("U0ANNA")) != 1 {
		t.Errorf("command: %+v, %v", out, err)
	}
	if _, err := w.Post(sandbox.Post{User: "U0ANNA", Channel: "D0ANNA", Text: "hallo"}); err != nil {
		t.Fatal(err)
	}
	if first, second := <-retries, <-retries; first != "" || second != "1" {
		t.Errorf("retry numbers %q, %q: a 503 is tried again", first, second)
	}
}

func TestMailSinkKeepsMails(t *testing.T) {
	t.Parallel()
	w := sandbox.New(sandbox.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.ServeMail(l) }()
	raw := "From: desk@snoobi.example\r\nSubject: =?utf-8?q?Ontvangen=3A_DL-2026-0001?=\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nG=C3=A9=C3=A9n melding\r\n"
	send := func() error {
		return smtp.SendMail(l.Addr().String(), nil, "desk@snoobi.example", []string{"jan@voorbeeld.example"}, []byte(raw))
	}
	if _, err := w.Arm(sandbox.Fault{Kind: "status", Method: "mail"}); err != nil {
		t.Fatal(err)
	}
	if err := send(); err == nil || !strings.Contains(err.Error(), "451") {
		t.Errorf("under a fault: %v", err)
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	got := w.Mails()
	if len(got) != 1 || got[0].Subject != "Ontvangen: DL-2026-0001" || got[0].Text != "Géén melding\r\n" || got[0].To[0] != "jan@voorbeeld.example" {
		t.Errorf("mails: %+v", got)
	}
	w.Close()
	if err := <-ended; err != nil {
		t.Errorf("ServeMail after Close: %v", err)
	}
}

package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/gateway"
	"meldwacht/bot/sandbox"
	"meldwacht/bot/view"
	"meldwacht/commands"
	"meldwacht/storage/bolt"
)

// boltInbox gives the gateway the inbox of the real store.
type boltInbox struct{ *bolt.Store }

func (b boltInbox) Unfinished(ctx context.Context) iter.Seq2[gateway.Kept, error] {
	return func(yield func(gateway.Kept, error) bool) {
		for e, err := range b.Store.Unfinished(ctx) {
			if !yield(gateway.Kept{Key: e.Key, Payload: e.Payload}, err) {
				return
			}
		}
	}
}

// A day is a workspace with the real desk in it, one incident and its card.
type day struct {
	*sandbox.Workspace
	t     *testing.T
	store *bolt.Store
	ref   bot.Ref
	card  string // ts
}

func newDay(t *testing.T) *day {
	t.Helper()
	store, err := bolt.Open(filepath.Join(t.TempDir(), "desk.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	base := "http://" + srv.Listener.Addr().String()
	w := sandbox.New(sandbox.Options{BaseURL: base})
	srv.Config.Handler = w.Handler()
	srv.Start()
	api := slack.New("xoxb-demo", slack.OptionAPIURL(base+"/api/"), slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second}))

	desk := &bot.Desk{Store: store, Rules: oneClock, Now: time.Now,
		Match: func(bot.Mail) bot.Match { return bot.Match{Account: "SN-10423", Name: "Fietsenhuls", ByName: true} }}
	names := map[bot.PersonID]string{"anna": "Anna de Boer", "mira": "Mira Visser", "tom": "Tom Baker"}
	face := view.Face{Lang: bot.NL, Zone: time.UTC, Command: "/datalek", Cast: view.Cast{Names: names}}
	cmds := &commands.Desk{Desk: desk, Books: store, Threads: store, Face: face, Log: zerolog.Nop()}
	d := &day{Workspace: w, t: t, store: store}
	g := &gateway.Gateway{API: api, Inbox: boltInbox{store}, Commands: cmds, Threads: store, Face: face, Now: time.Now, Log: zerolog.Nop(),
		Who: &gateway.Who{API: api, Team: "T0DESK", Lang: bot.NL, Now: time.Now, Names: names,
			People: map[bot.UserID]bot.PersonID{"U0ANNA": "anna", "U0MIRA": "mira", "U0TOM": "tom"},
			Roles:  map[bot.Role][]string{bot.Support: {"S0SUPPORT"}, bot.Manager: {"S0MANAGER"}}},
		Refresh: func(ctx context.Context, ref bot.Ref) error {
			in, err := store.Incident(ctx, ref)
			if err != nil {
				return err
			}
			m := face.Card(in, time.Now())
			_, _, _, err = api.UpdateMessageContext(ctx, "C0DESK", d.card, slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...))
			return err
		},
		Team: "T0DESK", App: "A0MELD", BotUser: "U0BOT", Channel: "C0DESK", MailTo: "avg-incident@snoobi.example", APIURL: base + "/api/"}
	socket := &gateway.Socket{Gateway: g, AppToken: "xapp-demo", APIURL: base + "/api/"}

	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- g.Run(ctx) }()
	go func() { ended <- socket.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Errorf("Run: %v", err)
			}
		}
		if all := w.Unexpected(); len(all) > 0 {
			t.Errorf("slack does not know %v", all)
		}
		d.checked()
		w.Close()
		srv.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	d.until("a socket is open", func() bool { return w.Connections() == 1 })

	m := bot.Mail{Key: "v1:a", RawSum: "d7439bee24773bcbfa2d0a97947ee36227b10d1022b1a55847e928965bb6bfde", Class: bot.ClassReport, Subject: "verdacht", Text: "Iemand is <!channel> binnen.", Lang: bot.NL}
	f, err := desk.Receive(ctx, m, []byte("raw"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d.ref = f.Ref
	_, d.card, err = api.PostMessage("C0DESK", slack.MsgOptionBlocks(d.shown(face)...), slack.MsgOptionText(string(f.Ref), false))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Done(ctx, bot.CardKey(f.Ref), bot.Receipt{Channel: "C0DESK", ID: d.card, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return d
}

// checked holds all that went over the wire against what Slack takes.
func (d *day) checked() {
	d.t.Helper()
	calls := 0
	for _, e := range d.Log() {
		var found []string
		switch e.Kind {
		case "call":
			calls++
			var args map[string]any
			if err := json.Unmarshal(e.Request, &args); err != nil {
				d.t.Errorf("%s: %v", e.Name, err)
			}
			found = gateway.Refused(e.Name, args)
		case "ack":
			found = gateway.RefusedAck(e.Response)
		}
		for _, f := range found {
			d.t.Errorf("%s %s: %.300s", e.Kind, e.Name, f)
		}
	}
	if calls == 0 {
		d.t.Error("no call to Slack is in the log")
	}
}

func (d *day) shown(face view.Face) []slack.Block { return face.Card(d.incident(), time.Now()).Blocks }

func (d *day) incident() bot.Incident {
	in, err := d.store.Incident(context.Background(), d.ref)
	if err != nil {
		d.t.Fatal(err)
	}
	return in
}

func (d *day) until(what string, cond func() bool) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := d.Wait(ctx, cond); err != nil {
		for _, e := range d.Log() {
			d.t.Logf("%s %s %s %s %s", e.Kind, e.Name, e.Error, e.Request, e.Response)
		}
		d.t.Fatalf("waiting until %s: %v", what, err)
	}
}

// told waits until a person was told something that holds all words.
func (d *day) told(user string, words ...string) {
	d.t.Helper()
	d.until(fmt.Sprintf("%s is told %q", user, words), func() bool {
		for _, m := range d.Ephemerals(user) {
			all := true
			for _, w := range words {
				all = all && strings.Contains(m.Text, w)
			}
			if all {
				return true
			}
		}
		return false
	})
}

func (d *day) ok(o sandbox.Outcome, err error) sandbox.Outcome {
	d.t.Helper()
	if err != nil || !o.OK {
		d.t.Fatalf("%+v, %v", o, err)
	}
	return o
}

func (d *day) modal(user string) sandbox.View {
	d.t.Helper()
	d.until(user+" sees a modal", func() bool { return len(d.Views(user)) > 0 })
	all := d.Views(user)
	return all[len(all)-1]
}

// The main job by all doors, over the wire of a workspace that says no where
// Slack does.
func TestADayAtTheDesk(t *testing.T) {
	d := newDay(t)
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"}))
	d.told("U0ANNA", "één open incident")
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek tooon"}))
	d.told("U0ANNA", "tooon", "toon")

	// A button on the card opens the modal, which keeps what is wrong in it.
	d.ok(d.Click(sandbox.Click{User: "U0ANNA", Channel: "C0DESK", TS: d.card, ActionID: "verb:valideer"}))
	v := d.modal("U0ANNA")
	o, err := d.Submit(sandbox.Submit{User: "U0ANNA", ViewID: v.ID, State: sandbox.State{"method": {"method": "call-back"}, "reason": {"reason": strings.Repeat(" ", 5)}}})
	if err != nil || o.Errors["reason"] == "" {
		t.Fatalf("an empty reason: %+v, %v", o, err)
	}
	d.ok(d.Submit(sandbox.Submit{User: "U0ANNA", ViewID: v.ID, State: sandbox.State{"method": {"method": "call-back"}, "reason": {"reason": "teruggebeld, géén twijfel"}}}))
	d.told("U0ANNA", string(d.ref), "gevalideerd")
	if in := d.incident(); in.Verdict != bot.VerdictAdmin || in.Validated.Reason != "teruggebeld, géén twijfel" {
		t.Errorf("validated: %+v", in.Validated)
	}

	// Typed in the channel; a manager approves in the thread; the requester may not.
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek stop-api fleet-availability"}))
	d.told("U0ANNA", "Actie 1", "wacht op goedkeuring")
	if _, err := d.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", ThreadTS: d.card, Text: "@meldwacht keur-goed"}); err != nil {
		t.Fatal(err)
	}
	d.told("U0ANNA", "zelf aangevraagd")
	if _, err := d.Post(sandbox.Post{User: "U0MIRA", Channel: "C0DESK", ThreadTS: d.card, Text: "@meldwacht keur goed"}); err != nil {
		t.Fatal(err)
	}
	d.told("U0MIRA", "goedgekeurd")

	// The card is still the first one: the claim goes ahead, rejecting does not.
	d.ok(d.Click(sandbox.Click{User: "U0ANNA", Channel: "C0DESK", TS: d.card, ActionID: "verb:pak"}))
	d.told("U0ANNA", "nu van jou")
	d.ok(d.Click(sandbox.Click{User: "U0ANNA", Channel: "C0DESK", TS: d.card, ActionID: "verb:valideer"}))
	d.told("U0ANNA", "niet meer van nu")
	d.until("the card is rendered again", func() bool {
		return d.Messages("C0DESK")[0].EditedTS != ""
	})

	// The shortcut on a message of the thread: menu, and a verb in it.
	d.ok(d.Shortcut(sandbox.Shortcut{User: "U0ANNA", Channel: "C0DESK", TS: d.card, CallbackID: "incident_menu"}))
	menu := d.modal("U0ANNA")
	d.ok(d.Click(sandbox.Click{User: "U0ANNA", ViewID: menu.ID, ActionID: "verb:gedaan"}))
	d.until("the form is on top", func() bool { return len(d.Views("U0ANNA")) == 2 })
	form := d.modal("U0ANNA")
	d.ok(d.Submit(sandbox.Submit{User: "U0ANNA", ViewID: form.ID, State: sandbox.State{"proof": {"proof": "sleutel staat uit"}, "action": {"action": "1"}}}))
	d.told("U0ANNA", string(d.ref), "afgerond")
	if n := len(d.Views("U0ANNA")); n != 0 {
		t.Errorf("%d modals are left open", n)
	}
	if a, _ := d.incident().Action(1); a.State != bot.ActionIsDone {
		t.Errorf("action %+v", a)
	}

	// Home, and a DM.
	d.ok(d.OpenHome("U0ANNA"))
	d.until("home is there", func() bool { _, ok := d.Home("U0ANNA"); return ok })
	if _, err := d.Post(sandbox.Post{User: "U0ANNA", Channel: "D0ANNA", Text: "toon"}); err != nil {
		t.Fatal(err)
	}
	d.until("the DM is answered", func() bool {
		all := d.Messages("D0ANNA")
		return strings.Contains(all[len(all)-1].Text, string(d.ref))
	})
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek sluit " + strings.ToLower(string(d.ref)) + " klaar"}))
	d.told("U0ANNA", "gesloten")

	// Somebody who is not of the desk.
	d.ok(d.Command(sandbox.Command{User: "U0GAST", Channel: "C0DESK", Text: "/datalek lijst"}))
	d.told("U0GAST", "Gasten")
}

// What Slack does to a connection, and what it sends that nobody can read.
func TestFaultsOfTheWorkspace(t *testing.T) {
	d := newDay(t)
	arm := func(f sandbox.Fault) {
		t.Helper()
		if _, err := d.Arm(f); err != nil {
			t.Fatal(err)
		}
	}
	arm(sandbox.Fault{Kind: "malformed"})
	arm(sandbox.Fault{Kind: "unknown_event"})
	arm(sandbox.Fault{Kind: "duplicate", Count: 1})
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek notitie een keer"}))
	d.told("U0ANNA", "notitie")
	arm(sandbox.Fault{Kind: "drop"})
	d.until("it is connected again", func() bool {
		hellos := 0
		for _, e := range d.Log() {
			if e.Kind == "socket" && e.Name == "hello" {
				hellos++
			}
		}
		return hellos == 2
	})
	if _, err := d.Post(sandbox.Post{User: "U0MIRA", Channel: "C0DESK", ThreadTS: d.card, Text: "@meldwacht pak"}); err != nil {
		t.Fatal(err)
	}
	d.told("U0MIRA", "nu van jou")
	if n := d.incident().Notes; n != 1 {
		t.Errorf("%d notes", n)
	}
}

// A mail that Slack's e-mail app posts into the channel is answered with how to
// forward it properly, once, and nothing of it is kept. What colleagues say to
// each other is not kept either.
func TestAMailInSlackIsAnswered(t *testing.T) {
	d := newDay(t)
	m, err := d.PostMail("C0DESK", "Datalek bij ons", "Het wachtwoord van jan@winkel.example ligt op straat.")
	if err != nil {
		t.Fatal(err)
	}
	d.until("the thread tells how to forward it", func() bool {
		thread := d.Thread("C0DESK", m.TS)
		return len(thread) == 2 && strings.Contains(thread[1].Text, "als bijlage aan avg-incident@snoobi.example")
	})
	if _, err := d.Post(sandbox.Post{User: "U0ANNA", Channel: "C0DESK", Text: "wie kijkt naar jan@winkel.example?"}); err != nil {
		t.Fatal(err)
	}
	d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek lijst"})
	d.told("U0ANNA", "open incident")
	if n := len(d.Thread("C0DESK", m.TS)); n != 2 {
		t.Errorf("%d messages in the thread, want 2", n)
	}
	for e, err := range d.store.Unfinished(context.Background()) {
		if err != nil || strings.Contains(string(e.Payload), "winkel.example") {
			t.Errorf("kept: %s %v", e.Payload, err)
		}
	}
}

// Two presses may spend what Slack allows of reading groups, of which an
// approval takes two. The person who presses then waits; they are not refused.
func TestAnApprovalSurvivesALimit(t *testing.T) {
	d := newDay(t)
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek valideer " + string(d.ref) + " call-back teruggebeld"}))
	d.told("U0ANNA", "gevalideerd")
	d.ok(d.Command(sandbox.Command{User: "U0ANNA", Channel: "C0DESK", Text: "/datalek stop-api fleet-availability"}))
	d.told("U0ANNA", "wacht op goedkeuring")
	for _, f := range []sandbox.Fault{
		{Kind: "ratelimited", Method: "users.info", RetryAfter: 1},
		{Kind: "ratelimited", Method: "usergroups.users.list", RetryAfter: 1},
	} {
		if _, err := d.Arm(f); err != nil {
			t.Fatal(err)
		}
	}
	d.ok(d.Command(sandbox.Command{User: "U0MIRA", Channel: "C0DESK", Text: "/datalek keur-goed 1"}))
	d.told("U0MIRA", "goedgekeurd")
	if a, _ := d.incident().Action(1); a.State != bot.ActionToDo {
		t.Errorf("action %+v", a)
	}
}

// oneClock are the default rules with the 72 hours alone.
func oneClock() bot.Rules {
	r := bot.DefaultRules()
	r.Obligations = r.Obligations[:1]
	return r
}

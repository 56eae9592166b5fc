package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/intake/mailbox"
	"meldwacht/bot/view"
	"meldwacht/notifier"
	"meldwacht/notifier/heartbeat"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// A watched desk is one that nothing runs of but its look at itself, with
// somebody outside who counts.
type watched struct {
	*App
	t          *testing.T
	pings      atomic.Int64
	answer     atomic.Int64 // of the one outside
	writes     atomic.Int64 // that the store was about to make
	diskFull   error
	day        time.Time     // of the machine
	passed     time.Duration // on the machine
	log        strings.Builder
	lastTested time.Time
}

func watch(t *testing.T) *watched { return watchWith(t, nil) }

// watchSealed is watch with a store that is sealed.
func watchSealed(t *testing.T) *watched {
	master, err := storage.ParseMaster(storage.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	return watchWith(t, master)
}

// sound demands that the record verifies.
func (w *watched) sound() {
	w.t.Helper()
	_, err := storage.Verify(w.t.Context(), w.store, func(p storage.Problem) { w.t.Error(p) })
	w.must(err)
}

func watchWith(t *testing.T, master *storage.Master) *watched {
	w := &watched{t: t, day: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), lastTested: time.Now()}
	w.answer.Store(http.StatusOK)
	outside := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		w.pings.Add(1)
		rw.WriteHeader(int(w.answer.Load()))
	}))
	t.Cleanup(outside.Close)
	store, err := bolt.Open(filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{Master: master, Failpoint: func(int) error { w.writes.Add(1); return w.diskFull }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	clock := &Clock{}
	log := zerolog.New(&w.log)
	w.App = &App{store: store, log: log, opt: Options{Clock: clock, Log: log}, cfg: config.Config{
		Pager:   config.Pager{Webhook: config.Webhook{URL: "https://pager.example/"}},
		Monitor: config.Monitor{Method: "post", URL: config.NewSecret(outside.URL + "/token")},
	}}
	w.desk = &bot.Desk{Store: store, Match: func(bot.Mail) bot.Match { return bot.Match{} }, Rules: bot.DefaultRules, Now: clock.Now}
	w.jumps = &heartbeat.Jumps{Log: log, Read: func() (time.Time, time.Duration) { return w.day, w.passed },
		Jumped: func(time.Duration) { w.bell.Ring() }}
	w.tested = func(context.Context) (time.Time, error) { return w.lastTested, nil }
	w.beat = w.selfcheck()
	w.jumps.Look()
	return w
}

// open opens an incident, and returns its ref.
func (w *watched) open() bot.Ref {
	w.t.Helper()
	raw := []byte("Message-ID: <een@winkel.example>\r\n\r\nMijn login is gestolen.")
	sum := sha256.Sum256(raw)
	f, err := w.desk.Receive(w.t.Context(), bot.Mail{Key: "v1:een", RawSum: hex.EncodeToString(sum[:]), MessageID: "een@winkel.example",
		Class: bot.ClassReport, Forwarded: bot.ForwardNone, Lang: bot.NL, SentAt: w.opt.Clock.Now()}, raw, w.opt.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return f.Ref
}

func (w *watched) enqueue(ref bot.Ref, kind bot.EffectKind, lane bot.Lane) {
	w.t.Helper()
	_, err := w.store.Update(w.t.Context(), ref, "", func(bot.Incident) (bot.Change, error) {
		return bot.Change{Effects: []bot.Effect{{Key: bot.EffectKey(ref) + "/x", Ref: ref, Kind: kind, Lane: lane, Due: w.opt.Clock.Now()}}}, nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// Whatever is not well withholds the heartbeat, is told of by its own name, and
// nothing else is; without it the heartbeat goes out.
func TestTheHeartbeatIsWithheld(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(w *watched)
		want string // the check; "" when all is well
	}{
		{"the desk is idle", func(*watched) {}, ""},
		{"an incident is on its way", func(w *watched) { w.open() }, ""},
		{"a mailbox was never read", func(w *watched) { w.App.watched = []*mailbox.Watcher{{Name: "incident"}} }, checkMail},
		{"the pager refuses whatever comes", func(w *watched) { w.ways.note(view.HealthPager+".webhook", "http_401", w.opt.Clock.Now()) }, checkWays},
		{"Slack refuses whatever comes", func(w *watched) { w.ways.note(waySlack, "token_revoked", w.opt.Clock.Now()) }, checkWays},
		{"a way that is not in use is shut", func(w *watched) { w.ways.note(view.HealthLetters, "auth-refused", w.opt.Clock.Now()) }, ""},
		{"an urgent reply waits for four minutes", func(w *watched) {
			w.enqueue(w.open(), bot.EffectReply, bot.Urgent)
			w.opt.Clock.Forward(4 * time.Minute)
		}, ""},
		{"an urgent reply waits for six minutes", func(w *watched) {
			w.enqueue(w.open(), bot.EffectReply, bot.Urgent)
			w.opt.Clock.Forward(6 * time.Minute)
		}, view.SelfOutbox},
		{"a page was tried for six minutes", func(w *watched) {
			ref := w.open()
			w.enqueue(ref, bot.EffectPage, bot.Urgent)
			w.opt.Clock.Forward(6 * time.Minute)
			w.must(w.store.Attempt(t.Context(), bot.EffectKey(ref)+"/x", w.opt.Clock.Now(), w.opt.Clock.Now().Add(time.Minute)))
		}, view.SelfOutbox},
		{"a page waits on a desk without a pager", func(w *watched) {
			w.cfg.Pager = config.Pager{}
			w.enqueue(w.open(), bot.EffectPage, bot.Urgent)
			w.opt.Clock.Forward(6 * time.Minute)
		}, ""},
		{"a card waits for half an hour", func(w *watched) {
			ref := w.open()
			w.opt.Clock.Forward(31 * time.Minute)
			w.must(w.desk.Tick(t.Context(), ref))
		}, view.SelfOutbox},
		{"a letter that may go is not sent", func(w *watched) {
			w.cfg.Mail.Out = &config.MailOut{}
			w.settled(w.open(), bot.EffectMail)
		}, view.SelfOutbox},
		{"a letter waits for the next day", func(w *watched) {
			w.cfg.Mail.Out = &config.MailOut{}
			ref := w.open()
			w.settled(ref, bot.EffectMail)
			w.must(w.store.Postpone(t.Context(), bot.EffectKey(ref)+"/x", w.opt.Clock.Now().Add(time.Hour)))
		}, ""},
		{"a rung is a little late", func(w *watched) { w.open(); w.quiet(); w.opt.Clock.Forward(31 * time.Minute) }, ""},
		{"a rung is too late", func(w *watched) { w.open(); w.quiet(); w.opt.Clock.Forward(33 * time.Minute) }, view.SelfRungs},
		{"the clock was set", func(w *watched) { w.day = w.day.Add(time.Hour) }, view.SelfClock},
		{"the disk is full", func(w *watched) { w.diskFull = errors.New("no space left on device") }, view.SelfStore},
		{"the pager was tested nine days ago", func(w *watched) { w.lastTested = w.opt.Clock.Now().Add(-9 * 24 * time.Hour) }, ""},
		{"the pager was tested ten days ago", func(w *watched) { w.lastTested = w.opt.Clock.Now().Add(-testedWithin) }, view.SelfTested},
		{"the pager was never tested", func(w *watched) { w.lastTested = time.Time{} }, view.SelfTested},
		{"there is no pager to test", func(w *watched) { w.lastTested, w.cfg.Pager = time.Time{}, config.Pager{} }, ""},
		{"the one outside answers 500", func(w *watched) { w.answer.Store(500) }, view.SelfMonitor},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			w := watch(t)
			c.harm(w)
			w.beat.Look(t.Context())
			var got, want []string
			for _, tr := range w.beat.Troubles() {
				got = append(got, tr.Name)
			}
			if c.want != "" {
				want = []string{c.want}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("not well (-want +got):\n%s\n%s", diff, w.log.String())
			}
			heard := c.want == "" || c.want == view.SelfMonitor
			if got := w.pings.Load() == 1; got != heard {
				t.Errorf("%d heartbeats were heard, want one: %v", w.pings.Load(), heard)
			}
			own := c.want != "" && c.want != checkMail && c.want != checkWays
			if got := len(w.selfHealth()) == 1; got != own {
				t.Errorf("Home says %v, want a line: %v", w.selfHealth(), own)
			}
		})
	}
}

// quiet leaves nothing to be told.
func (w *watched) quiet() {
	w.t.Helper()
	for _, lane := range bot.Lanes() {
		list, err := w.store.Undone(w.t.Context(), notifier.Queue{Kinds: w.told(), Lane: lane})
		w.must(err)
		for _, p := range list {
			w.must(w.store.Park(w.t.Context(), p.Key, "gone"))
		}
	}
}

// settled leaves one effect of an incident, whose time came half an hour ago.
func (w *watched) settled(ref bot.Ref, kind bot.EffectKind) {
	w.t.Helper()
	w.quiet()
	w.enqueue(ref, kind, bot.Normal)
	w.opt.Clock.Forward(31 * time.Minute)
	w.must(w.desk.Tick(w.t.Context(), ref))
}

func (w *watched) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// A jump of the clock wakes whoever sleeps until something is due.
func TestAJumpOfTheClockWakesTheWatch(t *testing.T) {
	w := watch(t)
	nudge := w.bell.Listen()
	w.day = w.day.Add(8 * time.Hour)
	w.jumps.Look()
	select {
	case <-nudge:
	default:
		t.Error("nobody was woken")
	}
}

// A disk that was full is tried again at each look; one that is well, seldom.
func TestTheStoreIsTriedSeldomUnlessItFailed(t *testing.T) {
	w := watch(t)
	look := func(when string, tried bool) {
		t.Helper()
		before, had := w.writes.Load(), w.pings.Load()
		w.beat.Look(t.Context())
		if got := w.writes.Load() > before; got != tried {
			t.Errorf("%s it was written to: %v", when, got)
		}
		if w.pings.Load() != had+1 {
			t.Errorf("%s the heartbeat was withheld", when)
		}
	}
	look("the first time", true)
	look("a minute later", false)
	w.diskFull = errors.New("no space left on device")
	if err := w.store.Probe(t.Context()); err == nil {
		t.Fatal("a full disk takes a write")
	}
	w.diskFull = nil
	look("after somebody else could not write", true)
	look("and then", false)
	w.opt.Clock.Forward(probeEvery)
	look("a quarter of an hour later", true)
}

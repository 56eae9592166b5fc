package pager_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/internal/outboxtest"
	"meldwacht/notifier/pager"
	"meldwacht/notifier/pager/path"
)

const ref = bot.Ref("DL-2026-0007")

// A way is a path that remembers what it got.
type way struct {
	got   []path.Call
	told  []string // "ack <key>", "end <key>"
	error error
}

func (w *way) Page(_ context.Context, c path.Call) (bot.Receipt, error) {
	w.got = append(w.got, c)
	return bot.Receipt{Channel: "way", ID: "1", At: time.Now()}, w.error
}

func (w *way) Acknowledge(_ context.Context, key string) error {
	w.told = append(w.told, "ack "+key)
	return w.error
}

func (w *way) Resolve(_ context.Context, key string) error {
	w.told = append(w.told, "end "+key)
	return w.error
}

// A scene is an incident whose 2 h rung pages over two paths.
type scene struct {
	in          bot.Incident
	events      []bot.Event
	duty, mail  way
	down        map[string]string
	sender      *pager.Sender
	log         strings.Builder
	people      []path.Contact
	asked       [][]bot.Role
	pagesOfRung []bot.Effect
}

func (s *scene) Incident(context.Context, bot.Ref) (bot.Incident, error) { return s.in, nil }
func (s *scene) Events(context.Context, bot.Ref) ([]bot.Event, error)    { return s.events, nil }

func (s *scene) apply(t *testing.T, c bot.Change, err error) []bot.Effect {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Events {
		s.in = s.in.Apply(e)
		s.events = append(s.events, e)
	}
	return c.Effects
}

// notified says that the AP was notified, without which nobody closes the incident.
func (s *scene) notified(t *testing.T) []bot.Effect {
	t.Helper()
	c, err := s.in.Notify(bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}, bot.Notice{What: bot.NoticeInitial, Number: "2026-1", Filed: time.Now()}, time.Now())
	return s.apply(t, c, err)
}

func newScene(t *testing.T, change func(*bot.Rules)) *scene {
	t.Helper()
	s := &scene{in: bot.Incident{Ref: ref}, down: map[string]string{}, people: []path.Contact{{ID: "mira", Mail: "mira@snoobi.example"}, {ID: "tom"}}}
	rules := bot.DefaultRules()
	rules.Obligations, rules.Paths = rules.Obligations[:1], []string{"duty", "mail"}
	if change != nil {
		change(&rules)
	}
	s.apply(t, bot.Open(ref, bot.Opened{Track: bot.Internal, Aware: time.Now().Add(-70 * time.Hour), Rules: rules}, time.Now()), nil)
	c, err := s.in.ComeDue(time.Now(), bot.Staff{})
	for _, e := range s.apply(t, c, err) {
		if e.Kind == bot.EffectPage {
			s.pagesOfRung = append(s.pagesOfRung, e)
		}
	}
	var bad error
	s.sender, bad = pager.New(pager.Options{Paths: map[string]path.Path{"duty": &s.duty, "mail": &s.mail}, First: "duty", Reader: s,
		Contacts: func(roles []bot.Role, _ time.Time) []path.Contact {
			s.asked = append(s.asked, roles)
			return append([]path.Contact(nil), s.people...)
		},
		Text: func(in bot.Incident, o bot.Obligation, now time.Time) string {
			return string(in.Ref) + " " + o.Left(now).String()
		},
		People: func(ids []bot.PersonID) (all []path.Contact) {
			for _, id := range ids {
				all = append(all, path.Contact{ID: id})
			}
			return all
		},
		Silent: func(in bot.Incident, since, _ time.Time) string {
			return string(in.Ref) + " silent since " + since.UTC().Format("15:04")
		},
		Ack: func(_ bot.Ref, key string, who bot.PersonID, _ time.Time) string {
			return "link:" + key + ":" + string(who)
		},
		Link: func(context.Context, bot.Ref) string { return "https://snoobi.slack.example/archives/C0DESK/p1" },
		Down: func(name, code string) { s.down[name] = code },
		Now:  time.Now, Log: zerolog.New(&s.log)})
	if bad != nil {
		t.Fatal(bad)
	}
	return s
}

func (s *scene) send(t *testing.T, e bot.Effect) (bot.Receipt, error) {
	t.Helper()
	return s.sender.Send(t.Context(), notifier.Pending{Effect: e})
}

// Each page goes by the path that it names, to whom it is for at this moment,
// under a key that is the same over both.
func TestAPageGoesByItsPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		if len(s.pagesOfRung) != 2 {
			t.Fatalf("%d pages of a rung that takes the second path too", len(s.pagesOfRung))
		}
		for _, e := range s.pagesOfRung {
			if _, err := s.send(t, e); err != nil {
				t.Fatal(err)
			}
		}
		const key = "DL-2026-0007/page/ap/2h/1"
		want := []path.Call{{Key: key, Ref: ref, Text: "DL-2026-0007 2h0m0s", Severity: path.Critical, At: time.Now().UTC(),
			Link: "https://snoobi.slack.example/archives/C0DESK/p1",
			People: []path.Contact{{ID: "mira", Mail: "mira@snoobi.example", Ack: "link:" + key + ":mira"},
				{ID: "tom", Ack: "link:" + key + ":tom"}}}}
		for name, w := range map[string]*way{"duty": &s.duty, "mail": &s.mail} {
			if d := cmp.Diff(want, w.got); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
		if d := cmp.Diff([][]bot.Role{{bot.Manager, bot.OnCall}, {bot.Manager, bot.OnCall}}, s.asked); d != "" {
			t.Errorf("roles (-want +got):\n%s", d)
		}
	})
}

// The reason for a page may be gone when its turn comes.
func TestAPageWithoutAReasonIsNotPlaced(t *testing.T) {
	mira := bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager, bot.Support}}
	for name, happens := range map[string]func(bot.Incident) (bot.Change, error){
		"closed":       func(in bot.Incident) (bot.Change, error) { return in.Close(mira, "loos alarm", time.Now()) },
		"acknowledged": func(in bot.Incident) (bot.Change, error) { return in.Acknowledge(mira, bot.ViaLink, time.Now()) },
		"a later rung": func(in bot.Incident) (bot.Change, error) {
			return in.ComeDue(time.Now().Add(time.Hour), bot.Staff{})
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, nil)
			if name == "closed" {
				s.notified(t)
			}
			c, err := happens(s.in)
			s.apply(t, c, err)
			receipt, err := s.send(t, s.pagesOfRung[0])
			if err != nil || receipt.ID != "moot" || len(s.duty.got) != 0 {
				t.Errorf("%s: %+v, %v, %d calls", name, receipt, err, len(s.duty.got))
			}
		})
	}
}

// Where everybody must acknowledge, who has is left in peace, and who has not is
// paged whatever their role.
func TestWhoHasAcknowledgedIsNotPagedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, func(r *bot.Rules) {
			for i := range r.Obligations[0].Ladder {
				r.Obligations[0].Ladder[i].Ack, r.Obligations[0].Ladder[i].All = true, true
				r.Obligations[0].Ladder[i].AckBy = []bot.Role{bot.Manager}
			}
		})
		s.in.Obligations[0].Standing.Must = []bot.PersonID{"mira", "tom"}
		c, err := s.in.Acknowledge(bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}, bot.ViaSlack, time.Now())
		s.apply(t, c, err)
		if _, err := s.send(t, s.pagesOfRung[0]); err != nil {
			t.Fatal(err)
		}
		if got := s.duty.got[0].People; len(got) != 1 || got[0].ID != "tom" {
			t.Errorf("paged %v, want tom alone", got)
		}
		s.in.Obligations[0].Standing.Must = []bot.PersonID{"mira", "tom", "noor"}
		if _, err := s.send(t, s.pagesOfRung[0]); err != nil {
			t.Fatal(err)
		}
		if got := s.duty.got[1].People; len(got) != 2 || got[1].ID != "noor" {
			t.Errorf("paged %v, want noor too, who must and has no role of the page", got)
		}
	})
}

// A path that is shut gives its page up at once, so that the next one is taken,
// and holds up no other.
func TestAShutPathHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		s.duty.error = notifier.Stop{Code: "http_401"}
		_, err := s.send(t, s.pagesOfRung[0])
		if p, ok := errors.AsType[notifier.Permanent](err); !ok || p.Code != "http_401" || s.down["duty"] != "http_401" {
			t.Errorf("%v, down %v", err, s.down)
		}
		s.duty.error = nil
		if _, err := s.send(t, s.pagesOfRung[0]); err != nil || s.down["duty"] != "" {
			t.Errorf("%v, down %v", err, s.down)
		}
	})
}

// What became of a page is told to the path that it took.
func TestThePathHearsWhatBecameOfItsPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		c, err := s.in.Acknowledge(bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}, bot.ViaSlack, time.Now())
		followed := s.apply(t, c, err)
		followed = append(followed, s.notified(t)...)
		c, err = s.in.Close(bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager, bot.Support}}, "gemeld", time.Now())
		followed = append(followed, s.apply(t, c, err)...)
		for _, e := range followed {
			if e.Kind != bot.EffectPageAck && e.Kind != bot.EffectPageEnd {
				continue
			}
			if _, err := s.send(t, e); err != nil {
				t.Fatal(err)
			}
		}
		const key = "DL-2026-0007/page/ap/2h/1"
		for name, w := range map[string]*way{"duty": &s.duty, "mail": &s.mail} {
			if d := cmp.Diff([]string{"ack " + key, "end " + key}, w.told); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
	})
}

// A path that the configuration no longer has gives its pages up.
func TestAPathThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		e := s.pagesOfRung[0]
		e.Path = "pigeon"
		_, err := s.send(t, e)
		if p, ok := errors.AsType[notifier.Permanent](err); !ok || p.Code != "no_such_path" {
			t.Error(err)
		}
		if _, err := pager.New(pager.Options{}); err == nil {
			t.Error("a pager without paths is taken")
		}
	})
}

// In the delivery loop a path that fails for a while is tried again under the
// same key, and nothing personal stands in the log.
func TestAPathThatFailsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		s.duty.error = notifier.Later{Code: "http_503"}
		var box outboxtest.Outbox
		box.Add(s.pagesOfRung[0])
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		loop := notifier.Loop{Kinds: pager.Kinds(), Outbox: &box, Sender: s.sender, Now: time.Now, Nudge: box.Bell.Listen(), Log: zerolog.New(&s.log)}
		if err := loop.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if len(s.duty.got) < 3 || s.duty.got[0].Key != s.duty.got[2].Key {
			t.Errorf("%d attempts in a minute", len(s.duty.got))
		}
		if strings.Contains(s.log.String(), "@") || strings.Contains(s.log.String(), "link:") {
			t.Errorf("the log names people: %s", s.log.String())
		}
	})
}

// A silence of Slack pages those who are asked by name and those of the roles,
// each once, and nobody once the thread was told.
func TestASilenceIsPaged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, nil)
		since := time.Now().Add(-2 * time.Minute)
		e := bot.Event{No: s.in.Version + 1, At: time.Now(), Kind: "slack-silent",
			Body: bot.SlackSilent{Since: since, Waiting: 1, Page: []bot.Role{bot.Manager}, Ask: []bot.PersonID{"anna", "mira"}}}
		s.events = append(s.events, e)
		s.in.Silent = &bot.Silence{Since: since, Event: e.No}
		page := bot.Effect{Key: "DL-2026-0007/page/silent/1:duty", Ref: ref, Kind: bot.EffectPage, Lane: bot.Urgent, Event: e.No, Path: "duty"}
		if _, err := s.send(t, page); err != nil {
			t.Fatal(err)
		}
		var ids []bot.PersonID
		for _, p := range s.duty.got[0].People {
			ids = append(ids, p.ID)
		}
		if d := cmp.Diff([]bot.PersonID{"anna", "mira", "tom"}, ids); d != "" || s.duty.got[0].Text != "DL-2026-0007 silent since 23:58" {
			t.Errorf("%q to (-want +got):\n%s", s.duty.got[0].Text, d)
		}
		s.in.Silent = nil
		if r, err := s.send(t, page); err != nil || r.ID != "moot" || len(s.duty.got) != 1 {
			t.Errorf("told by now: %+v, %v, %d calls", r, err, len(s.duty.got))
		}
	})
}

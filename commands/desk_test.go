package commands_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

var (
	anna = bot.Person{ID: "anna", User: "U0ANNA", Name: "Anna", Roles: []bot.Role{bot.Support}}
	piet = bot.Person{ID: "piet", User: "U0PIET", Name: "Piet", Roles: []bot.Role{bot.Support}}
	mira = bot.Person{ID: "mira", User: "U0MIRA", Name: "Mira", Roles: []bot.Role{bot.Manager}}
	tom  = bot.Person{ID: "tom", User: "U0TOM", Name: "Tom", Roles: []bot.Role{bot.Manager}}
	fati = bot.Person{ID: "fati", User: "U0FATI", Name: "Fati", Roles: []bot.Role{bot.Privacy}}
	wim  = bot.Person{ID: "wim", User: "U0WIM", Name: "Wim", Roles: []bot.Role{bot.OnCall}}
	gast = bot.Person{ID: "gast", User: "U0GAST", Name: "Gast"}
)

var start = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// books are a store in memory: it folds and remembers, and keeps nothing.
type books struct {
	mu     sync.Mutex
	all    map[bot.Ref]bot.Incident
	events map[bot.Ref][]bot.Event
	once   map[string]bool
	broken error
}

func newBooks() *books {
	return &books{all: map[bot.Ref]bot.Incident{}, events: map[bot.Ref][]bot.Event{}, once: map[string]bool{}}
}

func (b *books) Update(_ context.Context, ref bot.Ref, once string, decide func(bot.Incident) (bot.Change, error)) (bot.Incident, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return bot.Incident{}, b.broken
	}
	if once != "" && b.once[once] {
		return bot.Incident{}, bot.ErrHandled
	}
	in, ok := b.all[ref]
	if !ok {
		return in, bot.ErrNotFound
	}
	change, err := decide(in)
	if err != nil {
		return in, err
	}
	b.once[once] = true
	for _, e := range change.Events {
		in = in.Apply(e)
		b.events[ref] = append(b.events[ref], e)
	}
	b.all[ref] = in
	return in, nil
}

func (b *books) Open(_ context.Context, year int, once string, decide func(bot.Ref) (bot.Change, error)) (bot.Incident, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return bot.Incident{}, b.broken
	}
	if once != "" && b.once[once] {
		return bot.Incident{}, bot.ErrHandled
	}
	in := bot.Incident{Ref: bot.MakeRef(year, 9000+len(b.all))}
	change, err := decide(in.Ref)
	if err != nil {
		return bot.Incident{}, err
	}
	b.once[once] = true
	for _, e := range change.Events {
		in = in.Apply(e)
		b.events[in.Ref] = append(b.events[in.Ref], e)
	}
	b.all[in.Ref] = in
	return in, nil
}

func (b *books) File(context.Context, bot.Mail, []byte, func(bot.Known) (bot.Filing, error)) (bot.Filing, error) {
	return bot.Filing{}, errors.New("no mail comes in here")
}

func (b *books) Incident(_ context.Context, ref bot.Ref) (bot.Incident, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return bot.Incident{}, b.broken
	}
	in, ok := b.all[ref]
	if !ok {
		return in, bot.ErrNotFound
	}
	return in, nil
}

func (b *books) Events(_ context.Context, ref bot.Ref) ([]bot.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events[ref], b.broken
}

func (b *books) OpenIncidents(_ context.Context, limit int) ([]bot.Incident, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var open []bot.Incident
	for _, in := range b.all {
		if in.Closed == nil {
			open = append(open, in)
		}
	}
	slices.SortFunc(open, func(x, y bot.Incident) int {
		dx, _ := x.Deadline()
		dy, _ := y.Deadline()
		return cmp.Or(dx.Compare(dy), cmp.Compare(x.Ref, y.Ref))
	})
	return open[:min(limit, len(open))], b.broken
}

// RefOfThread knows the cards of the permalinks in the tests.
func (b *books) RefOfThread(_ context.Context, channel, ts string) (bot.Ref, bool, error) {
	if channel == "C0DESK" && ts == "1699999999.000200" {
		return "DL-2026-0007", true, nil
	}
	return "", false, nil
}

// A world is a desk at one moment.
type world struct {
	*books
	desk *commands.Desk
	now  time.Time
}

func newWorld(refs ...bot.Ref) *world {
	w := &world{books: newBooks(), now: start}
	names := map[bot.PersonID]string{}
	for _, p := range []bot.Person{anna, piet, mira, tom, wim} {
		names[p.ID] = p.Name
	}
	form := dossier.Built().For(dossier.Organisation{Name: "Snoobi B.V.", KvK: "01234567"}, time.UTC, bot.NL)
	w.desk = &commands.Desk{
		Desk:  &bot.Desk{Store: w.books, Now: func() time.Time { return w.now }, Rules: oneClock, Match: func(bot.Mail) bot.Match { return bot.Match{} }},
		Books: w.books, Threads: w.books, Log: zerolog.Nop(),
		Face: view.Face{Lang: bot.NL, Zone: time.UTC, Command: "/datalek", Cast: view.Cast{Names: names}, Form: &form},
	}
	for i, ref := range refs {
		w.open(ref, start.Add(time.Duration(i)*time.Hour))
	}
	return w
}

func (w *world) open(ref bot.Ref, at time.Time) {
	change := bot.Open(ref, bot.Opened{Track: bot.Customer, Verdict: bot.VerdictClaimed, Aware: at, Rules: oneClock(),
		Mail:  bot.Mail{Class: bot.ClassReport, Subject: "verdacht", Text: "Iemand is binnen.", Lang: bot.NL},
		Match: bot.Match{Account: "SN-10423", Name: "Fietsenhuls"}}, at)
	in := bot.Incident{Ref: ref}
	for _, e := range change.Events {
		in = in.Apply(e)
		w.books.events[ref] = append(w.books.events[ref], e)
	}
	w.all[ref] = in
}

// must has a decision made, as the world moves on without commands.
func (w *world) must(t *testing.T, ref bot.Ref, decide func(in bot.Incident, now time.Time) (bot.Change, error)) bot.Incident {
	t.Helper()
	in, err := w.desk.Desk.Do(t.Context(), ref, "", decide)
	if err != nil {
		t.Fatalf("%s: %v", ref, err)
	}
	return in
}

func (w *world) validated(t *testing.T, ref bot.Ref) bot.Incident {
	t.Helper()
	return w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.Validate(piet, bot.MethodCallBack, "", "teruggebeld", now)
	})
}

func (w *world) requested(t *testing.T, ref bot.Ref, target string) bot.Incident {
	t.Helper()
	return w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.RequestAction(piet, bot.ActionRequest{Kind: bot.SuspendAPI, Target: target}, now)
	})
}

func (w *world) approved(t *testing.T, ref bot.Ref) bot.Incident {
	t.Helper()
	return w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 0, 0, now) })
}

func (w *world) finished(t *testing.T, ref bot.Ref) bot.Incident {
	t.Helper()
	return w.must(t, ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Finish(piet, 0, "gezien", now) })
}

// typed runs what somebody typed as a slash command.
func (w *world) typed(t *testing.T, who bot.Person, text string) commands.Answer {
	t.Helper()
	verb, args := commands.Parse(text)
	return w.desk.Run(t.Context(), commands.Call{Who: who, Lang: bot.NL, Door: commands.DoorSlash, Verb: verb, Args: args})
}

// oneClock are the default rules with the 72 hours alone.
func oneClock() bot.Rules {
	r := bot.DefaultRules()
	r.Obligations = r.Obligations[:1]
	return r
}

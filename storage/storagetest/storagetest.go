// Package storagetest is what every store of the desk must do, as tests:
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t testing.TB, dir string, fail func(int) error) storagetest.Store { … })
//	}
//
// It knows stores by what they promise, and never looks at how they keep it.
package storagetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
)

// A Store is all that the desk asks of a store.
type Store interface {
	bot.Store
	notifier.Outbox
	storage.Source

	Events(ctx context.Context, ref bot.Ref) ([]bot.Event, error)
	OpenIncidents(ctx context.Context, limit int) ([]bot.Incident, error)
	NextDue(ctx context.Context) (bot.Ref, time.Time, bool, error)
	DueBy(ctx context.Context, by time.Time, limit int) ([]storage.Due, error)
	RefOfThread(ctx context.Context, channel, ts string) (bot.Ref, bool, error)
	Receipt(ctx context.Context, key bot.EffectKey) (bot.Receipt, bool, error)
	Begun(ctx context.Context, kinds []bot.EffectKind) ([]notifier.Pending, error)
	Undone(ctx context.Context, q notifier.Queue) ([]notifier.Pending, error)
	Probe(ctx context.Context) error
	Failing() bool
	Parked(ctx context.Context) ([]storage.StoredEffect, error)
	Counts(ctx context.Context) (storage.Counts, error)
	Raw(ctx context.Context, sum string) ([]byte, error)
	Keep(ctx context.Context, key string, payload []byte, now time.Time) (bool, error)
	Finish(ctx context.Context, key string) error
	Unfinished(ctx context.Context) iter.Seq2[storage.Envelope, error]
	Prune(ctx context.Context, before time.Time) error
	Nudge() <-chan struct{}
	Close() error
}

// An Open opens the store that lives in dir, and makes it when there is none.
// fail, unless nil, is called before each write with a number that counts from
// 1; its error makes that write fail.
type Open func(t testing.TB, dir string, fail func(write int) error) Store

// Run tests a store.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"a report opens an incident, with its card and its first reply", opensIncident},
		{"the same mail twice is one incident", sameMailTwice},
		{"a mail joins by any message id, newest first", relatedByID},
		{"a tag names its incident, and nothing else does", taggedMail},
		{"an automatic mail is on file and opens nothing", automaticMail},
		{"mail that is not what it claims to be is not filed", wrongRawSum},
		{"refs count per year", refsPerYear},
		{"a decision that refuses leaves nothing", refusalLeavesNothing},
		{"a decision that panics leaves nothing", panicLeavesNothing},
		{"the same once is handled once, until it is pruned", onceKeys},
		{"what is committed is what its record folds to", foldEqualsCommit},
		{"an instant is stored in UTC whatever zone it came in", zonesBecomeUTC},
		{"a call that is cancelled changes nothing", cancelled},
		{"a closed store says so", closedStore},
		{"a reply waits for its card and gets its receipt", followsCard},
		{"effects come in the order in which they are due, lane by lane", orderOfEffects},
		{"an effect that is being tried comes again only when it may", attempts},
		{"an effect is enqueued once ever", effectOnceEver},
		{"the newest update replaces one that nobody has tried", newestUpdate},
		{"a parked effect is listed, and its followers stay", parking},
		{"what is not done is found, also behind what it waits for", undone},
		{"a store that cannot write says so, until it can", probing},
		{"a nudge follows each commit that brings something to do", nudges},
		{"the due index says what the ladders say", dueIndex},
		{"open incidents come with the least time left first", openIncidents},
		{"an envelope is kept once and given until it is finished", inbox},
		{"many writers at once lose nothing and share nothing", manyWriters},
		{"a write that fails is whole or not at all, wherever it fails", failAtEveryWrite},
		{"a byte that is changed in the record is found", flippedBytes},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			test.run(t, open)
		})
	}
}

// A bench is a desk on a fresh store, with a clock that a test moves.
type bench struct {
	testing.TB
	Store
	desk *bot.Desk
	now  time.Time
	dir  string
}

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	anna  = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mark  = bot.Person{ID: "mark", Roles: []bot.Role{bot.Manager}}
)

func newBench(t testing.TB, open Open) *bench {
	b := &bench{TB: t, dir: t.TempDir(), now: start}
	b.use(open(t, b.dir, nil))
	t.Cleanup(func() { b.Close() })
	return b
}

func (b *bench) use(s Store) {
	b.Store = s
	b.desk = &bot.Desk{
		Store: s,
		Match: func(m bot.Mail) bot.Match {
			return bot.Match{Account: "SN-10423", Name: "Winkel", ByAddress: true, Phone: "••• 23"}
		},
		Rules: oneClock,
		Now:   func() time.Time { return b.now },
	}
}

// reopen closes the store and opens it again.
func (b *bench) reopen(open Open) {
	b.Helper()
	b.must(b.Close())
	b.use(open(b.TB, b.dir, nil))
}

// report is a mail that opens an incident; name makes it a mail of its own.
func report(name string) (bot.Mail, []byte) {
	raw := []byte("Message-ID: <" + name + "@winkel.example>\r\nFrom: piet@winkel.example\r\n\r\nMijn login is gestolen. " + name)
	sum := sha256.Sum256(raw)
	return bot.Mail{
		Key: bot.MailKey("v1:" + name), RawSum: hex.EncodeToString(sum[:]), MessageID: name + "@winkel.example",
		Class: bot.ClassReport, Forwarded: bot.ForwardNone, Lang: bot.NL, Subject: "Datalek " + name,
		Reporter: bot.Mailbox{Name: "Piet", Address: bot.Address(name + "@winkel.example")},
		Sender:   bot.Mailbox{Name: "Piet", Address: bot.Address(name + "@winkel.example")},
		SentAt:   start.Add(-time.Minute), Text: "Mijn login is gestolen <snel> & help.",
		Authentic: bot.Authentic{Pass: true, Evidence: "dkim=pass"},
		Report:    bot.Report{Requester: "Piet", Scope: []bot.Scope{bot.ScopeUser}, Actions: []bot.Ask{bot.AskRevokeUser}},
	}, raw
}

// receive files the mail of that name and returns what became of it.
func (b *bench) receive(m bot.Mail, raw []byte) bot.Filing {
	b.Helper()
	f, err := b.desk.Receive(ctx, m, raw, b.now)
	b.must(err)
	return f
}

// opened opens an incident and returns its ref.
func (b *bench) opened(name string) bot.Ref {
	b.Helper()
	f := b.receive(report(name))
	if f.Outcome != bot.OutcomeOpened {
		b.Fatalf("mail %s: %s, want opened", name, f.Outcome)
	}
	return f.Ref
}

// do has an incident decide, and must succeed.
func (b *bench) do(ref bot.Ref, decide func(bot.Incident, time.Time) (bot.Change, error)) bot.Incident {
	b.Helper()
	in, err := b.desk.Do(ctx, ref, "", decide)
	b.must(err)
	return in
}

func (b *bench) note(ref bot.Ref, text string) bot.Incident {
	b.Helper()
	return b.do(ref, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Note(anna, text, now) })
}

func (b *bench) incident(ref bot.Ref) bot.Incident {
	b.Helper()
	in, err := b.Incident(ctx, ref)
	b.must(err)
	return in
}

// effects commits effects of an incident alone.
func (b *bench) effects(ref bot.Ref, list ...bot.Effect) {
	b.Helper()
	_, err := b.Update(ctx, ref, "", func(bot.Incident) (bot.Change, error) { return bot.Change{Effects: list}, nil })
	b.must(err)
}

// every is all kinds that there are.
var every = []bot.EffectKind{bot.EffectCard, bot.EffectReply, bot.EffectUpdate, bot.EffectPage}

func (b *bench) next(lane bot.Lane, kinds ...bot.EffectKind) (notifier.Pending, bool) {
	b.Helper()
	if len(kinds) == 0 {
		kinds = every
	}
	p, ok, err := b.NextEffect(ctx, notifier.Queue{Kinds: kinds, Lane: lane})
	b.must(err)
	return p, ok
}

// wantNext demands the key of the next effect of a lane; "" demands none.
func (b *bench) wantNext(lane bot.Lane, want bot.EffectKey) notifier.Pending {
	b.Helper()
	p, ok := b.next(lane)
	if p.Key != want || ok != (want != "") {
		b.Fatalf("next %s effect is %q, want %q", lane, p.Key, want)
	}
	return p
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) wantErr(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("error is %v, want %v", err, want)
	}
}

// sound demands that the whole store verifies.
func (b *bench) sound() storage.Stats {
	b.Helper()
	stats, err := storage.Verify(ctx, b.Store, func(p storage.Problem) { b.Errorf("verify: %s", p) })
	b.must(err)
	return stats
}

func key(ref bot.Ref, format string, args ...any) bot.EffectKey {
	return bot.EffectKey(string(ref) + "/" + fmt.Sprintf(format, args...))
}

// oneClock are the default rules with the 72 hours alone.
func oneClock() bot.Rules {
	r := bot.DefaultRules()
	r.Obligations = r.Obligations[:1]
	return r
}

//go:build !race

// The year takes minutes under the race detector, so it is not built there: the
// plain run of the tests has it.

package bolt_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage/bolt"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A year of the desk: 500 incidents, of which most are dealt with at once, some
// are acknowledged and take a day, and some are ignored until they are overdue.
// The golden file holds what it told by month, the first of it line by line, and
// a hash of all.
func TestAYearOfFiveHundredIncidents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "year.db")
	synctest.Test(t, func(t *testing.T) {
		store, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		store.DB().NoSync = true // nobody keeps this file
		y := &year{t: t, start: time.Now(), store: store, desk: &bot.Desk{Store: store, Rules: yearRules, Now: time.Now, Staff: yearStaff,
			Match: func(bot.Mail) bot.Match { return bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V."} }}}
		y.live(500)
		y.compare("testdata/year.golden")
	})
}

// yearRules are the default rules, with two paths by which people are paged,
// who are given half an hour.
func yearRules() bot.Rules {
	rules := bot.DefaultRules()
	rules.Paths = []string{"app", "mail"}
	rules.Waits = bot.Waits{Office: 30 * time.Minute, Outside: 30 * time.Minute}
	return rules
}

// yearStaff is an office from nine to five with everybody in it, and one person
// on call.
func yearStaff(at time.Time) bot.Staff {
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	return bot.Staff{Closed: weekend || at.Hour() < 9 || at.Hour() >= 17, Holders: map[bot.Role][]bot.PersonID{
		bot.Support: {"anna"}, bot.Manager: {"mira"}, bot.Privacy: {"fati"}, bot.OnCall: {"night"}}}
}

// A year is a desk at work, and what left it.
type year struct {
	t     *testing.T
	start time.Time
	store *bolt.Store
	desk  *bot.Desk

	mu    sync.Mutex
	lines []string
	month map[string]map[bot.EffectKind]int
	late  time.Duration
}

// A deed is what somebody does to an incident at a moment.
type deed struct {
	at   time.Time
	of   int
	verb string
}

// lives are what may become of an incident: what is done to it, and how long
// after it came in.
var lives = [][]deed{
	{{verb: "close", at: after(74*time.Hour + 30*time.Minute)}}, // ignored until it is overdue
	{ // seen, and never dealt with
		{verb: "ack", at: after(12 * time.Hour)}, {verb: "ack", at: after(61 * time.Hour)}, {verb: "ack", at: after(67 * time.Hour)},
		{verb: "ack", at: after(71 * time.Hour)}, {verb: "close", at: after(73 * time.Hour)}},
	{ // takes a day
		{verb: "ack", at: after(10 * time.Minute)}, {verb: "validate", at: after(50 * time.Minute)}, {verb: "request", at: after(time.Hour)},
		{verb: "finish", at: after(5 * time.Hour)}, {verb: "close", at: after(26 * time.Hour)}},
	{ // dealt with at once
		{verb: "validate", at: after(20 * time.Minute)}, {verb: "request", at: after(25 * time.Minute)},
		{verb: "finish", at: after(40 * time.Minute)}, {verb: "close", at: after(time.Hour)}},
}

func after(d time.Duration) time.Time { return time.Time{}.Add(d) }

// lifeOf says which of them the incident has: of 125, one is ignored, one is only
// seen, thirty take a day and the others are dealt with at once.
func lifeOf(i int) []deed {
	switch i %= 125; {
	case i < 2:
		return lives[i]
	case i < 32:
		return lives[2]
	}
	return lives[3]
}

// deeds are those of n incidents in the order in which they happen. None falls
// on the moment at which a step of its ladder is due, so that the order of the
// two never matters.
func (y *year) deeds(n int) []deed {
	var all []deed
	for i := range n {
		opens := y.start.Add(time.Duration(i)*(365*24*time.Hour/time.Duration(n)) + time.Duration(i*7919%1440)*time.Minute).Truncate(time.Second)
		all = append(all, deed{opens, i, "mail"})
		for k, d := range lifeOf(i) {
			all = append(all, deed{opens.Add(d.at.Sub(time.Time{})).Add(time.Duration(k+1) * 13 * time.Millisecond), i, d.verb})
		}
	}
	slices.SortStableFunc(all, func(a, b deed) int { return a.at.Compare(b.at) })
	return all
}

func (y *year) live(n int) {
	ctx, cancel := context.WithCancel(y.t.Context())
	y.month = map[string]map[bot.EffectKind]int{}
	watch := &notifier.Watch{Due: dueIndex{y.store}, Tick: y.desk.Tick, Now: time.Now, Nudge: y.store.Nudge(), Log: zerolog.Nop()}
	loop := &notifier.Loop{Kinds: []bot.EffectKind{bot.EffectCard, bot.EffectReply, bot.EffectUpdate, bot.EffectRedraw, bot.EffectPage, bot.EffectPageAck, bot.EffectPageEnd},
		Outbox: y.store, Sender: y, Now: time.Now, Nudge: y.store.Nudge(), Log: zerolog.Nop(),
		GiveUp: func(context.Context, bot.Effect, string) error { return errors.New("nothing is refused") }}
	var ended sync.WaitGroup
	for _, run := range []func(context.Context) error{watch.Run, loop.Run} {
		ended.Go(func() {
			if err := run(ctx); err != nil {
				y.t.Error(err)
			}
		})
	}
	refs := map[int]bot.Ref{}
	for _, d := range y.deeds(n) {
		time.Sleep(time.Until(d.at))
		y.do(ctx, d, refs)
	}
	time.Sleep(time.Hour)
	if ref, at, ok, err := y.store.NextDue(ctx); ok || err != nil {
		y.t.Errorf("all are closed, and %s is due at %s: %v", ref, at, err)
	}
	cancel()
	ended.Wait()
}

func (y *year) do(ctx context.Context, d deed, refs map[int]bot.Ref) {
	if d.verb == "mail" {
		raw := fmt.Appendf(nil, "Subject: Sleutel gelekt\r\n\r\nnummer %d\r\n", d.of)
		sum := sha256.Sum256(raw)
		f, err := y.desk.Receive(ctx, bot.Mail{Key: bot.MailKey(fmt.Sprintf("v1:%d", d.of)), RawSum: hex.EncodeToString(sum[:]),
			Class: bot.ClassReport, MessageID: fmt.Sprintf("%d@customer.example", d.of), Lang: bot.NL}, raw, d.at)
		if err != nil {
			y.t.Fatal(err)
		}
		refs[d.of] = f.Ref
		return
	}
	anna, mira := bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}, bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	_, err := y.desk.Do(ctx, refs[d.of], "", func(in bot.Incident, now time.Time) (bot.Change, error) {
		switch d.verb {
		case "ack":
			return in.Acknowledge(mira, bot.ViaSlack, now)
		case "validate":
			return in.Validate(anna, bot.MethodCallBack, "", "called her", now)
		case "request":
			return in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "joost"}, now)
		case "finish":
			return in.Finish(anna, 0, "screenshot", now)
		}
		return in.Close(anna, "no breach", now)
	})
	var refused bot.Refusal
	if err != nil && !(d.verb == "ack" && errors.As(err, &refused)) { // nothing may ask by then
		y.t.Errorf("%s of %s: %v", d.verb, refs[d.of], err)
	}
}

// Send notes what leaves the desk. It is told under the moment at which it was
// decided, which does not hang on the order of the goroutines.
func (y *year) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	now := time.Now()
	y.late = max(y.late, now.Sub(p.Due))
	y.lines = append(y.lines, fmt.Sprintf("%s %s", p.Due.UTC().Format("2006-01-02 15:04:05.000"), p.Key))
	month := p.Due.UTC().Format("2006-01")
	if y.month[month] == nil {
		y.month[month] = map[bot.EffectKind]int{}
	}
	y.month[month][p.Kind]++
	return bot.Receipt{Channel: "C1", ID: string(p.Key), At: now}, nil
}

func (y *year) compare(path string) {
	slices.Sort(y.lines)
	all := strings.Join(y.lines, "\n")
	var b strings.Builder
	for _, month := range slices.Sorted(maps.Keys(y.month)) {
		b.WriteString(month)
		for _, kind := range slices.Sorted(maps.Keys(y.month[month])) {
			fmt.Fprintf(&b, " %s %d", kind, y.month[month][kind])
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%d in all, sha256 %x\n\n%s\n", len(y.lines), sha256.Sum256([]byte(all)), strings.Join(y.lines[:100], "\n"))
	if y.late > 10*time.Second {
		y.t.Errorf("something left the desk %s after it was due", y.late)
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			y.t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		y.t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), b.String()); diff != "" {
		y.t.Errorf("the year went otherwise; look at what -update changes (-want +got):\n%s", diff)
	}
}

package mailbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
	"meldwacht/bot/intake"
	"meldwacht/bot/intake/servertest"
	"meldwacht/bot/mail"
	"meldwacht/storage/bolt"
)

// A desk with a real reader and a real store, which notes what came of each mail.
type realDesk struct {
	*bot.Desk
	store *bolt.Store
	mu    sync.Mutex
	seen  map[bot.Outcome]int
}

func newDesk(t *testing.T) *realDesk {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{InitialMmapSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &realDesk{store: s, seen: map[bot.Outcome]int{}, Desk: &bot.Desk{Store: s, Rules: bot.DefaultRules, Now: time.Now,
		Match: func(bot.Mail) bot.Match { return bot.Match{} }}}
}

func (d *realDesk) filer() *intake.Filer {
	return &intake.Filer{Read: mail.Reader{}.Read, Log: zerolog.Nop(),
		Receive: func(ctx context.Context, m bot.Mail, raw []byte, at time.Time) (bot.Filing, error) {
			f, err := d.Receive(ctx, m, raw, at)
			if err == nil {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.seen[f.Outcome]++
			}
			return f, err
		}}
}

func (d *realDesk) count(o bot.Outcome) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen[o]
}

func watcherOf(d *servertest.Dovecot, desk *realDesk) *Watcher {
	hurry := usual
	hurry.pauseFirst, hurry.pauseMost, hurry.again, hurry.againMost = 10*time.Millisecond, 100*time.Millisecond, 50*time.Millisecond, 500*time.Millisecond
	return &Watcher{Name: "incident", Address: d.Address(), TLS: TLSNone, Auth: Password{user, servertest.DovecotSecret}, Folders: []Folder{{Name: "INBOX"}},
		Done: "Verwerkt", Filer: desk.filer(), Marks: desk.store, Now: time.Now, times: &hurry}
}

// reportOf is a report of its own for each number.
func reportOf(n int) string {
	return fmt.Sprintf("Message-ID: <m%03d@winkel.example>\nFrom: Jan de Vries <jan%[1]d@winkel.example>\nSubject: Datalek %[1]d\n"+
		"Date: Mon, 2 Mar 2026 09:14:00 +0100\n\nOnze login %[1]d is gestolen, graag blokkeren.\n", n)
}

// A mail goes from dovecot to the store by IDLE: until waits for less time than
// there is between two looks into all folders.
func TestDovecot(t *testing.T) {
	d, desk := servertest.NewDovecot(t), newDesk(t)
	d.Start()
	w := begin(t, watcherOf(d, desk))
	until(t, "the watcher waits", func() bool { return !w.Health().LastRead.IsZero() })
	for n := range 3 {
		d.Deliver(fmt.Sprintf("%d.m.host", n), reportOf(n))
		took := until(t, "the mail is filed", func() bool { return desk.count(bot.OutcomeOpened) == n+1 })
		t.Logf("from the Maildir to the store in %s", took.Round(time.Millisecond))
	}
	until(t, "the mails are moved", func() bool { return len(d.Lie(".Verwerkt")) == 3 && len(d.Lie("")) == 0 })
	w.stop()
}

// While dovecot is killed and started again 20 times, 200 mails come in: none is
// lost, none becomes two incidents, and all end up where they belong.
func TestDovecotKilled(t *testing.T) {
	const kills, each = 20, 10
	d, desk := servertest.NewDovecot(t), newDesk(t)
	d.Start()
	w := begin(t, watcherOf(d, desk))
	defer func() {
		if t.Failed() {
			t.Logf("%d mails filed, %d in INBOX, the mailbox is %+v\n%s", desk.count(bot.OutcomeOpened), len(d.Lie("")), w.Health(), w.log.tail())
		}
	}()
	var want []string
	for k := range kills {
		for i := range each {
			n := k*each + i
			want = append(want, reportOf(n))
			d.Deliver(fmt.Sprintf("%d.m.host", n), reportOf(n))
		}
		some := k*each + rand.N(each) // so that it is killed in the middle of things
		until(t, "mails come in", func() bool { return desk.count(bot.OutcomeOpened) >= some })
		d.Kill()
		d.Start()
	}
	until(t, "all mails are filed and moved", func() bool { return desk.count(bot.OutcomeOpened) == kills*each && len(d.Lie("")) == 0 })
	w.stop()

	done := d.Lie(".Verwerkt")
	slices.Sort(done)
	twice := len(done)
	done = slices.Compact(done)
	twice -= len(done)
	if slices.Sort(want); !slices.Equal(done, want) {
		t.Errorf("%d mails lie in Verwerkt, want %d", len(done), len(want))
	}
	incidents := 0
	for _, err := range desk.store.Refs(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		incidents++
	}
	if incidents != kills*each || desk.count(bot.OutcomeAdded) != 0 {
		t.Errorf("%d mails became %d incidents and %d additions", kills*each, incidents, desk.count(bot.OutcomeAdded))
	}
	t.Logf("%d mails, %d kills: %d incidents, %d mails were offered again, %d moved again, %d times was the mailbox not read",
		kills*each, kills, incidents, desk.count(bot.OutcomeDuplicate), twice, w.log.count("mailbox not read"))
}

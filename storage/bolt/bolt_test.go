package bolt_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
	"meldwacht/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t testing.TB, dir string, fail func(int) error) storagetest.Store {
		return open(t, filepath.Join(dir, "meldwacht.db"), bolt.Options{Failpoint: fail})
	})
}

// The same for a store that is not sealed.
func TestStoreWithoutKey(t *testing.T) {
	storagetest.Run(t, func(t testing.TB, dir string, fail func(int) error) storagetest.Store {
		s, err := bolt.Open(filepath.Join(dir, "meldwacht.db"), bolt.Options{Failpoint: fail, InitialMmapSize: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	})
}

// master is the key with which the tests seal their stores, in every process.
var master = newMaster("bWVsZHdhY2h0IG1hc3RlciBrZXkgZm9yIHRlc3RzIDE=")

// unsealed, for the options of open, is a store without a key.
var unsealed = &storage.Master{}

func newMaster(text string) *storage.Master {
	m, err := storage.ParseMaster(text)
	if err != nil {
		panic(err)
	}
	return m
}

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	anna  = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
)

func open(t testing.TB, path string, o bolt.Options) *bolt.Store {
	t.Helper()
	o.InitialMmapSize = 1 << 20
	switch o.Master {
	case nil:
		o.Master = master
	case unsealed:
		o.Master = nil
	}
	s, err := bolt.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// desk returns a desk on s whose clock stands at now.
func desk(s bot.Store, now time.Time) *bot.Desk {
	return &bot.Desk{Store: s, Match: func(bot.Mail) bot.Match { return bot.Match{Account: "SN-10423", ByAddress: true} },
		Rules: oneClock, Now: func() time.Time { return now }}
}

// mail is a mail of its own for each name, with a body of that many bytes.
func mail(name string, size int) (bot.Mail, []byte) {
	text := fmt.Sprintf("Onze login %s is gestolen. ", name)
	for i := 0; len(text) < size; i++ {
		text += fmt.Sprintf("Regel %d: graag zo snel mogelijk blokkeren. ", i)
	}
	raw := []byte("Message-ID: <" + name + "@winkel.example>\r\nFrom: piet@winkel.example\r\n\r\n" + text)
	sum := sha256.Sum256(raw)
	return bot.Mail{Key: bot.MailKey("v1:" + name), RawSum: hex.EncodeToString(sum[:]), MessageID: name + "@winkel.example",
		Class: bot.ClassReport, Forwarded: bot.ForwardNone, Lang: bot.NL, Subject: "Datalek " + name, Text: text,
		Reporter: bot.Mailbox{Address: bot.Address(name + "@winkel.example")},
		Sender:   bot.Mailbox{Address: bot.Address(name + "@winkel.example")}}, raw
}

func receive(t testing.TB, s bot.Store, name string) bot.Ref {
	t.Helper()
	m, raw := mail(name, 0)
	f, err := desk(s, start).Receive(ctx, m, raw, start)
	if err != nil {
		t.Fatal(err)
	}
	return f.Ref
}

func note(t testing.TB, s bot.Store, ref bot.Ref, text string) {
	t.Helper()
	_, err := s.Update(ctx, ref, "", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, text, start) })
	if err != nil {
		t.Fatal(err)
	}
}

// problems is what a verification finds.
func problems(t testing.TB, s storage.Source) (list []storage.Problem) {
	t.Helper()
	if _, err := storage.Verify(ctx, s, func(p storage.Problem) { list = append(list, p) }); err != nil {
		t.Fatal(err)
	}
	return list
}

// oneClock are the default rules with the 72 hours alone.
func oneClock() bot.Rules {
	r := bot.DefaultRules()
	r.Obligations = r.Obligations[:1]
	return r
}

package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage/bolt"
)

const marleen = bot.Address("marleen@fietsenhuls.example")

type letters = map[bot.EffectKey]time.Time

func wantMailed(t *testing.T, s *bolt.Store, to bot.Address, since time.Time, want letters) {
	t.Helper()
	got, err := s.Mailed(ctx, to, since)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("letters (-want +got):\n%s", d)
	}
}

func noteMailed(t *testing.T, s *bolt.Store, to bot.Address, letter bot.EffectKey, at time.Time) {
	t.Helper()
	if err := s.NoteMailed(ctx, to, letter, at); err != nil {
		t.Fatal(err)
	}
}

// A letter counts once however often it is tried, for its own address alone,
// and also after a restart.
func TestMailedCountsEachLetterOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, bolt.Options{})
	wantMailed(t, s, marleen, time.Time{}, letters{})
	noteMailed(t, s, marleen, "DL-2026-0007/letter/receipt", start)
	noteMailed(t, s, marleen, "DL-2026-0007/letter/question/1", start.Add(time.Hour))
	noteMailed(t, s, marleen, "DL-2026-0007/letter/receipt", start.Add(2*time.Hour))
	noteMailed(t, s, "x@fietsenhuls.example", "DL-2026-0008/letter/receipt", start)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, bolt.Options{})
	wantMailed(t, s, marleen, start, letters{
		"DL-2026-0007/letter/receipt":    start.Add(2 * time.Hour),
		"DL-2026-0007/letter/question/1": start.Add(time.Hour),
	})
	wantMailed(t, s, marleen, start.Add(time.Hour+1), letters{"DL-2026-0007/letter/receipt": start.Add(2 * time.Hour)})
}

// After two days nothing is left: of the address that is written to again at
// once, of the others when they are pruned.
func TestMailedForgets(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{})
	if err := s.PruneMailed(ctx, start); err != nil {
		t.Errorf("pruning nothing: %v", err)
	}
	for i := range 600 { // more than one transaction takes
		noteMailed(t, s, bot.Address(fmt.Sprintf("a%d@winkel.example", i%200)), bot.EffectKey(fmt.Sprintf("DL-2026-%04d/letter/receipt", i+1)), start)
	}
	noteMailed(t, s, marleen, "old", start)
	noteMailed(t, s, marleen, "kept", start.Add(48*time.Hour))
	wantMailed(t, s, marleen, time.Time{}, letters{"old": start, "kept": start.Add(48 * time.Hour)})
	noteMailed(t, s, marleen, "new", start.Add(48*time.Hour+1))
	wantMailed(t, s, marleen, time.Time{}, letters{"kept": start.Add(48 * time.Hour), "new": start.Add(48*time.Hour + 1)})

	size := func() (n int) {
		_ = s.DB().View(func(tx *bbolt.Tx) error { n = tx.Bucket([]byte("mailed")).Stats().KeyN; return nil })
		return n
	}
	if err := s.PruneMailed(ctx, start.Add(48*time.Hour)); err != nil || size() != 602 {
		t.Errorf("%d left (%v): two days are not over yet", size(), err)
	}
	if err := s.PruneMailed(ctx, start.Add(48*time.Hour+1)); err != nil || size() != 2 {
		t.Errorf("%d left (%v), want 2", size(), err)
	}
}

// A file from before there were letters opens and can be written to, and none
// holds an address.
func TestMailedInAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, bolt.Options{})
	_ = s.DB().View(func(tx *bbolt.Tx) error {
		if tx.Bucket([]byte("mailed")) != nil {
			t.Error("a new file has the bucket, so this test shows nothing")
		}
		return nil
	})
	noteMailed(t, s, marleen, "k", start)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("marleen")) {
		t.Error("the file holds the address")
	}
	s = open(t, path, bolt.Options{ReadOnly: true})
	wantMailed(t, s, marleen, start, letters{"k": start})
	if err := s.NoteMailed(ctx, marleen, "k", start); err == nil {
		t.Error("a store that is open for reading alone took a note")
	}
}

// A note that could not be written is an error, and changes nothing.
func TestMailedFails(t *testing.T) {
	broken := errors.New("disk full")
	var fail error
	s := open(t, filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{Failpoint: func(int) error { return fail }})
	noteMailed(t, s, marleen, "first", start)
	fail = broken
	if err := s.NoteMailed(ctx, marleen, "second", start.Add(72*time.Hour)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	wantMailed(t, s, marleen, time.Time{}, letters{"first": start})
}

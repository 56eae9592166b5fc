package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// planted is what must not be readable in a file: a name, addresses, the text of
// a mail and of a note, the key of a click, and an envelope of Slack.
var planted = []string{"Zeldzaam", "uniek@winkel.example", "bijzonder gestolen", "heel eigen notitie", "klik-van-zeldzaam", "envelop-van-zeldzaam", "heel eigen reden", "brief-aan@winkel.example"}

// plant makes a store with all of it, and returns its path.
func plant(t *testing.T, o bolt.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, o)
	m, raw := mail("uniek", 0)
	m.Reporter.Name, m.Subject, m.Text = "Piet Zeldzaam", "bijzonder gestolen", "bijzonder gestolen"
	f, err := desk(s, start).Receive(ctx, m, raw, start)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Update(ctx, f.Ref, "klik-van-zeldzaam", func(in bot.Incident) (bot.Change, error) { return in.Note(anna, "heel eigen notitie", start) })
	fresh, e := s.Keep(ctx, "envelop-van-zeldzaam", []byte("bijzonder gestolen"), start)
	if err != nil || e != nil || !fresh {
		t.Fatal(err, e, fresh)
	}
	e = s.AddOverrides(ctx, "", start, func([]storage.StoredOverride) ([]storage.StoredOverride, error) {
		return []storage.StoredOverride{{ID: "1", Kind: "add", Reason: "heel eigen reden"}}, nil
	})
	err = errors.Join(e, s.NoteMailed(ctx, "brief-aan@winkel.example", "DL-2026-0001/letter/1", start), s.IndexMail(ctx, f.Ref, "uniek@winkel.example-2"), s.Close())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// shown are the words that the bytes of a file show.
func shown(t *testing.T, path string) (found []string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range planted {
		if bytes.Contains(data, []byte(word)) {
			found = append(found, word)
		}
	}
	return found
}

// works demands that a planted store still gives all of it.
func works(t *testing.T, s *bolt.Store) {
	t.Helper()
	in, err := s.Incident(ctx, "DL-2026-0001")
	if err != nil || in.Reporter.Name != "Piet Zeldzaam" || in.Notes != 1 {
		t.Errorf("the incident: %+v, %v", in.Reporter, err)
		return
	}
	m, raw := mail("uniek", 0)
	if got, err := s.Raw(ctx, m.RawSum); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("the raw mail: %q, %v", got, err)
	}
	if f, err := desk(s, start).Receive(ctx, m, raw, start); err != nil || f.Outcome != bot.OutcomeDuplicate {
		t.Errorf("the same mail again: %v, %v", f.Outcome, err)
	}
	if _, err := s.Update(ctx, in.Ref, "klik-van-zeldzaam", nil); !errors.Is(err, bot.ErrHandled) {
		t.Errorf("the same click again: %v", err)
	}
	if fresh, err := s.Keep(ctx, "envelop-van-zeldzaam", nil, start); fresh || err != nil {
		t.Errorf("the same envelope again: %v, %v", fresh, err)
	}
	for e, err := range s.Unfinished(ctx) {
		if err != nil || e.Key != "envelop-van-zeldzaam" || string(e.Payload) != "bijzonder gestolen" {
			t.Errorf("the envelope: %+v, %v", e, err)
		}
	}
	if rows, err := s.Overrides(ctx); err != nil || len(rows) != 1 || rows[0].Reason != "heel eigen reden" {
		t.Errorf("the override: %+v, %v", rows, err)
	}
	if letters, err := s.Mailed(ctx, "brief-aan@winkel.example", start); err != nil || len(letters) != 1 {
		t.Errorf("the letter: %v, %v", letters, err)
	}
	if secret, err := s.Secret(ctx); err != nil || len(secret) != 32 {
		t.Errorf("the secret: %d bytes, %v", len(secret), err)
	}
	if list := problems(t, s); len(list) != 0 {
		t.Errorf("problems: %v", list)
	}
}

func TestASealedFileShowsNothing(t *testing.T) {
	path := plant(t, bolt.Options{})
	if words := shown(t, path); len(words) > 0 {
		t.Errorf("the file shows %q", words)
	}
	works(t, open(t, path, bolt.Options{}))
}

// A file of a program that sealed nothing is sealed when it is opened with a
// key: it holds what it held, and shows nothing of it, not even in its free
// pages.
func TestAnOpenFileIsSealed(t *testing.T) {
	path := plant(t, bolt.Options{Master: unsealed})
	// All but what a sum stands for already: the address of a letter, a mail that
	// is kept deflated.
	if words := shown(t, path); len(words) < 5 {
		t.Fatalf("the file shows %q: there is nothing to seal", words)
	}
	works(t, open(t, path, bolt.Options{}))
	if words := shown(t, path); len(words) > 0 {
		t.Errorf("sealed, the file shows %q", words)
	}
}

// A broken chain is not sealed over.
func TestABrokenFileIsNotSealed(t *testing.T) {
	path := plant(t, bolt.Options{Master: unsealed})
	edit(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bolt.BucketEvents)
		key := keys(b)[0]
		return b.Put(key, bytes.Replace(b.Get(key), []byte("Zeldzaam"), []byte("Gewoontj"), 1))
	})
	before, _ := os.ReadFile(path)
	_, err := bolt.Open(path, bolt.Options{Master: master})
	if err == nil || !strings.Contains(err.Error(), "its chain is broken") {
		t.Errorf("opened with a key: %v", err)
	}
	s := open(t, path, bolt.Options{Master: unsealed})
	if list := problems(t, s); len(list) != 1 || list[0].Fault != storage.FaultHash {
		t.Errorf("the file after %d bytes: %v", len(before), list)
	}
}

// A wrong key, and none, are named before anything is touched.
func TestAWrongKeyIsNamed(t *testing.T) {
	path := plant(t, bolt.Options{})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := storage.ParseMaster(storage.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []bolt.Options{{Master: other}, {Master: other, ReadOnly: true}, {Master: other, Next: master}} {
		if _, err := bolt.Open(path, o); !errors.Is(err, storage.ErrWrongKey) || !strings.Contains(err.Error(), master.ID()) || !strings.Contains(err.Error(), other.ID()) {
			t.Errorf("another key: %v", err)
		}
	}
	if _, err := bolt.Open(path, bolt.Options{}); !errors.Is(err, storage.ErrNeedsKey) || !strings.Contains(err.Error(), "store.key") {
		t.Errorf("no key: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
	// Without it the chains can be read, and nothing else.
	s := open(t, path, bolt.Options{Master: unsealed, ReadOnly: true})
	stats, err := storage.Verify(ctx, s, func(p storage.Problem) { t.Error(p) })
	if err != nil || stats.Locked != 1 || stats.Events != 2 {
		t.Errorf("verify without a key: %+v, %v", stats, err)
	}
	if _, err := s.Incident(ctx, "DL-2026-0001"); !errors.Is(err, storage.ErrNeedsKey) {
		t.Errorf("an incident without a key: %v", err)
	}
	for _, text := range []string{"", "x", strings.Repeat("A", 43), storage.NewMaster() + "AAAA"} {
		if _, err := storage.ParseMaster(text); err == nil || text != "" && strings.Contains(err.Error(), text) && len(text) > 1 {
			t.Errorf("key %q: %v", text, err)
		}
	}
}

// Another master key wraps the same keys: nothing else changes.
func TestTheKeyIsRotated(t *testing.T) {
	path := plant(t, bolt.Options{})
	next, err := storage.ParseMaster(storage.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	open(t, path, bolt.Options{Next: next}).Close()
	if _, err := bolt.Open(path, bolt.Options{Master: master}); !errors.Is(err, storage.ErrWrongKey) {
		t.Errorf("the old key: %v", err)
	}
	works(t, open(t, path, bolt.Options{Master: next}))
}

// Bytes that are sealed for one place are refused in another.
func TestSealedBytesStayInTheirPlace(t *testing.T) {
	path := small(t)
	edit(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bolt.BucketIncidents)
		all := keys(b)
		return b.Put(all[0], bytes.Clone(b.Get(all[1])))
	})
	s := open(t, path, bolt.Options{})
	if _, err := s.Incident(ctx, "DL-2026-0001"); !errors.Is(err, storage.ErrBroken) {
		t.Errorf("the incident of another: %v", err)
	}
	if list := problems(t, s); len(list) != 1 || list[0].Fault != storage.FaultFold {
		t.Errorf("found %v", list)
	}
}

package bolt_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
	"meldwacht/storage/bolt"
)

// small makes a store of a few incidents and returns its path.
func small(t *testing.T) string { return smallWith(t, bolt.Options{}) }

func smallWith(t *testing.T, o bolt.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, o)
	for _, name := range []string{"een", "twee", "drie"} {
		note(t, s, receive(t, s, name), "gebeld")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLockedFileIsNamedAfterTwoSeconds(t *testing.T) {
	path := small(t)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		defer s.Close()
		for _, readOnly := range []bool{false, true} {
			began := time.Now()
			_, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly})
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "another process has it (waited 2s): stop") {
				t.Errorf("read only %v: %v", readOnly, err)
			}
			if took := time.Since(began); took > 2100*time.Millisecond {
				t.Errorf("took %s", took)
			}
		}
	})
}

// A file that another process is writing may look broken for a moment. It is
// called what it is: locked.
func TestLockedFileIsNotCalledDamaged(t *testing.T) {
	path := small(t)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, bolt.Options{})
		defer s.Close()
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for page := range 2 {
			if _, err := f.WriteAt([]byte{b[page*os.Getpagesize()+40] ^ 0xff}, int64(page*os.Getpagesize()+40)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := bolt.Open(path, bolt.Options{}); err == nil || !strings.Contains(err.Error(), "another process has it") {
			t.Errorf("error is %v", err)
		}
	})
}

func TestReadersShareAFile(t *testing.T) {
	path := small(t)
	one := open(t, path, bolt.Options{ReadOnly: true})
	two := open(t, path, bolt.Options{ReadOnly: true})
	if len(problems(t, one)) != 0 || len(problems(t, two)) != 0 {
		t.Error("problems in a sound store")
	}
	if _, err := one.Keep(ctx, "E1", nil, start); err == nil {
		t.Error("a store that was opened for reading was written")
	}
}

func TestReadOnlyMakesNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := bolt.Open(path, bolt.Options{ReadOnly: true}); err == nil {
		t.Error("opened")
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("a file was made")
	}
}

// What is no store, or no longer one, is refused in words and left as it is.
func TestDamagedFilesAreRefusedAndLeftAlone(t *testing.T) {
	path := small(t)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bbolt.Open(foreign, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }); err != nil {
		t.Fatal(err)
	}
	db.Close()
	other, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		about, want string
		bytes       []byte
	}{
		{"a text", "the file is damaged", []byte(strings.Repeat("from: piet\n", 1000))},
		{"a few bytes", "the file is damaged", []byte("x")},
		{"zeros", "the file is damaged", make([]byte, len(sound))},
		{"cut in the middle", "the file is damaged", sound[:8*page]},
		{"list of free pages overwritten", "its list of free pages", overwritten(sound, freelist(sound))},
		{"cut after its meta pages", "the file is damaged", sound[:2*page]},
		{"both meta pages overwritten", "the file is damaged", append(bytes.Repeat([]byte{0xff}, 2*page), sound[2*page:]...)},
		{"everything but the meta pages overwritten", "the file is damaged", append(bytes.Clone(sound[:2*page]), bytes.Repeat([]byte{0xff}, len(sound)-2*page)...)},
		{"another program's", "is no store of Meldwacht", other},
	} {
		path := filepath.Join(t.TempDir(), "m.db")
		if err := os.WriteFile(path, tt.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{true, false} {
			s, err := bolt.Open(path, bolt.Options{ReadOnly: readOnly})
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v", tt.about, err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, tt.bytes) {
				t.Errorf("%s: the file was changed", tt.about)
			}
		}
	}
}

// freelist returns the page at which the newer meta page says the free ones are listed.
func freelist(b []byte) int {
	page := os.Getpagesize()
	field := func(meta, at int) uint64 { return binary.LittleEndian.Uint64(b[meta*page+16+at:]) }
	newer := 0
	if field(1, 48) > field(0, 48) {
		newer = 1
	}
	return int(field(newer, 32))
}

// overwritten returns b with the first entry of a page pointing nowhere.
func overwritten(b []byte, page int) []byte {
	b = bytes.Clone(b)
	copy(b[page*os.Getpagesize()+16:], bytes.Repeat([]byte{0xee}, 8))
	return b
}

// With one of its two meta pages broken, a file opens at the commit of the other.
func TestOneMetaPageIsEnough(t *testing.T) {
	for _, page := range []int{0, 1} {
		path := small(t)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[page*os.Getpagesize()+40] ^= 0xff
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, path, bolt.Options{})
		if list := problems(t, s); len(list) != 0 {
			t.Errorf("meta page %d broken: %v", page, list)
		}
	}
}

// Whichever page is broken, reading gives an answer or an error. It never ends
// the program.
func TestBrokenPagesAreErrors(t *testing.T) {
	path := small(t)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	size, errs := os.Getpagesize(), 0
	for _, page := range inUse(t, path) {
		b := bytes.Clone(sound)
		for i := range 64 { // its header, and what its first elements point at
			b[page*size+8+i] = byte(random.IntN(256))
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(path, bolt.Options{ReadOnly: true, InitialMmapSize: 1 << 20})
		if err != nil {
			errs++
			continue
		}
		_, err = storage.Verify(ctx, s, func(storage.Problem) {})
		_, err2 := s.OpenIncidents(ctx, 10)
		_, _, err3 := s.NextEffect(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard}, Lane: bot.Normal})
		if err != nil || err2 != nil || err3 != nil {
			errs++
		}
		s.Close()
	}
	if errs < 3 { // at least the root, events and incidents
		t.Errorf("%d broken pages were noticed", errs)
	}
}

// inUse returns the pages that hold something.
func inUse(t *testing.T, path string) (pages []int) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		for id := 2; ; id++ {
			p, err := tx.Page(id)
			if p == nil || err != nil {
				return err
			}
			if p.Type == "leaf" || p.Type == "branch" {
				pages = append(pages, id)
			}
			id += p.OverflowCount
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestNewerLayoutIsRefused(t *testing.T) {
	path := small(t)
	edit(t, path, func(tx *bbolt.Tx) error {
		return tx.Bucket(bolt.BucketMeta).Put([]byte("layout"), binary.BigEndian.AppendUint64(nil, 2))
	})
	if _, err := bolt.Open(path, bolt.Options{}); err == nil || !strings.Contains(err.Error(), "use a newer meldwacht") {
		t.Errorf("error is %v", err)
	}
}

// edit changes a store behind its back.
func edit(t *testing.T, path string, f func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(f); err != nil {
		t.Fatal(err)
	}
}

// A store whose incidents were folded by another program folds them again when
// it is opened, and reads them all the same when it may not write.
func TestOtherFormatIsFoldedAgain(t *testing.T) {
	path := smallWith(t, bolt.Options{Master: unsealed})
	edit(t, path, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bolt.BucketIncidents)
		for _, key := range keys(b) {
			if err := b.Put(key, []byte(`{"format":0,"old":true}`)); err != nil {
				return err
			}
		}
		for _, name := range [][]byte{bolt.BucketDue, bolt.BucketOpen, bolt.BucketIndexed} {
			for _, key := range keys(tx.Bucket(name)) {
				if err := tx.Bucket(name).Delete(key); err != nil {
					return err
				}
			}
		}
		return tx.Bucket(bolt.BucketMeta).Put([]byte("incident format"), nil)
	})
	r := open(t, path, bolt.Options{Master: unsealed, ReadOnly: true})
	if in, err := r.Incident(ctx, "DL-2026-0002"); err != nil || in.Notes != 1 {
		t.Errorf("read only: %+v, %v", in, err)
	}
	r.Close()
	s := open(t, path, bolt.Options{Master: unsealed})
	if list := problems(t, s); len(list) != 0 {
		t.Errorf("problems after folding again: %v", list)
	}
}

// A file from before the desk had a secret gets one when it is opened for
// writing, and keeps it. One that cannot be a secret is not replaced: codes may
// have been made from what it was.
func TestOlderFileGetsASecret(t *testing.T) {
	path := small(t)
	edit(t, path, func(tx *bbolt.Tx) error { return tx.Bucket(bolt.BucketMeta).Delete([]byte("secret")) })
	open(t, path, bolt.Options{ReadOnly: true}).Close()
	var first []byte
	for range 2 {
		s := open(t, path, bolt.Options{})
		secret, err := s.Secret(ctx)
		if err != nil || len(bytes.Trim(secret, "\x00")) == 0 || first != nil && !bytes.Equal(first, secret) {
			t.Errorf("%d bytes, the same as before: %t (%v)", len(secret), bytes.Equal(first, secret), err)
		}
		first = secret
		s.Close()
	}
	edit(t, path, func(tx *bbolt.Tx) error { return tx.Bucket(bolt.BucketMeta).Put([]byte("secret"), []byte("x")) })
	s := open(t, path, bolt.Options{})
	if _, err := s.Secret(ctx); err == nil || !strings.Contains(err.Error(), "the file is damaged") {
		t.Errorf("a broken secret: %v", err)
	}
}

func keys(b *bbolt.Bucket) (all [][]byte) {
	_ = b.ForEach(func(k, _ []byte) error { all = append(all, bytes.Clone(k)); return nil })
	return all
}

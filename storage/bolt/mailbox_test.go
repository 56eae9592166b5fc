package bolt_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/storage/bolt"
)

// A folder's mark is there after a restart, each folder has its own, and the
// last one set holds.
func TestMark(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, bolt.Options{})
	want := func(box string, validity, uid uint32) {
		t.Helper()
		v, u, err := s.Mark(ctx, box)
		if err != nil || v != validity || u != uid {
			t.Errorf("%.20q: the mark is %d, %d (%v), want %d, %d", box, v, u, err, validity, uid)
		}
	}
	set := func(box string, validity, uid uint32) {
		t.Helper()
		if err := s.SetMark(ctx, box, validity, uid); err != nil {
			t.Fatal(err)
		}
	}
	long := strings.Repeat("long ", 20_000)
	want("inbox", 0, 0)
	set("inbox", 1<<32-1, 7)
	set("junk", 2, 1<<32-1)
	set(long, 3, 4)
	set("", 5, 6)
	want("inbox", 1<<32-1, 7)
	set("inbox", 9, 1)
	before := s.Commits()
	set("inbox", 9, 1)
	if n := s.Commits() - before; n != 0 {
		t.Errorf("the same mark again cost %d commits", n)
	}

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, bolt.Options{})
	want("inbox", 9, 1)
	want("junk", 2, 1<<32-1)
	want(long, 3, 4)
	want("", 5, 6)
	want("other", 0, 0)
}

// A file that was made before there were mailboxes opens, and can be marked.
func TestMarkInAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meldwacht.db")
	s := open(t, path, bolt.Options{})
	if err := s.DB().View(func(tx *bbolt.Tx) error {
		if tx.Bucket([]byte("folders")) != nil {
			return errors.New("a new file has the bucket, so this test shows nothing")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetMark(ctx, "inbox", 1, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, bolt.Options{ReadOnly: true})
	if v, u, err := s.Mark(ctx, "inbox"); v != 1 || u != 2 || err != nil {
		t.Errorf("the mark is %d, %d (%v)", v, u, err)
	}
	if err := s.SetMark(ctx, "inbox", 1, 3); err == nil {
		t.Error("a store that is open for reading alone took a mark")
	}
}

// A mark that could not be written is an error, and the old one stays.
func TestMarkFails(t *testing.T) {
	broken := errors.New("disk full")
	var fail error
	s := open(t, filepath.Join(t.TempDir(), "meldwacht.db"), bolt.Options{Failpoint: func(int) error { return fail }})
	if err := s.SetMark(ctx, "inbox", 1, 2); err != nil {
		t.Fatal(err)
	}
	fail = broken
	if err := s.SetMark(ctx, "inbox", 1, 3); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, u, err := s.Mark(ctx, "inbox"); u != 2 || err != nil {
		t.Errorf("the mark is %d (%v)", u, err)
	}
}

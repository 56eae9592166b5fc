package bolt_test

import (
	"path/filepath"
	"testing"

	"meldwacht/storage/bolt"
	"meldwacht/storage/storagetest"
)

func open(t testing.TB, dir string, fail func(int) error) storagetest.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(dir, "meldwacht.db"), bolt.Options{Failpoint: fail, InitialMmapSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) { storagetest.Run(t, open) }

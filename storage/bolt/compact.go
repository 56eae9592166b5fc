package bolt

import (
	"errors"
	"os"
	"path/filepath"

	bbolt "go.etcd.io/bbolt"
)

// compactBatch is how much one transaction of the copy holds.
const compactBatch = 1 << 20

// compact writes the file anew, without what was deleted from it: bbolt leaves
// deleted bytes where they were until something else needs the room. The writer
// calls it, so nothing is written meanwhile; readers read the old file to the
// last moment. A crash leaves the old file, and what says that it must be
// written anew stands in it.
//
// The old file is unlinked and not overwritten: what its blocks still hold is
// sealed, but for a wrapped key, which the disk's own encryption must guard.
func (s *Store) compact() error {
	temporary := s.path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := bbolt.Open(temporary, 0o600, s.bboltOptions())
	if err != nil {
		return err
	}
	db.NoSync = true // one sync at the end: nobody needs half of it
	err = bbolt.Compact(db, s.db, compactBatch)
	db.NoSync = false
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Delete(metaCompact) })
	}
	if err == nil {
		err = db.Sync()
	}
	if err == nil {
		err = s.swapTo(db, temporary)
	}
	if err != nil {
		return errors.Join(err, db.Close(), os.Remove(temporary))
	}
	return nil
}

// swapTo puts the new file in the place of the old one, when nobody reads.
func (s *Store) swapTo(db *bbolt.DB, temporary string) error {
	s.swap.Lock()
	defer s.swap.Unlock()
	if err := os.Rename(temporary, s.path); err != nil {
		return err
	}
	old := s.db
	s.stale.Store(false)
	s.db = db
	_ = old.Close() // it is nobody's any more
	// Without it a power cut may bring back the old file, which says itself that
	// it must be written anew.
	_ = syncDir(filepath.Dir(s.path))
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (s *Store) bboltOptions() *bbolt.Options { return bboltOptions(s.options) }

func bboltOptions(o Options) *bbolt.Options {
	return &bbolt.Options{
		Timeout:         o.Timeout,
		InitialMmapSize: o.InitialMmapSize,
		ReadOnly:        o.ReadOnly,
		FreelistType:    bbolt.FreelistMapType,
		NoStatistics:    true,
	}
}

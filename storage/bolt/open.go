package bolt

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"meldwacht/storage"
)

// layout is the version of the buckets. A file with another one is refused.
const layout = 1

// Options say how a file is opened. The zero value is what a desk wants.
type Options struct {
	// Timeout is how long to wait for another process to let go of the file;
	// 0 stands for two seconds.
	Timeout time.Duration
	// InitialMmapSize is how much address space is reserved, so that a growing
	// file need not wait for its readers; 0 stands for 1 GiB, of which nothing
	// is used before the file has that size.
	InitialMmapSize int
	// ReadOnly opens the file beside other readers and writes nothing, as
	// verify does.
	ReadOnly bool
	// Master opens the keys of a sealed store. A new store is sealed with it, and
	// so is one that was not yet. Without it a new store is not sealed, and one
	// that is can only be read, chains alone.
	Master *storage.Master
	// Next, unless nil, wraps every key again when the file is opened: from then
	// on it is the master key.
	Next *storage.Master
	// Failpoint, for tests, is called before each write and before each commit,
	// with a number that counts from 1. When it returns an error, that write
	// fails, and with it the transaction.
	Failpoint func(write int) error
}

// Open opens the store in the file at path and makes it if there is none. An
// error names the file and the next step. A file that cannot be opened is left
// as it is.
func Open(path string, o Options) (*Store, error) {
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if o.InitialMmapSize <= 0 {
		o.InitialMmapSize = 1 << 30
	}
	var s *Store
	err := guard(func() (err error) {
		s, err = open(path, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", path, err)
	}
	s.start()
	return s, nil
}

// errDamaged is what people read when the file is broken. bbolt keeps two meta
// pages and its surgery can go back to the older one.
var errDamaged = errors.New("the file is damaged and was left as it is: keep a copy of it, then restore the last backup")

// guard runs f on a goroutine of its own, in which a broken page is an error:
// bbolt trusts the file, and what it reads of a damaged one may panic or lie
// outside of the file altogether (SIGBUS).
func guard(f func() error) error {
	done := make(chan error)
	go func() {
		var err error
		defer func() { done <- err }()
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%w (%v)", errDamaged, p)
			}
		}()
		debug.SetPanicOnFault(true)
		err = f()
	}()
	return <-done
}

func open(path string, o Options) (*Store, error) {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, errors.New("is a folder: name a file")
	case err != nil && o.ReadOnly:
		return nil, err
	case err == nil && info.Size() > 0:
		if err := check(path, o.Timeout); err != nil {
			return nil, err
		}
	case err == nil && o.ReadOnly:
		return nil, errors.New("is empty: there is nothing to read")
	}
	db, err := openFile(path, bboltOptions(o))
	if err != nil {
		return nil, err
	}
	s := newStore(db, path, o)
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

// check looks at the file before it is opened. While another process writes to
// it, what stands in it may look wrong and is not: so before a file is called
// damaged, it is looked at again with the lock in hand.
func check(path string, timeout time.Duration) error {
	if checkMeta(path) == nil {
		return nil
	}
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = openFile(path, &bbolt.Options{Timeout: timeout, ReadOnly: true})
		return err
	})
	if errors.Is(err, berrors.ErrTimeout) {
		return err
	}
	if db != nil {
		defer db.Close()
	}
	return checkMeta(path)
}

// openFile opens the database in words that people can act on. bbolt may panic
// while it has the file; closing it then lets go of the lock, too.
func openFile(path string, o *bbolt.Options) (*bbolt.DB, error) {
	var file *os.File
	opened := false
	o.OpenFile = func(name string, flag int, perm os.FileMode) (f *os.File, err error) {
		file, err = os.OpenFile(name, flag, perm)
		return file, err
	}
	defer func() {
		if !opened && file != nil {
			_ = file.Close()
		}
	}()
	db, err := bbolt.Open(path, 0o600, o)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("another process has it (waited %s): stop the meldwacht that runs on it, or name a copy of the file (%w)", o.Timeout, err)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%w (%v)", errDamaged, err)
	case err != nil:
		return nil, err
	}
	// Whoever waited for the lock may have got that of a file in whose place
	// another one stands by now: see compact.
	here, err := os.Stat(path)
	if mine, e := file.Stat(); err != nil || e != nil || !os.SameFile(here, mine) {
		return nil, errors.Join(errors.New("another file took its place: try again"), err, e, db.Close())
	}
	opened = true // from here on, closing the database lets go
	return db, nil
}

// prepare makes the buckets of a new file and checks the layout of an old one.
// An old file is written to only when it has no secret yet, or its incidents must
// be folded again.
func (s *Store) prepare() error {
	var found, format uint64
	fresh, secret, sealed, compact := false, false, false, false
	err := s.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bMeta)
		if meta == nil {
			first, _ := tx.Cursor().First()
			if fresh = first == nil; !fresh {
				return errors.New("is no store of Meldwacht: name another file")
			}
			return nil
		}
		found, format = number(meta.Get([]byte("layout"))), number(meta.Get([]byte("incident format")))
		secret = meta.Get([]byte("secret")) != nil
		for _, name := range buckets {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("%w (bucket %q is gone)", errDamaged, name)
			}
		}
		if found != layout {
			return nil
		}
		sealed, compact = meta.Get(metaKeys) != nil, meta.Get(metaCompact) != nil
		return s.openKeys(tx)
	})
	switch {
	case err != nil:
		return err
	case fresh && s.readOnly:
		return errors.New("is empty: there is nothing to read")
	case fresh:
		return s.db.Update(s.create)
	case found != layout:
		return fmt.Errorf("its layout is %d, and this program knows %d: use a newer meldwacht", found, layout)
	case s.readOnly:
		return nil
	}
	if !secret {
		if err := s.db.Update(s.ensureSecret); err != nil {
			return err
		}
	}
	if s.options.Master != nil && !sealed {
		if err := s.sealAll(); err != nil {
			return err
		}
		compact = true
	}
	if s.options.Next != nil {
		if err := s.rotate(s.options.Next); err != nil {
			return err
		}
		compact = true
	}
	if format != storage.IncidentFormat {
		if err := s.refold(); err != nil {
			return err
		}
	}
	if compact {
		return s.compact()
	}
	return nil
}

// secretSize is what HMAC-SHA-256 can use (RFC 2104 §3).
const secretSize = 32

// Secret returns the secret of this desk, made when the file was, or when a
// program that knows of it first took the file over. Its one-time codes and the
// ids of its mails come from it.
func (s *Store) Secret(ctx context.Context) (secret []byte, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		secret, err = s.keys.Desk().Open(bucketPlace(bMeta), tx.Bucket(bMeta).Get([]byte("secret")))
		secret = bytes.Clone(secret)
		if errors.Is(err, storage.ErrBroken) {
			secret, err = nil, nil
		}
		return err
	})
	if err == nil && len(secret) != secretSize {
		err = fmt.Errorf("%w (the desk's secret is gone)", errDamaged)
	}
	return secret, err
}

func (s *Store) create(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	if err := s.makeKeys(tx); err != nil {
		return err
	}
	if err := s.ensureSecret(tx); err != nil {
		return err
	}
	meta := tx.Bucket(bMeta)
	if err := meta.Put([]byte("incident format"), seqKey(storage.IncidentFormat)); err != nil {
		return err
	}
	return meta.Put([]byte("layout"), seqKey(layout))
}

// ensureSecret gives the desk a secret when it has none. A file that an older
// program wrote never had one, so nothing that was made from it is out there.
func (s *Store) ensureSecret(tx *bbolt.Tx) error {
	meta := tx.Bucket(bMeta)
	if meta.Get([]byte("secret")) != nil {
		return nil
	}
	secret := make([]byte, secretSize)
	rand.Read(secret) // never fails, crypto/rand says
	sealed, err := s.keys.Desk().Seal(bucketPlace(bMeta), secret)
	if err != nil {
		return err
	}
	return meta.Put([]byte("secret"), sealed)
}

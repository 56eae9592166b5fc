package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/storage"
)

var (
	_ bot.Store       = (*Store)(nil)
	_ notifier.Outbox = (*Store)(nil)
	_ storage.Source  = (*Store)(nil)
)

// ErrClosed says that the store was closed.
var ErrClosed = errors.New("the store is closed")

// A Store keeps everything that the desk knows. Its methods may be called from
// many goroutines at once.
type Store struct {
	db       *bbolt.DB // changed by compact alone, with swap held
	path     string
	readOnly bool
	options  Options
	keys     *storage.Keys // nil: the store is not sealed, or not opened
	locked   bool          // it is sealed, and its keys were not opened
	swap     sync.RWMutex  // held for reading by whoever reads db
	fail     func(int) error

	queue   chan *request // unbuffered: who waits is found by receiving
	quit    chan struct{} // closed by the first Close
	stopped chan struct{} // closed when the file is
	closing sync.Once
	closed  error // result of Close, set before stopped is closed

	compactions chan chan error // for the writer
	stale       atomic.Bool     // something was erased, and stands in free pages still

	writes  int         // counts for fail; the writer's own
	failing atomic.Bool // the last transaction was not written

	mu     sync.Mutex // held for a few instructions, never across a wait
	nudges []chan struct{}
}

func newStore(db *bbolt.DB, path string, o Options) *Store {
	return &Store{
		db: db, path: path, readOnly: o.ReadOnly, options: o, fail: o.Failpoint,
		queue: make(chan *request), compactions: make(chan chan error), quit: make(chan struct{}), stopped: make(chan struct{}),
	}
}

func (s *Store) start() { go s.run() }

// Close waits for the writes that have begun, refuses those that have not, and
// closes the file. Closing twice does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.quit) })
	<-s.stopped
	return s.closed
}

// Nudge returns a channel that gets a value after each commit that brought
// something to do: an effect, or another due time. Several commits may come as
// one value. Each caller has a channel of its own, for the life of the store.
func (s *Store) Nudge() <-chan struct{} {
	c := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nudges = append(s.nudges, c)
	return c
}

func (s *Store) nudge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.nudges {
		select {
		case c <- struct{}{}:
		default: // one is there already
		}
	}
}

// Update implements bot.Store.
func (s *Store) Update(ctx context.Context, ref bot.Ref, once string, decide func(bot.Incident) (bot.Change, error)) (bot.Incident, error) {
	key, ok := refKey(ref)
	if !ok {
		return bot.Incident{}, fmt.Errorf("%s: %w", ref, bot.ErrNotFound)
	}
	var after bot.Incident
	err := s.write(ctx, func(tx *bbolt.Tx) (apply, error) {
		if s.wasHandled(tx, once) {
			return nil, bot.ErrHandled
		}
		in, err := s.loadIncident(tx, ref, key)
		if err != nil {
			return nil, err
		}
		c, err := decide(in)
		if err != nil {
			return nil, err
		}
		if len(c.Events) == 0 && len(c.Effects) == 0 && once == "" {
			after = in
			return nil, nil
		}
		saved, err := s.saving(tx, key, in, c)
		if err != nil {
			return nil, err
		}
		after = saved.after
		return func(w *batch) error {
			if err := s.handled(w, once, changedAt(c)); err != nil {
				return err
			}
			return saved.apply(w)
		}, nil
	})
	if err != nil {
		return bot.Incident{}, err
	}
	return after, nil
}

// wasHandled reports whether what comes from outside under this key was handled
// before; "" stands for what comes once.
func (s *Store) wasHandled(tx *bbolt.Tx, once string) bool {
	return once != "" && tx.Bucket(bOnce).Get(s.outsideKey(once)) != nil
}

// handled keeps that it was, and when.
func (s *Store) handled(w *batch, once string, at time.Time) error {
	if once == "" {
		return nil
	}
	return w.put(bOnce, s.outsideKey(once), timeKey(at))
}

// changedAt is the moment of a change. The desk's clock may be set apart from
// the machine's, so the events are asked first.
func changedAt(c bot.Change) time.Time {
	if len(c.Events) > 0 {
		return c.Events[0].At
	}
	return time.Now()
}

// Incident implements bot.Store.
func (s *Store) Incident(ctx context.Context, ref bot.Ref) (in bot.Incident, err error) {
	key, ok := refKey(ref)
	if !ok {
		return bot.Incident{}, fmt.Errorf("%s: %w", ref, bot.ErrNotFound)
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		in, err = s.loadIncident(tx, ref, key)
		return err
	})
	return in, err
}

// view reads the last commit. What it finds must be copied before f returns.
// A page that cannot be read is an error here too: see guard.
func (s *Store) view(ctx context.Context, f func(*bbolt.Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.quit:
		return ErrClosed
	default:
	}
	s.swap.RLock()
	defer s.swap.RUnlock()
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store %s: %w (%v)", s.path, errDamaged, p)
		}
	}()
	return s.db.View(f)
}

func number(b []byte) uint64 {
	if len(b) != seqSize {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"

	bbolt "go.etcd.io/bbolt"
)

// maxBatch is how many writes share one transaction at most.
const maxBatch = 256

// A plan reads what it needs and returns what it will write. An error of a plan
// concerns its caller alone: nothing has been written yet.
type plan func(tx *bbolt.Tx) (apply, error)

// An apply does the writes of a plan, and cannot refuse any more: its error
// undoes the whole batch. A nil apply writes nothing.
type apply func(w *batch) error

// A request is a plan in the queue.
type request struct {
	ctx  context.Context // looked at once more when it is the plan's turn
	plan plan
	done chan error // holds one: the writer never waits for a caller
}

// write has the plan carried out in the next transaction, and returns when that
// is on disk. A caller whose context ends while the plan still waits leaves with
// the context's error, and nothing of the plan happens; once the plan was
// carried out, the caller stays to hear what became of it.
func (s *Store) write(ctx context.Context, p plan) error {
	if s.readOnly {
		return errors.New("the store was opened for reading alone")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{ctx: ctx, plan: p, done: make(chan error, 1)}
	select {
	case <-s.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case s.queue <- r:
		return <-r.done
	}
}

// run is the writer.
func (s *Store) run() {
	debug.SetPanicOnFault(true) // see guard
	defer close(s.stopped)
	for {
		select {
		case <-s.quit:
			s.closed = s.db.Close()
			return
		case first := <-s.queue:
			s.commit(s.gather(first))
		case done := <-s.compactions:
			done <- protect(s.compact)
		}
	}
}

// gather takes everybody who waits. Those who were just told of the last commit
// may be about to come back, so it yields to them before it stops looking; it
// never waits for somebody who is not there.
func (s *Store) gather(first *request) []*request {
	all := []*request{first}
	for yielded := false; len(all) < maxBatch; {
		select {
		case r := <-s.queue:
			all, yielded = append(all, r), false
		default:
			if yielded {
				return all
			}
			runtime.Gosched()
			yielded = true
		}
	}
	return all
}

// commit carries out the plans in turn, in one transaction. Nobody hears
// anything before it is on disk: also a refusal, or a "handled before", may rest
// on what somebody else wrote in this batch, and is as wrong as that when the
// batch is undone.
func (s *Store) commit(all []*request) {
	answers := make([]error, len(all))
	stirred, err := s.transact(all, answers)
	s.failing.Store(err != nil)
	if err == nil && stirred {
		s.nudge() // first: who is told of a commit may look for its nudge
	}
	for i, r := range all {
		if err != nil {
			answers[i] = fmt.Errorf("store %s: write: %w", s.path, err)
		}
		r.done <- answers[i]
	}
}

// transact fills in the answer to each request. Its error concerns them all.
func (s *Store) transact(all []*request, answers []error) (stirred bool, err error) {
	w, err := s.begin()
	if err != nil {
		return false, err
	}
	err = protect(func() error {
		wrote := false
		for i, r := range all {
			if answers[i] = r.ctx.Err(); answers[i] != nil {
				continue
			}
			write, err := w.decide(r.plan)
			if err != nil || write == nil {
				answers[i] = err
				continue
			}
			if err := write(w); err != nil {
				return err
			}
			wrote = true
		}
		if !wrote {
			return w.tx.Rollback()
		}
		return w.finish()
	})
	if err != nil {
		// After a commit that failed, bbolt has rolled back already.
		_ = protect(w.tx.Rollback)
	}
	return w.stirred, err
}

// protect makes a panic an error, so that one bad page or one bad decision does
// not take the desk down with it.
func protect(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// A batch is the transaction of the writer, with what is settled at its end.
type batch struct {
	tx      *bbolt.Tx
	store   *Store
	counts  map[string]int // changes, written once for the whole batch
	stirred bool           // something to do came up: nudge
}

func (s *Store) begin() (*batch, error) {
	var w *batch
	err := protect(func() error {
		tx, err := s.db.Begin(true)
		if err == nil {
			w = &batch{tx: tx, store: s, counts: map[string]int{}}
		}
		return err
	})
	return w, err
}

// decide runs a plan. Nothing is written in it, so its panic can be told to its
// own caller alone.
func (w *batch) decide(p plan) (write apply, err error) {
	defer func() {
		if p := recover(); p != nil {
			write, err = nil, fmt.Errorf("panic in a decision: %v\n%s", p, debug.Stack())
		}
	}()
	return p(w.tx)
}

func (w *batch) finish() error {
	for _, name := range slices.Sorted(maps.Keys(w.counts)) {
		if w.counts[name] == 0 {
			continue
		}
		n := int64(number(w.tx.Bucket(bCounts).Get([]byte(name)))) + int64(w.counts[name])
		if err := w.put(bCounts, []byte(name), seqKey(uint64(max(n, 0)))); err != nil {
			return err
		}
	}
	if err := w.failpoint(); err != nil {
		return err
	}
	return w.tx.Commit()
}

func (w *batch) put(bucket, key, value []byte) error {
	if err := w.failpoint(); err != nil {
		return err
	}
	return w.tx.Bucket(bucket).Put(key, value)
}

func (w *batch) delete(bucket, key []byte) error {
	if err := w.failpoint(); err != nil {
		return err
	}
	return w.tx.Bucket(bucket).Delete(key)
}

func (w *batch) failpoint() error {
	if w.store.fail == nil {
		return nil
	}
	w.store.writes++
	return w.store.fail(w.store.writes)
}

// next returns the next number of a bucket's sequence.
func (w *batch) next(bucket []byte) (uint64, error) {
	if err := w.failpoint(); err != nil {
		return 0, err
	}
	return w.tx.Bucket(bucket).NextSequence()
}

// within visits the keys of a bucket that begin with prefix, in order, until
// visit returns false. The bucket must not be changed meanwhile.
func within(tx *bbolt.Tx, bucket, prefix []byte, visit func(k, v []byte) bool) {
	c := tx.Bucket(bucket).Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if !visit(k, v) {
			return
		}
	}
}

func uint32Key(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

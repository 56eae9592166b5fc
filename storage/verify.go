package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"meldwacht/bot"
)

// A Source is a store as Verify reads it: the bytes as they are on disk, before
// anything has been made of them.
type Source interface {
	// Refs gives every ref of which anything is stored. A key that is no ref
	// comes as an error that wraps ErrBadKey, and the rest follows it.
	Refs(ctx context.Context) iter.Seq2[bot.Ref, error]
	// Chain returns what is stored of one incident, as of one moment.
	Chain(ctx context.Context, ref bot.Ref) (Chain, error)
	// Strays gives the entries of the due index that no incident stands behind.
	Strays(ctx context.Context) iter.Seq2[Due, error]
}

// A Chain is what a store holds of one incident.
type Chain struct {
	Key      *Key      // of the incident; Destroyed when it has none any more
	Locked   bool      // it is sealed, and read without the master key
	Records  []Kept    // in the order of their keys
	Incident []byte    // nil when there is none
	Due      time.Time // its entry in the due index; zero when it has none
	Listed   bool      // it stands in the index of open incidents
}

// A Kept is a stored event and the number in its key.
type Kept struct {
	No    int
	Bytes []byte
}

// A Fault says what is wrong with a record.
type Fault string

const (
	FaultGap         Fault = "gap"         // an event is missing, or stands under another number
	FaultUndecodable Fault = "undecodable" // the bytes are no event
	FaultHash        Fault = "hash"        // the bytes are not those that were sealed
	FaultPrev        Fault = "prev"        // it does not follow the event before it
	FaultFold        Fault = "fold"        // the stored incident is not what the events make
	FaultDue         Fault = "due"         // the due index does not say when it comes due
	FaultKey         Fault = "key"         // something is stored under a key that is none
)

// A Problem is the first thing that is wrong with an incident.
type Problem struct {
	Ref   bot.Ref
	No    int // of the event; 0 when it is about the incident
	Fault Fault
	Words string
}

// String says it in one line.
func (p Problem) String() string {
	if p.No == 0 {
		return fmt.Sprintf("%s: %s: %s", p.Ref, p.Fault, p.Words)
	}
	return fmt.Sprintf("%s: event %d: %s: %s", p.Ref, p.No, p.Fault, p.Words)
}

// Stats is what a verification went through.
type Stats struct {
	Incidents int
	Events    int
	Erased    int // incidents whose words are gone, as their record says
	Locked    int // incidents whose chain was checked without the words: the master key was not there
	Problems  int
}

// ErrBadKey says that a store holds something under a key that is none.
var ErrBadKey = errors.New("a key cannot be read")

// Verify walks every chain of the source, folds it again and compares the
// result with the stored incident and with the due index. It reports the first
// problem of each incident, in their order, and goes on; its error says that the
// source could not be read to the end, never that something was wrong with a
// record. It works on every processor that there is.
//
// Words that were erased are accepted only where an event of the same chain says
// that they were. Without the master key the chains alone are checked.
func Verify(ctx context.Context, source Source, report func(Problem)) (Stats, error) {
	var stats Stats
	tell := func(p Problem) {
		stats.Problems++
		report(p)
	}
	var page []finding
	flush := func() error {
		if err := verifyAll(ctx, source, page); err != nil {
			return err
		}
		for _, f := range page {
			if f.bad {
				tell(f.problem)
			}
			stats.Incidents += f.stats.Incidents
			stats.Events += f.stats.Events
			stats.Erased += f.stats.Erased
			stats.Locked += f.stats.Locked
		}
		page = page[:0]
		return nil
	}
	for ref, err := range source.Refs(ctx) {
		if err != nil && !errors.Is(err, ErrBadKey) {
			return stats, errors.Join(err, flush())
		}
		f := finding{ref: ref}
		if err != nil {
			f.bad, f.problem = true, Problem{Ref: ref, Fault: FaultKey, Words: err.Error()}
		}
		if page = append(page, f); len(page) == verifyPage {
			if err := flush(); err != nil {
				return stats, err
			}
		}
	}
	if err := flush(); err != nil {
		return stats, err
	}
	for d, err := range source.Strays(ctx) {
		if errors.Is(err, ErrBadKey) {
			tell(Problem{Fault: FaultKey, Words: err.Error()})
			continue
		}
		if err != nil {
			return stats, err
		}
		tell(Problem{Ref: d.Ref, Fault: FaultDue, Words: fmt.Sprintf("the due index has an entry for %s that is not its own", d.At.Format(time.RFC3339Nano))})
	}
	return stats, nil
}

// verifyPage is how many incidents are handed out to the processors at a time.
const verifyPage = 1024

// A finding is what verifying one incident found.
type finding struct {
	ref     bot.Ref
	bad     bool
	problem Problem
	stats   Stats
}

// verifyAll fills in the findings that have no problem yet.
func verifyAll(ctx context.Context, source Source, page []finding) error {
	workers := min(runtime.GOMAXPROCS(0), len(page))
	errs := make([]error, workers)
	var next atomic.Int64
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(page)) && errs[w] == nil; i = next.Add(1) - 1 {
				if f := &page[i]; !f.bad {
					errs[w] = f.verify(ctx, source)
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (f *finding) verify(ctx context.Context, source Source) error {
	c, err := source.Chain(ctx, f.ref)
	if err != nil {
		return fmt.Errorf("%s: %w", f.ref, err)
	}
	f.stats.Incidents, f.stats.Events = 1, len(c.Records)
	if c.Locked {
		f.stats.Locked = 1
	}
	p, ok := c.verify(f.ref, &f.stats)
	f.bad, f.problem = !ok, p
	return nil
}

// verify returns the first problem of one incident; ok says that there is none.
func (c Chain) verify(ref bot.Ref, stats *Stats) (p Problem, ok bool) {
	in := bot.Incident{Ref: ref}
	unread := 0 // the first event whose words are gone
	for i, kept := range c.Records {
		e, fault, words := c.verifyEvent(ref, i+1, kept, in.Head)
		if fault != "" {
			return Problem{Ref: ref, No: i + 1, Fault: fault, Words: words}, false
		}
		if e.Body == nil && unread == 0 {
			unread = i + 1
		}
		if c.Locked {
			in.Version, in.Head = e.No, e.Hash
			continue
		}
		in = in.Apply(e)
	}
	wrong := func(f Fault, words string) (Problem, bool) { return Problem{Ref: ref, Fault: f, Words: words}, false }
	switch {
	case len(c.Records) == 0:
		return wrong(FaultGap, "there is an incident, and no event of it")
	case c.Incident == nil:
		return wrong(FaultFold, "there are events, and no incident of them")
	case c.Locked:
		return Problem{}, true
	case unread > 0 && in.Erased == nil:
		return Problem{Ref: ref, No: unread, Fault: FaultUndecodable, Words: "its words cannot be opened, and no event says that they were erased"}, false
	}
	if in.Erased != nil {
		stats.Erased = 1
	}
	again, err := EncodeIncident(in)
	if err != nil {
		return wrong(FaultFold, err.Error())
	}
	kept, err := openIncident(c.Key, ref, c.Incident)
	if err != nil {
		return wrong(FaultFold, "the stored incident: "+err.Error())
	}
	if !bytes.Equal(again, kept) {
		if stored, err := DecodeIncident(ref, kept); err == nil && stored.Version > in.Version {
			return Problem{Ref: ref, No: in.Version + 1, Fault: FaultGap,
				Words: fmt.Sprintf("the record ends at event %d, and the stored incident at %d", in.Version, stored.Version)}, false
		}
		return wrong(FaultFold, "the stored incident is not what its events make")
	}
	at, owes := in.Due()
	switch {
	case owes && c.Due.IsZero():
		return wrong(FaultDue, "it comes due and is not in the due index")
	case owes && !c.Due.Equal(at), !owes && !c.Due.IsZero():
		return wrong(FaultDue, fmt.Sprintf("the due index says %s", c.Due.Format(time.RFC3339Nano)))
	case c.Listed != (in.Closed == nil):
		return wrong(FaultDue, "the list of open incidents does not say whether it is open")
	}
	return Problem{}, true
}

func (c Chain) verifyEvent(ref bot.Ref, no int, kept Kept, head bot.Hash) (e bot.Event, fault Fault, words string) {
	if kept.No != no {
		return e, FaultGap, fmt.Sprintf("the next one in the record stands under number %d", kept.No)
	}
	r, err := DecodeRecord(kept.Bytes)
	if err != nil {
		return e, FaultUndecodable, err.Error()
	}
	switch {
	case r.No != no:
		return e, FaultGap, fmt.Sprintf("it says that it is number %d", r.No)
	case r.Hash != r.Sum(ref):
		return e, FaultHash, fmt.Sprintf("it carries %s and has %s", r.Hash.Short(), r.Sum(ref).Short())
	case r.Prev != head:
		return e, FaultPrev, fmt.Sprintf("it follows %s, and the event before it is %s", r.Prev.Short(), head.Short())
	case c.Locked:
		return r.header(), "", ""
	}
	if e, err = r.Event(c.Key, ref); err != nil {
		return e, FaultUndecodable, err.Error()
	}
	return e, "", ""
}

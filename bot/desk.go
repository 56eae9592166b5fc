package bot

import (
	"context"
	"errors"
	"time"
)

// A Store keeps incidents. Everything that one call changes is committed in one
// transaction or not at all.
type Store interface {
	// Update passes the incident to decide and commits the change it returns:
	// events, the folded incident, its due time and effects are saved together
	// or not at all. It may call decide more than once, and returns the
	// incident as committed. An error of decide is returned as it is, and
	// nothing is saved.
	//
	// once, unless empty, is remembered with the change; a second Update with
	// the same once calls nothing, changes nothing and returns ErrHandled.
	Update(ctx context.Context, ref Ref, once string, decide func(Incident) (Change, error)) (Incident, error)

	// File looks up what is known of a mail, passes it to decide and commits
	// the filing it returns, with the raw bytes.
	File(ctx context.Context, m Mail, raw []byte, decide func(Known) (Filing, error)) (Filing, error)

	// Open passes the ref that a new incident of that year gets to decide, and
	// commits the change it returns under it. once is as for Update.
	Open(ctx context.Context, year int, once string, decide func(Ref) (Change, error)) (Incident, error)

	// Incident returns one incident, or ErrNotFound.
	Incident(ctx context.Context, ref Ref) (Incident, error)
}

var (
	// ErrNotFound says that there is no such incident.
	ErrNotFound = errors.New("no such incident")
	// ErrHandled says that this very click, command or mail was handled before.
	ErrHandled = errors.New("handled before")
)

// Known is what a Store knows about a mail that comes in.
type Known struct {
	Next    func(year int) Ref // the ref that a new incident of that year would get
	Same    Ref                // the incident in which this very mail is on file; "" if none
	Again   bool               // this very mail was seen before, whatever became of it
	Bounced []Incident         // those that sent the mail which could not be delivered
	// Returned is the letter of the first of them that it was; "" when that is not
	// known, or it was one of those by which many are told.
	Returned EffectKey
	Related  []Incident // those that share a message id with it, newest id first
	Tagged   *Incident  // the one whose tag stands in the subject
}

// A Filing says what became of a mail: exactly one of a new incident, a mail
// added to its incident, an automatic mail on file, or one that was there before.
type Filing struct {
	Outcome Outcome
	Ref     Ref       // of the incident; "" for an automatic mail
	At      time.Time // when it was filed
	Change  Change    // empty for Duplicate, and for Automatic unless it is about a mail of ours
}

// An Outcome is what became of a mail.
type Outcome string

const (
	OutcomeOpened    Outcome = "opened"
	OutcomeAdded     Outcome = "added"
	OutcomeAutomatic Outcome = "automatic" // on file and counted, never a thread
	OutcomeDuplicate Outcome = "duplicate"
)

// A Desk loads an incident, lets it decide, and has the store commit.
type Desk struct {
	Store Store
	Match func(Mail) Match // what the directory says of a mail
	Rules func() Rules     // what is in force for incidents that open now
	Now   func() time.Time // called once for each operation

	Staff  func(time.Time) Staff // who can be reached at a moment; nil: an open office with everybody in it
	Secret []byte                // of this desk: makes its one-time codes; without it no code is right
}

// Do has the incident decide at this moment and commits the change. A second
// call with the same once, unless empty, returns ErrHandled.
func (d *Desk) Do(ctx context.Context, ref Ref, once string, decide func(in Incident, now time.Time) (Change, error)) (Incident, error) {
	now := d.Now().UTC()
	return d.Store.Update(ctx, ref, once, func(in Incident) (Change, error) { return decide(in, now) })
}

// Receive files a mail that our server took at received. When it returns
// without an error, the mail is safe and its thread is on its way.
func (d *Desk) Receive(ctx context.Context, m Mail, raw []byte, received time.Time) (Filing, error) {
	now, rules, match := d.Now().UTC(), d.Rules(), Match{}
	if m.Class == ClassReport && m.Unreadable == "" {
		match = d.Match(m)
	}
	staff := d.staff(now)
	return d.Store.File(ctx, m, raw, func(k Known) (Filing, error) {
		f, err := file(m, match, rules, d.Secret, k, received.UTC(), now)
		f.At = now
		if f.Outcome == OutcomeOpened {
			f.Change = f.Change.comeDue(f.Ref, now, staff)
		}
		return f, err
	})
}

// Declare opens an incident that no mail began, for a leak at Snoobi itself.
func (d *Desk) Declare(ctx context.Context, once string, who Person, dec Declaration) (Incident, error) {
	now, rules := d.Now().UTC(), d.Rules()
	staff := d.staff(now)
	return d.Store.Open(ctx, now.Year(), once, func(ref Ref) (Change, error) {
		c, err := Declare(ref, who, dec, rules, now)
		if err != nil {
			return Change{}, err
		}
		return c.comeDue(ref, now, staff), nil
	})
}

// Tick lets what is due on an incident's ladders happen. Nothing due is not an
// error: somebody else was faster.
func (d *Desk) Tick(ctx context.Context, ref Ref) error {
	_, err := d.Do(ctx, ref, "", func(in Incident, now time.Time) (Change, error) {
		return in.ComeDue(now, d.staff(now))
	})
	return err
}

func (d *Desk) staff(now time.Time) Staff {
	if d.Staff == nil {
		return Staff{}
	}
	return d.Staff(now)
}

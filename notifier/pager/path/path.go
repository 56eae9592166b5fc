// Package path says what a path is by which the desk pages people, and what it
// is given. It holds types alone: each path is a package of its own, and which
// of them is taken when is decided by whoever calls them.
package path

import (
	"context"
	"fmt"
	"time"

	"meldwacht/bot"
)

// A Path reaches people. Its errors are the classes of package notifier, found
// with errors.As. A nil error means that the other side accepted the page, and
// never that somebody saw it (reference/oncall.md §4).
//
// Page may be called again with the same Call after any error, and after a nil
// error whose receipt was lost: by its key the other side, or the person, can
// tell a repetition.
type Path interface {
	Page(ctx context.Context, c Call) (bot.Receipt, error)
	// Acknowledge and Resolve tell the other side that the desk knows, and are
	// safe to repeat. A path that has no such thing returns nil.
	Acknowledge(ctx context.Context, key string) error
	Resolve(ctx context.Context, key string) error
}

// A Call is one page, as a path gets it. Nothing in it is personal but whom to
// reach (reference/oncall.md §1.8).
type Call struct {
	// Key is one per rung and repetition, and the same over every path and every
	// repeated attempt.
	Key      string
	Ref      bot.Ref
	Text     string // one line: ref, demand, time left. No name, no address, no subject
	Severity Severity
	At       time.Time // when it came due
	Link     string    // permalink of the thread, "" when there is none
	Test     bool      // nothing is wrong: the paths are being tried
	People   []Contact
}

// A Severity is how bad it is that nobody has acknowledged yet. The words are
// those of PagerDuty's Events API v2.
type Severity string

// The severities, worst first.
const (
	Critical Severity = "critical"
	Error    Severity = "error"
	Warning  Severity = "warning"
	Info     Severity = "info"
)

// A Contact is a person and how to reach them. What is "" is not known. It
// prints its id alone.
type Contact struct {
	ID                 bot.PersonID
	Mail, Phone, Topic string
	Ack                string // one-time link by which this person acknowledges, "" for none
}

// String hides what must not stand in a log: a topic is as good as a password.
func (c Contact) String() string { return string(c.ID) }

// GoString hides it for %#v too.
func (c Contact) GoString() string { return fmt.Sprintf("path.Contact{%q}", c.ID) }

// A Partial error says that some people were reached and others were not. Err
// holds the class of what went wrong for the others, so errors.As finds it. A
// repeated attempt may leave out whom it names.
type Partial struct {
	Reached []bot.PersonID
	Err     error
}

// Error counts the people and does not name them.
func (e Partial) Error() string {
	return fmt.Sprintf("%d reached, others not: %v", len(e.Reached), e.Err)
}

// Unwrap returns the class.
func (e Partial) Unwrap() error { return e.Err }

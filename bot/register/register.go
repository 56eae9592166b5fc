package register

import (
	"fmt"
	"io"
	"slices"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A Format is a form in which the register is written.
type Format string

const (
	CSV  Format = "csv"
	JSON Format = "json"
	HTML Format = "html"
)

// A Period is the days in which an incident was opened; a zero one is open.
type Period struct {
	From time.Time // the first moment of its first day
	To   time.Time // the last day's last moment lies before it
}

// ParsePeriod reads two days, both within the period: 2026-01-01. Either may be
// left out.
func ParsePeriod(from, to string, zone *time.Location) (p Period, err error) {
	day := func(s string) (time.Time, error) {
		t, err := time.ParseInLocation(time.DateOnly, s, zone)
		if err != nil {
			return t, fmt.Errorf("%q is no day; write it as 2026-01-31", s)
		}
		return t, nil
	}
	if from != "" {
		if p.From, err = day(from); err != nil {
			return p, err
		}
	}
	if to != "" {
		if p.To, err = day(to); err != nil {
			return p, err
		}
		p.To = p.To.AddDate(0, 0, 1) // a day in the calendar, 23 or 25 hours twice a year
	}
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		return p, fmt.Errorf("the period ends on %s, before it begins on %s", to, from)
	}
	return p, nil
}

// Holds reports whether a moment lies within the period.
func (p Period) Holds(t time.Time) bool {
	return !t.Before(p.From) && (p.To.IsZero() || t.Before(p.To))
}

// A Register is the incidents of a period.
type Register struct {
	Period Period
	Made   time.Time
	Keep   bot.Retention // after which what is personal is erased
	Rows   []Row         // as they were opened
	opened []time.Time
}

// New returns a register without rows.
func New(p Period, keep bot.Retention, now time.Time) *Register {
	return &Register{Period: p, Keep: keep, Made: now.UTC()}
}

// Counts reports whether an incident belongs in the register at all: an exercise
// is none.
func Counts(in bot.Incident) bool { return !in.Drill && in.Version > 0 }

// Add takes in an incident that was opened within the period.
func (r *Register) Add(in bot.Incident, events []bot.Event) {
	if !Counts(in) || !r.Period.Holds(in.Opened) {
		return
	}
	i, _ := slices.BinarySearchFunc(r.opened, in.Opened, func(t, at time.Time) int {
		if t.After(at) {
			return 1
		}
		return -1
	})
	r.opened = slices.Insert(r.opened, i, in.Opened)
	row := Of(in, events)
	row.Moments.KeptUntil, _ = r.Keep.Until(in)
	r.Rows = slices.Insert(r.Rows, i, row)
}

// Write writes the register. People read CSV and HTML in the language and the
// zone of the face; JSON has neither.
func (r *Register) Write(w io.Writer, as Format, face view.Face) error {
	switch as {
	case CSV:
		return r.csv(w, face)
	case JSON:
		return r.json(w)
	case HTML:
		return r.html(w, face)
	}
	return fmt.Errorf("%q is no form of the register; choose csv, json or html", as)
}

// Tally counts one incident into what the desk tells of a year.
func Tally(c *view.RegisterCount, in bot.Incident) {
	if Counts(in) {
		count(c, Of(in, nil))
	}
}

func count(c *view.RegisterCount, r Row) {
	c.All++
	if r.Open {
		c.Open++
	}
	if r.Notify.Decision == Theirs {
		return
	}
	c.Internal++
	switch r.Notify.Decision {
	case Yes, Withdrawn:
		c.Notified++
	case No:
		c.NotNotified++
	default:
		c.Undecided++
	}
}

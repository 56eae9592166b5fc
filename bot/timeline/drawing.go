package timeline

import "time"

// A Drawing is what is to be seen, before it has a place on paper.
type Drawing struct {
	Title    string
	Lines    []string // below it
	From, To time.Time
	Zone     *time.Location
	Lanes    []Lane
	Labels   []Label
	Bands    []Band
	Now      time.Time // zero: it is no matter
	Words    Words
	Day      func(time.Time) string // "ma 30-11"
}

// A Lane is one clock, or what people did.
type Lane struct {
	Name     string
	Law      bool // its deadline is drawn across
	From     time.Time
	Deadline time.Time // zero: it has none
	End      time.Time // met or closed; zero: not yet
	Acked    []Span
	Marks    []Mark
}

// A Span is a part of time.
type Span struct{ From, To time.Time }

// A Mark is one thing that happened.
type Mark struct {
	At   time.Time
	Kind MarkKind
}

// A MarkKind says how much a mark demands of people, or what they did.
type MarkKind int

// From the least demanding to the most, and then what comes back.
const (
	Said  MarkKind = iota // in the thread, to nobody in particular
	Told                  // people are named
	Asked                 // somebody must acknowledge
	Paged                 // phones ring
	Acked                 // a person is on it
	Mail                  // a mail came in or went out
	Done                  // a person did something
)

// A Label says in words what a mark stands for.
type Label struct {
	At   time.Time
	Lane int
	Kind MarkKind
	Head string
	Tail string
}

// A BandKind is why the office is closed.
type BandKind int

// The kinds of bands.
const (
	Night BandKind = iota
	Weekend
	Holiday
)

// A Band is a time in which the office is closed. It lies within one day.
type Band struct {
	Span
	Kind BandKind
	Name string // of the holiday
}

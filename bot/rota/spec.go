package rota

import "meldwacht/bot"

// A Spec is the rota of the desk as the configuration writes it. [Spec.Check]
// says whether it holds; only then may [New] have it.
type Spec struct {
	Zone   string      `yaml:"zone"`   // IANA, such as Europe/Amsterdam
	GapOK  bool        `yaml:"gap_ok"` // nobody on call at times is meant so: do not warn
	Layers []LayerSpec `yaml:"layers"` // a later one wins where it has somebody
}

// A LayerSpec is one rota of the stack: turns, fixed shifts that win over the
// turns, or a calendar.
type LayerSpec struct {
	Name string       `yaml:"name"`
	Zone string       `yaml:"zone"` // of its wall clock; empty: that of the Spec
	Only []WindowSpec `yaml:"only"` // it has somebody during these alone; empty: always

	// Turns: the people in order, each for Length days or weeks. The anchor is a
	// day on which a turn of the first of them begins; before it the rhythm is the
	// same.
	Unit     string         `yaml:"unit"`     // day or week
	Length   int            `yaml:"length"`   // 0 means 1
	Anchor   string         `yaml:"anchor"`   // 2026-01-05
	Handover string         `yaml:"handover"` // 09:00
	People   []bot.PersonID `yaml:"people"`

	Shifts   []FixedSpec   `yaml:"shifts"`
	Calendar *CalendarSpec `yaml:"calendar"`
}

// A FixedSpec puts one person on during a window of the week.
type FixedSpec struct {
	Weekdays []string     `yaml:"weekdays"`
	From     string       `yaml:"from"`
	To       string       `yaml:"to"`
	Person   bot.PersonID `yaml:"person"`
}

// A CalendarSpec says where an iCalendar stands: one of the two.
type CalendarSpec struct {
	File string `yaml:"file"`
	URL  string `yaml:"url"` // https; may hold a key, so it is never logged
}

// An HoursSpec is when the office is open, as the configuration writes it.
type HoursSpec struct {
	Zone    string       `yaml:"zone"`
	Windows []WindowSpec `yaml:"windows"`
	// Holidays is nl, which is also meant when it is empty, or none.
	Holidays string `yaml:"holidays"`
	// LiberationDay says whether 5 May is a day off: never (also when empty), every
	// year, or each lustrum (2025, 2030).
	LiberationDay string    `yaml:"liberation_day"`
	Days          []DaySpec `yaml:"days"` // own days off and half days
}

// A DaySpec is a day of our own. With From and To it is a half day: of the windows
// of that day of the week only what lies between them is open. Without them the
// office is closed.
type DaySpec struct {
	Date string `yaml:"date"` // 2026-12-24, or 12-24 for every year
	Name string `yaml:"name"` // as it is told, in Dutch
	En   string `yaml:"en"`   // in English; empty: the same
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// A Problem is one thing that is wrong with a spec, and what to do about it.
type Problem struct {
	Path string // the field, from the spec on: layers[0].people[2]
	Text string
}

// String returns path and text.
func (p Problem) String() string { return p.Path + ": " + p.Text }

package bot

import (
	"fmt"
	"slices"
	"time"
)

// A DataCategory is a group of personal data in the method of ENISA
// (Recommendations for a methodology of the assessment of severity of personal
// data breaches, 2013; law.md §4). Credentials count as what they open.
type DataCategory string

const (
	DataSimple      DataCategory = "simple"      // name, contact, education, work
	DataBehavioural DataCategory = "behavioural" // location, traffic, preferences and habits
	DataFinancial   DataCategory = "financial"   // income, statements, invoices
	DataSensitive   DataCategory = "sensitive"   // the special categories, and what is as sensitive
)

// DataCategories returns all of them; the first scores 1, the last 4.
func DataCategories() []DataCategory {
	return []DataCategory{DataSimple, DataBehavioural, DataFinancial, DataSensitive}
}

// Score returns the basic score of a category, 1..4, or 0 when there is no such.
func (c DataCategory) Score() int { return slices.Index(DataCategories(), c) + 1 }

// A CategoryScore is one category of data that leaked. Adjust raises or lowers
// its basic score: up for much of it, a special kind of organisation or
// vulnerable people, down for what is old or public already. The result stays
// within 1..4.
type CategoryScore struct {
	Category DataCategory `json:"category"`
	Adjust   int          `json:"adjust,omitempty"` // -3..3
}

// Severity is how severe a breach is, by ENISA's formula SE = DPC × EI + CB. All
// is counted in quarters, so that no number has a fraction.
type Severity struct {
	Categories []CategoryScore `json:"categories"`       // the highest counts (DPC)
	Ident      int             `json:"ident"`            // how easily people are identified (EI): 1 negligible .. 4 maximum
	Conf       int             `json:"conf"`             // 0 exposed, 1 to known recipients, 2 to unknown ones
	Integ      int             `json:"integ"`            // 0 altered at most, 1 may be misused and can be recovered, 2 cannot
	Avail      int             `json:"avail"`            // 0 easily back, 1 for a time, 2 lost
	Malice     bool            `json:"malice,omitempty"` // on purpose
	Many       bool            `json:"many,omitempty"`   // flag without score: more than 100 people
	Sealed     bool            `json:"sealed,omitempty"` // flag without score: unintelligible, by strong encryption whose key is safe
}

// The bounds of ENISA's formula, in quarters.
const (
	severityMin, severityMax = 1, 24
	maliceScore              = 2
)

// Context returns the data processing context (DPC): the highest score of the
// categories, 1..4.
func (s Severity) Context() (int, error) {
	dpc := 0
	for _, c := range s.Categories {
		base := c.Category.Score()
		if base == 0 {
			return 0, fmt.Errorf("severity: no category %q", c.Category)
		}
		if c.Adjust < -3 || c.Adjust > 3 {
			return 0, fmt.Errorf("severity: an adjustment of %d", c.Adjust)
		}
		dpc = max(dpc, min(max(base+c.Adjust, 1), 4))
	}
	if dpc == 0 {
		return 0, fmt.Errorf("severity: no category of data")
	}
	return dpc, nil
}

// Score returns the severity in quarters, 1..24. Input out of range is an error:
// a score of nothing would be believed.
func (s Severity) Score() (int, error) {
	dpc, err := s.Context()
	if err != nil {
		return 0, err
	}
	for _, v := range []struct {
		name         string
		is, low, top int
	}{{"ident", s.Ident, 1, 4}, {"conf", s.Conf, 0, 2}, {"integ", s.Integ, 0, 2}, {"avail", s.Avail, 0, 2}} {
		if v.is < v.low || v.is > v.top {
			return 0, fmt.Errorf("severity: %s is %d, not %d..%d", v.name, v.is, v.low, v.top)
		}
	}
	se4 := dpc*s.Ident + s.Conf + s.Integ + s.Avail
	if s.Malice {
		se4 += maliceScore
	}
	return se4, nil
}

// A Band is a range of scores.
type Band string

const (
	BandLow      Band = "low"
	BandMedium   Band = "medium"
	BandHigh     Band = "high"
	BandVeryHigh Band = "very-high"
)

// Bands returns all of them, mildest first.
func Bands() []Band { return []Band{BandLow, BandMedium, BandHigh, BandVeryHigh} }

// BandOf returns the band of a score in quarters.
func BandOf(se4 int) Band {
	switch {
	case se4 < 8:
		return BandLow
	case se4 < 12:
		return BandMedium
	case se4 < 16:
		return BandHigh
	}
	return BandVeryHigh
}

// ReadAs returns the band that people should read a score as: one that a
// quarter more would lift into the next band is read upward (law.md §4).
func ReadAs(se4 int) Band { return BandOf(se4 + 1) }

// A Level is the estimate that the AP's form asks for.
type Level string

const (
	LevelNegligible  Level = "negligible"
	LevelLimited     Level = "limited"
	LevelSignificant Level = "significant"
	LevelVeryHigh    Level = "very-high"
)

// Levels returns all of them, mildest first.
func Levels() []Level {
	return []Level{LevelNegligible, LevelLimited, LevelSignificant, LevelVeryHigh}
}

// Propose returns the level that a score suggests for the AP's form. It is a
// proposal: a person estimates. Within a band of two levels the lower half
// gives the lower one, and near an edge it is read upward.
func Propose(se4 int) Level {
	switch ReadAs(se4) {
	case BandLow:
		if se4 < 4 {
			return LevelNegligible
		}
		return LevelLimited
	case BandMedium:
		if se4 < 10 {
			return LevelLimited
		}
		return LevelSignificant
	case BandHigh:
		return LevelSignificant
	}
	return LevelVeryHigh
}

// Assessed says how severe a person found the breach, and why. It decides
// nothing: whether the AP and people are told is decided by people.
type Assessed struct {
	Severity
	Score  int    `json:"score"` // in quarters
	Band   Band   `json:"band"`
	Reason string `json:"reason"`
}

// Kind names the body in the record.
func (Assessed) Kind() Kind { return "assessed" }

// An Assessment is the last severity that was recorded, and by whom.
type Assessment struct {
	Mark
	Assessed
	Event int
}

// Assess records how severe the breach is. It can be assessed again: the last
// counts, and all stand in the record.
func (in Incident) Assess(who Person, s Severity, reason string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Manager); err != nil {
		return Change{}, err
	}
	if len(s.Categories) == 0 {
		return Change{}, in.refuse(NeedsCategory)
	}
	score, err := s.Score()
	if err != nil {
		return Change{}, in.refuse(NotSevere)
	}
	if reason, err = in.reason(reason, NeedsReason); err != nil {
		return Change{}, err
	}
	s.Categories = slices.Clone(s.Categories)
	return in.tell(who, Normal, Assessed{Severity: s, Score: score, Band: BandOf(score), Reason: reason}, now), nil
}

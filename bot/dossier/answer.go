package dossier

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
)

// A Fault is why an answer cannot be recorded as it is.
type Fault string

const (
	FaultQuestion Fault = "question" // no such question
	FaultOption   Fault = "option"   // no such option, or two where one is asked
	FaultNumber   Fault = "number"   // no whole number
	FaultOrder    Fault = "order"    // the minimum lies above the maximum
	FaultDate     Fault = "date"     // no day, or no moment
	FaultFuture   Fault = "future"   // what has happened does not lie ahead
	FaultOutside  Fault = "outside"  // the exact number lies outside the minimum and the maximum
	FaultSuspect  Fault = "suspect"  // it seems to hold personal data or a secret, and nobody said that it is none
)

// Faults returns all of them.
func Faults() []Fault {
	return []Fault{FaultQuestion, FaultOption, FaultNumber, FaultOrder, FaultOutside, FaultDate, FaultFuture, FaultSuspect}
}

// Check returns the answers as they are to be recorded, and by question what is
// wrong with them. sure says that a person looked at what seems to be personal
// data, and it is none of affected people.
func (f Form) Check(d Dossier, answers []bot.FieldAnswer, sure bool) ([]bot.FieldAnswer, map[string]Fault) {
	faults := map[string]Fault{}
	var good []bot.FieldAnswer
	for _, a := range answers {
		q, ok := f.Field(a.Field)
		if !ok || q.Fixed {
			faults[a.Field] = FaultQuestion
			continue
		}
		var fault Fault
		if a, fault = q.clean(a, d.Made, f.Zone); fault == "" && !sure && !q.Own && len(Suspect(a.Value)) > 0 {
			fault = FaultSuspect
		}
		if fault != "" {
			faults[a.Field] = fault
			continue
		}
		good = append(good, a)
	}
	now := func(key string) string {
		for _, a := range good {
			if a.Field == key {
				return a.Value
			}
		}
		r, _ := d.Row(key)
		return r.Value
	}
	low, ok := number(now("people.min"))
	high, also := number(now("people.max"))
	if ok && also && low > high {
		for _, a := range good {
			if a.Field == "people.min" || a.Field == "people.max" {
				faults[a.Field] = FaultOrder
			}
		}
	}
	if exact, known := number(now("people.exact")); known && (ok && exact < low || also && exact > high) {
		for _, a := range good {
			if strings.HasPrefix(a.Field, "people.") && faults[a.Field] == "" {
				faults[a.Field] = FaultOutside
			}
		}
	}
	return good, faults
}

// clean brings an answer into the form in which it is recorded.
func (q Field) clean(a bot.FieldAnswer, now time.Time, zone *time.Location) (bot.FieldAnswer, Fault) {
	a.Value = strings.TrimSpace(a.Value)
	if !fits(q, a) || len(a.Options) > 1 && q.Type != Multi {
		return a, FaultOption
	}
	if len(a.Options) > 0 && q.Type == Date {
		a.Value = "" // not known yet, so no day
	}
	if a.Value == "" {
		return a, ""
	}
	switch q.Type {
	case Number:
		n, ok := number(a.Value)
		if !ok {
			return a, FaultNumber
		}
		a.Value = strconv.Itoa(n)
	case Date:
		t, err := time.ParseInLocation(time.DateOnly, a.Value, zone)
		if err != nil {
			return a, FaultDate
		}
		if t.After(now) && q.Key != "told.when" { // which may be planned
			return a, FaultFuture
		}
	case Moment:
		t, err := time.Parse(time.RFC3339, a.Value)
		if err != nil {
			return a, FaultDate
		}
		if t.After(now) {
			return a, FaultFuture
		}
		a.Value = t.UTC().Format(time.RFC3339)
	case Single, Multi:
		if len(q.Options) > 0 {
			return a, FaultOption
		}
	}
	return a, ""
}

// Words returns an answer as people read it and copy it into the form.
func (q Field) Words(value string, options []string, lang bot.Lang, zone *time.Location) string {
	var all []string
	for _, o := range q.Options {
		if slices.Contains(options, o.Key) {
			all = append(all, o.Label(lang))
		}
	}
	if value != "" {
		switch q.Type {
		case Date:
			if t, err := time.Parse(time.DateOnly, value); err == nil {
				value = t.Format("02-01-2006")
			}
		case Moment:
			if t, err := time.Parse(time.RFC3339, value); err == nil {
				value = t.In(zone).Format("02-01-2006 15:04 MST")
			}
		}
		all = append(all, value)
	}
	return strings.Join(all, "\n")
}

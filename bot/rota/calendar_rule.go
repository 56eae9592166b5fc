package rota

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

const (
	// maxSteps bounds the occurrences that are looked at in one calendar, those
	// before its window included; 70 people with a daily series each take a third.
	maxSteps = 100_000
	// maxSparse bounds the monthly and yearly series of a calendar. Of one that
	// never comes the library learns only in the year 9999, after 50 ms.
	maxSparse = 10
	// maxCount bounds COUNT: ten years of days.
	maxCount = 3660
	// maxInterval bounds INTERVAL.
	maxInterval = 400
	// maxList bounds the values of one part of a rule: each day of a month, from
	// both of its ends.
	maxList = 62
)

// errSteps says that a calendar is too much work.
var errSteps = errors.New("the series of this calendar come too often; begin them later, or export fewer of them")

// A rule is an RRULE that was found harmless. The library is given days on the
// wall and no zone, and of a daily or weekly rule only what always comes: the
// conditions on top of it are looked at here, so that it never searches for a
// 30th of February.
type rule struct {
	option    rrule.ROption
	count     int
	until     time.Time // on the wall; zero: for ever
	months    []int
	monthdays []int          // of a daily or weekly rule
	weekdays  []time.Weekday // of a daily rule
}

// parseRule reads the value of an RRULE (RFC 5545 §3.3.10).
func parseRule(value string, start stamp, z zones) (rule, error) {
	r := rule{option: rrule.ROption{Interval: 1, Wkst: rrule.MO}}
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(value)), ";"), ";") {
		key, v, ok := strings.Cut(part, "=")
		if _, twice := parts[key]; !ok || twice || v == "" {
			return r, fmt.Errorf("its rule %.60q cannot be read", value)
		}
		parts[key] = v
	}
	freq, ok := map[string]rrule.Frequency{"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY, "YEARLY": rrule.YEARLY}[parts["FREQ"]]
	if !ok {
		return r, fmt.Errorf("a shift comes daily, weekly, monthly or yearly, and not %.20q", parts["FREQ"])
	}
	r.option.Freq = freq
	for key, v := range parts {
		var err error
		switch key {
		case "FREQ":
		case "INTERVAL":
			r.option.Interval, err = one(v, 1, maxInterval)
		case "COUNT":
			r.count, err = one(v, 1, maxCount)
		case "UNTIL":
			r.until, err = until(v, start, z)
		case "WKST":
			r.option.Wkst, _, err = day(v)
		case "BYMONTH":
			r.months, err = list(v, 1, 12)
		case "BYMONTHDAY":
			r.monthdays, err = list(v, -31, 31)
		case "BYSETPOS":
			r.option.Bysetpos, err = list(v, -366, 366)
		case "BYDAY":
			err = r.byDay(v)
		default:
			err = errors.New("a rota has no use for it")
		}
		if err != nil {
			return r, fmt.Errorf("%.20s=%.40s in its rule: %w", key, v, err)
		}
	}
	if freq == rrule.MONTHLY || freq == rrule.YEARLY {
		r.option.Bymonthday, r.monthdays = r.monthdays, nil
		if freq == rrule.YEARLY {
			r.option.Bymonth, r.months = r.months, nil // it makes months, and does not only choose them
		}
	} else if len(r.option.Bysetpos) > 0 {
		return r, errors.New("BYSETPOS chooses within months and years alone")
	}
	return r, nil
}

// byDay reads BYDAY. In a daily rule it is a condition, else it makes days.
func (r *rule) byDay(v string) error {
	entries := strings.Split(v, ",")
	if len(entries) > maxList {
		return fmt.Errorf("more than %d values", maxList)
	}
	sparse := r.option.Freq == rrule.MONTHLY || r.option.Freq == rrule.YEARLY
	for _, entry := range entries {
		w, nth, err := day(entry)
		switch {
		case err != nil:
			return err
		case nth != 0 && !sparse:
			return errors.New("only a month and a year have a first or last such day")
		case r.option.Freq == rrule.DAILY:
			r.weekdays = append(r.weekdays, time.Weekday((w.Day()+1)%7))
		default:
			r.option.Byweekday = append(r.option.Byweekday, w.Nth(nth))
		}
	}
	return nil
}

// walls calls f with what the clock shows when the series comes, in order, from
// about from on until to. Each step costs one of the budget.
func (r rule) walls(start stamp, from, to time.Time, budget *int, f func(time.Time)) error {
	o := r.option
	o.Dtstart, o.Until = start.wall, to
	if !r.until.IsZero() && r.until.Before(to) {
		o.Until = r.until
	}
	days := map[rrule.Frequency]int{rrule.DAILY: 1, rrule.WEEKLY: 7}[o.Freq]
	if r.count == 0 && days > 0 {
		// The same series, begun later: a whole number of its periods, and one less.
		period := time.Duration(o.Interval*days) * 24 * time.Hour
		if skip := from.Sub(start.wall)/period - 1; skip > 0 {
			o.Dtstart = start.wall.Add(skip * period)
		}
	}
	rr, err := rrule.NewRRule(o)
	if err != nil {
		return errors.New("its rule cannot be read")
	}
	next := rr.Iterator()
	for left := r.count; ; {
		wall, ok := next()
		if !ok {
			return nil
		}
		if *budget--; *budget < 0 {
			return errSteps
		}
		if !r.holds(wall) {
			continue
		}
		f(wall)
		if left--; left == 0 {
			return nil
		}
	}
}

// holds looks at the conditions that the library was not given.
func (r rule) holds(wall time.Time) bool {
	last := time.Date(wall.Year(), wall.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return (len(r.months) == 0 || slices.Contains(r.months, int(wall.Month()))) &&
		(len(r.weekdays) == 0 || slices.Contains(r.weekdays, wall.Weekday())) &&
		(len(r.monthdays) == 0 || slices.Contains(r.monthdays, wall.Day()) || slices.Contains(r.monthdays, wall.Day()-last-1))
}

// until is the last moment of a series, on the wall of its zone. A day without a
// time belongs to the series as a whole.
func until(v string, start stamp, z zones) (time.Time, error) {
	s, err := z.stamp(v, "")
	switch {
	case err != nil:
		return time.Time{}, err
	case s.day:
		return s.wall.Add(24*time.Hour - time.Second), nil
	case s.zone == time.UTC:
		_, offset := s.wall.In(start.zone).Zone()
		return s.wall.Add(time.Duration(offset) * time.Second), nil
	}
	return s.wall, nil
}

func one(v string, low, high int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high || n == 0 {
		return 0, fmt.Errorf("not a number from %d to %d", low, high)
	}
	return n, nil
}

func list(v string, low, high int) ([]int, error) {
	entries := strings.Split(v, ",")
	if len(entries) > maxList {
		return nil, fmt.Errorf("more than %d values", maxList)
	}
	var out []int
	for _, entry := range entries {
		n, err := one(entry, low, high)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

var ruleDays = map[string]rrule.Weekday{"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU}

// day reads MO or -1FR.
func day(v string) (rrule.Weekday, int, error) {
	at := max(len(v)-2, 0)
	w, ok := ruleDays[v[at:]]
	if !ok {
		return w, 0, errors.New("not a day of the week")
	}
	if at == 0 {
		return w, 0, nil
	}
	nth, err := one(v[:at], -5, 5) // beyond, the library leaves its tables (rrule-go v1.8.2, rebuild)
	return w, nth, err
}

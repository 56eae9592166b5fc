package rota

import (
	"errors"
	"fmt"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// maxAttendees bounds whom an event is looked up for (chosen).
const maxAttendees = 20

// errSparse says that a calendar has too many rare series.
var errSparse = fmt.Errorf("more than %d series come by the month or year; make them weekly", maxSparse)

// An event is one of a calendar, or one series.
type event struct {
	line      int
	uid       string
	summary   string
	attendees []attendee
	start     stamp
	length    length
	rule      *rule
	extra     []occurrence // RDATE
	without   []stamp      // EXDATE
	instead   *stamp       // RECURRENCE-ID: it stands for that one of its series
	cancelled bool
}

type attendee struct{ name, mail string }

// An occurrence is one more of a series; its end is zero where it lasts as long
// as the others.
type occurrence struct {
	stamp
	end time.Time
}

// read reads the properties of an event.
func (c *collector) read(v *ical.VEvent) (event, error) {
	var e event
	var started, ended bool
	var end stamp
	for _, p := range v.Properties {
		var err error
		value, zone := p.Value, parameter(p, "TZID")
		switch p.IANAToken {
		case "UID":
			e.uid = value
		case "SUMMARY":
			e.summary = strings.TrimSpace(value)
		case "STATUS":
			e.cancelled = strings.EqualFold(strings.TrimSpace(value), "CANCELLED")
		case "ATTENDEE":
			if len(e.attendees) < maxAttendees && !strings.EqualFold(parameter(p, "PARTSTAT"), "DECLINED") {
				e.attendees = append(e.attendees, attendee{parameter(p, "CN"), address(value)})
			}
		case "DTSTART":
			e.start, err = c.zones.stamp(value, zone)
			started = true
		case "DTEND":
			end, err = c.zones.stamp(value, zone)
			ended = true
		case "DURATION":
			e.length, err = parseDuration(value)
		case "RECURRENCE-ID":
			if parameter(p, "RANGE") != "" {
				return e, errors.New("it changes a series from one of its events on; end the series there and begin a new one")
			}
			var s stamp
			s, err = c.zones.stamp(value, zone)
			e.instead = &s
		case "EXDATE":
			for entry := range strings.SplitSeq(value, ",") {
				var s stamp
				if s, err = c.zones.stamp(entry, zone); err != nil {
					break
				}
				e.without = append(e.without, s)
			}
		case "EXRULE":
			err = errors.New("EXRULE is no longer part of the standard (RFC 5545 §A.3); use EXDATE")
		}
		if err != nil {
			return e, fmt.Errorf("%s: %w", p.IANAToken, err)
		}
	}
	if !started {
		return e, errors.New("an event without DTSTART: the calendar is damaged")
	}
	if ended {
		e.length = lengthOf(e.start, end)
	} else if e.length == (length{}) && e.start.day {
		e.length.wall = 24 * time.Hour // RFC 5545 §3.6.1
	}
	if e.cancelled {
		return e, nil
	}
	if err := e.length.check(); err != nil {
		return e, err
	}
	return e, c.series(&e, v)
}

// series reads what depends on the start of an event.
func (c *collector) series(e *event, v *ical.VEvent) error {
	for _, p := range v.Properties {
		switch p.IANAToken {
		case "RRULE":
			if e.rule != nil {
				return errors.New("two rules for one event; make two events")
			}
			r, err := parseRule(p.Value, e.start, c.zones)
			if err != nil {
				return err
			}
			if r.sparse() {
				if c.sparse--; c.sparse < 0 {
					return errSparse
				}
			}
			e.rule = &r
		case "RDATE":
			for entry := range strings.SplitSeq(p.Value, ",") {
				o, err := c.extra(entry, parameter(p, "TZID"))
				if err != nil {
					return fmt.Errorf("RDATE: %w", err)
				}
				if c.budget--; c.budget < 0 {
					return errSteps
				}
				e.extra = append(e.extra, o)
			}
		}
	}
	return nil
}

// extra reads one entry of an RDATE, which may say itself how long it lasts (RFC
// 5545 §3.3.9).
func (c *collector) extra(entry, zone string) (occurrence, error) {
	begin, rest, period := strings.Cut(entry, "/")
	s, err := c.zones.stamp(begin, zone)
	o := occurrence{stamp: s}
	if err != nil || !period {
		return o, err
	}
	var l length
	if strings.HasPrefix(rest, "P") || strings.HasPrefix(rest, "+P") {
		l, err = parseDuration(rest)
	} else {
		var end stamp
		end, err = c.zones.stamp(rest, zone)
		l = lengthOf(s, end)
	}
	if err == nil {
		err = l.check()
	}
	o.end = l.end(s)
	return o, err
}

// sparse reports whether the library may have to search for the next one.
func (r rule) sparse() bool {
	return r.option.Freq == rrule.MONTHLY || r.option.Freq == rrule.YEARLY
}

// address is the mail address of a calendar address (RFC 5545 §3.3.3).
func address(uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	return strings.TrimPrefix(uri, "mailto:")
}

// parameter is one of a property; names are the same in either case (RFC 5545
// §2), which the parser leaves to us.
func parameter(p ical.IANAProperty, name string) string {
	for key, values := range p.ICalParameters {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

package rota

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A stamp is a time of a calendar as it stands there: what the clock of a zone
// shows. Repeated, it stays what the clock shows.
type stamp struct {
	wall time.Time // written in UTC
	zone *time.Location
	day  bool // a day without a time
}

func (s stamp) instant() time.Time { return instant(s.wall, s.zone) }

// zones finds the zones of one calendar.
type zones struct {
	home  *time.Location
	known map[string]*time.Location
}

// zone is what a TZID means: an IANA name, the name that Windows has for it, or
// either at the end of a path (RFC 5545 §3.8.3.1 lets a name begin with one).
func (z zones) zone(id string) (*time.Location, error) {
	id = strings.TrimSpace(id)
	if zone, ok := z.known[id]; ok {
		return zone, nil
	}
	for name := id; name != ""; {
		if iana, ok := windowsZones[name]; ok {
			name = iana
		}
		if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
			z.known[id] = zone
			return zone, nil
		}
		_, name, _ = strings.Cut(name, "/")
	}
	return nil, fmt.Errorf("%.60q is no time zone that is known; set the calendar to one such as Europe/Amsterdam", id)
}

// stamp reads a DATE or a DATE-TIME (RFC 5545 §3.3.4 and 5). One without a zone,
// and a day, are meant at home: a day off begins at midnight of the rota, not of
// Greenwich.
func (z zones) stamp(value, id string) (stamp, error) {
	value = strings.TrimSpace(value)
	s := stamp{zone: z.home}
	form := "20060102T150405"
	switch {
	case len(value) == len("20060102"):
		s.day, form = true, "20060102"
	case strings.HasSuffix(value, "Z"):
		s.zone, form = time.UTC, form+"Z"
	case id != "":
		var err error
		if s.zone, err = z.zone(id); err != nil {
			return s, err
		}
	}
	var err error
	if s.wall, err = time.Parse(form, value); err != nil || s.wall.Year() < 1970 || s.wall.Year() > 2200 {
		return s, fmt.Errorf("%.40q is no time from 1970 on", value)
	}
	return s, nil
}

// A length is how long an event lasts: by the clock on the wall, and then by
// elapsed time.
type length struct{ wall, elapsed time.Duration }

// end is when an event ends that begins at a stamp.
func (l length) end(s stamp) time.Time { return instant(s.wall.Add(l.wall), s.zone).Add(l.elapsed) }

// lengthOf is the time between two stamps. In one zone it is read off the wall,
// so that a shift from nine to nine ends at nine after a change of the clock too.
// RFC 5545 §3.8.5.3 would repeat the elapsed hours, which leaves an hour with
// nobody or with two; no calendar shows its events so.
func lengthOf(start, end stamp) length {
	if start.zone == end.zone {
		return length{wall: end.wall.Sub(start.wall)}
	}
	return length{elapsed: end.instant().Sub(start.instant())}
}

var durationForm = regexp.MustCompile(`^\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// parseDuration reads a DURATION: weeks and days are counted on the wall, hours
// elapse (RFC 5545 §3.3.6).
func parseDuration(value string) (length, error) {
	m := durationForm.FindStringSubmatch(strings.TrimSpace(value))
	if m == nil {
		return length{}, fmt.Errorf("%.40q is no duration", value)
	}
	number := func(i int) time.Duration {
		n, _ := strconv.Atoi(m[i]) // "" is none
		return time.Duration(n)
	}
	return length{
		wall:    (number(1)*7 + number(2)) * 24 * time.Hour,
		elapsed: number(3)*time.Hour + number(4)*time.Minute + number(5)*time.Second,
	}, nil
}

var errNoEnd = errors.New("it ends when it begins, or before; give it an end")

// check refuses what is no shift.
func (l length) check() error {
	switch sum := l.wall + l.elapsed; {
	case sum <= 0:
		return errNoEnd
	case sum > horizon:
		return errors.New("it lasts more than 400 days; make it a series")
	}
	return nil
}

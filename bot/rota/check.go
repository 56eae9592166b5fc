package rota

import (
	"fmt"
	"net/url"
	"slices"
	"time"
	_ "time/tzdata" // the zone must be known wherever the desk runs

	"meldwacht/bot"
)

// A checker collects what is wrong while it makes the good form.
type checker struct{ problems []Problem }

func (c *checker) say(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// Check says what is wrong with a rota, all of it at once. reachable tells
// whether somebody is known and can be paged; empty text means that they can,
// and any other says what to do.
func (s Spec) Check(reachable func(bot.PersonID) string) []Problem {
	c := checker{}
	c.plan(s, reachable)
	return c.problems
}

// New makes the plan of a rota that was checked. A calendar belongs to the layer
// of its name; a layer whose calendar is missing has nobody.
func New(s Spec, calendars map[string]*Calendar) (*Plan, error) {
	c := checker{}
	p := c.plan(s, func(bot.PersonID) string { return "" })
	if len(c.problems) > 0 {
		return nil, fmt.Errorf("the rota: %s", c.problems[0])
	}
	return p.attach(calendars), nil
}

func (c *checker) plan(s Spec, reachable func(bot.PersonID) string) *Plan {
	p := &Plan{gapOK: s.GapOK, zone: c.zone("zone", s.Zone)}
	if len(s.Layers) == 0 {
		c.say("layers", "a rota needs a layer; name one with its people, its shifts or its calendar")
	}
	names := map[string]bool{}
	for i, l := range s.Layers {
		path := fmt.Sprintf("layers[%d]", i)
		switch {
		case l.Name == "":
			c.say(path+".name", "a layer needs a name, by which the record speaks of it")
		case names[l.Name]:
			c.say(path+".name", "another layer is called %q too; give one of them another name", l.Name)
		}
		names[l.Name] = true
		p.layers = append(p.layers, c.layer(path, l, p.zone, reachable))
	}
	return p
}

func (c *checker) layer(path string, s LayerSpec, zone *time.Location, reachable func(bot.PersonID) string) layer {
	l := layer{name: s.Name, zone: zone}
	if s.Zone != "" {
		l.zone = c.zone(path+".zone", s.Zone)
	}
	l.only = c.windows(path+".only", s.Only)
	people := func(path string, id bot.PersonID) {
		if id == "" {
			c.say(path, "name the person by their id")
		} else if why := reachable(id); why != "" {
			c.say(path, "%s", why)
		}
	}
	turning := len(s.People) > 0 || s.Unit != "" || s.Length != 0 || s.Anchor != "" || s.Handover != ""
	if turning {
		l.turns = c.turns(path, s)
		for i, id := range s.People {
			people(fmt.Sprintf("%s.people[%d]", path, i), id)
		}
	}
	for i, f := range s.Shifts {
		path := fmt.Sprintf("%s.shifts[%d]", path, i)
		people(path+".person", f.Person)
		if w, ok := c.window(path, WindowSpec{f.Weekdays, f.From, f.To}); ok {
			for j, other := range l.fixed {
				if w.overlaps(other.window) {
					c.say(path, "it overlaps shifts[%d]; put it in a layer of its own if it should win", j)
				}
			}
			l.fixed = append(l.fixed, fixed{w, f.Person})
		}
	}
	switch {
	case s.Calendar != nil && (turning || len(s.Shifts) > 0):
		c.say(path+".calendar", "a layer with a calendar has no people or shifts of its own; put them in another layer")
	case s.Calendar != nil:
		l.from = *s.Calendar
		c.calendar(path+".calendar", *s.Calendar)
	case !turning && len(s.Shifts) == 0:
		c.say(path, "a layer needs people who take turns, shifts, or a calendar")
	}
	return l
}

func (c *checker) turns(path string, s LayerSpec) *turns {
	t := &turns{days: max(s.Length, 1), people: slices.Clone(s.People)}
	switch s.Unit {
	case "day":
	case "week":
		t.days *= 7
	default:
		c.say(path+".unit", "a turn is counted by day or week; write one of the two")
	}
	if s.Length < 0 || s.Length > 53 {
		c.say(path+".length", "a turn lasts 1 to 53 days or weeks")
	}
	var err error
	if t.anchor, err = ParseDate(s.Anchor); err != nil {
		c.say(path+".anchor", "%v, a day on which the turn of the first person begins", err)
	}
	if t.handover, err = ParseClock(s.Handover); err != nil || t.handover == Midnight {
		c.say(path+".handover", "%q is no time to hand over; write one from 00:00 to 23:59", s.Handover)
	}
	if len(s.People) == 0 {
		c.say(path+".people", "nobody takes these turns; name people in their order")
	}
	return t
}

func (c *checker) calendar(path string, s CalendarSpec) {
	u, err := url.Parse(s.URL)
	switch {
	case (s.File == "") == (s.URL == ""):
		c.say(path, "a calendar is a file or a url: write one of the two")
	case s.URL != "" && (err != nil || u.Scheme != "https" || u.Host == ""):
		c.say(path+".url", "a calendar is read over https; write its whole address") // not quoted: it may hold a key
	}
}

func (c *checker) zone(path, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		c.say(path, "%q is no time zone; write one such as Europe/Amsterdam", name)
		return time.UTC
	}
	return zone
}

func (c *checker) windows(path string, specs []WindowSpec) []window {
	var out []window
	for i, s := range specs {
		if w, ok := c.window(fmt.Sprintf("%s[%d]", path, i), s); ok {
			out = append(out, w)
		}
	}
	return out
}

func (c *checker) window(path string, s WindowSpec) (window, bool) {
	before := len(c.problems)
	var w window
	if len(s.Weekdays) == 0 {
		c.say(path+".weekdays", "name the days of the week, such as [mon-fri]")
	}
	for i, entry := range s.Weekdays {
		days, err := parseWeekdays(entry)
		if err != nil {
			c.say(fmt.Sprintf("%s.weekdays[%d]", path, i), "%v", err)
		}
		for d, on := range days {
			w.days[d] = w.days[d] || on
		}
	}
	w.from, w.to = c.clocks(path, s.From, s.To)
	return w, len(c.problems) == before
}

// clocks reads two times of one day, the second after the first.
func (c *checker) clocks(path, from, to string) (Clock, Clock) {
	start, err := ParseClock(from)
	if err != nil {
		c.say(path+".from", "%v", err)
	}
	end, err2 := ParseClock(to)
	if err2 != nil {
		c.say(path+".to", "%v", err2)
	}
	if err == nil && err2 == nil && start >= end {
		c.say(path+".to", "it ends at %s, before it begins; past midnight write two: until 24:00, and from 00:00 on the next day", to)
	}
	return start, end
}

// Check says what is wrong with office hours, all of it at once.
func (s HoursSpec) Check() []Problem {
	c := checker{}
	c.hours(s)
	return c.problems
}

// NewHours makes the hours of a spec that was checked.
func NewHours(s HoursSpec) (*Hours, error) {
	c := checker{}
	h := c.hours(s)
	if len(c.problems) > 0 {
		return nil, fmt.Errorf("the office hours: %s", c.problems[0])
	}
	return h, nil
}

func (c *checker) hours(s HoursSpec) *Hours {
	h := &Hours{zone: c.zone("zone", s.Zone), windows: c.windows("windows", s.Windows)}
	switch s.Holidays {
	case "nl", "":
		h.dutch = true
	case "none":
	default:
		c.say("holidays", "%q are unknown holidays; write nl or none", s.Holidays)
	}
	switch s.LiberationDay {
	case "never", "":
		h.liberation = func(int) bool { return false }
	case "every":
		h.liberation = func(int) bool { return true }
	case "lustrum":
		h.liberation = func(year int) bool { return year%5 == 0 }
	default:
		c.say("liberation_day", "%q is none of never, every and lustrum; write one of them", s.LiberationDay)
	}
	for i, d := range s.Days {
		path := fmt.Sprintf("days[%d]", i)
		own := c.day(path, d)
		if own.Date != (Date{}) && slices.ContainsFunc(h.days, func(o ownDay) bool { return o.Date == own.Date }) {
			c.say(path+".date", "%s stands here twice; leave one out", d.Date)
		}
		h.days = append(h.days, own)
	}
	return h
}

func (c *checker) day(path string, s DaySpec) ownDay {
	o := ownDay{name: Name{s.Name, s.En}, half: s.From != "" || s.To != ""}
	if o.name.EN == "" {
		o.name.EN = s.Name
	}
	if s.Name == "" {
		c.say(path+".name", "a day needs a name, by which it is told")
	}
	var err error
	if len(s.Date) == len("12-24") {
		// A leap year, so that 02-29 is a date.
		o.Date, err = ParseDate("2028-" + s.Date)
		o.Year = 0
	} else {
		o.Date, err = ParseDate(s.Date)
	}
	if err != nil {
		c.say(path+".date", "%q is no date; write one as 2026-12-24, or 12-24 for every year", s.Date)
	}
	if o.half {
		o.start, o.end = c.clocks(path, s.From, s.To)
	}
	return o
}

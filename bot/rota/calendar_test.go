package rota

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// who knows the people of the tests by the first word of their name, and by
// their address.
func who(name, mail string) (bot.PersonID, bool) {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	local, at, _ := strings.Cut(mail, "@")
	for _, id := range drawnPeople {
		if string(id) == first || string(id) == local && at == "desk.example" {
			return id, true
		}
	}
	return "", false
}

// lines are shifts as a person would write them, in Amsterdam.
func linesOf(t testing.TB, shifts []Shift) []string {
	zone := zoneOf(t, amsterdam)
	var out []string
	for _, s := range shifts {
		const form = "Mon 02-01 15:04"
		out = append(out, fmt.Sprintf("%s - %s %s", s.From.In(zone).Format(form), s.To.In(zone).Format(form), s.Person))
	}
	return out
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What Outlook and Google export: zones of Windows, exceptions, events that were
// moved and cancelled, days without a time, attendees. Nine o'clock is nine
// o'clock after the change of 25 October too.
func TestCalendarsOfOutlookAndGoogle(t *testing.T) {
	for _, c := range []struct {
		file     string
		want     []string
		warnings []string
	}{
		{"outlook.ics", []string{
			"Mon 05-10 09:00 - Mon 12-10 09:00 anna",
			"Mon 12-10 09:00 - Mon 19-10 09:00 bram",
			"Mon 19-10 09:00 - Mon 26-10 09:00 anna",
			"Tue 27-10 10:00 - Tue 03-11 17:00 bram", // moved
			"Mon 16-11 09:00 - Mon 23-11 09:00 anna", // that of 2 November is an exception
			"Mon 23-11 09:00 - Mon 30-11 09:00 bram", // that of 9 November was cancelled
			"Mon 30-11 09:00 - Mon 07-12 09:00 anna",
			"Mon 14-12 09:00 - Mon 21-12 09:00 anna",
			"Mon 28-12 09:00 - Mon 04-01 09:00 anna",
		}, []string{"Invalkracht"}},
		{"google.ics", []string{
			"Tue 20-10 18:00 - Wed 21-10 08:00 dirk",
			"Wed 21-10 18:00 - Thu 22-10 08:00 dirk",
			"Thu 22-10 18:00 - Fri 23-10 08:00 dirk",
			"Sat 24-10 00:00 - Mon 26-10 00:00 carla", // 49 hours
			"Wed 28-10 18:00 - Thu 29-10 08:00 dirk",
			"Fri 30-10 18:00 - Fri 30-10 20:00 dirk",
			"Sat 07-11 00:00 - Mon 09-11 00:00 carla",
		}, []string{"onbekend@elders.example"}},
	} {
		cal, err := ParseCalendar(read(t, c.file), zoneOf(t, amsterdam), when(t, "2026-10-20T12:00:00Z"), who)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, linesOf(t, cal.shifts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.file, diff)
		}
		var names []string
		for _, w := range cal.Warnings() {
			names = append(names, w.Name)
		}
		if diff := cmp.Diff(c.warnings, names); diff != "" {
			t.Errorf("%s: names that nobody goes by (-want +got):\n%s", c.file, diff)
		}
	}
}

// ics is a calendar of one event.
func ics(properties ...string) string {
	return "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:een@agenda.example\nSUMMARY:Anna\n" + strings.Join(properties, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
}

func parse(t testing.TB, text string) (*Calendar, error) {
	t.Helper()
	return ParseCalendar([]byte(text), zoneOf(t, amsterdam), when(t, "2026-11-02T12:00:00Z"), who)
}

// The rules that a rota is written with.
func TestRules(t *testing.T) {
	const start, end = "DTSTART;TZID=Europe/Amsterdam:20261102T090000", "DTEND;TZID=Europe/Amsterdam:20261102T170000"
	for _, c := range []struct {
		rule string
		want string // the days on which it begins
	}{
		{"FREQ=DAILY;COUNT=3", "02-11 03-11 04-11"},
		{"FREQ=DAILY;INTERVAL=3;COUNT=3", "02-11 05-11 08-11"},
		{"FREQ=DAILY;BYDAY=MO,FR;COUNT=3", "02-11 06-11 09-11"}, // counted are those that come
		{"FREQ=DAILY;BYMONTHDAY=-1,15;COUNT=3", "15-11 30-11 15-12"},
		{"FREQ=DAILY;BYMONTH=12;UNTIL=20261203T120000Z", "01-12 02-12 03-12"},
		{"FREQ=DAILY;UNTIL=20261104", "02-11 03-11 04-11"},
		{"FREQ=DAILY;UNTIL=20261104T075959Z", "02-11 03-11"}, // a second before nine
		{"FREQ=DAILY;UNTIL=20261104T080000Z", "02-11 03-11 04-11"},
		{"FREQ=DAILY;UNTIL=20261104T090000", "02-11 03-11 04-11"}, // on the wall
		{"FREQ=WEEKLY;COUNT=3", "02-11 09-11 16-11"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO;COUNT=4", "02-11 08-11 16-11 22-11"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=4", "02-11 15-11 16-11 29-11"},
		{"FREQ=WEEKLY;BYMONTH=12;BYDAY=MO,WE;COUNT=2", "02-12 07-12"},
		{"FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "02-11 07-12 04-01"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "30-11 31-12"},
		{"FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", "31-12 31-01"},
		{"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26;COUNT=2", "25-12 26-12"},
		{"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", ""}, // it never comes
	} {
		cal, err := parse(t, ics(start, end, "RRULE:"+c.rule))
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		var days []string
		for _, s := range cal.shifts {
			days = append(days, s.From.In(zoneOf(t, amsterdam)).Format("02-01"))
		}
		if got := strings.Join(days, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

// A series that began long ago is the same one, begun where it counts.
func TestSeriesThatBeganLongAgo(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=WEEKLY;INTERVAL=3;BYDAY=TH": "01-10 22-10 12-11 03-12", // 1,335 weeks after the first
		"FREQ=DAILY;INTERVAL=20":          "16-10 05-11 25-11 15-12",
	} {
		cal, err := parse(t, ics("DTSTART;TZID=Europe/Amsterdam:20010301T090000", "DURATION:PT8H", "RRULE:"+rule))
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		last := 0
		for i, s := range cal.shifts {
			at := s.From.In(zoneOf(t, amsterdam))
			if i < 4 {
				days = append(days, at.Format("02-01"))
			}
			since := dateOf(at).number() - (Date{2001, time.March, 1}).number()
			if at.Hour() != 9 || i > 0 && since == last {
				t.Errorf("%s: it comes at %s", rule, at)
			}
			last = since
		}
		if got := strings.Join(days, " "); got != want {
			t.Errorf("%s: %s, want %s", rule, got, want)
		}
		if until := cal.shifts[len(cal.shifts)-1].From; until.Before(when(t, "2027-11-01T00:00:00Z")) {
			t.Errorf("%s: it ends at %s, before a year from now", rule, until)
		}
	}
}

// A shift from nine to nine lasts an hour more or less over a change of the
// clock; elapsed hours of a DURATION do not.
func TestCalendarOverChangesOfTheClock(t *testing.T) {
	for _, c := range []struct{ start, end, want string }{
		{"DTSTART;TZID=W. Europe Standard Time:20261024T090000", "DTEND;TZID=W. Europe Standard Time:20261025T090000", "Sat 24-10 09:00 - Sun 25-10 09:00 anna"},
		{"DTSTART;TZID=Europe/Amsterdam:20261024T090000", "DURATION:P1D", "Sat 24-10 09:00 - Sun 25-10 09:00 anna"},
		{"DTSTART;TZID=Europe/Amsterdam:20261024T090000", "DURATION:PT24H", "Sat 24-10 09:00 - Sun 25-10 08:00 anna"},
		{"DTSTART:20261024T090000", "DTEND:20261025T090000", "Sat 24-10 09:00 - Sun 25-10 09:00 anna"}, // no zone: ours
		{"DTSTART:20261024T070000Z", "DTEND:20261025T070000Z", "Sat 24-10 09:00 - Sun 25-10 08:00 anna"},
		{"DTSTART;VALUE=DATE:20261025", "X-NO-END:1", "Sun 25-10 00:00 - Mon 26-10 00:00 anna"},
		{"DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20261025T023000", "DURATION:PT1H", "Sun 25-10 02:30 - Sun 25-10 02:30 anna"},
		{"DTSTART;TZID=America/New_York:20261024T030000", "DTEND;TZID=Europe/Amsterdam:20261025T090000", "Sat 24-10 09:00 - Sun 25-10 09:00 anna"},
	} {
		cal, err := parse(t, ics(c.start, c.end))
		if err != nil {
			t.Errorf("%s: %v", c.start, err)
			continue
		}
		if got := strings.Join(linesOf(t, cal.shifts), "; "); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.start, c.end, got, c.want)
		}
	}
}

// What would take long, or cannot be meant, is refused with its line; nothing of
// it comes into force.
func TestHostileCalendarsAreRefused(t *testing.T) {
	const start, end = "DTSTART:20261102T090000Z", "DTEND:20261102T170000Z"
	one := ics(start, end)
	many := strings.TrimSuffix(one, "END:VCALENDAR\n") + strings.Repeat("BEGIN:VEVENT\nSUMMARY:Anna\n"+start+"\n"+end+"\nEND:VEVENT\n", maxEvents) + "END:VCALENDAR\n"
	series := func(n int, rule string) string {
		return "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\nSUMMARY:Anna\n"+start+"\n"+end+"\nRRULE:"+rule+"\nEND:VEVENT\n", n) + "END:VCALENDAR\n"
	}
	for name, text := range map[string]string{
		"every second":           ics("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"),
		"every minute":           ics(start, end, "RRULE:FREQ=MINUTELY"),
		"every hour":             ics(start, end, "RRULE:FREQ=HOURLY;INTERVAL=24"),
		"many times a day":       ics(start, end, "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2;BYSECOND=1"),
		"no frequency":           ics(start, end, "RRULE:INTERVAL=2"),
		"interval of none":       ics(start, end, "RRULE:FREQ=DAILY;INTERVAL=0"),
		"interval below":         ics(start, end, "RRULE:FREQ=DAILY;INTERVAL=-1"),
		"a large count":          ics(start, end, "RRULE:FREQ=DAILY;COUNT=99999"),
		"a part twice":           ics(start, end, "RRULE:FREQ=DAILY;FREQ=SECONDLY"),
		"an unknown part":        ics(start, end, "RRULE:FREQ=YEARLY;BYEASTER=0"),
		"a third Monday a week":  ics(start, end, "RRULE:FREQ=WEEKLY;BYDAY=3MO"),
		"a 53rd Monday a month":  ics(start, end, "RRULE:FREQ=MONTHLY;BYDAY=53MO"),
		"a -6th Monday":          ics(start, end, "RRULE:FREQ=YEARLY;BYDAY=-6MO"),
		"a long list":            ics(start, end, "RRULE:FREQ=MONTHLY;BYMONTHDAY="+strings.Repeat("1,", 100)+"1"),
		"two rules":              ics(start, end, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
		"EXRULE":                 ics(start, end, "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"),
		"this and future":        ics(start, end, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261102T090000Z"),
		"an unknown zone":        ics("DTSTART;TZID=Customized Time Zone:20261102T090000", end),
		"the zone of the server": ics("DTSTART;TZID=Local:20261102T090000", end),
		"a path for a zone":      ics("DTSTART;TZID=../../etc/passwd:20261102T090000", end),
		"no start":               ics(end),
		"no end":                 ics(start),
		"an end before":          ics(start, "DTEND:20261102T080000Z"),
		"a long event":           ics(start, "DURATION:P500D"),
		"year 1":                 ics("DTSTART:00010101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"),
		"no date":                ics("DTSTART:20261332T090000Z", end),
		"too many events":        many,
		"too many series":        series(400, "FREQ=DAILY"),
		"too many rare series":   series(maxSparse+1, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
		"too large":              one + strings.Repeat(" ", maxCalendar),
		"a long line":            ics(start, end, "EXDATE:"+strings.Repeat("20261102T090000Z,", 2000)+"20261102T090000Z"),
		"many parameters":        ics(start, end, "ATTENDEE"+strings.Repeat(";A=B", 1000)+":mailto:anna@desk.example"),
		"cut off":                one[:len(one)-20],
		"cut off between events": strings.TrimSuffix(one, "END:VCALENDAR\n"),
		"deeply nested":          "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 50) + strings.Repeat("END:X\n", 50) + "END:VCALENDAR\n",
		"a calendar inside":      "BEGIN:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n",
		"two calendars":          one + one,
		"a page to sign in":      "<!DOCTYPE html>\n<html><body>Log in</body></html>\n",
		"nothing":                "",
	} {
		cal, err := parse(t, text)
		var refused *CalendarError
		if err == nil || cal != nil || !errors.As(err, &refused) && !errors.Is(err, errTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := parse(t, ics(start, end, "RRULE:FREQ=SECONDLY"))
	if want := `line 3: a shift comes daily, weekly, monthly or yearly, and not "SECONDLY"`; err == nil || err.Error() != want {
		t.Errorf("it says %q, want %q", err, want)
	}
}

// A plan asks its calendar: it wins over the layer below where it has somebody,
// two can be on at once, and after its last day no gap is told of.
func TestPlanWithCalendar(t *testing.T) {
	text := "BEGIN:VCALENDAR\n" +
		"BEGIN:VEVENT\nSUMMARY:Anna\nDTSTART:20261102T090000\nDURATION:PT8H\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nSUMMARY:Bram\nDTSTART:20261102T120000\nDURATION:PT8H\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nSUMMARY:Anna\nDTSTART:20261102T160000\nDURATION:PT8H\nEND:VEVENT\n" + // Anna twice at once
		"END:VCALENDAR\n"
	cal, err := parse(t, text)
	if err != nil {
		t.Fatal(err)
	}
	s := Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("carla"), {Name: "agenda", Calendar: &CalendarSpec{File: "dienst.ics"}}}}
	p, err := New(s, map[string]*Calendar{"agenda": cal})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Mon 02-11 08:00 - Mon 02-11 09:00 carla",
		"Mon 02-11 09:00 - Mon 02-11 17:00 anna",
		"Mon 02-11 12:00 - Mon 02-11 20:00 bram",
		"Mon 02-11 17:00 - Tue 03-11 00:00 anna",
		"Tue 03-11 00:00 - Tue 03-11 01:00 carla",
	}
	if diff := cmp.Diff(want, linesOf(t, p.Shifts(when(t, "2026-11-02T07:00:00Z"), when(t, "2026-11-03T00:00:00Z")))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := p.Why(when(t, "2026-11-02T12:00:00Z")), `anna: calendar of layer "agenda"; bram: calendar of layer "agenda"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.Layers = s.Layers[1:]
	p, _ = New(s, map[string]*Calendar{"agenda": cal})
	gaps := p.Gaps(when(t, "2026-11-03T00:00:00Z"), when(t, "2029-01-01T00:00:00Z"))
	if len(gaps) != 1 || !gaps[0].To.Equal(when(t, "2027-12-07T12:00:00Z")) {
		t.Errorf("gaps are told of up to the last day that is known: %v", gaps)
	}
}

// Every name of Windows leads to a zone that is there.
func TestWindowsZones(t *testing.T) {
	z := zones{time.UTC, map[string]*time.Location{}}
	for windows, iana := range windowsZones {
		zone, err := z.zone(windows)
		if err != nil || zone.String() != iana {
			t.Errorf("%s: %v, %v", windows, zone, err)
		}
	}
	if len(windowsZones) < 130 {
		t.Errorf("there are %d", len(windowsZones))
	}
}

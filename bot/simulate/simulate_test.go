package simulate

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/rota"
	"meldwacht/bot/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// office is a desk whose office is closed at night, in weekends and on holidays.
type office struct {
	hours *rota.Hours
	face  view.Face
}

func newOffice(t *testing.T) office {
	t.Helper()
	hours, err := rota.NewHours(rota.HoursSpec{Zone: "Europe/Amsterdam",
		Windows: []rota.WindowSpec{{Weekdays: []string{"mon-fri"}, From: "09:00", To: "17:30"}}})
	if err != nil {
		t.Fatal(err)
	}
	names := map[bot.PersonID]string{"anna": "Anna", "piet": "Piet", "mira": "Mira", "tom": "Tom", "fatima": "Fatima"}
	return office{hours, view.Face{Lang: bot.NL, Zone: hours.Zone(), Cast: view.Cast{Names: names}}}
}

func (o office) staff(at time.Time) bot.Staff {
	return bot.Staff{Closed: !o.hours.Open(at), Holders: map[bot.Role][]bot.PersonID{
		bot.Support: {"anna", "piet"}, bot.Manager: {"mira", "tom"}, bot.Privacy: {"fatima"}, bot.OnCall: {"tom"}}}
}

func (o office) named(at time.Time) string {
	day := o.hours.Day(at)
	if name, off := o.hours.Holiday(day); off {
		return name.NL
	}
	if o.hours.Open(at) {
		return ""
	}
	if d := day.Weekday(); d == time.Saturday || d == time.Sunday {
		return "weekend"
	}
	return "nacht"
}

func (o office) at(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The moments at which an incident is least welcome.
func TestWhoIsTold(t *testing.T) {
	o := newOffice(t)
	paths := bot.DefaultRules()
	paths.Paths = []string{"ntfy", "phone"}
	for name, c := range map[string]Case{
		"christmas-eve": {Track: bot.Internal, Aware: o.at(t, "2026-12-24T16:50:00+01:00"), Rules: bot.DefaultRules()},
		// The hour from 02:00 to 03:00 comes twice in that night.
		"clock-back":     {Track: bot.Customer, Aware: o.at(t, "2026-10-25T01:30:00+02:00"), Rules: bot.DefaultRules()},
		"before-easter":  {Track: bot.Internal, Aware: o.at(t, "2027-03-26T17:05:00+01:00"), Rules: paths},
		"first-one-acks": {Track: bot.Customer, Aware: o.at(t, "2026-12-24T16:50:00+01:00"), Rules: bot.DefaultRules(), AckAfter: 20 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			c.Staff = o.staff
			played, err := Play(c)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := (Table{Face: o.face, Office: o.named}).Write(&b, c, played); err != nil {
				t.Fatal(err)
			}
			golden(t, name, b.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name + ".txt"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update rewrites it):\n%s", path, diff)
	}
}

// 72 hours are 72 hours also over a change of the clock, and the play goes on
// to the second rung that is overdue.
func TestItIsPlayedUntilTheSecondOverdueRung(t *testing.T) {
	o := newOffice(t)
	aware := o.at(t, "2026-10-25T01:30:00+02:00")
	played, err := Play(Case{Track: bot.Customer, Aware: aware, Rules: bot.DefaultRules(), Staff: o.staff})
	if err != nil {
		t.Fatal(err)
	}
	if want := aware.Add(74 * time.Hour); !played.Until.Equal(want) {
		t.Errorf("until %v, want %v", played.Until, want)
	}
	overdue := 0
	for _, l := range played.Lines {
		if l.Obligation == "ap" && l.Rung == "overdue" && l.Kind == rungReached {
			overdue++
		}
	}
	if overdue != 2 {
		t.Errorf("%d overdue rungs", overdue)
	}
}

// What was played is the record of an incident: folding its events gives it.
func TestTheEventsFoldToTheIncident(t *testing.T) {
	o := newOffice(t)
	played, err := Play(Case{Track: bot.Internal, Aware: o.at(t, "2026-12-24T16:50:00+01:00"), Rules: bot.DefaultRules(), Staff: o.staff})
	if err != nil {
		t.Fatal(err)
	}
	in := bot.Incident{Ref: played.Incident.Ref}
	for _, e := range played.Events {
		in = in.Apply(e)
	}
	if diff := cmp.Diff(played.Incident, in); diff != "" {
		t.Error(diff)
	}
}

// A role that nobody holds is named, and others are paged in its place.
func TestNobodyIsNamed(t *testing.T) {
	o := newOffice(t)
	staff := func(at time.Time) bot.Staff {
		s := o.staff(at)
		delete(s.Holders, bot.OnCall)
		return s
	}
	played, err := Play(Case{Track: bot.Customer, Aware: o.at(t, "2026-12-25T12:00:00+01:00"), Rules: bot.DefaultRules(), Staff: staff})
	if err != nil {
		t.Fatal(err)
	}
	first := played.Lines[1]
	if diff := cmp.Diff([]bot.Role{bot.OnCall}, first.Nobody); diff != "" || len(first.Paged) != 2 {
		t.Errorf("nobody: %s\npaged: %v", diff, first.Paged)
	}
}

// Folding loses no line: what is counted is what there was.
func TestFoldCounts(t *testing.T) {
	at := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	line := func(minutes int, kind bot.Kind) Line {
		when := at.Add(time.Duration(minutes) * time.Minute)
		return Line{At: when, Event: minutes + 1, Kind: kind, Obligation: "ap", Rung: "overdue"}
	}
	var lines []Line
	for round := range 4 {
		lines = append(lines, line(60*round, rungReached))
		for page := range 3 {
			lines = append(lines, line(60*round+15*(page+1), escalated))
		}
	}
	got := Fold(lines)
	if len(got) != 2 || got[0].Rounds.Times != 4 || got[1].Again.Times != 3 || got[0].Rounds.Every != time.Hour || got[1].Again.Every != 15*time.Minute || !got[1].Within {
		t.Errorf("%+v", got)
	}
	lines[9].Paged = []bot.PersonID{"tom"} // somebody else, in the third round
	if got := Fold(lines); len(got) < 5 {
		t.Errorf("a round in which somebody else is paged is folded away: %+v", got)
	}
}

// A ladder that stands still is refused, and a track that owes nothing too.
func TestWhatCannotBePlayed(t *testing.T) {
	o := newOffice(t)
	rules := bot.DefaultRules()
	for i := range rules.Obligations {
		rules.Obligations[i].Tracks = []bot.Track{bot.Internal}
	}
	if _, err := Play(Case{Track: bot.Customer, Aware: o.at(t, "2026-12-25T12:00:00Z"), Rules: rules, Staff: o.staff}); err == nil {
		t.Error("a track that owes nothing is played")
	}
	rules = bot.DefaultRules()
	ladder := rules.Obligations[3].Ladder
	ladder[len(ladder)-1].Every = time.Millisecond
	if _, err := run(Case{Track: bot.Customer, Aware: o.at(t, "2026-12-25T12:00:00Z"), Rules: rules, Staff: o.staff}, 500); err == nil {
		t.Error("a ladder that does not end is played")
	}
}

// Both languages have all words.
func TestWordsInBothLanguages(t *testing.T) {
	for key, w := range words {
		if w[bot.NL] == "" || w[bot.EN] == "" || strings.Count(w[bot.NL], "{") != strings.Count(w[bot.EN], "{") {
			t.Errorf("%s: %q", key, w)
		}
	}
}

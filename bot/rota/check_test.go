package rota

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// reachable knows two people, of whom one cannot be paged.
func reachable(id bot.PersonID) string {
	switch id {
	case "anna", "bram":
		return ""
	case "carla":
		return "carla cannot be reached outside office hours; give her a phone or a pager"
	}
	return "nobody has this id; write one of people"
}

// Everything that is wrong is told at once, at its field, with what to do.
func TestCheckNamesTheField(t *testing.T) {
	s := Spec{Zone: "Amsterdam", Layers: []LayerSpec{
		{Name: "turns", Zone: "CEST", Unit: "month", Length: -1, Anchor: "5 januari", Handover: "24:00", People: []bot.PersonID{"anna", "carla", "dirk", ""},
			Only: []WindowSpec{{[]string{"mon-fry"}, "9", "17:00"}, {nil, "18:00", "02:00"}}},
		{Name: "turns", Unit: "week", Anchor: "2026-01-05", Handover: "09:00"},
		{Name: "fixed", Shifts: []FixedSpec{{[]string{"ma-vr"}, "09:00", "17:00", "anna"}, {[]string{"fri"}, "16:59", "24:00", "dirk"}}},
		{Name: "both", Calendar: &CalendarSpec{File: "dienst.ics"}, Shifts: []FixedSpec{{[]string{"ma"}, "09:00", "17:00", "anna"}}},
		{Name: "twice", Calendar: &CalendarSpec{File: "dienst.ics", URL: "https://agenda.example/x.ics"}},
		{Name: "clear", Calendar: &CalendarSpec{URL: "http://agenda.example/geheim.ics"}},
		{Name: "none", Calendar: &CalendarSpec{}},
		{},
	}}
	var got []string
	for _, p := range s.Check(reachable) {
		got = append(got, p.Path)
		if strings.Contains(p.Text, "geheim") {
			t.Errorf("%s quotes an address that may hold a key", p)
		}
		if len(p.Text) < 20 {
			t.Errorf("%s does not say what to do", p)
		}
	}
	want := []string{
		"zone", "layers[0].zone", "layers[0].only[0].weekdays[0]", "layers[0].only[0].from", "layers[0].only[1].weekdays", "layers[0].only[1].to",
		"layers[0].unit", "layers[0].length", "layers[0].anchor", "layers[0].handover",
		"layers[0].people[1]", "layers[0].people[2]", "layers[0].people[3]",
		"layers[1].name", "layers[1].people", "layers[2].shifts[1].person", "layers[2].shifts[1]", "layers[3].calendar", "layers[4].calendar", "layers[5].calendar.url", "layers[6].calendar",
		"layers[7].name", "layers[7]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := New(s, nil); err == nil {
		t.Error("a plan is made of it all the same")
	}
}

func TestCheckOfHoursNamesTheField(t *testing.T) {
	s := HoursSpec{Zone: "Local", Holidays: "de", LiberationDay: "soms", Windows: []WindowSpec{{[]string{"ma"}, "17:00", "09:00"}}, Days: []DaySpec{
		{Date: "24 december", Name: "kerstavond"}, {Date: "02-29", Name: "schrikkeldag"}, {Date: "2027-02-29"}, {Date: "12-31", Name: "oud", From: "13:00"}, {Date: "02-29", Name: "nog een"},
	}}
	var got []string
	for _, p := range s.Check() {
		got = append(got, p.Path)
	}
	want := []string{"windows[0].to", "zone", "holidays", "liberation_day", "days[0].date", "days[2].name", "days[2].date", "days[3].to", "days[4].date"}
	if diff := cmp.Diff(want, got, cmp.Transformer("sorted", sorted)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func sorted(in []string) map[string]int {
	out := map[string]int{}
	for _, s := range in {
		out[s]++
	}
	return out
}

// What is right has no problems.
func TestCheckOfWhatIsRight(t *testing.T) {
	s := office()
	s.Layers = append(s.Layers, LayerSpec{Name: "outlook", Zone: "Europe/London", Calendar: &CalendarSpec{URL: "https://agenda.example/x.ics"}})
	if ps := s.Check(func(bot.PersonID) string { return "" }); len(ps) > 0 {
		t.Error(ps)
	}
}

package rota

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
)

// The form of the configuration, with times and dates as people write them.
func TestSpecInYAML(t *testing.T) {
	var got struct {
		Hours HoursSpec `yaml:"hours"`
		Rota  Spec      `yaml:"rota"`
	}
	err := yaml.Load([]byte(`
hours:
  zone: Europe/Amsterdam
  windows:
    - {weekdays: [ma-vr], from: 09:00, to: 17:30}
  liberation_day: lustrum
  days:
    - {date: 12-24, name: kerstavond, en: Christmas Eve, from: 00:00, to: 13:00}
    - {date: 2026-12-31, name: verhuizing}
rota:
  zone: Europe/Amsterdam
  gap_ok: true
  layers:
    - name: weken
      unit: week
      length: 2
      anchor: 2026-01-05
      handover: 09:00
      people: [anna, bram]
      only:
        - {weekdays: [mon-sun], from: 18:00, to: 24:00}
    - name: vast
      zone: Europe/London
      shifts:
        - {weekdays: [za, zo], from: 00:00, to: 12:00, person: carla}
    - name: agenda
      calendar: {url: https://agenda.example/dienst.ics}
`), &got, yaml.WithKnownFields(true))
	if err != nil {
		t.Fatal(err)
	}
	wantHours := HoursSpec{Zone: amsterdam, Windows: []WindowSpec{{[]string{"ma-vr"}, "09:00", "17:30"}}, LiberationDay: "lustrum", Days: []DaySpec{
		{"12-24", "kerstavond", "Christmas Eve", "00:00", "13:00"}, {Date: "2026-12-31", Name: "verhuizing"},
	}}
	wantRota := Spec{Zone: amsterdam, GapOK: true, Layers: []LayerSpec{
		{Name: "weken", Unit: "week", Length: 2, Anchor: "2026-01-05", Handover: "09:00", People: []bot.PersonID{"anna", "bram"}, Only: []WindowSpec{{[]string{"mon-sun"}, "18:00", "24:00"}}},
		{Name: "vast", Zone: "Europe/London", Shifts: []FixedSpec{{[]string{"za", "zo"}, "00:00", "12:00", "carla"}}},
		{Name: "agenda", Calendar: &CalendarSpec{URL: "https://agenda.example/dienst.ics"}},
	}}
	if diff := cmp.Diff(wantHours, got.Hours); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantRota, got.Rota); diff != "" {
		t.Errorf("rota (-want +got):\n%s", diff)
	}
	if ps := append(got.Hours.Check(), got.Rota.Check(func(bot.PersonID) string { return "" })...); len(ps) > 0 {
		t.Error(ps)
	}
}

func ExamplePlan() {
	plan, err := New(Spec{Zone: "Europe/Amsterdam", Layers: []LayerSpec{{
		Name: "weken", Unit: "week", Anchor: "2026-01-05", Handover: "09:00", People: []bot.PersonID{"anna", "bram"},
	}}}, nil)
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 10, 20, 12, 0, 0, 0, time.UTC)
	fmt.Println(plan.Why(now))

	out, err := plan.Try(Override{ID: "ov-7", Kind: Replace, From: now, To: now.Add(24 * time.Hour), Person: "carla", For: "bram", By: "anna"})
	if err != nil {
		panic(err)
	}
	fmt.Println(out.Plan.Why(now), out.Empty)

	next, _ := plan.NextHandover(now)
	fmt.Println(next.At, next.Out, next.In)
	// Output:
	// bram: turn of layer "weken"
	// carla: override ov-7 by anna, in place of bram []
	// 2026-10-26 08:00:00 +0000 UTC [bram] [anna]
}

// What the desk asks before every page: who is on, of three layers.
func BenchmarkOn(b *testing.B) {
	p := planOf(b, office())
	at := when(b, "2026-11-30T12:00:00Z")
	for b.Loop() {
		p.On(at)
	}
}

// Gaps of the fortnight ahead.
func BenchmarkGaps(b *testing.B) {
	p := planOf(b, office())
	from := when(b, "2026-11-30T12:00:00Z")
	for b.Loop() {
		p.Gaps(from, from.Add(14*24*time.Hour))
	}
}

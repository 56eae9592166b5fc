package app_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/app"
	"meldwacht/bot/rota"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// Somebody in the place of whoever is on call takes over from each of them in
// turn, and nobody else stays on: over a handover, beside a second person, and
// where nobody is.
func TestTakingOverTheWholeTime(t *testing.T) {
	spec := rota.Spec{Zone: "UTC", Layers: []rota.LayerSpec{{Name: "week", Shifts: []rota.FixedSpec{
		{Weekdays: []string{"mon"}, From: "00:00", To: "24:00", Person: "tom"},
		{Weekdays: []string{"tue"}, From: "00:00", To: "24:00", Person: "piet"},
		{Weekdays: []string{"thu"}, From: "00:00", To: "24:00", Person: "mira"},
	}}}}
	plan, err := rota.New(spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return monday.Add(time.Duration(hours) * time.Hour) }
	plan = plan.With([]rota.Override{{ID: "1", Kind: rota.Add, Person: "anna", From: at(12), To: at(24)}, {ID: "2", Kind: rota.Add, Person: "anna", From: at(72), To: at(96)}})
	got := app.OverridesOf(plan, commands.Swap{How: view.SwapReplace, Person: "mira", From: at(6), To: at(96)})
	for i, o := range got {
		o.ID = "3." + string(rune('0'+i))
		out, err := plan.Try(o)
		if err != nil {
			// That of Anna stands in the way, and is told of.
			if o.Person != "anna" && o.For != "anna" {
				t.Error(err)
			}
			continue
		}
		plan = out.Plan
	}
	want := []rota.Override{
		{Kind: rota.Replace, Person: "mira", For: "tom", From: at(6), To: at(12)},
		{Kind: rota.Replace, Person: "mira", For: "tom", From: at(12), To: at(24)},
		{Kind: rota.Remove, Person: "anna", From: at(12), To: at(24)},
		{Kind: rota.Replace, Person: "mira", For: "piet", From: at(24), To: at(48)},
		{Kind: rota.Add, Person: "mira", From: at(48), To: at(72)},
		{Kind: rota.Remove, Person: "anna", From: at(72), To: at(96)},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, h := range []int{7, 30, 50} {
		if on := plan.On(at(h)); !cmp.Equal(on, []bot.PersonID{"mira"}) {
			t.Errorf("after %d hours %v is on call", h, on)
		}
	}
}

package commands_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// spring is a world in the afternoon of the day on which half past two in the
// night did not exist.
func spring(t *testing.T) *world {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	w := leak(t)
	w.desk.Face.Zone, w.now = zone, time.Date(2027, 3, 28, 12, 0, 0, 0, time.UTC)
	return w
}

// An hour that the clock jumps over is refused as what it is, under the very
// field in which it was chosen.
func TestAnHourThatDoesNotExistIsNamed(t *testing.T) {
	const says = "bestaat niet op die dag"
	for _, text := range []string{"kennisname DL-2026-0007 28-3-2027 2:30 de klant belde toen al", "ap DL-2026-0007 initieel 2027-44123 28-3-2027 2:30"} {
		if a := spring(t).typed(t, fati, text); !strings.Contains(a.Text, says) {
			t.Errorf("%s: %q, modal %t", text, a.Text, a.Modal != nil)
		}
	}
	day, clock := "2027-03-28", "02:30"
	for _, c := range []struct {
		who    bot.Person
		verb   string
		values map[string]string
		field  string
	}{
		{fati, "kennisname", map[string]string{view.BlockDate: day, view.BlockTime: clock, view.BlockReason: "toen al"}, view.BlockTime},
		{fati, "ap", map[string]string{view.BlockNotice: "initial", view.BlockNumber: "2027-44123", view.BlockDate: day, view.BlockTime: clock, view.BlockReason: ""}, view.BlockTime},
		{anna, "oorzaak", map[string]string{view.BlockNote: "een gat", view.BlockDate: day, view.BlockTime: clock}, view.BlockTime},
		{anna, "hersteld", map[string]string{view.BlockNote: "dicht", view.BlockDate: day, view.BlockTime: clock}, view.BlockTime},
		{anna, "corrigeer", map[string]string{view.BlockDate: day, view.BlockTime: clock}, view.BlockTime},
		{anna, "meld", declaration(view.BlockFrom, day, view.BlockFromTime, clock), view.BlockFromTime},
		{anna, "meld", declaration(view.BlockFound, day, view.BlockFoundTime, clock), view.BlockFoundTime},
		{anna, "meld", declaration(view.BlockDate, day, view.BlockTime, clock), view.BlockTime},
	} {
		a := spring(t).submit(t, c.who, c.verb, "", 0, c.values)
		if len(a.Errors) != 1 || !strings.Contains(a.Errors[c.field], says) {
			t.Errorf("%s: not under %s alone: %v %q", c.verb, c.field, a.Errors, a.Text)
		}
	}
	const found = "q:found.at"
	if a := spring(t).submit(t, fati, view.VerbDossier, "4", 0, map[string]string{found: day, view.DossierClock(found): clock}); !strings.Contains(a.Errors[view.DossierClock(found)], says) || len(a.Errors) != 1 {
		t.Errorf("the dossier: %v %q", a.Errors, a.Text)
	}
}

// declaration is the modal of meld, filled in, with other values in some fields.
func declaration(pairs ...string) map[string]string {
	v := map[string]string{view.BlockNote: "Een export stond open.", view.BlockFinder: "", view.BlockFrom: "", view.BlockFromTime: "",
		view.BlockFound: "", view.BlockFoundTime: "", view.BlockDate: "2027-03-28", view.BlockTime: "10:00", view.BlockDrill: ""}
	for i := 0; i < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	return v
}

// Each moment of a declaration is judged under its own field.
func TestAMomentIsJudgedUnderItsOwnField(t *testing.T) {
	for _, c := range []struct {
		name   string
		values map[string]string
		fields []string
	}{
		{"it happened tomorrow", declaration(view.BlockFrom, "2027-03-29"), []string{view.BlockFrom}},
		{"it happened this evening", declaration(view.BlockFrom, "2027-03-28", view.BlockFromTime, "23:00"), []string{view.BlockFromTime}},
		{"it was found this evening", declaration(view.BlockFound, "2027-03-28", view.BlockFoundTime, "23:00"), []string{view.BlockFoundTime}},
		{"we know it this evening", declaration(view.BlockTime, "23:00"), []string{view.BlockTime}},
		{"a time without a day", declaration(view.BlockFromTime, "10:00"), []string{view.BlockFrom}},
		{"two hours that do not exist", declaration(view.BlockFrom, "2027-03-28", view.BlockFromTime, "02:10", view.BlockFound, "2027-03-28", view.BlockFoundTime, "02:20"),
			[]string{view.BlockFoundTime, view.BlockFromTime}},
	} {
		a := spring(t).desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: commands.DoorModal, Verb: "meld", Values: c.values})
		if got := slices.Sorted(maps.Keys(a.Errors)); !slices.Equal(got, c.fields) {
			t.Errorf("%s: under %v: %v %q", c.name, got, a.Errors, a.Text)
		}
	}
}

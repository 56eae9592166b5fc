package commands_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/commands"
)

// A rota in memory, whose clock is an hour ahead of UTC.
type rota struct {
	swaps  []commands.Swap
	refuse error
}

func (r *rota) Duty(now time.Time, ahead time.Duration) view.Duty {
	return view.Duty{Rota: true, On: []bot.PersonID{"tom"}, Until: now.Add(time.Hour),
		Shifts: []view.Shift{{Period: view.Period{From: now, To: now.Add(ahead)}, Person: "tom"}}}
}

func (r *rota) At(wall time.Time) time.Time { return wall.Add(-time.Hour) }
func (r *rota) Today(t time.Time) time.Time { return t.Add(time.Hour) }
func (r *rota) Change(_ context.Context, _ string, s commands.Swap) (string, error) {
	if r.refuse != nil {
		return "", r.refuse
	}
	r.swaps = append(r.swaps, s)
	return "4", nil
}

func dutyWorld() (*world, *rota) {
	w, r := newWorld(), &rota{}
	w.desk.Rota = r
	return w, r
}

// at is a moment on the clock of the rota. The world begins on a Tuesday, the
// first of December, at 10:00.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 12, day, hour-1, minute, 0, 0, time.UTC)
}

// What people type is read as they mean it, in both languages.
func TestSwapsAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]commands.Swap{
		"dienst mira vandaag 18:00 tot morgen 09:00 tandarts van Tom": {How: view.SwapReplace, Person: "mira", From: at(1, 18, 0), To: at(2, 9, 0), Reason: "tandarts van Tom"},
		"oncall Mira from today 6.30 until 18h swapped":               {How: view.SwapReplace, Person: "mira", From: at(1, 6, 30), To: at(1, 18, 0), Reason: "swapped"},
		"dienst ik nu tot 23:00 neem over":                            {How: view.SwapReplace, Person: "tom", From: at(1, 10, 0), To: at(1, 23, 0), Reason: "neem over"},
		"dienst piet voor tom vr 17u30 tot ma 09:00 ruil":             {How: view.SwapReplace, Person: "piet", For: "tom", From: at(4, 17, 30), To: at(7, 9, 0), Reason: "ruil"},
		"dienst erbij anna 18:00 tot 02:00 drukte":                    {How: view.SwapAdd, Person: "anna", From: at(1, 18, 0), To: at(2, 2, 0), Reason: "drukte"},
		"dienst zonder tom 24-12 17:00 tot 2026-12-27 9:00 niemand: de desk is dicht": {How: view.SwapRemove, Person: "tom",
			From: at(24, 17, 0), To: at(27, 9, 0), Reason: "de desk is dicht", Sure: true},
		"dienst wim 03:00 tot 09:00 nacht": {How: view.SwapReplace, Person: "wim", From: at(2, 3, 0), To: at(2, 9, 0), Reason: "nacht"},
		"dienst terug 3 vergist":           {Undo: "3", Reason: "vergist"},
	} {
		w, r := dutyWorld()
		a := w.typed(t, tom, typed)
		want.By = tom.ID
		if d := cmp.Diff([]commands.Swap{want}, r.swaps); d != "" {
			t.Errorf("%s (-want +got):\n%s%s", typed, d, a.Text)
		}
	}
}

// What cannot be done says what to do instead, and changes nothing.
func TestSwapsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		who         bot.Person
		typed, says string
	}{
		{tom, "dienst joost vandaag 18:00 tot 20:00 x", "joost"},
		{tom, "dienst mira x", "Van wanneer tot wanneer"},
		{tom, "dienst mira morgen tot overmorgen x", "Van wanneer tot wanneer"},
		{tom, "dienst mira 30-2 18:00 tot 20:00 x", "Van wanneer tot wanneer"},
		{tom, "dienst mira vandaag 25:00 tot 26:00 x", "Van wanneer tot wanneer"},
		{tom, "dienst mira morgen 18:00 tot vandaag 20:00 x", "eindigt voor zij begint"},
		{tom, "dienst mira vandaag 18:00 tot 20:00", "waarom"},
		{anna, "dienst mira vandaag 18:00 tot 20:00 ruil", "manager"},
		{anna, "dienst terug 3", "manager"},
		{anna, "dienst test mira", "manager"},
		{anna, "dienst test", "niet ingesteld"},
	} {
		w, r := dutyWorld()
		contains(t, c.typed, w.typed(t, c.who, c.typed).Text, c.says)
		if len(r.swaps) > 0 {
			t.Errorf("%s: %+v", c.typed, r.swaps)
		}
	}
}

// Support sees who is on call; a manager gets the window from the button, and
// what is filled in there is what is changed. A refusal stands under the field
// that mends it.
func TestDutyThroughItsDoors(t *testing.T) {
	w, r := dutyWorld()
	for _, door := range []commands.Door{commands.DoorSlash, commands.DoorMention, commands.DoorButton} {
		a := w.desk.Run(t.Context(), commands.Call{Who: anna, Lang: bot.NL, Door: door, Verb: "dienst", Ref: "DL-2026-0007"})
		contains(t, string(door), a.Text, "Wie er nu dienst heeft")
		contains(t, string(door), view.TranscriptBlocks(a.Blocks), "Nu dienst:* Tom")
		if len(buttons(a.Blocks)) > 0 || a.Modal != nil {
			t.Errorf("%s: support can change it", door)
		}
	}
	// Who is on call and holds no other role sees it too, and changes nothing.
	contains(t, "on call", w.typed(t, wim, "dienst").Text, "Wie er nu dienst heeft")
	contains(t, "on call", w.typed(t, wim, "dienst mira vandaag 18:00 tot 20:00 x").Text, "alleen een manager")
	if got := buttons(w.typed(t, mira, "oncall").Blocks); len(got) != 1 || got[0] != "verb:dienst" {
		t.Errorf("buttons %v", got)
	}
	if a := w.desk.Run(t.Context(), commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorButton, Verb: "dienst"}); a.Modal == nil {
		t.Errorf("no window: %s", a.Text)
	}
	fill := commands.Call{Who: mira, Lang: bot.NL, Door: commands.DoorModal, Verb: "dienst", Values: map[string]string{
		view.BlockHow: view.SwapRemove, view.BlockPerson: "tom", view.BlockDate: "2026-12-04", view.BlockTime: "17:30",
		view.BlockUntil: "2026-12-07", view.BlockUntilTime: "09:00", view.BlockReason: " dicht ", view.BlockSure: "Niemand."}}
	contains(t, "window", w.desk.Run(t.Context(), fill).Text, "Tom", "wijziging 4")
	want := commands.Swap{How: view.SwapRemove, Person: "tom", From: at(4, 17, 30), To: at(7, 9, 0), Reason: "dicht", By: "mira", Sure: true}
	if d := cmp.Diff([]commands.Swap{want}, r.swaps); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	r.refuse = bot.Refusal{Reason: commands.NobodyThen, Words: []string{"vr 4-12 17:30"}}
	contains(t, "nobody", w.desk.Run(t.Context(), fill).Errors[view.BlockSure], "vr 4-12 17:30", "niemand")
	fill.Who = anna
	contains(t, "support", w.desk.Run(t.Context(), fill).Text, "manager")
}

// A test page goes to whoever asks, and a failure is no bare error.
func TestTestPage(t *testing.T) {
	w, _ := dutyWorld()
	var paged []bot.PersonID
	var fails error
	w.desk.TestPage = func(_ context.Context, who bot.PersonID) error {
		paged = append(paged, who)
		return fails
	}
	contains(t, "test", w.typed(t, anna, "dienst test").Text, "Anna")
	contains(t, "test", w.typed(t, mira, "oncall test tom").Text, "Tom")
	fails = errors.New("dial tcp 192.0.2.1:443")
	contains(t, "test", w.typed(t, anna, "dienst test").Text, "niet aangenomen")
	if d := cmp.Diff([]bot.PersonID{"anna", "tom", "anna"}, paged); d != "" {
		t.Error(d)
	}
}

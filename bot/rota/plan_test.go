package rota

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"meldwacht/bot"
)

// office is a rota of three layers: turns by the week, one who has the weekday
// evenings, and one who has the days at the office.
func office() Spec {
	return Spec{Zone: amsterdam, Layers: []LayerSpec{
		weekly("anna", "bram"),
		{Name: "evenings", Unit: "week", Anchor: "2026-01-05", Handover: "00:00", People: []bot.PersonID{"carla"},
			Only: []WindowSpec{{[]string{"ma-do"}, "18:00", "24:00"}}},
		{Name: "days", Shifts: []FixedSpec{{[]string{"ma-vr"}, "09:00", "17:00", "dirk"}}},
	}}
}

// A later layer wins where it has somebody, and nowhere else.
func TestLaterLayerWinsWhereItHasSomebody(t *testing.T) {
	p := planOf(t, office())
	for _, c := range []struct{ at, want string }{
		{"2026-11-30T08:59:59+01:00", `anna: turn of layer "weekly"`},
		{"2026-11-30T09:00:00+01:00", `dirk: fixed shift of layer "days"`},
		{"2026-11-30T16:59:59+01:00", `dirk: fixed shift of layer "days"`},
		{"2026-11-30T17:00:00+01:00", `bram: turn of layer "weekly"`},
		{"2026-11-30T18:00:00+01:00", `carla: turn of layer "evenings"`},
		{"2026-12-01T00:00:00+01:00", `bram: turn of layer "weekly"`},
		{"2026-12-04T18:00:00+01:00", `bram: turn of layer "weekly"`}, // no evening on Friday
		{"2026-12-05T12:00:00+01:00", `bram: turn of layer "weekly"`},
	} {
		if got := p.Why(when(t, c.at)); got != c.want {
			t.Errorf("%s: %s, want %s", c.at, got, c.want)
		}
	}
}

// Within a layer a fixed shift wins over the turns.
func TestFixedShiftWinsOverTurns(t *testing.T) {
	l := weekly("anna", "bram")
	l.Shifts = []FixedSpec{{[]string{"wo"}, "12:00", "24:00", "dirk"}, {[]string{"do"}, "00:00", "06:00", "dirk"}}
	p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{l}})
	want := []Shift{
		{when(t, "2026-12-02T00:00:00Z"), when(t, "2026-12-02T11:00:00Z"), "bram", Turn, "weekly", ""},
		{when(t, "2026-12-02T11:00:00Z"), when(t, "2026-12-02T23:00:00Z"), "dirk", Fixed, "weekly", ""},
		{when(t, "2026-12-02T23:00:00Z"), when(t, "2026-12-03T05:00:00Z"), "dirk", Fixed, "weekly", ""},
		{when(t, "2026-12-03T05:00:00Z"), when(t, "2026-12-03T12:00:00Z"), "bram", Turn, "weekly", ""},
	}
	if diff := cmp.Diff(want, p.Shifts(when(t, "2026-12-02T00:00:00Z"), when(t, "2026-12-03T12:00:00Z"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A gap is told of, unless gaps are meant.
func TestGaps(t *testing.T) {
	s := Spec{Zone: amsterdam, Layers: []LayerSpec{{Name: "nights", Shifts: []FixedSpec{
		{[]string{"mon-sun"}, "17:00", "24:00", "anna"}, {[]string{"mon-sat"}, "00:00", "09:00", "anna"}, {[]string{"sun"}, "00:00", "08:00", "anna"},
		{[]string{"mon-fri"}, "09:00", "17:00", "bram"}, {[]string{"sun"}, "08:00", "17:00", "bram"},
	}}}}
	from, to := when(t, "2026-11-27T12:00:00Z"), when(t, "2026-12-06T12:00:00Z")
	want := []Gap{
		{when(t, "2026-11-28T08:00:00Z"), when(t, "2026-11-28T16:00:00Z")},
		{when(t, "2026-12-05T08:00:00Z"), when(t, "2026-12-05T16:00:00Z")},
	}
	p := planOf(t, s)
	if diff := cmp.Diff(want, p.Gaps(from, to)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.Why(want[0].From); got != "nobody is on call" || len(p.On(want[0].From)) != 0 {
		t.Errorf("in a gap: %s", got)
	}
	h, _ := p.NextHandover(when(t, "2026-11-28T07:00:00Z"))
	if diff := cmp.Diff(Handover{At: want[0].From, Out: []bot.PersonID{"anna"}}, h, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("into the gap (-want +got):\n%s", diff)
	}
	s.GapOK = true
	if gaps := planOf(t, s).Gaps(from, to); gaps != nil {
		t.Errorf("gaps are meant, and told of: %v", gaps)
	}
}

// A handover is where who is on call changes, and not where a turn passes to the
// same person.
func TestNextHandover(t *testing.T) {
	p := planOf(t, office())
	at := when(t, "2026-12-04T12:00:00Z")
	var got []string
	for range 4 {
		h, ok := p.NextHandover(at)
		if !ok {
			t.Fatal("there is no next handover")
		}
		at = h.At
		got = append(got, fmt.Sprintf("%s %s %s %s", at.Format(time.RFC3339), h.Out, h.In, h.On))
	}
	want := []string{
		"2026-12-04T16:00:00Z [dirk] [bram] [bram]",
		"2026-12-07T08:00:00Z [bram] [dirk] [dirk]",
		"2026-12-07T16:00:00Z [dirk] [anna] [anna]",
		"2026-12-07T17:00:00Z [anna] [carla] [carla]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if h, ok := planOf(t, daily(amsterdam, "09:00", "anna")).NextHandover(at); ok {
		t.Errorf("anna hands over to herself at %s", h.At)
	}
	// A gap that begins where one stretch of looking ahead ends.
	gap := planOf(t, daily(amsterdam, "09:00", "anna")).With([]Override{overrideOf(t, "o1", Remove, "2026-12-09T12:00:00Z", "2026-12-10T12:00:00Z", "anna", "")})
	if h, ok := gap.NextHandover(when(t, "2026-12-01T12:00:00Z")); !ok || !h.At.Equal(when(t, "2026-12-09T12:00:00Z")) || len(h.On) > 0 {
		t.Errorf("into a gap eight days ahead: %v, %t", h, ok)
	}
	l := weekly("anna", "bram")
	l.Length = 26
	if h, ok := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{l}}).NextHandover(when(t, "2026-01-05T09:00:00Z")); !ok || !h.At.Equal(when(t, "2026-07-06T07:00:00Z")) {
		t.Errorf("a handover half a year ahead is at %s, %t", h.At, ok)
	}
}

// A layer without a calendar to read has nobody, and the one below has.
func TestLayerWithoutItsCalendar(t *testing.T) {
	s := Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna"), {Name: "outlook", Calendar: &CalendarSpec{File: "dienst.ics"}}}}
	if got := planOf(t, s).Why(when(t, "2026-12-04T12:00:00Z")); got != `anna: turn of layer "weekly"` {
		t.Error(got)
	}
}

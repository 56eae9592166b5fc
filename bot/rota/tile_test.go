package rota

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"meldwacht/bot"
)

// drawnZones are zones with a clock that moves in the north, in the south, by
// half an hour, at midnight, and never.
var drawnZones = []string{amsterdam, "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"}

var drawnPeople = []bot.PersonID{"anna", "bram", "carla", "dirk"}

// drawTurns makes up a layer that always has somebody.
func drawTurns(t *rapid.T, name string) LayerSpec {
	return LayerSpec{
		Name: name, Zone: rapid.SampledFrom(drawnZones).Draw(t, "zone"),
		Unit: rapid.SampledFrom([]string{"day", "week"}).Draw(t, "unit"), Length: rapid.IntRange(1, 4).Draw(t, "length"),
		Anchor:   Date{2026, 1, 1}.Add(rapid.IntRange(0, 400).Draw(t, "anchor")).String(),
		Handover: Clock(rapid.IntRange(0, 24*60-1).Draw(t, "handover")).String(),
		People:   rapid.SliceOfN(rapid.SampledFrom(drawnPeople), 1, 4).Draw(t, "people"),
	}
}

func drawWindow(t *rapid.T) WindowSpec {
	from := rapid.IntRange(0, 24*60-1).Draw(t, "from")
	return WindowSpec{
		Weekdays: []string{rapid.SampledFrom([]string{"mon", "mon-fri", "sat-sun", "mon-sun", "fri-mon"}).Draw(t, "weekdays")},
		From:     Clock(from).String(), To: Clock(rapid.IntRange(from+1, 24*60).Draw(t, "to")).String(),
	}
}

// drawStart makes up an instant, as often as not in one of the nights in which
// some clock moves.
func drawStart(t *rapid.T) time.Time {
	day := rapid.OneOf(rapid.IntRange(0, 700), rapid.SampledFrom([]int{60, 66, 87, 94, 113, 276, 297, 303, 304})).Draw(t, "day")
	return Date{2026, 1, 1}.Add(day).utc().Add(time.Duration(rapid.IntRange(0, 24*60).Draw(t, "minute")) * time.Minute)
}

func drawSpan(t *rapid.T) (from, to time.Time) {
	from = drawStart(t)
	return from, from.Add(time.Duration(rapid.IntRange(1, 30*24*60).Draw(t, "minutes")) * time.Minute)
}

func drawPlan(t *rapid.T) *Plan {
	s := Spec{Zone: amsterdam}
	for i := range rapid.IntRange(1, 3).Draw(t, "layers") {
		l := drawTurns(t, fmt.Sprint("layer", i))
		if rapid.Bool().Draw(t, "restricted") {
			l.Only = []WindowSpec{drawWindow(t)}
		}
		if rapid.Bool().Draw(t, "fixed") {
			w := drawWindow(t)
			l.Shifts = []FixedSpec{{w.Weekdays, w.From, w.To, rapid.SampledFrom(drawnPeople).Draw(t, "person")}}
		}
		s.Layers = append(s.Layers, l)
	}
	p, err := New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "overrides") {
		from, to := drawSpan(t)
		o := Override{ID: fmt.Sprint("o", i), From: from, To: to, Person: rapid.SampledFrom(drawnPeople).Draw(t, "who"),
			Kind: rapid.SampledFrom([]Kind{Replace, Add, Remove}).Draw(t, "kind")}
		if o.Kind == Replace {
			o.For = rapid.SampledFrom(drawnPeople).Draw(t, "for")
		}
		if out, err := p.Try(o); err == nil {
			p = out.Plan
		}
	}
	return p
}

// The turns of a layer tile time: each begins where the one before it ends.
func TestTurnsTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawTurns(t, "turns")
		p, err := New(Spec{Zone: amsterdam, Layers: []LayerSpec{l}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		from, to := drawSpan(t)
		at := from
		for _, s := range p.Shifts(from, to) {
			if !s.From.Equal(at) || !s.To.After(s.From) {
				t.Fatalf("a turn from %s to %s, the one before it ended at %s", s.From, s.To, at)
			}
			at = s.To
		}
		if !at.Equal(to) {
			t.Fatalf("the last turn ends at %s, not at %s", at, to)
		}
	})
}

// Whatever is stacked and overridden, nobody is in two shifts at once, a layer
// has one person at a time, On says what Shifts say, and Gaps are what is left.
func TestShiftsOnAndGapsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		from, to := drawSpan(t)
		shifts, gaps := p.Shifts(from, to), p.Gaps(from, to)
		at := []time.Time{from, to.Add(-1)}
		for i, s := range shifts {
			if s.From.Before(from) || s.To.After(to) || !s.From.Before(s.To) {
				t.Fatalf("%v is not between %s and %s", s, from, to)
			}
			for _, o := range shifts[:i] {
				same := s.Person == o.Person || s.Source != ByHand && o.Source != ByHand
				if same && !s.span().clip(o.span()).empty() {
					t.Fatalf("at once: %v and %v", o, s)
				}
			}
			at = append(at, s.From, s.From.Add(-1), s.To, s.To.Add(-1))
		}
		for _, g := range gaps {
			at = append(at, g.From, g.To.Add(-1))
		}
		for _, at := range at {
			if at.Before(from) || !at.Before(to) {
				continue
			}
			var want []bot.PersonID
			for _, s := range shifts {
				if !at.Before(s.From) && at.Before(s.To) {
					want = append(want, s.Person)
				}
			}
			on := p.On(at)
			inGap := slices.ContainsFunc(gaps, func(g Gap) bool { return !at.Before(g.From) && at.Before(g.To) })
			if slices.Sort(want); !slices.Equal(want, slices.Sorted(slices.Values(on))) || inGap != (len(on) == 0) {
				t.Fatalf("at %s: On says %v, Shifts say %v, in a gap: %t", at, on, want, inGap)
			}
		}
	})
}

// A series that is begun later to save work is the same: a count, which is far
// off, has it walked from its first day on.
func TestSeriesBegunLaterIsTheSame(t *testing.T) {
	now := when(t, "2026-11-02T12:00:00Z")
	zone := zoneOf(t, amsterdam)
	rapid.Check(t, func(t *rapid.T) {
		start := Date{2026, 11, 2}.Add(-rapid.IntRange(0, 3200).Draw(t, "days ago"))
		rule := fmt.Sprintf("FREQ=%s;INTERVAL=%d;WKST=%s", rapid.SampledFrom([]string{"DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,TH,SU"}).Draw(t, "freq"),
			rapid.IntRange(1, 12).Draw(t, "interval"), rapid.SampledFrom([]string{"MO", "SU", "WE"}).Draw(t, "week"))
		begin := "DTSTART:" + start.utc().Format("20060102") + "T090000"
		lasts := fmt.Sprintf("DURATION:P%dD", rapid.IntRange(1, 60).Draw(t, "lasts"))
		var got [2][]Shift
		for i, count := range []string{"", ";COUNT=3660"} {
			cal, err := ParseCalendar([]byte(ics(begin, lasts, "RRULE:"+rule+count)), zone, now, who)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = cal.shifts
		}
		if !slices.Equal(got[0], got[1]) {
			t.Fatalf("%s from %s: %d shifts, walked from the start %d", rule, start, len(got[0]), len(got[1]))
		}
	})
}

// Between an instant and the next handover the same people are on, and not after.
func TestNothingChangesBeforeTheNextHandover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		from := drawStart(t)
		h, ok := p.NextHandover(from)
		if !ok {
			return
		}
		set := func(at time.Time) []bot.PersonID { return slices.Sorted(slices.Values(p.On(at))) }
		before := set(from)
		for _, s := range p.Shifts(from, h.At) {
			for _, at := range []time.Time{s.From, s.To.Add(-1)} {
				if on := set(at); !slices.Equal(on, before) {
					t.Fatalf("%v at %s and %v at %s, before the handover at %s", before, from, on, at, h.At)
				}
			}
		}
		if slices.Equal(set(h.At), before) {
			t.Fatalf("nothing changes at %s", h.At)
		}
	})
}

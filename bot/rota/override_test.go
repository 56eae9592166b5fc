package rota

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

func overrideOf(t testing.TB, id string, kind Kind, from, to string, person, instead bot.PersonID) Override {
	t.Helper()
	return Override{ID: id, Kind: kind, From: when(t, from), To: when(t, to), Person: person, For: instead, By: "carla", Reason: "ziek"}
}

// Each kind does what it says, in the order remove, replace, add, whatever the
// order in which they were made.
func TestOverrides(t *testing.T) {
	const from, to = "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z"
	remove := overrideOf(t, "o1", Remove, from, to, "bram", "")
	replace := overrideOf(t, "o2", Replace, from, to, "dirk", "bram")
	add := overrideOf(t, "o3", Add, from, to, "esmee", "")
	addBram := overrideOf(t, "o4", Add, from, to, "bram", "")
	for _, c := range []struct {
		name      string
		overrides []Override
		want      string
	}{
		{"nothing", nil, `bram: turn of layer "weekly"`},
		{"remove", []Override{remove}, "nobody is on call"},
		{"replace", []Override{replace}, "dirk: override o2 by carla, in place of bram"},
		{"add", []Override{add}, `bram: turn of layer "weekly"; esmee: override o3 by carla`},
		{"replace before add", []Override{add, replace}, "dirk: override o2 by carla, in place of bram; esmee: override o3 by carla"},
		{"remove before replace", []Override{replace, remove}, "nobody is on call"},
		{"remove before add", []Override{addBram, remove}, "bram: override o4 by carla"},
		{"who is on is not added", []Override{addBram}, `bram: turn of layer "weekly"`},
	} {
		p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna", "bram")}}).With(c.overrides)
		if got := p.Why(when(t, from)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		for _, outside := range []string{"2026-12-01T11:59:59Z", to} {
			if got := p.Why(when(t, outside)); got != `bram: turn of layer "weekly"` {
				t.Errorf("%s: %s at %s", c.name, got, outside)
			}
		}
	}
}

// A swap is two overrides, one after the other.
func TestSwap(t *testing.T) {
	p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna", "bram")}})
	for _, o := range []Override{
		overrideOf(t, "o1", Replace, "2026-11-30T08:00:00Z", "2026-12-07T08:00:00Z", "anna", "bram"),
		overrideOf(t, "o2", Replace, "2026-12-07T08:00:00Z", "2026-12-14T08:00:00Z", "bram", "anna"),
	} {
		out, err := p.Try(o)
		if err != nil || len(out.Empty) > 0 || out.Idle {
			t.Fatalf("%s: %+v, %v", o.ID, out, err)
		}
		p = out.Plan
	}
	for at, want := range map[string]bot.PersonID{"2026-12-01T12:00:00Z": "anna", "2026-12-08T12:00:00Z": "bram", "2026-12-15T12:00:00Z": "bram"} {
		if got := p.On(when(t, at)); !cmp.Equal(got, []bot.PersonID{want}) {
			t.Errorf("%s: %v, want %s", at, got, want)
		}
	}
}

// Two overrides at once about one person are refused, whichever part they have.
func TestOverlappingOverridesAreRefused(t *testing.T) {
	first := overrideOf(t, "o1", Replace, "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "dirk", "bram")
	p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna", "bram")}}).With([]Override{first})
	for _, c := range []struct {
		o       Override
		overlap bot.PersonID // empty: none
	}{
		{overrideOf(t, "o2", Remove, "2026-12-02T11:59:59Z", "2026-12-03T12:00:00Z", "bram", ""), "bram"},
		{overrideOf(t, "o2", Add, "2026-12-01T00:00:00Z", "2026-12-09T12:00:00Z", "dirk", ""), "dirk"},
		{overrideOf(t, "o2", Replace, "2026-12-01T13:00:00Z", "2026-12-01T14:00:00Z", "esmee", "dirk"), "dirk"},
		{overrideOf(t, "o2", Remove, "2026-12-02T12:00:00Z", "2026-12-03T12:00:00Z", "bram", ""), ""}, // begins where it ends
		{overrideOf(t, "o2", Remove, "2026-12-01T10:00:00Z", "2026-12-01T12:00:00Z", "bram", ""), ""},
		{overrideOf(t, "o2", Add, "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "anna", ""), ""},
		{overrideOf(t, "o1", Add, "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "dirk", ""), ""}, // in its place
	} {
		_, err := p.Try(c.o)
		var overlap *Overlap
		switch {
		case c.overlap == "" && err != nil:
			t.Errorf("%s: %v", c.o.Kind, err)
		case c.overlap != "" && (!errors.As(err, &overlap) || overlap.Person != c.overlap || overlap.With.ID != "o1"):
			t.Errorf("%s: %v, want an overlap of %s", c.o.Kind, err, c.overlap)
		}
	}
}

// A refusal says what is in the way and what to do, and holds no reason: that may
// say how somebody is.
func TestOverlapSaysWhatIsInTheWay(t *testing.T) {
	err := &Overlap{Person: "bram", With: overrideOf(t, "ov-3", Remove, "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "bram", "")}
	const want = "override ov-3 already says what bram does from 2026-12-01T12:00:00Z to 2026-12-02T12:00:00Z; change that one, or choose another time"
	if err.Error() != want {
		t.Error(err)
	}
}

// Who makes an override is told when nobody would be on call because of it, and
// when it changes nothing.
func TestTryTellsOfGapsAndOfNothing(t *testing.T) {
	s := Spec{Zone: amsterdam, GapOK: true, Layers: []LayerSpec{{Name: "days", Shifts: []FixedSpec{
		{[]string{"ma-vr"}, "09:00", "17:00", "anna"}, {[]string{"ma"}, "17:00", "20:00", "bram"},
	}}}}
	p := planOf(t, s)
	for _, c := range []struct {
		o    Override
		want string
	}{
		// The night that follows was empty before, and is not told of again.
		{overrideOf(t, "o1", Remove, "2026-12-01T10:00:00Z", "2026-12-02T09:00:00Z", "anna", ""), "[10:00-16:00 08:00-09:00] false"},
		{overrideOf(t, "o1", Replace, "2026-12-01T10:00:00Z", "2026-12-02T09:00:00Z", "dirk", "anna"), "[] false"},
		{overrideOf(t, "o1", Replace, "2026-12-01T10:00:00Z", "2026-12-02T09:00:00Z", "dirk", "bram"), "[] true"},
		{overrideOf(t, "o1", Remove, "2026-12-05T10:00:00Z", "2026-12-05T11:00:00Z", "anna", ""), "[] true"},
		{overrideOf(t, "o1", Add, "2026-12-05T10:00:00Z", "2026-12-05T11:00:00Z", "anna", ""), "[] false"},
	} {
		out, err := p.Try(c.o)
		if err != nil {
			t.Fatal(err)
		}
		var gaps []string
		for _, g := range out.Empty {
			gaps = append(gaps, g.From.Format("15:04")+"-"+g.To.Format("15:04"))
		}
		if got := fmt.Sprint(gaps, out.Idle); got != c.want {
			t.Errorf("%s %s for %q: %s, want %s", c.o.Kind, c.o.Person, c.o.For, got, c.want)
		}
	}
}

// An override that cannot be meant says which part of it is wrong.
func TestInvalidOverrides(t *testing.T) {
	good := overrideOf(t, "o1", Replace, "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "dirk", "bram")
	p := planOf(t, Spec{Zone: amsterdam, Layers: []LayerSpec{weekly("anna", "bram")}})
	if _, err := p.Try(good); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Override){
		"ID":     func(o *Override) { o.ID = "" },
		"To":     func(o *Override) { o.To = o.From },
		"Person": func(o *Override) { o.Person = "" },
		"For":    func(o *Override) { o.For = "" },
		"Kind":   func(o *Override) { o.Kind = "swap" },
	} {
		o := good
		spoil(&o)
		var invalid *Invalid
		if _, err := p.Try(o); !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for name, o := range map[string]Override{
		"for themselves": {ID: "o1", From: good.From, To: good.To, Kind: Replace, Person: "bram", For: "bram"},
		"add for":        {ID: "o1", From: good.From, To: good.To, Kind: Add, Person: "bram", For: "anna"},
		"two years":      {ID: "o1", From: good.From, To: good.From.AddDate(2, 0, 0), Kind: Add, Person: "bram"},
	} {
		if _, err := p.Try(o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

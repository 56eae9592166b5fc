package bot

import (
	"errors"
	"testing"
	"time"
)

// The vectors of law.md §4: context, ease of identification, confidentiality,
// integrity, availability, malice; the score in quarters and its band.
func TestSeverityFollowsTheMethodOfENISA(t *testing.T) {
	for _, tt := range []struct {
		dpc, ei, conf, integ, avail, mal, want int
		band, read                             Band
		level                                  Level
	}{
		{1, 1, 0, 0, 0, 0, 1, BandLow, BandLow, LevelNegligible},
		{2, 2, 0, 0, 0, 0, 4, BandLow, BandLow, LevelLimited},
		{2, 2, 1, 0, 0, 2, 7, BandLow, BandMedium, LevelLimited}, // near the edge: read upward
		{2, 4, 0, 0, 0, 0, 8, BandMedium, BandMedium, LevelLimited},
		{2, 3, 2, 0, 0, 2, 10, BandMedium, BandMedium, LevelSignificant},
		{2, 4, 2, 0, 0, 2, 12, BandHigh, BandHigh, LevelSignificant},
		{4, 4, 0, 0, 0, 0, 16, BandVeryHigh, BandVeryHigh, LevelVeryHigh},
		{4, 4, 2, 2, 2, 2, 24, BandVeryHigh, BandVeryHigh, LevelVeryHigh},
	} {
		s := Severity{Categories: []CategoryScore{{Category: DataCategories()[tt.dpc-1]}},
			Ident: tt.ei, Conf: tt.conf, Integ: tt.integ, Avail: tt.avail, Malice: tt.mal == maliceScore}
		got, err := s.Score()
		if err != nil || got != tt.want || BandOf(got) != tt.band || ReadAs(got) != tt.read || Propose(got) != tt.level {
			t.Errorf("%+v: %d %v %v %v, %v; want %d %v %v %v", s, got, BandOf(got), ReadAs(got), Propose(got), err, tt.want, tt.band, tt.read, tt.level)
		}
	}
}

// Each category is scored by itself and the highest counts, whatever the order;
// an adjustment never leaves 1..4; flags move nothing.
func TestSeverityTakesTheHighestCategory(t *testing.T) {
	for _, tt := range []struct {
		about string
		cats  []CategoryScore
		want  int
	}{
		{"two", []CategoryScore{{DataFinancial, 0}, {DataSimple, 0}}, 3},
		{"the lower one, raised above", []CategoryScore{{DataFinancial, 0}, {DataSimple, 3}}, 4},
		{"raised beyond the top", []CategoryScore{{DataSensitive, 3}}, 4},
		{"lowered beyond the bottom", []CategoryScore{{DataSimple, -3}}, 1},
		{"lowered", []CategoryScore{{DataSensitive, -2}}, 2},
	} {
		s := Severity{Categories: tt.cats, Ident: 1}
		plain, err := s.Score()
		s.Many, s.Sealed = true, true
		flagged, _ := s.Score()
		if err != nil || plain != tt.want || flagged != plain {
			t.Errorf("%s: %d, with flags %d, %v; want %d", tt.about, plain, flagged, err, tt.want)
		}
	}
}

func TestSeverityOutOfRangeIsAnError(t *testing.T) {
	one := []CategoryScore{{Category: DataSimple}}
	for about, s := range map[string]Severity{
		"no category":         {Ident: 1},
		"an unknown category": {Categories: []CategoryScore{{Category: "secret"}}, Ident: 1},
		"adjusted by four":    {Categories: []CategoryScore{{DataSimple, 4}}, Ident: 1},
		"no identification":   {Categories: one},
		"ident 5":             {Categories: one, Ident: 5},
		"conf 3":              {Categories: one, Ident: 1, Conf: 3},
		"integ -1":            {Categories: one, Ident: 1, Integ: -1},
		"avail 3":             {Categories: one, Ident: 1, Avail: 3},
	} {
		if got, err := s.Score(); err == nil || got != 0 {
			t.Errorf("%s: %d, %v", about, got, err)
		}
		_, err := opened(VerdictAdmin).Assess(fati, s, "x", day)
		if r, ok := errors.AsType[Refusal](err); !ok || r.Reason != NeedsCategory && r.Reason != NotSevere {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// Privacy and managers assess, each time anew; the last counts, and the stage of
// the playbook is done by it.
func TestAssessing(t *testing.T) {
	s := Severity{Categories: []CategoryScore{{Category: DataBehavioural}}, Ident: 4, Conf: 2, Malice: true}
	in := declaredBy(t, anna)
	for _, who := range []Person{anna, night, guest} {
		if _, err := in.Assess(who, s, "x", day); err == nil {
			t.Errorf("%s may assess", who.ID)
		}
	}
	if _, err := in.Assess(mira, s, "  ", day); err == nil {
		t.Error("without a reason")
	}
	if p := in.Stage(StageAssess).Progress; p != StageOpen {
		t.Errorf("before: %s", p)
	}
	c, err := in.Assess(mira, s, "wachtwoorden", day.Add(time.Hour))
	in = in.do(t, c, err)
	if a := in.Severity; a == nil || a.Score != 12 || a.Band != BandHigh || a.By != mira.ID || a.Event != in.Version {
		t.Fatalf("%+v", a)
	}
	s.Malice = false
	c, err = in.Assess(fati, s, "geen opzet", day.Add(2*time.Hour))
	in = in.do(t, c, err)
	if in.Severity.Score != 10 || in.Severity.Reason != "geen opzet" {
		t.Errorf("the last does not count: %+v", in.Severity)
	}
	if c := in.Stage(StageAssess); c.Progress != StageDone || c.By != fati.ID {
		t.Errorf("the stage: %+v", c)
	}
}

// declaredBy is an incident at Snoobi itself.
func declaredBy(t *testing.T, who Person) Incident {
	t.Helper()
	c, err := Declare("DL-2026-0008", who, Declaration{What: "Een export stond open.", From: day.Add(-24 * time.Hour), Found: day.Add(-time.Hour), Aware: day, Later: "De logs moesten eerst worden nagezien."}, DefaultRules(), day)
	return Incident{Ref: "DL-2026-0008"}.do(t, c, err)
}

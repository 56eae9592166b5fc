package bot

import (
	"slices"
	"testing"
	"time"
)

// waits makes an incident unheard at now, of its last event.
func (in Incident) waits(t *testing.T, since, now time.Time, staff Staff, events ...Event) (Incident, Change) {
	t.Helper()
	c, err := in.Unheard(events, since, staff, now)
	if err != nil {
		t.Fatal(err)
	}
	return in.after(c), c
}

// pagesIn are the keys of the pages of a change.
func pagesIn(c Change) (keys []EffectKey) {
	for _, e := range c.Effects {
		if e.Kind == EffectPage {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// Each case is an incident whose last urgent reply waits for Slack, and says who
// is paged in its place.
func TestWhomTheThreadCannotTell(t *testing.T) {
	reached := func(left time.Duration, then ...func(Incident, time.Time) Incident) func(*testing.T) (Incident, []Event) {
		return func(t *testing.T) (Incident, []Event) {
			at := day.Add(72*time.Hour - left)
			in := opened(VerdictAdmin)
			c, err := in.ComeDue(at, Staff{})
			in = in.do(t, c, err)
			for _, f := range then {
				in = f(in, at)
			}
			return in, c.Events
		}
	}
	asked := func(in Incident, verb string, who Person) (Incident, []Event) {
		no := in.Version
		return in.must(t, verb, who, day), []Event{{No: no + 1, Body: ActionRequested{ID: 1, Action: SuspendAPI, Approval: true}}}
	}
	everybody := []Role{Support, Manager, Privacy, OnCall}
	for _, c := range []struct {
		name  string
		build func(*testing.T) (Incident, []Event)
		staff Staff
		roles []Role
		ask   []PersonID
	}{
		{"a reminder that tells nobody", reached(48 * time.Hour), Staff{}, nil, nil},
		{"a reminder that tells", reached(24 * time.Hour), Staff{}, []Role{Support}, nil},
		{"a reminder that will page", reached(6 * time.Hour), Staff{}, []Role{Manager, OnCall}, nil},
		{"a reminder that has paged", reached(2 * time.Hour), Staff{}, nil, nil},
		{"a reminder whose roles nobody holds", reached(24 * time.Hour), Staff{Holders: map[Role][]PersonID{Manager: {"mira"}}}, everybody, nil},
		{"a reminder that was acknowledged", reached(12*time.Hour, func(in Incident, at time.Time) Incident {
			c, err := in.Acknowledge(mira, ViaCommand, at)
			return in.do(t, c, err)
		}), Staff{}, nil, nil},
		{"a request", func(*testing.T) (Incident, []Event) { return asked(opened(VerdictAdmin), "request suspend-api", anna) },
			Staff{}, []Role{Manager}, nil},
		{"a request that certain people may approve", func(*testing.T) (Incident, []Event) {
			in, events := asked(opened(VerdictAdmin), "request suspend-api", anna)
			return in.withAction(1, func(a *Action) { a.Approvers = []PersonID{"mira", "tom"} }), events
		}, Staff{Holders: map[Role][]PersonID{}}, nil, []PersonID{"mira", "tom"}},
		{"a request that was approved", func(t *testing.T) (Incident, []Event) {
			in, events := asked(opened(VerdictAdmin), "request suspend-api", anna)
			return in.must(t, "approve", mira, day), events
		}, Staff{}, nil, nil},
		{"the end of a suspension", func(*testing.T) (Incident, []Event) {
			return opened(VerdictAdmin), []Event{{No: 1, Body: SuspensionEnded{ID: 1}}}
		}, Staff{}, []Role{OnCall}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, events := c.build(t)
			now := laterOf(day, events[0].At).Add(UnheardAfter)
			after, change := in.waits(t, now.Add(-UnheardAfter), now, c.staff, events...)
			b, ok := change.Events[0].Body.(SlackSilent)
			if !ok || after.Silent == nil || !b.Since.Equal(now.Add(-UnheardAfter)) {
				t.Fatalf("it is not recorded: %+v", change.Events)
			}
			if !slices.Equal(b.Page, c.roles) || !slices.Equal(b.Ask, c.ask) {
				t.Errorf("pages %v and %v, want %v and %v", b.Page, b.Ask, c.roles, c.ask)
			}
			if paged, want := len(pagesIn(change)) > 0, len(c.roles)+len(c.ask) > 0; paged != want {
				t.Errorf("pages are %v", pagesIn(change))
			}
		})
	}
}

// One silence pages once. It ends with one line in the thread and the end of its
// pages; the next one is another.
func TestASilenceIsToldOfOnce(t *testing.T) {
	in := opened(VerdictAdmin)
	in.Rules.Paths = []string{"pagerduty", "ntfy", "mail"}
	waiting := Event{No: 1, Body: SuspensionEnded{ID: 1}}
	since := day.Add(time.Hour)
	if _, c := in.waits(t, since, since.Add(UnheardAfter-time.Second), Staff{}, waiting); len(c.Events) > 0 {
		t.Errorf("it is silent after less than two minutes: %v", c.Events)
	}
	if _, c := in.waits(t, since, since.Add(time.Hour), Staff{}); len(c.Events) > 0 {
		t.Errorf("it is silent, and nothing waits: %v", c.Events)
	}
	in, c := in.waits(t, since, since.Add(UnheardAfter), Staff{}, waiting)
	want := []EffectKey{"DL-2026-0007/page/silent/1:pagerduty", "DL-2026-0007/page/silent/1:ntfy"}
	if got := pagesIn(c); !slices.Equal(got, want) || c.Effects[0].Lane != Urgent || c.Effects[0].Path != "pagerduty" {
		t.Errorf("pages are %v, want %v", got, want)
	}
	if got := in.Pages(); !slices.Equal(got, want) {
		t.Errorf("the pages that stand are %v", got)
	}
	if _, c := in.waits(t, since, since.Add(time.Hour), Staff{}, waiting); len(c.Events)+len(c.Effects) > 0 {
		t.Errorf("it is told of twice: %v", c.Events)
	}

	back, err := in.Heard(3, since.Add(2*time.Hour))
	in = in.do(t, back, err)
	if b := back.Events[0].Body.(SlackBack); !b.Since.Equal(since) || !b.Until.Equal(since.Add(2*time.Hour)) || b.Waited != 3 {
		t.Errorf("it ends with %+v", b)
	}
	var replies, ends int
	for _, e := range back.Effects {
		switch e.Kind {
		case EffectReply:
			replies++
		case EffectPageEnd:
			ends++
		}
	}
	if replies != 1 || ends != 2 || in.Silent != nil {
		t.Errorf("it ends with %d lines in the thread and %d pages ended", replies, ends)
	}
	if c, err := in.Heard(3, since.Add(3*time.Hour)); err != nil || len(c.Events) > 0 {
		t.Errorf("it ends twice: %v, %v", c.Events, err)
	}

	_, c = in.waits(t, since.Add(5*time.Hour), since.Add(6*time.Hour), Staff{}, waiting)
	if got := pagesIn(c); len(got) != 2 || got[0] != "DL-2026-0007/page/silent/2:pagerduty" {
		t.Errorf("the next one pages %v", got)
	}
}

// A closed incident asks nobody, and one that is opened again may be silent anew.
func TestAClosedIncidentIsNotSilent(t *testing.T) {
	in := opened(VerdictAdmin)
	waiting := Event{No: 1, Body: SuspensionEnded{ID: 1}}
	in, _ = in.waits(t, day, day.Add(time.Hour), Staff{}, waiting)
	c, err := in.Close(mira, "klaar", day.Add(2*time.Hour))
	in = in.do(t, c, err)
	if got := in.Pages(); len(got) > 0 {
		t.Errorf("pages of a closed incident stand: %v", got)
	}
	if _, c := in.waits(t, day, day.Add(3*time.Hour), Staff{}, waiting); len(c.Events) > 0 {
		t.Errorf("a closed incident is silent: %v", c.Events)
	}
	c, err = in.Reopen(mira, "toch niet", day.Add(4*time.Hour))
	in = in.do(t, c, err)
	if _, c := in.waits(t, day.Add(5*time.Hour), day.Add(6*time.Hour), Staff{}, waiting); len(pagesIn(c)) == 0 {
		t.Error("an incident that was opened again pages nobody")
	}
}

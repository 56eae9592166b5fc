package rota

import (
	"testing"
	"time"

	"meldwacht/bot"
)

// zoneOf is a zone that every machine must know.
func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// when is an instant as it is written in RFC 3339.
func when(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// planOf is the plan of a rota that holds.
func planOf(t testing.TB, s Spec) *Plan {
	t.Helper()
	p, err := New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// daily hands over every day at a time, from a Monday on.
func daily(zone, handover string, people ...bot.PersonID) Spec {
	return Spec{Zone: zone, Layers: []LayerSpec{{Name: "daily", Unit: "day", Anchor: "2026-01-05", Handover: handover, People: people}}}
}

// weekly hands over every Monday at nine.
func weekly(people ...bot.PersonID) LayerSpec {
	return LayerSpec{Name: "weekly", Unit: "week", Anchor: "2026-01-05", Handover: "09:00", People: people}
}

const amsterdam = "Europe/Amsterdam"

package bot

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// The hash covers every part of the header and the payload, and no two
// different events can be told as one by moving bytes between fields.
func TestSumCoversHeaderAndPayload(t *testing.T) {
	base := Event{No: 3, At: day, Kind: "noted", Actor: "anna", Prev: Hash{1}}
	sum := base.Sum("DL-2026-0007", []byte("payload"))
	change := func(f func(*Event)) Event { e := base; f(&e); return e }
	for name, got := range map[string]Hash{
		"number":  change(func(e *Event) { e.No = 4 }).Sum("DL-2026-0007", []byte("payload")),
		"time":    change(func(e *Event) { e.At = e.At.Add(1) }).Sum("DL-2026-0007", []byte("payload")),
		"kind":    change(func(e *Event) { e.Kind = "noteda"; e.Actor = "nna" }).Sum("DL-2026-0007", []byte("payload")),
		"actor":   change(func(e *Event) { e.Actor = "piet" }).Sum("DL-2026-0007", []byte("payload")),
		"prev":    change(func(e *Event) { e.Prev[31] = 1 }).Sum("DL-2026-0007", []byte("payload")),
		"ref":     base.Sum("DL-2026-0008", []byte("payload")),
		"payload": base.Sum("DL-2026-0007", []byte("payloae")),
	} {
		if got == sum {
			t.Errorf("another %s gives the same hash", name)
		}
	}
	elsewhere := base
	elsewhere.At = day.In(time.FixedZone("", 3600))
	if elsewhere.Sum("DL-2026-0007", []byte("payload")) != sum {
		t.Error("the same instant in another zone gives another hash")
	}
}

// Apply shares no memory: what was decided on an incident that was not saved
// leaves no trace in the one that was.
func TestApplyLeavesTheIncidentBeforeAlone(t *testing.T) {
	before := opened(VerdictAdmin).must(t, "rung due", anna, day)
	before = before.must(t, "request suspend-api", anna, day)
	actions, acks := slices.Clone(before.Actions), len(before.Obligations[0].Standing.Acks)
	after := before.must(t, "approve", mira, day).must(t, "finish", anna, day)
	after.must(t, "acknowledge", mira, day.Add(60*time.Hour))
	if !reflect.DeepEqual(before.Actions, actions) || len(before.Obligations[0].Standing.Acks) != acks {
		t.Error("deciding changed the incident that it was decided on")
	}
}

// An address cannot reach a log or a message by being printed.
func TestAddressPrintsMasked(t *testing.T) {
	for a, want := range map[Address]string{
		"marleen@fietsenhuls.example": "m•••@fietsenhuls.example",
		"é@x.example":                 "é•••@x.example",
		"nonsense":                    "•••",
		"":                            "",
	} {
		if a.String() != want || a.GoString() != want {
			t.Errorf("%q prints as %q, want %q", string(a), a.String(), want)
		}
	}
}

package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// The deadline is 72 elapsed hours, so the wall clock shows another time when
// summer time begins or ends on the way.
func TestDeadlineIsElapsedTimeOverBothClockChanges(t *testing.T) {
	zone := amsterdam(t)
	for _, c := range []struct{ aware, deadline string }{
		{"2026-11-20 14:20 CET", "2026-11-23 14:20 CET"},
		{"2026-10-23 14:20 CEST", "2026-10-26 13:20 CET"}, // the clock goes back
		{"2027-03-26 14:20 CET", "2027-03-29 15:20 CEST"}, // and forward, on Easter Sunday
		{"2026-12-24 17:05 CET", "2026-12-27 17:05 CET"},  // Christmas: the clock runs on
		{"2026-10-25 02:30 CEST", "2026-10-28 01:30 CET"}, // within the hour that comes twice
	} {
		aware, err := time.ParseInLocation("2006-01-02 15:04 MST", c.aware, zone)
		if err != nil {
			t.Fatal(err)
		}
		in := Incident{Ref: "DL-2026-0001"}.after(Open("DL-2026-0001", Opened{
			Track: Customer, Aware: aware, Rules: lettered()}, aware))
		deadline, ok := in.Deadline()
		if got := deadline.In(zone).Format("2006-01-02 15:04 MST"); !ok || got != c.deadline {
			t.Errorf("aware %s: deadline %s, want %s", c.aware, got, c.deadline)
		}
	}
}

// tell runs the clock from one due moment to the next until a given time left,
// and returns what the ladder did.
func tell(t *testing.T, in Incident, until time.Duration, each func(Incident, time.Time) Incident) (Incident, string) {
	t.Helper()
	var b strings.Builder
	for {
		at, ok := in.Due()
		if !ok {
			return in, b.String()
		}
		if o := in.Obligations[0]; o.Left(at) < until {
			return in, b.String()
		}
		c, err := in.ComeDue(at, Staff{})
		if err != nil || len(c.Events) == 0 {
			t.Fatalf("due at %s and nothing happens: %v", at, err)
		}
		in = in.after(c)
		for _, e := range c.Events {
			fmt.Fprintf(&b, "%s\n", line(in, e, c.Effects))
		}
		if each != nil {
			in = each(in, at)
		}
	}
}

func line(in Incident, e Event, effects []Effect) string {
	var words string
	switch body := e.Body.(type) {
	case RungReached:
		words = fmt.Sprintf("%s left %s missed %v", body.Rung, body.Left, body.Missed)
	case Escalated:
		words = fmt.Sprintf("%s left %s again: %s", body.Rung, body.Left, body.Why)
	}
	for _, f := range effects {
		if f.Event == e.No {
			words += " " + strings.TrimPrefix(string(f.Key), string(in.Ref)+"/")
		}
	}
	return words
}

// A ladder that nobody answers goes on, louder at each step, and does not end.
func TestSilenceClimbsTheWholeLadder(t *testing.T) {
	_, got := tell(t, opened(VerdictClaimed), -3*time.Hour, nil)
	golden(t, "testdata/silence.golden", got)
}

// Who acknowledges is left alone until the acknowledgement runs out, the sooner
// the nearer the deadline.
func TestAcknowledgementSilencesItsRungAndRunsOut(t *testing.T) {
	_, got := tell(t, opened(VerdictClaimed), 0, func(in Incident, at time.Time) Incident {
		if o, asks := in.Asking(at); asks && o.Standing.Pages < 2 {
			in = in.must(t, "acknowledge", mira, at)
		}
		return in
	})
	golden(t, "testdata/acknowledged.golden", got)
}

func TestAcknowledgementStandsShorterAsTheDeadlineNears(t *testing.T) {
	o := Obligation{Deadline: day}
	for _, c := range []struct{ left, stands time.Duration }{
		{30 * time.Hour, 4 * time.Hour},
		{24*time.Hour + 10*time.Minute, time.Hour + 10*time.Minute}, // the 24 h border + 1 h
		{20 * time.Hour, time.Hour},
		{6*time.Hour + 5*time.Minute, 25 * time.Minute},
		{30 * time.Minute, 20 * time.Minute},
		{-3 * time.Hour, 20 * time.Minute},
	} {
		now := day.Add(-c.left)
		if got := o.ackUntil(defaultAcks, now).Sub(now); got != c.stands {
			t.Errorf("%s left: stands %s, want %s", c.left, got, c.stands)
		}
	}
}

// After an outage the most urgent missed rung is told, once, and names the others.
func TestOnlyTheMostUrgentMissedRungFires(t *testing.T) {
	in := opened(VerdictClaimed)
	c, err := in.ComeDue(day.Add(66*time.Hour+10*time.Minute), Staff{})
	if err != nil || len(c.Events) != 1 {
		t.Fatalf("%d events, %v; want 1", len(c.Events), err)
	}
	got := c.Events[0].Body.(RungReached)
	if got.Rung != "6h" || strings.Join(got.Missed, " ") != "48h 24h 12h" {
		t.Errorf("told %s, missed %v; want 6h and the three before it", got.Rung, got.Missed)
	}
	if again, _ := in.after(c).ComeDue(day.Add(66*time.Hour+10*time.Minute), Staff{}); len(again.Events) != 0 {
		t.Errorf("asked again at the same moment, it told %d more", len(again.Events))
	}
}

// However the time passes, in one step or in many, the same rung stands last.
func TestCatchingUpEndsWhereRunningWouldHave(t *testing.T) {
	for h := 0; h <= 80; h++ {
		at := day.Add(time.Duration(h) * time.Hour)
		steps := opened(VerdictClaimed)
		for m := day; !m.After(at); m = m.Add(10 * time.Minute) {
			c, _ := steps.ComeDue(m, Staff{})
			steps = steps.after(c)
		}
		once := opened(VerdictClaimed)
		c, _ := once.ComeDue(at, Staff{})
		once = once.after(c)
		if a, b := standing(steps), standing(once); a != b {
			t.Errorf("after %d h: step by step %s, at once %s", h, a, b)
		}
	}
}

func standing(in Incident) string {
	o := in.Obligations[0]
	if o.Standing == nil {
		return "none"
	}
	return fmt.Sprintf("%s/%d", o.Standing.Rung.Name, o.Standing.Times)
}

// Only closing, a recorded decision, ends a ladder; reopening brings back the
// clock that it had.
func TestClosingEndsTheLadderAndReopeningResumesIt(t *testing.T) {
	in := opened(VerdictAdmin)
	closed := in.must(t, "close", anna, day.Add(time.Hour))
	if _, due := closed.Due(); due {
		t.Error("a closed incident has something due")
	}
	open := closed.must(t, "reopen", mira, day.Add(2*time.Hour))
	at, due := open.Due()
	if want := day.Add(24 * time.Hour); !due || !at.Equal(want) {
		t.Errorf("reopened: due %v %v, want %v", at, due, want)
	}
}

// An open incident always has something due: nothing stops silently.
func TestAnOpenIncidentIsNeverWithoutANextStep(t *testing.T) {
	in, _ := tell(t, opened(VerdictClaimed), -30*time.Hour, func(in Incident, at time.Time) Incident {
		if _, asks := in.Asking(at); asks {
			in = in.must(t, "acknowledge", night, at)
		}
		return in
	})
	if _, ok := in.Due(); !ok {
		t.Error("30 hours overdue and nothing more is due")
	}
}

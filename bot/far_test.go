package bot

import (
	"testing"
	"time"
)

// A slip in the year of a moment is refused: the clock would be counted from
// there hour by hour, and a notice from there would pass for one in time.
func TestASlipInTheYearIsRefused(t *testing.T) {
	slip := time.Date(226, 9, 1, 0, 0, 0, 0, time.UTC)
	in := declare(t, Declaration{What: "x"})
	_, err := in.CorrectAware(mira, slip, "a slip", "", day.Add(time.Hour))
	refused(t, err, TooLongAgo)
	_, err = Declare("DL-2026-0012", anna, Declaration{What: "x", Aware: slip}, DefaultRules(), day)
	refused(t, err, TooLongAgo)
	_, err = in.Notify(fati, Notice{What: NoticeInitial, Number: "1", Filed: day.AddDate(-1, 0, 0)}, day.Add(100*time.Hour))
	refused(t, err, TooLongAgo)
	_, err = in.Notify(fati, Notice{What: NoticeInitial, Number: "1", Filed: day.Add(-time.Hour)}, day.Add(time.Hour))
	if err != nil {
		t.Errorf("filed as a precaution: %v", err)
	}
}

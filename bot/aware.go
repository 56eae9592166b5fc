package bot

import "time"

// longestAware is how long ago we can have become aware: before that, the year
// is a slip (chosen). A ladder that repeats every hour is counted from there.
const longestAware = 5 * 366 * 24 * time.Hour

// CorrectAware moves the moment of awareness, with a reason that stands in the
// record: the clock starts when the controller is aware, not later (EDPB
// guidelines 9/2022, 31-35), and our own mail server is the first who can be.
// The rungs move with it.
func (in Incident) CorrectAware(who Person, aware time.Time, reason string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Manager); err != nil {
		return Change{}, err
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	aware = aware.UTC().Truncate(time.Minute)
	switch {
	case aware.IsZero() || aware.After(now):
		return Change{}, in.refuse(NotYet)
	case aware.Before(now.Add(-longestAware)):
		return Change{}, in.refuse(TooLongAgo)
	case aware.Equal(in.Aware.Truncate(time.Minute)):
		return Change{}, in.refuse(SameMoment)
	}
	d := in.draft(who.ID, now)
	no := d.record(AwareCorrected{Aware: aware, Was: in.Aware, Reason: reason})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

package bot

import (
	"slices"
	"strings"
	"time"
)

// longestAware is how long ago we can have become aware: before that, the year
// is a slip (chosen). A ladder that repeats every hour is counted from there.
const longestAware = 5 * 366 * 24 * time.Hour

// CorrectAware moves the moment of awareness, with a reason that stands in the
// record: the clock starts when the controller is aware, not later (EDPB
// guidelines 9/2022, 31-35), and our own mail server is the first who can be.
// The rungs move with it. delay is the reason for the delay (art. 33(1)), which is
// asked when the notification to the AP was in time until now and is late by it.
func (in Incident) CorrectAware(who Person, aware time.Time, reason, delay string, now time.Time) (Change, error) {
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
	b := AwareCorrected{Aware: aware, Was: in.Aware, Reason: reason}
	if delay = strings.TrimSpace(delay); delay == "" && in.delayed(aware) {
		return Change{}, in.refuse(NeedsDelayToo)
	} else if delay != "" {
		if b.Delay, err = in.reason(delay, NeedsDelayToo); err != nil {
			return Change{}, err
		}
	}
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// delayed reports whether a notice that gave no reason would be late by another
// moment of awareness.
func (in Incident) delayed(aware time.Time) bool {
	initial, stands := in.Standing()
	law, ok := in.Law()
	byAware := law.Rule.Trigger == "" || law.Rule.Trigger == TriggerAware
	return stands && ok && byAware && initial.Reason == "" && initial.Filed.After(aware.Add(law.Rule.Within))
}

// lateAnew judges the notices by the deadline as it now is. The reason for a delay
// goes to the one that stands.
func (in Incident) lateAnew(delay string) Incident {
	law, ok := in.Law()
	if !ok || len(in.Notices) == 0 {
		return in
	}
	initial, stands := in.Standing()
	in.Notices = slices.Clone(in.Notices)
	for i := range in.Notices {
		n := &in.Notices[i]
		if n.What != NoticeInitial {
			continue
		}
		if n.Late = max(0, n.Filed.Sub(law.Deadline)); n.Late > 0 && n.Reason == "" && stands && n.Event == initial.Event {
			n.Reason = delay
		}
	}
	return in
}

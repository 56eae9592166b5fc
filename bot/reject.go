package bot

import "time"

// Reject says that the requester may not ask this. It can be taken back by
// validating them after all.
func (in Incident) Reject(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	if in.Verdict == VerdictRejected {
		return Change{}, in.refuseAfter(IsRejected, in.Validated.By)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(Rejected{Reason: reason})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

package bot

import "time"

// Claim makes who the owner of the incident, also when somebody else was.
func (in Incident) Claim(who Person, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	if in.Owner == who.ID {
		return Change{}, in.refuse(AlreadyYours)
	}
	d := in.draft(who.ID, now)
	no := d.record(Claimed{})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// demandOpen refuses unless who has the role and the incident is open.
func (in Incident) demandOpen(who Person, role Role) error {
	if err := in.demand(who, role); err != nil {
		return err
	}
	if in.Closed != nil {
		return in.refuseAfter(IsClosed, in.Closed.By)
	}
	return nil
}

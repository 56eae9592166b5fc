package bot

import "time"

// Picture has the thread shown a drawing of the incident against its clocks.
// Nothing happens to the incident, so nothing goes into the record. Asked for
// twice within a minute, it is drawn once.
func (in Incident) Picture(who Person, now time.Time) (Change, error) {
	if err := in.demand(who, Support); err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	d.effect(Effect{Key: d.key("picture/%d", now.Unix()/60), Kind: EffectPicture, After: CardKey(in.Ref), Lane: Normal, Event: in.Version})
	return d.change, nil
}

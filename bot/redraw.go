package bot

import "time"

// Redraw renders the card again for somebody who looked at an old one. Nothing
// happens to the incident, so nothing goes into the record. Asked for twice
// within a second, it is drawn once.
func (in Incident) Redraw(now time.Time) (Change, error) {
	d := in.draft(ActorDesk, now)
	d.effect(Effect{Key: d.key("redraw/%d", now.Unix()), Kind: EffectUpdate, After: CardKey(in.Ref), Lane: Normal})
	return d.change, nil
}

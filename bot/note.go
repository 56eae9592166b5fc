package bot

import "time"

// Note puts a line into the record, also after closing.
func (in Incident) Note(who Person, text string, now time.Time) (Change, error) {
	if err := in.demand(who, Support); err != nil {
		return Change{}, err
	}
	text, err := in.reason(text, NeedsText)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	no := d.record(Noted{Text: text})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// OpenDetails records that who looks at the unmasked report. The world is told
// nothing: the record is.
func (in Incident) OpenDetails(who Person, now time.Time) (Change, error) {
	return in.look(who, DetailsOpened{}, now)
}

// look records that who looks at something unmasked.
func (in Incident) look(who Person, at DetailsOpened, now time.Time) (Change, error) {
	if err := in.demand(who, Support); err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	d.record(at)
	return d.change, nil
}

// GiveUp records that the desk could not tell the world of an effect. code is
// the other side's error code.
func (in Incident) GiveUp(e Effect, code string, now time.Time) (Change, error) {
	d := in.draft(ActorDesk, now)
	d.record(Undelivered{Effect: e.Key, What: e.Kind, Error: code})
	switch e.Kind {
	case EffectUpdate, EffectCard, EffectRedraw:
		return d.change, nil // another update would meet the same end
	}
	return d.done(), nil
}

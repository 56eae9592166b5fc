package bot

import "time"

// AddMail adds a later mail to its incident. It never raises a verdict, unless
// it answers a one-time code. A closed incident stays closed, and the reply
// asks whether to reopen it.
func (in Incident) AddMail(m Mail, answer CodeAnswer, now time.Time) (Change, error) {
	d := in.draft(ActorMail, now)
	told := 0
	for _, id := range m.IDs {
		if r, ok := in.telling(id); ok {
			told = r.Action
		}
	}
	no := d.record(MailAdded{Mail: m, Told: told})
	d.reply(no, Normal, "mail/%d", no)
	d.check(m, no)
	d.answered(answer)
	return d.done(), nil
}

// ReturnMail records that a mail of the desk did not arrive: somebody is not
// being reached. letter is the one that came back; "" when it is not known which.
func (in Incident) ReturnMail(m Mail, letter EffectKey, now time.Time) (Change, error) {
	d := in.draft(ActorMail, now)
	if r, ok := in.telling(m.Bounced); ok {
		// Of thousands some come back: the card counts them, and the list names them.
		d.record(MailReturned{Status: m.Status, Told: &r})
		return d.done(), nil
	}
	no := d.record(MailReturned{Letter: letter, Status: m.Status})
	d.reply(no, Urgent, "event/%d", no)
	return d.done(), nil
}

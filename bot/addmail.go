package bot

import "time"

// AddMail adds a later mail to its incident. It never raises a verdict, unless
// it answers a one-time code. A closed incident stays closed, and the reply
// asks whether to reopen it.
func (in Incident) AddMail(m Mail, answer CodeAnswer, now time.Time) (Change, error) {
	d := in.draft(ActorMail, now)
	no := d.record(MailAdded{Mail: m})
	d.reply(no, Normal, "mail/%d", no)
	d.check(m, no)
	d.answered(answer)
	return d.done(), nil
}

// ReturnMail records that a mail of the desk did not arrive: somebody is not
// being reached.
func (in Incident) ReturnMail(m Mail, now time.Time) (Change, error) {
	d := in.draft(ActorMail, now)
	no := d.record(MailReturned{Status: m.Status})
	d.reply(no, Urgent, "event/%d", no)
	return d.done(), nil
}

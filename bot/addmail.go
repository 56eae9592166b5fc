package bot

import "time"

// AddMail adds a later mail to its incident. It never raises a verdict. A
// closed incident stays closed, and the reply asks whether to reopen it.
func (in Incident) AddMail(m Mail, now time.Time) (Change, error) {
	d := in.draft(ActorMail, now)
	no := d.record(MailAdded{Mail: m})
	d.reply(no, Normal, "mail/%d", no)
	d.check(m, no)
	return d.done(), nil
}

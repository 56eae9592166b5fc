package bot

import (
	"fmt"
	"time"
)

// checkAfter is when a check of a mail that could not be made is tried again
// first (chosen); the delivery loop backs off from there.
const checkAfter = time.Minute

// check has the signatures of the mail in event no checked again, because the
// DNS did not answer when it came in.
func (d *draft) check(m Mail, no int) {
	if !m.Pending() {
		return
	}
	d.effect(Effect{Key: d.key("check/%d", no), Kind: EffectCheck, Lane: Normal, Event: no})
	d.change.Effects[len(d.change.Effects)-1].Due = d.now.Add(checkAfter)
}

// CheckMail records what a check of the mail in event no came to, after the
// first one could not be made. Proof of the report's author makes an admin of
// one whom only proof was missing; it never lowers a verdict, and takes no
// decision back that a person took. m is the mail as it was read.
func (in Incident) CheckMail(no int, m Mail, sender Authentic, original *Authentic, now time.Time) (Change, error) {
	filed := in.mailOf(no)
	if filed == nil {
		return Change{}, fmt.Errorf("event %d of %s holds no mail", no, in.Ref)
	}
	if sender.Pending || original != nil && original.Pending {
		return Change{}, fmt.Errorf("the mail in event %d of %s is still unchecked", no, in.Ref)
	}
	if filed.Checked {
		return Change{}, nil
	}
	m.Authentic, m.Original = sender, original
	b := MailChecked{Event: no, Authentic: sender, Original: original, Verdict: in.Verdict}
	first := len(in.Mails) > 0 && in.Mails[0].Event == no
	if first && in.Verdict == VerdictClaimed && in.Closed == nil {
		b.Verdict = Judge(m, Match{Account: in.Account, ByAddress: in.ByAddress, ByName: true})
	}
	d := in.draft(ActorDesk, now)
	line := d.record(b)
	d.reply(line, Normal, "checked/%d", no)
	return d.done(), nil
}

// mailOf returns the mail whose words event no holds.
func (in Incident) mailOf(no int) *Filed {
	for i := range in.Mails {
		if in.Mails[i].Event == no {
			return &in.Mails[i]
		}
	}
	return nil
}

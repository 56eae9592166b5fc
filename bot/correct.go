package bot

import "time"

// Correct puts what a person read in the report in the place of what the desk
// read. match is what the directory says of the corrected report, and m the
// mail that it came in. What depended on the old reading is judged again: the
// verdict, unless a person has set it for the same account, and the actions
// that wait on another account, which lapse.
func (in Incident) Correct(who Person, report Report, m Mail, match Match, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	b := ReportCorrected{Report: report, Match: match, Verdict: in.Verdict}
	same := match.Account == in.Account && match.Account != ""
	if in.Validated == nil || in.Verdict.Valid() && !same {
		b.Verdict = Judge(m, match)
	}
	if in.Validated != nil && same {
		b.Match.Name = in.AccountName
	}
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, Normal, "event/%d", no)
	for _, a := range in.Actions {
		if a.State.Pending() && a.Account != match.Account && a.Many == nil {
			gone := d.record(ActionLapsed{ID: a.ID, Was: a.State})
			d.reply(gone, Urgent, "event/%d", gone)
		}
	}
	return d.done(), nil
}

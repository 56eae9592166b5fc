package register

import (
	"maps"
	"slices"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// Of returns the row of an incident. The record says what the incident does not
// keep: how its moment of awareness was corrected, and why it was closed.
func Of(in bot.Incident, events []bot.Event) Row {
	r := Row{Ref: in.Ref, Track: in.Track, Account: in.Account, AccountName: in.AccountName, Open: in.Closed == nil}
	r.Role, r.RoleDerived = roleOf(in)
	r.Moments = Moments{Aware: in.Aware, AwareBy: bot.ActorDesk}
	if in.Track == bot.Customer || in.Suspicion != nil && in.Suspicion.Converted {
		r.Requester, r.Scope = in.Verdict, in.Report.Scope
		r.Moments.OccurredFrom, r.Moments.OccurredTo = in.Report.Occurred.From.UTC(), in.Report.Occurred.Until.UTC()
		r.Moments.OccurredDays = in.Report.Occurred.Precision == bot.PrecisionDay
	}
	if s := in.Suspicion; s != nil {
		r.Converted, r.Nature = s.Converted, s.What
		r.Moments.Found, r.Moments.CustomerAt = s.Found, s.Was
		if !s.From.IsZero() || !s.To.IsZero() {
			r.Moments.OccurredFrom, r.Moments.OccurredTo, r.Moments.OccurredDays = s.From, s.To, false
		}
		r.Moments.Declared, r.Moments.AwareBy, r.Moments.AwareReason = by(s.Mark), s.By, s.Later
	}
	r.notify(in)
	r.inform(in)
	r.measures(in)
	r.breach(in)
	if in.Erased != nil {
		r.left(*in.Erased)
		return r
	}
	r.Controllers = controllers(in, events)
	var proposed TurnedDown
	for _, e := range events {
		r.event(e, &proposed)
	}
	r.Open = in.Closed == nil
	if in.Closed == nil {
		r.Closed, r.Moments.Closed = nil, time.Time{}
	}
	return r
}

// left fills the row of an incident that was erased with what stays of it,
// whatever else of the record can still be read.
func (r *Row) left(e bot.Erasure) {
	row := e.Row
	r.Erased = &Erased{By: by(e.Mark), First: e.First, Why: e.Why, Via: e.Via}
	r.Closed, r.Moments.Closed = &Closed{By: By{row.ClosedBy, row.Closed}}, row.Closed
	if row.Track == bot.Customer {
		r.Requester = row.Verdict
		return
	}
	r.Inform.Decision = Undecided
	m := &r.Moments
	if t := row.Told; t != nil {
		r.Inform = Inform{Decision: No, Decided: By{t.By, t.At}, Letters: t.Letters, Returned: t.Returned, Answered: t.Answered}
		if t.Done {
			r.Inform.Decision, r.Moments.Informed = Yes, t.At
		}
		if t.Controllers {
			r.Inform.Decision, r.Moments.Informed, m.ControllersInformed = Theirs, time.Time{}, t.At
		}
	}
	m.OccurredFrom, m.OccurredTo, m.Found, m.Contained, m.Restored = row.From, row.To, row.Found, row.Contained, row.Restored
	if row.Band != "" {
		r.Severity = &Severity{Score: row.Score, Band: row.Band}
	}
	for _, key := range facts {
		for _, a := range row.Answers {
			if a.Field == key {
				r.Facts = append(r.Facts, Fact{Field: key, Value: a.Value, Options: a.Options})
			}
		}
	}
	for _, d := range row.Met {
		switch d.Name {
		case "ap":
			r.Moments.Deadline = d.Deadline
		case "inform":
			r.Role = Both
		}
	}
	for _, a := range row.Answers {
		if a.Field == roleQuestion && len(a.Options) == 1 {
			r.Role, r.RoleDerived = Role(a.Options[0]), false
		} else if a.Field == roleQuestion {
			r.RoleDerived = false
		}
	}
	if row.AwareBy != "" {
		m.AwareBy = row.AwareBy
	}
	n := &r.Notify
	if row.NoNotice {
		n.Decision = No
		if len(row.Silent) == 2 {
			n.First, n.Second = By(row.Silent[0]), By(row.Silent[1])
		}
	}
	for _, f := range row.Notices {
		filing := Filing{By: By{By: f.By}, Number: f.Number, Filed: f.Filed}
		switch f.What {
		case bot.NoticeInitial:
			n.Decision, n.LateSeconds, r.Moments.Notified = Yes, int64(f.Late/time.Second), f.Filed
			n.Number, n.Recorded = f.Number, filing.By
		case bot.NoticeSupplement:
			n.Supplements = append(n.Supplements, filing)
		case bot.NoticeWithdrawal:
			n.Decision = Withdrawn
			n.Withdrawals = append(n.Withdrawals, filing)
		}
	}
}

// facts are the questions of the dossier that the register answers too (law.md
// §5): nature and kind, data, people, consequences, what was done beforehand.
var facts = []string{"breach.nature", "incident.kind", "data.general", "data.special", "groups", "people.min", "people.exact", "people.max",
	"records.count", "effects.controller", "effects.people", "severity", "protection"}

func (r *Row) breach(in bot.Incident) {
	if s := in.Severity; s != nil {
		r.Severity = &Severity{By: by(s.Mark), Score: s.Score, Band: s.Band, Reason: s.Reason, Inputs: s.Severity}
	}
	if h := in.Held; h != nil {
		r.Held = &Held{by(h.Mark), h.Reason}
	}
	if in.Track == bot.Customer || in.Erased != nil {
		return
	}
	d := dossier.Built().Fill(in, in.Opened)
	for _, key := range facts {
		if q, ok := d.Row(key); ok && q.Applies && !q.Empty() {
			r.Facts = append(r.Facts, Fact{Field: key, Value: q.Value, Options: q.Options, Derived: q.Provenance == dossier.Derived})
		}
	}
	r.followUp(in, d)
}

// followUp is what is still to be done, and against the breach happening again.
func (r *Row) followUp(in bot.Incident, d dossier.Dossier) {
	f := FollowUp{Suspended: len(in.Suspended())}
	if q, ok := d.Row("measures"); ok && q.Provenance == dossier.Recorded {
		f.Measures = q.Value // what the desk would propose is made of moments that stand in the row
	}
	for _, c := range in.Playbook() {
		if !c.Progress.Over() {
			f.Stages = append(f.Stages, c.Stage)
		}
	}
	if f.Measures != "" || len(f.Stages) > 0 || f.Suspended > 0 {
		r.FollowUp = &f
	}
}

// controllers are the accounts whose admins were told as controllers, sorted.
// Of several mails about one account the one that came furthest counts.
func controllers(in bot.Incident, events []bot.Event) []Informed {
	came := []bot.ToldState{bot.ToldFailed, bot.ToldReturned, bot.ToldQueued, bot.ToldAccepted, bot.ToldAnswered}
	best := map[bot.AccountID]Informed{}
	for _, a := range in.Actions {
		if a.Kind != bot.Inform || a.Message == nil || a.Message.As != bot.AsController || a.State == bot.ActionWaiting || a.State == bot.ActionIsOff || a.State == bot.ActionHasGone {
			continue
		}
		for _, t := range bot.ToldOf(events, a.ID) {
			for _, id := range t.Accounts {
				was, known := best[id]
				if !known || slices.Index(came, t.State) > slices.Index(came, was.State) {
					best[id] = Informed{Account: id, How: "mail", State: t.State, At: t.At}
				}
			}
		}
	}
	var list []Informed
	for _, id := range slices.Sorted(maps.Keys(best)) {
		list = append(list, best[id])
	}
	return list
}

// roleOf is what Snoobi is: as somebody answered, else by what it owes. Who notifies the AP in its own name
// is a controller (art. 33(1)), who has to tell its customers a processor (art.
// 33(2)). A leak at Snoobi itself is often both.
func roleOf(in bot.Incident) (role Role, derived bool) {
	if in.Track == bot.Customer {
		return Processor, false
	}
	if a, ok := in.Answered(roleQuestion); ok && len(a.Options) == 2 {
		return Both, false
	} else if ok && len(a.Options) == 1 {
		return Role(a.Options[0]), false
	}
	return owedAs(in), true
}

// roleQuestion is where somebody says in the dossier whose data they are.
const roleQuestion = "role"

// owedAs is the role by what the incident owes.
func owedAs(in bot.Incident) Role {
	owes := func(by bot.MetBy) bool {
		return slices.ContainsFunc(in.Obligations, func(o bot.Obligation) bool { return o.Rule.MetBy == by && len(o.Rule.Theirs) == 0 })
	}
	switch ap, inform := owes(bot.MetByNotice), owes(bot.MetByInform); {
	case ap && inform:
		return Both
	case inform:
		return Processor
	}
	return Controller
}

func (r *Row) notify(in bot.Incident) {
	n := &r.Notify
	if in.Track == bot.Customer {
		n.Decision = Theirs
		return
	}
	if law, ok := in.Law(); ok && law.Rule.MetBy == bot.MetByNotice {
		r.Moments.Deadline = law.Deadline
	}
	n.Decision = Undecided
	if s := in.NoNotice; s != nil {
		n.Decision, n.Reason = Proposed, s.Reason
		if n.First = by(s.Mark); s.Stands() {
			n.Decision, n.First.At, n.Second = No, time.Time{}, By{s.Second, s.At}
		}
	}
	for _, f := range in.Notices {
		filing := Filing{By: by(f.Mark), Number: f.Number, Filed: f.Filed, Reason: f.Reason}
		switch f.What {
		case bot.NoticeInitial:
			n.Decision, n.Number, n.Recorded = Yes, f.Number, by(f.Mark)
			r.Moments.Notified = f.Filed
			if n.LateSeconds = int64(f.Late / time.Second); f.Late > 0 {
				n.LateReason = f.Reason
			} else {
				n.Remark = f.Reason
			}
		case bot.NoticeSupplement:
			n.Supplements = append(n.Supplements, filing)
		case bot.NoticeWithdrawal:
			n.Decision = Withdrawn
			n.Withdrawals = append(n.Withdrawals, filing)
		}
	}
}

func (r *Row) inform(in bot.Incident) {
	if in.Track == bot.Customer {
		r.Inform.Decision = Theirs
		return
	}
	r.Inform.Decision = Undecided
	switch c := in.Stage(bot.StageInform); c.Progress {
	case bot.StageDone:
		r.Inform.Decision = Theirs // told as controllers, they decide
		for _, a := range in.Actions {
			if a.Kind != bot.Inform || a.State != bot.ActionIsDone || a.Message == nil {
				continue
			}
			r.Inform.Asked, r.Inform.Decided = by(a.Requested), by(a.Decided)
			if a.Message.As == bot.AsPerson {
				r.Inform.Decision, r.Moments.Informed = Yes, a.Finished.At
			} else {
				r.Moments.ControllersInformed = a.Finished.At
			}
		}
	case bot.StageSkipped:
		r.Inform.Decision, r.Inform.Decided = No, by(c.Mark)
	}
	for _, s := range in.Skipped {
		if s.Stage != bot.StageInform {
			r.Skipped = append(r.Skipped, Skipped{by(s.Mark), s.Stage, s.Reason})
		} else if r.Inform.Decision == No && r.Inform.Reason == "" {
			r.Inform.Reason = s.Reason
		}
	}
}

func (r *Row) measures(in bot.Incident) {
	for _, f := range in.Findings {
		r.Causes = append(r.Causes, Cause{by(f.Mark), f.Finding, f.Evidence})
	}
	for _, a := range in.Actions {
		out := Action{No: a.ID, Kind: a.Kind, Reverses: a.Reverses, State: a.State,
			Requested: by(a.Requested), Decided: by(a.Decided), Finished: by(a.Finished)}
		if a.Many != nil {
			out.Accounts = a.Many.Count
		}
		if a.Kind == bot.Inform && a.Many != nil {
			r.Inform.Letters += a.Many.Done()
			r.Inform.Returned += len(a.Many.Returned)
			r.Inform.Answered += a.Many.Answered
		}
		r.Actions = append(r.Actions, out)
	}
	if t, ok := in.Contained(); ok {
		r.Moments.Contained = t
	}
	if s := in.Restored; s != nil {
		r.Moments.Restored = s.ServiceRestored.At
		r.Restored = &Restored{by(s.Mark), s.Words}
	}
}

// event takes over what only the record says. proposed is the last proposal not
// to notify.
func (r *Row) event(e bot.Event, proposed *TurnedDown) {
	m := &r.Moments
	switch b := e.Body.(type) {
	case bot.Opened:
		m.Received, m.MailDate = b.Aware.UTC(), b.Mail.SentAt.UTC()
	case bot.AwareCorrected:
		m.AwareBy = e.Actor
		m.AwareChanges = append(m.AwareChanges, AwareChange{By{e.Actor, e.At}, b.Was, b.Aware, b.Reason})
	case bot.Converted:
		m.AwareBy = e.Actor
	case bot.NoNoticeProposed:
		*proposed = TurnedDown{Proposal: b.Reason, Proposed: By{e.Actor, e.At}}
		if r.Notify.First.By == e.Actor {
			r.Notify.First.At = e.At
		}
	case bot.NoNoticeDenied:
		proposed.By, proposed.Reason = By{e.Actor, e.At}, b.Reason
		r.Notify.TurnedDown = append(r.Notify.TurnedDown, *proposed)
	case bot.Closed:
		m.Closed, r.Closed = e.At, &Closed{By{e.Actor, e.At}, b.Reason}
	case bot.Reopened:
		r.Reopened++
		r.Reopenings = append(r.Reopenings, Reopening{By{e.Actor, e.At}, b.Reason})
	}
}

func by(m bot.Mark) By { return By{m.By, m.At} }

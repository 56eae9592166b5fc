package bot

import (
	"slices"
	"time"
)

// An Incident is one report and all that was decided about it since. It is a
// fold of its events and changes in no other way: see Apply.
type Incident struct {
	Ref     Ref
	Version int  // number of the last event
	Head    Hash // hash of the last event

	Track    Track
	Opened   time.Time
	Aware    time.Time // start of the clock
	Rules    Rules
	Mails    []Filed // the first is the report
	Report   Report
	Reporter Mailbox
	Subject  string
	Lang     Lang
	Warnings []Warning
	Flags    []string // what was odd about the report's mail: bot.Mail.Warnings
	Mentions Ref

	Unreadable string // why the report could not be read; "" when it could

	Account     AccountID // "" until it is known
	AccountName string
	Candidates  []AccountID // when more than one account fits
	Phone       string      // of the recognised admin, masked
	Registered  Address     // of the recognised admin
	Admin       string      // the recognised admin, as registered
	ByAddress   bool        // by the whole address, and not by the name alone
	Verdict     Verdict
	Validated   *Validation // who raised the verdict or turned the requester down
	Evidence    *Evidence   // waits for a second person
	Code        *Code       // the last one that was sent
	Codes       int         // how many were sent
	Asked       int         // how often the requester was asked
	Returned    int         // how many of our mails came back
	Corrected   bool        // a person has corrected the reading

	Owner       PersonID
	Actions     []Action
	Obligations []Obligation
	ClockSet    time.Time // when people last set the clocks: declared, converted, corrected or reopened; zero: never
	Notes       int
	Undelivered []EffectKey // what the desk could not tell the world
	Silent      *Silence    // Slack does not take what is urgent; nil while it does
	Silences    int         // how often it did not
	Closed      *Closing
	Dropped     int      // so many of the mails are no longer kept as they came in
	Held        *Hold    // it may not be erased
	Erasing     *Erasing // a second person must confirm
	Erased      *Erasure // what is personal is gone

	// Of the internal track, for a leak at Snoobi itself.
	Suspicion *Suspicion // what was declared; nil on the customer track
	Drill     bool       // an exercise
	Notices   []Recorded // what was filed at the AP, in order
	NoNotice  *Silencing // the decision not to, or its proposal
	Skipped   []Skipped
	Findings  []Finding
	Restored  *Restoration

	Severity *Assessment // the last; nil until somebody has assessed it
	Answers  []Answered  // to the questions of the dossier, by key
}

// A Filed is a mail of the incident.
type Filed struct {
	Key       MailKey
	RawSum    string
	MessageID string
	Event     int // number of the event that holds its words
	Forwarded Forwarded
	Sender    Address
	Authentic bool
	Checked   bool // by a later check, after the first could not be made
}

// A Code is a one-time code on its way to an admin's registered address.
type Code struct {
	Mark
	ID      int
	Account AccountID
	Admin   string
	To      Address
	Expires time.Time
	Tries   int  // that were wrong
	Used    bool // it came back
}

// Open reports whether the code can still be answered at now.
func (c *Code) Open(now time.Time) bool {
	return c != nil && !c.Used && c.Tries < codeTries && now.Before(c.Expires)
}

// A Validation says who judged the requester, and how.
type Validation struct {
	Mark
	Method Method
	Reason string
	Second PersonID
}

// An Evidence is one person's word, to be confirmed by another.
type Evidence struct {
	Mark
	Event    int // number of the event that asks for the other's word
	Account  AccountID
	Evidence string
}

// A Closing is who closed the incident, and when.
type Closing struct {
	Mark
	Event int // number of the event
}

// A State is where an incident stands. It follows from the rest of the
// incident and is never stored.
type State string

const (
	StateReported  State = "reported"  // the requester still has to be validated
	StateValidated State = "validated" // actions may be requested
	StateRejected  State = "rejected"  // the requester may not ask this
	StateClosed    State = "closed"
)

// State returns where the incident stands.
func (in Incident) State() State {
	switch {
	case in.Closed != nil:
		return StateClosed
	case in.Track == Internal:
		return StateValidated // whoever asked, it is ours now
	case in.Verdict == VerdictRejected:
		return StateRejected
	case in.Verdict.Valid():
		return StateValidated
	}
	return StateReported
}

// Action returns the action with that number.
func (in Incident) Action(id int) (Action, bool) {
	if id < 1 || id > len(in.Actions) {
		return Action{}, false
	}
	return in.Actions[id-1], true
}

// Deadline returns the earliest deadline that is still owed.
func (in Incident) Deadline() (time.Time, bool) {
	if o, ok := in.pressing(); ok {
		return o.Deadline, true
	}
	return time.Time{}, false
}

// Clock returns the obligation whose time the card counts: the first of the
// rules that is still owed, which is the law's.
func (in Incident) Clock() (Obligation, bool) {
	if in.Closed == nil {
		for _, o := range in.Obligations {
			if o.Open() {
				return o, true
			}
		}
	}
	return Obligation{}, false
}

// Pressing returns the obligation with the least time left that is still owed.
func (in Incident) Pressing() (Obligation, bool) { return in.pressing() }

func (in Incident) pressing() (Obligation, bool) {
	var best Obligation
	found := false
	for _, o := range in.Obligations {
		if o.Open() && (!found || o.Deadline.Before(best.Deadline)) {
			best, found = o, true
		}
	}
	return best, found && in.Closed == nil
}

// Apply returns the incident as it is after e. It is the only way an incident
// changes, so nothing can happen to one without a line in its record. It shares
// no memory with in. An event whose words were erased moves the version alone.
func (in Incident) Apply(e Event) Incident {
	in.Version, in.Head = e.No, e.Hash
	mark := Mark{By: e.Actor, At: e.At}
	switch b := e.Body.(type) {
	case Opened:
		in = in.open(b, e)
	case MailAdded:
		in.Mails = append(slices.Clone(in.Mails), filed(b.Mail, e.No))
		in = in.withAction(b.Told, func(a *Action) {
			if a.Many = a.Many.clone(); a.Many != nil {
				a.Many.Answered++
			}
		})
	case MailChecked:
		in = in.checked(b)
	case MailReturned:
		if b.Told != nil {
			in = in.returnedMail(*b.Told)
			break
		}
		in.Returned++
	case ReportCorrected:
		in = in.corrected(b)
	case Asked:
		in.Asked++
	case CodeSent:
		in.Codes++
		in.Code = &Code{Mark: mark, ID: b.ID, Account: b.Account, Admin: b.Admin, To: b.To, Expires: b.Expires}
	case CodeTried:
		in = in.withCode(b.ID, func(c *Code) { c.Tries = codeTries - b.Left })
	case Claimed:
		in.Owner = e.Actor
	case EvidenceGiven:
		in.Evidence = &Evidence{Mark: mark, Event: e.No, Account: b.Account, Evidence: b.Evidence}
	case Validated:
		in.Verdict, in.Evidence = b.Verdict, nil
		in = in.onAccount(b.Account)
		if b.Method == MethodCode && in.Code != nil {
			in = in.withCode(in.Code.ID, func(c *Code) { c.Used = true })
		}
		in.Validated = &Validation{Mark: mark, Method: b.Method, Reason: b.Reason, Second: b.Second}
	case Rejected:
		in.Verdict, in.Evidence = VerdictRejected, nil
		in.Validated = &Validation{Mark: mark, Reason: b.Reason}
	case ActionRequested:
		in = in.addAction(b, e.No, mark).owe(e.At, TriggerAction)
	case ActionRetargeted:
		in = in.withAction(b.ID, func(a *Action) { a.retarget(b, e.No) })
	case ActionApproved:
		in = in.withAction(b.ID, func(a *Action) { a.approve(b, mark, e.No) })
	case ActionAccounts:
		in = in.withAction(b.ID, func(a *Action) { a.named(len(b.Accounts), e.No) })
	case InformRecipients:
		in = in.withAction(b.ID, func(a *Action) { a.named(len(b.List), e.No) })
	case ActionProgress:
		in = in.withAction(b.ID, func(a *Action) { a.progressed(b, e.No) })
	case ActionRetried:
		in = in.withAction(b.ID, func(a *Action) { a.retried(b) })
	case ActionLapsed:
		in = in.withAction(b.ID, func(a *Action) { a.State, a.Finished = ActionHasGone, mark })
	case SuspensionEnded:
		in = in.withAction(b.ID, func(a *Action) { a.Ended, a.Asked = true, e.No })
	case ActionDenied:
		in = in.withAction(b.ID, func(a *Action) { a.State, a.Decided, a.Words = ActionIsOff, mark, b.Reason })
	case ActionDone:
		in = in.finish(b, mark)
	case ActionFailed:
		in = in.withAction(b.ID, func(a *Action) { a.State, a.Finished, a.Words = ActionHasFail, mark, b.Reason })
	case RungReached:
		pages := in.pagesOf(e, b.Obligation)
		in = in.withObligation(b.Obligation, func(o *Obligation) { o.reach(b, e.At, e.No, pages) })
	case Escalated:
		pages := in.pagesOf(e, b.Obligation)
		in = in.withObligation(b.Obligation, func(o *Obligation) { o.escalate(b, e.No, pages) })
	case PageConfirmed:
		in = in.eachObligation(func(o *Obligation) { o.confirm(b) })
	case SlackSilent:
		in.Silent = &Silence{Since: b.Since, Event: e.No, Paged: in.silentPages(b, e.No)}
		in.Silences++
	case SlackBack:
		in.Silent = nil
	case AwareCorrected:
		in.Aware, in.ClockSet = b.Aware, e.At
		in = in.eachObligation(func(o *Obligation) {
			if o.Rule.Trigger == "" || o.Rule.Trigger == TriggerAware {
				o.move(b.Aware, e.At, in.Rules.acks())
			}
		}).lateAnew(b.Delay)
	case Acknowledged:
		in = in.withObligation(b.Obligation, func(o *Obligation) { o.ack(b, mark) })
	case Noted:
		in.Notes++
	case Undelivered:
		in.Undelivered = append(slices.Clone(in.Undelivered), b.Effect)
		in = in.eachObligation(func(o *Obligation) { o.unpaged(b.Effect, e.At, len(in.Rules.Paths)) })
	case Closed:
		in = in.close(Closing{Mark: mark, Event: e.No})
	case Held:
		in.Held, in.Erasing = &Hold{Mark: mark, Reason: b.Reason}, nil
	case Released:
		in.Held = nil
	case ErasureRequested:
		in.Erasing = &Erasing{Mark: mark, Event: e.No}
	case MailsDropped:
		in.Dropped = len(in.Mails)
	case Erased:
		in = b.apply(in, mark)
	case Reopened:
		in.Erasing, in.ClockSet = nil, e.At
		in = in.reopen(e.At)
	case Declared:
		in = in.declared(b, e)
	case Converted:
		in = in.converted(b, e)
	case StageSkip:
		in.Skipped = append(slices.Clone(in.Skipped), Skipped{mark, b})
	case CauseFound:
		in.Findings = append(slices.Clone(in.Findings), Finding{mark, b})
	case ServiceRestored:
		in.Restored = &Restoration{Mark: mark, ServiceRestored: b}
	case Notified:
		in.Notices = append(slices.Clone(in.Notices), Recorded{Mark: mark, Notice: b.Notice, Late: b.Late, Event: e.No})
		in.NoNotice = in.NoNotice.overtaken()
	case NoNoticeProposed:
		in.NoNotice = &Silencing{Mark: mark, Event: e.No, Reason: b.Reason, Privacy: b.Privacy}
	case NoNotice:
		in.NoNotice = in.NoNotice.agreed(b, mark, e.No)
	case NoNoticeDenied:
		in.NoNotice = nil
	case Assessed:
		in.Severity = &Assessment{mark, b, e.No}
	case DossierAnswered:
		in = in.answered(b, mark, e.No)
	}
	return in.settle(mark)
}

func (in Incident) open(b Opened, e Event) Incident {
	in.Track, in.Opened, in.Aware, in.Rules = b.Track, e.At, b.Aware, b.Rules
	in.Mails = []Filed{filed(b.Mail, e.No)}
	in.Report, in.Reporter, in.Subject, in.Lang = b.Mail.Report, b.Mail.Reporter, b.Mail.Subject, b.Mail.Lang
	in.Unreadable, in.Flags, in.Mentions = b.Mail.Unreadable, b.Mail.Warnings, b.Mentions
	in.Account, in.AccountName, in.Candidates = b.Match.Account, b.Match.Name, b.Match.Candidates
	in.Admin, in.Phone, in.Warnings = b.Match.Admin, b.Match.Phone, b.Match.Warnings
	in.ByAddress, in.Registered = b.Match.ByAddress, b.Match.Address
	in.Verdict = b.Verdict
	in = in.owe(b.Aware, TriggerAware, TriggerMail)
	if b.Track == Internal {
		in = in.owe(e.At, TriggerDeclared) // a customer's report is nobody's declaration
	}
	return in
}

func (in Incident) checked(b MailChecked) Incident {
	in.Verdict = b.Verdict
	in.Mails = slices.Clone(in.Mails)
	if f := in.mailOf(b.Event); f != nil {
		f.Checked, f.Authentic = true, b.Authentic.Pass
	}
	return in
}

func filed(m Mail, event int) Filed {
	return Filed{Key: m.Key, RawSum: m.RawSum, MessageID: m.MessageID, Event: event,
		Forwarded: m.Forwarded, Sender: m.Sender.Address, Authentic: m.Authentic.Pass}
}

// onAccount fixes the account. The name is known only of the one that the
// directory found; another shows its number alone.
func (in Incident) onAccount(id AccountID) Incident {
	if id != "" && id != in.Account {
		in.Account, in.AccountName, in.Candidates = id, "", nil
	}
	return in
}

// corrected takes over what a person read, and what the directory says of it.
func (in Incident) corrected(b ReportCorrected) Incident {
	if b.Match.Account != in.Account && in.Verdict != VerdictRejected {
		in.Validated, in.Evidence = nil, nil // a person's word was about the other account
	}
	in.Report, in.Corrected, in.Verdict = b.Report, true, b.Verdict
	in.Account, in.AccountName, in.Candidates = b.Match.Account, b.Match.Name, b.Match.Candidates
	in.Admin, in.Phone, in.Warnings = b.Match.Admin, b.Match.Phone, b.Match.Warnings
	in.ByAddress, in.Registered = b.Match.ByAddress, b.Match.Address
	return in
}

func (in Incident) withCode(id int, change func(*Code)) Incident {
	if in.Code != nil && in.Code.ID == id {
		c := *in.Code
		change(&c)
		in.Code = &c
	}
	return in
}

// retarget makes the action wait again when somebody has to approve it.
func (a *Action) retarget(b ActionRetargeted, event int) {
	a.Target, a.Changed, a.Asked, a.Lapses, a.Decided = b.Target, event, event, b.Lapses, Mark{}
	if a.Approval {
		a.State = ActionWaiting
	}
}

func (in Incident) addAction(b ActionRequested, event int, mark Mark) Incident {
	a := Action{ID: b.ID, Kind: b.Action, Account: b.Account, Target: b.Target,
		Reverses: b.Reverses, State: ActionToDo, Requested: mark, Approval: b.Approval,
		Carrier: b.Carrier, Approvers: b.Approvers, Approver: b.Approver, Lapses: b.Lapses, Until: b.Until, Changed: event, Asked: event}
	a.Message = b.Message
	if a.Carrier == "" {
		a.Carrier = ByHand
	}
	if b.Approval {
		a.State = ActionWaiting
	}
	if b.Many != nil {
		a.Many = b.Many.begin()
	}
	in.Actions = append(slices.Clone(in.Actions), a)
	return in
}

func (in Incident) withAction(id int, change func(*Action)) Incident {
	in.Actions = slices.Clone(in.Actions)
	if id >= 1 && id <= len(in.Actions) {
		change(&in.Actions[id-1])
	}
	return in
}

func (in Incident) finish(b ActionDone, mark Mark) Incident {
	in = in.withAction(b.ID, func(a *Action) {
		a.State, a.Finished, a.Words = ActionIsDone, mark, b.Proof
		a.Many = a.Many.whole()
	})
	if a, ok := in.Action(b.ID); ok && a.Reverses > 0 {
		in = in.withAction(a.Reverses, func(r *Action) {
			if in.Stopped(*r) == 0 { // of many accounts the last was given back
				r.Reversed = a.ID
			}
		})
	}
	return in
}

func (a *Action) approve(b ActionApproved, mark Mark, event int) {
	a.State, a.Decided, a.Lapses, a.Asked = ActionToDo, mark, b.Lapses, event
	if a.Many != nil {
		a.Many = a.Many.clone()
		a.Many.Tries = 1
	}
}

func (in Incident) withObligation(name string, change func(*Obligation)) Incident {
	return in.eachObligation(func(o *Obligation) {
		if o.Rule.Name == name {
			change(o)
		}
	})
}

func (in Incident) eachObligation(change func(*Obligation)) Incident {
	in.Obligations = slices.Clone(in.Obligations)
	for i := range in.Obligations {
		change(&in.Obligations[i])
	}
	return in
}

func (in Incident) close(mark Closing) Incident {
	in.Closed = &mark
	in.Obligations = slices.Clone(in.Obligations)
	for i := range in.Obligations {
		if in.Obligations[i].Met == nil {
			in.Obligations[i].end(mark.Mark)
		}
	}
	return in
}

// reopen takes back what closing did: an obligation that only the closing
// ended is owed again, with the clock that it had.
func (in Incident) reopen(at time.Time) Incident {
	closed := in.Closed
	in.Closed, in.Silent = nil, nil // what waits in vain from now on is told of anew
	if in.Restored != nil {
		r := *in.Restored
		r.Before = true
		in.Restored = &r
	}
	in.Actions = slices.Clone(in.Actions)
	for i := range in.Actions {
		in.Actions[i].halted()
	}
	in.Obligations = slices.Clone(in.Obligations)
	for i := range in.Obligations {
		if m := in.Obligations[i].Met; m != nil && closed != nil && m.At.Equal(closed.At) {
			in.Obligations[i].Met = nil
		}
	}
	return in
}

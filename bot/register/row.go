package register

import (
	"time"

	"meldwacht/bot"
)

// A Role is what Snoobi is with regard to the data (GDPR art. 4(7) and (8)).
type Role string

const (
	Processor  Role = "processor"
	Controller Role = "controller"
	Both       Role = "both" // its own data, and that of its customers
)

// A Decision is what came of a question that the law puts.
type Decision string

const (
	Theirs    Decision = "theirs"    // the customer's own to decide: it is the controller
	Undecided Decision = "undecided" // and ours
	Proposed  Decision = "proposed"  // not to, by one person; it takes two
	No        Decision = "no"
	Yes       Decision = "yes"
	Withdrawn Decision = "withdrawn" // notified, and taken back
)

// A By is who did something, and when.
type By struct {
	By bot.PersonID `json:"by,omitempty"`
	At time.Time    `json:"at,omitzero"`
}

// A Row is one incident in the register. The keys of its JSON never change;
// what the record does not hold has none.
type Row struct {
	Ref         bot.Ref       `json:"ref"`
	Track       bot.Track     `json:"track"`
	Converted   bool          `json:"converted,omitempty"` // from a customer's report
	Role        Role          `json:"role"`
	RoleDerived bool          `json:"role_derived,omitempty"` // from what is owed; nobody has said it
	Account     bot.AccountID `json:"account,omitempty"`
	AccountName string        `json:"account_name,omitempty"`
	Requester   bot.Verdict   `json:"requester,omitempty"` // what was found of the requester's right to ask
	Moments     Moments       `json:"moments"`
	Nature      string        `json:"nature,omitempty"` // what was declared
	Scope       []bot.Scope   `json:"scope,omitempty"`  // of the access, as a customer reported it
	Causes      []Cause       `json:"causes,omitempty"`
	Severity    *Severity     `json:"severity,omitempty"`
	Facts       []Fact        `json:"facts,omitempty"` // of the breach, as the dossier has them
	Notify      Notify        `json:"ap"`
	Inform      Inform        `json:"data_subjects"`
	Actions     []Action      `json:"actions,omitempty"`
	Restored    *Restored     `json:"restored,omitempty"`
	Skipped     []Skipped     `json:"skipped,omitempty"` // the other stages that were not taken
	FollowUp    *FollowUp     `json:"follow_up,omitempty"`
	Controllers []Informed    `json:"controllers_informed,omitempty"`
	Open        bool          `json:"open"`
	Closed      *Closed       `json:"closed,omitempty"`
	Reopened    int           `json:"reopened,omitempty"` // how often
	Reopenings  []Reopening   `json:"reopenings,omitempty"`
	Held        *Held         `json:"legal_hold,omitempty"`
	Erased      *Erased       `json:"erased,omitempty"` // what is personal is gone; this row is what stays
}

// Severity is how severe a person found the breach, by ENISA's method.
type Severity struct {
	By
	Score  int          `json:"score_quarters"` // a score of 2.25 is 9
	Band   bot.Band     `json:"band"`
	Reason string       `json:"reason"`
	Inputs bot.Severity `json:"inputs"`
}

// A Fact is an answer to a question of the dossier: the nature of the breach, the
// kinds of data, the people, the consequences, the measures beforehand. Derived:
// the desk worked it out, and nobody has confirmed it.
type Fact struct {
	Field   string   `json:"field"`
	Value   string   `json:"value,omitempty"`
	Options []string `json:"options,omitempty"`
	Derived bool     `json:"derived,omitempty"`
}

// A Held is why the incident is kept, whatever its time.
type Held struct {
	By
	Reason string `json:"reason"`
}

// Erased is who had it erased, and when.
type Erased struct {
	By
	First bot.PersonID `json:"requested_by,omitempty"`
	Why   bot.EraseWhy `json:"why"`
	Via   bot.Via      `json:"via,omitempty"`
}

// Moments are kept apart, and none is made from another.
type Moments struct {
	OccurredFrom        time.Time     `json:"occurred_from,omitzero"`
	OccurredTo          time.Time     `json:"occurred_to,omitzero"`
	OccurredDays        bool          `json:"occurred_days,omitempty"` // only the days are known, of both
	Found               time.Time     `json:"detected_at,omitzero"`
	MailDate            time.Time     `json:"mail_date_header,omitzero"` // as its sender wrote it
	Received            time.Time     `json:"reported_to_us_at,omitzero"`
	Declared            By            `json:"declared,omitzero"`
	Aware               time.Time     `json:"aware_at"`
	AwareBy             bot.PersonID  `json:"aware_by"`               // who set it last
	AwareReason         string        `json:"aware_reason,omitempty"` // why it was later than the discovery
	AwareChanges        []AwareChange `json:"aware_changes,omitempty"`
	CustomerAt          time.Time     `json:"customer_aware_at,omitzero"` // the customer's clock, when its report was converted
	Deadline            time.Time     `json:"ap_deadline,omitzero"`       // of art. 33(1), where it is ours
	Notified            time.Time     `json:"ap_notified_at,omitzero"`    // the time at the AP's form
	Informed            time.Time     `json:"subjects_informed_at,omitzero"`
	ControllersInformed time.Time     `json:"controllers_informed_at,omitzero"`
	Contained           time.Time     `json:"contained_at,omitzero"`
	Restored            time.Time     `json:"restored_at,omitzero"`
	Closed              time.Time     `json:"closed_at,omitzero"`
	KeptUntil           time.Time     `json:"kept_until,omitzero"` // when what is personal is erased; none while it is open or held
}

// An AwareChange is a correction of the moment of awareness.
type AwareChange struct {
	By
	Was    time.Time `json:"was"`
	Aware  time.Time `json:"aware"`
	Reason string    `json:"reason,omitempty"`
}

// A Cause is a finding about the cause.
type Cause struct {
	By
	Finding  string `json:"finding"`
	Evidence string `json:"evidence,omitempty"`
}

// Notify is the decision about notifying the AP, and what was filed.
type Notify struct {
	Decision    Decision     `json:"decision"`
	Reason      string       `json:"reason,omitempty"` // why not: a risk is unlikely
	First       By           `json:"first,omitzero"`   // who proposed not to
	Second      By           `json:"second,omitzero"`  // who agreed, and when it stood
	TurnedDown  []TurnedDown `json:"turned_down,omitempty"`
	Number      string       `json:"number,omitempty"`
	Recorded    By           `json:"recorded,omitzero"` // who told the desk of the notice
	LateSeconds int64        `json:"late_seconds,omitempty"`
	LateReason  string       `json:"late_reason,omitempty"`
	Remark      string       `json:"remark,omitempty"` // with a notice that was in time
	Supplements []Filing     `json:"supplements,omitempty"`
	Withdrawals []Filing     `json:"withdrawals,omitempty"`
}

// A TurnedDown is a proposal not to notify that came to nothing.
type TurnedDown struct {
	By
	Reason   string `json:"reason"`
	Proposal string `json:"proposal,omitempty"` // the reason that was given for it
	Proposed By     `json:"proposed,omitzero"`
}

// A Filing is a later notice to the AP.
type Filing struct {
	By     By        `json:"recorded"`
	Number string    `json:"number"`
	Filed  time.Time `json:"filed_at"`
	Reason string    `json:"reason,omitempty"`
}

// Inform is the decision about informing the people concerned.
type Inform struct {
	Decision Decision `json:"decision"`
	Reason   string   `json:"reason,omitempty"`
	Asked    By       `json:"asked,omitzero"`     // who asked for it, when it was done
	Decided  By       `json:"decided,omitzero"`   // who approved it, or left it out
	Letters  int      `json:"letters,omitempty"`  // that were taken for delivery
	Returned int      `json:"returned,omitempty"` // that came back
	Answered int      `json:"answered,omitempty"`
}

// An Action is what was done to an account, or to many. Its target is left out:
// it may be a person.
type Action struct {
	No        int             `json:"no"`
	Kind      bot.ActionKind  `json:"kind"`
	Reverses  int             `json:"reverses,omitempty"` // the number of the action that it takes back
	Accounts  int             `json:"accounts,omitempty"` // when it is about more than one
	State     bot.ActionState `json:"state"`
	Requested By              `json:"requested"`
	Decided   By              `json:"decided,omitzero"`
	Finished  By              `json:"finished,omitzero"`
}

// FollowUp is what is still to be done, and what is done against it happening
// again.
type FollowUp struct {
	Measures  string      `json:"measures,omitempty"`  // against the breach and its repetition, as somebody answered in the dossier
	Stages    []bot.Stage `json:"stages,omitempty"`    // of the procedure, that are not over
	Suspended int         `json:"suspended,omitempty"` // actions that still stop something
}

// An Informed is a customer who was told of a breach of the data for which it
// is responsible (art. 33(2)): once for an account, however many of its admins
// got a mail.
type Informed struct {
	Account bot.AccountID `json:"account"`
	How     string        `json:"how"` // mail
	State   bot.ToldState `json:"state"`
	At      time.Time     `json:"at,omitzero"` // of what the state says
}

// A Reopening is why a closed incident was opened again.
type Reopening struct {
	By
	Reason string `json:"reason"`
}

// A Restored is what was restored, and what keeps it from happening again.
type Restored struct {
	By
	Words string `json:"words,omitempty"`
}

// A Skipped is a stage of the procedure that was not taken.
type Skipped struct {
	By
	Stage  bot.Stage `json:"stage"`
	Reason string    `json:"reason"`
}

// A Closed is how the incident was closed last.
type Closed struct {
	By
	Reason string `json:"reason,omitempty"`
}

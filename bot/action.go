package bot

import "time"

// An ActionKind is one thing that can be done to an account.
type ActionKind string

const (
	RevokeUser   ActionKind = "revoke-user"
	BlockReports ActionKind = "block-reports"
	SuspendAPI   ActionKind = "suspend-api"
	StopAll      ActionKind = "stop-all"
)

// ActionKinds returns all kinds, least drastic first.
func ActionKinds() []ActionKind { return []ActionKind{RevokeUser, BlockReports, SuspendAPI, StopAll} }

// An ActionState is how far an action has come.
type ActionState string

const (
	ActionWaiting ActionState = "waiting" // for somebody else's approval
	ActionToDo    ActionState = "to-do"   // may be carried out
	ActionIsDone  ActionState = "done"
	ActionHasFail ActionState = "failed"
	ActionIsOff   ActionState = "denied"
	ActionHasGone ActionState = "lapsed" // not approved, or not carried out, while that stood
)

// Pending reports whether something must still happen to the action.
func (s ActionState) Pending() bool { return s == ActionWaiting || s == ActionToDo }

// An Action is one thing that was asked to be done to an account.
type Action struct {
	ID        int // counts from 1 within the incident
	Kind      ActionKind
	Account   AccountID
	Target    string // a user, a key or a report; "" for all of the account
	Reverses  int    // the action that this one takes back; 0 for none
	Reversed  int    // the action that took this one back; 0 for none
	State     ActionState
	Requested Mark
	Carrier   Carrier
	Approval  bool       // somebody else must approve it
	Approvers []PersonID // who may, fixed when it was requested; empty: whoever holds the role
	Approver  Role       // the role that may
	Lapses    time.Time  // when the request, or the approval, no longer stands; zero: never
	Until     time.Time  // end date of a temporary suspension: it reminds and restores nothing; zero: none
	Ended     bool       // the end date was told
	Changed   int        // number of the event that last said what is to be done
	Asked     int        // number of the event whose reply asks for the next step
	Decided   Mark       // approved or denied
	Finished  Mark       // done or failed
	Words     string     // proof, or reason
	Many      *Many      // on many accounts at once; nil: on Account alone
	Message   *Message   // of Inform: what people are told
}

// Ends returns when the end of a suspension is to be told.
func (a Action) Ends() (time.Time, bool) {
	return a.Until, !a.Until.IsZero() && !a.Ended && a.State == ActionIsDone && a.Reversed == 0
}

// A Mark is who did something, and when.
type Mark struct {
	By PersonID
	At time.Time
}

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
	Decided   Mark   // approved or denied
	Finished  Mark   // done or failed
	Words     string // proof, or reason
}

// A Mark is who did something, and when.
type Mark struct {
	By PersonID
	At time.Time
}

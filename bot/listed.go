package bot

import "slices"

// A ListedState is how far an action on many accounts has come for one of them.
type ListedState string

const (
	ListedIdle   ListedState = "idle"   // nobody has approved it, so that nothing was done
	ListedToDo   ListedState = "to-do"  // it was let go, and of this account nobody has said anything yet
	ListedDone   ListedState = "done"   // it was carried out
	ListedFailed ListedState = "failed" // it was not; see Code
	ListedBack   ListedState = "back"   // it was carried out, and given back since
)

// ListedStates returns all of them.
func ListedStates() []ListedState {
	return []ListedState{ListedIdle, ListedToDo, ListedDone, ListedFailed, ListedBack}
}

// A Listed is one account that an action on many is about.
type Listed struct {
	Account AccountID
	State   ListedState
	Code    string // why it failed
}

// Listed reads from a record which accounts an action is about and how far it
// has come for each, in the order of its list: what a second person approves,
// and what people need who carry it out by hand.
func (in Incident) Listed(id int, events []Event) (list []Listed) {
	a, ok := in.Action(id)
	if !ok || a.Many == nil {
		return nil
	}
	var still []AccountID
	if a.Reverses == 0 {
		still = in.StillStopped(id, events)
	}
	for _, e := range events {
		b, ok := e.Body.(ActionAccounts)
		if !ok || b.ID != id || b.Batch < 1 || b.Batch > len(a.Many.Batches) {
			continue
		}
		part := a.Many.Batches[b.Batch-1]
		for _, account := range b.Accounts {
			l := Listed{Account: account, State: ListedDone}
			failed := slices.IndexFunc(part.Failed, func(f AccountFailure) bool { return f.Account == account })
			_, stopped := slices.BinarySearch(still, account)
			switch {
			case a.Many.Tries == 0:
				l.State = ListedIdle
			case failed >= 0 && part.Over:
				l.State, l.Code = ListedFailed, part.Failed[failed].Code
			case failed >= 0, !part.Over && part.Done+len(part.Failed) < part.Count:
				l.State = ListedToDo
			case a.Reverses == 0 && !stopped:
				l.State = ListedBack
			}
			list = append(list, l)
		}
	}
	return list
}

// Covers returns the actions that were carried out for a stage of the playbook:
// how far it was taken. Whether that is far enough, people decide.
func (in Incident) Covers(s Stage) (list []Action) {
	kind := map[Stage]ActionKind{StageStop: StopAll, StageInform: Inform}[s]
	for _, a := range in.Actions {
		if kind != "" && a.Kind == kind && a.State == ActionIsDone && a.Reverses == 0 && !in.before(a) {
			list = append(list, a)
		}
	}
	return list
}

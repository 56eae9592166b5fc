package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A ToldState is how far telling one recipient has come.
type ToldState string

const (
	ToldQueued   ToldState = "queued"   // the mail waits, or is being sent
	ToldAccepted ToldState = "accepted" // a mail server took it
	ToldFailed   ToldState = "failed"   // no mail server took it
	ToldReturned ToldState = "returned" // it was taken and came back (RFC 3464)
	ToldAnswered ToldState = "answered" // an answer came, which proves that it was read
)

// ToldStates returns all of them.
func ToldStates() []ToldState {
	return []ToldState{ToldQueued, ToldAccepted, ToldFailed, ToldReturned, ToldAnswered}
}

// A Told is one recipient of Inform, and how far telling them has come.
type Told struct {
	Recipient
	State ToldState
	At    time.Time // of the event that says so; zero while it is queued
	Code  string    // why it failed or came back; may be empty
}

// ToldBy returns the action that has told account holders, once it was let go:
// the one with that number, or for 0 the last. ok is false when there is none.
func (in Incident) ToldBy(id int) (a Action, ok bool) {
	for _, b := range in.Actions {
		if b.Kind == Inform && b.Many != nil && b.Many.Tries > 0 && (id == 0 || id == b.ID) {
			a, ok = b, true
		}
	}
	return a, ok
}

// OpenTold records that who looks at the addresses of those whom an action told.
// id 0 stands for the last of them. It is for after closing, too: what comes back
// then is still somebody's to follow up.
func (in Incident) OpenTold(who Person, id int, now time.Time) (Change, error) {
	a, ok := in.ToldBy(id)
	if err := in.demand(who, Support); err != nil || ok {
		return in.look(who, DetailsOpened{Told: a.ID}, now)
	}
	return Change{}, in.refuse(NobodyTold)
}

// ToldOf reads from a record whom an action told, in the order of its list. A
// batch is queued until the mail server has said something of everybody in it,
// or the desk has given it up.
func ToldOf(events []Event, action int) []Told {
	var list []Told
	from := map[int]int{} // of each batch, where it begins
	size := map[int]int{}
	of := func(r Returned) *Told {
		if r.Action != action || r.No < 1 || r.No > size[r.Batch] {
			return nil
		}
		return &list[from[r.Batch]+r.No-1]
	}
	for _, e := range events {
		switch b := e.Body.(type) {
		case InformRecipients:
			if b.ID != action {
				continue
			}
			from[b.Batch], size[b.Batch] = len(list), len(b.List)
			for _, r := range b.List {
				list = append(list, Told{Recipient: r, State: ToldQueued})
			}
		case ActionProgress:
			if b.ID != action || !b.Over {
				continue
			}
			for no := 1; no <= size[b.Batch]; no++ {
				t := of(Returned{action, b.Batch, no})
				i := slices.IndexFunc(b.Failed, func(f AccountFailure) bool { return f.No == no })
				switch {
				case i >= 0:
					t.State, t.At, t.Code = ToldFailed, e.At, b.Failed[i].Code
				case t.State == ToldQueued || t.State == ToldFailed: // not what is known of an earlier try
					t.State, t.At, t.Code = ToldAccepted, e.At, ""
				}
			}
		case Undelivered:
			id, batch, ok := givenUp(b.Effect)
			if !ok || id != action {
				continue
			}
			for no := 1; no <= size[batch]; no++ {
				if t := of(Returned{action, batch, no}); t.State == ToldQueued {
					t.State, t.At, t.Code = ToldFailed, e.At, b.Error
				}
			}
		case MailReturned:
			if b.Told == nil {
				continue
			}
			if t := of(*b.Told); t != nil && t.State != ToldAnswered {
				t.State, t.At, t.Code = ToldReturned, e.At, b.Status
			}
		case MailAdded:
			if b.Told != action {
				continue
			}
			for _, id := range b.Mail.IDs {
				if r, ok := informed(id); ok {
					if t := of(r); t != nil {
						t.State, t.At, t.Code = ToldAnswered, e.At, ""
					}
					break
				}
			}
		}
	}
	return list
}

// givenUp reads out of the key of an effect which batch it was to tell: see release.
func givenUp(key EffectKey) (action, batch int, ok bool) {
	_, rest, _ := strings.Cut(string(key), "/letter/inform/")
	n, _ := fmt.Sscanf(rest, "%d/batch/%d/", &action, &batch)
	return action, batch, n == 2
}

// An Again is how many of a list were told before, and by which actions.
type Again struct {
	Count   int
	Actions []int
}

// ToldBefore reads from a record who of a list has a mail of an earlier action
// about this incident: one that a mail server took and that did not come back.
func (in Incident) ToldBefore(events []Event, list []Recipient) Again {
	told := map[Address][]int{}
	for _, a := range in.Actions {
		if a.Kind != Inform {
			continue
		}
		for _, t := range ToldOf(events, a.ID) {
			if t.State == ToldAccepted || t.State == ToldAnswered {
				told[t.Address] = append(told[t.Address], a.ID)
			}
		}
	}
	var again Again
	for _, r := range once(list) {
		if by := told[r.Address]; len(by) > 0 {
			again.Count++
			again.Actions = append(again.Actions, by...)
		}
	}
	slices.Sort(again.Actions)
	again.Actions = slices.Compact(again.Actions)
	return again
}

// UnreachedOf reads from a record the accounts of an action for which nobody has
// an address.
func UnreachedOf(events []Event, action int) []AccountID {
	for _, e := range events {
		if b, ok := e.Body.(ActionRequested); ok && b.ID == action && b.Many != nil {
			return b.Many.Unreached
		}
	}
	return nil
}

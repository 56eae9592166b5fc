package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Inform is the action that tells account holders of a leak, by mail (GDPR art.
// 33(2) and 34). It is an action on many: who gets it stands in the record, in
// batches, and a second person approves the very words and the very list.
const Inform ActionKind = "inform"

// ByMail carries out Inform.
const ByMail Carrier = "mail"

// As says in what role somebody is told, and so what they are told (law.md §1.1).
type As string

const (
	AsController As = "controller" // their visitors' data leaked: art. 33(2), their own 72 hours run from now
	AsPerson     As = "person"     // their own data leaked: art. 34, in clear and plain language
)

// A Recipient is somebody who is told, once for all of their accounts.
type Recipient struct {
	Name     string      `json:"name,omitempty"`
	Address  Address     `json:"address"`
	Lang     Lang        `json:"lang,omitempty"`
	Accounts []AccountID `json:"accounts"`
}

type (
	// InformRecipients names some of those who are told.
	InformRecipients struct {
		ID    int         `json:"id"`
		Batch int         `json:"batch"` // counts from 1
		List  []Recipient `json:"list"`
	}
	// InformTested says that somebody had the mail sent to themselves first.
	InformTested struct {
		ID   int     `json:"id"`
		To   Address `json:"to"`
		Lang Lang    `json:"lang,omitempty"` // in which it was written; "" is Dutch
	}
)

// Kind names each body in the record.
func (InformRecipients) Kind() Kind { return "inform-recipients" }
func (InformTested) Kind() Kind     { return "inform-tested" }

// informBatch is how many are told in one go (chosen): what the sender of mail
// gets through in a few attempts.
const informBatch = 100

// An InformRequest asks for account holders to be told.
type InformRequest struct {
	Message    Message
	Recipients []Recipient
	Approvers  []PersonID  // who may approve it now; empty: whoever holds the role then
	Unreached  []AccountID // that are meant too and for which nobody has an address
	Again      Again       // who of them was told before, as the record says: see ToldBefore
}

// Tell asks for account holders to be told of a leak. It always takes somebody
// else's approval.
func (in Incident) Tell(who Person, r InformRequest, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	if !in.Rules.Letters && !in.Drill {
		return Change{}, in.refuse(NoLetters)
	}
	m, err := in.message(r.Message)
	if err != nil {
		return Change{}, err
	}
	list := once(r.Recipients)
	english := 0
	for _, r := range list {
		if r.Lang == EN {
			english++
		}
	}
	switch {
	case len(list) == 0:
		return Change{}, in.refuse(NoRecipients)
	case english > 0 && m.English == nil:
		return Change{}, in.refuse(NeedsEnglish, strconv.Itoa(english))
	case len(list) > manyMost:
		return Change{}, in.refuse(TooManyAccounts, strconv.Itoa(manyMost))
	}
	sum := recipientSum(m, list)
	for _, a := range in.Actions {
		switch {
		case a.Kind != Inform:
		case a.State == ActionWaiting:
			return Change{}, in.refuseAfter(AlreadyRequested, a.Requested.By, strconv.Itoa(a.ID))
		case a.Many != nil && a.Many.Sum == sum && (a.State == ActionToDo || a.State == ActionIsDone):
			return Change{}, in.refuseAfter(AlreadyTold, a.Requested.By, strconv.Itoa(a.ID)) // the same words to the same people
		}
	}
	rule := in.Rules.Action(Inform)
	b := ActionRequested{ID: len(in.Actions) + 1, Action: Inform, Approval: true, Approver: rule.Approvers, Approvers: r.Approvers,
		Carrier: ByMail, Lapses: now.UTC().Add(rule.Stands), Message: &m, Many: &ManyOf{Count: len(list), Sum: sum, Unreached: unreached(r.Unreached, list), Again: r.Again.Count, Earlier: r.Again.Actions}}
	d := in.draft(who.ID, now)
	no := d.record(b)
	for i, part := range slices.Collect(slices.Chunk(list, informBatch)) {
		d.record(InformRecipients{ID: b.ID, Batch: i + 1, List: part})
	}
	d.reply(no, Urgent, "%s", askKey(b.ID, no))
	return d.done(), nil
}

// unreached are those of the accounts that no mail is about. They must be told
// in another way, so the action is not done when all mails are out: somebody
// finishes it, and says how they were reached.
func unreached(accounts []AccountID, list []Recipient) []AccountID {
	told := map[AccountID]bool{}
	for _, r := range list {
		for _, id := range r.Accounts {
			told[id] = true
		}
	}
	return slices.DeleteFunc(tidy(accounts), func(id AccountID) bool { return told[id] })
}

// once gathers the recipients by address: who has several accounts gets one mail
// that names them all.
func once(list []Recipient) []Recipient {
	at := map[Address]int{}
	var out []Recipient
	for _, r := range list {
		r.Address = Address(strings.ToLower(strings.TrimSpace(string(r.Address))))
		if r.Address == "" {
			continue
		}
		i, known := at[r.Address]
		if !known {
			at[r.Address] = len(out)
			r.Accounts = tidy(r.Accounts)
			out = append(out, r)
			continue
		}
		out[i].Accounts = tidy(append(slices.Clone(out[i].Accounts), r.Accounts...))
	}
	slices.SortFunc(out, func(a, b Recipient) int { return strings.Compare(string(a.Address), string(b.Address)) })
	return out
}

// recipientSum is the SHA-256, in hex, of the words and the list.
func recipientSum(m Message, list []Recipient) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	_ = enc.Encode(m) // a hash takes everything
	for _, r := range list {
		_ = enc.Encode(r)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// TryTelling has the mail sent to somebody of the desk first. id 0 stands for
// the only one that waits.
func (in Incident) TryTelling(who Person, id int, to Address, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	a, err := in.choose(id, func(a Action) bool { return a.Kind == Inform && a.State == ActionWaiting })
	if err != nil {
		return Change{}, err
	}
	switch {
	case a.Kind != Inform || a.State != ActionWaiting:
		return Change{}, in.refuse(NotWaiting, strconv.Itoa(a.ID), string(a.State))
	case in.Drill:
		return Change{}, in.refuse(NoDrillMail)
	case to == "":
		return Change{}, in.refuse(NoOwnAddress)
	}
	d := in.draft(who.ID, now)
	d.letter(d.record(InformTested{ID: a.ID, To: to}))
	if a.Message != nil && a.Message.English != nil { // who approves it reads both
		d.letter(d.record(InformTested{ID: a.ID, To: to, Lang: EN}))
	}
	return d.done(), nil
}

// Returned says which mail of an action came back: the place of its recipient.
type Returned struct {
	Action int `json:"action"`
	Batch  int `json:"batch"`
	No     int `json:"no"`
}

// informID is what the Message-ID of such a mail ends in, before the @: it names
// the recipient by place, so that what comes back is told apart.
func (r Returned) informID() string { return fmt.Sprintf(".i%d.%d.%d", r.Action, r.Batch, r.No) }

// InformID returns what the Message-ID of the mail to a recipient must end in.
func InformID(action, batch, no int) string { return Returned{action, batch, no}.informID() }

// informed reads the place of a recipient out of a Message-ID of ours.
func informed(id string) (r Returned, ok bool) {
	local, _, _ := strings.Cut(id, "@")
	i := strings.Index(local, ".i")
	if i < 0 {
		return r, false
	}
	n, err := fmt.Sscanf(local[i:], ".i%d.%d.%d", &r.Action, &r.Batch, &r.No)
	return r, err == nil && n == 3 && r.informID() == local[i:]
}

// telling returns the action that a mail of ours belonged to.
func (in Incident) telling(id string) (Returned, bool) {
	r, ok := informed(id)
	if !ok {
		return r, false
	}
	a, ok := in.Action(r.Action)
	return r, ok && a.Kind == Inform && a.Many != nil && r.Batch >= 1 && r.Batch <= len(a.Many.Batches) && r.No >= 1 && r.No <= a.Many.Batches[r.Batch-1].Count
}

// answersTelling reports whether a mail answers one of those by which account
// holders were told: nobody else knows its Message-ID.
func (in Incident) answersTelling(m Mail) bool {
	return slices.ContainsFunc(m.IDs, func(id string) bool { _, ok := in.telling(id); return ok })
}

// returned notes a mail that came back, once for each recipient.
func (in Incident) returnedMail(r Returned) Incident {
	return in.withAction(r.Action, func(a *Action) {
		if a.Many = a.Many.clone(); a.Many != nil && !slices.Contains(a.Many.Returned, [2]int{r.Batch, r.No}) {
			a.Many.Returned = append(slices.Clone(a.Many.Returned), [2]int{r.Batch, r.No})
		}
	})
}

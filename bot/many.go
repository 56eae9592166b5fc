package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Many is what an action on many accounts at once is about: all access of all
// of them is stopped, or given back. The accounts stand in the record, in
// batches; here stands how far each batch has come.
type Many struct {
	All       bool        // every account that the directory had
	Count     int         // accounts
	Sum       string      // of the list, so that an approval is for this list and no other: see ListSum
	Batches   []Batch     // in the order of the list
	Tries     int         // how often it was let go
	Returned  [][2]int    // of Inform: batch and place of those whose mail came back
	Answered  int         // of Inform: how many mails answered it
	Of        int         // accounts that the directory had when it was requested; 0: not known
	First     []AccountID // the first of them, as the thread names them
	Unreached int         // of Inform: how many accounts have no address, so that no mail reaches them
	Missed    []AccountID // the first of those
	Again     int         // of Inform: how many of them were told before, when it was requested
	Earlier   []int       // of Inform: by which actions
}

// A Batch is a part of the accounts, which is carried out in one go.
type Batch struct {
	Event  int // number of the event that names its accounts
	Count  int
	Done   int
	Failed []AccountFailure // as of the last try; while it is not over, those that are asked for again
	Over   bool             // the product has said something of each
}

// An AccountFailure is an account for which it did not work.
type AccountFailure struct {
	Account AccountID `json:"account"`
	Code    string    `json:"code"`         // of delivery, or the product's own words
	No      int       `json:"no,omitempty"` // of Inform: the recipient's place in the batch, from 1
}

// batchSize is how many accounts are carried out in one go (chosen): a batch is
// one line of the record, and what a crash repeats.
const batchSize = 100

// manyMost is how many accounts one action can be about (chosen): the list
// stands in the record.
const manyMost = 200_000

// manyFirst is how many accounts of an action the thread names (chosen): a phone
// shows them, and most actions are about fewer.
const manyFirst = 20

type (
	// ActionAccounts names some of the accounts that an action is about.
	ActionAccounts struct {
		ID       int         `json:"id"`
		Batch    int         `json:"batch"` // counts from 1
		Accounts []AccountID `json:"accounts"`
	}
	// ActionProgress says how far a batch has come, in all tries together.
	ActionProgress struct {
		ID     int              `json:"id"`
		Batch  int              `json:"batch"`
		Try    int              `json:"try"`
		Done   int              `json:"done"`
		Failed []AccountFailure `json:"failed,omitempty"`
		Over   bool             `json:"over,omitempty"`
	}
	// ActionRetried lets an action go again for the accounts that failed.
	ActionRetried struct {
		ID       int `json:"id"`
		Try      int `json:"try"`
		Accounts int `json:"accounts"`
	}
	// ManyOf is the list that an action on many accounts was requested for.
	ManyOf struct {
		All   bool   `json:"all,omitempty"`
		Count int    `json:"count"`
		Sum   string `json:"sum"`

		Of        int         `json:"of,omitempty"`        // so many the directory had; 0: not known
		First     []AccountID `json:"first,omitempty"`     // the first of them, for the thread: see ActionAccounts for all
		Unreached []AccountID `json:"unreached,omitempty"` // of Inform: these accounts have no address
		Again     int         `json:"again,omitempty"`     // of Inform: so many of them were told before
		Earlier   []int       `json:"earlier,omitempty"`   // of Inform: by these actions
	}
)

// Kind names each body in the record.
func (ActionAccounts) Kind() Kind { return "action-accounts" }
func (ActionProgress) Kind() Kind { return "action-progress" }
func (ActionRetried) Kind() Kind  { return "action-retried" }

// ListSum returns the SHA-256, in hex, of account numbers: sorted, one a line.
func ListSum(accounts []AccountID) string {
	sorted := slices.Sorted(slices.Values(accounts))
	h := sha256.New()
	for _, id := range sorted {
		h.Write([]byte(id + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Done returns for how many accounts it was carried out.
func (m *Many) Done() (n int) {
	for _, b := range m.Batches {
		n += b.Done
	}
	return n
}

// Failed returns the accounts for which it did not work, in the order of the
// list. What is still asked for has not failed.
func (m *Many) Failed() (list []AccountFailure) {
	for _, b := range m.Batches {
		if b.Over {
			list = append(list, b.Failed...)
		}
	}
	return list
}

// Running reports whether the product has still to say something of an account.
func (m *Many) Running() bool {
	return m.Tries > 0 && slices.ContainsFunc(m.Batches, func(b Batch) bool { return !b.Over })
}

// Whole reports whether it was carried out for all of them, and nobody is left
// who must be told in another way.
func (m *Many) Whole() bool { return m.Done() >= m.Count && m.Unreached == 0 }

// Stuck reports whether people must decide what happens to the accounts that
// failed, or say how those were reached that have no address.
func (a Action) Stuck() bool {
	m := a.Many
	return m != nil && a.State == ActionToDo && m.Tries > 0 && !m.Running() && !m.Whole()
}

// Retryable reports whether it can go again for those that failed.
func (a Action) Retryable() bool {
	return a.Stuck() && a.Carrier != ByHand && a.Many.Done() < a.Many.Count
}

// begin is what an action on many accounts is about before anything was done.
func (m ManyOf) begin() *Many {
	return &Many{All: m.All, Count: m.Count, Sum: m.Sum, Of: m.Of, First: m.First, Unreached: len(m.Unreached), Missed: m.Unreached[:min(len(m.Unreached), manyFirst)], Again: m.Again, Earlier: m.Earlier}
}

func (m *Many) clone() *Many {
	if m == nil {
		return nil
	}
	c := *m
	c.Batches = slices.Clone(m.Batches)
	return &c
}

// whole is what an action on many accounts comes to once it is done: for all of
// them, by the product or by the hands of whoever says so.
func (m *Many) whole() *Many {
	m = m.clone()
	if m != nil {
		for i := range m.Batches {
			b := &m.Batches[i]
			b.Done, b.Failed, b.Over = b.Count, nil, true
		}
	}
	return m
}

// A ManyRequest asks for all access of many accounts to be stopped, or given back.
type ManyRequest struct {
	All       bool
	Accounts  []AccountID
	Of        int        // accounts that the directory has; 0: not known
	Reverses  int        // the action whose accounts are given back: a share of them, wave by wave
	Approvers []PersonID // who may approve it now; empty: whoever holds the role then
}

// StopMany asks for all access of these accounts to be stopped, or given back,
// on the internal track. It always takes somebody else's approval.
func (in Incident) StopMany(who Person, r ManyRequest, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Support); err != nil {
		return Change{}, err
	}
	accounts := tidy(r.Accounts)
	switch {
	case len(accounts) == 0:
		return Change{}, in.refuse(NoAccounts)
	case len(accounts) > manyMost:
		return Change{}, in.refuse(TooManyAccounts, strconv.Itoa(manyMost))
	}
	sum := ListSum(accounts)
	for _, a := range in.Actions {
		if a.State.Pending() && a.Many != nil && a.Reverses == r.Reverses && (a.Many.Sum == sum || r.Reverses > 0) {
			return Change{}, in.refuseAfter(AlreadyRequested, a.Requested.By, strconv.Itoa(a.ID))
		}
	}
	if r.Reverses > 0 {
		was, ok := in.Action(r.Reverses)
		switch {
		case !ok:
			return Change{}, in.refuse(NoAction, strconv.Itoa(r.Reverses))
		case was.Many == nil || was.Reverses > 0 || in.Stopped(was) < len(accounts):
			return Change{}, in.refuse(NotReversible, strconv.Itoa(was.ID))
		}
	}
	rule := in.Rules.Action(StopAll)
	b := ActionRequested{ID: len(in.Actions) + 1, Action: StopAll, Reverses: r.Reverses, Approval: true, Approver: rule.Approvers,
		Approvers: r.Approvers, Carrier: rule.Carrier, Lapses: now.UTC().Add(rule.Stands),
		Many: &ManyOf{All: r.All, Count: len(accounts), Sum: sum, Of: r.Of, First: accounts[:min(len(accounts), manyFirst)]}}
	d := in.draft(who.ID, now)
	no := d.record(b)
	for i, part := range slices.Collect(slices.Chunk(accounts, batchSize)) {
		d.record(ActionAccounts{ID: b.ID, Batch: i + 1, Accounts: part})
	}
	d.reply(no, Urgent, "%s", askKey(b.ID, no))
	return d.done(), nil
}

// tidy sorts account numbers, each once, without what is empty.
func tidy(list []AccountID) []AccountID {
	var out []AccountID
	for _, id := range list {
		if id = AccountID(strings.TrimSpace(string(id))); id != "" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// release lets an action on many accounts go: the product carries out batch by
// batch, or people do, with the list. In an exercise nobody does.
func (d *draft) release(id int) {
	a, ok := d.in.Action(id)
	if !ok || a.Many == nil || a.State != ActionToDo {
		return
	}
	for i, b := range a.Many.Batches {
		switch {
		case b.Over:
		case d.in.Drill:
			d.record(ActionProgress{ID: id, Batch: i + 1, Try: a.Many.Tries, Done: b.Count, Over: true})
		case a.Carrier == ByMail:
			d.effect(Effect{Key: d.key("letter/inform/%d/batch/%d/%d", id, i+1, a.Many.Tries), Kind: EffectMail, Lane: Bulk, Event: b.Event})
		case a.Carrier == ByAPI:
			d.effect(Effect{Key: batchKey(d.in, id, i+1, a.Many.Tries), Kind: EffectAction, Lane: Urgent, Event: b.Event})
		}
	}
	d.conclude(id)
	if a, _ := d.in.Action(id); d.in.Drill && a.Stuck() {
		d.reply(a.Asked, Urgent, "%s", askKey(id, a.Asked))
	}
}

func batchKey(in Incident, id, batch, try int) EffectKey {
	return in.key("carry/%d/batch/%d/%d", id, batch, try)
}

// conclude ends an action on many accounts that was carried out for all of them.
func (d *draft) conclude(id int) {
	a, _ := d.in.Action(id)
	if m := a.Many; m == nil || a.State != ActionToDo || m.Running() || !m.Whole() {
		return
	}
	no := d.record(ActionDone{ID: id, Proof: strconv.Itoa(a.Many.Count)})
	d.reply(no, Normal, "action/%d/done", id)
}

// Progressed records how far the product has come with a batch. Once it has said
// something of every account, and some failed, people are asked.
func (in Incident) Progressed(p ActionProgress, now time.Time) (Change, error) {
	a, ok := in.Action(p.ID)
	if !ok || a.Many == nil || p.Batch < 1 || p.Batch > len(a.Many.Batches) || p.Try != a.Many.Tries || a.Many.Batches[p.Batch-1].Over {
		return Change{}, nil
	}
	d := in.draft(ActorDesk, now)
	no := d.record(p)
	if a.State == ActionHasFail { // it was broken off, and has happened all the same
		d.reply(no, Urgent, "event/%d", no)
		return d.done(), nil
	}
	d.conclude(p.ID)
	if a, _ := d.in.Action(p.ID); a.Stuck() {
		d.reply(no, Urgent, "%s", askKey(p.ID, no))
	}
	return d.done(), nil
}

// Retry lets an action go again for the accounts that failed, or that were not
// asked for before the incident was closed. id 0 stands for the only action
// that has any.
func (in Incident) Retry(who Person, id int, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	a, err := in.choose(id, Action.Retryable)
	if err != nil {
		return Change{}, err
	}
	if !a.Retryable() {
		return Change{}, in.refuse(NothingToRetry, strconv.Itoa(a.ID))
	}
	d := in.draft(who.ID, now)
	no := d.record(ActionRetried{ID: a.ID, Try: a.Many.Tries + 1, Accounts: a.Many.Count - a.Many.Done()})
	d.reply(no, Urgent, "event/%d", no) // before what comes of it
	d.release(a.ID)
	return d.done(), nil
}

// Stopped returns how many accounts an action on many of them still stops.
func (in Incident) Stopped(a Action) int {
	if a.Many == nil || a.Reverses > 0 || a.Kind != StopAll {
		return 0
	}
	n := a.Many.Done()
	for _, by := range in.Actions {
		if by.Reverses == a.ID && by.Many != nil {
			n -= by.Many.Done()
		}
	}
	return n
}

// StillStopped returns the accounts that an action has stopped and that were not
// given back since, sorted. It reads the record, where the accounts stand.
func (in Incident) StillStopped(id int, events []Event) []AccountID {
	stopped := map[AccountID]bool{}
	of := func(id int, mark bool) {
		a, ok := in.Action(id)
		if !ok || a.Many == nil {
			return
		}
		failed := map[AccountID]bool{} // or still asked for
		for _, part := range a.Many.Batches {
			for _, f := range part.Failed {
				failed[f.Account] = true
			}
		}
		for _, e := range events {
			b, ok := e.Body.(ActionAccounts)
			if !ok || b.ID != id || b.Batch > len(a.Many.Batches) {
				continue
			}
			if a.Many.Batches[b.Batch-1].Done == 0 {
				continue // not begun, or for none of them
			}
			for _, acc := range b.Accounts {
				if !failed[acc] {
					stopped[acc] = mark
				}
			}
		}
	}
	of(id, true)
	for _, a := range in.Actions {
		if a.Reverses == id {
			of(a.ID, false)
		}
	}
	var list []AccountID
	for acc, is := range stopped {
		if is {
			list = append(list, acc)
		}
	}
	slices.Sort(list)
	return list
}

// named adds a batch of so many.
func (a *Action) named(count, event int) {
	if a.Many = a.Many.clone(); a.Many != nil {
		a.Many.Batches = append(a.Many.Batches, Batch{Event: event, Count: count})
	}
}

// progressed takes over how far a batch has come. What has begun does not lapse.
func (a *Action) progressed(b ActionProgress, event int) {
	if a.Many == nil || b.Batch < 1 || b.Batch > len(a.Many.Batches) {
		return
	}
	a.Many, a.Lapses = a.Many.clone(), time.Time{}
	p := &a.Many.Batches[b.Batch-1]
	p.Done, p.Failed, p.Over = b.Done, b.Failed, b.Over
	if a.Stuck() {
		a.Asked = event
	}
}

// retried lets the batches with failures go again.
func (a *Action) retried(b ActionRetried) {
	if a.Many == nil {
		return
	}
	a.Many = a.Many.clone()
	a.Many.Tries = b.Try
	for i, p := range a.Many.Batches {
		if p.Done < p.Count {
			a.Many.Batches[i].Over = false
		}
	}
}

// halted takes the product, or the mail, off what is not over: the closing ended
// it. People say whether it goes on.
func (a *Action) halted() {
	if a.Many == nil || a.State != ActionToDo || a.Carrier == ByHand || !a.Many.Running() {
		return
	}
	a.Many = a.Many.clone()
	for i := range a.Many.Batches {
		a.Many.Batches[i].Over = true
	}
}

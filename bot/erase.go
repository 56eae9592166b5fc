package bot

import (
	"regexp"
	"strings"
	"time"
)

// Retention is how long what is personal is kept after an incident was closed.
// Zero keeps it.
type Retention struct {
	RawDays int // mails as they came in, in days
	Years   int // everything else
}

// An EraseWhy says what an incident was erased for. It is a code, for free words
// would outlive what they were about.
type EraseWhy string

const (
	EraseAsked     EraseWhy = "asked"     // two people decided it
	EraseRetention EraseWhy = "retention" // its time was over
)

// A Row is what stays of an incident that was erased: its line of the register,
// with ids of staff, codes, counts and times, and nothing personal.
type Row struct {
	Track    Track       `json:"track"`
	Drill    bool        `json:"drill,omitempty"`
	Opened   time.Time   `json:"opened"`
	Aware    time.Time   `json:"aware"`
	Closed   time.Time   `json:"closed"`
	ClosedBy PersonID    `json:"closed_by"`
	Verdict  Verdict     `json:"verdict,omitempty"`
	Mails    int         `json:"mails,omitempty"`
	Actions  int         `json:"actions,omitempty"` // that were carried out
	Notes    int         `json:"notes,omitempty"`
	Notices  []RowNotice `json:"notices,omitempty"`
	NoNotice bool        `json:"no_notice,omitempty"` // two people decided not to notify the AP
	Met      []RowDuty   `json:"met,omitempty"`

	From      time.Time     `json:"from,omitzero"` // of the breach, as it was declared
	To        time.Time     `json:"to,omitzero"`
	Found     time.Time     `json:"found,omitzero"`
	AwareBy   PersonID      `json:"aware_by,omitempty"` // who declared it
	Contained time.Time     `json:"contained,omitzero"`
	Restored  time.Time     `json:"restored,omitzero"`
	Score     int           `json:"score,omitempty"` // of the severity, in quarters
	Band      Band          `json:"band,omitempty"`
	Silent    []RowMark     `json:"silent,omitempty"`  // who decided not to notify the AP: the first, and the second, with whom it stood
	Told      *RowTold      `json:"told,omitempty"`    // whether account holders were told
	Answers   []FieldAnswer `json:"answers,omitempty"` // of the dossier: choices and counts
}

type (
	// A RowNotice is a notice to the AP as a Row keeps it.
	RowNotice struct {
		What   NoticeKind    `json:"what"`
		Number string        `json:"number,omitempty"` // of the AP, where it is made of digits
		By     PersonID      `json:"by,omitempty"`
		Filed  time.Time     `json:"filed"`
		Late   time.Duration `json:"late,omitempty"`
	}
	// A RowMark is a Mark as a Row keeps it.
	RowMark struct {
		By PersonID  `json:"by"`
		At time.Time `json:"at,omitzero"`
	}
	// A RowTold is what came of informing account holders, as a Row keeps it.
	RowTold struct {
		RowMark
		Done        bool `json:"done"`                  // false: it was decided not to
		Controllers bool `json:"controllers,omitempty"` // they alone were told, who decide what they tell theirs
		Letters     int  `json:"letters,omitempty"`
		Returned    int  `json:"returned,omitempty"`
		Answered    int  `json:"answered,omitempty"`
	}
	// A RowDuty is an obligation as a Row keeps it.
	RowDuty struct {
		Name     string    `json:"name"`
		Deadline time.Time `json:"deadline"`
		Met      time.Time `json:"met,omitzero"` // zero: it never was
	}
)

type (
	// Held says that the incident is kept, whatever its time, until it is released.
	Held struct {
		Reason string `json:"reason"`
	}
	// Released ends a hold.
	Released struct {
		Reason string `json:"reason"`
	}
	// ErasureRequested is one person's decision to erase what is personal. It
	// counts once another person confirms it.
	ErasureRequested struct {
		Via Via `json:"via,omitempty"` // empty in older records
	}
	// Erased says that what is personal is gone, with the key that sealed it. The
	// row stays.
	Erased struct {
		Why   EraseWhy `json:"why"`
		First PersonID `json:"first,omitempty"` // who requested what the actor confirms
		Via   Via      `json:"via,omitempty"`   // by which the actor did; empty in older records
		Row   Row      `json:"row"`
	}
	// MailsDropped says that the mails as they came in are gone. What was read in
	// them stays.
	MailsDropped struct {
		Count int `json:"count"`
	}
)

// Kind names each body in the record.
func (Held) Kind() Kind             { return "held" }
func (Released) Kind() Kind         { return "released" }
func (ErasureRequested) Kind() Kind { return "erasure-requested" }
func (Erased) Kind() Kind           { return "erased" }
func (MailsDropped) Kind() Kind     { return "mails-dropped" }

// Bare: these can be read after the incident was erased.
func (ErasureRequested) Bare() {}
func (Erased) Bare()           {}
func (MailsDropped) Bare()     {}
func (Undelivered) Bare()      {}

// A Hold keeps an incident from being erased.
type Hold struct {
	Mark
	Reason string
}

// An Erasing is a request to erase that waits for a second person.
type Erasing struct {
	Mark
	Event int
}

// An Erasure is what is known of an incident that was erased.
type Erasure struct {
	Mark
	Event int
	Erased
}

// Hold keeps the incident from being erased, by people and by time. A request
// that waits is void.
func (in Incident) Hold(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demand(who, Manager); err != nil {
		return Change{}, err
	}
	if in.Held != nil {
		return Change{}, in.refuseAfter(AlreadyHeld, in.Held.By)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	return in.tell(who, Normal, Held{Reason: reason}, now), nil
}

// Release ends a hold.
func (in Incident) Release(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demand(who, Manager); err != nil {
		return Change{}, err
	}
	if in.Held == nil {
		return Change{}, in.refuse(NotHeld)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	return in.tell(who, Normal, Released{Reason: reason}, now), nil
}

// Erase destroys what is personal of a closed incident, which takes two people.
// The first call requests it; the same verb by another person does it. posted
// are the effects whose messages stand in Slack: they go with it. On the command
// line one operator can give two names, so the record says that it was there.
func (in Incident) Erase(who Person, via Via, posted []EffectKey, now time.Time) (Change, error) {
	if err := in.demand(who, Manager); err != nil {
		return Change{}, err
	}
	if err := in.erasable(); err != nil {
		return Change{}, err
	}
	switch {
	case in.Erasing == nil:
		return in.tell(who, Normal, ErasureRequested{Via: via}, now), nil
	case in.Erasing.By == who.ID:
		return Change{}, in.refuse(OwnErasure)
	}
	return in.erase(who.ID, Erased{Why: EraseAsked, First: in.Erasing.By, Via: via}, posted, now), nil
}

// erasable refuses while the incident is open, held, or owes something still: a
// suspension whose end somebody must be told of.
func (in Incident) erasable() error {
	if in.Closed == nil {
		return in.refuse(CloseFirst)
	}
	if in.Held != nil {
		return in.refuseAfter(IsHeld, in.Held.By)
	}
	if _, owes := in.Due(); owes {
		return in.refuse(SuspensionRuns)
	}
	return nil
}

func (in Incident) erase(by PersonID, b Erased, posted []EffectKey, now time.Time) Change {
	b.Row = in.row()
	d := in.draft(by, now)
	no := d.record(b)
	for _, key := range posted {
		rest := strings.TrimPrefix(string(key), string(in.Ref)+"/")
		d.effect(Effect{Key: d.key("blank/%s", rest), Kind: EffectBlank, After: key, Lane: Bulk, Event: no})
	}
	return d.change
}

// Until returns when everything personal of an incident has been kept long enough.
// ok is false while nobody can know: it is open, somebody holds it, or it is kept
// for ever. Of an erased one it is over.
func (r Retention) Until(in Incident) (end time.Time, ok bool) {
	if in.Closed == nil || in.Held != nil || in.Erased != nil || r.Years <= 0 {
		return time.Time{}, false
	}
	return in.Closed.At.AddDate(r.Years, 0, 0), true
}

// Retain lets the time that things are kept run out: the mails as they came in,
// then everything. It changes nothing while there is nothing to do.
func (in Incident) Retain(r Retention, posted []EffectKey, now time.Time) Change {
	if in.Closed == nil || in.Erased != nil || in.erasable() != nil {
		return Change{}
	}
	if end, ok := r.Until(in); ok && !now.Before(end) {
		return in.erase(ActorDesk, Erased{Why: EraseRetention}, posted, now)
	}
	if r.RawDays > 0 && !now.Before(in.Closed.At.AddDate(0, 0, r.RawDays)) && in.RawMails() > 0 {
		d := in.draft(ActorDesk, now)
		d.record(MailsDropped{Count: in.RawMails()})
		return d.change
	}
	return Change{}
}

// RawMails returns how many mails are kept as they came in.
func (in Incident) RawMails() int { return len(in.Mails) - in.Dropped }

func (in Incident) row() Row {
	r := Row{Track: in.Track, Drill: in.Drill, Opened: in.Opened, Aware: in.Aware, Verdict: in.Verdict,
		Mails: len(in.Mails), Notes: in.Notes, NoNotice: in.NoNotice.Stands()}
	if in.Closed != nil {
		r.Closed, r.ClosedBy = in.Closed.At, in.Closed.By
	}
	for _, a := range in.Actions {
		if a.State == ActionIsDone {
			r.Actions++
		}
	}
	for _, n := range in.Notices {
		notice := RowNotice{What: n.What, By: n.By, Filed: n.Filed, Late: n.Late}
		if countForm.MatchString(n.Number) {
			notice.Number = n.Number
		}
		r.Notices = append(r.Notices, notice)
	}
	if s := in.NoNotice; s.Stands() {
		r.Silent = []RowMark{{By: s.By}, {s.Second, s.At}}
	}
	if s := in.Suspicion; s != nil {
		r.From, r.To, r.Found, r.AwareBy = s.From, s.To, s.Found, s.By
	}
	r.Contained, _ = in.Contained()
	if in.Restored != nil {
		r.Restored = in.Restored.ServiceRestored.At
	}
	if in.Severity != nil {
		r.Score, r.Band = in.Severity.Score, in.Severity.Band
	}
	r.Told = in.rowTold()
	for _, a := range in.Answers {
		if kept := a.FieldAnswer; len(kept.Options) > 0 || smallForm.MatchString(kept.Value) {
			if !smallForm.MatchString(kept.Value) {
				kept.Value = ""
			}
			r.Answers = append(r.Answers, kept)
		}
	}
	for _, o := range in.Obligations {
		duty := RowDuty{Name: o.Rule.Name, Deadline: o.Deadline}
		if o.Met != nil && !in.EndedByClosing(o) {
			duty.Met = o.Met.At
		}
		r.Met = append(r.Met, duty)
	}
	return r
}

var (
	// countForm is what a number of the AP may look like to be kept: no name is.
	countForm = regexp.MustCompile(`^[0-9][0-9./-]{2,29}$`)
	// smallForm is a count of people or of records: no telephone number is that short.
	smallForm = regexp.MustCompile(`^[0-9]{1,7}$`)
)

// rowTold is what stays of whom the desk told: nil while it is not decided.
func (in Incident) rowTold() *RowTold {
	c := in.Stage(StageInform)
	if !c.Progress.Over() {
		return nil
	}
	told := RowTold{RowMark: RowMark{c.By, c.At}, Done: c.Progress == StageDone, Controllers: c.Progress == StageDone}
	for _, a := range in.Actions {
		if a.Kind == Inform && a.Many != nil {
			if a.State == ActionIsDone {
				told.By = a.Decided.By
				told.Controllers = told.Controllers && a.Message != nil && a.Message.As == AsController
			}
			told.Letters += a.Many.Done()
			told.Returned += len(a.Many.Returned)
			told.Answered += a.Many.Answered
		}
	}
	return &told
}

// apply returns what is left: the row, and nothing that only the words of other
// events say. Those who fold the record later do not have them.
func (b Erased) apply(in Incident, mark Mark) Incident {
	return Incident{Ref: in.Ref, Version: in.Version, Head: in.Head, Track: b.Row.Track, Drill: b.Row.Drill,
		Opened: b.Row.Opened, Aware: b.Row.Aware, Closed: &Closing{Mark: Mark{By: b.Row.ClosedBy, At: b.Row.Closed}},
		Erased: &Erasure{Mark: mark, Event: in.Version, Erased: b}}
}

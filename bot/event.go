package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// An Event is one line of the record: what happened, when, by whom. Its header
// (everything but Body) stands apart from what it says, so that the words can
// be erased while the chain stays whole.
type Event struct {
	No    int       // 1 for the first of an incident
	At    time.Time // UTC
	Kind  Kind
	Actor PersonID
	Prev  Hash // of the event before; zero for the first
	Hash  Hash // of this one: see Sum
	Body  Body // one of the types below; nil when its words were erased
}

// A Kind names what an event says. The names stand in the record for ever:
// they are added to and never changed.
type Kind string

// A Body is what an event says. The body types are the stored form of the
// record: their JSON names are added to and never changed, and golden files in
// package storage hold each of them.
type Body interface{ Kind() Kind }

// A Bare body holds nothing personal, and is never sealed: it can be read after
// the incident was erased. It holds ids of staff, codes, counts and times alone.
type Bare interface {
	Body
	Bare()
}

// A Hash is a SHA-256 sum.
type Hash [sha256.Size]byte

// String returns the sum in hex, 64 digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short returns the first eight hex digits, for people who compare by eye.
func (h Hash) Short() string { return hex.EncodeToString(h[:4]) }

// Sum returns the hash that e must carry when its body is stored as payload.
// It covers the ref, the header and the stored bytes, each with its length in
// front, so that no two events can be told as one.
func (e Event) Sum(ref Ref, payload []byte) Hash {
	h := sha256.New()
	field := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	field([]byte("meldwacht event v1"))
	field([]byte(ref))
	var no [8]byte
	binary.BigEndian.PutUint64(no[:], uint64(e.No))
	field(no[:])
	field([]byte(e.At.UTC().Format(time.RFC3339Nano)))
	field([]byte(e.Kind))
	field([]byte(e.Actor))
	field(e.Prev[:])
	field(payload)
	return Hash(h.Sum(nil))
}

// The bodies, in the order in which an incident meets them.
type (
	// Opened is the first event of each incident: the mail as it was read, what
	// the directory said of it, and the rules that were in force.
	Opened struct {
		Track    Track     `json:"track"`
		Mail     Mail      `json:"mail"`
		Match    Match     `json:"match"`
		Verdict  Verdict   `json:"verdict"`
		Aware    time.Time `json:"aware"` // when our server took the mail: the start of the clock
		Rules    Rules     `json:"rules"`
		Mentions Ref       `json:"mentions,omitempty"` // the incident that the mail names without taking part in it
	}
	// MailAdded is a later mail about the same incident.
	MailAdded struct {
		Mail Mail `json:"mail"`
		Told int  `json:"told,omitempty"` // the action by which its author was told: it answers that mail
	}
	// MailChecked says what a check of a mail's signatures came to, after it
	// could not be made when the mail came in.
	MailChecked struct {
		Event     int        `json:"event"` // number of the event that holds the mail
		Authentic Authentic  `json:"authentic"`
		Original  *Authentic `json:"original,omitempty"`
		Verdict   Verdict    `json:"verdict"` // from now on
	}
	// MailReturned says that a mail of the desk did not arrive: a notification
	// of non-delivery came back (RFC 3464).
	MailReturned struct {
		Letter EffectKey `json:"letter,omitempty"` // the mail that came back; "" when it is not known which
		Status string    `json:"status,omitempty"` // of RFC 3463: 5.1.1
		Told   *Returned `json:"told,omitempty"`   // of the mails to account holders: which
	}
	// ReportCorrected says that a person read the mail otherwise than the desk.
	// What depends on the reading was judged again.
	ReportCorrected struct {
		Report  Report  `json:"report"`
		Match   Match   `json:"match"`
		Verdict Verdict `json:"verdict"`
	}
	// Asked says that the requester is asked by mail for what is missing.
	Asked struct {
		Items []MissingItem `json:"items,omitempty"`
		Words string        `json:"words,omitempty"` // of the person who asks
		To    Address       `json:"to"`
	}
	// CodeSent says that a one-time code goes to the registered address of an
	// admin. The code itself stands nowhere: it is made from the desk's secret.
	CodeSent struct {
		ID      int       `json:"id"` // counts from 1 within the incident
		Account AccountID `json:"account"`
		Admin   string    `json:"admin"`
		To      Address   `json:"to"`
		Expires time.Time `json:"expires"`
	}
	// CodeTried says that a mail from that address did not hold the right code.
	CodeTried struct {
		ID   int `json:"id"`
		Left int `json:"left"` // tries that are left
	}
	// Claimed says that somebody owns the incident from now on.
	Claimed struct{}
	// EvidenceGiven is one person's word that the requester is responsible for
	// the account. It counts once another person confirms it.
	EvidenceGiven struct {
		Account  AccountID `json:"account"`
		Evidence string    `json:"evidence"`
	}
	// Validated raises the verdict on the requester.
	Validated struct {
		Verdict Verdict   `json:"verdict"`
		Method  Method    `json:"method"`
		Account AccountID `json:"account"`
		Reason  string    `json:"reason,omitempty"`
		Second  PersonID  `json:"second,omitempty"` // who gave the evidence that the actor confirms
	}
	// Rejected says that the requester may not ask this.
	Rejected struct {
		Reason string `json:"reason"`
	}
	// ActionRequested asks for one thing to be done to an account.
	ActionRequested struct {
		ID       int        `json:"id"` // counts from 1 within the incident
		Action   ActionKind `json:"action"`
		Account  AccountID  `json:"account"`
		Target   string     `json:"target,omitempty"`
		Reverses int        `json:"reverses,omitempty"` // the action that this one takes back
		Approval bool       `json:"approval"`           // somebody else must approve it first

		Carrier   Carrier    `json:"carrier,omitempty"`
		Approvers []PersonID `json:"approvers,omitempty"` // who may approve: those who could when it was requested
		Approver  Role       `json:"approver,omitempty"`  // the role that they hold
		Lapses    time.Time  `json:"lapses,omitzero"`     // when the request no longer stands
		Until     time.Time  `json:"until,omitzero"`      // end date of a temporary suspension
		Many      *ManyOf    `json:"many,omitempty"`      // many accounts: see ActionAccounts
		Message   *Message   `json:"message,omitempty"`   // of Inform
	}
	// ActionRetargeted changes what an action is about. An approval that was
	// given is void: it was given for something else.
	ActionRetargeted struct {
		ID     int       `json:"id"`
		Target string    `json:"target"`
		Was    string    `json:"was"`
		Lapses time.Time `json:"lapses,omitzero"`
	}
	// ActionApproved lets a dangerous action go ahead.
	ActionApproved struct {
		ID     int       `json:"id"`
		Lapses time.Time `json:"lapses,omitzero"` // when the approval no longer stands
	}
	// ActionLapsed ends an action that was not approved, or not carried out,
	// while that stood.
	ActionLapsed struct {
		ID  int         `json:"id"`
		Was ActionState `json:"was"`
	}
	// SuspensionEnded says that the end date of a suspension was reached.
	// Nothing is restored by it.
	SuspensionEnded struct {
		ID    int       `json:"id"`
		Until time.Time `json:"until"`
	}
	// ActionDenied ends a dangerous action before it happens.
	ActionDenied struct {
		ID     int    `json:"id"`
		Reason string `json:"reason,omitempty"`
	}
	// ActionDone says that the action was carried out, with proof.
	ActionDone struct {
		ID    int    `json:"id"`
		Proof string `json:"proof"`
	}
	// ActionFailed says that the action could not be carried out.
	ActionFailed struct {
		ID     int    `json:"id"`
		Reason string `json:"reason"`
	}
	// ActionOvertaken says that the product carried out what an action was about
	// before its target was changed. The action itself stands as it did.
	ActionOvertaken struct {
		ID     int    `json:"id"`
		Event  int    `json:"event"` // that released what was carried out
		Target string `json:"target,omitempty"`
		Proof  string `json:"proof"`
	}
	// RungReached says that a step of an escalation ladder came due and was told.
	RungReached struct {
		Obligation string        `json:"obligation"`
		Rung       string        `json:"rung"`
		Due        time.Time     `json:"due"`
		Left       time.Duration `json:"left"` // in nanoseconds; below zero when overdue
		Times      int           `json:"times,omitempty"`
		Missed     []string      `json:"missed,omitempty"` // rungs that came due before it and were never told
		Behind     int           `json:"behind,omitempty"` // so many of these, the first: they lay behind us when the clock was set; the others came due while the desk was down
		Closed     bool          `json:"closed,omitempty"` // outside office hours
		Page       []Role        `json:"page,omitempty"`   // whom it pages at once
		Nobody     []Role        `json:"nobody,omitempty"` // whom it should have paged and nobody is
		Level      int           `json:"level,omitempty"`  // how far the audience had to grow until somebody was there, from 1
		Must       []PersonID    `json:"must,omitempty"`   // who must acknowledge, every one of them
		Again      time.Time     `json:"again,omitzero"`   // when it is told again unless acknowledged
	}
	// Escalated says that a rung was told again, and people paged where it
	// pages, because nobody acknowledged in time or the acknowledgement ran out.
	Escalated struct {
		Obligation string        `json:"obligation"`
		Rung       string        `json:"rung"`
		Left       time.Duration `json:"left"`
		Why        Why           `json:"why"`
		Times      int           `json:"times"` // which page of this rung it is, from 1
		Closed     bool          `json:"closed,omitempty"`
		Page       []Role        `json:"page,omitempty"`   // whom it pages
		Nobody     []Role        `json:"nobody,omitempty"` // whom it should have paged and nobody is
		Level      int           `json:"level,omitempty"`  // how far the audience has grown, from 1
		Path       int           `json:"path,omitempty"`   // from which path on, counted from 0
		Again      time.Time     `json:"again,omitzero"`   // when it is told again unless acknowledged
	}
	// PageConfirmed says that the other side has paged somebody: accepted is
	// not paged (reference/oncall.md §4).
	PageConfirmed struct {
		Page  EffectKey `json:"page"`
		Again time.Time `json:"again,omitzero"`
	}
	// SlackSilent says that Slack does not take what is urgent, so that the thread
	// was not told of it. Whom it would have told is paged instead.
	SlackSilent struct {
		Since   time.Time  `json:"since"`          // when the oldest of it was decided
		Waiting int        `json:"waiting"`        // how many urgent replies wait
		Page    []Role     `json:"page,omitempty"` // whom it pages
		Ask     []PersonID `json:"ask,omitempty"`  // whom it pages beside them: who may approve
	}
	// SlackBack says that the thread has been told of all that waited.
	SlackBack struct {
		Since  time.Time `json:"since"`
		Until  time.Time `json:"until"`
		Waited int       `json:"waited"` // how many urgent replies came late
	}
	// AwareCorrected moves the moment of awareness, and with it the clocks that
	// start there.
	AwareCorrected struct {
		Aware  time.Time `json:"aware"`
		Was    time.Time `json:"was"`
		Reason string    `json:"reason"`
		Delay  string    `json:"delay,omitempty"` // why the AP was notified late, when the new moment makes it so
	}
	// Acknowledged says that a person has seen the rung and is on it.
	Acknowledged struct {
		Obligation string    `json:"obligation"`
		Rung       string    `json:"rung"`
		Until      time.Time `json:"until"`
		Via        Via       `json:"via,omitempty"`
	}
	// Noted is a line in the record, by a person.
	Noted struct {
		Text string `json:"text"`
	}
	// DetailsOpened says that somebody looked at the unmasked mail, or at the
	// addresses of those who were told.
	DetailsOpened struct {
		Told int `json:"told,omitempty"` // the action by which they were told; 0 for the mail
	}
	// Undelivered says that the desk could not tell the world something, and
	// has given up trying.
	Undelivered struct {
		Effect EffectKey  `json:"effect"`
		What   EffectKind `json:"what"`
		Error  string     `json:"error"` // a code of the other side, never its text
	}
	// Closed ends the incident. Owed names what was still open, in which case
	// Reason says why it may end all the same.
	Closed struct {
		Reason string `json:"reason,omitempty"`
		Owed   []Owed `json:"owed,omitempty"`
	}
	// Reopened starts it again.
	Reopened struct {
		Reason string `json:"reason"`
	}
)

// Kind names each body in the record.
func (Opened) Kind() Kind           { return "opened" }
func (MailAdded) Kind() Kind        { return "mail-added" }
func (MailChecked) Kind() Kind      { return "mail-checked" }
func (MailReturned) Kind() Kind     { return "mail-returned" }
func (ReportCorrected) Kind() Kind  { return "report-corrected" }
func (Asked) Kind() Kind            { return "asked" }
func (CodeSent) Kind() Kind         { return "code-sent" }
func (CodeTried) Kind() Kind        { return "code-tried" }
func (Claimed) Kind() Kind          { return "claimed" }
func (EvidenceGiven) Kind() Kind    { return "evidence-given" }
func (Validated) Kind() Kind        { return "validated" }
func (Rejected) Kind() Kind         { return "rejected" }
func (ActionRequested) Kind() Kind  { return "action-requested" }
func (ActionApproved) Kind() Kind   { return "action-approved" }
func (ActionDenied) Kind() Kind     { return "action-denied" }
func (ActionRetargeted) Kind() Kind { return "action-retargeted" }
func (ActionLapsed) Kind() Kind     { return "action-lapsed" }
func (SuspensionEnded) Kind() Kind  { return "suspension-ended" }
func (ActionDone) Kind() Kind       { return "action-done" }
func (ActionFailed) Kind() Kind     { return "action-failed" }
func (ActionOvertaken) Kind() Kind  { return "action-overtaken" }
func (RungReached) Kind() Kind      { return "rung-reached" }
func (Escalated) Kind() Kind        { return "escalated" }
func (Acknowledged) Kind() Kind     { return "acknowledged" }
func (PageConfirmed) Kind() Kind    { return "page-confirmed" }
func (SlackSilent) Kind() Kind      { return "slack-silent" }
func (SlackBack) Kind() Kind        { return "slack-back" }
func (AwareCorrected) Kind() Kind   { return "aware-corrected" }
func (Noted) Kind() Kind            { return "noted" }
func (DetailsOpened) Kind() Kind    { return "details-opened" }
func (Undelivered) Kind() Kind      { return "undelivered" }
func (Closed) Kind() Kind           { return "closed" }
func (Reopened) Kind() Kind         { return "reopened" }

// Bodies returns a zero body of every kind, for those who decode or list them.
func Bodies() []Body {
	return []Body{
		Opened{}, MailAdded{}, MailChecked{}, MailReturned{}, ReportCorrected{}, Asked{}, CodeSent{}, CodeTried{}, Claimed{}, EvidenceGiven{}, Validated{}, Rejected{},
		ActionRequested{}, ActionRetargeted{}, ActionLapsed{}, SuspensionEnded{}, ActionApproved{}, ActionDenied{}, ActionDone{}, ActionFailed{}, ActionOvertaken{},
		RungReached{}, Escalated{}, PageConfirmed{}, SlackSilent{}, SlackBack{}, Acknowledged{}, AwareCorrected{}, Noted{}, DetailsOpened{}, Undelivered{},
		Closed{}, Reopened{},
		Held{}, Released{}, ErasureRequested{}, MailsDropped{}, Erased{},
		Declared{}, Converted{}, StageSkip{}, CauseFound{}, ServiceRestored{},
		ActionAccounts{}, ActionProgress{}, ActionRetried{}, InformRecipients{}, InformTested{},
		Notified{}, NoNoticeProposed{}, NoNotice{}, NoNoticeDenied{},
		Assessed{}, DossierAnswered{},
	}
}

package bot

import "fmt"

// A Refusal is an illegal move: an error meant for the person who asked, with
// the next step in it. The sentences, Dutch and English, stand in the
// catalogs of bot/view, one for each reason.
type Refusal struct {
	Reason Reason
	Ref    Ref
	By     PersonID // who did it before, where the sentence says so
	Words  []string // what the sentence quotes: a kind, a number, a target
	Drill  bool     // it is about an exercise
}

// A Reason says why something is refused.
type Reason string

const (
	NotYourRole      Reason = "not-your-role"     // Words: the role that may
	OwnRequest       Reason = "own-request"       // nobody approves their own request
	OwnEvidence      Reason = "own-evidence"      // nobody confirms their own evidence
	NotYet           Reason = "not-yet"           // that moment lies ahead. Words: which one of a declaration
	TooLongAgo       Reason = "too-long-ago"      // that moment is so long ago that its year must be a slip
	SameMoment       Reason = "same-moment"       // it is that moment already
	IsClosed         Reason = "is-closed"         // reopen it first
	NotClosed        Reason = "not-closed"        // nothing to reopen
	NotValidated     Reason = "not-validated"     // validate the requester first
	IsRejected       Reason = "is-rejected"       // the requester was turned down
	AlreadyValid     Reason = "already-validated" // By: who did
	AlreadyYours     Reason = "already-yours"     // you own it
	NoAccount        Reason = "no-account"        // which account?
	NoAction         Reason = "no-such-action"    // Words: the number asked for
	WhichAction      Reason = "which-action"      // Words: the numbers that fit
	NotWaiting       Reason = "not-waiting"       // Words: the number, its state. By: who decided
	NotApproved      Reason = "not-approved"      // Words: the number
	AlreadyFinished  Reason = "already-finished"  // Words: the number, its state. By: who finished it
	AlreadyRequested Reason = "already-requested" // Words: the number
	NotReversible    Reason = "not-reversible"    // only what was done can be reversed
	AlreadyReversed  Reason = "already-reversed"  // Words: the number of the reversal
	NothingToAck     Reason = "nothing-to-ack"    // no rung stands
	AlreadyAcked     Reason = "already-acked"     // by the same person, and it still stands
	StillOwed        Reason = "still-owed"        // Words: what is owed. Close with a reason
	NotifyFirst      Reason = "notify-first"      // whether the AP is notified is not decided by closing
	NeedsReason      Reason = "needs-reason"      // say why
	NeedsProof       Reason = "needs-proof"       // say how it was done
	NeedsTarget      Reason = "needs-target"      // say what to act on
	NeedsText        Reason = "needs-text"        // an empty note
	NeedsWhat        Reason = "needs-what"        // say what is known, found or done
	TooLong          Reason = "too-long"          // Words: how many characters fit
	NoLetters        Reason = "no-letters"        // the desk writes no mail: it is not configured
	NoDrillMail      Reason = "no-drill-mail"     // in an exercise no mail leaves: approve it as it is
	TooManyCodes     Reason = "too-many-codes"    // call back, or record evidence
	NothingToAsk     Reason = "nothing-to-ask"    // nothing is missing, and nothing was written
	NobodyToAsk      Reason = "nobody-to-ask"     // no proven address to write to
	NoSuchTarget     Reason = "no-such-target"    // Words: the target, near misses on that account
	TargetChanged    Reason = "target-changed"    // Words: the number. Look again before you approve
	NotApprover      Reason = "not-approver"      // By: who asked. Words: the number; the approvers were fixed when it was requested
	Lapsed           Reason = "lapsed"            // Words: the number. Ask for it again
	EndsInPast       Reason = "ends-in-past"      // the end date of a suspension
	NotFound         Reason = "not-found"         // no such incident. Words: the open ones
	IsInternal       Reason = "is-internal"       // By: who declared it
	NoExercise       Reason = "no-exercise"       // what a customer reported is real: declare an exercise of its own
	NotInternal      Reason = "not-internal"      // only for a leak at Snoobi itself: convert it first
	EndsFirst        Reason = "ends-first"        // it ended before it began
	AlreadyNotified  Reason = "already-notified"  // By: who recorded it. Words: the AP's number
	NotNotified      Reason = "not-notified"      // nothing to supplement or withdraw
	FiledFirst       Reason = "filed-first"       // Words: the number of the notification that cannot be later than what follows it
	WithdrawnBefore  Reason = "withdrawn"         // Words: the number. There is nothing left to supplement or withdraw
	NeedsNumber      Reason = "needs-number"      // the AP's meldingsnummer
	NeedsMoment      Reason = "needs-when"        // when?
	NeedsDelay       Reason = "needs-delay"       // it is late: the reasons for the delay (art. 33(1))
	NeedsDelayToo    Reason = "needs-delay-too"   // by that moment the notice was late: the reasons for the delay
	NeedsLater       Reason = "needs-later"       // found, but certain only later: why?
	TooEarly         Reason = "too-early"         // before it began
	AlreadyDecided   Reason = "already-decided"   // By: the second person
	OwnDecision      Reason = "own-decision"      // nobody agrees with their own decision
	NeedsPrivacy     Reason = "needs-privacy"     // one of the two must be the privacy officer
	NothingProposed  Reason = "nothing-proposed"  // no decision waits
	NoStage          Reason = "no-such-stage"     // Words: what was typed
	DecideInstead    Reason = "decide-instead"    // notifying is not skipped: it is decided by two people
	StageIsOver      Reason = "stage-is-over"     // By: who did. Words: the stage
	NeedsCategory    Reason = "needs-category"    // which data leaked?
	NotSevere        Reason = "not-severe"        // a choice that the method does not have
	NoQuestion       Reason = "no-such-question"  // Words: the key
	NothingNew       Reason = "nothing-new"       // the answers say what is recorded already
	CloseFirst       Reason = "close-first"       // only what is closed is erased
	AlreadyHeld      Reason = "already-held"      // By: who did
	NotHeld          Reason = "not-held"          // nothing to release
	IsHeld           Reason = "is-held"           // By: who did. Release it first
	OwnErasure       Reason = "own-erasure"       // nobody confirms their own request to erase
	SuspensionRuns   Reason = "suspension-runs"   // a suspension has yet to end
	StillPosting     Reason = "still-posting"     // something of it is on its way to Slack
	IsErased         Reason = "is-erased"         // nothing is left to work on
	NoAccounts       Reason = "no-accounts"       // which accounts?
	TooManyAccounts  Reason = "too-many-accounts" // Words: how many fit
	StillRunning     Reason = "still-running"     // Words: the number. The product is still at it
	NothingToRetry   Reason = "nothing-to-retry"  // Words: the number
	NoSuchAccount    Reason = "no-such-account"   // Words: the numbers that the directory does not have
	NoDirectory      Reason = "no-directory"      // it cannot be read
	NoRecipients     Reason = "no-recipients"     // whom?
	AlreadyTold      Reason = "already-told"      // By: who asked for it. Words: the number of the action that told the same people the same
	NeedsMessage     Reason = "needs-message"     // each part of what they are told
	NeedsEnglish     Reason = "needs-english"     // Words: how many recipients read it
	LetterOutdated   Reason = "letter-outdated"   // Words: the number. The moment of awareness that it names was corrected
	HasMarkup        Reason = "has-markup"        // a link or a sign as Slack or HTML write it: a reader would see the signs
	HasHidden        Reason = "has-hidden"        // characters that cannot be seen: a letter leaves them out
	NoOwnAddress     Reason = "no-own-address"    // the configuration has no mail address of who asks
	NobodyTold       Reason = "nobody-told"       // no mail to account holders was approved
	BrokenList       Reason = "broken-list"       // Words: the numbers of the lines that cannot be read
	BadHeader        Reason = "bad-header"        // Words: a column that is not known, or there twice; none: one is missing
	NotText          Reason = "not-text"          // the file is no text, or not in UTF-8
	TwoLists         Reason = "two-lists"         // one is typed and one is in a file
	FileNotMeant     Reason = "file-not-meant"    // there is a file, and the recipients are to be others
	FileTooLarge     Reason = "file-too-large"    // Words: how much may be in it
	FileGone         Reason = "file-gone"         // it is no longer where it was put
	FileNotFetched   Reason = "file-not-fetched"  // it cannot be read now
	UnknownVerb      Reason = "unknown-verb"      // Words: what was typed, the nearest verb
)

// Error says it in the log's language; people read the catalog's sentence.
func (r Refusal) Error() string {
	if r.Ref == "" {
		return fmt.Sprintf("refused: %s", r.Reason)
	}
	return fmt.Sprintf("%s: refused: %s", r.Ref, r.Reason)
}

// refuse returns a Refusal about in.
func (in Incident) refuse(why Reason, words ...string) error {
	return Refusal{Reason: why, Ref: in.Ref, Words: words, Drill: in.Drill}
}

// refuseAfter returns a Refusal that names who was there first.
func (in Incident) refuseAfter(why Reason, by PersonID, words ...string) error {
	return Refusal{Reason: why, Ref: in.Ref, By: by, Words: words, Drill: in.Drill}
}

// demand refuses unless who may do what the role may.
func (in Incident) demand(who Person, role Role) error {
	if in.Erased != nil {
		return in.refuseAfter(IsErased, in.Erased.By)
	}
	if who.May(role) {
		return nil
	}
	return in.refuse(NotYourRole, string(role))
}

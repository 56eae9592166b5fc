package bot

import (
	"slices"
	"time"
)

// A Stage is one step of the procedure for a leak at Snoobi itself (DESIGN §1).
// They can be taken in any order.
type Stage string

const (
	StageStop    Stage = "stop"    // stop all access
	StageAssess  Stage = "assess"  // how severe is it
	StageNotify  Stage = "notify"  // notify the AP, or decide not to
	StageInform  Stage = "inform"  // inform the account holders
	StageCause   Stage = "cause"   // find the cause
	StageRestore Stage = "restore" // bring the service back
)

// Stages returns all of them, in the order of the procedure.
func Stages() []Stage {
	return []Stage{StageStop, StageAssess, StageNotify, StageInform, StageCause, StageRestore}
}

// A Progress is how far a stage has come.
type Progress string

const (
	StageOpen    Progress = "open"
	StageDoing   Progress = "doing"   // begun, or it waits for somebody
	StageDone    Progress = "done"    // carried out
	StageDecided Progress = "decided" // it was decided not to, by two people
	StageSkipped Progress = "skipped" // with a reason that stands in the record
)

// Over reports whether nothing more must happen for the stage.
func (p Progress) Over() bool { return p == StageDone || p == StageDecided || p == StageSkipped }

// A Checked is one line of the checklist.
type Checked struct {
	Stage    Stage
	Progress Progress
	Mark     // who brought it there, and when; zero while it is open
}

type (
	// StageSkip says that a stage is not taken, and why.
	StageSkip struct {
		Stage  Stage  `json:"stage"`
		Reason string `json:"reason"`
	}
	// CauseFound is a finding about the cause, with what shows it.
	CauseFound struct {
		Finding   string    `json:"finding"`
		Evidence  string    `json:"evidence,omitempty"` // where it can be seen: a log, a ticket
		Contained time.Time `json:"contained,omitzero"` // when the leak was closed, if that is known by it
	}
	// ServiceRestored says that the whole service is back.
	ServiceRestored struct {
		At    time.Time `json:"at"`
		Words string    `json:"words"` // what was done, and against it happening again
	}
)

// Kind names each body in the record.
func (StageSkip) Kind() Kind       { return "stage-skipped" }
func (CauseFound) Kind() Kind      { return "cause-found" }
func (ServiceRestored) Kind() Kind { return "service-restored" }

// A Skipped is a stage that is not taken.
type Skipped struct {
	Mark
	StageSkip
}

// A Finding is what was found out about the cause.
type Finding struct {
	Mark
	CauseFound
}

// A Restoration is when the service came back.
type Restoration struct {
	Mark
	ServiceRestored
	Before bool // it was said before the incident was reopened last
}

// Playbook returns the checklist of an internal incident. It follows from the
// record; a stage that was skipped and then taken all the same is taken.
func (in Incident) Playbook() []Checked {
	if in.Track != Internal {
		return nil
	}
	var list []Checked
	for _, s := range Stages() {
		c := Checked{Stage: s, Progress: StageOpen}
		if p, mark := in.progress(s); p != StageOpen {
			c.Progress, c.Mark = p, mark
		}
		if i := slices.IndexFunc(in.Skipped, func(k Skipped) bool { return k.Stage == s }); i >= 0 && !c.Progress.Over() {
			c.Progress, c.Mark = StageSkipped, in.Skipped[i].Mark
		}
		list = append(list, c)
	}
	return list
}

// Stage returns how far one stage has come.
func (in Incident) Stage(s Stage) Checked {
	for _, c := range in.Playbook() {
		if c.Stage == s {
			return c
		}
	}
	return Checked{Stage: s, Progress: StageOpen}
}

// progress is how far a stage has come by what was done for it.
func (in Incident) progress(s Stage) (Progress, Mark) {
	switch s {
	case StageStop:
		return in.stopping()
	case StageAssess:
		if s := in.Severity; s != nil {
			return StageDone, s.Mark
		}
	case StageNotify:
		switch {
		case len(in.Notices) > 0:
			return StageDone, in.Notices[0].Mark
		case in.NoNotice.Stands():
			return StageDecided, in.NoNotice.Mark
		case in.NoNotice != nil:
			return StageDoing, in.NoNotice.Mark
		}
	case StageInform:
		return in.tellingProgress()
	case StageCause:
		if n := len(in.Findings); n > 0 {
			return StageDone, in.Findings[n-1].Mark
		}
	case StageRestore:
		switch r := in.Restored; {
		case r != nil && len(in.Suspended()) > 0:
			return StageDoing, r.Mark // the service is back, and not for everybody
		case r != nil:
			return StageDone, r.Mark
		}
	}
	return StageOpen, Mark{}
}

// tellingProgress is how far telling the account holders has come.
func (in Incident) tellingProgress() (Progress, Mark) {
	p, mark := StageOpen, Mark{}
	for _, a := range in.Actions {
		switch {
		case a.Kind != Inform:
		case a.State == ActionIsDone:
			return StageDone, a.Finished
		case a.State.Pending():
			p, mark = StageDoing, a.Requested
		}
	}
	return p, mark
}

// stopping is how far stopping all access has come.
func (in Incident) stopping() (Progress, Mark) {
	p, mark := StageOpen, Mark{}
	for _, a := range in.Actions {
		switch {
		case a.Kind != StopAll || a.Reverses > 0:
		case in.before(a):
		case a.State == ActionIsDone:
			return StageDone, a.Finished
		case a.State.Pending():
			p, mark = StageDoing, a.Requested
		}
	}
	return p, mark
}

// before reports whether an action was requested for the customer's own account,
// before anybody knew that the leak is ours.
func (in Incident) before(a Action) bool {
	return a.Many == nil && in.Suspicion != nil && in.Suspicion.Converted && a.Requested.At.Before(in.Suspicion.At)
}

// Skip leaves a stage out, with a reason. Whether the AP is notified is never
// skipped: it is decided, by two people.
func (in Incident) Skip(who Person, s Stage, reason string, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	switch c := in.Stage(s); {
	case !slices.Contains(Stages(), s):
		return Change{}, in.refuse(NoStage, string(s))
	case s == StageNotify:
		return Change{}, in.refuse(DecideInstead)
	case c.Progress.Over():
		return Change{}, in.refuseAfter(StageIsOver, c.By, string(s))
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	return in.tell(who, Normal, StageSkip{Stage: s, Reason: reason}, now), nil
}

// FindCause records a finding about the cause. There may be several.
func (in Incident) FindCause(who Person, f CauseFound, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Support); err != nil {
		return Change{}, err
	}
	var err error
	if f.Finding, err = in.reason(f.Finding, NeedsWhat); err != nil {
		return Change{}, err
	}
	if f.Evidence != "" {
		if f.Evidence, err = in.reason(f.Evidence, NeedsWhat); err != nil {
			return Change{}, err
		}
	}
	if f.Contained = utc(f.Contained); f.Contained.After(now) {
		return Change{}, in.refuse(NotYet)
	}
	return in.tell(who, Normal, f, now), nil
}

// RestoreService says that the service is back: see Suspended for what is still stopped.
func (in Incident) RestoreService(who Person, r ServiceRestored, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Support); err != nil {
		return Change{}, err
	}
	if in.Restored != nil && !in.stoppedAgain() {
		return Change{}, in.refuseAfter(StageIsOver, in.Restored.By, string(StageRestore))
	}
	var err error
	if r.Words, err = in.reason(r.Words, NeedsWhat); err != nil {
		return Change{}, err
	}
	if r.At = utc(r.At); r.At.IsZero() {
		r.At = now.UTC()
	}
	switch {
	case r.At.After(now):
		return Change{}, in.refuse(NotYet)
	case r.At.Before(in.began().Truncate(time.Minute)): // people give minutes
		return Change{}, in.refuse(TooEarly)
	}
	return in.tell(who, Normal, r, now), nil
}

// stoppedAgain reports whether the service may have gone since it was said to be
// back: the incident was reopened, or something was stopped.
func (in Incident) stoppedAgain() bool {
	return in.Restored.Before || slices.ContainsFunc(in.Suspended(), func(a Action) bool { return a.Requested.At.After(in.Restored.Mark.At) })
}

// began is the first moment that is known of the leak: nothing can have been
// restored before it.
func (in Incident) began() time.Time {
	switch s := in.Suspicion; {
	case s == nil:
		return time.Time{}
	case !s.From.IsZero():
		return s.From
	case !s.Found.IsZero():
		return s.Found
	}
	return in.Aware
}

// Contained is when the leak was closed: when a finding says so, else when the
// last of the access was stopped.
func (in Incident) Contained() (time.Time, bool) {
	for i := len(in.Findings) - 1; i >= 0; i-- {
		if t := in.Findings[i].Contained; !t.IsZero() {
			return t, true
		}
	}
	if p, mark := in.stopping(); p == StageDone {
		return mark.At, true
	}
	return time.Time{}, false
}

// Suspended returns the actions that stop something and were not taken back.
func (in Incident) Suspended() []Action {
	var list []Action
	for _, a := range in.Actions {
		alone := a.Many == nil && a.State == ActionIsDone && a.Kind != RevokeUser && a.Kind != Inform && a.Reversed == 0
		if a.Reverses == 0 && (alone || in.Stopped(a) > 0) {
			list = append(list, a)
		}
	}
	return list
}

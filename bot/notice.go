package bot

import (
	"strings"
	"time"
)

// A NoticeKind is what was filed at the AP (law.md §3).
type NoticeKind string

const (
	NoticeInitial    NoticeKind = "initial"
	NoticeSupplement NoticeKind = "supplement" // art. 33(4): in phases
	NoticeWithdrawal NoticeKind = "withdrawal"
)

// NoticeKinds returns all of them, in the order in which they are filed.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{NoticeInitial, NoticeSupplement, NoticeWithdrawal}
}

// A Notice is one filing in the AP's form, by a person: the form has no API.
type Notice struct {
	What   NoticeKind `json:"what"`
	Number string     `json:"number"`           // the AP's meldingsnummer
	Filed  time.Time  `json:"filed"`            // the time at the form, which is what "late" is judged by
	Reason string     `json:"reason,omitempty"` // of the delay (art. 33(1)), or of the withdrawal
}

type (
	// Notified says that a person has filed at the AP.
	Notified struct {
		Notice
		Late time.Duration `json:"late,omitempty"` // after the deadline, in nanoseconds
	}
	// NoNoticeProposed is one person's decision not to notify the AP: the breach
	// is unlikely to result in a risk (art. 33(1)). It counts once another agrees.
	NoNoticeProposed struct {
		Reason  string `json:"reason"`
		Privacy bool   `json:"privacy,omitempty"` // by the privacy officer
	}
	// NoNotice says that it was decided not to notify, by two people.
	NoNotice struct {
		Reason string   `json:"reason"`
		First  PersonID `json:"first"` // who proposed it
	}
	// NoNoticeDenied says that the second person does not agree.
	NoNoticeDenied struct {
		Reason string `json:"reason"`
	}
)

// Kind names each body in the record.
func (Notified) Kind() Kind         { return "notified" }
func (NoNoticeProposed) Kind() Kind { return "no-notice-proposed" }
func (NoNotice) Kind() Kind         { return "no-notice" }
func (NoNoticeDenied) Kind() Kind   { return "no-notice-denied" }

// A Recorded is a filing at the AP, and who told the desk of it.
type Recorded struct {
	Mark
	Notice
	Late  time.Duration // after the deadline; 0: in time
	Event int
}

// A Silencing is the decision not to notify the AP. It stands once a second
// person agreed.
type Silencing struct {
	Mark             // who proposed it
	Event   int      // number of the event that asks for the second person, or decided
	Reason  string   // why the breach is unlikely to result in a risk
	Privacy bool     // who proposed it is the privacy officer
	Second  PersonID // who agreed; "" while it is a proposal
}

// Stands reports whether it was decided by two people.
func (s *Silencing) Stands() bool { return s != nil && s.Second != "" }

// agreed returns the decision with the second person's word.
func (s *Silencing) agreed(b NoNotice, mark Mark, event int) *Silencing {
	c := Silencing{Mark: Mark{By: b.First}, Reason: b.Reason}
	if s != nil {
		c = *s
	}
	c.Second, c.Event, c.At = mark.By, event, mark.At
	return &c
}

// overtaken drops a proposal that a notice makes idle; what was decided stays.
func (s *Silencing) overtaken() *Silencing {
	if s.Stands() {
		return s
	}
	return nil
}

// noticeRunes is how long the AP's number may be.
const noticeRunes = 60

// earliestNotice is how long before we were certain a notice can have been filed
// as a precaution; one before that is a slip in its day, and would pass for one
// in time (chosen).
const earliestNotice = 30 * 24 * time.Hour

// Notify records that the AP was notified. The first notice ends the ladder; one
// after the deadline takes the reasons for the delay (art. 33(1)).
func (in Incident) Notify(who Person, n Notice, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	n.Number, n.Reason, n.Filed = strings.TrimSpace(n.Number), strings.TrimSpace(n.Reason), utc(n.Filed)
	initial, stands := in.Standing()
	switch {
	case n.What == NoticeInitial && stands:
		return Change{}, in.refuseAfter(AlreadyNotified, initial.By, initial.Number)
	case n.What != NoticeInitial && len(in.Notices) == 0:
		return Change{}, in.refuse(NotNotified)
	case n.What != NoticeInitial && !stands:
		return Change{}, in.refuseAfter(WithdrawnBefore, initial.By, initial.Number)
	case n.Number == "":
		return Change{}, in.refuse(NeedsNumber)
	case len([]rune(n.Number)) > noticeRunes:
		return Change{}, in.refuse(TooLong, "60")
	case n.Filed.IsZero():
		return Change{}, in.refuse(NeedsMoment)
	case n.Filed.After(now):
		return Change{}, in.refuse(NotYet)
	case n.Filed.Before(in.Aware.Add(-earliestNotice)):
		return Change{}, in.refuse(TooLongAgo)
	case stands && n.Filed.Before(initial.Filed.Truncate(time.Minute)): // people give minutes
		return Change{}, in.refuse(FiledFirst, initial.Number)
	}
	b := Notified{Notice: n}
	if law, ok := in.Law(); ok && n.What == NoticeInitial {
		b.Late = max(0, n.Filed.Sub(law.Deadline))
	}
	if n.Reason != "" || b.Late > 0 || n.What == NoticeWithdrawal {
		why := NeedsReason
		if b.Late > 0 {
			why = NeedsDelay
		}
		var err error
		if b.Reason, err = in.reason(n.Reason, why); err != nil {
			return Change{}, err
		}
	}
	return in.tell(who, Normal, b, now), nil
}

// DecideNoNotice is the decision not to notify the AP, which takes two people of
// whom one is the privacy officer. The first call proposes it; the same verb by
// another person makes it stand. It ends the ladder.
func (in Incident) DecideNoNotice(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	if initial, stands := in.Standing(); stands {
		return Change{}, in.refuseAfter(AlreadyNotified, initial.By, initial.Number)
	}
	if p := in.NoNotice; p != nil {
		switch {
		case p.Stands():
			return Change{}, in.refuseAfter(AlreadyDecided, p.Second)
		case p.By == who.ID:
			return Change{}, in.refuse(OwnDecision)
		case !p.Privacy && !who.May(Privacy):
			return Change{}, in.refuse(NeedsPrivacy)
		}
		return in.tell(who, Normal, NoNotice{Reason: p.Reason, First: p.By}, now), nil
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	return in.tell(who, Urgent, NoNoticeProposed{Reason: reason, Privacy: who.May(Privacy)}, now), nil
}

// Standing returns the last initial notification, and whether it stands: it was
// filed, and not withdrawn.
func (in Incident) Standing() (initial Recorded, ok bool) {
	for _, n := range in.Notices {
		switch n.What {
		case NoticeInitial:
			initial, ok = n, true
		case NoticeWithdrawal:
			ok = false
		}
	}
	return initial, ok
}

// DenyNoNotice is a person's word against it, while it is proposed or after it
// was decided: what is known later may bring a risk, and the clock, which ran on,
// counts again. Also who proposed it may take it back.
func (in Incident) DenyNoNotice(who Person, reason string, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	if in.NoNotice == nil {
		return Change{}, in.refuse(NothingProposed)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	return in.tell(who, Normal, NoNoticeDenied{Reason: reason}, now), nil
}

// tell records one event and tells the thread of it.
func (in Incident) tell(who Person, lane Lane, b Body, now time.Time) Change {
	d := in.draft(who.ID, now)
	no := d.record(b)
	d.reply(no, lane, "event/%d", no)
	return d.done()
}

// demandInternal refuses unless who has the role and the incident is an open
// one of the internal track.
func (in Incident) demandInternal(who Person, role Role) error {
	if err := in.demandOpen(who, role); err != nil {
		return err
	}
	if in.Track != Internal {
		return in.refuse(NotInternal)
	}
	return nil
}

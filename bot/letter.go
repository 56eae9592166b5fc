package bot

import (
	"slices"
	"strings"
	"time"
)

// A Letter is a mail to one person outside, which an event of the record
// promises. What many are told by is an action: see Inform.
type Letter struct {
	Key      EffectKey
	To       Mailbox
	Event    int // number of the event that promises it
	Kind     Kind
	At       time.Time
	Failed   *Trouble // the desk has given up sending it
	Returned *Trouble // it came back (RFC 3464)
}

// A Trouble is what became of a letter that did not arrive.
type Trouble struct {
	At   time.Time
	Code string // of the mail server or of RFC 3463; may be empty
}

// LetterOf returns the letter that e promises to somebody outside; ok is false
// when it promises none. It is the one place that says so: a decision sends what
// it says, and a report lists it. in is the incident once e stands in its record.
func (in Incident) LetterOf(e Event) (l Letter, ok bool) {
	if !in.Rules.Letters {
		return Letter{}, false
	}
	l = Letter{Event: e.No, Kind: e.Kind, At: e.At}
	switch b := e.Body.(type) {
	case Opened:
		l.Key = in.key("letter/receipt")
		l.To, ok = ReceiptTo(b.Mail)
	case Asked:
		l.Key, l.To, ok = in.key("letter/question/%d", in.Asked), Mailbox{Address: b.To}, true
		if in.Reporter.Address == b.To {
			l.To.Name = in.Reporter.Name
		}
	case CodeSent:
		l.Key, l.To, ok = in.key("letter/code/%d", b.ID), Mailbox{Name: b.Admin, Address: b.To}, true
	case InformTested:
		l.Key, l.To, ok = in.key("letter/inform-test/%d", e.No), Mailbox{Address: b.To}, true
	case Closed:
		l.Key = in.key("letter/outcome/%d", e.No)
		l.To, ok = in.OutcomeTo()
	}
	return l, ok
}

// Letters reads from a record which letters it promised, in its order, and what
// is known of those that did not arrive.
func Letters(ref Ref, events []Event) (list []Letter) {
	in := Incident{Ref: ref}
	of := func(key EffectKey, mark func(*Letter)) {
		if i := slices.IndexFunc(list, func(l Letter) bool { return l.Key == key }); i >= 0 {
			mark(&list[i])
		}
	}
	for _, e := range events {
		in = in.Apply(e)
		if l, ok := in.LetterOf(e); ok {
			list = append(list, l)
		}
		switch b := e.Body.(type) {
		case Undelivered:
			of(b.Effect, func(l *Letter) { l.Failed = &Trouble{e.At, b.Error} })
		case MailReturned:
			of(b.Letter, func(l *Letter) { l.Returned = &Trouble{e.At, b.Status} })
		}
	}
	return list
}

// letter sends what event no, one of this change, promises.
func (d *draft) letter(no int) {
	for _, e := range d.change.Events {
		if l, ok := d.in.LetterOf(e); ok && e.No == no {
			d.effect(Effect{Key: l.Key, Kind: EffectMail, Lane: Normal, Event: no})
		}
	}
}

// ReceiptTo returns who is told that a report came in: only an address that is
// proven, or an impostor would learn that his trick works, and a stranger would
// get mail he never asked for (reference/mail.md §5). Of a forward it is the
// colleague who passed it on.
func ReceiptTo(m Mail) (to Mailbox, ok bool) {
	switch {
	case m.Class != ClassReport || !m.Authentic.Pass || m.Sender.Address == "":
		return Mailbox{}, false
	case m.Forwarded == ForwardNone || m.Staff:
		return m.Sender, true
	}
	return Mailbox{}, false
}

// OutcomeTo returns who is told what was done, once the incident is closed: the
// admin at the address at which he was proven or is registered. ok is false
// when nothing was done, or nobody may be told: nothing about an account goes
// to anybody who was not validated.
func (in Incident) OutcomeTo() (to Mailbox, ok bool) {
	done := slices.ContainsFunc(in.Actions, func(a Action) bool { return a.State == ActionIsDone })
	switch {
	case !done || !in.Verdict.Valid():
	case in.Code != nil && in.Code.Used:
		return Mailbox{Name: in.Code.Admin, Address: in.Code.To}, true
	case in.Verdict == VerdictAdmin && in.Registered != "":
		return Mailbox{Name: in.Admin, Address: in.Registered}, true
	case in.Verdict == VerdictResponsible && len(in.Mails) > 0 && in.Mails[0].Authentic && in.Mails[0].Forwarded == ForwardNone:
		return in.Reporter, in.Reporter.Address != ""
	}
	return Mailbox{}, false
}

// AskFor mails the requester for what is missing, or with words of the person
// who asks. It says nothing about the account, so the requester need not be
// validated.
func (in Incident) AskFor(who Person, items []MissingItem, words string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	words = strings.TrimSpace(words)
	switch {
	case !in.Rules.Letters:
		return Change{}, in.refuse(NoLetters)
	case in.Verdict == VerdictRejected:
		return Change{}, in.refuseAfter(IsRejected, in.Validated.By)
	case in.Reporter.Address == "":
		return Change{}, in.refuse(NobodyToAsk)
	case len(items) == 0 && words == "":
		return Change{}, in.refuse(NothingToAsk)
	case len([]rune(words)) > ReasonRunes:
		return Change{}, in.refuse(TooLong, "2000")
	}
	d := in.draft(who.ID, now)
	no := d.record(Asked{Items: slices.Clone(items), Words: words, To: in.Reporter.Address})
	d.reply(no, Normal, "event/%d", no)
	d.letter(no)
	return d.done(), nil
}

package bot

import (
	"slices"
	"strings"
	"time"
)

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
	d.letter(no, "question/%d", d.in.Asked)
	return d.done(), nil
}

package bot

import (
	"strings"
	"time"
)

// ReasonRunes is how long a reason, a proof or a note may be.
const ReasonRunes = 2000

// Validate raises the verdict on the requester, in one of two ways. A call-back
// to the registered number makes an admin, on the word of the one who called.
// Evidence makes somebody responsible: the first person records it, and only
// another one can confirm it, by the same verb.
//
// account may be empty when the incident has one already.
func (in Incident) Validate(who Person, method Method, account AccountID, reason string, now time.Time) (Change, error) {
	if err := in.demandOpen(who, Support); err != nil {
		return Change{}, err
	}
	if in.Verdict.Valid() {
		by := ActorDesk
		if in.Validated != nil {
			by = in.Validated.By
		}
		return Change{}, in.refuseAfter(AlreadyValid, by)
	}
	if account == "" {
		account = in.Account
	}
	if method == MethodEvidence && in.Evidence != nil {
		return in.confirm(who, now)
	}
	if account == "" {
		return Change{}, in.refuse(NoAccount, words(in.Candidates)...)
	}
	reason, err := in.reason(reason, NeedsReason)
	if err != nil {
		return Change{}, err
	}
	d := in.draft(who.ID, now)
	if method == MethodEvidence {
		no := d.record(EvidenceGiven{Account: account, Evidence: reason})
		d.reply(no, Urgent, "event/%d", no)
		return d.done(), nil
	}
	no := d.record(Validated{Verdict: VerdictAdmin, Method: MethodCallBack, Account: account, Reason: reason})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// confirm is the second person's word on evidence that waits.
func (in Incident) confirm(who Person, now time.Time) (Change, error) {
	ev := in.Evidence
	if ev.By == who.ID {
		return Change{}, in.refuse(OwnEvidence)
	}
	d := in.draft(who.ID, now)
	no := d.record(Validated{Verdict: VerdictResponsible, Method: MethodEvidence,
		Account: ev.Account, Reason: ev.Evidence, Second: ev.By})
	d.reply(no, Normal, "event/%d", no)
	return d.done(), nil
}

// reason trims what a person wrote and refuses when it is empty or too long.
func (in Incident) reason(s string, empty Reason) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", in.refuse(empty)
	}
	if n := len([]rune(s)); n > ReasonRunes {
		return "", in.refuse(TooLong, "2000")
	}
	return s, nil
}

func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

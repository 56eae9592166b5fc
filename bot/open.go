package bot

import "time"

// file decides what becomes of a mail: exactly one of a new incident, a mail
// added to its incident, an automatic mail on file, or one that is there already.
func file(m Mail, match Match, rules Rules, secret []byte, k Known, received, now time.Time) (Filing, error) {
	if k.Again {
		return Filing{Outcome: OutcomeDuplicate, Ref: k.Same}, nil
	}
	if m.Class == ClassAuto {
		if m.Bounced != "" && len(k.Bounced) > 0 {
			in := k.Bounced[0]
			change, err := in.ReturnMail(m, k.Returned, now)
			return Filing{Outcome: OutcomeAutomatic, Ref: in.Ref, Change: change}, err
		}
		return Filing{Outcome: OutcomeAutomatic}, nil
	}
	in, mentions, ok := belongs(m, match, k)
	if ok {
		change, err := in.AddMail(m, in.answerTo(m, secret, now), now)
		return Filing{Outcome: OutcomeAdded, Ref: in.Ref, Change: change}, err
	}
	ref := k.Next(received.Year())
	change := Open(ref, Opened{
		Track: Customer, Mail: m, Match: match, Verdict: Judge(m, match),
		Aware: received, Rules: rules, Mentions: mentions,
	}, now)
	return Filing{Outcome: OutcomeOpened, Ref: ref, Change: change}, nil
}

// Open returns the change that opens an incident from a report: the root card,
// and under it what the mail said.
func Open(ref Ref, b Opened, now time.Time) Change {
	d := Incident{Ref: ref}.draft(ActorMail, now)
	no := d.record(b)
	d.card()
	d.reply(no, Normal, "mail/%d", no)
	d.check(b.Mail, no)
	d.letter(no)
	return d.done()
}

// comeDue adds to the change that opens an incident what is due on it at once,
// so that its card and its first reminder are told by one decision.
func (c Change) comeDue(ref Ref, now time.Time, staff Staff) Change {
	in := Incident{Ref: ref}
	for _, e := range c.Events {
		in = in.Apply(e)
	}
	due, err := in.ComeDue(now, staff)
	if err != nil {
		return c // it comes due by the clock
	}
	c.Events = append(c.Events, due.Events...)
	for _, e := range due.Effects {
		if e.Kind != EffectUpdate { // the card is drawn with all of it
			c.Effects = append(c.Effects, e)
		}
	}
	return c
}

// belongs finds the incident that a mail is about: one that shares a message id
// with it, or the one whose tag stands in its subject. Both can be typed by
// anybody, so the mail joins only when its author takes part in the incident
// already; otherwise mentions names the incident that it pointed at.
func belongs(m Mail, match Match, k Known) (in Incident, mentions Ref, ok bool) {
	candidates := k.Related
	if k.Tagged != nil {
		candidates = append(candidates[:len(candidates):len(candidates)], *k.Tagged)
	}
	for _, in := range candidates {
		if in.takesPart(m, match) {
			return in, "", true
		}
		if mentions == "" {
			mentions = in.Ref
		}
	}
	return Incident{}, mentions, false
}

// takesPart reports whether the author or the sender of a mail is part of the
// incident: the one who reported it, one who mailed about it before, an admin of
// its account, or the one who was sent a code.
func (in Incident) takesPart(m Mail, match Match) bool {
	if in.answersTelling(m) {
		return true
	}
	if match.ByAddress && match.Account != "" && match.Account == in.Account {
		return true
	}
	// A colleague who passed the report on may answer his receipt. What he
	// forwards proves nothing: he passes on many people's mail.
	colleague := m.Staff && m.Authentic.Pass && m.Forwarded == ForwardNone
	for _, a := range []Address{m.Reporter.Address, m.Sender.Address} {
		switch {
		case a == "":
			continue
		case a == in.Reporter.Address, in.Code != nil && a == in.Code.To:
			return true
		}
		for _, f := range in.Mails {
			if f.Sender == a && (f.Forwarded == ForwardNone || colleague) {
				return true
			}
		}
	}
	return false
}

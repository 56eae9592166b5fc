package mail

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
	"meldwacht/notifier"
)

// errMoot says that the reason for a letter has gone.
var errMoot = errors.New("nothing to write any more")

// codeLetter is the refusal of an effect that no letter tells of: its words were
// erased, or a newer desk made it.
const codeLetter = "no-letter"

// read returns the incident and its record as they are now.
func (s *Sender) read(ctx context.Context, ref bot.Ref) (bot.Incident, []bot.Event, error) {
	in, err := s.o.Reader.Incident(ctx, ref)
	if errors.Is(err, bot.ErrNotFound) {
		return in, nil, notifier.Permanent{Code: "no-incident"}
	}
	if err != nil {
		return in, nil, notifier.Later{Code: "store"}
	}
	events, err := s.o.Reader.Events(ctx, ref)
	if err != nil {
		return in, nil, notifier.Later{Code: "store"}
	}
	return in, events, nil
}

// compose writes the letter of p, from the incident as it is now.
func (s *Sender) compose(p notifier.Pending, in bot.Incident, events []bot.Event, now time.Time) (message, error) {
	i := slices.IndexFunc(events, func(e bot.Event) bool { return e.No == p.Event })
	if i < 0 {
		return message{}, notifier.Permanent{Code: codeLetter}
	}
	if b, ok := events[i].Body.(bot.InformTested); ok {
		return s.composeTest(p, in, b, events, now)
	}
	kind, ok := view.LetterOf(events[i].Body)
	if !ok {
		return message{}, notifier.Permanent{Code: codeLetter}
	}
	to, wanted := recipient(in, events[i], now)
	switch {
	case !wanted:
		return message{}, errMoot
	case !plausible(to.Address):
		return message{}, notifier.Permanent{Code: "bad-address"}
	case s.own(to.Address):
		return message{}, notifier.Permanent{Code: "own-address"} // its answer would be a mail to the desk
	}
	code := ""
	if b, ok := events[i].Body.(bot.CodeSent); ok {
		code = bot.CodeFor(s.o.Secret, in.Ref, b.ID)
	}
	letter, err := s.o.Letters.Write(in, events[i], to, code)
	if err != nil {
		s.o.Log.Error().Err(err).Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Msg("a letter cannot be written")
		return message{}, notifier.Permanent{Code: codeLetter}
	}
	m := message{Letter: letter, kind: kind, to: to.Address, at: now, due: p.Due,
		id: s.id("message", string(p.Key)), thread: s.id("thread", string(p.Ref))}
	m.answers(answered(events, to.Address))
	return m, nil
}

// composeTest writes the letter to many to the one who wants to see it first.
func (s *Sender) composeTest(p notifier.Pending, in bot.Incident, b bot.InformTested, events []bot.Event, now time.Time) (message, error) {
	told, ok := messageOf(events, b.ID)
	if !ok || !plausible(b.To) {
		return message{}, notifier.Permanent{Code: codeLetter}
	}
	letter, err := s.o.Letters.Tell(in, told, bot.Recipient{Address: b.To, Lang: b.Lang})
	if err != nil {
		return message{}, notifier.Permanent{Code: codeLetter}
	}
	letter.Subject = s.o.Letters.Test(b.Lang, letter.Subject)
	return message{Letter: letter, kind: view.LetterTold(told.As), to: b.To, at: now, due: p.Due,
		id: s.id("message", string(p.Key)), thread: s.id("thread", string(p.Ref))}, nil
}

// recipient returns who gets the letter about an event. wanted is false when it
// should not be sent any more: what it says would be wrong by now.
func recipient(in bot.Incident, e bot.Event, now time.Time) (to bot.Mailbox, wanted bool) {
	open := in.Closed == nil && in.Verdict != bot.VerdictRejected
	l, ok := in.LetterOf(e)
	switch b := e.Body.(type) {
	case bot.Opened, bot.Asked:
		return l.To, ok && open
	case bot.CodeSent:
		// A later code takes the place of this one, and nobody needs one who was
		// validated in the meantime.
		return l.To, ok && open && !in.Verdict.Valid() && in.Code.Open(now) && in.Code.ID == b.ID
	case bot.Closed:
		// Closed once more after it was reopened: that closing has a letter of its own.
		return l.To, ok && in.Closed != nil && in.Closed.At.Equal(e.At)
	}
	return bot.Mailbox{}, false
}

// own reports whether the desk would write to itself.
func (s *Sender) own(a bot.Address) bool {
	return a == lower(s.o.From.Address) || a == lower(s.o.ReturnPath) || a == lower(s.o.ReplyTo) ||
		slices.ContainsFunc(s.o.Own, func(o bot.Address) bool { return a == lower(o) })
}

func lower(a bot.Address) bot.Address { return bot.Address(strings.ToLower(string(a))) }

// answered returns the last mail of an incident that somebody wrote, or else
// the last that somebody passed on from him: the one that a letter to him answers.
func answered(events []bot.Event, to bot.Address) (m bot.Mail, ok bool) {
	for _, e := range events {
		var next bot.Mail
		switch b := e.Body.(type) {
		case bot.Opened:
			next = b.Mail
		case bot.MailAdded:
			next = b.Mail
		default:
			continue
		}
		if next.Sender.Address == to || next.Reporter.Address == to && m.Sender.Address != to {
			m, ok = next, true
		}
	}
	return m, ok
}

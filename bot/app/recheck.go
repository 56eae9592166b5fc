package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/intake"
	"meldwacht/bot/proof"
	"meldwacht/notifier"
)

const (
	// recheckTime is how long the DNS may take when nobody waits for it (chosen).
	recheckTime = 20 * time.Second
	// recheckDays is how long a check that cannot be made is tried: as long as
	// the first clock runs. Then it counts as not proven.
	recheckDays = 72 * time.Hour
)

// A recheck checks signatures again that could not be checked when the mail came
// in. It only reads; what it finds becomes an event once.
type recheck struct {
	*App
	checker proof.Checker
}

// Send implements notifier.Sender.
func (r recheck) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	events, err := r.store.Events(ctx, p.Ref)
	if err != nil {
		return bot.Receipt{}, err
	}
	if p.Event < 1 || p.Event > len(events) {
		return bot.Receipt{}, notifier.Permanent{Code: "no_such_event"}
	}
	var m bot.Mail
	switch b := events[p.Event-1].Body.(type) {
	case bot.Opened:
		m = b.Mail
	case bot.MailAdded:
		m = b.Mail
	default:
		return bot.Receipt{}, notifier.Permanent{Code: "no_mail"} // its words were erased
	}
	raw, err := r.store.Raw(ctx, m.RawSum)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Receipt{}, notifier.Permanent{Code: "no_raw_mail"}
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	now := r.opt.Clock.Now()
	checked := r.check(ctx, m, raw, events[p.Event-1].At)
	if checked.Pending() {
		if now.Sub(events[p.Event-1].At) < recheckDays {
			return bot.Receipt{}, notifier.Later{Code: "dns"}
		}
		checked = givenUp(checked)
	}
	_, err = r.desk.Do(ctx, p.Ref, "check/"+string(p.Key), func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.CheckMail(p.Event, m, checked.Authentic, checked.Original, now)
	})
	if err != nil && !errors.Is(err, bot.ErrHandled) {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Channel: "desk", ID: fmt.Sprintf("checked/%d", p.Event), At: now}, nil
}

// check proves the mail anew. Who handed it over is what our own server wrote on
// top of it then.
func (r recheck) check(ctx context.Context, m bot.Mail, raw []byte, received time.Time) bot.Mail {
	ctx, cancel := context.WithTimeout(ctx, recheckTime)
	defer cancel()
	o := intake.EdgeOf(raw, r.cfg.Mail.Hostname)
	return r.checker.Prove(ctx, m, raw, proof.Edge{Peer: o.Peer, Helo: o.Helo, From: o.From, Received: received})
}

// givenUp says of what is still pending that it was not proven.
func givenUp(m bot.Mail) bot.Mail {
	end := func(a bot.Authentic) bot.Authentic {
		if a.Pending {
			a.Pending, a.Evidence = false, a.Evidence+"; given up after 72 h"
		}
		return a
	}
	m.Authentic = end(m.Authentic)
	if m.Original != nil {
		original := end(*m.Original)
		m.Original = &original
	}
	return m
}

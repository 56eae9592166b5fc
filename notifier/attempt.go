package notifier

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/rs/zerolog"

	"meldwacht/bot"
)

// A result is what became of an attempt, once it is written down.
type result struct {
	Pending
	ended bool      // done or parked: what waited for it may go
	until time.Time // otherwise: when it comes again
	stop  string    // the code, when nothing can be delivered at all
}

// attempt sends p, writes the outcome down and reports it.
func (r *run) attempt(p Pending, began time.Time) {
	ctx, cancel := context.WithTimeout(r.sending, attemptTime)
	receipt, err := r.send(ctx, p)
	cancel()
	// The outcome is kept also when the desk is stopping.
	ctx, cancel = context.WithTimeout(context.WithoutCancel(r.sending), keepTime)
	res := r.keep(ctx, p, began, receipt, err)
	cancel()
	r.results <- res
}

// send is Sender.Send, with a panic turned into an outcome that nobody knows:
// it may have come after the post.
func (r *run) send(ctx context.Context, p Pending) (receipt bot.Receipt, err error) {
	defer func() {
		if v := recover(); v != nil {
			event := r.about(r.Log.Error(), p).Bytes("stack", debug.Stack())
			if re, ok := v.(runtime.Error); ok { // any other may quote a message
				event = event.Err(re)
			}
			event.Msg("a sender panicked")
			receipt, err = bot.Receipt{}, Unknown{Code: "panic", Err: fmt.Errorf("%T", v)}
		}
	}()
	return r.Sender.Send(ctx, p)
}

// keep writes the outcome of an attempt down.
func (r *run) keep(ctx context.Context, p Pending, began time.Time, receipt bot.Receipt, err error) result {
	var (
		later     Later
		permanent Permanent
		stop      Stop
	)
	switch {
	case err == nil:
		return r.done(ctx, p, began, receipt)
	case errors.As(err, &permanent):
		return r.refused(ctx, p, began, receipt, permanent.Code)
	case errors.As(err, &stop):
		res := r.postpone(ctx, p, began, p.at()) // it keeps its place
		res.stop = stop.Code
		return res
	case errors.As(err, &later):
		until := later.Until
		if until.IsZero() {
			until = r.Now().Add(backoff(p.Key, p.Lane, p.Attempts+1))
		}
		r.about(r.Log.Info(), p).Str("code", later.Code).Time("until", until).Msg("an effect has to wait")
		return r.postpone(ctx, p, began, until)
	}
	unknown := Unknown{Code: "error", Err: err}
	errors.As(err, &unknown)
	until := r.Now().Add(backoff(p.Key, p.Lane, p.Attempts+1))
	if least := began.Add(unknownWait); until.Before(least) {
		until = least
	}
	r.about(r.Log.Warn(), p).Str("code", unknown.Code).Err(unknown.Err).Time("until", until).
		Msg("it is unknown whether an effect was carried out")
	return r.postpone(ctx, p, began, until)
}

func (r *run) done(ctx context.Context, p Pending, began time.Time, receipt bot.Receipt) result {
	if err := r.Outbox.Done(ctx, p.Key, receipt); err != nil {
		// It was carried out and is not known to be: the same as a crash here.
		r.about(r.Log.Error(), p).Err(err).Msg("a receipt cannot be kept")
		return result{Pending: p, until: lease(began)}
	}
	r.about(r.Log.Debug(), p).Msg("delivered")
	return result{Pending: p, ended: true}
}

// refused records the refusal in the incident and then takes the effect out of
// its queue. A stop of the desk in between brings it back here.
func (r *run) refused(ctx context.Context, p Pending, began time.Time, receipt bot.Receipt, code string) result {
	r.about(r.Log.Error(), p).Str("code", code).Msg("an effect was refused for good")
	if err := r.GiveUp(ctx, p.Effect, code); err != nil {
		r.about(r.Log.Error(), p).Err(err).Msg("a refusal cannot be recorded")
		return r.postpone(ctx, p, began, r.Now().Add(backoff(p.Key, p.Lane, p.Attempts+1)))
	}
	if receipt != (bot.Receipt{}) {
		return r.done(ctx, p, began, receipt)
	}
	if err := r.Outbox.Park(ctx, p.Key, code); err != nil {
		r.about(r.Log.Error(), p).Err(err).Msg("an effect cannot be parked")
		return result{Pending: p, until: lease(began)}
	}
	return result{Pending: p, ended: true}
}

func (r *run) postpone(ctx context.Context, p Pending, began, until time.Time) result {
	if err := r.Outbox.Postpone(ctx, p.Key, until); err != nil {
		r.about(r.Log.Error(), p).Err(err).Msg("an effect cannot be postponed")
		until = lease(began) // as Attempt recorded
	}
	return result{Pending: p, until: until}
}

func (r *run) about(e *zerolog.Event, p Pending) *zerolog.Event {
	return e.Str("incident", string(p.Ref)).Str("effect", string(p.Key)).Int("attempt", p.Attempts+1)
}

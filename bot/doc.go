// Package bot is the centre of Meldwacht: what an incident is, which steps it
// may take, when each is due, and what the world must be told.
//
// It decides and never acts. A decision is a method on an [Incident], a plain
// value, and returns a [Change]: the events that go into the record and the
// effects that follow from them. A [Desk] loads the incident, lets it decide
// and has a [Store] commit the change whole or not at all:
//
//	in, err := desk.Do(ctx, ref, once, func(in bot.Incident, now time.Time) (bot.Change, error) {
//		return in.RequestAction(anna, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "fleet-availability"}, now)
//	})
//
// An illegal move is a [Refusal], which is meant for the person who asked.
// Everything else that goes wrong is an ordinary error.
//
// The package imports the standard library only and does no I/O. Instants are
// UTC; zones appear where people read them.
package bot

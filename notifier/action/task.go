package action

import (
	"context"
	"errors"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

func (s *Sender) incident(ctx context.Context, ref bot.Ref) (bot.Incident, error) {
	in, err := s.reader.Incident(ctx, ref)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return bot.Incident{}, notifier.Permanent{Code: "no_incident"}
	case err != nil:
		return bot.Incident{}, notifier.Later{Code: "store"}
	}
	return in, nil
}

// action returns the action that the effect's event has released, as it is now,
// and what the API is asked to do: the action as it was at that event.
func (s *Sender) action(p notifier.Pending, in bot.Incident, events []bot.Event) (bot.Action, bot.Errand, error) {
	targets := map[int]string{}
	for _, e := range events {
		id := 0
		switch b := e.Body.(type) {
		case bot.ActionRequested:
			id, targets[b.ID] = b.ID, b.Target
		case bot.ActionRetargeted:
			id, targets[b.ID] = b.ID, b.Target
		case bot.ActionApproved:
			id = b.ID
		}
		if e.No != p.Event {
			continue
		}
		if a, ok := in.Action(id); ok {
			return a, bot.Errand{Action: id, Event: e.No, Target: targets[id]}, nil
		}
		return bot.Action{}, bot.Errand{}, notifier.Permanent{Code: "no_action"}
	}
	return bot.Action{}, bot.Errand{}, notifier.Permanent{Code: "no_event"}
}

// wanted reports whether the action that event released may still be carried
// out. It is what a person is held to who carries out an action by hand.
func wanted(in bot.Incident, a bot.Action, event int, now time.Time) bool {
	switch {
	case in.Closed != nil, in.Verdict == bot.VerdictRejected && in.Track != bot.Internal:
		return false
	case a.State != bot.ActionToDo, a.Changed > event:
		return false
	}
	return a.Lapses.IsZero() || now.Before(a.Lapses)
}

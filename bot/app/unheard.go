package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
)

// A silence is an incident whose thread has not been told of something urgent,
// and all that waited meanwhile.
type silence struct {
	since  time.Time
	events map[int]bool           // whose replies wait now
	waited map[bot.EffectKey]bool // of this silence
}

// silences are the incidents that Slack does not hear. Only the job uses them,
// which never runs twice at once.
type silences struct {
	known map[bot.Ref]map[bot.EffectKey]bool // what waited of those that were told of
	asked bool                               // those from before the start were looked for
}

// unheard compares what is urgent in the outbox with what the incidents know of
// it. The age of the oldest decides: one that is too old pages people over the
// other paths, and a silence ends when all that waited has been told.
func (a *App) unheard(ctx context.Context) error {
	if err := a.recallSilences(ctx); err != nil {
		return err
	}
	list, err := a.store.Undone(ctx, notifier.Queue{Kinds: []bot.EffectKind{bot.EffectCard, bot.EffectReply}, Lane: bot.Urgent})
	if err != nil {
		return err
	}
	waiting := map[bot.Ref]*silence{}
	for _, p := range list { // oldest first
		s := waiting[p.Ref]
		if s == nil {
			s = &silence{since: p.Due, events: map[int]bool{}, waited: map[bot.EffectKey]bool{}}
			waiting[p.Ref] = s
		}
		s.events[max(p.Event, 1)], s.waited[p.Key] = true, true // a card tells of the mail that opened it
	}
	now := a.opt.Clock.Now()
	for _, ref := range slices.Sorted(maps.Keys(waiting)) {
		s := waiting[ref]
		if waited, known := a.silences.known[ref]; known {
			for key := range s.waited {
				waited[key] = true
			}
		} else if now.Sub(s.since) >= bot.UnheardAfter {
			a.silent(ctx, ref, s)
		}
	}
	for _, ref := range slices.Sorted(maps.Keys(a.silences.known)) {
		if waiting[ref] == nil {
			a.heard(ctx, ref, len(a.silences.known[ref]))
		}
	}
	return nil
}

// recallSilences finds those that stood when the desk stopped.
func (a *App) recallSilences(ctx context.Context) error {
	if a.silences.asked {
		return nil
	}
	open, err := a.store.OpenIncidents(ctx, 1<<20)
	if err != nil {
		return err
	}
	a.silences = silences{known: map[bot.Ref]map[bot.EffectKey]bool{}, asked: true}
	for _, in := range open {
		if in.Silent != nil {
			a.silences.known[in.Ref] = map[bot.EffectKey]bool{}
		}
	}
	return nil
}

// silent has one incident page. What fails is tried again at the next look.
func (a *App) silent(ctx context.Context, ref bot.Ref, s *silence) {
	events, err := a.store.Events(ctx, ref)
	if err == nil {
		events = slices.DeleteFunc(events, func(e bot.Event) bool { return !s.events[e.No] })
		var in bot.Incident
		if in, err = a.desk.Unheard(ctx, ref, events, s.since); err == nil && in.Silent != nil {
			a.silences.known[ref] = s.waited
			a.log.Warn().Str("incident", string(ref)).Time("since", s.since).Msg("slack does not take what is urgent")
		}
	}
	if err != nil {
		a.log.Error().Err(err).Str("incident", string(ref)).Msg("nobody could be paged for what slack does not take")
	}
}

// heard ends the silence of one incident.
func (a *App) heard(ctx context.Context, ref bot.Ref, waited int) {
	_, err := a.desk.Do(ctx, ref, "", func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Heard(waited, now) })
	if err != nil {
		a.log.Error().Err(err).Str("incident", string(ref)).Msg("the end of a silence could not be recorded")
		return
	}
	delete(a.silences.known, ref)
	a.log.Info().Str("incident", string(ref)).Int("waited", waited).Msg("slack has taken what was urgent")
}

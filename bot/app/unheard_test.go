package app

import (
	"testing"
	"time"

	"meldwacht/bot"
)

// last is the kind of the last event of an incident.
func (w *watched) last(ref bot.Ref) bot.Kind {
	w.t.Helper()
	events, err := w.store.Events(w.t.Context(), ref)
	w.must(err)
	return events[len(events)-1].Kind
}

func (w *watched) listen(ref bot.Ref, want bot.Kind, when string) {
	w.t.Helper()
	w.must(w.unheard(w.t.Context()))
	if got := w.last(ref); got != want {
		w.t.Errorf("%s the last event is %s, want %s", when, got, want)
	}
}

// What is urgent and waits for two minutes makes a silence, which ends when all
// of it was told, also when the desk stopped meanwhile: nothing is told twice.
func TestASilenceSurvivesARestart(t *testing.T) {
	w := watch(t)
	ref := w.open()
	w.quiet()
	first := w.last(ref)
	w.enqueue(ref, bot.EffectReply, bot.Urgent)
	w.opt.Clock.Forward(bot.UnheardAfter - time.Second)
	w.listen(ref, first, "before two minutes")
	w.opt.Clock.Forward(2 * time.Second)
	w.listen(ref, "slack-silent", "after two minutes")
	events := w.version(ref)

	w.silences = silences{} // as after a start
	w.opt.Clock.Forward(time.Hour)
	w.listen(ref, "slack-silent", "after a start")
	if got := w.version(ref); got != events {
		t.Errorf("it is told of twice: %d events, want %d", got, events)
	}
	w.must(w.store.Done(t.Context(), bot.EffectKey(ref)+"/x", bot.Receipt{ID: "1.1"}))
	w.listen(ref, "slack-back", "when it was told")
	events = w.version(ref)
	w.listen(ref, "slack-back", "and then")
	if got := w.version(ref); got != events {
		t.Errorf("it ends twice: %d events, want %d", got, events)
	}
	in, err := w.store.Events(t.Context(), ref)
	w.must(err)
	if b := in[len(in)-1].Body.(bot.SlackBack); b.Waited != 1 || b.Until.Sub(b.Since) < time.Hour {
		t.Errorf("it ends with %+v", b)
	}
}

func (w *watched) version(ref bot.Ref) int {
	w.t.Helper()
	in, err := w.store.Incident(w.t.Context(), ref)
	w.must(err)
	return in.Version
}

// A silence that ended while the desk was starting ends in the record too.
func TestASilenceThatEndedBeforeTheFirstLookEnds(t *testing.T) {
	w := watch(t)
	ref := w.open()
	w.quiet()
	w.enqueue(ref, bot.EffectReply, bot.Urgent)
	w.opt.Clock.Forward(bot.UnheardAfter)
	w.listen(ref, "slack-silent", "after two minutes")
	w.silences = silences{} // as after a start
	w.must(w.store.Done(t.Context(), bot.EffectKey(ref)+"/x", bot.Receipt{ID: "1.1"}))
	w.listen(ref, "slack-back", "at the first look")
}

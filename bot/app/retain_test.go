package app

import (
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
)

// What is kept long enough goes: the raw mails first, then everything, unless
// somebody keeps it. The log tells counts alone.
func TestRetention(t *testing.T) {
	t.Parallel()
	mira, tom := bot.Person{ID: "mira", Roles: []bot.Role{bot.Privacy}}, bot.Person{ID: "tom", Roles: []bot.Role{bot.Manager}}
	w := watchSealed(t)
	w.cfg.Retention = config.Retention{RawMailDays: 90, IncidentYears: 5}
	ref := w.open()
	do := func(f func(bot.Incident, time.Time) (bot.Change, error)) bot.Incident {
		t.Helper()
		in, err := w.desk.Do(t.Context(), ref, "", f)
		w.must(err)
		return in
	}
	in := do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(mira, "klaar", now) })
	raw := in.Mails[0].RawSum
	run := func(forward time.Duration) bot.Incident {
		t.Helper()
		w.opt.Clock.Forward(forward)
		w.must(w.retain(t.Context()))
		in, err := w.store.Incident(t.Context(), ref)
		w.must(err)
		return in
	}
	if in = run(89 * 24 * time.Hour); in.RawMails() != 1 {
		t.Error("a raw mail is gone after 89 days")
	}
	if in = run(2 * 24 * time.Hour); in.RawMails() != 0 || in.Reporter.Address != "" && in.Erased != nil {
		t.Errorf("after 91 days: %d raw mails", in.RawMails())
	}
	if _, err := w.store.Raw(t.Context(), raw); err == nil {
		t.Error("the raw mail is there still")
	}
	do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Hold(tom, "vordering", now) })
	if in = run(6 * 365 * 24 * time.Hour); in.Erased != nil {
		t.Error("what is kept was erased")
	}
	do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Release(tom, "ingetrokken", now) })
	if in = run(time.Hour); in.Erased == nil || in.Erased.Why != bot.EraseRetention || in.Erased.By != bot.ActorDesk {
		t.Errorf("after its years it is not erased: %+v", in.Erased)
	}
	run(24 * time.Hour) // nothing is left to do
	if w.store.Stale() {
		t.Error("the file was not written anew")
	}
	log := w.log.String()
	if !strings.Contains(log, `"raw_mails":1`) || !strings.Contains(log, `"erased":1`) || strings.Contains(log, string(ref)) {
		t.Errorf("the log says:\n%s", log)
	}
	w.sound()
}

func TestWhatGoesIsCounted(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: " 1 message in Slack goes when the desk runs next.", 198: " 198 messages in Slack go when the desk runs next."} {
		if got := goes(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

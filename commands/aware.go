package commands

import (
	"context"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// needsMoment asks for the moment of awareness, typed or in the modal.
const needsMoment bot.Reason = "needs-moment"

// noSuchHour says that a time was given which the clock jumps over that day.
const noSuchHour bot.Reason = "no-such-hour"

// aware corrects the moment of awareness. Typed it is a day, a time and a
// reason: "kennisname 27-11 14:05 de klant belde toen al".
func aware(ctx context.Context, d *Desk, a ask) (Answer, error) {
	at, reason, why := d.moment(a)
	decide := func(in bot.Incident, now time.Time) (bot.Change, error) {
		if why != "" {
			// Whoever may not correct it at all hears that first.
			if _, err := in.CorrectAware(a.Who, in.Aware.Add(-time.Hour), "…", "…", now); err != nil {
				return bot.Change{}, err
			}
			if why == bot.NeedsMoment {
				why = needsMoment // with what is typed for it
			}
			return bot.Change{}, bot.Refusal{Reason: why, Ref: in.Ref}
		}
		return in.CorrectAware(a.Who, at, reason, a.Values[view.BlockDelay], now)
	}
	if (why == bot.NeedsMoment || why == "" && reason == "") && a.Door.hasTrigger() {
		return d.form(ctx, a, decide)
	}
	return d.do(ctx, a, decide)
}

// moment is what the person gave, and what stands behind it.
func (d *Desk) moment(a ask) (at time.Time, rest string, why bot.Reason) {
	day, text := cutWord(a.text)
	clock, rest := cutWord(text)
	if a.Door == DoorModal {
		day, clock, rest = a.Values[view.BlockDate], a.Values[view.BlockTime], a.written()
	}
	at, why = moment(day, clock, a.now, d.Face.Zone)
	return at, strings.TrimSpace(rest), why
}

// dayForms are how people write a day; without a year it is the last one.
var dayForms = []string{time.DateOnly, "2-1-2006", "2/1/2006", "2-1", "2/1"}

// moment reads a day and a time on the desk's wall clock. A time that comes
// twice, on the night the clock goes back, is the earlier one, so that a
// deadline errs early; one that does not exist is none (oncall.md §2). why says
// what is wrong with it: bot.NeedsMoment or noSuchHour.
func moment(day, clock string, now time.Time, zone *time.Location) (at time.Time, why bot.Reason) {
	local := now.In(zone)
	var y, m, dd int
	switch strings.ToLower(day) {
	case "":
		return time.Time{}, bot.NeedsMoment
	case "vandaag", "today":
		y, m, dd = local.Year(), int(local.Month()), local.Day()
	case "gisteren", "yesterday":
		t := time.Date(local.Year(), local.Month(), local.Day()-1, 12, 0, 0, 0, zone)
		y, m, dd = t.Year(), int(t.Month()), t.Day()
	default:
		t, ok := pastDay(day, local)
		if !ok {
			return time.Time{}, bot.NeedsMoment
		}
		y, m, dd = t.Year(), int(t.Month()), t.Day()
	}
	c, err := time.Parse("15:04", strings.Replace(clock, ".", ":", 1))
	if err != nil {
		return time.Time{}, bot.NeedsMoment
	}
	at = time.Date(y, time.Month(m), dd, c.Hour(), c.Minute(), 0, 0, zone)
	if at.Hour() != c.Hour() || at.Minute() != c.Minute() {
		return time.Time{}, noSuchHour // the clock jumped over it
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} {
		if e := at.Add(-back); e.Hour() == at.Hour() && e.Minute() == at.Minute() && e.Day() == at.Day() {
			at = e
		}
	}
	return at.UTC(), ""
}

// pastDay reads a day that has been: an awareness never lies ahead.
func pastDay(day string, now time.Time) (time.Time, bool) {
	for _, form := range dayForms {
		t, err := time.Parse(form, day)
		if err != nil {
			continue
		}
		if !strings.Contains(form, "2006") {
			t = time.Date(now.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
			if t.After(now.AddDate(0, 0, 1)) {
				t = t.AddDate(-1, 0, 0)
			}
		}
		return t, true
	}
	return time.Time{}, false
}

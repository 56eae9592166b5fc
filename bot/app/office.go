package app

import (
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/rota"
	"meldwacht/bot/timeline"
)

// dayHours mark nights and weekends where a configuration names no hours; then
// they are drawn and choose nobody.
var dayHours = rota.HoursSpec{
	Zone:    "Europe/Amsterdam",
	Windows: []rota.WindowSpec{{Weekdays: []string{"mon-fri"}, From: "09:00", To: "17:30"}},
}

// hoursOf is when the office is open.
func hoursOf(cfg config.Config) (*rota.Hours, error) {
	if cfg.Hours != nil {
		return rota.NewHours(*cfg.Hours)
	}
	return rota.NewHours(dayHours)
}

// closed names why the office is closed at a moment; "" while it is open. A
// holiday that falls in a weekend is a holiday.
func closed(h *rota.Hours, at time.Time, lang bot.Lang) string {
	if h.Open(at) {
		return ""
	}
	day := h.Day(at)
	if name, off := h.Holiday(day); off {
		if lang == bot.EN {
			return name.EN
		}
		return name.NL
	}
	if d := day.Weekday(); d == time.Saturday || d == time.Sunday {
		return "weekend"
	}
	if lang == bot.EN {
		return "night"
	}
	return "nacht"
}

// closedBands are the times in which the office is closed, a day at a time.
func closedBands(h *rota.Hours, lang bot.Lang) func(from, to time.Time) []timeline.Band {
	return func(from, to time.Time) []timeline.Band {
		var bands []timeline.Band
		for at := from; at.Before(to); {
			end := midnight(at, h.Zone())
			if next, _ := h.Next(at); !next.IsZero() && next.Before(end) {
				end = next
			}
			if name := closed(h, at, lang); name != "" {
				bands = append(bands, timeline.Band{Span: timeline.Span{From: at, To: end}, Kind: bandOf(h, at), Name: name})
			}
			at = end
		}
		return bands
	}
}

func bandOf(h *rota.Hours, at time.Time) timeline.BandKind {
	day := h.Day(at)
	if _, off := h.Holiday(day); off {
		return timeline.Holiday
	}
	if d := day.Weekday(); d == time.Saturday || d == time.Sunday {
		return timeline.Weekend
	}
	return timeline.Night
}

// midnight is the first instant of the next day on a clock on the wall.
func midnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}

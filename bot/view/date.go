package view

import (
	"fmt"
	"strings"
	"time"

	"meldwacht/bot"
)

// When writes an instant out for people: "ma 30-11 14:20 CET (13:20 UTC)". It
// names the zone, and UTC beside it, since the viewer's device may be anywhere
// (Slack shows date tokens in the zone of the device). The year is named
// when it is not the one of now.
func (f Face) When(t, now time.Time) string {
	local, utc := t.In(f.zone()), t.UTC()
	s := f.day(local, now) + local.Format(" 15:04 MST")
	if local.Format("15:04 MST") == utc.Format("15:04 MST") {
		return s
	}
	if local.Day() != utc.Day() {
		return s + " (" + f.weekday(utc) + utc.Format(" 15:04 UTC)")
	}
	return s + utc.Format(" (15:04 UTC)")
}

// at writes a moment that nobody has to act on: "ma 30-11 14:20".
func (f Face) at(t, now time.Time) word {
	local := t.In(f.zone())
	return word(f.day(local, now) + local.Format(" 15:04"))
}

// clock writes a moment that is near: "14:20" today, with the day otherwise.
func (f Face) clock(t, now time.Time) word {
	if local := t.In(f.zone()); local.Format(time.DateOnly) == now.In(f.zone()).Format(time.DateOnly) {
		return word(local.Format("15:04 MST"))
	}
	return f.at(t, now)
}

func (f Face) day(local, now time.Time) string {
	year := ""
	if local.Year() != now.In(f.zone()).Year() {
		year = fmt.Sprint(local.Year())
	}
	if f.Lang == bot.EN {
		return strings.TrimSpace(f.weekday(local) + local.Format(" 2 Jan ") + year)
	}
	if year != "" {
		year = "-" + year
	}
	return f.weekday(local) + local.Format(" 2-1") + year
}

var weekdaysNL = [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"}

func (f Face) weekday(t time.Time) string {
	if f.Lang == bot.EN {
		return t.Format("Mon")
	}
	return weekdaysNL[t.Weekday()]
}

func (f Face) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

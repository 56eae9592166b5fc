package view

import (
	"time"

	"meldwacht/bot"
)

// What stands outside Slack, in a table or a drawing, names things by the same
// words as the thread does. It is plain text: nothing in it is a mention.

// DutyName names an obligation: "AP-termijn".
func (f Face) DutyName(o bot.Obligation) string { return f.duty(o).plain() }

// RungName says when a rung comes: "24 uur ervoor".
func (f Face) RungName(o bot.Obligation, name string) string { return f.rungName(o, name).plain() }

// RoleName names a role: "een manager".
func (f Face) RoleName(r bot.Role) string { return f.known("role."+string(r), "role.other").plain() }

// PersonName names a person, without a mention.
func (f Face) PersonName(id bot.PersonID) string { return f.name(id) }

// TrackName names a track: "Intern".
func (f Face) TrackName(t bot.Track) string { return f.say("track." + string(t)).plain() }

// Happened names an event in a few words, as the record does.
func (f Face) Happened(in bot.Incident, e bot.Event) string { return f.happened(in, e).plain() }

// Moment writes a moment that nobody has to act on: "ma 30-11 14:20". The year
// is named when it is not the one of now.
func (f Face) Moment(t, now time.Time) string { return string(f.at(t, now)) }

// Day writes the day of a moment: "ma 30-11".
func (f Face) Day(t time.Time) string { return f.day(t.In(f.zone()), t) }

// LeftShort is Left for where there is little room: "nog 5 u 40 min".
func LeftShort(d time.Duration, lang bot.Lang) string { return leftShort(d, lang) }

// DutyShort is DutyName in two or three words: "aanvrager controleren".
func (f Face) DutyShort(o bot.Obligation) string {
	if key := "also." + o.Rule.Name; has(key) {
		return f.say(key).plain()
	}
	return f.DutyName(o)
}

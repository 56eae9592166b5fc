package app

import (
	"context"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// Untraced is for the scenarios, which receive their mails when their script says.
var Untraced = untraced

// OverridesOf says a change of who is on call in the words of the rota.
var OverridesOf = overridesOf

// Reading is what the doors of the desk read mails with, from when they open.
func (a *App) Reading() func(raw []byte) bot.Mail { return a.filer().Read }

// Reload reads the accounts again, as the desk does when their file changes.
func (a *App) Reload(ctx context.Context) error { return a.books.Reload(ctx) }

// Off is when somebody's turn on call ends.
func (a *App) Off(id bot.PersonID, t time.Time) time.Time { return a.duty.off(id, t) }

// Staff is whom the desk can reach at a moment.
func (a *App) Staff(t time.Time) bot.Staff { return a.desk.Staff(t) }

// DutyHealth is what Home says of the rota.
func (a *App) DutyHealth() []view.HealthLine { return a.duty.health() }

// CalendarClient asks for calendars.
var CalendarClient = calendarClient

// RotaChanged reports whether the rota would be read again, and ReadRota does so.
func (a *App) RotaChanged() bool            { return a.duty.file.changed() }
func (a *App) ReadRota(ctx context.Context) { _ = a.duty.live.Reload(ctx) }

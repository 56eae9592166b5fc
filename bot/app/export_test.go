package app

import (
	"context"

	"meldwacht/bot"
)

// Untraced is for the scenarios, which receive their mails when their script says.
var Untraced = untraced

// Reading is what the doors of the desk read mails with, from when they open.
func (a *App) Reading() func(raw []byte) bot.Mail { return a.filer().Read }

// Reload reads the accounts again, as the desk does when their file changes.
func (a *App) Reload(ctx context.Context) error { return a.books.Reload(ctx) }

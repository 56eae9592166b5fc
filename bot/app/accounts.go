package app

import (
	"context"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/directory"
	"meldwacht/bot/view"
)

// accounts are the directory, as the verbs ask for it: always the copy that is
// in force.
type accounts struct{ *directory.Live }

func (a accounts) Target(id bot.AccountID, kind bot.ActionKind, typed string) (found string, near []string, known bool) {
	d := a.Directory()
	if _, known = d.Account(id); !known {
		return "", nil, false
	}
	found, near, _ = d.Target(id, kind, typed)
	return found, near, true
}

func (a accounts) Targets(id bot.AccountID, kind bot.ActionKind, query string) []string {
	return a.Directory().Targets(id, kind, query)
}

func (a accounts) Search(query string, limit int) (found []view.Choice) {
	for _, c := range a.Directory().Search(query, limit) {
		found = append(found, view.Choice{Value: string(c.ID), Label: string(c.ID) + " · " + c.Name})
	}
	return found
}

func (a accounts) Holders(ids []bot.AccountID) []bot.Recipient { return a.Directory().Holders(ids) }

func (a accounts) Admins(id bot.AccountID) (list []bot.Mailbox) {
	for _, p := range a.Directory().Admins(id) {
		list = append(list, bot.Mailbox{Name: p.Name, Address: p.Email})
	}
	return list
}

// health is what Home says of the parts that the desk depends on.
func (a *App) health() []view.HealthLine {
	books := a.books.State()
	lines := append(a.mailHealth(), a.waysHealth()...)
	lines = append(lines, a.selfHealth()...)
	if g := a.channel.Load(); g != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		lines = append(lines, view.HealthLine{What: view.HealthChannel, OK: !g.Shared(ctx)})
	}
	lines = append(lines, a.duty.health()...)
	return append(lines, view.HealthLine{What: view.HealthDirectory, OK: books.Broken == "", Since: books.Since})
}

// sourceOf is where the accounts are.
func sourceOf(c config.Directory) (directory.Source, error) {
	if c.URL != "" {
		return directory.NewHTTP(c.URL, c.Token.Reveal(), nil)
	}
	return &directory.File{Path: c.File}, nil
}

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/view"
	"meldwacht/notifier/mail"
	"meldwacht/notifier/pager"
	"meldwacht/notifier/pager/acklink"
	"meldwacht/notifier/pager/hook"
	"meldwacht/notifier/pager/ntfy"
	"meldwacht/notifier/pager/pagerduty"
	"meldwacht/notifier/pager/path"
	"meldwacht/notifier/pager/post"
	"meldwacht/notifier/webhook"
)

// pages places pages, by the paths that the configuration names.
func (a *App) pages(ctx context.Context, paths map[string]path.Path) error {
	if len(paths) == 0 {
		a.log.Warn().Msg("no pager is configured; pages stay in the outbox")
		return nil
	}
	links, err := a.links()
	if err != nil {
		return ConfigError{err}
	}
	sender, err := pager.New(pager.Options{Paths: paths, First: a.cfg.Pager.Paths()[0], Reader: a.store, Contacts: a.contacts, People: a.people,
		Text: a.face.Page, Silent: a.face.SilentPage, Link: a.threadLink, Now: a.opt.Clock.Now, Log: a.log,
		Down: func(name, code string) { a.ways.note(view.HealthPager+"."+name, code, a.opt.Clock.Now()) },
		Ack: func(ref bot.Ref, key string, who bot.PersonID, until time.Time) string {
			if links == nil {
				return ""
			}
			return links.Link(acklink.Claim{Ref: ref, Rung: key, Person: who, Expires: until})
		}})
	if err != nil {
		return ConfigError{err}
	}
	return a.loop(view.HealthPager, pager.Kinds(), sender).Run(ctx)
}

// paths are those that the configuration names.
func (a *App) paths(letters *mail.Sender) (map[string]path.Path, error) {
	p, now, transport := a.cfg.Pager, a.opt.Clock.Now, a.http.Transport
	paths := map[string]path.Path{}
	for _, name := range p.Paths() {
		var way path.Path
		var err error
		switch name {
		case config.PathWebhook:
			var secret webhook.Secret
			if secret, err = webhook.ParseSecret(p.Webhook.Secret.Reveal()); err == nil {
				way, err = hook.New(hook.Options{URL: p.Webhook.URL, Secret: secret, Now: now, Transport: transport})
			}
		case config.PathPagerDuty:
			var key pagerduty.RoutingKey
			if key, err = pagerduty.ParseRoutingKey(p.PagerDuty.Key.Reveal()); err == nil {
				way, err = pagerduty.New(pagerduty.Options{Host: p.PagerDuty.URL, Key: key, Now: now, Transport: transport})
			}
		case config.PathNtfy:
			var token ntfy.Token
			if !p.Ntfy.Token.IsZero() {
				token, err = ntfy.ParseToken(p.Ntfy.Token.Reveal())
			}
			if err == nil {
				way, err = ntfy.New(ntfy.Options{Server: p.Ntfy.URL, Token: token, Now: now, Transport: transport})
			}
		case config.PathMail:
			way, err = post.New(post.Options{Relay: letters.Relay(), From: a.cfg.Mail.Out.From, Instance: instance(a.desk.Secret),
				Lang: string(a.cfg.Language), Secret: a.desk.Secret, Now: now})
		}
		if err != nil {
			return nil, fmt.Errorf("pager.%s: %w", name, err)
		}
		paths[name] = way
	}
	return paths, nil
}

// contacts are those who hold one of the roles at a moment, and how they are
// reached.
func (a *App) contacts(roles []bot.Role, at time.Time) []path.Contact {
	return a.people(a.duty.staff(at).Of(roles))
}

// people are those of the configuration, and how they are reached.
func (a *App) people(ids []bot.PersonID) []path.Contact {
	var all []path.Contact
	for _, id := range ids {
		c := path.Contact{ID: id}
		if p, ok := a.cfg.Person(id); ok {
			c.Mail, c.Phone, c.Topic = string(p.Mail), string(p.Phone), p.Topic.Reveal()
		}
		all = append(all, c)
	}
	return all
}

// threadLink is the permalink of an incident's card, once it was posted and
// Slack has said where it is: https://<workspace>.slack.com/archives/C…/p….
func (a *App) threadLink(ctx context.Context, ref bot.Ref) string {
	home, _ := a.workspace.Load().(string)
	r, ok, err := a.store.Receipt(ctx, bot.CardKey(ref))
	if err != nil || !ok || home == "" {
		return ""
	}
	return strings.TrimSuffix(home, "/") + "/archives/" + r.Channel + "/p" + strings.ReplaceAll(r.ID, ".", "")
}

// person is somebody of the configuration with the roles that they hold now.
func (a *App) person(id bot.PersonID, now time.Time) (bot.Person, bool) {
	p, ok := a.cfg.Person(id)
	if !ok {
		return bot.Person{}, false
	}
	who := bot.Person{ID: p.ID, Name: p.Name, Roles: a.cfg.RolesOf(id), Off: a.duty.off(id, now)}
	if slices.Contains(a.duty.on(now), id) && !who.May(bot.OnCall) {
		who.Roles = append(who.Roles, bot.OnCall)
	}
	return who, true
}

// testPage pages somebody over every path, to try them. It belongs to no
// incident, so it is no effect: what is not taken is said to whoever asked.
func (a *App) testPage(paths map[string]path.Path) func(context.Context, bot.PersonID) error {
	if len(paths) == 0 {
		return nil
	}
	return func(ctx context.Context, who bot.PersonID) error {
		now := a.opt.Clock.Now().UTC()
		c := path.Call{Key: "test/" + string(who) + "/" + now.Format(time.RFC3339), Text: a.face.TestPage(), Severity: path.Info, At: now, Test: true,
			People: a.people([]bot.PersonID{who})}
		var failed []error
		for _, name := range a.cfg.Pager.Paths() {
			if _, err := paths[name].Page(ctx, c); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", name, err))
			}
		}
		if len(failed) > 0 {
			return errors.Join(failed...)
		}
		return a.store.SetTested(ctx, now)
	}
}

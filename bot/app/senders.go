package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/dossier"
	"meldwacht/bot/intake/mailbox"
	"meldwacht/bot/view"
	"meldwacht/notifier/action"
	"meldwacht/notifier/mail"
	"meldwacht/notifier/webhook"
)

// letters sends what the desk writes to people outside, when the configuration
// names a mail server.
func (a *App) letters() (*mail.Sender, error) {
	texts, err := letterTexts(a.cfg)
	if err != nil {
		return nil, ConfigError{err}
	}
	a.texts = texts
	out := a.cfg.Mail.Out
	if out == nil {
		return nil, nil
	}
	host, port := out.Server()
	var login mail.Tokens
	if out.OAuth != nil {
		source, err := tokens(out.OAuth, out.User)
		if err != nil {
			return nil, ConfigError{fmt.Errorf("mail.out.oauth: %w", err)}
		}
		login = letterTokens{source}
	}
	s, err := mail.New(mail.Options{
		Host: host, Port: port, TLS: out.TLS, User: out.User, Password: out.Password.Reveal(), Tokens: login,
		From: out.From, ReturnPath: out.ReturnPath, ReplyTo: a.cfg.Mail.Desk[0], Own: a.cfg.Mail.Desk,
		Domain: out.Domain, Instance: instance(a.desk.Secret), PerDay: out.PerDay, PerMinute: out.PerMinute, Progress: a.progress, Secret: a.desk.Secret,
		Letters: texts, Reader: a.store, Store: a.store, Now: a.opt.Clock.Now, Log: a.log, Dial: a.opt.Dial,
	})
	if err != nil {
		return nil, ConfigError{err}
	}
	return s, nil
}

// letterTexts are the texts of the letters. There are some also where no mail
// server is configured: in an exercise people read what would have gone out.
func letterTexts(c config.Config) (*view.Letters, error) {
	desk, templates := bot.Mailbox{}, ""
	if len(c.Mail.Desk) > 0 {
		desk.Address = c.Mail.Desk[0]
	}
	if out := c.Mail.Out; out != nil {
		desk.Name, templates = out.From.Name, out.Templates
	}
	letters, err := view.NewLetters(desk, c.Location, templates)
	if err != nil {
		return nil, err
	}
	letters.Contact = contactOf(c.Organisation)
	return letters, nil
}

// contactOf is whom account holders can ask about a leak, as the AP is told it:
// the contact, else who files; "" when the configuration names neither.
func contactOf(o dossier.Organisation) string {
	if o.Contact != "" {
		return o.Contact
	}
	parts := []string{o.Reporter.Name, o.Reporter.Position, o.Reporter.Mail, o.Reporter.Phone}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), ", ")
}

// letterTokens are the tokens of a mailbox, as the sender of letters asks for
// them.
type letterTokens struct{ mailbox.Tokens }

func (t letterTokens) Token(ctx context.Context) (string, error) {
	token, _, err := t.Tokens.Token(ctx)
	if mailbox.Refused(err) {
		err = fmt.Errorf("%w: %w", mail.ErrNoToken, err)
	}
	return token, err
}

// instance names this desk in the header by which it knows its own mail.
func instance(secret []byte) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("meldwacht instance v1"))
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// actions has the product carry out what it can, when the configuration names
// its API.
func (a *App) actions() (*action.Sender, error) {
	api := a.cfg.ActionsAPI
	if api.URL == "" {
		a.log.Info().Msg("no actions API is configured; actions that an open incident wants it for wait in the outbox")
		return nil, nil
	}
	secret, err := webhook.ParseSecret(api.Secret.Reveal())
	if err != nil {
		return nil, ConfigError{err}
	}
	record := func(what string, decide func(bot.Incident, bot.Errand, string, time.Time) (bot.Change, error)) func(context.Context, bot.Ref, bot.Errand, string) error {
		return func(ctx context.Context, ref bot.Ref, e bot.Errand, words string) error {
			once := fmt.Sprintf("%s/%s/%d/%d", what, ref, e.Action, e.Event)
			_, err := a.desk.Do(ctx, ref, once, func(in bot.Incident, now time.Time) (bot.Change, error) { return decide(in, e, words, now) })
			if errors.Is(err, bot.ErrHandled) {
				return nil
			}
			return err
		}
	}
	s, err := action.New(action.Options{URL: api.URL, Secret: secret, Reader: a.store,
		Finish: record("carried", bot.Incident.Carried), Refuse: record("not-carried", bot.Incident.NotCarried),
		Progress: a.progress,
		Now:      a.opt.Clock.Now, Log: a.log, Transport: a.http.Transport})
	if err != nil {
		return nil, ConfigError{err}
	}
	return s, nil
}

// mailOf is the mail address of a person of the configuration.
func (a *App) mailOf(who bot.PersonID) bot.Address {
	p, _ := a.cfg.Person(who)
	return p.Mail
}

// progress records how far an action on many accounts has come.
func (a *App) progress(ctx context.Context, ref bot.Ref, p bot.ActionProgress) error {
	_, err := a.desk.Do(ctx, ref, "", func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Progressed(p, now) })
	return err
}

package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/notifier/pager"
	"meldwacht/notifier/pager/acklink"
	"meldwacht/notifier/pager/pagerduty"
)

// pagerDutyPath is where PagerDuty says what became of pages.
const pagerDutyPath = "/pagerduty"

// links make and read the one-time links of pages; nil without an address.
func (a *App) links() (*acklink.Signer, error) {
	if a.cfg.Pager.URL == "" {
		return nil, nil
	}
	h := hmac.New(sha256.New, a.desk.Secret)
	h.Write([]byte("meldwacht acknowledge links v1"))
	s, err := acklink.NewSigner(a.cfg.Pager.URL, h.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("pager.url: %w", err)
	}
	return s, nil
}

// answers takes what comes back of pages: people who follow their link, and
// PagerDuty.
func (a *App) answers(ctx context.Context) error {
	if a.cfg.Pager.Listen == "" {
		return nil
	}
	mux := http.NewServeMux()
	links, err := a.links()
	if err != nil {
		return ConfigError{err}
	}
	if links != nil {
		h, err := acklink.New(acklink.Options{Signer: links, Take: a.ackByLink, Lang: string(a.cfg.Language), Now: a.opt.Clock.Now, Log: a.log})
		if err != nil {
			return ConfigError{fmt.Errorf("pager.url: %w", err)}
		}
		mux.Handle(acklink.Path, h)
	}
	if d := a.cfg.Pager.PagerDuty; d != nil && !d.WebhookSecret.IsZero() {
		secret, err := pagerduty.ParseSecret(d.WebhookSecret.Reveal())
		if err != nil {
			return ConfigError{fmt.Errorf("pager.pagerduty: %w", err)}
		}
		h, err := pagerduty.NewWebhook(pagerduty.WebhookOptions{Secrets: []pagerduty.Secret{secret}, Take: a.fromPagerDuty, Now: a.opt.Clock.Now, Log: a.log})
		if err != nil {
			return ConfigError{fmt.Errorf("pager.pagerduty: %w", err)}
		}
		mux.Handle("POST "+pagerDutyPath, h)
	}
	listener, err := a.opt.Listen(a.cfg.Pager.Listen.Split())
	if err != nil {
		return fmt.Errorf("pager.listen: %w; end what holds this address, or give another", err)
	}
	return serveHTTP(ctx, listener, mux)
}

// serveHTTP serves until ctx is done; requests in hand are then answered, since
// what they brought is being stored.
func serveHTTP(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: answerTime,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		stopped <- server.Shutdown(last)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}

// ackByLink acknowledges for whoever got a page by mail. The claim is taken
// once, whatever comes of it.
func (a *App) ackByLink(ctx context.Context, c acklink.Claim) (acklink.Outcome, error) {
	who, ok := a.person(c.Person, a.opt.Clock.Now())
	if !ok {
		return acklink.Refused, nil
	}
	return a.ackPage(ctx, c.Ref, c.Rung, who, bot.ViaLink, fmt.Sprintf("link/%s/%s/%d", c.Rung, c.Person, c.Expires.Unix()))
}

// ackPage acknowledges the rung of a page, if that rung still stands.
func (a *App) ackPage(ctx context.Context, ref bot.Ref, key string, who bot.Person, via bot.Via, once string) (acklink.Outcome, error) {
	over := errors.New("another rung stands")
	_, err := a.desk.Do(ctx, ref, once, func(in bot.Incident, now time.Time) (bot.Change, error) {
		if !in.Stands(key) {
			return bot.Change{}, over
		}
		return in.Acknowledge(who, via, now)
	})
	var refusal bot.Refusal
	switch {
	case err == nil:
		return acklink.Acknowledged, nil
	case errors.Is(err, bot.ErrHandled):
		return acklink.Already, nil
	case errors.Is(err, over), errors.Is(err, bot.ErrNotFound):
		return acklink.Over, nil
	case errors.As(err, &refusal) && refusal.Reason == bot.AlreadyAcked:
		return acklink.Already, nil
	case errors.As(err, &refusal) && refusal.Reason == bot.NotYourRole:
		return acklink.Refused, nil
	case errors.As(err, &refusal):
		return acklink.Over, nil
	}
	return 0, err
}

// fromPagerDuty takes what PagerDuty says of a page: that it has reached
// somebody, or that somebody has acknowledged it there. Somebody whom the desk
// does not know, or who may not acknowledge, has been reached and no more. The
// id of an event is taken once, so that a replayed webhook does nothing.
func (a *App) fromPagerDuty(ctx context.Context, e pagerduty.Event) error {
	ref, ok := pager.RefOf(e.Key)
	if !ok {
		return pagerduty.ErrUnknown
	}
	key := bot.EffectKey(e.Key + ":" + config.PathPagerDuty)
	if e.Type == "incident.acknowledged" {
		if who, ok := a.agent(e.Agent); ok {
			switch _, err := a.ackPage(ctx, ref, e.Key, who, bot.ViaPager, "pagerduty/"+e.ID); {
			case err != nil:
				return err
			}
		}
	}
	_, err := a.desk.Do(ctx, ref, "pagerduty/reached/"+e.ID, func(in bot.Incident, now time.Time) (bot.Change, error) {
		return in.ConfirmPage(key, now)
	})
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return pagerduty.ErrUnknown
	case errors.Is(err, bot.ErrHandled):
		return nil
	}
	return err
}

// agent is the person of the configuration who did something at PagerDuty.
func (a *App) agent(g pagerduty.Agent) (bot.Person, bool) {
	for _, p := range a.cfg.People {
		if g.ID != "" && p.PagerDuty == g.ID || g.Mail != "" && strings.EqualFold(string(p.Mail), g.Mail) {
			return a.person(p.ID, a.opt.Clock.Now())
		}
	}
	return bot.Person{}, false
}

package app

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/gateway"
	"meldwacht/bot/view"
	"meldwacht/commands"
	"meldwacht/notifier"
	slacksender "meldwacht/notifier/slack"
	"meldwacht/storage/bolt"
)

const (
	// askAgain is how soon Slack is asked again who we are, while it cannot be
	// reached; it doubles up to askAgainMost.
	askAgain     = time.Second
	askAgainMost = time.Minute
	// answerTime bounds an answer to a response_url, which is tried once.
	answerTime = 10 * time.Second
	// waySlack is what the log calls the way out to Slack. When it is shut, nobody
	// sees Home.
	waySlack = "slack"
	// headerTime is how long Slack may take to send the head of a request.
	headerTime = 5 * time.Second
)

// slack runs the two directions of Slack. They need to know who we are there,
// so they begin once Slack has said so; until then mail and the clock go on.
func (a *App) slack(ctx context.Context) error {
	api := slacksender.NewClient(a.cfg.Slack.BotToken.Reveal(), a.cfg.Slack.APIURL, a.http.Transport)
	us, err := a.introduce(ctx, api)
	if err != nil || us == nil {
		return err
	}
	sender := slacksender.New(slacksender.Options{API: api, Channel: a.cfg.Slack.Channel, BotID: us.BotID,
		Reader: a.store, Render: a.face, Now: a.opt.Clock.Now, Log: a.log, Faster: float64(a.cfg.Slack.Pace)})
	g, err := a.gateway(api, us)
	if err != nil {
		return err
	}

	if shared, err := g.CheckChannel(ctx, a.cfg.Slack.Channel); err == nil && shared {
		return ConfigError{fmt.Errorf("slack.channel: %s is shared with another company, and everybody there would read the reports; give a private channel that is not shared", a.cfg.Slack.Channel)}
	}

	a.channel.Store(g)
	a.workspace.Store(us.URL)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return a.loop(waySlack, slacksender.Kinds(), inPrivate{sender, g}).Run(ctx) })
	work.Go(func() error {
		return a.loop("pictures", slacksender.PictureKinds(), privatePictures{slacksender.Pictures{Sender: sender, Draw: a.draw}, g}).Run(ctx)
	})
	work.Go(func() error {
		return a.loop("dossiers", slacksender.DossierKinds(), privatePictures{a.dossierUploads(sender), g}).Run(ctx)
	})
	work.Go(func() error {
		return a.loop("blanks", slacksender.BlankKinds(), slacksender.Blanks{Sender: sender, Line: a.face.Blank}).Run(ctx)
	})
	work.Go(func() error { return g.Run(ctx) })
	work.Go(func() error { return a.handovers(ctx, api, g) })
	work.Go(func() error { return a.digests(ctx, api, g) })
	work.Go(func() error { return a.listenToSlack(ctx, g) })
	return work.Wait()
}

// inPrivate posts nothing while the channel is shared with another company: what
// is due stays due, and is told once the channel is private again.
type inPrivate struct {
	*slacksender.Sender
	gateway *gateway.Gateway
}

// Send implements notifier.Sender.
func (s inPrivate) Send(ctx context.Context, p notifier.Pending) (bot.Receipt, error) {
	if s.gateway.Shared(ctx) {
		return bot.Receipt{}, notifier.Stop{Code: "channel_shared"}
	}
	return s.Sender.Send(ctx, p)
}

// introduce asks Slack who we are, until it answers. A refusal is an error of
// the configuration: no second try makes it good.
func (a *App) introduce(ctx context.Context, api *slack.Client) (*slack.AuthTestResponse, error) {
	for pause := askAgain; ; pause = min(2*pause, askAgainMost) {
		us, err := api.AuthTestContext(ctx)
		if err == nil {
			if a.cfg.Slack.Team != "" && us.TeamID != a.cfg.Slack.Team {
				return nil, ConfigError{fmt.Errorf("slack: the bot token is of workspace %s, and slack.team says %s", us.TeamID, a.cfg.Slack.Team)}
			}
			return us, nil
		}
		var refused slack.SlackErrorResponse
		if errors.As(err, &refused) && slices.Contains(hopeless, refused.Err) {
			return nil, ConfigError{fmt.Errorf("slack: the bot token is refused (%s); install the app again and give its token", refused.Err)}
		}
		a.log.Warn().Str("err", "auth.test").Msg("slack cannot be reached yet; mail and reminders go on")
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, nil
		}
	}
}

// hopeless are the answers to auth.test that stay what they are.
var hopeless = []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}

// gateway wires what comes in from Slack to the verbs.
func (a *App) gateway(api *slack.Client, us *slack.AuthTestResponse) (*gateway.Gateway, error) {
	who := a.who(api, us.TeamID)
	uploads, err := a.uploads(api, us)
	if err != nil {
		return nil, err
	}
	verbs := &commands.Desk{Desk: a.desk, Books: a.store, Threads: a.store, Face: a.face, Log: a.log,
		Accounts: accounts{a.books}, Approvers: who.Holders, TestPage: a.tryPages, Health: a.health,
		Rota: roster{a}, Posted: a.store.Posted, MailOf: a.mailOf, Register: a.countRegister, Letters: a.texts, Uploads: uploads,
		OnCall: func(now time.Time) view.OnCall {
			return view.OnCall{Known: true, People: a.duty.on(now), Gaps: a.duty.gaps(now)}
		}}
	return &gateway.Gateway{
		API: api, Inbox: inbox{a.store}, Commands: verbs, Who: who, Threads: a.store,
		Refresh: func(ctx context.Context, ref bot.Ref) error {
			_, err := a.desk.Do(ctx, ref, "", bot.Incident.Redraw)
			return err
		},
		Alarm: func(_ context.Context, al gateway.Alarm) {
			a.log.Error().Str("what", al.What).Str("channel", al.Channel).Msg("slack changed something that the desk stands on")
		},
		Suggest: func(ctx context.Context, s gateway.Suggestion) []*slack.OptionBlockObject {
			return verbs.Suggest(ctx, s.Action, s.Value, s.Query)
		},
		Now: a.opt.Clock.Now, Log: a.log, Face: a.face, APIURL: a.cfg.Slack.APIURL,
		HTTP: &http.Client{Transport: a.http.Transport, Timeout: answerTime},
		Team: us.TeamID, BotUser: us.UserID, Channel: a.cfg.Slack.Channel, MailTo: string(a.cfg.Mail.Desk[0]),
	}, nil
}

// uploads reads files that people put into modals. Whoever installs the app may
// leave the scopes out that it takes; then no modal asks for a file, as Slack
// would not show one that does, and nothing stays behind that cannot be deleted.
func (a *App) uploads(api *slack.Client, us *slack.AuthTestResponse) (commands.Uploads, error) {
	granted := strings.FieldsFunc(us.Header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range []string{"files:read", "files:write"} {
		if !slices.Contains(granted, scope) {
			a.log.Warn().Str("scope", scope).Msg("the app lacks a scope, so recipients cannot be given as a file")
			return nil, nil
		}
	}
	return gateway.NewUploads(api, a.cfg.Slack.BotToken.Reveal(), a.cfg.Slack.APIURL, a.http.Transport)
}

// who says which person of the configuration stands behind a Slack account.
func (a *App) who(api *slack.Client, team string) *gateway.Who {
	w := &gateway.Who{API: api, Team: team, Names: a.face.Cast.Names, Lang: a.cfg.Language, Now: a.opt.Clock.Now,
		People: map[bot.UserID]bot.PersonID{}, Roles: map[bot.Role][]string{},
		OnCall: func() []bot.UserID { return a.duty.accounts(a.opt.Clock.Now()) },
		Off:    func(id bot.PersonID) time.Time { return a.duty.off(id, a.opt.Clock.Now()) }}
	for _, p := range a.cfg.People {
		for _, user := range p.Slack {
			w.People[user] = p.ID
		}
	}
	if a.cfg.Rota == nil {
		w.OnCall = nil // those of roles.oncall, with its groups
	}
	for role, holders := range a.cfg.Roles {
		w.Roles[role] = slices.Clone(holders.Groups)
		for _, p := range a.cfg.Holders(role) {
			for _, user := range p.Slack {
				w.Roles[role] = append(w.Roles[role], string(user))
			}
		}
	}
	return w
}

// listenToSlack takes what Slack sends, in the way that the configuration says.
func (a *App) listenToSlack(ctx context.Context, g *gateway.Gateway) error {
	if a.cfg.Slack.Mode == config.ModeHTTP {
		return a.serveSlack(ctx, g)
	}
	socket := &gateway.Socket{Gateway: g, AppToken: a.cfg.Slack.AppToken.Reveal(), APIURL: a.cfg.Slack.APIURL,
		Dial: a.opt.Dial, Transport: a.http.Transport}
	if err := socket.Run(ctx); err != nil {
		return ConfigError{err}
	}
	return nil
}

// serveSlack takes signed requests.
func (a *App) serveSlack(ctx context.Context, g *gateway.Gateway) error {
	listener, err := a.opt.Listen(a.cfg.Slack.Listen.Split())
	if err != nil {
		return fmt.Errorf("slack.listen: %w; end what holds this address, or give another", err)
	}
	return serveHTTP(ctx, listener, g.Handler(a.cfg.Slack.SigningSecret.Reveal()))
}

// An inbox is the store's, as the gateway asks for it.
type inbox struct{ *bolt.Store }

// Unfinished gives what was kept and not finished, oldest first.
func (i inbox) Unfinished(ctx context.Context) iter.Seq2[gateway.Kept, error] {
	return func(yield func(gateway.Kept, error) bool) {
		for e, err := range i.Store.Unfinished(ctx) {
			if !yield(gateway.Kept{Key: e.Key, Payload: e.Payload}, err) {
				return
			}
		}
	}
}

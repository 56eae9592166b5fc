package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"meldwacht/bot"
	"meldwacht/bot/config"
	"meldwacht/bot/directory"
	"meldwacht/bot/gateway"
	"meldwacht/bot/intake/mailbox"
	"meldwacht/bot/proof"
	"meldwacht/bot/view"
	"meldwacht/notifier"
	"meldwacht/notifier/action"
	"meldwacht/notifier/heartbeat"
	"meldwacht/notifier/mail"
	"meldwacht/storage/bolt"
)

// Options are what a desk does not read from its configuration. The zero value
// is the real world.
type Options struct {
	Clock    *Clock                                                               // nil: the real time
	Listen   func(network, address string) (net.Listener, error)                  // nil: listen
	Resolver proof.Resolver                                                       // nil: the system's
	Dial     func(ctx context.Context, network, address string) (net.Conn, error) // nil: a net.Dialer
	Log      zerolog.Logger
	Config   string // the file of the configuration, in which the rota is looked at again; "": it stays as it is
	Secret   []byte // of the desk, for tests whose codes must be the same each time; nil: the store's own
}

// An App is a desk, wired and ready to run.
type App struct {
	cfg   config.Config
	opt   Options
	log   zerolog.Logger
	store *bolt.Store
	desk  *bot.Desk
	books *directory.Live // the accounts
	duty  *duty           // office hours, and who is on call

	watched  []*mailbox.Watcher                       // the mailboxes that are read
	channel  atomic.Pointer[gateway.Gateway]          // nil until Slack has said who we are
	ways     ways                                     // out, that are shut
	jumps    *heartbeat.Jumps                         // of the machine's clock
	beat     *heartbeat.Heartbeat                     // the desk's look at itself
	tested   func(context.Context) (time.Time, error) // when the pager last rang in a test; nil: nobody tests it
	silences silences                                 // of Slack
	face     view.Face
	texts    *view.Letters // what the desk writes to people outside
	bell     notifier.Bell // rings on each commit and when the clock is moved
	http     *http.Client  // to Slack and to the pager

	tryPages  func(context.Context, bot.PersonID) error // nil: there is no pager
	workspace atomic.Value                              // string: where Slack is, once it has said so
}

// New opens the store and the directory and wires the desk. What it opens, Run
// closes; an App that is not run is closed with Close.
func New(cfg config.Config, opt Options) (*App, error) {
	if opt.Clock == nil {
		opt.Clock = &Clock{}
	}
	if opt.Listen == nil {
		opt.Listen = listen
	}
	if opt.Dial == nil {
		opt.Dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	source, err := sourceOf(cfg.Directory)
	if err != nil {
		return nil, ConfigError{err}
	}
	accounts, err := directory.Open(context.Background(), source, opt.Clock.Now, opt.Log)
	if err != nil {
		return nil, ConfigError{err}
	}
	duty, err := openDuty(cfg, opt)
	if err != nil {
		return nil, ConfigError{err}
	}
	form, err := cfg.Form()
	if err != nil {
		return nil, ConfigError{err}
	}
	store, err := openStore(cfg.Store, bolt.Options{})
	if err != nil {
		return nil, err
	}
	secret, err := store.Secret(context.Background())
	if err != nil {
		store.Close()
		return nil, err
	}
	if len(opt.Secret) > 0 {
		secret = opt.Secret
	}
	a := &App{cfg: cfg, opt: opt, log: opt.Log, store: store, books: accounts, duty: duty, face: faceOf(cfg)}
	a.face.Form = &form
	a.face.Cast.OnCall = func() []string { return duty.mentions(opt.Clock.Now()) }
	a.http = &http.Client{Transport: &http.Transport{
		DialContext: opt.Dial, Proxy: http.ProxyFromEnvironment,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 90 * time.Second,
	}}
	a.desk = &bot.Desk{Store: store, Match: accounts.Match, Rules: cfg.Rules, Now: opt.Clock.Now, Staff: duty.staff, Secret: secret}
	if err := (roster{a}).load(context.Background()); err != nil {
		store.Close()
		return nil, err
	}
	// What came due while the machine slept is looked at as soon as it wakes.
	a.jumps = &heartbeat.Jumps{Log: a.log, Jumped: func(time.Duration) { a.bell.Ring() }}
	a.beat, a.tested = a.selfcheck(), store.Tested
	return a, nil
}

// Close closes the store. Run does so itself.
func (a *App) Close() error { return a.store.Close() }

// Run runs the desk until ctx is done, and returns nil then. It listens before
// it returns an error for want of an address, and takes in mail also while
// Slack cannot be reached.
func (a *App) Run(ctx context.Context) error {
	defer a.store.Close()
	defer a.http.CloseIdleConnections()
	letters, err := a.letters()
	if err != nil {
		return err
	}
	actions, err := a.actions()
	if err != nil {
		return err
	}
	doors, err := a.open()
	if err != nil {
		return err
	}
	paths, err := a.paths(letters)
	if err != nil {
		return ConfigError{err}
	}
	a.tryPages = a.testPage(paths)
	work, ctx := errgroup.WithContext(ctx)
	for _, d := range doors {
		work.Go(func() error { return d.serve(ctx) })
	}
	work.Go(func() error { return a.ring(ctx) })
	work.Go(func() error { return a.books.Run(ctx) })
	work.Go(func() error { return a.duty.run(ctx) })
	work.Go(func() error { return a.watch().Run(ctx) })
	work.Go(func() error { return a.recurring(ctx) })
	work.Go(func() error { return a.jumps.Run(ctx) })
	work.Go(func() error { return a.beat.Run(ctx) })
	work.Go(func() error { return a.pages(ctx, paths) })
	work.Go(func() error { return a.answers(ctx) })
	work.Go(func() error { return a.local(ctx) })
	if letters != nil {
		work.Go(func() error { return a.loop(view.HealthLetters, mail.Kinds(), letters).Run(ctx) })
	}
	if actions != nil {
		work.Go(func() error { return a.loop(view.HealthActions, action.Kinds(), actions).Run(ctx) })
	}
	work.Go(func() error {
		return a.loop("checks", []bot.EffectKind{bot.EffectCheck}, recheck{a, a.checker()}).Run(ctx)
	})
	work.Go(func() error { return a.slack(ctx) })
	if err := work.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// ring passes on what wakes the loops: a commit, and a clock that was moved.
func (a *App) ring(ctx context.Context) error {
	nudge := a.store.Nudge()
	for {
		moved := a.opt.Clock.Moved()
		select {
		case <-nudge:
		case <-moved:
		case <-ctx.Done():
			return nil
		}
		a.bell.Ring()
	}
}

// watch lets what is due on the ladders happen.
func (a *App) watch() *notifier.Watch {
	return &notifier.Watch{Due: dueIndex{a.store}, Tick: a.desk.Tick, Now: a.opt.Clock.Now, Nudge: a.bell.Listen(), Log: a.log}
}

// faceOf is how this desk shows itself.
func faceOf(cfg config.Config) view.Face {
	cast := view.Cast{Users: map[bot.PersonID]bot.UserID{}, Names: map[bot.PersonID]string{}, Groups: map[bot.Role][]string{}}
	for _, p := range cfg.People {
		cast.Names[p.ID] = p.Name
		if len(p.Slack) > 0 {
			cast.Users[p.ID] = p.Slack[0]
		}
	}
	for role, holders := range cfg.Roles {
		cast.Groups[role] = append(cast.Groups[role], holders.Groups...)
		if len(holders.Groups) > 0 {
			continue // the group mentions its members
		}
		for _, p := range cfg.Holders(role) {
			if len(p.Slack) > 0 {
				cast.Groups[role] = append(cast.Groups[role], string(p.Slack[0]))
			}
		}
	}
	return view.Face{Lang: cfg.Language, Zone: cfg.Location, Command: cfg.Slack.Command, Cast: cast}
}
